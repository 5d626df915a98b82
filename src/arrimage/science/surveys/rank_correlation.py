"""Do two orders go together? With few rows, how little that says."""

from dataclasses import dataclass
from itertools import permutations
from math import atanh, factorial, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .answers import Answers, Basis, Method, side_by_side, sort_out
from .ordinal import doubled_ranks

EXACT_UP_TO = 8  # rows: 40,320 arrangements
DRAWS = 9_999
FEW = 30  # rows: below, a reader must be told
BATCH = 2_000_000  # drawn values held at once


@dataclass(frozen=True)
class RankCorrelation:
    """rho: Spearman's; tau: Kendall's b. Both None when one side has a single value.

    low, high: interval of rho; None under four rows, or when |rho| is 1 (the formula would be too sure).
    p_value: share of arrangements with |rho| at least as large; `arrangements` of them, the observed one
    included. few: fewer than 30 rows: one pair of answers could change the picture.
    """

    rho: float | None
    tau: float | None
    low: float | None
    high: float | None
    p_value: float | None
    exact: bool
    arrangements: int
    seed: int
    few: bool
    basis: Basis


def rank_correlation(
    first: Answers[float],
    second: Answers[float],
    *,
    seed: int = 1,
    draws: int = DRAWS,
    confidence: float = 0.95,
) -> RankCorrelation:
    """Spearman's rho with its interval and its permutation test, and Kendall's tau.

    Interval: Fisher's z with the variance (1 + ρ² ÷ 2) ÷ (n − 3). Up to 8 rows all arrangements are looked
    at, then `draws` are drawn.

    Bonett & Wright (2000), doi:10.1007/BF02294183; Kendall (1945), doi:10.1093/biomet/33.3.239. Raises
    ValueError for fewer than one draw.

    >>> found = rank_correlation({"a": 1, "b": 2, "c": 3}, {"a": 10, "b": 30, "c": 20})
    >>> found.rho, round(found.tau, 3), found.p_value, found.few
    (0.5, 0.333, 1.0, True)
    """
    if draws < 1:
        raise ValueError("at least one draw")
    found = sort_out(side_by_side(first, second), Method.RANK_CORRELATION)
    size = len(found.values)
    exact, few = size <= EXACT_UP_TO, size < FEW
    arrangements = factorial(size) if exact else draws + 1
    left = np.array([pair[0] for pair in found.values], dtype=np.float64)
    right = np.array([pair[1] for pair in found.values], dtype=np.float64)
    # Twice the midranks, less their mean: whole numbers, so that equal correlations compare as equal.
    x, y = (doubled_ranks(side) - (size + 1) for side in (left, right))
    scale = sqrt(float((x * x).sum()) * float((y * y).sum()))
    if not scale:
        return RankCorrelation(None, None, None, None, None, exact, arrangements, seed, few, found.basis)
    observed = int(x @ y)
    rho = max(-1.0, min(1.0, observed / scale))
    p_value = _extreme(x, y, abs(observed), seed, draws) / arrangements
    low = high = None
    if size > 3 and abs(rho) < 1:
        half = NormalDist().inv_cdf(0.5 + confidence / 2) * sqrt((1 + rho**2 / 2) / (size - 3))
        low, high = tanh(atanh(rho) - half), tanh(atanh(rho) + half)
    tau = kendall(left, right)
    return RankCorrelation(rho, tau, low, high, p_value, exact, arrangements, seed, few, found.basis)


def kendall(left: NDArray[np.float64], right: NDArray[np.float64]) -> float | None:
    """Tau-b: (pairs in the same order − pairs in opposite order) ÷ √(pairs untied left × pairs untied right).

    >>> kendall(np.array([1.0, 2.0, 2.0]), np.array([1.0, 2.0, 3.0]))
    0.8164965809277261
    """
    agreement = untied_left = untied_right = 0
    for position in range(len(left) - 1):
        one = np.sign(left[position + 1 :] - left[position])
        other = np.sign(right[position + 1 :] - right[position])
        agreement += int(one @ other)
        untied_left += int(np.count_nonzero(one))
        untied_right += int(np.count_nonzero(other))
    scale = sqrt(untied_left * untied_right)
    return agreement / scale if scale else None


def _extreme(x: NDArray[np.int64], y: NDArray[np.int64], observed: int, seed: int, draws: int) -> int:
    """How many arrangements are at least as far from zero, the observed one included."""
    size = len(x)
    if size <= EXACT_UP_TO:
        orders = np.array(list(permutations(range(size))))
        return int((np.abs(y[orders] @ x) >= observed).sum())
    random, hits = np.random.default_rng(seed), 1
    at_once = max(1, BATCH // size)
    for done in range(0, draws, at_once):
        drawn = random.permuted(np.tile(y, (min(at_once, draws - done), 1)), axis=1)
        hits += int((np.abs(drawn @ x) >= observed).sum())
    return hits
