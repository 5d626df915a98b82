"""Reading the written content of `data/demo`; its schema is told at the top of the first file."""

import re
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import cos, radians, sin, sqrt
from pathlib import Path

from django.utils import timezone

FOLDER = Path(__file__).resolve().parents[2] / "data" / "demo"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://arrimage.invalid/demonstration")
# Whatever page, list or export a name ends up in, it says that it is not a real organisation's.
MARK = "(inventé)"
SOURCE = "Démonstration : territoire et chiffres inventés"
DOMAIN = "demo.arrimage.invalid"
WRITTEN = 720  # days ago: when the oldest page was written
TEAM = "une personne de l’équipe"  # who confirmed, where nobody is named

WEEK = ("lu", "ma", "me", "je", "ve", "sa", "di")
_STRETCH = re.compile(r"(\w\w)(?:-(\w\w))? (\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
MIDNIGHT = time(0)


def read() -> dict[str, list[dict]]:
    """Every table of every file, in order, by its key («organisation», «user»…)."""
    content: dict[str, list[dict]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            for key, rows in tomllib.load(file).items():
                content.setdefault(key, []).extend(rows)
    return content


def uid_of(kind: str, slug: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{kind}/{slug}")


@dataclass(frozen=True)
class Calendar:
    """Days and moments told as so many days before the day of loading."""

    on: date

    def day(self, ago: int | None) -> date | None:
        return None if ago is None else self.on - timedelta(days=ago)

    def moment(self, ago: int | None) -> datetime | None:
        """That day at ten in the morning, here."""
        if ago is None:
            return None
        return timezone.make_aware(datetime.combine(self.day(ago), time(10)))


def hours(text: str) -> Iterator[tuple[int, time, time]]:
    """(weekday, opens, closes) of «lu-ve 9:00-17:00, sa 18:00-3:00» or «24/7»; past midnight is two rows.

    Raises ValueError naming the piece that is not understood.
    """
    if text == "24/7":
        yield from ((day, MIDNIGHT, MIDNIGHT) for day in range(7))
        return
    for piece in filter(None, text.split(", ")):
        match = _STRETCH.fullmatch(piece)
        if not match:
            raise ValueError(piece)
        first, last, *clock = match.groups()
        h1, m1, h2, m2 = map(int, clock)
        opens, closes = time(h1, m1), time(h2 % 24, m2)
        for day in range(WEEK.index(first), WEEK.index(last or first) + 1):
            if closes == MIDNIGHT or opens < closes:
                yield day, opens, closes
            else:
                yield day, opens, MIDNIGHT
                yield (day + 1) % 7, MIDNIGHT, closes


def scatter(latitude: float, longitude: float, uid: uuid.UUID, reach: float) -> tuple[float, float]:
    """A point within `reach` degrees of a centre, always the same for the same `uid`."""
    distance = reach * sqrt((uid.int & 0xFFFF) / 0xFFFF)
    angle = radians((uid.int >> 16) % 360)
    return (
        round(latitude + distance * sin(angle), 5),
        round(longitude + distance * cos(angle) / cos(radians(latitude)), 5),
    )
