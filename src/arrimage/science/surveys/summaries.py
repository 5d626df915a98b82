"""Numbers in short: mean, median, quartiles, and how sure they are."""

from dataclasses import dataclass
from itertools import product
from math import fsum, sqrt

import numpy as np

from .answers import Answers, Basis, Method, sort_out

EXACT_UP_TO = 6  # values: 46,656 resamples, all looked at
DRAWS = 9_999
BATCH = 2_000_000  # drawn values held at once
STATISTICS = ("mean", "median")


@dataclass(frozen=True)
class Summary:
    """All None without a value; deviation (of a sample, n − 1) also with one only.

    Quartiles: linear between the two nearest values (type 7 of Hyndman & Fan).
    """

    mean: float | None
    deviation: float | None
    lowest: float | None
    first_quartile: float | None
    median: float | None
    third_quartile: float | None
    highest: float | None
    basis: Basis


@dataclass(frozen=True)
class Interval:
    """Bootstrap interval of `value`; limits None for fewer than two values. exact: every resample was looked
    at, so that the seed plays no part."""

    value: float | None
    low: float | None
    high: float | None
    confidence: float
    resamples: int
    exact: bool
    seed: int
    basis: Basis


def summary(answers: Answers[float]) -> Summary:
    """The usual seven numbers.

    >>> found = summary({"a": 1, "b": 2, "c": 3, "d": 10})
    >>> found.mean, found.median, found.first_quartile, found.third_quartile
    (4.0, 2.5, 1.75, 4.75)
    """
    found = sort_out(answers, Method.SUMMARY)
    if not found.values:
        return Summary(None, None, None, None, None, None, None, found.basis)
    size, mean = len(found.values), fsum(found.values) / len(found.values)
    spread = sqrt(fsum((value - mean) ** 2 for value in found.values) / (size - 1)) if size > 1 else None
    lowest, first, middle, third, highest = np.quantile(found.values, [0, 0.25, 0.5, 0.75, 1]).tolist()
    return Summary(mean, spread, lowest, first, middle, third, highest, found.basis)


def bootstrap(
    answers: Answers[float],
    statistic: str,
    *,
    seed: int,
    draws: int = DRAWS,
    population: int | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Percentile interval of the mean or the median: what it would be, had others like them answered.

    With `population`, deviations shrink by √(1 − n ÷ N); everyone asked and answering leaves a point.
    Up to 6 values all nⁿ resamples are looked at, then `draws` are drawn.

    Efron & Tibshirani (1993), doi:10.1201/9780429246593. Raises ValueError for another statistic, fewer than
    one draw, or a population below the number of values.

    >>> found = bootstrap({"a": 1, "b": 3}, "mean", seed=1)
    >>> found.value, found.low, found.high, found.exact
    (2.0, 1.0, 3.0, True)
    """
    if statistic not in STATISTICS or draws < 1:
        raise ValueError("mean or median, and at least one draw")
    found = sort_out(answers, Method(f"bootstrap_{statistic}"))
    size = len(found.values)
    if population is not None and population < size:
        raise ValueError("a population below the number of values")
    take = np.mean if statistic == "mean" else np.median
    values = np.array(found.values, dtype=np.float64)
    value = float(take(values)) if size else None
    exact = size <= EXACT_UP_TO
    resamples = size**size if exact else draws
    if value is None or size < 2:
        return Interval(value, None, None, confidence, resamples if size else 0, exact, seed, found.basis)
    if exact:
        drawn = take(values[np.array(list(product(range(size), repeat=size)))], axis=1)
    else:
        random = np.random.default_rng(seed)
        at_once = max(1, BATCH // size)
        drawn = np.concatenate(
            [
                take(values[random.integers(size, size=(min(at_once, draws - done), size))], axis=1)
                for done in range(0, draws, at_once)
            ]
        )
    # Outwards, so that a limit is a value that can come out.
    low = float(np.quantile(drawn, (1 - confidence) / 2, method="lower"))
    high = float(np.quantile(drawn, (1 + confidence) / 2, method="higher"))
    shrink = sqrt(1 - size / population) if population else 1.0
    low, high = value + (low - value) * shrink, value + (high - value) * shrink
    return Interval(value, low, high, confidence, resamples, exact, seed, found.basis)
