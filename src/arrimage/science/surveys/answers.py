"""What was answered, by whom; and what every figure keeps of it: its method and its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Apart(StrEnum):
    """Why a row is outside the base of a figure. Four different things, never added up into one."""

    NOT_ASKED = "not_asked"  # a filtered question: 75 % is 9 of the 12 asked
    NOT_APPLICABLE = "na"
    DECLINED = "declined"  # prefers not to say
    MISSING = "missing"


class Method(StrEnum):
    """The rules figures are computed by; `docs/decisions/0018-surveys.md` says each in words."""

    FREQUENCY = "frequency"
    CHOSEN = "chosen"
    WILSON = "wilson"
    WILSON_FINITE = "wilson_finite"
    SUMMARY = "summary"
    BOOTSTRAP_MEAN = "bootstrap_mean"
    BOOTSTRAP_MEDIAN = "bootstrap_median"
    CROSS_TABLE = "cross_table"
    FISHER_EXACT = "fisher_exact"
    FISHER_DRAWN = "fisher_drawn"
    MANN_WHITNEY = "mann_whitney"
    RANK_CORRELATION = "rank_correlation"
    MCNEMAR_EXACT = "mcnemar_exact"
    SIGNED_RANKS = "signed_ranks"
    ALPHA_OMEGA = "alpha_omega"
    RESPONSE_RATE = "response_rate"


Answers = Mapping[str, Value | Apart]  # row → what it says, or why it says nothing


@dataclass(frozen=True)
class Basis:
    """How a figure was computed.

    rows: those it used, in their order. apart: those it did not, by reason; only the reasons there are.
    """

    method: Method
    rows: tuple[str, ...]
    apart: Mapping[Apart, tuple[str, ...]]

    @property
    def base(self) -> int:
        """The denominator to show beside the figure."""
        return len(self.rows)


@dataclass(frozen=True)
class Sorted(Generic[Value]):
    """The values that count, each beside its row in `basis.rows`."""

    values: tuple[Value, ...]
    basis: Basis


def side_by_side(first: Answers, second: Answers) -> Answers[tuple]:
    """Row → both answers, where there are two; else the first reason why not.

    >>> side_by_side({"a": 1, "b": 2}, {"a": 3, "c": 4})
    {'a': (1, 3), 'b': <Apart.MISSING: 'missing'>, 'c': <Apart.MISSING: 'missing'>}
    """
    found: dict[str, tuple | Apart] = {}
    for row in dict.fromkeys((*first, *second)):
        pair = first.get(row, Apart.MISSING), second.get(row, Apart.MISSING)
        found[row] = next((answer for answer in pair if isinstance(answer, Apart)), pair)
    return found


def sort_out(answers: Answers[Value], method: Method) -> Sorted[Value]:
    """Part what counts from what does not.

    >>> found = sort_out({"a": 3, "b": Apart.MISSING, "c": 5}, Method.SUMMARY)
    >>> found.values, found.basis.rows, found.basis.apart
    ((3, 5), ('a', 'c'), {<Apart.MISSING: 'missing'>: ('b',)})
    """
    rows: list[str] = []
    values: list[Value] = []
    apart: dict[Apart, list[str]] = {}
    for row, value in answers.items():
        if isinstance(value, Apart):
            apart.setdefault(value, []).append(row)
        else:
            rows.append(row)
            values.append(value)
    reasons = {reason: tuple(apart[reason]) for reason in Apart if reason in apart}
    return Sorted(tuple(values), Basis(method, tuple(rows), reasons))
