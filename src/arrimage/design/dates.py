"""Dates as the reader's language writes them: «1er décembre» in French, where only the first is an ordinal.

Every date of the house, in a page, a mail or a report, goes through Django's `DateFormat`, whether by the
filter `date` or by `date_format`. It knows no ordinal for French: ours does, and takes its place once.
"""

import re

from django.utils import dateformat
from django.utils.translation import get_language

# The day, when a month follows it: «j F Y», not «j/n» nor an escaped «\j».
_DAY = re.compile(r"(?<!\\)j(?=[ \u00a0](?:F|E|N|M|b))")


class HouseDateFormat(dateformat.DateFormat):
    """Django's, with the first of the month as French writes it."""

    def format(self, formatstr) -> str:
        day = getattr(self.data, "day", None)
        if day == 1 and (get_language() or "").startswith("fr"):
            formatstr = _DAY.sub(r"j\\e\\r", str(formatstr))
        return super().format(formatstr)


def install() -> None:
    """Called once, when the house opens."""
    dateformat.DateFormat = HouseDateFormat  # type: ignore[misc]
