"""Waits kept as counts in bins that double: a year of waits in three thousand numbers, within 1.6 %.

Bin 0 holds the waits of zero; then 2⁶ bins for each power of two, from 2⁻²⁰ to 2²¹ days.
"""

import math

import numpy as np

FINE = 6  # 2⁶ bins for each doubling of a wait
LEAST, MOST = -20, 21  # powers of two, in days
BINS = ((MOST - LEAST) << FINE) + 1


def quantile(bins: np.ndarray, share: float) -> float | None:
    """The wait below which that share lies: within 0.8 %, and exact at zero. None without any wait.

    >>> bins = np.zeros(BINS, int)
    >>> bins[0], bins[1 + (20 << FINE)] = 3, 1  # three did not wait, one waited a day
    >>> quantile(bins, 0.5), round(quantile(bins, 1.0), 3)
    (0.0, 1.016)
    """
    whole = int(bins.sum())
    if not whole:
        return None
    wanted = share * whole
    below = np.cumsum(bins)
    place = int(np.searchsorted(below, wanted))
    if place == 0:
        return 0.0
    inside = (wanted - below[place - 1]) / bins[place]
    octave, part = divmod(place - 1, 1 << FINE)
    return math.ldexp(1.0 + (part + float(inside)) / (1 << FINE), LEAST + octave)


def share_within(bins: np.ndarray, days: float) -> float | None:
    """The share of waits of at most so many days, the bin they fall in being split evenly.

    >>> bins = np.zeros(BINS, int)
    >>> bins[0], bins[1 + (20 << FINE)] = 3, 1
    >>> share_within(bins, 0.0), share_within(bins, 2.0)
    (0.75, 1.0)
    """
    whole = int(bins.sum())
    if not whole:
        return None
    if days <= 0:
        return float(bins[0]) / whole
    fraction, exponent = math.frexp(days)  # days = 2 × fraction × 2^(exponent − 1), 2 × fraction in [1, 2)
    position = ((exponent - 1 - LEAST) << FINE) + (2 * fraction - 1) * (1 << FINE)
    if position < 0:
        return float(bins[0]) / whole
    full = min(int(position), BINS - 1)
    inside = 0.0 if full + 1 >= BINS else float(bins[full + 1]) * (position - full)
    return (float(bins[: full + 1].sum()) + inside) / whole
