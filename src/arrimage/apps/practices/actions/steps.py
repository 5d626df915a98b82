"""What every action here does: step, sign, name in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import Subject

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


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


def signature(by: User | None) -> str:
    """The name and in whose name: it stays true when the person leaves."""
    if by is None:
        return ""
    return (f"{by} ({by.acting.organisation})" if by.acting else str(by))[:200]


def named(thing, label: str = "") -> Subject:
    """The journal says which thing; what is not published stays out of it."""
    return Subject(thing._meta.label_lower, str(thing.uid), label[:200])
