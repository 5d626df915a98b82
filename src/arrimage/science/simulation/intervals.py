"""Intervals over replications: Student's t, for a mean and for differences of the same days lived twice."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Estimate:
    """A mean over replications and its 95 % interval; None where a replication is alone, or nobody came."""

    value: float | None
    low: float | None
    high: float | None


def t_below(t: float, freedom: int) -> float:
    """P(T < t), by the finite sums for whole degrees of freedom (Abramowitz & Stegun 26.7.3–4).

    >>> round(t_below(2.228139, 10), 6)
    0.975
    """
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    if freedom % 2:
        total, term = 0.0, cosine
        for k in range(1, freedom - 1, 2):
            total += term
            term *= cosine * cosine * (k + 1) / (k + 2)
        return 0.5 + (angle + math.sin(angle) * total) / math.pi
    total, term = 0.0, 1.0
    for k in range(0, freedom - 1, 2):
        total += term
        term *= cosine * cosine * (k + 1) / (k + 2)
    return 0.5 + math.sin(angle) * total / 2


@cache
def t_quantile(freedom: int, share: float = 0.975) -> float:
    """The t below which that share lies.

    >>> round(t_quantile(1), 3), round(t_quantile(99), 4)
    (12.706, 1.9842)
    """
    low, high = 0.0, 1e3
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if t_below(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def estimate(values: Sequence[float | None]) -> Estimate:
    """Mean ± t × s ÷ √n, over the replications where the figure exists.

    >>> found = estimate([1.0, 2.0, 3.0])
    >>> found.value, round(found.low, 4)
    (2.0, -0.4841)
    """
    known = [value for value in values if value is not None and not math.isnan(value)]
    if not known:
        return Estimate(None, None, None)
    mean = math.fsum(known) / len(known)
    if len(known) == 1:
        return Estimate(mean, None, None)
    variance = math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1)
    half = t_quantile(len(known) - 1) * math.sqrt(variance / len(known))
    return Estimate(mean, mean - half, mean + half)


def difference(ours: Sequence[float | None], theirs: Sequence[float | None]) -> Estimate:
    """Ours − theirs, replication by replication: both lived by the same people."""
    return estimate(
        [
            None if one is None or other is None else one - other
            for one, other in zip(ours, theirs, strict=True)
        ]
    )
