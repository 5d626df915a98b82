"""The twelve sentences, the signs observers look at, and the published table to hold ours against."""

import csv
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from arrimage.apps.questionnaires.document.questionnaire import Questionnaire, from_data

EVALUATION = "evaluation-d-un-cycle"  # the slug of the shipped questionnaire
SOURCE = "Programme « Partenaires de soins », Université de Montréal, premier cycle de quatre équipes"
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


@dataclass(frozen=True)
class Sign:
    id: str
    fr: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language.startswith("en") else self.fr


@cache
def signs() -> tuple[Sign, ...]:
    return tuple(Sign(**one) for one in tomllib.loads(_data("signs.toml"))["sign"])


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
