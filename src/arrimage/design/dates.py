"""Dates and hours as the reader's language writes them: «1er décembre», where only the first is an ordinal,
«9 h», «13 h 05».

Every date of the house, in a page, a mail or a report, goes through Django's `DateFormat`, whether by the
filter `date` or by `date_format`. It knows no ordinal for French, nor its hours: ours does, and takes its
place once.
"""

import re

from django.utils import dateformat
from django.utils.translation import get_language

# The day, when a month follows it: «j F Y», not «j/n» nor an escaped «\j».
_DAY = re.compile(r"(?<!\\)j(?=[ \u00a0](?:F|E|N|M|b))")

_HOUR = re.compile(r"(?<!\\)H:i")
_THEN = re.compile(r"(?<=Y) (?=H:i)")


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")


def _hours(wanted: str, minutes: int) -> str:
    """«9 h», «9 h 05»: as Québec writes them, on one line."""
    said = "G\u00a0\\h\u00a0i" if minutes else "G\u00a0\\h"
    return _HOUR.sub(lambda _found: said, _THEN.sub(" à ", wanted))


class HouseTimeFormat(dateformat.TimeFormat):
    """Django's, with the hours as French writes them."""

    def format(self, formatstr) -> str:
        minutes = getattr(self.data, "minute", None)
        if minutes is not None and _is_french():
            formatstr = _hours(str(formatstr), minutes)
        return super().format(formatstr)


class HouseDateFormat(HouseTimeFormat, dateformat.DateFormat):
    """The same, and the first of the month."""

    def format(self, formatstr) -> str:
        if getattr(self.data, "day", None) == 1 and _is_french():
            formatstr = _DAY.sub(r"j\\e\\r", str(formatstr))
        return super().format(formatstr)


def install() -> None:
    """Called once, when the house opens."""
    dateformat.TimeFormat = HouseTimeFormat  # type: ignore[misc]
    dateformat.DateFormat = HouseDateFormat  # type: ignore[misc]
