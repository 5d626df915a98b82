"""From persons to needs, demand and services, for the values told or for 4,000 draws of every assumption.

The functions of `prevalence` and `profiles` only add and multiply: given arrays of draws in place of values,
they answer with arrays. So the figure and its interval come out of the same lines of code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import uncertainty
from .prevalence import Exposed, Rate, in_need
from .profiles import NON_USE, Amount, Factor, Profile, adjusted, amounts, demand
from .uncertainty import Interval

RATE, FACTOR, SHARE, AMOUNT = KINDS = ("rate", "factor", "share", "amount")


@dataclass(frozen=True)
class Assumption:
    """One input that came with an interval. `of`: one of KINDS; `place`: which; `most`: it cannot pass.

    `label` names it for people: a need group, its ages, a reason, a severity, a service.
    """

    of: str
    place: int
    label: str
    source: str
    value: float
    low: float
    high: float
    most: float | None


@dataclass(frozen=True)
class Chain:
    """What one territory's figures stand on. `found`: its persons under each rate."""

    territory: str
    found: Exposed
    rates: tuple[Rate, ...]
    factors: tuple[Factor, ...]
    profiles: tuple[Profile, ...]

    def moved(self, values: Mapping[Assumption, Any]) -> "Chain":
        """The same with other values (or arrays of draws) for some assumptions."""
        rates, factors, profiles = list(self.rates), list(self.factors), list(self.profiles)
        for one, value in values.items():
            if one.of == RATE:
                rates[one.place] = replace(rates[one.place], value=value)
            elif one.of == FACTOR:
                factors[one.place] = replace(factors[one.place], value=value)
            elif one.of == AMOUNT:
                profiles[one.place] = replace(profiles[one.place], amount=value)
            else:
                # A severity is told on each of its lines, and has one share.
                told = self.profiles[one.place]
                for k, row in enumerate(self.profiles):
                    if (row.need_group, row.severity) == (told.need_group, told.severity):
                        profiles[k] = replace(profiles[k], share=value)
        return replace(self, rates=tuple(rates), factors=tuple(factors), profiles=tuple(profiles))

    def figures(self) -> "Figures":
        needs = adjusted(in_need(self.found, self.rates), self.factors, self.territory)
        asked = None
        if any(factor.kind == NON_USE for factor in self.factors):
            asked = demand(needs, self.factors, self.territory)
        return Figures(needs, asked, amounts(needs if asked is None else asked, self.profiles))


@dataclass(frozen=True)
class Figures:
    """By need group, persons in need and who ask (`demand`: None when no reason is told); services."""

    needs: dict[str, float]
    demand: dict[str, float] | None
    amounts: tuple[Amount, ...]

    def named(self) -> dict[tuple[str, str], Any]:
        """(measure, figure) → number, or its draws."""
        found: dict[tuple[str, str], Any] = {("needs", name): value for name, value in self.needs.items()}
        found |= {("demand", name): value for name, value in (self.demand or {}).items()}
        for one in self.amounts:
            name = f"{one.service}:{one.unit}"
            found["amount", name] = one.amount
            if one.workers is not None:
                found["workers", name] = one.workers
        return found


@dataclass(frozen=True)
class Sensitivity:
    """Moving one assumption (`input`) alone from its low to its high moves `figure` from `low` to `high`.

    `share`: of the variances of all the assumptions moved alone, that of this one.
    `measure`: needs, demand, amount or workers; `of`: what kind of assumption.
    """

    measure: str
    figure: str
    of: str
    input: str
    source: str
    low: float
    high: float
    share: float


def assumptions(chain: Chain) -> tuple[Assumption, ...]:
    """Those that came with an interval: without any, no interval is invented."""
    found: list[Assumption] = []

    def add(of, place, label, source, value, low, high, most):
        if low is not None and high is not None:
            found.append(Assumption(of, place, label, source, value, low, high, most))

    for k, rate in enumerate(chain.rates):
        label = f"{rate.need_group}, {rate.ages}, {rate.sex}"
        add(RATE, k, label, rate.source, rate.value, rate.low, rate.high, 1.0)
    for k, factor in enumerate(chain.factors):
        if factor.territory in ("", chain.territory):
            label = ", ".join(filter(None, (factor.kind, factor.need_group, factor.reason)))
            most = 1.0 if factor.kind == NON_USE else None
            add(FACTOR, k, label, factor.source, factor.value, factor.low, factor.high, most)
    seen: set[tuple[str, str]] = set()
    for k, row in enumerate(chain.profiles):
        severity = (row.need_group, row.severity)
        if severity not in seen and row.share_low is not None:
            seen.add(severity)
            add(SHARE, k, ", ".join(severity), row.source, row.share, row.share_low, row.share_high, 1.0)
        label = f"{row.need_group}, {row.severity}, {row.service} ({row.unit})"
        add(AMOUNT, k, label, row.source, row.amount, row.low, row.high, None)
    return tuple(found)


def uncertain(chain: Chain, *, seed: int) -> tuple[dict[tuple[str, str], Interval], tuple[Sensitivity, ...]]:
    """Intervals by (measure, figure), and which assumption each figure hangs on, the heaviest first."""
    known = assumptions(chain)
    if not known:
        return {}, ()
    # A stream for each kind and place: one more assumption elsewhere changes nothing for this one.
    draws = {
        one: uncertainty.drawn([one], seed=seed, stream=(KINDS.index(one.of), one.place), most=one.most)[:, 0]
        for one in known
    }
    together = chain.moved(draws).figures().named()
    intervals = {
        name: uncertainty.interval(values)
        for name, values in together.items()
        if np.ndim(values) and values.any()
    }
    return intervals, _sensitivity(chain, draws, set(intervals))


def _sensitivity(
    chain: Chain, draws: Mapping[Assumption, np.ndarray], names: set[tuple[str, str]]
) -> tuple[Sensitivity, ...]:
    rows: dict[tuple[str, str], list[tuple[float, Assumption, float, float]]] = {}
    for one, values in draws.items():
        low, high, alone = (
            chain.moved({one: value}).figures().named() for value in (one.low, one.high, values)
        )
        for name in names:
            if np.ndim(alone[name]) and (spread := float(np.var(alone[name]))) > 0:
                rows.setdefault(name, []).append((spread, one, float(low[name]), float(high[name])))
    found = []
    for measure, figure in (name for name in chain.figures().named() if name in rows):
        weights = sorted(rows[measure, figure], key=lambda row: -row[0])
        whole = sum(spread for spread, *_ in weights)
        found += [
            Sensitivity(measure, figure, one.of, one.label, one.source, low, high, spread / whole)
            for spread, one, low, high in weights
        ]
    return tuple(found)
