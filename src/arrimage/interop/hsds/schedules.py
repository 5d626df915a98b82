"""Opening hours as weekly rules, and back.

Times are wall-clock times in Québec: an offset would be wrong half of the year.
"""

import re
from collections.abc import Iterable
from datetime import time
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from .terms import child_id
from .texts import Row, prose_of, sentence, text_of

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIME = re.compile(r"(\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?(?:-0[45]:?00)?")  # wall clock, or Québec's offsets
# Columns that make a rule other than plainly weekly.
_UNWEEKLY = ("valid_to", "until", "count", "byweekno", "bymonthday", "byyearday")


def schedules(offer: Any) -> list[dict[str, Any]]:
    """One weekly rule per stretch of the day, then the note about the hours."""

    def stretch(hours) -> tuple[time, time]:
        return hours.opens_at, hours.closes_at

    rules = [
        {
            "id": child_id(offer.uid, "schedule", opens, closes),
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": ",".join(DAYS[each.weekday] for each in group),
            "opens_at": opens.isoformat("seconds"),
            "closes_at": closes.isoformat("seconds"),
            "notes": _("Local time in Québec"),
        }
        for (opens, closes), group in groupby(
            sorted(offer.opening_hours.all(), key=lambda hours: (*stretch(hours), hours.weekday)), key=stretch
        )
    ]
    if offer.hours_note:
        rules.append({"id": child_id(offer.uid, "schedule", "note"), "description": offer.hours_note})
    return rules


def hours(rows: Iterable[Row]) -> tuple[list[list[Any]], str]:
    """([weekday, opens, closes] of each weekly stretch, everything else in words)."""
    stretches: dict[tuple[int, str], str] = {}
    words = []
    for row in rows:
        if weekly := _weekly(row):
            for weekday, opens, closes in weekly:
                stretches.setdefault((weekday, opens), closes)
        else:
            words.append(_in_words(row))
    found = [[weekday, opens, closes] for (weekday, opens), closes in sorted(stretches.items())]
    return found, "; ".join(dict.fromkeys(filter(None, words)))


def _moment(text: str) -> str:
    """HH:MM of a wall-clock time, or "" where it is none (another zone's, or unreadable)."""
    found = _TIME.fullmatch(text)
    if not found:
        return ""
    hour, minute = int(found[1]), int(found[2])
    if (hour, minute) == (24, 0):
        hour = 0
    try:
        return time(hour, minute).strftime("%H:%M")
    except ValueError:
        return ""


def _weekly(row: Row) -> list[tuple[int, str, str]]:
    """The stretches of a plain weekly rule, those past midnight in two; none where the rule is another."""
    opens, closes = _moment(text_of(row, "opens_at")), _moment(text_of(row, "closes_at"))
    days = [day.strip().upper() for day in text_of(row, "byday").split(",")]
    plain = text_of(row, "freq") == "WEEKLY" and text_of(row, "interval") in {"", "1", "1.0"}
    if not (plain and opens and closes and set(days) <= set(DAYS)) or any(name in row for name in _UNWEEKLY):
        return []
    if opens == closes != "00:00":
        return []
    stretches = []
    for day in map(DAYS.index, days):
        if closes == "00:00" or opens < closes:
            stretches.append((day, opens, closes))
        else:
            stretches += [(day, opens, "00:00"), ((day + 1) % 7, "00:00", closes)]
    return stretches


def _in_words(row: Row) -> str:
    if said := sentence(prose_of(row, "description"), prose_of(row, "notes"), between=" "):
        return said
    times = sentence(text_of(row, "opens_at"), text_of(row, "closes_at"), between="–")
    until = sentence(text_of(row, "valid_from"), text_of(row, "valid_to"), between="–")
    return sentence(text_of(row, "freq"), text_of(row, "byday"), times, until, between=" ")
