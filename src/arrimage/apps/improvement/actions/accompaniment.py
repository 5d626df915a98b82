"""The coach's contacts around each meeting, the signs to watch, and what is between two people only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement import policies
from arrimage.apps.improvement.meeting_host import KIND
from arrimage.apps.improvement.models import Committee, Contact, Holder, Place, Vigilance
from arrimage.apps.improvement.queries import committees as seats
from arrimage.apps.meetings.queries import hosted

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

BEFORE, AFTER = timedelta(days=3), timedelta(days=4)


@transaction.atomic
def plan_contacts(committee: Committee, *, at: datetime) -> int:
    """One before and one after each meeting to come, for each person with lived experience, with their coach.

    A meeting that moved moves them; doing it again adds nothing. How many were added.
    """
    day = localdate(at)
    seated = seats.seated(committee, on=day)
    coaches = [one for one in seated.holders if one.place.kind == Place.Kind.COACH]
    persons = [one for one in seated.holders if one.place.kind in Place.EXPERIENCE]
    if not coaches or not persons:
        return 0
    coach, made = coaches[0], 0
    for meeting_uid, starts_at in hosted.planned_for(KIND, committee.uid, since=at):
        held_on = localdate(starts_at)
        for person in persons:
            for when, due_on in (
                (Contact.When.BEFORE, held_on - BEFORE),
                (Contact.When.AFTER, held_on + AFTER),
            ):
                contact, is_new = Contact.objects.get_or_create(
                    holder=person,
                    meeting_uid=meeting_uid,
                    when=when,
                    defaults={"coach": coach, "due_on": due_on, "meeting_at": starts_at},
                )
                made += is_new
                if contact.meeting_at != starts_at and contact.state == Contact.State.PLANNED:
                    contact.due_on, contact.meeting_at = due_on, starts_at
                    contact.save()
    return made


@transaction.atomic
def note_contact(
    contact: Contact,
    *,
    state: str,
    by: User,
    at: datetime,
    channel: str = "",
    words: str = "",
    had_on: date | None = None,
) -> Contact:
    """They talked, the coach says, or the person would rather not this time. Raises PermissionDenied."""
    day = localdate(at)
    policies.check_accompanies(by, contact, day)
    contact = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("holder__place__committee")
        .get(pk=contact.pk)
    )
    if contact.state != state and state not in Contact.NEXT[contact.state]:
        raise ValidationError(_("This contact is noted already."))
    if state == Contact.State.HAD and (had_on or day) > day:
        raise ValidationError(_("The day of a contact is past, or today."))
    contact.state, contact.channel, contact.words = state, channel, words.strip()
    contact.had_on = (had_on or day) if state == Contact.State.HAD else None
    contact.save()
    record("improvement.contact_noted", by=by, at=at, subjects=[contact.holder.place.committee])
    return contact


@transaction.atomic
def add_contact(holder: Holder, *, due_on: date, by: User, at: datetime) -> Contact:
    """Another contact than around a meeting, planned by the coach."""
    day = localdate(at)
    coach = Holder.objects.filter(
        policies.held_today(day),
        user=by.pk,
        place__kind=Place.Kind.COACH,
        place__committee=holder.place.committee_id,
    ).first()
    if coach is None:
        raise PermissionDenied
    contact = Contact.objects.create(holder=holder, coach=coach, when=Contact.When.OTHER, due_on=due_on)
    record("improvement.contact_planned", by=by, at=at, subjects=[holder.place.committee])
    return contact


@transaction.atomic
def agree_on_signs(holder: Holder, *, by: User, at: datetime, **words: str) -> Vigilance:
    """What to watch for, what helps, whom to call: written by the person alone. Raises PermissionDenied."""
    if holder.user_id is None or holder.user_id != by.pk:
        raise PermissionDenied
    vigilance, _is_new = Vigilance.objects.get_or_create(holder=holder)
    for name in ("signs", "helps", "call", "pace"):
        setattr(vigilance, name, words.get(name, "").strip())
    vigilance.agreed_at = at
    vigilance.save()
    record("improvement.signs_agreed", by=by, at=at, subjects=[holder.place.committee])
    return vigilance
