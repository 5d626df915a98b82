"""Figures of a sample known as values and how many times each was seen."""

from fractions import Fraction

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
    position = (int(until[-1]) - 1) * Fraction(share).limit_denominator(10_000)
    low, part = int(position), position - int(position)
    below, above = (values[np.searchsorted(until, place, "right")] for place in (low, low + bool(part)))
    return float(int(below) + part * (int(above) - int(below)))


def mean(values: ArrayLike, counts: ArrayLike) -> float | None:
    """The mean of whole values, exact before its one rounding.

    >>> mean([1, 4], [1, 2])
    3.0
    """
    pairs = list(zip(np.asarray(values).tolist(), np.asarray(counts).tolist(), strict=True))
    total = sum(count for _, count in pairs)
    return float(Fraction(sum(value * count for value, count in pairs), total)) if total else None
