"""Which law the times of a service follow, from times that were observed, and how well it fits."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

ENOUGH = 20  # observations below which no law is proposed
BOOTSTRAP = 199
MOST = 5_000  # of more, this many drawn: beyond, hardly any law is left standing anyway


@dataclass(frozen=True)
class Fit:
    """A law by maximum likelihood. `variation`: standard deviation ÷ mean.

    `distance`: of Kolmogorov, the greatest gap between shares observed and fitted. `p_value`: how often
    samples of the fitted law, fitted again, are as far: small where the law is wrong. `aic`: less is better.
    """

    distribution: str
    mean_days: float
    variation: float
    distance: float
    p_value: float
    aic: float


def fits(days: np.ndarray, *, seed: int) -> tuple[Fit, ...]:
    """Exponential, gamma and lognormal, the best (by AIC) first. Raises ValueError below ENOUGH, or at zero.

    p-values by parametric bootstrap, since the parameters come from the same data (Stute, González Manteiga &
    Presedo Quindimil 1993, doi:10.1007/BF02613687).
    """
    days = np.sort(np.asarray(days, float))
    if len(days) < ENOUGH or not days[0] > 0 or not np.isfinite(days[-1]) or days[0] == days[-1]:
        raise ValueError("too few times, or not all above zero, or all the same")
    if len(days) > MOST:
        days = np.sort(np.random.default_rng([seed, len(LAWS)]).choice(days, MOST, replace=False))
    found = []
    for place, name in enumerate(LAWS):
        law = LAWS[name]
        one, other = law.estimate(days)
        distance = _distance(days, law, one, other)
        rng = np.random.default_rng([seed, place])
        as_far = 0
        for _ in range(BOOTSTRAP):
            again = np.sort(law.draw(rng, one, other, len(days)))
            as_far += _distance(again, law, *law.estimate(again)) >= distance
        mean, variation = law.moments(one, other)
        found.append(
            Fit(
                name,
                mean,
                variation,
                distance,
                (1 + as_far) / (1 + BOOTSTRAP),
                2 * law.parameters - 2 * law.likelihood(days, one, other),
            )
        )
    return tuple(sorted(found, key=lambda fit: fit.aic))


def _distance(ordered: np.ndarray, law, one: float, other: float) -> float:
    shares = law.below(ordered, one, other)
    steps = np.arange(len(ordered) + 1) / len(ordered)
    return float(max((steps[1:] - shares).max(), (shares - steps[:-1]).max()))


class Exponential:
    parameters = 1

    @staticmethod
    def estimate(days):
        return float(days.mean()), 0.0

    @staticmethod
    def moments(mean, _):
        return mean, 1.0

    @staticmethod
    def draw(rng, mean, _, size):
        return rng.exponential(mean, size)

    @staticmethod
    def below(days, mean, _):
        return -np.expm1(-days / mean)

    @staticmethod
    def likelihood(days, mean, _):
        return float(-len(days) * math.log(mean) - days.sum() / mean)


class Lognormal:
    parameters = 2

    @staticmethod
    def estimate(days):
        logs = np.log(days)
        return float(logs.mean()), float(logs.std())

    @staticmethod
    def moments(mu, sigma):
        return math.exp(mu + sigma**2 / 2), math.sqrt(math.expm1(sigma**2))

    @staticmethod
    def draw(rng, mu, sigma, size):
        return rng.lognormal(mu, sigma, size)

    @staticmethod
    def below(days, mu, sigma):
        return np.array([0.5 * math.erfc(-(math.log(day) - mu) / sigma / math.sqrt(2)) for day in days])

    @staticmethod
    def likelihood(days, mu, sigma):
        logs = np.log(days)
        terms = -logs - math.log(sigma * math.sqrt(2 * math.pi)) - (logs - mu) ** 2 / (2 * sigma**2)
        return float(terms.sum())


class Gamma:
    parameters = 2

    @staticmethod
    def estimate(days):
        """(shape, scale), by Newton on log k − ψ(k) = log mean − mean log, from Minka's start (2002)."""
        mean = float(days.mean())
        s = math.log(mean) - float(np.log(days).mean())
        shape = (3 - s + math.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s)
        for _ in range(20):
            step = (math.log(shape) - digamma(shape) - s) / (1 / shape - trigamma(shape))
            shape = max(shape - step, shape / 10)
            if abs(step) < 1e-12 * shape:
                break
        return shape, mean / shape

    @staticmethod
    def moments(shape, scale):
        return shape * scale, 1 / math.sqrt(shape)

    @staticmethod
    def draw(rng, shape, scale, size):
        return rng.gamma(shape, scale, size)

    @staticmethod
    def below(days, shape, scale):
        return gamma_below(shape, days / scale)

    @staticmethod
    def likelihood(days, shape, scale):
        terms = (shape - 1) * np.log(days) - days / scale
        return float(terms.sum() - len(days) * (math.lgamma(shape) + shape * math.log(scale)))


LAWS: dict[str, Any] = {"exponential": Exponential, "gamma": Gamma, "lognormal": Lognormal}


def digamma(x: float) -> float:
    """ψ(x), by recurrence up to 10 and the asymptotic series.

    >>> round(digamma(1.0), 9)
    -0.577215665
    """
    found = 0.0
    while x < 10:
        found -= 1 / x
        x += 1
    y = 1 / (x * x)
    return (
        found + math.log(x) - 0.5 / x - y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y / 132))))
    )


def trigamma(x: float) -> float:
    """ψ′(x).

    >>> round(trigamma(1.0), 9) == round(math.pi ** 2 / 6, 9)
    True
    """
    found = 0.0
    while x < 10:
        found += 1 / (x * x)
        x += 1
    y = 1 / (x * x)
    return found + (1 + 0.5 / x + y * (1 / 6 - y * (1 / 30 - y * (1 / 42 - y / 30)))) / x


def gamma_below(shape: float, x: np.ndarray) -> np.ndarray:
    """P(shape, x), the regularised incomplete gamma function: a series below shape + 1, a fraction above.

    >>> gamma_below(1.0, np.array([1.0, 5.0])).round(6).tolist()
    [0.632121, 0.993262]
    """
    found = np.empty(len(x))
    low = x < shape + 1
    front = np.exp(shape * np.log(x) - x - math.lgamma(shape))
    small = x[low]
    term = np.full(len(small), 1 / shape)
    total, k = term.copy(), shape
    while len(small) and (term > 1e-16 * total).any():
        k += 1
        term = term * small / k
        total += term
    found[low] = front[low] * total
    large = x[~low]
    b = large + 1 - shape  # Lentz
    c, d = np.full(len(large), 1e300), 1 / b
    h = d.copy()
    for i in range(1, 1_000):
        a = -i * (i - shape)
        b = b + 2
        d = 1 / (a * d + b)
        c = b + a / c
        h = h * c * d
        if not len(large) or (abs(c * d - 1) < 1e-15).all():
            break
    found[~low] = 1 - front[~low] * h
    return found
