"""What waits for somebody, room by room: the first page shows it, whoever knows it says it.

A room that has something to ask of people registers a question in its `AppConfig.ready`:

    register_waiting(lambda user, at: [Waiting(_("Answer the survey"), url, by=campaign.closes_on)])

It is asked at each opening of the first page: few queries, and only what this very user is to do next.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One gesture: what it is, where to make it, in whose words it was asked, before which day.

    `when` says the day in the room's own words, where «before» would be cold.
    """

    title: str
    url: str
    words: str = ""
    by: date | None = None
    when: str = ""


Question = Callable[[Any, datetime], Iterable[Waiting]]
QUESTIONS: dict[str, Question] = {}


def register_waiting(ask: Question) -> None:
    """Ask this room too; registering the same function again changes nothing."""
    QUESTIONS[f"{ask.__module__}.{ask.__qualname__}"] = ask


def waiting_for(user, *, at: datetime) -> list[Waiting]:
    """What waits for this user in every room: what has a day first, soonest first."""
    found = [waiting for ask in QUESTIONS.values() for waiting in ask(user, at)]
    return sorted(found, key=lambda one: (one.by is None, one.by or date.max))
