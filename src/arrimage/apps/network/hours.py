"""Opening hours as people write and read them."""

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise

STRETCH = re.compile(
    r"(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)?\s*(?:-|–|—|à|to)\s*(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)?", re.IGNORECASE
)
MIDNIGHT = time(0)


def read_hours(text: str) -> list[tuple[time, time]]:
    """«9 h à 12 h, 13:00-16:30» as stretches of a day; 24 h is the end of the day.

    Raises ValueError when something is not understood, or a stretch ends before it starts.

    >>> read_hours("13h-16h30, 9 h à 12 h")
    [(datetime.time(9, 0), datetime.time(12, 0)), (datetime.time(13, 0), datetime.time(16, 30))]
    """
    stretches = []
    for piece in re.split(r"[,;]| et | and ", text):
        if not piece.strip():
            continue
        match = STRETCH.fullmatch(piece.strip())
        if not match:
            raise ValueError(piece)
        h1, m1, h2, m2 = (int(part or 0) for part in match.groups())
        opens, closes = time(h1, m1), time(0 if h2 == 24 else h2, m2)
        if closes != MIDNIGHT and closes <= opens:
            raise ValueError(piece)
        stretches.append((opens, closes))
    stretches.sort()
    if any(closes == MIDNIGHT or next_opens < closes for (_, closes), (next_opens, _) in pairwise(stretches)):
        raise ValueError(text)
    return stretches


def _moment(at: time, *, end: bool = False) -> str:
    hour = 24 if end and at == MIDNIGHT else at.hour
    # Narrow no-break spaces, as French typography asks.
    return f"{hour}\u202fh\u202f{at.minute:02d}" if at.minute else f"{hour}\u202fh"


def write_hours(stretches: Iterable[tuple[time, time]]) -> str:
    """The inverse of `read_hours`."""
    return ", ".join(f"{_moment(opens)} à {_moment(closes, end=True)}" for opens, closes in stretches)
