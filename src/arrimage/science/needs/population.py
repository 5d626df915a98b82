"""Persons by age band and sex, and what part of a band falls between two ages."""

from collections.abc import Iterable
from dataclasses import dataclass

ALL = "all"  # both sexes, or any
ADULT = 18


@dataclass(frozen=True)
class Ages:
    """From `first` to `last` years old, both included; `last` is None in an open band (85 and over).

    >>> str(Ages(12, 17)), str(Ages(85, None))
    ('12-17', '85+')
    """

    first: int
    last: int | None

    def __str__(self) -> str:
        return f"{self.first}+" if self.last is None else f"{self.first}-{self.last}"

    def meets(self, other: "Ages") -> bool:
        """Some age is in both."""
        after = self.last is not None and self.last < other.first
        before = other.last is not None and other.last < self.first
        return not (after or before)


@dataclass(frozen=True)
class Group:
    """`count` persons of a territory, in a year, of one sex (or `ALL`) and these ages."""

    territory: str
    ages: Ages
    sex: str
    year: int
    count: float


def share_within(ages: Ages, wanted: Ages) -> float | None:
    """The part of a band that is of the wanted ages, each year of age weighing the same.

    None when the band is open and only some of it is wanted: nobody knows how old its people are.

    >>> share_within(Ages(12, 17), Ages(1, 14))
    0.5
    >>> share_within(Ages(85, None), Ages(80, None)), share_within(Ages(85, None), Ages(80, 89))
    (1.0, None)
    """
    if not ages.meets(wanted):
        return 0.0
    if ages.last is None:
        return 1.0 if wanted.last is None and wanted.first <= ages.first else None
    last = ages.last if wanted.last is None else min(ages.last, wanted.last)
    years = last - max(ages.first, wanted.first) + 1
    return years / (ages.last - ages.first + 1)


def total(groups: Iterable[Group]) -> float:
    return sum(group.count for group in groups)


def aged(groups: Iterable[Group], wanted: Ages) -> float | None:
    """Persons of these ages; None when an open band straddles them.

    >>> aged([Group("1", Ages(15, 19), "all", 2025, 100)], Ages(18, None))
    40.0
    """
    found = 0.0
    for group in groups:
        share = share_within(group.ages, wanted)
        if share is None:
            return None
        found += group.count * share
    return found


def adults(groups: Iterable[Group]) -> float | None:
    """Persons aged 18 and over; None when an open band starts before 18."""
    return aged(groups, Ages(ADULT, None))
