"""Committing, choosing a team, and the places of its committee."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement import policies
from arrimage.apps.improvement.meeting_host import KIND
from arrimage.apps.improvement.models import (
    Committee,
    Contact,
    Conversation,
    Engagement,
    Holder,
    Place,
)
from arrimage.apps.improvement.queries import committees as queries
from arrimage.apps.meetings.actions import meetings, series
from arrimage.apps.meetings.queries.meetings import is_guest, places_kept_for, series_about

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

# The places a committee begins with; each may stay empty as long as it takes.
FIRST = (
    (Place.Kind.PATIENT, False),
    (Place.Kind.PATIENT, False),
    (Place.Kind.ADMINISTRATIVE, False),
    (Place.Kind.MEDICAL, False),
    (Place.Kind.WORKER, True),
    (Place.Kind.WORKER, False),
    (Place.Kind.LEAD, False),
    (Place.Kind.COACH, False),
)


@transaction.atomic
def engage(organisation, *, words: str, sponsor: str, by: User | None, at: datetime) -> Engagement:
    """The management commits. Raises PermissionDenied, ValidationError (it has already)."""
    policies.check_manages(by, organisation.pk)
    if queries.engagement_of(organisation.pk):
        raise ValidationError(_("Your organisation has already committed: choose a team."))
    engagement = Engagement.objects.create(
        organisation=organisation,
        words=words.strip(),
        sponsor=sponsor.strip(),
        engaged_on=localdate(at),
        engaged_by=str(by or "")[:200],
    )
    record("improvement.engaged", by=by, at=at, subjects=[organisation])
    return engagement


@transaction.atomic
def choose_team(
    engagement: Engagement, *, name: str, team: str, why_chosen: str, by: User | None, at: datetime
) -> Committee:
    """Open the committee of a team that was chosen, with its first places, all to be filled."""
    policies.check_manages(by, engagement.organisation_id)
    if not why_chosen.strip():
        raise ValidationError(_("Say why this team: those who come will want to know."))
    committee = Committee.objects.create(
        engagement=engagement,
        organisation_id=engagement.organisation_id,
        name=name.strip(),
        team=team.strip(),
        why_chosen=why_chosen.strip(),
        chosen_on=localdate(at),
        chosen_by=str(by or "")[:200],
    )
    for kind, is_psychosocial in FIRST:
        Place.objects.create(
            committee=committee, kind=kind, is_psychosocial=is_psychosocial, opened_on=localdate(at)
        )
    record("improvement.committee_opened", by=by, at=at, subjects=[committee])
    return committee


@transaction.atomic
def change_state(committee: Committee, state: str, *, by: User | None, at: datetime) -> Committee:
    """To work, or to an end. Raises PermissionDenied, ValidationError."""
    committee = _lock(committee, by, at)
    if committee.state == state:
        return committee
    if state not in Committee.NEXT[committee.state]:
        raise ValidationError(_("This committee cannot go from there to here."))
    if state == Committee.State.ENDED and committee.cycles.exclude(state="closed").exists():
        raise ValidationError(
            _("Close its cycle first, with its evaluation: what was learned would be lost.")
        )
    committee.state = state
    committee.save()
    record("improvement.committee_changed", by=by, at=at, subjects=[committee], details={"state": state})
    return committee


@transaction.atomic
def open_place(
    committee: Committee,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    plan: str = "",
    is_psychosocial: bool = False,
) -> Place:
    committee = _lock(committee, by, at)
    place = Place.objects.create(
        committee=committee,
        kind=kind,
        is_psychosocial=is_psychosocial,
        plan=plan.strip(),
        opened_on=localdate(at),
    )
    record("improvement.place_opened", by=by, at=at, subjects=[committee])
    return place


@transaction.atomic
def plan_place(place: Place, *, plan: str, by: User | None, at: datetime) -> Place:
    """How an empty place will be filled, for all to read."""
    _lock(place.committee, by, at)
    place.plan = plan.strip()
    place.save()
    return place


@transaction.atomic
def close_place(place: Place, *, by: User | None, at: datetime) -> Place:
    """Take away a chair nobody sits on. Raises ValidationError when somebody does."""
    committee = _lock(place.committee, by, at)
    day = localdate(at)
    if place.holders.filter(policies.held_today(day)).exists():
        raise ValidationError(_("Somebody holds this place: it stays as long as they do."))
    if place.closed_on is None:
        place.closed_on = day
        place.save()
        record("improvement.place_closed", by=by, at=at, subjects=[committee])
    return place


@transaction.atomic
def seat(
    place: Place,
    *,
    called: str,
    by: User | None,
    at: datetime,
    user: User | None = None,
    welcomed_by: Holder | None = None,
    learns: bool = False,
    since: date | None = None,
) -> Holder:
    """Somebody takes a place. Whoever stayed welcomes whoever comes. Raises ValidationError if it is held."""
    committee = _lock(place.committee, by, at)
    since = since or localdate(at)
    place = Place.objects.select_for_update().get(pk=place.pk)
    if place.closed_on is not None:
        raise ValidationError(_("This place was taken away: open another one."))
    if place.holders.filter(until=None).exists():
        raise ValidationError(_("Somebody holds this place already."))
    if user and Holder.objects.filter(place__committee=committee, user=user, until=None).exists():
        raise ValidationError(_("This person already holds a place in this committee."))
    if welcomed_by and welcomed_by.place.committee_id != committee.pk:
        raise ValidationError(_("Whoever welcomes is of this committee."))
    holder = Holder.objects.create(
        place=place,
        user=user,
        called=called.strip(),
        # Until they say otherwise, a person with lived experience is known by their place.
        named=Holder.Named.PLACE if place.kind in Place.EXPERIENCE else Holder.Named.NAME,
        since=since,
        welcomed_by=welcomed_by,
        learns=learns and place.kind == Place.Kind.LEAD,
    )
    if place.kind == Place.Kind.COACH:
        _take_over_contacts(committee, holder)
    if user is not None:
        _invite(committee, user, by, at)
        talk = committee.conversations.filter(user=user, decision=Conversation.Decision.YES).first()
        if talk is not None and talk.may_be_known:
            holder.known = talk.may_be_known  # what they let be known when they said yes
            holder.save()
    if place.plan:
        place.plan = ""
        place.save()
    record("improvement.seated", by=by, at=at, subjects=[committee])
    return holder


def _invite(committee: Committee, user: User, by: User | None, at: datetime) -> None:
    """To the meetings of the committee that are still to be planned, and to those that are."""
    for held in series_about(KIND, committee.uid).filter(ended_on=None):
        series.add_guest(held, user=user, by=by, at=at)
        for meeting in held.meetings.filter(state="planned", starts_at__gt=at):
            meetings.invite(meeting, users=[user], by=by, at=at)


def _take_over_contacts(committee: Committee, coach: Holder) -> None:
    """What is still to be had passes to whoever coaches now; what was had stays between the two it was of."""
    current = Holder.objects.filter(policies.held_today(coach.since), place__kind=Place.Kind.COACH)
    waiting = Contact.objects.filter(holder__place__committee=committee, state=Contact.State.PLANNED).exclude(
        coach__in=current
    )
    waiting.update(coach=coach)


@transaction.atomic
def leave(
    holder: Holder,
    *,
    by: User | None,
    at: datetime,
    words: str = "",
    plan: str = "",
    until: date | None = None,
) -> Place:
    """Somebody leaves: all they brought stays, and the place is open again, with a plan.

    Whoever holds it may leave by themselves, at any time and without a reason. Raises PermissionDenied.
    """
    day = until or localdate(at)
    committee = holder.place.committee
    is_theirs = by is not None and holder.user_id == by.pk
    if not is_theirs:
        policies.check_runs(by, committee, localdate(at))
    holder = Holder.objects.select_for_update(of=("self",)).select_related("place").get(pk=holder.pk)
    if holder.until is None:
        holder.until = max(day, holder.since)
        holder.left_words = words.strip() if is_theirs or by is None else ""
        holder.save()
        _no_longer_invited(committee, holder, by=None if is_theirs else by, at=at)
        place = holder.place
        place.plan = plan.strip()
        place.opened_on = holder.until
        place.save()
        record("improvement.left", by=by, at=at, subjects=[committee])
    return holder.place


def _no_longer_invited(committee: Committee, holder: Holder, *, by: User | None, at: datetime) -> None:
    if holder.user_id is None:
        return
    for held in series_about(KIND, committee.uid):
        for place in places_kept_for(held, at=at, user=holder.user):
            if is_guest(place):
                series.remove_guest(place, by=by, at=at)
            else:
                meetings.withdraw_invitation(place, by=by, at=at)


@transaction.atomic
def choose_name(holder: Holder, *, called: str, named: str, by: User, at: datetime) -> Holder:
    """A person decides what to be called, and whether by name at all. Nobody does it for them."""
    if holder.user_id is None or holder.user_id != by.pk:
        raise PermissionDenied
    if not called.strip() or named not in Holder.Named.values:
        raise ValidationError(_("Write what to call you: a first name, a nickname, whatever you like."))
    holder.called, holder.named = called.strip()[:120], named
    holder.save()
    record("improvement.name_chosen", by=by, at=at, subjects=[holder.place.committee])
    return holder


@transaction.atomic
def write_conversation(
    committee: Committee, *, by: User, at: datetime, conversation: Conversation | None = None, **told
) -> Conversation:
    """Keep what was talked about with somebody who may come: read by who held the talk, and the person."""
    day = localdate(at)
    policies.check_runs(by, committee, day)
    if conversation is None:
        conversation = Conversation(committee=committee, held_by=by, held_on=told.pop("held_on", day))
    elif conversation.held_by_id != by.pk:
        raise PermissionDenied
    for name, value in told.items():
        setattr(conversation, name, value)
    conversation.save()
    record("improvement.conversation_kept", by=by, at=at, subjects=[committee])
    return conversation


@transaction.atomic
def decide_to_join(
    conversation: Conversation, *, decision: str, may_be_known: str, by: User, at: datetime
) -> Conversation:
    """The person says whether they come, and what the others may know. Nobody else does."""
    if conversation.user_id is None or conversation.user_id != by.pk:
        raise PermissionDenied
    if decision not in Conversation.Decision.values:
        raise ValidationError(_("Choose one of the answers."))
    conversation.decision, conversation.may_be_known = decision, may_be_known.strip()
    conversation.save()
    record("improvement.joining_decided", by=by, at=at, subjects=[conversation.committee])
    return conversation


@transaction.atomic
def say_what_is_known(holder: Holder, *, known: str, by: User, at: datetime) -> Holder:
    """What the others may know of one: written, changed, emptied by that person alone."""
    if holder.user_id is None or holder.user_id != by.pk:
        raise PermissionDenied
    holder.known = known.strip()
    holder.save()
    record("improvement.known_said", by=by, at=at, subjects=[holder.place.committee])
    return holder


def _lock(committee: Committee, by: User | None, at: datetime) -> Committee:
    policies.check_runs(by, committee, localdate(at))
    return Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
