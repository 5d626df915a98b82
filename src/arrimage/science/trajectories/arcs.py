"""Who goes from where to where, and how long it takes."""

from dataclasses import dataclass

import numpy as np

from .counted import quantile
from .state import State
from .tags import DAY, Tag


@dataclass(frozen=True)
class Arc:
    """One activity directly followed by another, in the same person.

    count: how many times. persons are not counted apart: one may go twice. Waits in days.
    """

    source: str
    target: str
    count: int
    median_wait_days: float
    p90_wait_days: float


@dataclass(frozen=True)
class Bounce:
    """From `source` to `through` and straight back: `count` times."""

    source: str
    through: str
    count: int


def in_days(value: float | None, state: State) -> float | None:
    """A value in the units of the state's rules, in days (working days are units of their own)."""
    return None if value is None else value * state.rules.unit / DAY


def arcs(state: State) -> tuple[Arc, ...]:
    """Every arc of the directly-follows graph, the most travelled first, then by name.

    The median averages the two middle waits, the 90th percentile interpolates. Reference: van der Aalst 2016,
    Process Mining, doi:10.1007/978-3-662-49851-4.
    """
    size, names = max(len(state.activities), 1), state.activities
    what, waits, counts = state.tallies(Tag.WAIT)
    codes, begins = np.unique(what, return_index=True)
    found = []
    for code, begin, end in zip(
        codes.tolist(), begins.tolist(), np.append(begins, len(what))[1:], strict=True
    ):
        here = slice(begin, end)
        median, p90 = (in_days(quantile(waits[here], counts[here], share), state) for share in (0.5, 0.9))
        arc = (names[code // size], names[code % size], int(counts[here].sum()))
        found.append(Arc(*arc, median or 0.0, p90 or 0.0))  # an arc has one wait at least
    return tuple(sorted(found, key=lambda arc: (-arc.count, arc.source, arc.target)))


def bounces(state: State) -> tuple[Bounce, ...]:
    """Persons sent from one place to another and straight back, the most frequent first."""
    size, names = max(len(state.activities), 1), state.activities
    what, _, counts = state.tallies(Tag.BOUNCE)
    found = [
        Bounce(names[code // size], names[code % size], count)
        for code, count in zip(what.tolist(), counts.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda bounce: (-bounce.count, bounce.source, bounce.through)))
