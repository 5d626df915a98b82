"""Figures of a sample known as values and how many times each was seen."""

from fractions import Fraction
from functools import cache
from math import comb, floor, sqrt

import numpy as np
from numpy.typing import ArrayLike


def quantile(values: ArrayLike, counts: ArrayLike, share: Fraction | float) -> float | None:
    """The quantile at `share` of the repeated values, by linear interpolation (type 7).

    values: (k,) in increasing order. counts: (k,) whole numbers. None without observations. The median so
    averages the two middle values. Reference: Hyndman and Fan 1996, doi:10.2307/2684934.

    >>> quantile([1, 4], [2, 2], 0.5)
    2.5
    """
    values, until = np.asarray(values), np.cumsum(np.asarray(counts, np.int64))
    if not until.size or until[-1] == 0:
        return None
    over, under = _ratio(share)
    low, part = divmod((int(until[-1]) - 1) * over, under)
    places = until.searchsorted((low, low + bool(part)), "right")
    below, above = values[places].tolist()
    return (below * under + part * (above - below)) / under


@cache
def _ratio(share: Fraction | float) -> tuple[int, int]:
    return Fraction(share).limit_denominator(10_000).as_integer_ratio()


def mean(values: ArrayLike, counts: ArrayLike) -> float | None:
    """The mean of whole values, exact before its one rounding.

    >>> mean([1, 4], [1, 2])
    3.0
    """
    pairs = list(zip(np.asarray(values).tolist(), np.asarray(counts).tolist(), strict=True))
    total = sum(count for _, count in pairs)
    return float(Fraction(sum(value * count for value, count in pairs), total)) if total else None


def median_limits(values: ArrayLike, counts: ArrayLike) -> tuple[float, float] | None:
    """Between which of the repeated values the median lies, 95 times in 100, whatever the law they follow.

    The k-th smallest and the k-th largest, k the greatest for which P(binomial(n, ½) < k) ≤ 2.5 % (David and
    Nagaraja 2003, Order Statistics, 7.1). None under six values: no two of them are far enough apart.

    >>> median_limits([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1] * 10)
    (2, 9)
    """
    values, until = np.asarray(values), np.cumsum(np.asarray(counts, np.int64))
    size = int(until[-1]) if until.size else 0
    rank = _rank(size)
    if not rank:
        return None
    low, high = until.searchsorted((rank - 1, size - rank), "right")
    return values[low].item(), values[high].item()


@cache
def _rank(size: int) -> int:
    if size > 1_000:  # the normal law is near enough
        return floor((size - 1.959963984540054 * sqrt(size)) / 2)
    rank, below = 0, 0
    while 40 * (below := below + comb(size, rank)) <= 2**size:
        rank += 1
    return rank
