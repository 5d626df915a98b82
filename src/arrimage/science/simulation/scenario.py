"""What a scenario says: services, who comes, where they go, who gives up. Facts only; nothing is run here."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

DISTRIBUTIONS = ("exponential", "gamma", "lognormal", "empirical", "constant")
DAYS_OF_YEAR = 365


class Impossible(ValueError):
    """The scenario contradicts itself. `code` says how; `about` names what (a service, a class…)."""

    def __init__(self, code: str, *about: object) -> None:
        super().__init__(code, *about)
        self.code, self.about = code, about


@dataclass(frozen=True)
class Service:
    """`servers` workers or places, each for one person at a time, for `mean_days` on average.

    `variation`: standard deviation ÷ mean (gamma, lognormal). `values`: days observed (empirical), drawn as
    they are. `weekly`: servers on each of seven days, from day 0 on. `changes`: (from day, servers).
    `room`: how many may wait; beyond, people sent by another service hold their place there, and people from
    outside are turned away. None: no limit. `cost`: of one server for one day, if told. `target_days`: a wait
    promised (48 h: 2.0), whose keeping is measured. `step`: of stepped care, so that routing goes up or down.
    """

    name: str
    servers: int
    mean_days: float
    distribution: str = "exponential"
    variation: float = 1.0
    values: tuple[float, ...] = ()
    weekly: tuple[int, ...] = ()
    changes: tuple[tuple[float, int], ...] = ()
    room: int | None = None
    cost: float | None = None
    target_days: float | None = None
    step: int | None = None

    def capacity(self, days: float) -> list[tuple[float, int]]:
        """(from day, servers), in order, from day 0."""
        found: list[tuple[float, int]] = [(0.0, self.servers)]
        if self.weekly:
            found = [(float(day), self.weekly[day % 7]) for day in range(math.ceil(days))]
        # A change replaces what came before, the weekly calendar included, from its day on.
        for day, servers in sorted(self.changes):
            found = [one for one in found if one[0] < day] + [(day, servers)]
        kept = found[:1]
        for day, servers in found[1:]:
            if servers != kept[-1][1]:
                kept.append((day, servers))
        return kept

    def mean_servers(self, days: float) -> float:
        steps = [one for one in self.capacity(days) if one[0] < days]
        ends = [day for day, _ in steps[1:]] + [days]
        area = sum(servers * (end - day) for (day, servers), end in zip(steps, ends, strict=True))
        return area / days

    @property
    def spread(self) -> float:
        """Coefficient of variation of the time a service takes."""
        if self.distribution == "exponential":
            return 1.0
        if self.distribution == "constant":
            return 0.0
        if self.distribution == "empirical":
            mean = sum(self.values) / len(self.values)
            return math.sqrt(sum((one - mean) ** 2 for one in self.values) / len(self.values)) / mean
        return self.variation


@dataclass(frozen=True)
class Arrival:
    """People of a class who come to a service, `per_day` on average over a year; lower `priority` first.

    `seasons`: multipliers over equal parts of a year (twelve: months), their mean brought back to 1.
    """

    service: str
    per_day: float
    group: str = ""
    priority: int = 0
    seasons: tuple[float, ...] = ()


@dataclass(frozen=True)
class Patience:
    """Who waits longer than a random (exponential) time gives up, and goes `to` a service, or leaves."""

    mean_days: float
    to: str | None = None


@dataclass(frozen=True)
class Return:
    """Of those who leave the network from a service, `share` come back `to` one after `mean_days`."""

    share: float
    mean_days: float
    to: str


@dataclass(frozen=True)
class Scenario:
    """`days` in all; the first `warmup` are lived but not measured. What routing leaves of 1 leaves."""

    days: float
    warmup: float
    services: tuple[Service, ...]
    arrivals: tuple[Arrival, ...]
    routing: Mapping[tuple[str, str], float] = field(default_factory=dict)
    patience: Mapping[str, Patience] = field(default_factory=dict)
    returns: Mapping[str, Return] = field(default_factory=dict)

    def place(self) -> dict[str, int]:
        return {service.name: number for number, service in enumerate(self.services)}


def check(scenario: Scenario) -> None:
    """Raises Impossible: an unknown name, a row of routing above 1, nobody, nothing, no time left…"""
    names = [service.name for service in scenario.services]
    if not names:
        raise Impossible("no_service")
    if not any(arrival.per_day > 0 for arrival in scenario.arrivals):
        raise Impossible("nobody")
    for name in names:
        if names.count(name) > 1:
            raise Impossible("twice", name)
    if not 0 <= scenario.warmup < scenario.days:
        raise Impossible("warmup", scenario.warmup, scenario.days)
    told = [arrival.service for arrival in scenario.arrivals]
    told += [end for pair in scenario.routing for end in pair]
    told += list(scenario.patience) + [one.to for one in scenario.patience.values() if one.to is not None]
    told += list(scenario.returns) + [one.to for one in scenario.returns.values()]
    for name in told:
        if name not in names:
            raise Impossible("unknown", name)
    for name in names:
        row = sum(share for (one, _), share in scenario.routing.items() if one == name)
        if row > 1 + 1e-9:
            raise Impossible("row", name, row)
    for service in scenario.services:
        if scenario.days > 0 and service.mean_servers(scenario.days) <= 0:
            raise Impossible("no_servers", service.name)
        if service.distribution == "empirical" and not service.values:
            raise Impossible("no_values", service.name)
    _check_no_deadlock(scenario)


def _check_no_deadlock(scenario: Scenario) -> None:
    """People held back in a ring of full services would never move again."""
    limited = {service.name for service in scenario.services if service.room is not None}
    after: dict[str, set[str]] = {}
    for (one, other), share in scenario.routing.items():
        if share > 0 and other in limited:
            after.setdefault(one, set()).add(other)
    for start in limited:
        reached, left = set(), list(after.get(start, ()))
        while left:
            here = left.pop()
            if here == start:
                raise Impossible("ring", start)
            if here not in reached:
                reached.add(here)
                left += after.get(here, ())
