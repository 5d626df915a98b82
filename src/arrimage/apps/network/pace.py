"""When too many changes begin together. One rule, said on the page; its two numbers are each network's own.

A change begins the day it goes under way, or the day it is planned for. A window of `months` months opens at
each beginning; when more than `most` changes begin within it, that is said. Nothing is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Beginning:
    on: date
    what: str


@dataclass(frozen=True)
class Crowd:
    """More beginnings than meant, from the first one's day to the last one's."""

    beginnings: tuple[Beginning, ...]

    @property
    def since(self) -> date:
        return self.beginnings[0].on

    @property
    def last(self) -> date:
        return self.beginnings[-1].on


def months_after(day: date, months: int) -> date:
    """The same day some months later; the month's last day where there is none such.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def crowds(beginnings: Iterable[Beginning], *, most: int, months: int, on: date) -> list[Crowd]:
    """The windows, not yet over on that day, in which more than `most` changes begin.

    A window whose beginnings are all in an earlier one is not told twice.
    """
    inorder = sorted(beginnings, key=lambda one: (one.on, one.what))
    found: list[Crowd] = []
    for number, first in enumerate(inorder):
        end = months_after(first.on, months)
        within = tuple(one for one in inorder[number:] if one.on < end)
        told = found and set(within) <= set(found[-1].beginnings)
        if len(within) > most and end > on and not told:
            found.append(Crowd(within))
    return found
