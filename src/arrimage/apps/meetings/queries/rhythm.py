"""When a series would next meet. A date is only ever proposed: holidays are for people to know."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from arrimage.apps.meetings.models import Series

USUAL = time(9, 30)  # when a series says no hour
FAR = 240  # months looked at, at most


def next_day(series: Series, *, last: date | None, after: date) -> date | None:
    """The first day of the rhythm later than `after`; counted from the `last` meeting when there is one."""
    if series.rhythm == Series.Rhythm.WEEKS:
        return _next_week(series.weekday, series.every, last, after)
    if series.rhythm == Series.Rhythm.MONTHS:
        return _next_month(series.weekday, series.nth, series.every, last, after)
    return None


def next_start(series: Series, *, last: datetime | None, after: datetime) -> datetime | None:
    """The same as a moment, at the series' usual hour."""
    day = next_day(series, last=timezone.localdate(last) if last else None, after=timezone.localdate(after))
    return timezone.make_aware(datetime.combine(day, series.starts or USUAL)) if day else None


def _next_week(weekday: int, every: int, last: date | None, after: date) -> date:
    # The week of the last meeting counts, not its day: one moved to a Thursday shifts nothing.
    start = last - timedelta(days=last.weekday()) if last else after - timedelta(days=after.weekday())
    day = start + timedelta(days=weekday)
    if last:
        day += timedelta(weeks=every)
    if day <= after:
        missed = (after - day).days // (7 * every) + 1 if last else 1
        day += timedelta(weeks=every * missed if last else 1)
    return day


def _next_month(weekday: int, nth: int, every: int, last: date | None, after: date) -> date | None:
    year, month = (last.year, last.month) if last else (after.year, after.month)
    for step in range(1 if last else 0, FAR):
        number = month - 1 + step * (every if last else 1)
        day = nth_weekday(year + number // 12, number % 12 + 1, weekday, nth)
        if day > after:
            return day
    return None


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth of that weekday in the month; the last when `nth` is -1.

    >>> nth_weekday(2026, 11, 1, 1)
    datetime.date(2026, 11, 3)
    >>> nth_weekday(2026, 11, 0, -1)
    datetime.date(2026, 11, 30)
    """
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    after = date(year + month // 12, month % 12 + 1, 1)
    last = after - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)
