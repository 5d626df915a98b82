"""What anybody may read without an account, room by room: addresses for whoever maps, and what came out.

A room says it in its `AppConfig.ready`, from the very query its pages ask for somebody unknown:

    register_public(Kind("reports", _("Report"), found=published_reports, came_out="published_at"))

No rule of visibility lives here: what the page would refuse is not found, so it is told nowhere either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from arrimage.design.typography import first_words

LATELY = 60  # things told on the page and in the feed
WORDS = 60  # of a summary


@dataclass(frozen=True)
class Told:
    """What is told of a thing elsewhere than on its page: no more than its page says first."""

    title: str
    summary: str = ""


@dataclass(frozen=True)
class Kind:
    """Things of one kind that have a public page.

    `changed` and `came_out` name the columns (or annotations) that say when; without `came_out` they are on
    the map alone. `tell` is asked for a few rows at once, in the language of the moment.
    """

    code: str
    label: str | Promise
    found: Callable[[], QuerySet]
    changed: str = "updated_at"
    came_out: str = ""
    tell: Callable[[Sequence[Any]], Sequence[Told]] = lambda rows: [Told(str(row)) for row in rows]
    address: Callable[[Any], str] = lambda row: row.get_absolute_url()


@dataclass(frozen=True)
class News:
    """Something that came out."""

    kind: Kind
    url: str
    title: str
    summary: str
    at: datetime


KINDS: dict[str, Kind] = {}


def register_public(*kinds: Kind) -> None:
    """Tell of these too; registering a code again replaces."""
    for kind in kinds:
        KINDS[kind.code] = kind


def lately(limit: int = LATELY) -> list[News]:
    """What came out last in every room, the latest first. One or two queries a room."""
    found: list[tuple[datetime, Kind, Any]] = []
    for kind in KINDS.values():
        if kind.came_out:
            rows = kind.found().filter(**{f"{kind.came_out}__isnull": False})
            rows = rows.order_by(f"-{kind.came_out}", "-pk")[:limit]
            found += [(getattr(row, kind.came_out), kind, row) for row in rows]
    found = sorted(found, key=lambda one: one[0], reverse=True)[:limit]
    said: dict[tuple[str, int], Told] = {}
    for kind in {kind.code: kind for _at, kind, _row in found}.values():
        rows = [row for _at, of, row in found if of is kind]
        said |= {(kind.code, row.pk): told for row, told in zip(rows, kind.tell(rows), strict=True)}
    return [
        News(kind, kind.address(row), one.title, first_words(one.summary, WORDS), at)
        for at, kind, row in found
        if (one := said[kind.code, row.pk])
    ]
