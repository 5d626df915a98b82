"""Replications of a scenario, in parallel: same seed, same result, whatever the number of threads."""

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from . import warming
from .bins import quantile, share_within
from .intervals import Estimate, difference, estimate
from .scenario import DAYS_OF_YEAR, Scenario, check

MEASURES = ("wait_mean", "queue_mean", "utilisation", "abandoned_share")
PAIRED = (*MEASURES, "wait_p90", "within_target")
SAMPLES = 200


class TooMany(Exception):
    """More people were waiting at once than a machine can hold."""


@dataclass(frozen=True)
class Measured:
    """One service, in days. `wait_mean`: all who began, zero waits included, those who left excluded.

    `wait_p90`: of all replications together; its interval is that of `replications`. `within_target`: share
    of waits no longer than the service's target. `by_class`: the mean wait, class by class.
    `turned_away_share`: of those who came, for want of room. `per_day`: who come; `served_per_day`, begin.
    `replications`: each measure, replication by replication, to compare scenarios.
    """

    wait_mean: Estimate
    wait_p90: float | None
    queue_mean: Estimate
    utilisation: Estimate
    abandoned_share: Estimate
    within_target: Estimate
    turned_away_share: float
    per_day: float
    served_per_day: float
    by_class: dict[str, Estimate]
    replications: dict[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Result:
    """`waiting`: persons waiting in each service, (moments, services), averaged over replications.

    `settles_after`: days that the start still shows, by MSER; compare with the warm-up.
    """

    services: dict[str, Measured]
    replications: int
    seed: int
    waiting: np.ndarray
    settles_after: float


def simulate(
    scenario: Scenario,
    *,
    replications: int = 100,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Result:
    """Run it. Raises Impossible (the scenario contradicts itself) or TooMany.

    Time grows with the number of events: about 0.3 µs for each, on one core.
    """
    from .replication import replicate

    check(scenario)
    arguments = _arrays(scenario)

    def once(number: int):
        found = replicate(_keys(scenario, seed, number), *arguments)
        if found[-1]:
            raise TooMany
        return found

    # The bins of waits and the moments sampled are added up as they come: kept apart, they would fill memory.
    runs, bins, waiting = [], np.int64(0), np.int64(0)
    targets = [service.target_days for service in scenario.services]
    pool = ThreadPoolExecutor(threads or os.cpu_count() or 1)
    try:
        for number, found in enumerate(pool.map(once, range(replications)), start=1):
            p90, within = _of_waits(found[8], targets)
            runs.append(_Run(*(*found[:8], p90, within)))
            bins, waiting = bins + found[8], waiting + found[9]
            progress(number)
    finally:
        pool.shutdown(cancel_futures=True)
    return _result(scenario, runs, np.asarray(bins), np.asarray(waiting) / replications, seed)


def compare(ours: Result, theirs: Result) -> dict[str, dict[str, Estimate]]:
    """Ours − theirs for each service in both and each measure, paired by replication: the same people."""
    if (ours.seed, ours.replications) != (theirs.seed, theirs.replications):
        raise ValueError("compare runs of the same seed and number of replications")
    return {
        name: {
            measure: difference(one.replications[measure], theirs.services[name].replications[measure])
            for measure in PAIRED
            if measure != "within_target" or one.within_target.value is not None
        }
        for name, one in ours.services.items()
        if name in theirs.services
    }


def reproduces(
    result: Result, service: str, measure: str, observed: float
) -> tuple[float, float, bool] | None:
    """Between what 95 % of replications give, and whether a year that was observed falls there.

    One year is one life of the network: it is compared with replications, not with their mean. None when no
    replication has the figure.
    """
    values = [one for one in result.services[service].replications[measure] if one is not None]
    if not values:
        return None
    low, high = (float(one) for one in np.quantile(values, (0.025, 0.975)))
    return low, high, low <= observed <= high


def _keys(scenario: Scenario, seed: int, replication: int) -> np.ndarray:
    """A stream by arrival, named after it, so that what another scenario adds does not disturb it."""
    from .draws import key_of

    seen: dict[tuple[str, str, int], int] = {}
    keys = []
    for arrival in scenario.arrivals:
        name = (arrival.service, arrival.group, arrival.priority)
        seen[name] = seen.get(name, 0) + 1
        keys.append(key_of(seed, replication, *name, seen[name]))
    return np.array(keys, np.uint64)


def classes_of(scenario: Scenario) -> list[str]:
    return list(dict.fromkeys(arrival.group for arrival in scenario.arrivals))


def _arrays(scenario: Scenario) -> tuple[object, ...]:
    """What `replication.replicate` wants after its keys, in its order."""
    place, groups = scenario.place(), classes_of(scenario)
    services, arrivals = scenario.services, scenario.arrivals
    ranks = sorted({arrival.priority for arrival in arrivals})
    rates, seasons, season_start = [], [], [0]
    for arrival in arrivals:
        height = 1.0
        if arrival.seasons:
            mean = sum(arrival.seasons) / len(arrival.seasons)
            height = max(arrival.seasons) / mean
            seasons += [one / max(arrival.seasons) for one in arrival.seasons]
        rates.append(arrival.per_day * height)
        season_start.append(len(seasons))
    capacity = [service.capacity(scenario.days) for service in services]
    changes = sorted(
        (day, number, servers)
        for number, steps in enumerate(capacity)
        for day, servers in steps[1:]
        if day < scenario.days
    )
    kinds, first, second = zip(*(_distribution(service) for service in services), strict=True)
    values = [value for service in services for value in service.values]
    value_start = np.cumsum([0] + [len(service.values) for service in services])
    route_start, route_to, route_below = [0], [], []
    for service in services:
        below = 0.0
        for (one, other), share in scenario.routing.items():
            if one == service.name and share > 0:
                below += share
                route_to.append(place[other])
                route_below.append(below if below < 1 - 1e-9 else 1.0)
        route_start.append(len(route_to))
    patience = [scenario.patience.get(service.name) for service in services]
    returns = [scenario.returns.get(service.name) for service in services]
    whole, real = partial(np.array, dtype=np.int64), partial(np.array, dtype=np.float64)
    return (
        whole([place[arrival.service] for arrival in arrivals]),
        real(rates),
        whole([ranks.index(arrival.priority) for arrival in arrivals]),
        whole([groups.index(arrival.group) for arrival in arrivals]),
        whole(season_start),
        real(seasons),
        whole([steps[0][1] for steps in capacity]),
        real([day for day, _, _ in changes]),
        whole([number for _, number, _ in changes]),
        whole([servers for _, _, servers in changes]),
        whole(kinds),
        real(first),
        real(second),
        whole(value_start),
        real(values),
        whole(route_start),
        whole(route_to),
        real(route_below),
        real([one.mean_days if one else math.inf for one in patience]),
        whole([place[one.to] if one and one.to is not None else -1 for one in patience]),
        whole([-1 if service.room is None else service.room for service in services]),
        real([one.share if one else 0.0 for one in returns]),
        real([one.mean_days if one else 0.0 for one in returns]),
        whole([place[one.to] if one else -1 for one in returns]),
        (len(services), len(ranks), len(groups)),
        float(scenario.days),
        float(scenario.warmup),
        SAMPLES,
    )


def _distribution(service) -> tuple[int, float, float]:
    """(kind, first, second) as `draws.duration` reads them."""
    from .draws import CONSTANT, EMPIRICAL, EXPONENTIAL, GAMMA, LOGNORMAL

    mean, spread = service.mean_days, service.variation
    if service.distribution == "empirical":
        return EMPIRICAL, 0.0, 0.0
    if service.distribution == "exponential":
        return EXPONENTIAL, mean, 0.0
    if service.distribution == "constant" or spread == 0:
        return CONSTANT, mean, 0.0
    if service.distribution == "gamma":
        return GAMMA, 1.0 / spread**2, mean * spread**2
    sigma = math.log1p(spread**2)
    return LOGNORMAL, math.log(mean) - sigma / 2, math.sqrt(sigma)


def _of_waits(
    bins: np.ndarray, targets: Sequence[float | None]
) -> tuple[list[float | None], list[float | None]]:
    """The 90th percentile of each service's waits, and the share within its target."""
    within = [
        None if target is None else share_within(row, target)
        for row, target in zip(bins, targets, strict=True)
    ]
    return [quantile(row, 0.9) for row in bins], within


@dataclass(frozen=True)
class _Run:
    begun: np.ndarray
    waited: np.ndarray
    left: np.ndarray
    came: np.ndarray
    away: np.ndarray
    queue: np.ndarray
    busy: np.ndarray
    capacity: np.ndarray
    p90: list[float | None]
    within: list[float | None]


def _result(
    scenario: Scenario, runs: Sequence[_Run], bins: np.ndarray, waiting: np.ndarray, seed: int
) -> Result:
    replications = len(runs)
    span, groups = scenario.days - scenario.warmup, classes_of(scenario)
    services = {}
    for s, service in enumerate(scenario.services):
        told: dict[str, tuple[float | None, ...]] = {
            "wait_mean": tuple(_ratio(run.waited[s].sum(), run.begun[s].sum()) for run in runs),
            "wait_p90": tuple(run.p90[s] for run in runs),
            "queue_mean": tuple(float(run.queue[s]) / span for run in runs),
            "utilisation": tuple(_ratio(run.busy[s], run.capacity[s]) for run in runs),
            "abandoned_share": tuple(
                _ratio(run.left[s].sum(), run.left[s].sum() + run.begun[s].sum()) for run in runs
            ),
            "within_target": tuple(run.within[s] for run in runs),
        }
        came = sum(int(run.came[s].sum()) for run in runs)
        services[service.name] = Measured(
            **{name: estimate(values) for name, values in told.items() if name != "wait_p90"},
            wait_p90=quantile(bins[s], 0.9),
            turned_away_share=_ratio(sum(int(run.away[s]) for run in runs), came) or 0.0,
            per_day=came / replications / span,
            served_per_day=sum(int(run.begun[s].sum()) for run in runs) / replications / span,
            by_class={
                group: estimate([_ratio(run.waited[s, g], run.begun[s, g]) for run in runs])
                for g, group in enumerate(groups)
                if any(run.begun[s, g] for run in runs)
            },
            replications=told,
        )
    settles = warming.settles_after(waiting.sum(axis=1)) / SAMPLES * scenario.days
    return Result(services, replications, seed, waiting, settles)


def _ratio(one: float, other: float) -> float | None:
    return float(one) / float(other) if other else None


__all__ = ["DAYS_OF_YEAR", "Measured", "Result", "TooMany", "compare", "simulate"]
