"""Where answers come from: each origin gives sheets to whoever may read them.

An origin is a word of the address: `fichier` (a file brought here), `ouverture` (a questionnaire whoever has
the link answers), `vague` (a wave of a campaign, read by those the campaign lets read). `sheet_at` is the
only way to a sheet; a study reads nothing that whoever looks at it may not read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import get_language

from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.sheets import Respondent, Sheet
from arrimage.apps.questionnaires.queries import instruments, responses

from . import campaign_sheets
from .datasets import datasets_of, sheet_of_dataset


@dataclass(frozen=True)
class Found:
    """A sheet with its title and where its own page is."""

    origin: str
    uid: UUID
    title: str
    url: str
    organisation_id: int  # that which reads it: the themes it makes are its own
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
    """`find`: (user, organisation led for, uid) → Found or None; `listed`: all that may be chosen."""

    find: Callable[..., Found | None]
    listed: Callable[..., list[Listed]]


def _language() -> str:
    return (get_language() or "fr")[:2]


def _dataset(_user, organisation_id: int, uid: UUID) -> Found | None:
    found = datasets_of(organisation_id).filter(uid=uid).first()
    if found is None:
        return None
    title = (found.title_en if _language() == "en" else "") or found.title
    return Found("fichier", uid, title, "", organisation_id, sheet_of_dataset(found, _language()))


def _datasets(_user, organisation_id: int) -> list[Listed]:
    return [Listed("fichier", one.uid, one.title, one.people) for one in datasets_of(organisation_id)]


def _opening(_user, organisation_id: int, uid: UUID) -> Found | None:
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


def _openings(_user, organisation_id: int) -> list[Listed]:
    return [
        Listed("ouverture", one.uid, one.title, one.sent) for one in instruments.openings_of(organisation_id)
    ]


def _wave(user, organisation_id: int, uid: UUID) -> Found | None:
    wave = campaign_sheets.wave_behind(uid)
    if wave is None:
        return None
    try:
        sheet = campaign_sheets.sheet_of(wave, user)
    except PermissionDenied:
        return None
    campaign = wave.campaign
    title = f"{campaign.title} · {wave.number}"
    return Found("vague", uid, title, campaign.get_absolute_url(), organisation_id, sheet)


def _waves(user, _organisation_id: int) -> list[Listed]:
    return [
        Listed("vague", wave.uid, f"{wave.campaign.title} · {wave.number}", sent)
        for wave, sent in campaign_sheets.all_readable_waves(user)
    ]


ORIGINS: dict[str, Origin] = {
    "fichier": Origin(_dataset, _datasets),
    "ouverture": Origin(_opening, _openings),
    "vague": Origin(_wave, _waves),
}


def sheet_at(user, origin: str, uid: UUID) -> Found | None:
    """The sheet, if this user leads studies and may read it. Raises campaign_sheets.NotYet."""
    mine, known = policies.leader_for(user), ORIGINS.get(origin)
    return known.find(user, mine, uid) if known and mine is not None else None


def sheet_of(user, origin: str, uid: UUID) -> Sheet | None:
    """The same for a study: what cannot be read yet is not there yet."""
    try:
        found = sheet_at(user, origin, uid)
    except campaign_sheets.NotYet:
        return None
    return found.sheet if found else None


def sources_for(user) -> list[Listed]:
    """Every source this user may read."""
    mine = policies.leader_for(user)
    return [] if mine is None else [one for origin in ORIGINS.values() for one in origin.listed(user, mine)]
