"""Durations of which some are not over: what is known of them, and the laws they may follow.

A service still going on when the log ends lasted at least that long: leaving it out keeps the short ones.
"""

import math
from typing import Any

import numpy as np

from .fitting import ENOUGH, Exponential, Fit, Gamma, Lognormal, fits, gamma_below

BOOTSTRAP = 99
MOST = 400  # of more, this many drawn: each p-value fits the law again a hundred times
STEPS, CLOSE = 60, 1e-6  # of the search; of two likelihoods worth telling apart


def survival(days: np.ndarray, over: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kaplan and Meier: the days at which some ended, and the share who go on longer.

    days: (n,) lasted so far; over: (n,) whether that was the end (1958, doi:10.1080/01621459.1958.10501452).

    >>> days, share = survival(np.array([1.0, 2.0, 2.0, 3.0]), np.array([True, True, False, True]))
    >>> days.tolist(), share.tolist()
    ([1.0, 2.0, 3.0], [0.75, 0.5, 0.0])
    """
    ends, counts = np.unique(days[over], return_counts=True)
    at_risk = len(days) - np.searchsorted(np.sort(days), ends, side="left")
    return ends, np.cumprod(1 - counts / at_risk)


def values(days: np.ndarray, over: np.ndarray, size: int = 200) -> np.ndarray:
    """Durations that stand for all, as evenly spaced quantiles; past the longest seen to end, that one.

    >>> values(np.array([1.0, 2.0, 3.0, 4.0]), np.array([True] * 4), size=4).tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    ends, share = survival(days, over)
    wanted = (np.arange(size) + 0.5) / size
    return ends[np.minimum(np.searchsorted(1 - share, wanted - 1e-12), len(ends) - 1)]


def share_beyond(fit: Fit, days: np.ndarray) -> np.ndarray:
    """The share a law lets go on longer than these days.

    >>> share_beyond(Fit("exponential", 2.0, 1.0, 0.0, 1.0, 0.0), np.array([0.0, 2.0])).round(4).tolist()
    [1.0, 0.3679]
    """
    spread = fit.variation**2
    told = {
        "exponential": (fit.mean_days, 0.0),
        "gamma": (1 / spread, fit.mean_days * spread),
        "lognormal": (math.log(fit.mean_days) - math.log1p(spread) / 2, math.sqrt(math.log1p(spread))),
    }[fit.distribution]
    return 1 - _LAWS[fit.distribution].below(np.maximum(days, 1e-12), *told)


def exponential_mean(days: np.ndarray, over: np.ndarray) -> float:
    """Maximum likelihood: all the time spent ÷ how many ended.

    >>> exponential_mean(np.array([2.0, 4.0, 6.0]), np.array([True, False, True]))
    6.0
    """
    return float(days.sum() / over.sum())


def fits_of(days: np.ndarray, over: np.ndarray, limits: np.ndarray, *, seed: int) -> tuple[Fit, ...]:
    """Exponential, gamma and lognormal by maximum likelihood, the best (by AIC) first.

    The p-value is that of at most 400 of them, drawn: beyond, hardly any law is left standing, and a network
    simulated with one that is nearly right is nearly right.

    limits: (n,) the longest each could have been seen to last, to censor the bootstrap's samples as the log
    did. Raises ValueError as `fitting.fits` does, counting those that ended.
    """
    days, over, limits = np.asarray(days, float), np.asarray(over, bool), np.asarray(limits, float)
    if over.all():
        return fits(days, seed=seed)
    ended = days[over]
    if len(ended) < ENOUGH or not days.min() > 0 or ended.min() == ended.max():
        raise ValueError("too few times, or not all above zero, or all the same")
    some = np.arange(len(days))
    if len(days) > MOST:
        some = np.random.default_rng([seed, 9]).choice(len(days), MOST, replace=False)
    found = []
    for place, (name, law) in enumerate(_LAWS.items()):
        one, other = _estimate(law, days, over)
        rng = np.random.default_rng([seed, place])
        mean, variation = law.moments(one, other)
        found.append(
            Fit(
                name,
                mean,
                variation,
                _distance(law, days, over, one, other),
                _p_value(law, days[some], over[some], limits[some], (one, other), rng),
                2 * law.parameters - 2 * _likelihood(law, days, over, one, other),
            )
        )
    return tuple(sorted(found, key=lambda fit: fit.aic))


def _p_value(law, days, over, limits, start: tuple[float, float], rng: np.random.Generator) -> float:
    """How often samples of the fitted law, censored alike and fitted again, are as far from it."""
    if over.sum() < 2:
        return 1.0
    one, other = _estimate(law, days, over, start)
    distance, as_far = _distance(law, days, over, one, other), 0
    for _ in range(BOOTSTRAP):
        whole = law.draw(rng, one, other, len(days))
        again, seen = np.minimum(whole, limits), whole <= limits
        if seen.sum() >= 2:
            as_far += _distance(law, again, seen, *_estimate(law, again, seen, (one, other))) >= distance
    return (1 + as_far) / (1 + BOOTSTRAP)


_LAWS: dict[str, Any] = {"exponential": Exponential, "gamma": Gamma, "lognormal": Lognormal}


def _distance(law, days: np.ndarray, over: np.ndarray, one: float, other: float) -> float:
    """The greatest gap between Kaplan and Meier's share and the law's."""
    ends, share = survival(days, over)
    fitted = 1 - law.below(ends, one, other)
    before = np.concatenate([[1.0], share[:-1]])
    return float(max(abs(fitted - share).max(), abs(fitted - before).max()))


def _likelihood(law, days: np.ndarray, over: np.ndarray, one: float, other: float) -> float:
    told = law.likelihood(days[over], one, other)
    going_on = 1 - law.below(days[~over], one, other)
    return float(told + np.log(np.maximum(going_on, 1e-300)).sum())


def _estimate(
    law, days: np.ndarray, over: np.ndarray, start: tuple[float, float] | None = None
) -> tuple[float, float]:
    if law is Exponential:
        return exponential_mean(days, over), 0.0
    one, other = start or law.estimate(days)
    # μ of the lognormal may be of either sign: it is moved as it is; all other parameters by their logarithm.
    straight = law is Lognormal

    def known(point: np.ndarray) -> tuple[float, float]:
        return float(point[0]) if straight else math.exp(point[0]), math.exp(point[1])

    def worth(point: np.ndarray) -> float:
        if abs(point).max() > 50:
            return math.inf
        return -_likelihood(law, days, over, *known(point))

    return known(_lowest(worth, np.array([one if straight else math.log(one), math.log(other)])))


def _lowest(worth, start: np.ndarray) -> np.ndarray:
    """Nelder and Mead (1965, doi:10.1093/comjnl/7.4.308), in two dimensions."""
    points = [start, start + np.array([0.2, 0.0]), start + np.array([0.0, 0.2])]
    told = sorted(((worth(point), k, point) for k, point in enumerate(points)), key=lambda one: one[:2])
    for step in range(3, 3 + STEPS):
        best, middle, worst = told
        if abs(worst[0] - best[0]) < CLOSE * (1 + abs(best[0])):
            break
        centre = (best[2] + middle[2]) / 2
        moved = None
        for stretch in (2.0, 1.0, 0.5, -0.5):
            # The furthest step that beats what it must: the best, the middle, the worst.
            point = centre + stretch * (centre - worst[2])
            value = worth(point)
            if value < (best[0] if stretch == 2.0 else middle[0] if stretch == 1.0 else worst[0]):
                moved = (value, step, point)
                break
        if moved is None:
            told = [best] + [
                (worth(one[2] / 2 + best[2] / 2), one[1], one[2] / 2 + best[2] / 2) for one in (middle, worst)
            ]
        else:
            told = [best, middle, moved]
        told.sort(key=lambda one: one[:2])
    return told[0][2]


__all__ = ["exponential_mean", "fits_of", "gamma_below", "share_beyond", "survival", "values"]
