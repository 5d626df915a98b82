"""Where a theme is talked about: rooms that stand above say it, the theme's page leads there.

    register_conversations(lambda theme_uid, user: Conversations([Conversation(title, url, said)], begin_url))

Each room answers with what this very user may read, and nothing of the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Conversation:
    title: str
    url: str
    said: str = ""  # where, of what kind


@dataclass(frozen=True)
class Conversations:
    """`begin_url`: where this user may begin one."""

    found: list[Conversation] = field(default_factory=list)
    begin_url: str = ""


Ask = Callable[[UUID, Any], Conversations]
ROOMS: dict[str, Ask] = {}


def register_conversations(ask: Ask) -> None:
    """Ask this room too; registering the same function again changes nothing."""
    ROOMS[f"{ask.__module__}.{ask.__qualname__}"] = ask


def conversations_on(theme_uid: UUID, user) -> Conversations:
    answers = [ask(theme_uid, user) for ask in ROOMS.values()]
    found = [one for answer in answers for one in answer.found]
    return Conversations(found, next((one.begin_url for one in answers if one.begin_url), ""))
