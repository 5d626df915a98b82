"""Two cohorts, or two periods, of the same services."""

from dataclasses import dataclass

from arrimage.science.surveys.proportions import apart, wilson

from .arcs import Arc, arcs
from .panel import Panel, panel
from .state import State


@dataclass(frozen=True)
class ArcDifference:
    """The moves in each, the share of moves leaving `source` that go to `target`, and the difference of the
    shares (second − first) with its 95 % interval (Newcombe); medians in days, None where there is none."""

    source: str
    target: str
    counts: tuple[int, int]
    shares: tuple[float | None, float | None]
    difference: float | None
    low: float | None
    high: float | None
    median_wait_days: tuple[float | None, float | None]


@dataclass(frozen=True)
class Comparison:
    panels: tuple[Panel, Panel]
    arcs: tuple[ArcDifference, ...]


def compared(first: State, second: State) -> Comparison:
    """Every arc seen in either, the most travelled of both first.

    The interval of a difference is Newcombe's, from two Wilson intervals (1998,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I).
    """
    seen = [{(arc.source, arc.target): arc for arc in arcs(state)} for state in (first, second)]
    leaving: list[dict[str, int]] = [{}, {}]
    for place, found in enumerate(seen):
        for (source, _), arc in found.items():
            leaving[place][source] = leaving[place].get(source, 0) + arc.count
    rows = [_difference(pair, seen, leaving) for pair in {**seen[0], **seen[1]}]
    rows.sort(key=lambda row: (-sum(row.counts), row.source, row.target))
    return Comparison((panel(first), panel(second)), tuple(rows))


def _difference(
    pair: tuple[str, str], seen: list[dict[tuple[str, str], Arc]], leaving: list[dict[str, int]]
) -> ArcDifference:
    found = [arcs.get(pair) for arcs in seen]
    one, other = (arc.count if arc else 0 for arc in found)
    total, total_other = (leaving[place].get(pair[0], 0) for place in (0, 1))
    before, after = (arc.median_wait_days if arc else None for arc in found)
    medians = (before, after)
    if not (total and total_other):
        shares = (one / total if total else None, other / total_other if total_other else None)
        return ArcDifference(*pair, (one, other), shares, None, None, None, medians)
    a, b = one / total, other / total_other
    difference = apart((b, *_sure(other, total_other)), (a, *_sure(one, total)))
    return ArcDifference(*pair, (one, other), (a, b), *difference, medians)


def _sure(count: int, total: int) -> tuple[float, float]:
    """Wilson's limits of a share whose base is not empty."""
    low, high = wilson(count, total)
    return low or 0.0, 1.0 if high is None else high
