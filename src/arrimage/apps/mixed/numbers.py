"""A number of a joint display: one answer to one question, alive, with its base and its source.

It is read as anybody outside may read it (small groups hidden): what is held beside words will be published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.inquiry.queries.study_sources import sheet_of, sources_for
from arrimage.apps.inquiry.results.columns import WRITTEN
from arrimage.apps.inquiry.results.items import question
from arrimage.apps.inquiry.results.protection import OUTSIDE
from arrimage.apps.inquiry.results.words import nature_words
from arrimage.design.numbers import percent

from .pieces import Kind, Piece

KIND = "figure"


@dataclass(frozen=True)
class Number:
    """`count` of `base` gave this answer; `low` and `high`: limits of the share, where there are any."""

    ref: str
    question: str
    answer: str
    count: int
    base: int
    share: float
    low: float | None
    high: float | None
    source: str
    nature_code: str

    @property
    def said(self) -> str:
        words = {"count": self.count, "base": self.base, "share": percent(self.share)}
        return _("%(count)d of %(base)d (%(share)s)") % words

    @property
    def interval(self) -> str:
        if self.low is None or self.high is None:
            return ""
        return _("between %(low)s and %(high)s") % {"low": percent(self.low), "high": percent(self.high)}

    @property
    def nature(self) -> str:
        """Said wherever it is shown, when the answers are not anybody's."""
        return "" if self.nature_code == "collected" else nature_words(self.nature_code)

    def kept(self) -> dict[str, Any]:
        """What is remembered of it, to say later what moved."""
        return {"question": self.question, "answer": self.answer, "count": self.count, "base": self.base}


def _language() -> str:
    return (get_language() or "fr")[:2]


def number_at(user, ref: str) -> Number | None:
    """None where it may not be read, is hidden, or is not there any more."""
    return numbers_at(user, [ref]).get(ref)


def numbers_at(user, refs: Iterable[str]) -> dict[str, Number]:
    """Those that may be read, by reference: each source of answers is opened once."""
    sheets: dict[tuple[str, str], Any] = {}
    found = {}
    for ref in dict.fromkeys(filter(None, refs)):
        try:
            origin, uid, item, code = ref.split(":", 3)
            if (origin, uid) not in sheets:
                sheets[origin, uid] = sheet_of(user, origin, UUID(uid))
        except ValueError:
            continue
        sheet = sheets[origin, uid]
        if sheet is not None and (number := _of(sheet, ref, item, code)):
            found[ref] = number
    return found


def _of(sheet, ref: str, item: str, code: str) -> Number | None:
    if item not in sheet.form.items or item not in sheet.answers:
        return None
    found = question(sheet, item, OUTSIDE, _language())
    told = found.all
    line = next((one for one in told.lines if str(one.code) == code), None) if told else None
    if told is None or line is None or line.count is None or not told.base:
        return None
    return Number(
        ref,
        found.label,
        line.label,
        line.count,
        told.base,
        line.share if line.share is not None else line.count / told.base,
        line.low,
        line.high,
        sheet.source,
        sheet.nature,
    )


def sources(user) -> list[tuple[str, str]]:
    return [(one.ref, one.title) for one in sources_for(user)]


def numbers_in(user, source: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """By question of one source, each answer with how many gave it; those that may be shown."""
    try:
        origin, uid = source.split(":", 1)
        sheet = sheet_of(user, origin, UUID(uid))
    except ValueError:
        return []
    if sheet is None:
        return []
    found = []
    for item in sheet.form.asked:
        if item.name not in sheet.answers or item.kind in WRITTEN:
            continue
        read = question(sheet, item.name, OUTSIDE, _language())
        if read.all is None or not read.all.base:
            continue
        choices = [
            (f"{source}:{item.name}:{line.code}", f"{line.label} : {line.count}/{read.all.base}")
            for line in read.all.lines
            if line.count is not None
        ]
        if choices:
            found.append((read.label, choices))
    return found


def figure_label(number: Number) -> str:
    return f"{number.question} — {number.answer} : {number.said}"[:400]


def results_of(ref: str) -> str:
    """The page of the answers a number comes from."""
    origin, uid, _rest = ref.split(":", 2)
    return reverse("results", args=[origin, uid])


def _find(user, ref: str) -> Piece | None:
    number = number_at(user, ref)
    if number is None:
        return None
    return Piece(KIND, ref, figure_label(number), number.source, results_of(ref))


def _listed(_user) -> list[tuple[str, list[tuple[str, str]]]]:
    """Figures are chosen source by source (`numbers_in`): there may be thousands."""
    return []


FIGURE = Kind(KIND, lazy("A figure"), _find, _listed)
