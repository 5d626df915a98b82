"""From persons in need to services: what changes need into demand, then hours, places and workers by step.

Each assumption is a row with its source; none is made when no row says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

DETERMINANT = "determinant"  # multiplies the persons in need: 1.2 where life is harder
NON_USE = "non_use"  # a share of them (0 to 1) who do not ask, for a reason
REASONS = ("alone", "unaware", "bad_experience", "needs_ignored", "access", "stigma", "other")


@dataclass(frozen=True)
class Factor:
    """`territory` and `need_group` "" speak of all. `reason`, for non-use, is one of REASONS or their words.

    `low`, `high`: its 95 % interval if known.
    """

    territory: str
    need_group: str
    kind: str
    value: float
    source: str
    reason: str = ""
    low: float | None = None
    high: float | None = None

    def speaks_of(self, territory: str, need_group: str) -> bool:
        return self.territory in ("", territory) and self.need_group in ("", need_group)


@dataclass(frozen=True)
class Profile:
    """`share` of a need group is of this severity, and each of them needs `amount` units of a service.

    `per_worker`: units one worker gives (hours in a year, persons followed), None when nobody said.
    `low`, `high`: the 95 % interval of the amount; `share_low`, `share_high`: that of the share.
    """

    need_group: str
    severity: str
    share: float
    step: str
    service: str
    unit: str
    amount: float
    source: str
    per_worker: float | None = None
    low: float | None = None
    high: float | None = None
    share_low: float | None = None
    share_high: float | None = None


@dataclass(frozen=True)
class Amount:
    """Units of a service, by step of care; the workers they take, None when a profile does not tell."""

    service: str
    unit: str
    amount: float
    by_step: dict[str, float]
    workers: float | None


def adjusted(needs: Mapping[str, float], factors: Iterable[Factor], territory: str) -> dict[str, float]:
    """Persons in need × every determinant that speaks of them.

    >>> adjusted({"mood": 100.0}, [Factor("", "mood", DETERMINANT, 1.2, "source")], "1")
    {'mood': 120.0}
    """
    found = dict(needs)
    for factor in factors:
        for name in found:
            if factor.kind == DETERMINANT and factor.speaks_of(territory, name):
                found[name] *= factor.value
    return found


def demand(needs: Mapping[str, float], factors: Iterable[Factor], territory: str) -> dict[str, float]:
    """Persons in need less those who do not ask: × (1 − Σ shares of the reasons), never below zero.

    >>> alone = Factor("", "", NON_USE, 0.3, "source", "alone")
    >>> demand({"mood": 100.0}, [alone, Factor("", "", NON_USE, 0.2, "source", "access")], "1")
    {'mood': 50.0}
    """
    away = dict.fromkeys(needs, 0.0)
    for factor in factors:
        for name in away:
            if factor.kind == NON_USE and factor.speaks_of(territory, name):
                away[name] += factor.value
    # (x + |x|) ÷ 2 is x, or zero below it: for a number as for an array of draws.
    left = {name: (1 - share + abs(1 - share)) / 2 for name, share in away.items()}
    return {name: persons * left[name] for name, persons in needs.items()}


def amounts(persons: Mapping[str, float], profiles: Sequence[Profile]) -> tuple[Amount, ...]:
    """Σ persons × share of the severity × amount each, by service and unit.

    >>> profile = Profile("severe", "high", 0.1, "3", "sim", "places", 1, "source", per_worker=10)
    >>> amounts({"severe": 200.0}, [profile])
    (Amount(service='sim', unit='places', amount=20.0, by_step={'3': 20.0}, workers=2.0),)
    """
    found: dict[tuple[str, str], tuple[dict[str, float], list[float | None]]] = {}
    for row in profiles:
        units = persons.get(row.need_group, 0.0) * row.share * row.amount
        steps, workers = found.setdefault((row.service, row.unit), ({}, []))
        steps[row.step] = steps.get(row.step, 0.0) + units
        workers.append(None if row.per_worker is None else units / row.per_worker)
    return tuple(
        Amount(service, unit, sum(steps.values()), steps, _sum(workers))
        for (service, unit), (steps, workers) in found.items()
    )


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
