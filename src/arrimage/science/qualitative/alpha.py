"""Krippendorff's alpha: agreement beyond chance, any number of coders, gaps allowed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .codings import Codings, Undefined, Value

Matrix = NDArray[np.float64]
REPLICATES = 2_000
CHUNK = 4_000_000  # cells of weights held at once


class Level(StrEnum):
    """How far apart two values are."""

    NOMINAL = "nominal"  # the same, or not
    ORDINAL = "ordinal"  # by how many values stand between them
    INTERVAL = "interval"  # the square of their difference
    JACCARD = "jaccard"  # two sets: 1 − shared ÷ all
    MASI = "masi"  # two sets: Jaccard, weighed by whether one holds the other


@dataclass(frozen=True)
class Agreement:
    """alpha: 1 is full agreement, 0 what chance would give, below: coders differ more than by chance.

    low, high: percentile bootstrap over units (each drawn with all that was said of it); None when under two
    shared units. `undefined` says why alpha is None; `undefined_draws`: how many draws had no alpha.
    values: how many judgements were paired; shared_units: units with two judgements or more.
    """

    alpha: float | None
    low: float | None
    high: float | None
    confidence: float
    level: Level
    shared_units: int
    values: int
    undefined: Undefined | None = None
    undefined_draws: int = 0
    replicates: int = 0


def alpha(
    codings: Codings,
    *,
    level: Level = Level.NOMINAL,
    order: Sequence[Value] | None = None,
    confidence: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 1,
) -> Agreement:
    """alpha = 1 − observed ÷ expected disagreement.

    Observed: over the units with m ≥ 2 values, the mean distance of the pairs of a unit, each pair weighing
    1 ÷ (m − 1); expected: the mean distance of all pairs of paired values, whatever their unit. `order`
    gives the rank of ordinal values that are no numbers.

    Krippendorff (2019), doi:10.4135/9781071878781; Hayes & Krippendorff (2007),
    doi:10.1080/19312450709336664; MASI: Passonneau (2006), LREC. Raises ValueError for values the level
    cannot read (no numbers, no sets, or outside the order).

    >>> from .codings import codings
    >>> rows = [("1", "a", 1), ("1", "b", 1), ("2", "a", 2), ("2", "b", 2), ("3", "a", 1), ("3", "b", 2)]
    >>> round(alpha(codings(rows), replicates=0).alpha, 4)
    0.4444
    """
    units = codings.shared()
    size = sum(map(len, units))
    if not units:
        return Agreement(None, None, None, confidence, level, 0, 0, Undefined.NOTHING_SHARED)
    values, table = _counted(units, level, order)
    if len(values) == 1:
        return Agreement(None, None, None, confidence, level, len(units), size, Undefined.ONE_VALUE)
    pairs = _Pairs(table, _distance(level, values))
    whole = pairs.alphas(np.ones((1, len(units))))[0]
    low = high = None
    undefined = 0
    drawn: Matrix = np.empty(0)
    if replicates and len(units) > 1:
        drawn = _drawn(pairs, len(units), replicates, np.random.default_rng(seed))
        undefined = int(np.isnan(drawn).sum())
        if undefined < replicates:
            tails = (50 - 50 * confidence, 50 + 50 * confidence)
            low, high = (float(end) for end in np.nanpercentile(drawn, tails))
    return Agreement(
        float(whole), low, high, confidence, level, len(units), size, None, undefined, len(drawn)
    )


class _Pairs:
    """Disagreement within units and between all, for any weights of the units."""

    def __init__(self, table: Matrix, distance: "Matrix | Callable[[Matrix], Matrix]") -> None:
        self.table = table  # units × values: how many coders said each value
        self.distance = distance

    def alphas(self, weights: Matrix) -> Matrix:
        """One alpha for each row of weights; NaN where all the values drawn are the same."""
        counts = weights @ self.table
        total = counts.sum(axis=1)
        if callable(self.distance):  # the ordinal distance depends on what was drawn
            found = []
            for row, count in zip(weights, counts, strict=True):
                distance = self.distance(count)
                found.append((row @ self._within(distance), count @ distance @ count))
            observed, expected = np.array(found).T
        else:
            observed = weights @ self._within(self.distance)
            expected = np.einsum("bi,ij,bj->b", counts, self.distance, counts, optimize=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 0, 1 - (total - 1) * observed / expected, np.nan)

    def _within(self, distance: Matrix) -> Matrix:
        """Of each unit: the distances of its ordered pairs ÷ (m − 1)."""
        pairs = np.einsum("ui,ij,uj->u", self.table, distance, self.table, optimize=True)
        return pairs / (self.table.sum(axis=1) - 1)


def _drawn(pairs: _Pairs, units: int, replicates: int, random: np.random.Generator) -> Matrix:
    """Alphas of units drawn anew, in pieces that fit in memory."""
    found = []
    step = max(1, min(replicates, CHUNK // units))
    for start in range(0, replicates, step):
        times = min(step, replicates - start)
        weights = random.multinomial(units, np.full(units, 1 / units), size=times)
        found.append(pairs.alphas(weights.astype(np.float64)))
    return np.concatenate(found)


def _counted(
    units: list[list[Value]], level: Level, order: Sequence[Value] | None
) -> tuple[list[Value], Matrix]:
    """The values that were said, in order, and how many coders said each of each unit."""
    values = list(dict.fromkeys(value for unit in units for value in unit))
    if order is not None:
        rank = {value: place for place, value in enumerate(order)}
        if outside := [value for value in values if value not in rank]:
            raise ValueError(f"not in the order: {outside[0]}")
        values.sort(key=lambda value: rank[value])
    elif level in (Level.ORDINAL, Level.INTERVAL):
        if any(isinstance(value, str | frozenset) for value in values):
            raise ValueError("this level needs numbers")
        values.sort()
    elif level in (Level.JACCARD, Level.MASI) and not all(isinstance(value, frozenset) for value in values):
        raise ValueError("this level needs sets")
    place_of = {value: place for place, value in enumerate(values)}
    table = np.zeros((len(units), len(values)))
    for row, unit in enumerate(units):
        for value in unit:
            table[row, place_of[value]] += 1
    return values, table


def _distance(level: Level, values: list[Value]) -> "Matrix | Callable[[Matrix], Matrix]":
    size = len(values)
    if level is Level.NOMINAL:
        return 1 - np.eye(size)
    if level is Level.INTERVAL:
        numbers = np.array(values, dtype=np.float64)
        return (numbers[:, None] - numbers[None, :]) ** 2
    if level is Level.ORDINAL:
        return _ordinal
    apart = np.zeros((size, size))
    measure = jaccard if level is Level.JACCARD else masi
    for one in range(size):
        for other in range(one):
            apart[one, other] = apart[other, one] = measure(values[one], values[other])
    return apart


def _ordinal(counts: Matrix) -> Matrix:
    """(Values from one to the other, both ends counted by half)²."""
    middle = np.cumsum(counts) - counts / 2
    return (middle[:, None] - middle[None, :]) ** 2


def jaccard(one: frozenset, other: frozenset) -> float:
    """1 − shared ÷ all; two empty sets are the same.

    >>> jaccard(frozenset("ab"), frozenset("bc"))
    0.6666666666666667
    """
    every = len(one | other)
    return 1 - len(one & other) / every if every else 0.0


def masi(one: frozenset, other: frozenset) -> float:
    """1 − Jaccard × (1 the same, 2/3 one holds the other, 1/3 they overlap, 0 nothing shared).

    >>> masi(frozenset("ab"), frozenset("a"))
    0.6666666666666667
    """
    if one == other:
        return 0.0
    held = 2 / 3 if one < other or other < one else 1 / 3
    return 1 - (1 - jaccard(one, other)) * held
