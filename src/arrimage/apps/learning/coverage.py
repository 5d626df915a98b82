"""How far a programme reaches: which teams did what, by theme and by region. Pure: rows in, counts out.

Only teams that are registered now count, and none of an organisation that declined the programme: to decline
is an answer, not a gap to fill. A share always has the teams it is a share of beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STEPS = ("seen", "discussed", "tried")


@dataclass(frozen=True)
class TeamRow:
    """One team of the programme. `done` holds (theme, step)."""

    team: int
    region: str  # "" when the team named none
    is_pilot: bool
    has_left: bool = False
    declined: bool = False  # its organisation declined the programme
    done: frozenset[tuple[int, str]] = frozenset()

    @property
    def counts(self) -> bool:
        return not self.has_left and not self.declined


@dataclass(frozen=True)
class Reach:
    """How many of `teams` took each step of each theme."""

    teams: int
    by_theme: dict[int, dict[str, int]]

    def share(self, theme: int, step: str) -> float | None:
        """None where no team is registered: nothing over nothing is not zero."""
        return self.by_theme[theme][step] / self.teams if self.teams else None


def reach(rows: Iterable[TeamRow], themes: Sequence[int]) -> Reach:
    """
    >>> rows = [TeamRow(1, "03", True, done=frozenset({(7, "seen")})), TeamRow(2, "03", False)]
    >>> reach(rows, [7]).share(7, "seen")
    0.5
    """
    counted = [row for row in rows if row.counts]
    by_theme = {
        theme: {step: sum((theme, step) in row.done for row in counted) for step in STEPS} for theme in themes
    }
    return Reach(len(counted), by_theme)


def reach_by_region(rows: Iterable[TeamRow], themes: Sequence[int]) -> dict[str, Reach]:
    """By region, in the order of their names; teams that named none come last."""
    places: dict[str, list[TeamRow]] = {}
    for row in rows:
        if row.counts:
            places.setdefault(row.region, []).append(row)
    order = sorted(places, key=lambda name: (not name, name))
    return {place: reach(places[place], themes) for place in order}


class NotComparable(ValueError):
    """Two counts that are not of the same thing."""


@dataclass(frozen=True)
class Count:
    """So many of a measure (what is counted, and among whom)."""

    measure: str
    value: int


def total(counts: Iterable[Count]) -> int:
    """Their sum. Raises NotComparable when they are not all of one measure."""
    counts = list(counts)
    if len({count.measure for count in counts}) > 1:
        raise NotComparable
    return sum(count.value for count in counts)


def share(part: Count, whole: Iterable[Count]) -> float:
    """The part over the whole, both of one measure: 324 registered are not out of 182 workers.

    >>> share(Count("registered", 324), [Count("registered", 324), Count("registered", 200)])
    0.6183206106870229
    """
    whole = list(whole)
    if any(count.measure != part.measure for count in whole):
        raise NotComparable
    return part.value / total(whole)
