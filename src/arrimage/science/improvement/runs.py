"""Run charts: a measure through time beside its median, and four signs that something changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb
from statistics import median

SHIFT = 6  # points in a row on one side of the median
TREND = 5  # points in a row that only go up, or only go down
ALPHA = 0.05  # shared between too few and too many runs


class Rule(StrEnum):
    """Signs that are unlikely when nothing changed. Each is named where it is shown."""

    SHIFT = "shift"
    TREND = "trend"
    TOO_FEW_RUNS = "too_few_runs"
    TOO_MANY_RUNS = "too_many_runs"


@dataclass(frozen=True)
class Signal:
    """A rule, and the places (from 0) of the points that say it."""

    rule: str
    points: tuple[int, ...]


@dataclass(frozen=True)
class RunChart:
    """runs: how many times the line stays on one side of the median; useful: points that are not on it.

    few, many: so few or fewer runs, so many or more, happen less than once in forty by chance; None when no
    number of runs would be that rare (too few points: no sign can be read in them).
    """

    median: float
    runs: int
    useful: int
    few: int | None
    many: int | None
    signals: tuple[Signal, ...]


def run_chart(values: Sequence[float], *, median_of: Sequence[float] | None = None) -> RunChart:
    """The median of `median_of` (a period before the change; all the values when it is not said), and signs.

    Points on the median belong to neither side, and are passed over: they make and break no shift and no run.
    A value equal to the one before makes and breaks no trend. Too few or too many runs: the exact
    distribution of runs given how many points are above and below. Perla, Provost & Murray (2011),
    doi:10.1136/bmjqs.2009.037895; Swed & Eisenhart (1943), doi:10.1214/aoms/1177731437. Raises ValueError
    without any value.

    >>> run_chart([5, 4, 5, 4, 5, 4, 7, 8, 9, 7, 8, 9], median_of=[5, 4, 5, 4, 5, 4]).signals[0]
    Signal(rule=<Rule.SHIFT: 'shift'>, points=(6, 7, 8, 9, 10, 11))
    """
    if not values or (median_of is not None and not median_of):
        raise ValueError("a run chart has values")
    middle = median(values if median_of is None else median_of)
    sides = [(place, value > middle) for place, value in enumerate(values) if value != middle]
    same = streaks(sides)
    above = sum(side for _place, side in sides)
    few, many = _rare_runs(above, len(sides) - above)
    signals = [Signal(Rule.SHIFT, streak) for streak in same if len(streak) >= SHIFT]
    signals += [Signal(Rule.TREND, trend) for trend in trends(values, TREND)]
    everything = tuple(range(len(values)))
    if few is not None and len(same) <= few:
        signals.append(Signal(Rule.TOO_FEW_RUNS, everything))
    if many is not None and len(same) >= many:
        signals.append(Signal(Rule.TOO_MANY_RUNS, everything))
    return RunChart(middle, len(same), len(sides), few, many, tuple(signals))


def streaks(sides: Sequence[tuple[int, bool]]) -> list[tuple[int, ...]]:
    """Places of the points that follow each other on one side, or with one mark."""
    found: list[list[int]] = []
    last: bool | None = None
    for place, side in sides:
        if side != last:
            found.append([])
        found[-1].append(place)
        last = side
    return [tuple(streak) for streak in found]


def trends(values: Sequence[float], least: int) -> list[tuple[int, ...]]:
    """Places of `least` points or more that only go up, or only go down; equal ones are passed over.

    >>> trends([1, 2, 2, 3, 4, 5, 1], 5)
    [(0, 1, 3, 4, 5)]
    """
    moved = [place for place, value in enumerate(values) if place == 0 or value != values[place - 1]]
    found: list[tuple[int, ...]] = []
    start = 0
    for at in range(1, len(moved) + 1):
        turns = at == len(moved) or (
            at - start > 1
            and (values[moved[at]] > values[moved[at - 1]]) != (values[moved[at - 1]] > values[moved[at - 2]])
        )
        if turns:
            if at - start >= least:
                found.append(tuple(moved[start:at]))
            start = at - 1
    return found


def _rare_runs(above: int, below: int) -> tuple[int | None, int | None]:
    """The largest number of runs that is rarely undershot, the smallest that is rarely overshot."""
    if not above or not below:
        return None, None
    most = 2 * min(above, below) + (above != below)
    total = comb(above + below, above)
    chances = {runs: _ways(runs, above, below) / total for runs in range(2, most + 1)}
    few, many = None, None
    reached = 0.0
    for runs in range(2, most + 1):
        reached += chances[runs]
        if reached > ALPHA / 2:
            break
        few = runs
    reached = 0.0
    for runs in range(most, 1, -1):
        reached += chances[runs]
        if reached > ALPHA / 2:
            break
        many = runs
    return few, many


def _ways(runs: int, above: int, below: int) -> int:
    """Orders of `above` and `below` points that make so many runs."""
    half, odd = divmod(runs, 2)
    if odd:
        return comb(above - 1, half) * comb(below - 1, half - 1) + comb(above - 1, half - 1) * comb(
            below - 1, half
        )
    return 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
