"""Whether something is open, and until when, from its usual week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arrimage.apps.network.models import OpeningHours

WEEK = 7 * 24 * 60  # minutes


@dataclass(frozen=True)
class Opening:
    """At one moment: open or not, until when, or when it opens next (local times; None: not known)."""

    is_open: bool
    until: datetime | None = None
    next_at: datetime | None = None
    is_always_open: bool = False

    def __str__(self) -> str:
        """One sentence; hours are those of the usual week, and it says so."""
        if self.is_always_open:
            return _("Open day and night.")
        if self.until:
            return _("Usually open now, until %(hour)s.") % {"hour": _hour(self.until)}
        words = {"day": date_format(self.next_at, "l"), "hour": _hour(self.next_at)}
        return _("Closed now. Usually opens on %(day)s at %(hour)s.") % words


def _hour(moment: datetime) -> str:
    if moment.minute:
        return _("%(hour)d:%(minute)s") % {"hour": moment.hour, "minute": f"{moment.minute:02}"}
    return _("%(hour)d:00") % {"hour": moment.hour}


def _minutes(row: OpeningHours) -> tuple[int, int]:
    """A stretch as minutes of the week, from Monday 00:00; closing at 00:00 is the end of the day."""
    day = row.weekday * 24 * 60
    opens = row.opens_at.hour * 60 + row.opens_at.minute
    closes = row.closes_at.hour * 60 + row.closes_at.minute
    return day + opens, day + (closes or 24 * 60)


def stretches(rows: Iterable[OpeningHours]) -> list[tuple[int, int]]:
    """The usual week as minutes from Monday 00:00, in order, those that touch joined.

    Friday until midnight and Saturday from midnight are one; so is a Sunday night going on into Monday,
    which then ends past the week's last minute.
    """
    joined: list[tuple[int, int]] = []
    for opens, closes in sorted(map(_minutes, rows)):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    if len(joined) > 1 and joined[0][0] == 0 and joined[-1][1] == WEEK:  # Sunday night goes on into Monday
        joined[-1] = (joined[-1][0], WEEK + joined.pop(0)[1])
    return joined


def opening(week: Sequence[Sequence[int]], local: datetime) -> Opening | None:
    """What the usual week (`stretches`) says of a local moment; None when no hours are given."""
    week = [tuple(stretch) for stretch in week]
    if not week:
        return None
    if week == [(0, WEEK)]:
        return Opening(is_open=True, is_always_open=True)
    now = local.weekday() * 24 * 60 + local.hour * 60 + local.minute
    base = local.replace(second=0, microsecond=0)
    for opens, closes in week:
        for start, end in ((opens, closes), (opens - WEEK, closes - WEEK)):
            if start <= now < end:
                return Opening(is_open=True, until=base + timedelta(minutes=end - now))
    wait = min((opens - now) % WEEK for opens, _closes in week)
    return Opening(is_open=False, next_at=base + timedelta(minutes=wait))
