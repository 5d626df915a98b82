"""Do the items of a scale hang together? Alpha and omega, with reversed items turned over first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .answers import Answers, Apart, Basis, Method, sort_out

STEPS = 10_000
CLOSE = 1e-12


@dataclass(frozen=True)
class Reliability:
    """alpha: Cronbach's, with Bonett's interval; None under two items or two complete rows, or when totals
    do not vary. omega: McDonald's total, of one factor; None under three items, or when one factor does not
    fit (a loading at its border, an item that does not vary).

    By item: loadings on that factor, standardised (empty without omega); with_the_rest: correlation with the
    sum of the others; alpha_without: alpha of the others.
    against: items that go against the rest; most often one to reverse.
    Only rows that answer every item count; the others are apart, by the reason of the first that lacks.
    """

    alpha: float | None
    low: float | None
    high: float | None
    confidence: float
    omega: float | None
    loadings: Mapping[str, float]
    with_the_rest: Mapping[str, float | None]
    alpha_without: Mapping[str, float | None]
    against: tuple[str, ...]
    basis: Basis


def reversed_answers(answers: Answers[float], lowest: float, highest: float) -> Answers[float]:
    """The same answers on the scale turned over. Raises ValueError for one outside the scale.

    >>> reversed_answers({"a": 1, "b": Apart.MISSING}, 1, 5)
    {'a': 5, 'b': <Apart.MISSING: 'missing'>}
    """
    turned: dict[str, float | Apart] = {}
    for row, value in answers.items():
        if not isinstance(value, Apart) and not lowest <= value <= highest:
            raise ValueError(f"{row} answers outside {lowest} … {highest}")
        turned[row] = value if isinstance(value, Apart) else lowest + highest - value
    return turned


def reliability(
    items: Mapping[str, Answers[float]],
    *,
    reverse: Collection[str] = (),
    scale: tuple[float, float] | None = None,
    confidence: float = 0.95,
) -> Reliability:
    """Alpha = k ÷ (k − 1) × (1 − sum of variances ÷ variance of totals); omega = (sum of loadings)² ÷
    ((sum of loadings)² + sum of unique variances), from one factor fitted to the correlations (minres) and
    given its variances back.

    Cronbach (1951), doi:10.1007/BF02310555; McDonald (1999), doi:10.4324/9781410601087; Bonett (2002),
    doi:10.3102/10769986027004335; Harman & Jones (1966), doi:10.1007/BF02289468. Raises ValueError for items
    to reverse without a scale, or that are not there.

    >>> found = reliability({"x": {"a": 1, "b": 2, "c": 3}, "y": {"a": 1, "b": 3, "c": 2}})
    >>> round(found.alpha, 4), found.omega, found.with_the_rest
    (0.6667, None, {'x': 0.5, 'y': 0.5})
    """
    if (reverse and scale is None) or set(reverse) - set(items):
        raise ValueError("items to reverse are there, and have a scale")
    turned = {
        name: reversed_answers(answers, *scale) if scale and name in reverse else answers
        for name, answers in items.items()
    }
    complete: dict[str, tuple | Apart] = {}
    for row in dict.fromkeys(row for answers in turned.values() for row in answers):
        said = tuple(answers.get(row, Apart.MISSING) for answers in turned.values())
        complete[row] = next((one for one in said if isinstance(one, Apart)), said)
    found = sort_out(complete, Method.ALPHA_OMEGA)
    names, size = tuple(items), len(found.values)
    if size < 2 or len(names) < 2:
        return Reliability(None, None, None, confidence, None, {}, {}, {}, (), found.basis)
    cells = np.array(found.values, dtype=np.float64)
    covariances = np.cov(cells, rowvar=False)
    alpha = _alpha(covariances)
    low, high = _interval(alpha, len(names), size, confidence)
    rest = {name: _with_the_rest(covariances, place) for place, name in enumerate(names)}
    without = {}
    for place, name in enumerate(names):
        others = [other for other in range(len(names)) if other != place]
        without[name] = _alpha(covariances[np.ix_(others, others)])
    omega, loadings = _omega(covariances)
    return Reliability(
        alpha,
        low,
        high,
        confidence,
        omega,
        dict(zip(names, loadings, strict=True)) if loadings else {},
        rest,
        without,
        tuple(name for name, value in rest.items() if value is not None and value < 0),
        found.basis,
    )


def _alpha(covariances: NDArray[np.float64]) -> float | None:
    count, total = len(covariances), covariances.sum()
    if count < 2 or total <= CLOSE * max(1.0, np.trace(covariances)):
        return None
    return float(count / (count - 1) * (1 - np.trace(covariances) / total))


def _interval(
    alpha: float | None, count: int, size: int, confidence: float
) -> tuple[float | None, float | None]:
    if alpha is None or size < 3 or 1 - alpha < CLOSE:
        return None, None
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * sqrt(2 * count / ((count - 1) * (size - 2)))
    return 1 - exp(log(1 - alpha) + half), 1 - exp(log(1 - alpha) - half)


def _with_the_rest(covariances: NDArray[np.float64], place: int) -> float | None:
    own = covariances[place, place]
    shared = covariances[place].sum() - own
    rest = covariances.sum() - 2 * shared - own
    return float(shared / sqrt(own * rest)) if own > CLOSE and rest > CLOSE else None


def _omega(covariances: NDArray[np.float64]) -> tuple[float | None, list[float]]:
    deviations = np.sqrt(np.diag(covariances))
    if len(covariances) < 3 or deviations.min() <= CLOSE:
        return None, []
    correlations = covariances / np.outer(deviations, deviations)
    np.fill_diagonal(correlations, 0)
    # Each loading in turn is the best against the others; starting from the first axis.
    axes = np.linalg.eigh(correlations + np.eye(len(correlations)))
    loadings = axes.eigenvectors[:, -1] * sqrt(axes.eigenvalues[-1])
    loadings = np.clip(loadings * (np.sign(loadings.sum()) or 1), -1, 1)
    for _ in range(STEPS):
        before = loadings.copy()
        for place in range(len(loadings)):
            others = (loadings**2).sum() - loadings[place] ** 2
            loadings[place] = np.clip(correlations[place] @ loadings / others, -1, 1) if others else 0
        if np.abs(loadings - before).max() < CLOSE:
            break
    else:
        return None, []
    if np.abs(loadings).max() > 1 - 1e-6:
        return None, []
    common = float((loadings * deviations).sum()) ** 2
    unique = float(((1 - loadings**2) * deviations**2).sum())
    return common / (common + unique), loadings.tolist()
