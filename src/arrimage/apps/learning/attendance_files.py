"""Who was there, read from the files of the common video tools: one row an arrival and a departure.

Known by their headings, in French or English: Zoom, Teams (its report has several parts: the one of arrivals
and departures is taken), Google Meet, or any table with a name, an arrival and a departure. The separator,
the encoding and the way dates are written are found out; of two ways to read a date, the one nearest the
session is right.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils.translation import gettext as _

from arrimage.apps.kernel.search import sort_key

MOST = 20_000  # rows
FAR = timedelta(days=2)  # from the session: a row so far is of another one

# Folded, as `kernel.search.sort_key` folds them.
HEADINGS = {
    "name": (
        "name", "nom", "full name", "nom complet", "participant", "name original name", "nom nom d origine",
        "nom d utilisateur nom d origine", "user name original name", "participant name",
    ),
    "email": (
        "email", "e mail", "user email", "courriel", "adresse e mail", "adresse courriel", "email address",
        "e mail de l utilisateur", "adresse de courriel", "participant id upn", "id du participant upn",
    ),
    "arrived": (
        "join time", "arrivee", "heure d arrivee", "first join", "heure de connexion", "joined",
        "time joined", "heure d acces", "premiere participation", "rejoint a", "arrived",
        "heure de participation",
    ),
    "left": (
        "leave time", "depart", "heure de depart", "last leave", "heure de deconnexion", "left",
        "time exited", "heure de sortie", "dernier depart", "quitte a", "exit time",
    ),
}  # fmt: skip
FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M",
    "%m/%d/%y %I:%M:%S %p", "%m/%d/%y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M",
)  # fmt: skip
ASIDE = re.compile(r"\s*\((?:guest|invit[ée]e?|host|h[ôo]te|unverified|non v[ée]rifi[ée]e?)\)", re.I)
AM, PM = re.compile(r"\ba\.?m\.?$", re.I), re.compile(r"\bp\.?m\.?$", re.I)


class Unreadable(ValueError):
    """The file cannot be followed; the text says what to do."""


@dataclass(frozen=True)
class Row:
    name: str
    email: str
    arrived_at: datetime
    left_at: datetime


@dataclass(frozen=True)
class Read:
    """What a file holds: its rows, and the lines that could not be read, by number."""

    rows: list[Row]
    skipped: list[int]


def read(data: bytes, *, near: datetime, zone: tzinfo) -> Read:
    """The stays of a file, for a session held `near` that moment. Raises Unreadable."""
    lines = list(csv.reader(io.StringIO(_text(data)), delimiter=_separator(_text(data))))
    heads = _heading(lines)
    if heads is None:
        raise Unreadable(
            _("No names with arrivals and departures were found: export the detailed attendance as CSV.")
        )
    start, places = heads
    rows, skipped = [], []
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if not any(cell.strip() for cell in line):
            if rows:
                break  # the next part of the report
            continue
        if len(rows) >= MOST:
            raise Unreadable(_("This file has too many rows: split it."))
        row = _row(line, places, near, zone)
        if row is None:
            skipped.append(number)
        else:
            rows.append(row)
    if not rows:
        raise Unreadable(_("No arrival of that day was found in this file: is it the right session?"))
    return Read(list(dict.fromkeys(rows)), skipped)


def _text(data: bytes) -> str:
    """UTF-8 or UTF-16, as their first bytes say; else what Windows writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    head = text[:20_000]
    return max("\t;,", key=head.count)


def _heading(lines: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    """The last line that names a name, an arrival and a departure: the most detailed part of a report."""
    best = None
    for number, line in enumerate(lines[:5_000]):
        places: dict[str, int] = {}
        for place, cell in enumerate(line):
            said = sort_key(cell)
            for what, names in HEADINGS.items():
                if said in names:
                    places.setdefault(what, place)
        if {"name", "arrived", "left"} <= places.keys():
            best = (number, places)
    return best


def _row(line: list[str], places: dict[str, int], near: datetime, zone: tzinfo) -> Row | None:
    said = {what: line[place].strip() if place < len(line) else "" for what, place in places.items()}
    arrived, left = (_moment(said[what], near, zone) for what in ("arrived", "left"))
    name = " ".join(ASIDE.sub("", said["name"]).split())[:160]
    if not name or arrived is None or left is None or left < arrived:
        return None
    email = said.get("email", "").lower()
    return Row(name, email[:254] if "@" in email else "", arrived, left)


def _moment(text: str, near: datetime, zone: tzinfo) -> datetime | None:
    """The moment written; of the ways to read it, the nearest the session."""
    text = re.sub(r"[\u202f\u00a0,]+", " ", text).strip().removesuffix("Z")
    text = " ".join(AM.sub("AM", PM.sub("PM", text)).split())
    read_so = []
    for form in FORMATS:
        try:
            read_so.append(datetime.strptime(text, form).replace(tzinfo=zone))
        except ValueError:
            continue
    nearest = min(read_so, key=lambda moment: abs(moment - near), default=None)
    return nearest if nearest and abs(nearest - near) <= FAR else None


def key_of(name: str, email: str) -> str:
    """Who a row is about: an address, else a folded name."""
    return email or sort_key(name)
