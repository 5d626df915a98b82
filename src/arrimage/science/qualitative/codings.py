"""What coders said of units, unit by unit: the one shape every measure of agreement reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Value = Any  # str, int, float or frozenset; hashable


class Undefined(StrEnum):
    """Why there is no figure. A figure that does not exist is never 0, and never 1."""

    NOTHING_SHARED = "nothing_shared"  # no unit was coded by two coders
    ONE_VALUE = "one_value"  # everybody always said the same: nothing could have differed


@dataclass(frozen=True)
class Codings:
    """`said[unit][coder]`: one value; a coder who said nothing of a unit is not there.

    Units and coders keep the order in which they were met.
    """

    said: Mapping[str, Mapping[str, Value]]
    coders: tuple[str, ...]

    @property
    def units(self) -> int:
        return len(self.said)

    def shared(self) -> list[list[Value]]:
        """The values of each unit that two coders or more spoke of: the only ones that can agree."""
        return [list(values.values()) for values in self.said.values() if len(values) > 1]

    def between(self, one: str, other: str) -> list[tuple[Value, Value]]:
        """What two coders said of the units both spoke of."""
        both = [values for values in self.said.values() if one in values and other in values]
        return [(values[one], values[other]) for values in both]


def codings(rows: Iterable[tuple[str, str, Value]]) -> Codings:
    """From (unit, coder, value) rows; None is nothing said. Raises ValueError on a unit coded twice by one.

    >>> codings([("u1", "Ana", "hope"), ("u1", "Bo", None), ("u2", "Bo", "hope")]).said
    {'u1': {'Ana': 'hope'}, 'u2': {'Bo': 'hope'}}
    """
    said: dict[str, dict[str, Value]] = {}
    coders: dict[str, None] = {}
    for unit, coder, value in rows:
        coders.setdefault(coder)
        values = said.setdefault(unit, {})
        if value is None:
            continue
        if coder in values:
            raise ValueError(f"{coder} spoke twice of {unit}")
        values[coder] = value
    return Codings(said, tuple(coders))
