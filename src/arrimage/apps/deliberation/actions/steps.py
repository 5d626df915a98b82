"""What every action here does: step, sign, name in the journal without a word of what was said."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import Subject
from arrimage.apps.audit.actions import record as journal

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def step(thing, state: str) -> bool:
    """Put `thing` in this state, if `NEXT` allows it. False when it is there already: nothing to do."""
    if thing.state == state:
        return False
    if state not in thing.NEXT[thing.state]:
        raise ValidationError(
            _("This cannot be done any more: it is now «%(state)s». Open the page again to see it.")
            % {"state": thing.get_state_display()}
        )
    thing.state = state
    return True


def signature(by: User | None) -> str:
    """The name and in whose name: it stays true when the person leaves."""
    if by is None:
        return ""
    acting = getattr(by, "acting", None)
    return (f"{by} ({acting.organisation})" if acting else str(by))[:200]


def unnamed(thing) -> Subject:
    """The journal says which thing, not what it says."""
    return Subject(thing._meta.label_lower, str(getattr(thing, "uid", thing.pk)))


def record(deed: str, consultation, *things, by: User | None, at: datetime) -> None:
    journal(f"deliberation.{deed}", by=by, at=at, subjects=[consultation, *map(unnamed, things)])
