"""Planning a meeting, changing or cancelling it, inviting and answering."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.models import Invitation, Meeting, Series

from . import mailing
from .series import check_open
from .steps import step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

LONGEST = timedelta(days=7)


@transaction.atomic
def plan_meeting(
    series: Series,
    *,
    by: User | None,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime | None = None,
    title: str = "",
    place: str | None = None,
    join_link: str | None = None,
) -> Meeting:
    """Plan a meeting and invite the series' guests; mail leaves when it is still to come.

    The length, place and link are the series' own unless given. Raises PermissionDenied, ValidationError.
    """
    policies.check_runs(by, series)
    series = Series.objects.select_for_update().get(pk=series.pk)
    check_open(series)
    ends_at = ends_at or starts_at + timedelta(minutes=series.lasts)
    _check_times(starts_at, ends_at)
    meeting = Meeting.objects.create(
        series=series,
        title=" ".join(title.split()),
        starts_at=starts_at,
        ends_at=ends_at,
        place=series.place if place is None else place,
        join_link=series.join_link if join_link is None else join_link,
    )
    record("meeting.planned", by=by, at=at, subjects=[meeting])
    guests = list(series.guests.select_related("organisation", "user"))
    _invite(
        meeting,
        [guest.organisation for guest in guests if guest.organisation_id],
        [guest.user for guest in guests if guest.user_id],
        at=at,
    )
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    by: User | None,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    title: str = "",
    place: str = "",
    join_link: str = "",
) -> Meeting:
    """Move a meeting still to be held; those invited receive the new calendar file. Nothing new, no mail."""
    meeting = run(meeting, by)
    if meeting.state != Meeting.State.PLANNED:
        raise ValidationError(_("Only a meeting still to be held can be moved."))
    _check_times(starts_at, ends_at)
    former = (meeting.starts_at, meeting.ends_at, meeting.title, meeting.place, meeting.join_link)
    wanted = (starts_at, ends_at, " ".join(title.split()), place, join_link)
    if wanted == former:
        return meeting
    meeting.starts_at, meeting.ends_at, meeting.title, meeting.place, meeting.join_link = wanted
    meeting.sequence += 1
    meeting.save()
    record("meeting.changed", by=by, at=at, subjects=[meeting])
    if starts_at > at:
        mailing.write_to_invited(meeting, mailing.CHANGED, at=at)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User | None, at: datetime, why: str) -> Meeting:
    """Cancel it, saying why; calendars are told. It can be put back."""
    meeting = run(meeting, by)
    if not why.strip():
        raise ValidationError({"why": _("Say why, in a few words: those invited will read it.")})
    if step(meeting, Meeting.State.CANCELLED):
        meeting.cancelled_at, meeting.why_cancelled = at, why.strip()[:500]
        meeting.sequence += 1
        meeting.save()
        record("meeting.cancelled", by=by, at=at, subjects=[meeting])
        if meeting.starts_at > at:
            mailing.write_to_invited(meeting, mailing.CANCELLED, at=at)
    return meeting


@transaction.atomic
def restore_meeting(meeting: Meeting, *, by: User | None, at: datetime) -> Meeting:
    """Put back a meeting cancelled by mistake."""
    meeting = run(meeting, by)
    if step(meeting, Meeting.State.PLANNED):
        meeting.cancelled_at, meeting.why_cancelled = None, ""
        meeting.sequence += 1
        meeting.save()
        record("meeting.restored", by=by, at=at, subjects=[meeting])
        if meeting.starts_at > at:
            mailing.write_to_invited(meeting, mailing.CHANGED, at=at)
    return meeting


@transaction.atomic
def invite(
    meeting: Meeting,
    *,
    by: User | None,
    at: datetime,
    organisations: Iterable = (),
    users: Iterable[User] = (),
) -> list[Invitation]:
    """Invite more organisations or persons to this one meeting; those invited already are left in peace."""
    meeting = run(meeting, by)
    if meeting.state == Meeting.State.CANCELLED:
        raise ValidationError(_("This meeting is cancelled: put it back first."))
    invited = _invite(meeting, list(organisations), list(users), at=at)
    if invited:
        who = [one.organisation or one.user for one in invited]
        record("meeting.invited", by=by, at=at, subjects=[meeting, *who])
    return invited


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User | None, at: datetime) -> None:
    """Before the meeting only: whoever was invited to a meeting that took place keeps its trace."""
    meeting = run(invitation.meeting, by)
    if meeting.state != Meeting.State.PLANNED or meeting.opened_at:
        raise ValidationError(_("The meeting has begun: whoever was invited keeps its trace."))
    if Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        who = invitation.organisation or invitation.user
        record("meeting.uninvited", by=by, at=at, subjects=[meeting, who])


@transaction.atomic
def answer_invitation(
    invitation: Invitation, *, by: User | None, at: datetime, answer: str, words: str = ""
) -> Invitation:
    """Say whether one comes; answering again replaces the answer.

    `by` is None for whoever holds the link mailed. Raises PermissionDenied (another's invitation),
    ValidationError (no answer chosen, the meeting is over).
    """
    held = Invitation.objects.select_for_update(of=("self",)).select_related("meeting", "meeting__series")
    invitation = held.get(pk=invitation.pk)
    if by is not None and not Invitation.objects.filter(policies.coming_as(by), pk=invitation.pk).exists():
        raise PermissionDenied
    if answer not in Invitation.Answer.values:
        raise ValidationError({"answer": _("Say yes, no or maybe.")})
    meeting = invitation.meeting
    if meeting.state != Meeting.State.PLANNED or meeting.ends_at <= at:
        raise ValidationError(_("This meeting no longer takes answers."))
    invitation.answer, invitation.words = answer, words.strip()[:500]
    invitation.answered_at = at
    invitation.answered_by = str(by) if by else _("by the link sent by mail")
    invitation.save()
    details = {} if by else {"by": "link"}
    record("meeting.answered", by=by, at=at, subjects=[meeting], details=details)
    return invitation


def run(meeting: Meeting, by: User | None) -> Meeting:
    """The meeting, locked, for whoever runs it. Raises PermissionDenied."""
    meeting = lock(meeting)
    policies.check_runs(by, meeting.series)
    return meeting


def lock(meeting: Meeting) -> Meeting:
    """What happens in one meeting happens one thing at a time."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("series", "series__organisation")
        .get(pk=meeting.pk)
    )


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise ValidationError({"ends": _("The meeting must end after it starts.")})
    if ends_at - starts_at > LONGEST:
        raise ValidationError({"ends": _("A meeting lasts at most a week: plan several.")})


def _invite(meeting: Meeting, organisations: list, users: list, *, at: datetime) -> list[Invitation]:
    there = meeting.invitations.values_list("organisation", "user")
    known = {("o", org) for org, _u in there if org} | {("u", user) for _o, user in there if user}
    places = [{"organisation": one} for one in organisations if ("o", one.pk) not in known]
    places += [{"user": one} for one in users if ("u", one.pk) not in known]
    made = Invitation.objects.bulk_create(
        Invitation(meeting=meeting, sent_at=at, **place) for place in places
    )
    if made and meeting.starts_at > at:
        mailing.write_to_invited(meeting, mailing.INVITED, at=at, only=made)
    return made
