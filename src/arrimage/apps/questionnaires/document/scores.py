"""Rules of scores, as data: which items, in which direction, and what a silence does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Texts = Mapping[str, str]  # by language code


class Method(StrEnum):
    SUM = "sum"
    MEAN = "mean"
    SHARE = "share"  # points obtained over points possible, among the questions that apply


class Unanswered(StrEnum):
    """What becomes of a question left without an answer, once enough of them have one."""

    LEFT_OUT = "left_out"  # a sum adds what there is
    MEAN = "mean"  # a sum counts it as the mean of the others


@dataclass(frozen=True)
class Part:
    """An item that counts. A reversed one counts from the other end of its range.

    With `one_for`, it counts one for these answers and nothing for the others: a number of needs, of yes…
    """

    item: str
    reversed: bool = False
    weight: float = 1
    one_for: tuple[str, ...] = ()

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Part":
        return Part(**{**data, "one_for": tuple(data.get("one_for", ()))})


@dataclass(frozen=True)
class Band:
    """From this value on, up to the next band."""

    at: float
    label: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    name: str
    title: Texts = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    method: Method = Method.SUM
    minimum_answered: int | None = None  # None: all that apply
    unanswered: Unanswered = Unanswered.LEFT_OUT
    not_applicable_counts: bool = False  # it counts as zero points instead of leaving the score
    multiplied_by: float = 1
    bands: tuple[Band, ...] = ()
    source: str = ""

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Score":
        return Score(
            **{
                **data,
                "parts": tuple(Part.from_data(part) for part in data.get("parts", ())),
                "method": Method(data.get("method", Method.SUM)),
                "unanswered": Unanswered(data.get("unanswered", Unanswered.LEFT_OUT)),
                "bands": tuple(Band(**band) for band in data.get("bands", ())),
            }
        )
