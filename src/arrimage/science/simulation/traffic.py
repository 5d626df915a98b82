"""What each service will receive, before anything is run; whether it can hold; and the formulas' preview."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from . import erlang
from .erlang import Queue
from .scenario import Impossible, Scenario

ROUNDS = 500


@dataclass(frozen=True)
class Flow:
    """Persons a day who come to a service; utilisation, load ÷ servers (may pass 1 where some give up).

    `at_least`: utilisation if those who may give up somewhere, give up and go nowhere: no estimate in it.
    """

    per_day: float
    utilisation: float
    gives_up: bool
    at_least: float


def flows(scenario: Scenario) -> dict[str, Flow]:
    """Solve λ = from outside + Σ λ × (served → routing; gave up → their way; returns).

    The share who give up is Erlang-A's. Raises Impossible("never_leave", service) for an endless round.
    """
    place = scenario.place()
    size = len(place)
    outside = np.zeros(size)
    for arrival in scenario.arrivals:
        outside[place[arrival.service]] += arrival.per_day
    served, gave_up = np.zeros((size, size)), np.zeros((size, size))
    for (one, other), share in scenario.routing.items():
        served[place[one], place[other]] += share
    for name, back in scenario.returns.items():
        here = place[name]
        served[here, place[back.to]] += max(0.0, 1.0 - served[here].sum()) * back.share
    for name, patience in scenario.patience.items():
        if patience.to is not None:
            gave_up[place[name], place[patience.to]] = 1.0
    means = np.array([_mean_days(service) for service in scenario.services])
    servers = np.array([service.mean_servers(scenario.days) for service in scenario.services])
    shares = np.zeros(size)
    rates = outside
    for _ in range(ROUNDS):
        matrix = (1.0 - shares)[:, None] * served + shares[:, None] * gave_up
        rates = _solved(outside, matrix, scenario)
        new = np.array(
            [
                _gives_up(scenario, service.name, rates[k], means[k], servers[k])
                for k, service in enumerate(scenario.services)
            ]
        )
        moved = np.abs(new - shares).max()
        shares = (shares + new) / 2
        if moved < 1e-10:
            break
    patient = np.array([service.name not in scenario.patience for service in scenario.services])
    least = _solved(outside, served * patient[:, None], scenario)
    return {
        service.name: Flow(
            float(rates[k]),
            float(rates[k] * means[k] / servers[k]),
            service.name in scenario.patience,
            float(least[k] * means[k] / servers[k]),
        )
        for k, service in enumerate(scenario.services)
    }


@dataclass(frozen=True)
class Steps:
    """Persons a day sent to a more intensive service, and to a less intensive one."""

    up: float
    down: float


def steps(scenario: Scenario, served_per_day: Mapping[str, float]) -> Steps | None:
    """Σ persons served × share routed, between services of different steps. None where no step is told.

    >>> from .scenario import Arrival, Service
    >>> one, two = Service("first", 9, 10.0, step=1), Service("siv", 9, 90.0, step=2)
    >>> ways = {("first", "siv"): 0.2, ("siv", "first"): 0.5}
    >>> steps(Scenario(100, 0, (one, two), (Arrival("first", 1.0),), ways), {"first": 2.0, "siv": 0.4})
    Steps(up=0.4, down=0.2)
    """
    step = {service.name: service.step for service in scenario.services}
    if all(one is None for one in step.values()):
        return None
    up = down = 0.0
    for (one, other), share in scenario.routing.items():
        here, there = step[one], step[other]
        if here is not None and there is not None and here != there:
            sent = served_per_day[one] * share
            up, down = (up + sent, down) if there > here else (up, down + sent)
    return Steps(up, down)


def overloaded(scenario: Scenario, found: dict[str, Flow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(services that surely receive more than they can serve, those that likely do): waits without end."""
    certain: list[str] = []
    likely: list[str] = []
    for service in scenario.services:
        flow = found[service.name]
        if flow.gives_up or service.room is not None or flow.utilisation < 1.0 - 1e-12:
            continue
        (certain if flow.at_least >= 1.0 - 1e-12 else likely).append(service.name)
    return tuple(certain), tuple(likely)


def check_can_hold(scenario: Scenario, found: dict[str, Flow]) -> tuple[str, ...]:
    """Raises Impossible("overloaded", service, utilisation) where that is certain; names the likely ones."""
    certain, likely = overloaded(scenario, found)
    if certain:
        raise Impossible("overloaded", certain[0], found[certain[0]].utilisation)
    return likely


def preview(scenario: Scenario, found: dict[str, Flow]) -> dict[str, Queue | None]:
    """Each service alone, by Erlang C or A; None where they do not speak (calendar, room, overload)."""
    answers: dict[str, Queue | None] = {}
    for service in scenario.services:
        flow, patience = found[service.name], scenario.patience.get(service.name)
        answers[service.name] = None
        if service.weekly or service.changes or service.room is not None:
            continue
        mean = _mean_days(service)
        if patience is not None:
            answers[service.name] = erlang.erlang_a(flow.per_day, mean, service.servers, patience.mean_days)
        elif flow.utilisation < 1.0:
            answers[service.name] = erlang.erlang_c(
                flow.per_day, mean, service.servers, spread=service.spread
            )
    return answers


def _mean_days(service) -> float:
    if service.distribution == "empirical":
        return sum(service.values) / len(service.values)
    return service.mean_days


def _solved(outside: np.ndarray, matrix: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Only services somebody reaches count: a ring that nobody enters harms nobody."""
    reached = outside > 0
    for _ in range(outside.size):
        reached = reached | (reached @ (matrix > 0))
    inside = np.flatnonzero(reached)
    part = matrix[np.ix_(inside, inside)]
    if inside.size and max(abs(np.linalg.eigvals(part))) >= 1.0 - 1e-12:
        stuck = inside[int(np.argmax(part.sum(axis=1)))]
        raise Impossible("never_leave", scenario.services[stuck].name)
    rates = np.zeros(outside.size)
    rates[inside] = np.linalg.solve(np.eye(inside.size) - part.T, outside[inside])
    return rates


def _gives_up(scenario: Scenario, name: str, rate: float, mean: float, servers: float) -> float:
    patience = scenario.patience.get(name)
    if patience is None or rate <= 0:
        return 0.0
    return erlang.erlang_a(rate, mean, max(1, round(servers)), patience.mean_days).abandoned_share
