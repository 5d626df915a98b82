"""Sentences: what a figure says, in one line, with its numbers."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.questionnaires.document.questionnaire import Kind
from arrimage.design.numbers import number, percent

from .columns import WRITTEN
from .items import EVERYBODY, Question, Told
from .pairs import NO, YES

Labels = Mapping[str, str]


def of(count: int | None, base: int | None) -> str:
    """«17 of 21 (81 %)»; the denominator never leaves its count."""
    if count is None or base is None:
        return pgettext("count of a small group", "hidden")
    if not base:
        return pgettext("count", "no answer")
    return _("%(count)s of %(base)s (%(share)s)") % {
        "count": number(count),
        "base": number(base),
        "share": percent(count / base),
    }


def named(group: str, labels: Labels) -> str:
    return labels.get(group, group) or _("Everybody")


def is_yes_or_no(question: Question) -> bool:
    codes = {choice.code for choice in question.item.choices}
    return bool(codes & YES) and codes <= YES | NO


def headline(question: Question, labels: Labels) -> str:
    """The one sentence of a question."""
    if question.withheld or question.all is None:
        return _("Too few answers to be shown without telling who gave them.")
    if question.item.kind in WRITTEN:
        return _("%(written)s wrote something.") % {"written": number(question.written)}
    parts = [part for part in question.parts if part.base != 0]
    if not parts:
        return _("Nobody has answered it.")
    return " ".join(_of_group(question, part, labels) for part in parts)


def _of_group(question: Question, told: Told, labels: Labels) -> str:
    who = "" if told.group == EVERYBODY else _("%(group)s: ") % {"group": named(told.group, labels)}
    if (
        question.item.kind is Kind.SCALE
        and question.mean
        and told.group == EVERYBODY
        and question.mean.value is not None
    ):
        return _("%(mean)s on average, from %(low)s to %(high)s.") % {
            "mean": number(question.mean.value, 1),
            "low": number(question.item.minimum),
            "high": number(question.item.maximum),
        }
    if told.base is None:
        return _("%(who)stoo few answers to be shown.") % {"who": who}
    if is_yes_or_no(question):
        line = next((one for one in told.lines if one.code in YES), None)
        count = line.count if line else None
        return _("%(who)s%(count)s say yes.") % {"who": who, "count": of(count, told.base)}
    known = [line for line in told.lines if line.count]
    if not known:
        return _("%(who)sno answer.") % {"who": who}
    first = max(known, key=lambda line: line.count or 0)
    return _("%(who)s“%(answer)s” comes most often, %(count)s.") % {
        "who": who,
        "answer": first.label,
        "count": of(first.count, told.base),
    }


def hidden_words(threshold: int) -> str:
    return _(
        "Groups of fewer than %(least)d are hidden, and other counts beside them, so that nobody can find who"
        " gave an answer."
    ) % {"least": threshold}


def interval(low: float | None, high: float | None, *, as_percent: bool = True) -> str:
    if low is None or high is None:
        return "—"
    if low == high:
        return _("known: all answered")
    if as_percent:
        return _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}
    return _("%(low)s to %(high)s") % {"low": number(low, 2), "high": number(high, 2)}
