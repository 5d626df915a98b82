"""The twelve sentences, the signs observers look at, and the published table to hold ours against."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from arrimage.apps.questionnaires.document.questionnaire import Questionnaire, from_data

EVALUATION = "evaluation-d-un-cycle"  # the slugs of the shipped questionnaires
TANDEM = "regard-du-tandem"
SOURCE = _("Programme « Partenaires de soins », Université de Montréal, first cycle of four teams")
# Means printed with one decimal, of 22 who answered (four teams, first cycle).
PUBLISHED = {
    "on_time": 4.1,
    "solves": 4.1,
    "better": 4.5,
    "process": 4.5,
    "persons": 4.7,
    "workers": 4.6,
    "effect": 4.7,
    "team": 4.0,
    "understanding": 4.3,
    "skills": 4.4,
    "others": 4.6,
    "again": 4.6,
}


def _data(name: str) -> str:
    return files("arrimage.apps.improvement").joinpath("data", name).read_text("utf-8")


@cache
def evaluation() -> Questionnaire:
    return from_data(json.loads(_data("evaluation.json")))


@cache
def tandem() -> Questionnaire:
    """What the two who run a team say of its means, and of how it looks at itself."""
    return from_data(json.loads(_data("tandem.json")))


def source_in_french() -> str:
    """What a shipped questionnaire keeps of where it comes from: the same, whoever opens it first."""
    with override("fr"):
        return str(SOURCE)


@dataclass(frozen=True)
class Sign:
    """`id` never changes: observations are kept under it."""

    id: str
    sentence: str


# What two observers look at in a team's discussions of a person's situation, above all meetings about the
# interdisciplinary plan. Written afresh after source 003 (M2).
SIGNS = (
    Sign("there", _("The person is there, or has said what they want to be said of them.")),
    Sign("project", _("It starts from their life project, in their words.")),
    Sign("speaks_first", _("The person speaks early, and is not spoken of as if they were away.")),
    Sign("plain_words", _("Words are everyday ones; those that are not are explained.")),
    Sign("relatives", _("Relatives are there when the person wishes, and their place is clear.")),
    Sign("choices", _("What is possible is said, and the person chooses.")),
    Sign("disagree", _("A disagreement can be said, and is written down.")),
    Sign("shared", _("Everyone, the person too, leaves knowing who does what, and for when.")),
    Sign("copy", _("The person leaves with their plan, which they can read.")),
)


@cache
def reconstruction() -> tuple[dict[str, int], ...]:
    """Twenty-two invented answers that give the published means: a reconstruction, no real answer."""
    rows = csv.DictReader(_data("evaluation_reconstructed.csv").splitlines())
    return tuple({name: int(row[name]) for name in PUBLISHED} for row in rows)


def means(rows) -> dict[str, tuple[float | None, int]]:
    """By sentence, the mean and how many it is of; None when nobody it applied to answered."""
    found = {}
    for name in PUBLISHED:
        given = [row[name] for row in rows if row.get(name) is not None]
        found[name] = (sum(given) / len(given) if given else None, len(given))
    return found
