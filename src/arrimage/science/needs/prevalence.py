"""From persons to persons in need: yearly prevalence by age and sex, spread over a population."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .population import ADULT, ALL, Ages, Group, share_within


@dataclass(frozen=True)
class Rate:
    """`value` of these persons (0 to 1) are of the need group; `low`, `high`: its 95 % interval if known."""

    need_group: str
    ages: Ages
    sex: str
    value: float
    source: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Straddling:
    """A band of the population, cut by the ages of a rate or a norm. `share` None: open, so left out."""

    band: Ages
    against: Ages
    share: float | None


@dataclass(frozen=True)
class Exposed:
    """For each rate, the persons it speaks of; and, by need group, those no rate speaks of."""

    persons: tuple[float, ...]
    uncovered: dict[str, float]
    straddling: tuple[Straddling, ...]


def exposed(groups: Sequence[Group], rates: Sequence[Rate]) -> Exposed:
    """Spread a population (one territory, one year) over rates.

    A band that straddles the ages of a rate is split evenly by year of age; an open one is not split, and its
    persons are then told as `uncovered`. So are persons of unknown sex under a rate of one sex.

    >>> people = [Group("1", Ages(12, 17), "F", 2025, 600)]
    >>> found = exposed(people, [Rate("mood", Ages(1, 14), "all", 0.07, "survey")])
    >>> found.persons, found.uncovered, found.straddling[0].share
    ((300.0,), {'mood': 300.0}, 0.5)
    """
    persons: list[float] = []
    covered: dict[str, float] = {}
    straddling: dict[Straddling, None] = {}
    for rate in rates:
        found = 0.0
        for group in groups:
            if rate.sex not in (ALL, group.sex):
                continue
            share = share_within(group.ages, rate.ages)
            if share != 0 and share != 1:
                straddling[Straddling(group.ages, rate.ages, share)] = None
            found += group.count * (share or 0.0)
        persons.append(found)
        covered[rate.need_group] = covered.get(rate.need_group, 0.0) + found
    everyone = sum(group.count for group in groups)
    left = {name: max(0.0, everyone - found) for name, found in covered.items()}
    return Exposed(tuple(persons), left, tuple(straddling))


def cut_by_adulthood(groups: Iterable[Group]) -> tuple[Straddling, ...]:
    """The bands where somebody turns 18: `population.adults` splits them too, or has no answer."""
    grown = Ages(ADULT, None)
    found = {Straddling(group.ages, grown, share_within(group.ages, grown)): None for group in groups}
    return tuple(one for one in found if one.share not in (0, 1))


def in_need(found: Exposed, rates: Sequence[Rate]) -> dict[str, float]:
    """Persons by need group: Σ persons × rate."""
    needs: dict[str, float] = {}
    for persons, rate in zip(found.persons, rates, strict=True):
        needs[rate.need_group] = needs.get(rate.need_group, 0.0) + persons * rate.value
    return needs


def overlapping(rates: Iterable[Rate]) -> tuple[Rate, Rate] | None:
    """Two rates that would count the same persons twice in one need group, if there are."""
    by_group: dict[str, list[Rate]] = {}
    for rate in rates:
        for other in by_group.setdefault(rate.need_group, []):
            same_sex = rate.sex == other.sex or ALL in (rate.sex, other.sex)
            if same_sex and rate.ages.meets(other.ages):
                return other, rate
        by_group[rate.need_group].append(rate)
    return None
