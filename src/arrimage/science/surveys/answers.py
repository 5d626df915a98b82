"""What was answered, by whom; and what every figure keeps of it: its rule and its rows."""

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


Answers = Mapping[str, Value | Apart]  # row → what it says, or why it says nothing


@dataclass(frozen=True)
class Basis:
    """How a figure was computed.

    rule: its name in `docs/decisions/0018-surveys.md`. rows: those it used, in their order.
    apart: the rows it did not use, by reason; only the reasons there are.
    """

    rule: str
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


def sort_out(answers: Answers[Value], rule: str) -> Sorted[Value]:
    """Part what counts from what does not.

    >>> found = sort_out({"a": 3, "b": Apart.MISSING, "c": 5}, "mean")
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
    return Sorted(tuple(values), Basis(rule, tuple(rows), reasons))
