"""Answers with an order, of two groups of different people: does one tend to answer higher?"""

from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .answers import Answers, Basis, Method, sort_out

EXACT_UP_TO = 40  # answers in all


@dataclass(frozen=True)
class Comparison:
    """u: pairs (one of each group) where the first is higher, ties for half. superiority: u ÷ all pairs.

    delta: Cliff's, from −1 (the second always higher) to 1; low and high: its interval, None with fewer than
    two answers in a group. p_value: two-sided; None when a group is empty. exact: over all arrangements.
    """

    u: float | None
    superiority: float | None
    delta: float | None
    low: float | None
    high: float | None
    p_value: float | None
    exact: bool
    bases: tuple[Basis, Basis]


def compare(first: Answers[float], second: Answers[float], *, confidence: float = 0.95) -> Comparison:
    """Mann and Whitney's test and Cliff's delta.

    Up to 40 answers in all, p is the share of all ways to part the same answers into two such groups whose
    sum of ranks is as far from its mean: exact, ties included. Beyond, the normal approximation with ties
    and continuity corrected. The interval of delta is Cliff's, asymmetric, on his unbiased variance.

    Mann & Whitney (1947), doi:10.1214/aoms/1177730491; Cliff (1993), doi:10.1037/0033-2909.114.3.494;
    Feng & Cliff (2004), doi:10.22237/jmasm/1099267560.

    >>> found = compare({"a": 4, "b": 5}, {"c": 1, "d": 2, "e": 3})
    >>> found.u, found.delta, found.p_value  # one of the ten ways, and its mirror
    (6.0, 1.0, 0.2)
    """
    one, other = sort_out(first, Method.MANN_WHITNEY), sort_out(second, Method.MANN_WHITNEY)
    bases = one.basis, other.basis
    sizes = len(one.values), len(other.values)
    exact = sum(sizes) <= EXACT_UP_TO
    if not all(sizes):
        return Comparison(None, None, None, None, None, None, exact, bases)
    left = np.array(one.values, dtype=np.float64)
    right = np.array(other.values, dtype=np.float64)
    # Twice the midranks are whole numbers: equal sums compare as equal.
    ranks = doubled_ranks(np.concatenate([left, right]))
    total = int(ranks[: sizes[0]].sum())
    u = (total - sizes[0] * (sizes[0] + 1)) / 2
    p_value = _exact(ranks, sizes[0], total) if exact else _normal(ranks, sizes, total)
    superiority = u / (sizes[0] * sizes[1])
    delta = 2 * superiority - 1
    low, high = _interval(left, right, delta, confidence)
    return Comparison(u, superiority, delta, low, high, p_value, exact, bases)


def doubled_ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Twice the rank of each value, ties sharing their middle.

    >>> doubled_ranks(np.array([7.0, 3.0, 7.0])).tolist()
    [5, 2, 5]
    """
    ordered = np.sort(values)
    return np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1


def sums_of_some(scores: NDArray[np.int64], size: int) -> NDArray[np.object_]:
    """How many ways to take `size` of the scores (whole, not negative) give each sum, in exact numbers."""
    ways = np.zeros((size + 1, int(scores.sum()) + 1), dtype=object)
    ways[0, 0] = 1
    for score in scores:
        moved = np.zeros_like(ways)
        moved[1:, score:] = ways[:-1, : ways.shape[1] - score]
        ways = ways + moved
    return ways[size]


def _exact(ranks: NDArray[np.int64], size: int, total: int) -> float:
    everyone = len(ranks)
    ways = sums_of_some(ranks, size)
    # In whole numbers: n × the distance of a sum from its mean.
    distances = np.abs(everyone * np.arange(len(ways)) - size * int(ranks.sum()))
    return float(ways[distances >= distances[total]].sum() / comb(everyone, size))


def _normal(ranks: NDArray[np.int64], sizes: tuple[int, int], total: int) -> float:
    everyone = sum(sizes)
    ties = np.unique(ranks, return_counts=True)[1].astype(np.float64)
    spread = (everyone + 1) - (ties**3 - ties).sum() / (everyone * (everyone - 1))
    deviation = sqrt(max(0.0, sizes[0] * sizes[1] * spread / 12))
    if not deviation:
        return 1.0
    distance = abs(total - sizes[0] * (everyone + 1)) / 2
    return min(1.0, 2 * NormalDist().cdf(-max(0.0, distance - 0.5) / deviation))


def _interval(
    left: NDArray[np.float64], right: NDArray[np.float64], delta: float, confidence: float
) -> tuple[float | None, float | None]:
    m, n = len(left), len(right)
    if min(m, n) < 2:
        return None, None
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    if abs(delta) == 1:
        # No variance is seen: Cliff's bound from the smaller group.
        bound = (min(m, n) - z**2) / (min(m, n) + z**2)
        return (bound, 1.0) if delta > 0 else (-1.0, -bound)
    ordered_right, ordered_left = np.sort(right), np.sort(left)
    below = np.searchsorted(ordered_right, left, "left")
    above = n - np.searchsorted(ordered_right, left, "right")
    by_left = (below - above) / n
    higher = m - np.searchsorted(ordered_left, right, "right")
    by_right = (higher - np.searchsorted(ordered_left, right, "left")) / m
    unequal = float((below + above).sum())
    variance = (
        n**2 * ((by_left - delta) ** 2).sum()
        + m**2 * ((by_right - delta) ** 2).sum()
        - (unequal - m * n * delta**2)
    ) / (m * n * (m - 1) * (n - 1))
    variance = max(float(variance), (1 - delta**2) / (m * n - 1))
    half = z * sqrt(variance) * sqrt((1 - delta**2) ** 2 + z**2 * variance)
    low, high = ((delta - delta**3 + side * half) / (1 - delta**2 + z**2 * variance) for side in (-1, 1))
    return max(-1.0, low), min(1.0, high)
