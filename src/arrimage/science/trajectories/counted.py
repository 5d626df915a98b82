"""Figures of a sample known as values and how many times each was seen."""

from fractions import Fraction
from functools import cache

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
