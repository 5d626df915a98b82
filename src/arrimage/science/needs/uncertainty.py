"""Values the inputs may have, drawn from their own intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Protocol

import numpy as np

DRAWS = 4_000
Z = 1.959963984540054  # 97.5 % of a normal lies below


class Uncertain(Protocol):
    @property
    def value(self) -> float: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


@dataclass(frozen=True)
class Interval:
    """95 % of the draws lie between."""

    low: float
    high: float


def known(inputs: Sequence[Uncertain]) -> bool:
    """Whether some input came with an interval: without any, no interval is invented."""
    return any(one.low is not None and one.high is not None for one in inputs)


def drawn(
    inputs: Sequence[Uncertain],
    *,
    seed: int,
    stream: tuple[int, ...] = (),
    draws: int = DRAWS,
    most: float | None = None,
) -> np.ndarray:
    """Values the inputs may have, shape (draws, inputs).

    A normal in two halves: its median is the value, its 2.5 % and 97.5 % quantiles are `low` and `high`, so
    that an interval wider on one side stays so. Cut at zero (and at `most`: 1 for a rate). An input without
    interval keeps its value. Input k uses its own stream of the seed: another input changes nothing for it.

    Each input takes the evenly spaced quantiles once, in an order of its own (Latin hypercube: McKay, Beckman
    & Conover 1979, doi:10.1080/00401706.1979.10489755), so that an interval of one input is that input's.
    """
    found = np.empty((draws, len(inputs)))
    for k, one in enumerate(inputs):
        if one.low is None or one.high is None:
            found[:, k] = one.value
            continue
        z = np.random.default_rng([seed, *stream, k]).permutation(_quantiles(draws)) / Z
        side = np.where(z < 0, one.value - one.low, one.high - one.value)
        found[:, k] = np.clip(one.value + z * side, 0.0, most)
    return found


@cache
def _quantiles(draws: int) -> np.ndarray:
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / draws) for i in range(draws)])


def interval(values: np.ndarray) -> Interval:
    low, high = np.quantile(values, (0.025, 0.975))
    return Interval(float(low), float(high))
