"""Open answers of surveys this user may read, to be coded in the same place as interviews."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from arrimage.apps.inquiry.queries.study_sources import Found, Listed, sheet_at, sources_for
from arrimage.apps.inquiry.queries.study_words import Words, words_of
from arrimage.apps.inquiry.results.columns import WRITTEN
from arrimage.apps.inquiry.results.protection import INSIDE
from arrimage.apps.questionnaires.document.questionnaire import said


@dataclass(frozen=True)
class Open:
    """An open question, with how many pieces people wrote; `consent` ones say whether they may be quoted."""

    name: str
    label: str


def sources(user) -> list[Listed]:
    return sources_for(user)


def found(user, ref: str) -> Found | None:
    """The sheet behind «origin:uid», as rooms of surveys let this user read it."""
    origin, _colon, uid = ref.partition(":")
    try:
        return sheet_at(user, origin, UUID(uid))
    except (ValueError, ValidationError):
        return None


def open_items(one: Found) -> list[Open]:
    language = (get_language() or "fr")[:2]
    return [
        Open(name, said(item.label, language) or name)
        for name, item in one.sheet.form.items.items()
        if item.kind in WRITTEN and name in one.sheet.answers
    ]


def other_items(one: Found) -> list[Open]:
    """Where people may have said that they let themselves be quoted."""
    language = (get_language() or "fr")[:2]
    return [
        Open(name, said(item.label, language) or name)
        for name, item in one.sheet.form.items.items()
        if item.choices and name in one.sheet.answers
    ]


def pieces(one: Found, item: str, consent: str = "") -> list[Words]:
    """What people wrote, as the room of surveys shows it: too few, nothing; in no order that tells who."""
    return words_of(one.sheet, one.origin, one.uid, item, INSIDE, consent)
