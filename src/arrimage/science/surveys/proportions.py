"""How many said what: counts by value, shares with their interval, two shares compared."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from math import hypot, sqrt
from statistics import NormalDist

from .answers import Answers, Basis, Method, sort_out

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Frequency:
    """counts: value → the rows that say it, in the order the values were first met."""

    counts: Mapping[Hashable, tuple[str, ...]]
    basis: Basis


@dataclass(frozen=True)
class Proportion:
    """count of base; share, low and high between 0 and 1, None without a base.

    population: how many there are in all, where the base was taken among them; None for no end of them.
    """

    count: int
    base: int
    share: float | None
    low: float | None
    high: float | None
    confidence: float
    population: int | None
    basis: Basis


@dataclass(frozen=True)
class Difference:
    """First share minus second, with its interval; None when one has no base."""

    difference: float | None
    low: float | None
    high: float | None
    bases: tuple[Basis, Basis]


def frequency(answers: Answers) -> Frequency:
    """Who gives each answer, of a question with one answer.

    >>> frequency({"a": "yes", "b": "no", "c": "yes"}).counts
    {'yes': ('a', 'c'), 'no': ('b',)}
    """
    found = sort_out(answers, Method.FREQUENCY)
    return Frequency(
        _by_value(zip(found.basis.rows, ([value] for value in found.values), strict=True)), found.basis
    )


def chosen(answers: Answers[Collection]) -> Frequency:
    """Who chooses each answer, of a question with several; the base is who was asked, so shares may pass 1
    together. An empty choice is an answer.

    >>> chosen({"a": ["bus", "car"], "b": ["bus"], "c": []}).counts
    {'bus': ('a', 'b'), 'car': ('a',)}
    """
    found = sort_out(answers, Method.CHOSEN)
    return Frequency(_by_value(zip(found.basis.rows, found.values, strict=True)), found.basis)


def proportion(
    answers: Answers, among: Collection, *, population: int | None = None, confidence: float = CONFIDENCE
) -> Proportion:
    """Share of the answers that are among some values, with Wilson's interval.

    With `population`, the finite-population correction multiplies the variance by (N − n) ÷ (N − 1): all
    were asked and answered, the share is known and the interval is a point.

    Wilson (1927), doi:10.1080/01621459.1927.10502953. Raises ValueError for a population below the base.

    >>> found = proportion({"a": "yes", "b": "yes", "c": "no", "d": "yes"}, {"yes"})
    >>> found.count, found.base, round(found.low, 3), round(found.high, 3)
    (3, 4, 0.301, 0.954)
    """
    found = sort_out(answers, Method.WILSON if population is None else Method.WILSON_FINITE)
    count = sum(value in among for value in found.values)
    base = len(found.values)
    share = count / base if base else None
    low, high = wilson(count, base, population=population, confidence=confidence)
    return Proportion(count, base, share, low, high, confidence, population, found.basis)


def wilson(
    count: int, base: int, *, population: int | None = None, confidence: float = CONFIDENCE
) -> tuple[float | None, float | None]:
    """Wilson's interval of count ÷ base, as `proportion`.

    >>> [round(limit, 4) for limit in wilson(81, 263)]  # Newcombe (1998), method 3
    [0.2553, 0.3662]
    """
    if not 0 <= count <= base or (population is not None and population < base):
        raise ValueError("count ≤ base ≤ population")
    if not base:
        return None, None
    square = NormalDist().inv_cdf(0.5 + confidence / 2) ** 2
    if population is not None:
        square *= (population - base) / (population - 1) if population > 1 else 0
    share = count / base
    middle = share + square / (2 * base)
    half = sqrt(square * (share * (1 - share) / base + square / (4 * base**2)))
    low, high = ((middle + side * half) / (1 + square / base) for side in (-1, 1))
    # Of none or of all, rounding must not leave the border.
    return (0.0 if count == 0 else low), (1.0 if count == base else high)


def difference(first: Proportion, second: Proportion) -> Difference:
    """How far apart two shares of different people are: Newcombe's interval from the two of Wilson.

    Newcombe (1998), method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    Of the same people asked twice, see `paired`.
    """
    bases = first.basis, second.basis
    one, other = _limits(first), _limits(second)
    if one is None or other is None:
        return Difference(None, None, None, bases)
    return Difference(*apart(one, other), bases)


def apart(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    """One share less the other, with its limits, from (share, low, high) of each: Newcombe's method 10."""
    (share, low, high), (share_2, low_2, high_2) = one, other
    found = share - share_2
    return (
        found,
        found - hypot(share - low, high_2 - share_2),
        found + hypot(high - share, share_2 - low_2),
    )


def _limits(one: Proportion) -> tuple[float, float, float] | None:
    if one.share is None or one.low is None or one.high is None:
        return None
    return one.share, one.low, one.high


def _by_value(rows) -> dict[Hashable, tuple[str, ...]]:
    found: dict[Hashable, list[str]] = {}
    for row, values in rows:
        for value in dict.fromkeys(values):
            found.setdefault(value, []).append(row)
    return {value: tuple(names) for value, names in found.items()}
