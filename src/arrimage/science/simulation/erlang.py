"""Waiting with many servers: Erlang's formulas, at once and stable for thousands of servers.

Arrivals at random, exponential times. λ: arrivals a day; `mean_days`: of a service; c: servers.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

FLUID = 100_000  # persons waiting on average


@dataclass(frozen=True)
class Queue:
    """In days and persons, in the long run. `wait_mean`: of those who are served, zero waits included."""

    wait_mean: float
    wait_p90: float | None
    queue_mean: float
    utilisation: float
    abandoned_share: float
    waits_share: float


def blocking(load: float, servers: int) -> float:
    """Erlang B: the share who find all servers busy when nobody waits. load = λ × mean_days.

    By the recursion 1/B(c) = 1 + (c/load) / B(c − 1), which only adds positive numbers.

    >>> round(blocking(2.0, 3), 6)
    0.210526
    """
    inverse = 1.0
    for k in range(1, servers + 1):
        inverse = 1.0 + inverse * (k / load)
        if inverse > 1e300:
            return 0.0
    return 1.0 / inverse


def erlang_c(rate: float, mean_days: float, servers: int, *, spread: float = 1.0) -> Queue:
    """M/M/c without giving up. Raises ValueError when utilisation reaches 1: the wait then has no end.

    C = B ÷ (1 − ρ(1 − B)); mean wait = C × mean_days ÷ (c − load); those who wait do so exponentially.
    `spread`, the coefficient of variation of service times, multiplies the wait by (1 + spread²) ÷ 2: exact
    with one server (Pollaczek–Khinchine), near otherwise (Lee & Longton 1959); no 90th percentile then.

    >>> found = erlang_c(rate=2.0, mean_days=1.0, servers=3)
    >>> round(found.waits_share, 6), round(found.wait_mean, 6)
    (0.444444, 0.444444)
    """
    load = rate * mean_days
    if load >= servers:
        raise ValueError("utilisation reaches 1")
    if load == 0:
        return Queue(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    b = blocking(load, servers)
    use = load / servers
    c = b / (1.0 - use * (1.0 - b))
    wait = c * mean_days / (servers - load) * (1.0 + spread * spread) / 2.0
    p90: float | None = max(0.0, math.log(c / 0.1)) * mean_days / (servers - load) if c > 0 else 0.0
    return Queue(wait, p90 if spread == 1.0 else None, rate * wait, use, 0.0, c)


@lru_cache(maxsize=4096)
def erlang_a(rate: float, mean_days: float, servers: int, patience_days: float) -> Queue:
    """M/M/c+M: those who wait give up after an exponential time (Palm 1957; Garnett, Mandelbaum & Reiman,
    2002, doi:10.1287/msom.4.3.208.7753). Stable at any load.

    Someone who finds j persons waiting is served with chance cμ ÷ (cμ + (j + 1)θ), after Σ 1 ÷ (cμ + kθ) for
    k = 1…j + 1 on average. Probabilities are kept relative to that of a full house with nobody waiting.

    >>> found = erlang_a(rate=2.0, mean_days=1.0, servers=2, patience_days=1.0)
    >>> round(found.abandoned_share, 6)
    0.270671
    """
    load = rate * mean_days
    if load == 0:
        return Queue(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    theta, pace = 1.0 / patience_days, servers / mean_days
    if (rate - pace) * patience_days > FLUID:
        # So many wait that chance no longer matters: the wait is that which pace ÷ rate of them bear.
        served_share = pace / rate
        wait = -math.log(served_share) * patience_days
        return Queue(wait, None, (rate - pace) * patience_days, 1.0, 1.0 - served_share, 1.0)
    # Relative to c persons: below, Σ π(k) = 1 ÷ B − 1 of Erlang B; above, products of λ ÷ (cμ + jθ).
    b = blocking(load, servers)
    below = 1.0 / b - 1.0 if b > 0 else math.inf
    if math.isinf(below):
        return Queue(0.0, 0.0, 0.0, load / servers, 0.0, 0.0)
    chance, whole, queue, served, waited, harmonic = 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
    scale, j = 1.0, 0
    while True:
        harmonic += 1.0 / (pace + (j + 1) * theta)
        serve = pace / (pace + (j + 1) * theta)
        whole += chance
        queue += j * chance
        served += chance * serve
        waited += chance * serve * harmonic
        ratio = rate / (pace + (j + 1) * theta)
        chance *= ratio
        j += 1
        if chance > 1e250:  # far above capacity: start again from smaller numbers
            chance, whole, queue, served, waited = (
                x * 1e-250 for x in (chance, whole, queue, served, waited)
            )
            scale *= 1e-250
        # What is left is below a geometric series, its first term counted j times at most.
        if ratio < 1.0 and chance * (j + 1 / (1 - ratio)) < 1e-16 * whole * (1 - ratio):
            break
    below *= scale
    everyone = below + whole
    reach = (below + served) / everyone
    mean_queue = queue / everyone
    return Queue(
        wait_mean=waited / (below + served),
        wait_p90=None,
        queue_mean=mean_queue,
        utilisation=load * reach / servers,
        abandoned_share=1.0 - reach,
        waits_share=whole / everyone,
    )
