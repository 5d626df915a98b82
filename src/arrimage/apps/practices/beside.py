"""What the rooms above show beside a practice (a dossier, a consultation): they say so as they start.

    register_beside(lambda practice, user: [Beside(_("Dossier"), "Le rétablissement", "/apprendre/…/")])

The function is given the practice and the reader, and answers only what that reader may open.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Beside:
    kind: str | Promise
    title: str
    url: str


ROOMS: list[Callable[..., Iterable[Beside]]] = []


def register_beside(room: Callable[..., Iterable[Beside]]) -> None:
    """Show what this room has beside each practice; registering it again changes nothing."""
    if room not in ROOMS:
        ROOMS.append(room)


def beside(practice, user) -> list[Beside]:
    return [one for room in ROOMS for one in room(practice, user)]
