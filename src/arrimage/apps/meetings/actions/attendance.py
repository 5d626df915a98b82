"""Who is there: opening a meeting, arrivals, departures, the end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings.models import Meeting, Presence, Stay

from .meetings import run
from .steps import own_place, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: User | None, at: datetime) -> Meeting:
    """The meeting begins. Opening it twice changes nothing. No quorum: those who came are those who came."""
    meeting = run(meeting, by)
    if meeting.state != Meeting.State.PLANNED:
        raise ValidationError(_("Only a meeting still to be held can begin."))
    if meeting.opened_at is None:
        meeting.opened_at = at
        meeting.save()
        record("meeting.opened", by=by, at=at, subjects=[meeting])
    return meeting


@transaction.atomic
def hold(meeting: Meeting, *, by: User | None, at: datetime) -> Meeting:
    """The meeting is over: whoever is still there leaves at this moment. Then come the minutes."""
    meeting = run(meeting, by)
    if meeting.state == Meeting.State.PLANNED and meeting.opened_at is None and at < meeting.starts_at:
        raise ValidationError(_("This meeting has not begun yet."))
    if step(meeting, Meeting.State.HELD):
        meeting.opened_at = meeting.opened_at or meeting.starts_at
        meeting.closed_at = max(at, meeting.opened_at)
        meeting.save()
        there = Stay.objects.filter(presence__meeting=meeting, left_at=None)
        there.filter(arrived_at__lte=meeting.closed_at).update(left_at=meeting.closed_at)
        record("meeting.held", by=by, at=at, subjects=[meeting])
    return meeting


@transaction.atomic
def resume_meeting(meeting: Meeting, *, by: User | None, at: datetime) -> Meeting:
    """«End» was pressed too early: the meeting goes on, and those who were there at the end are there."""
    meeting = run(meeting, by)
    if meeting.state == Meeting.State.HELD and step(meeting, Meeting.State.PLANNED):
        Stay.objects.filter(presence__meeting=meeting, left_at=meeting.closed_at).update(left_at=None)
        meeting.closed_at = None
        meeting.save()
        record("meeting.resumed", by=by, at=at, subjects=[meeting])
    return meeting


@transaction.atomic
def arrive(
    meeting: Meeting,
    *,
    by: User | None,
    at: datetime,
    name: str,
    organisation=None,
    user: User | None = None,
    arrived_at: datetime | None = None,
) -> Presence:
    """Somebody comes in, or comes back; whoever is there already stays so.

    The same name for the same organisation is the same person; a person who chooses how they are named is
    noted by their place, and read as they choose. Raises ValidationError without a name.
    """
    meeting = run(meeting, by)
    _check_open(meeting)
    place = own_place(user, meeting.series) if user and organisation is None else ""
    name = place or name
    name = " ".join(name.split())[:160] or (str(user) if user else "")
    if not name:
        raise ValidationError({"name": _("Write the name of who arrives.")})
    presence = None
    if user is not None:
        presence = meeting.presences.filter(user=user).first()
    if presence is None and not place:
        presence = meeting.presences.filter(name__iexact=name, organisation=organisation).first()
    if presence is None:
        presence = Presence.objects.create(meeting=meeting, name=name, organisation=organisation, user=user)
        record("meeting.attended", by=by, at=at, subjects=[meeting])
    if not presence.stays.filter(left_at=None).exists():
        presence.stays.create(arrived_at=arrived_at or at)
    return presence


@transaction.atomic
def leave(presence: Presence, *, by: User | None, at: datetime, left_at: datetime | None = None) -> Presence:
    """Somebody goes out. Leaving twice changes nothing."""
    run(presence.meeting, by)
    stay = presence.stays.filter(left_at=None).first()
    if stay is not None:
        stay.left_at = max(left_at or at, stay.arrived_at)
        stay.save()
    return presence


@transaction.atomic
def remove_presence(presence: Presence, *, by: User | None, at: datetime) -> None:
    """A name noted by mistake."""
    _check_open(run(presence.meeting, by))
    presence.delete()


def _check_open(meeting: Meeting) -> None:
    if meeting.state not in {Meeting.State.PLANNED, Meeting.State.HELD}:
        raise ValidationError(_("The minutes have been sent: ask for a correction instead."))
