"""Québec's working days: Monday to Friday, without its statutory holidays."""

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)


def easter(year: int) -> date:
    """Sunday of Easter (Gregorian). Reference: the anonymous algorithm of Nature, 20 April 1876."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def holidays(year: int) -> frozenset[date]:
    """The eight statutory holidays.

    Source: Act respecting labour standards, section 60, and National Holiday Act. An employer may give Easter
    Monday instead of Good Friday: ours are those most public services give.
    """
    return frozenset(
        {
            date(year, 1, 1),  # New Year, then Good Friday, Patriots' Day, National Holiday, Canada Day
            easter(year) - timedelta(2),
            _monday(date(year, 5, 24)),  # the Monday before 25 May
            date(year, 6, 24),
            date(year, 7, 1),
            _monday(date(year, 9, 7)),  # Labour Day, Thanksgiving, Christmas
            _monday(date(year, 10, 14)),
            date(year, 12, 25),
        }
    )


def working_days(first: date, last: date) -> tuple[int, ...]:
    """Working days from first to last included, as days since 1970.

    >>> working_days(date(2026, 7, 1), date(2026, 7, 6))
    (20636, 20637, 20640)
    """
    closed = frozenset().union(*(holidays(year) for year in range(first.year, last.year + 1)))
    days = (first + timedelta(step) for step in range((last - first).days + 1))
    return tuple((day - EPOCH).days for day in days if day.weekday() < 5 and day not in closed)


def _monday(day: date) -> date:
    """The last Monday not after the day."""
    return day - timedelta(day.weekday())
