"""How long somebody was there, the slow and obvious way: one second at a time."""

from datetime import timedelta
from decimal import Decimal


def minutes(stays, starts_at, ends_at) -> int:
    seconds = 0
    moment = starts_at
    while moment < ends_at:
        if any(stay.arrived_at <= moment < stay.left_at for stay in stays):
            seconds += 1
        moment += timedelta(seconds=1)
    return seconds // 60


def hours_earned(there, required, announced) -> Decimal:
    if there < required:
        return Decimal(0)
    return announced


def in_two_at_once(rows, least=timedelta(minutes=1)) -> set:
    """Who, in which two sessions: every pair compared with every other."""
    found = set()
    for one in rows:
        for other in rows:
            if one.who != other.who or one.session >= other.session:
                continue
            starts = max(one.stay.arrived_at, other.stay.arrived_at)
            ends = min(one.stay.left_at, other.stay.left_at)
            if ends - starts > least:
                found.add((one.who, (one.session, other.session)))
    return found
