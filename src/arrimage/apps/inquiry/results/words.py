"""How a figure was computed, and what a silence is, in plain words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from arrimage.apps.inquiry.sheets import Sheet
from arrimage.science.surveys.answers import Apart, Basis, Method
from arrimage.science.surveys.invitations import Reason

from .protection import Eye

SILENCES = {
    Apart.NOT_ASKED: pgettext_lazy("silence", "Not asked"),
    Apart.NOT_APPLICABLE: pgettext_lazy("silence", "Not applicable"),
    Apart.DECLINED: pgettext_lazy("silence", "Prefer not to say"),
    Apart.MISSING: pgettext_lazy("silence", "No answer"),
}
RULES = {
    Method.FREQUENCY: lazy("Each answer is counted; the base is those who answered. Silences are apart."),
    Method.CHOSEN: lazy(
        "Each choice is counted; the base is those who answered. Several may be chosen: shares may pass 100 %"
        " together."
    ),
    Method.WILSON: lazy(
        "The interval is Wilson’s, at 95 %: where the share could be, had others like them been asked."
    ),
    Method.WILSON_FINITE: lazy(
        "The interval is Wilson’s, at 95 %, made narrower because everyone was asked: only those who did not"
        " answer are unknown."
    ),
    Method.SUMMARY: lazy("Mean, and the values that part the answers in four groups of one size."),
    Method.BOOTSTRAP_MEAN: lazy(
        "The interval of the mean comes from drawing the same answers again, thousands of times (bootstrap,"
        " always the same draws)."
    ),
    Method.BOOTSTRAP_MEDIAN: lazy(
        "The interval of the median comes from drawing the same answers again, thousands of times."
    ),
    Method.CROSS_TABLE: lazy("Those who answered both questions; the others are apart."),
    Method.FISHER_EXACT: lazy(
        "Fisher’s exact test: of all the ways to arrange the same answers, the share of those no likelier"
        " than this one."
    ),
    Method.FISHER_DRAWN: lazy(
        "Fisher’s test on arrangements drawn by chance (there are too many to count), always the same draws."
    ),
    Method.MANN_WHITNEY: lazy(
        "Mann and Whitney’s test: does one group tend to answer higher? Cliff’s delta goes from −1 to 1; 0"
        " is no difference."
    ),
    Method.RANK_CORRELATION: lazy(
        "Spearman’s rank correlation, with its interval and a test by permutations: do two orders go"
        " together?"
    ),
    Method.MCNEMAR_EXACT: lazy(
        "McNemar’s exact test: of those who changed their answer, as many one way as the other?"
    ),
    Method.SIGNED_RANKS: lazy(
        "Wilcoxon’s test on signed ranks: of those who moved, did more rise than fall, and further?"
    ),
    Method.ALPHA_OMEGA: lazy(
        "Cronbach’s alpha and McDonald’s omega, on those who answered every item; reversed items are turned"
        " over first."
    ),
    Method.RESPONSE_RATE: lazy("Those who answered, over all those who were asked."),
}
REASONS = {
    Reason.SILENT: lazy("One side is not in the study."),
    Reason.SEEN_APART: lazy("They see apart more things than they see alike."),
    Reason.FELT_APART: lazy("One side is satisfied, the other is not."),
}


def apart_word(reason: Apart) -> str:
    return str(SILENCES[reason])


def rule_of(method: Method) -> str:
    return str(RULES[method])


def named_p(p_value: float | None) -> str:
    """A p as one reads it: never 0, never more digits than it deserves."""
    from arrimage.design.numbers import number

    if p_value is None:
        return _("no test (a single answer was given)")
    if p_value < 0.001:
        return _("p < %(least)s") % {"least": number(0.001, 3)}
    return _("p = %(p)s") % {"p": number(p_value, 3 if p_value < 0.1 else 2)}


@dataclass(frozen=True)
class How:
    """«How was this computed?»: the rules, then the rows they used and those left apart."""

    rules: tuple[str, ...]
    used: tuple[str, ...]  # names; empty where nobody may be named
    base: int | None
    apart: tuple[tuple[str, int, tuple[str, ...]], ...]


def how(sheet: Sheet, basis: Basis, methods: tuple[Method, ...], eye: Eye, base: int | None) -> How:
    """`base`: as it may be shown."""
    rules = tuple(rule_of(one) for one in dict.fromkeys(methods))
    if not eye.may_name(sheet):
        return How(rules, (), base, ())
    names = {one.key: one.label or one.key for one in sheet.respondents}
    apart = tuple(
        (apart_word(reason), len(keys), tuple(names.get(key, key) for key in keys))
        for reason, keys in basis.apart.items()
    )
    return How(rules, tuple(names.get(key, key) for key in basis.rows), base, apart)


def nature_words(nature: str) -> str:
    """What must be said wherever such answers are shown."""
    return {
        "reconstruction": _(
            "Reconstruction: invented answers that give the published figures back. Nobody ever gave them."
        ),
        "example": _("Invented example: nobody gave these answers."),
    }.get(nature, "")


def short_nature(nature: str) -> str:
    return {
        "reconstruction": pgettext("nature", "reconstruction, not real answers"),
        "example": pgettext("nature", "invented example"),
    }.get(nature, "")
