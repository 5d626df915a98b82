"""What every action here does: step, sign, name in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import Subject
from arrimage.apps.meetings.hosts import place_of
from arrimage.apps.meetings.policies import kept_by

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User
    from arrimage.apps.meetings.models import Series


def step(thing, state: str) -> bool:
    """Put `thing` in this state, if `NEXT` allows it. False when it is there already: nothing to do.

    Raises ValidationError with a sentence when it cannot go there.
    """
    if thing.state == state:
        return False
    if state not in thing.NEXT[thing.state]:
        raise ValidationError(
            _("This cannot be done any more: it is now «%(state)s». Open the page again to see it.")
            % {"state": thing.get_state_display()}
        )
    thing.state = state
    return True


def own_place(by: User, series: Series) -> str:
    """The place alone of a person who comes for themselves and chooses how they are named, else nothing: a
    name that is signed would outlive their choice."""
    return place_of(series, by) if kept_by(by) is None else ""


def signature(by: User | None, series: Series) -> str:
    """The name and in whose name: it stays true when the person leaves."""
    if by is None:
        return ""
    if place := own_place(by, series):
        return place[:200]
    acting = getattr(by, "acting", None)
    return (f"{by} ({acting.organisation})" if acting else str(by))[:200]


def unnamed(thing) -> Subject:
    """The journal says which thing, not what it says: its words are for those who may read it."""
    return Subject(thing._meta.label_lower, str(thing.uid))
