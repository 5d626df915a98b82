"""Control charts of counts: p (shares), c (events), u (events per unit of exposure), and named signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from .runs import Signal, streaks, trends

SHIFT = 8
TREND = 6
HUGGING = 15


class Chart(StrEnum):
    P = "p"  # so many of so many
    C = "c"  # so many, each period alike
    U = "u"  # so many per unit, periods of unequal size


class Rule(StrEnum):
    """The signs of a special cause, as health care reads them. Each is named where it is shown."""

    BEYOND = "beyond"  # one point outside the limits
    SHIFT = "shift"  # eight points in a row on one side of the centre
    TREND = "trend"  # six points in a row that only go up, or only go down
    OUTER_THIRD = "outer_third"  # two of three points in a row in the outer third, or past it, on one side
    INNER_THIRD = "inner_third"  # fifteen points in a row in the inner third, on both sides


@dataclass(frozen=True)
class ControlChart:
    """values: what is drawn (share, count or rate); low, high: limits of each point, three deviations away.

    A limit under 0 (or over 1 for a share) is at 0 (or 1), and no point can be beyond it.
    """

    chart: Chart
    values: tuple[float, ...]
    centre: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    signals: tuple[Signal, ...]


def control_chart(
    chart: Chart,
    counts: Sequence[float],
    sizes: Sequence[float] | None = None,
    *,
    baseline: int | None = None,
) -> ControlChart:
    """Centre and limits, from the first `baseline` points or from all; signs, over all.

    p: centre Σx ÷ Σn, deviation √(p(1 − p) ÷ n); c: mean of x, √c; u: Σx ÷ Σn, √(u ÷ n). `sizes`: of whom, or
    of how much, each count is (p and u). Provost & Murray (2011), The Health Care Data Guide; Montgomery
    (2019), Introduction to Statistical Quality Control. Raises ValueError for sizes that are not there, not
    positive, or smaller than a count of a p chart, and for no point at all.

    >>> found = control_chart(Chart.P, [5, 4, 6, 20], [50, 50, 50, 50], baseline=3)
    >>> round(found.centre, 3), round(found.high[0], 3), found.signals[0].points
    (0.1, 0.227, (3,))
    """
    _check(chart, counts, sizes, baseline)
    of = list(sizes) if sizes is not None and chart is not Chart.C else [1.0] * len(counts)
    first = slice(None, baseline)
    centre = sum(counts[first]) / sum(of[first])
    spread = centre * (1 - centre) if chart is Chart.P else centre
    deviations = [sqrt(spread / size) for size in of]
    values = [count / size for count, size in zip(counts, of, strict=True)]
    most = 1.0 if chart is Chart.P else float("inf")
    low = tuple(max(0.0, centre - 3 * deviation) for deviation in deviations)
    high = tuple(min(most, centre + 3 * deviation) for deviation in deviations)
    signals = tuple(_signals(values, centre, deviations, low, high))
    return ControlChart(chart, tuple(values), centre, low, high, signals)


def _check(
    chart: Chart, counts: Sequence[float], sizes: Sequence[float] | None, baseline: int | None
) -> None:
    if not counts or (baseline is not None and not 0 < baseline <= len(counts)):
        raise ValueError("a chart has points, and its baseline some of them")
    if any(count < 0 for count in counts):
        raise ValueError("a count is not negative")
    if chart is Chart.C:
        return
    if sizes is None or len(sizes) != len(counts) or any(size <= 0 for size in sizes):
        raise ValueError("each count of this chart is out of a positive size")
    if chart is Chart.P and any(count > size for count, size in zip(counts, sizes, strict=True)):
        raise ValueError("no more can be counted than there are")


def _signals(values, centre, deviations, low, high):
    # A hair of room: a point computed onto its limit is not beyond it.
    for place, value in enumerate(values):
        room = 1e-12 * max(1.0, abs(value))
        if value > high[place] + room or value < low[place] - room:
            yield Signal(Rule.BEYOND, (place,))
    sides = [(place, value > centre) for place, value in enumerate(values) if value != centre]
    yield from (Signal(Rule.SHIFT, streak) for streak in streaks(sides) if len(streak) >= SHIFT)
    yield from (Signal(Rule.TREND, trend) for trend in trends(values, TREND))
    away = [
        (value - centre) / deviation if deviation else 0.0
        for value, deviation in zip(values, deviations, strict=True)
    ]
    yield from _outer(away)
    inner = [(place, abs(how_far) < 1) for place, how_far in enumerate(away)]
    hugging = [streak for streak in streaks(inner) if len(streak) >= HUGGING and inner[streak[0]][1]]
    yield from (Signal(Rule.INNER_THIRD, streak) for streak in hugging)


def _outer(away: Sequence[float]):
    for side in (1, -1):
        found: set[int] = set()
        for start in range(len(away) - 2):
            far = [place for place in range(start, start + 3) if side * away[place] > 2]
            if len(far) >= 2:
                found.update(far)
        if found:
            yield Signal(Rule.OUTER_THIRD, tuple(sorted(found)))
