"""Where answers come from: each origin gives sheets to whoever may read them.

An origin is a word of the address (`fichier`, `ouverture`, `vague`). `sheet_at` is the only way to a sheet
for a user, `sheet_of` for a study: both ask for what one organisation collected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.sheets import Respondent, Sheet
from arrimage.apps.questionnaires.queries import instruments, responses

from .datasets import datasets_of, sheet_of_dataset


@dataclass(frozen=True)
class Found:
    """A sheet with its title and where its own page is."""

    origin: str
    uid: UUID
    title: str
    url: str
    organisation_id: int
    sheet: Sheet


@dataclass(frozen=True)
class Listed:
    """One source to choose, without its answers."""

    origin: str
    uid: UUID
    title: str
    answered: int

    @property
    def ref(self) -> str:
        return f"{self.origin}:{self.uid}"


@dataclass(frozen=True)
class Origin:
    """`find`: (organisation id, uid) → Found or None, of what that organisation collected; `listed`: of all
    it collected."""

    find: Callable[[int, UUID], Found | None]
    listed: Callable[[int], list[Listed]]


def _language() -> str:
    return (get_language() or "fr")[:2]


def _dataset(organisation_id: int, uid: UUID) -> Found | None:
    found = datasets_of(organisation_id).filter(uid=uid).first()
    if found is None:
        return None
    title = (found.title_en if _language() == "en" else "") or found.title
    return Found("fichier", uid, title, "", organisation_id, sheet_of_dataset(found, _language()))


def _datasets(organisation_id: int) -> list[Listed]:
    return [Listed("fichier", one.uid, one.title, one.people) for one in datasets_of(organisation_id)]


def _opening(organisation_id: int, uid: UUID) -> Found | None:
    found = instruments.openings().filter(organisation=organisation_id, uid=uid).first()
    if found is None:
        return None
    respondents, answers = [], {}
    for number, given in enumerate(responses.sent_answers_to(found), 1):
        key = f"{number:03}"
        respondents.append(Respondent(key=key, label=key))
        for item, answer in given.items():
            answers.setdefault(item, {})[key] = answer
    # Whoever keeps the opening reads each answer already: nothing is hidden from them here.
    sheet = Sheet(found.questionnaire.form, tuple(respondents), answers, source=found.title)
    return Found("ouverture", uid, found.title, found.get_absolute_url(), organisation_id, sheet)


def _openings(organisation_id: int) -> list[Listed]:
    return [
        Listed("ouverture", one.uid, one.title, one.sent) for one in instruments.openings_of(organisation_id)
    ]


ORIGINS: dict[str, Origin] = {
    "fichier": Origin(_dataset, _datasets),
    "ouverture": Origin(_opening, _openings),
}


def sheet_at(user, origin: str, uid: UUID) -> Found | None:
    """The sheet, if this user leads studies for the organisation that collected it."""
    mine, known = policies.leader_for(user), ORIGINS.get(origin)
    return known.find(mine, uid) if known and mine is not None else None


def sheet_of(origin: str, uid: UUID, organisation_id: int) -> Sheet | None:
    """The sheet a study of this organisation reads."""
    known = ORIGINS.get(origin)
    found = known.find(organisation_id, uid) if known else None
    return found.sheet if found else None


def sources_for(user) -> list[Listed]:
    """Every source this user may read."""
    mine = policies.leader_for(user)
    return [] if mine is None else [one for origin in ORIGINS.values() for one in origin.listed(mine)]
