"""Two cohorts, or two periods, of the same services."""

from dataclasses import dataclass

import numpy as np

from arrimage.science.surveys.proportions import apart, wilson

from .arcs import Arc, in_days
from .counted import median_limits
from .panel import Panel, panel
from .state import Integers, State
from .tags import Tag

Pair = tuple[str, str]


@dataclass(frozen=True)
class Apart:
    """Second less first, with its 95 % limits; None where one of them has too few."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ArcDifference:
    """The moves in each, the share of moves leaving `source` that go to `target`, and the difference of the
    shares (second − first); median waits in days, None where there is none, and their difference."""

    source: str
    target: str
    counts: tuple[int, int]
    shares: tuple[float | None, float | None]
    difference: float | None
    low: float | None
    high: float | None
    median_wait_days: tuple[float | None, float | None]
    wait_difference_days: Apart


@dataclass(frozen=True)
class Comparison:
    panels: tuple[Panel, Panel]
    arcs: tuple[ArcDifference, ...]


@dataclass(frozen=True)
class _Side:
    """One of the two: its moves, how many leave each service, and its waits (values, times seen) by move."""

    arcs: dict[Pair, Arc]
    leaving: dict[str, int]
    waits: dict[Pair, tuple[Integers, Integers]]
    state: State


def compared(first: State, second: State) -> Comparison:
    """Every arc seen in either, the most travelled of both first.

    The interval of a difference of shares is Newcombe's, from two Wilson intervals (1998,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I). That of medians is made the same
    way from the limits of each, by the ranks of the binomial law (Zou and Donner 2008,
    doi:10.1002/sim.3095); waits of one person are taken as independent.
    """
    panels = panel(first), panel(second)
    one, other = (_side(found, state) for found, state in zip(panels, (first, second), strict=True))
    rows = [_difference(pair, one, other) for pair in {**one.arcs, **other.arcs}]
    rows.sort(key=lambda row: (-sum(row.counts), row.source, row.target))
    return Comparison(panels, tuple(rows))


def _side(found: Panel, state: State) -> _Side:
    leaving: dict[str, int] = {}
    for arc in found.arcs:
        leaving[arc.source] = leaving.get(arc.source, 0) + arc.count
    size, names = max(len(state.activities), 1), state.activities
    what, waits, counts = state.tallies(Tag.WAIT)
    codes, begins = np.unique(what, return_index=True)
    ends = np.append(begins, len(what))[1:]
    here = {
        (names[code // size], names[code % size]): (waits[begin:end], counts[begin:end])
        for code, begin, end in zip(codes.tolist(), begins.tolist(), ends.tolist(), strict=True)
    }
    return _Side({(arc.source, arc.target): arc for arc in found.arcs}, leaving, here, state)


def _difference(pair: Pair, one: _Side, other: _Side) -> ArcDifference:
    first, second = one.arcs.get(pair), other.arcs.get(pair)
    count, count_2 = first.count if first else 0, second.count if second else 0
    total, total_2 = one.leaving.get(pair[0], 0), other.leaving.get(pair[0], 0)
    wait = first.median_wait_days if first else None
    wait_2 = second.median_wait_days if second else None
    found = Apart(None, None, None)
    if total and total_2:
        sure, sure_2 = _sure(count, total), _sure(count_2, total_2)
        found = Apart(*apart((count_2 / total_2, *sure_2), (count / total, *sure)))
    return ArcDifference(
        *pair,
        (count, count_2),
        (count / total if total else None, count_2 / total_2 if total_2 else None),
        found.value,
        found.low,
        found.high,
        (wait, wait_2),
        _of_waits(wait, wait_2, _limits(one, pair), _limits(other, pair)),
    )


def _of_waits(
    first: float | None,
    second: float | None,
    limits: tuple[float, float] | None,
    limits_2: tuple[float, float] | None,
) -> Apart:
    if first is None or second is None:
        return Apart(None, None, None)
    if limits is None or limits_2 is None:
        return Apart(second - first, None, None)
    return Apart(*apart((second, *limits_2), (first, *limits)))


def _limits(side: _Side, pair: Pair) -> tuple[float, float] | None:
    """The 95 % limits of its median wait, in days."""
    if pair not in side.waits or (found := median_limits(*side.waits[pair])) is None:
        return None
    low, high = (in_days(value, side.state) for value in found)
    return low or 0.0, high or 0.0


def _sure(count: int, total: int) -> tuple[float, float]:
    """Wilson's limits of a share whose base is not empty."""
    low, high = wilson(count, total)
    return low or 0.0, 1.0 if high is None else high
