"""How long somebody was there: stays into minutes, minutes into hours. Pure; it has a twin in the tests.

A stay goes from an arrival to a departure. Two stays that overlap (a phone and a computer) count once; what
is before the beginning or after the end of the session does not count. Hours are earned whole or not at all:
whoever was there for at least the minutes required earns the hours announced.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Stay:
    arrived_at: datetime
    left_at: datetime

    def __post_init__(self) -> None:
        if self.left_at < self.arrived_at:
            raise ValueError("one leaves after arriving")


def merged(stays: Iterable[Stay], starts_at: datetime, ends_at: datetime) -> list[Stay]:
    """The stays inside the session, in order, those that overlap or touch made one."""
    inside = (
        Stay(max(stay.arrived_at, starts_at), min(stay.left_at, ends_at))
        for stay in stays
        if max(stay.arrived_at, starts_at) < min(stay.left_at, ends_at)
    )
    whole: list[Stay] = []
    for stay in sorted(inside):
        if whole and stay.arrived_at <= whole[-1].left_at:
            whole[-1] = Stay(whole[-1].arrived_at, max(whole[-1].left_at, stay.left_at))
        else:
            whole.append(stay)
    return whole


def minutes(stays: Iterable[Stay], starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes there, in all: seconds are added first, then rounded down.

    >>> t = datetime(2026, 1, 5, 12)
    >>> m = lambda n: t + timedelta(minutes=n)
    >>> minutes([Stay(m(0), m(20)), Stay(m(15), m(30))], t, m(60))
    30
    """
    there = sum((stay.left_at - stay.arrived_at for stay in merged(stays, starts_at, ends_at)), timedelta())
    return there // timedelta(minutes=1)


def hours_earned(there: int, *, required: int, announced: Decimal) -> Decimal:
    """The hours announced, for at least the minutes required; none below."""
    return announced if there >= required else Decimal(0)


@dataclass(frozen=True)
class Attended:
    """Somebody's stay in a session: `who` as far as it is known (an address, a folded name)."""

    who: str
    session: int
    stay: Stay


@dataclass(frozen=True)
class Clash:
    """Somebody in two sessions at once, and from when to when."""

    who: str
    sessions: tuple[int, int]
    stay: Stay


def clashes(rows: Iterable[Attended], *, least: timedelta = timedelta(minutes=1)) -> list[Clash]:
    """Each pair of stays of one person in two sessions that overlap by more than `least`.

    Shown to whoever runs the sessions, who judges: a shared computer and a forgotten tab look the same.
    """
    by_person: dict[str, list[Attended]] = {}
    for row in rows:
        by_person.setdefault(row.who, []).append(row)
    found = set()
    for who, theirs in by_person.items():
        theirs.sort(key=lambda row: (row.stay, row.session))
        for place, one in enumerate(theirs):
            for other in theirs[place + 1 :]:
                if other.stay.arrived_at >= one.stay.left_at:
                    break  # sorted by arrival: none after overlaps either
                both = Stay(other.stay.arrived_at, min(one.stay.left_at, other.stay.left_at))
                if one.session != other.session and both.left_at - both.arrived_at > least:
                    sessions = (min(one.session, other.session), max(one.session, other.session))
                    found.add(Clash(who, sessions, both))
    return sorted(found, key=lambda clash: (clash.who, clash.stay, clash.sessions))
