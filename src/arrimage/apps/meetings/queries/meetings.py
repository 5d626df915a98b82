"""Reading series, meetings and who is invited. Fetching is the check."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db.models import Count, Max, Prefetch, Q, QuerySet

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.hosts import called_in
from arrimage.apps.meetings.models import (
    Document,
    Guest,
    Invitation,
    Meeting,
    Presence,
    Series,
    Stay,
)

from .rhythm import next_start

EXPECTED = 40  # names proposed when a meeting begins, at most
GRACE = timedelta(days=1)  # how long after its end a meeting is still «today's»


def series_visible_to(user) -> QuerySet[Series]:
    return Series.objects.filter(policies.series_seen_by(user)).select_related("organisation", "secretary")


def series_run_by(user) -> QuerySet[Series]:
    return Series.objects.filter(policies.series_run_by(user)).select_related("organisation", "secretary")


def series_about(kind: str, uid: UUID) -> QuerySet[Series]:
    """The series a host holds for one of its things; the host decides who sees the page it puts them on."""
    return Series.objects.filter(kind=kind, about_uid=uid)


def meetings_about(kind: str, uid: UUID) -> QuerySet[Meeting]:
    """Its meetings in order, cancelled ones left out; the host decides in the same way."""
    found = Meeting.objects.filter(series__kind=kind, series__about_uid=uid)
    return found.exclude(state=Meeting.State.CANCELLED).select_related("series").order_by("starts_at", "id")


def listed_series(user) -> QuerySet[Series]:
    """The series still going on, with how many meetings were held (`held`) and the last (`last_at`)."""
    held = ~Q(meetings__state__in=[Meeting.State.PLANNED, Meeting.State.CANCELLED])
    return (
        series_visible_to(user)
        .filter(ended_on=None)
        .annotate(held=Count("meetings", filter=held), last_at=Max("meetings__starts_at", filter=held))
        .order_by("name", "id")
    )


def meetings_visible_to(user) -> QuerySet[Meeting]:
    return Meeting.objects.filter(policies.meetings_seen_by(user)).select_related(
        "series", "series__organisation", "series__secretary"
    )


def meetings_run_by(user) -> QuerySet[Meeting]:
    return Meeting.objects.filter(policies.meetings_run_by(user)).select_related(
        "series", "series__organisation", "series__secretary"
    )


def coming(user, *, at: datetime) -> QuerySet[Meeting]:
    """What is planned, the next first; a meeting nobody ended stays a day."""
    mine = Invitation.objects.filter(policies.coming_as(user))
    return (
        meetings_visible_to(user)
        .filter(ends_at__gt=at - GRACE, state=Meeting.State.PLANNED)
        .prefetch_related(Prefetch("invitations", mine, to_attr="mine"))
        .order_by("starts_at", "id")
    )


def past(user, *, at: datetime) -> QuerySet[Meeting]:
    """What was held, cancelled, or left unfinished, the last first."""
    is_coming = Q(ends_at__gt=at - GRACE, state=Meeting.State.PLANNED)
    return meetings_visible_to(user).exclude(is_coming).order_by("-starts_at", "-id")


def left_to_write(user) -> QuerySet[Meeting]:
    """Held meetings whose minutes wait for this user, who runs them."""
    return meetings_run_by(user).filter(state=Meeting.State.HELD).order_by("starts_at", "id")


def next_after(meeting: Meeting) -> Meeting | None:
    later = Meeting.objects.filter(series=meeting.series_id, starts_at__gt=meeting.starts_at)
    return later.exclude(state=Meeting.State.CANCELLED).order_by("starts_at", "id").first()


def proposed_start(series: Series, *, at: datetime) -> datetime | None:
    """When the rhythm would put the next meeting."""
    last = series.meetings.exclude(state=Meeting.State.CANCELLED).aggregate(last=Max("starts_at"))["last"]
    return next_start(series, last=last, after=max(last, at) if last else at)


def guests_of(series: Series, *, reader) -> list[Guest]:
    return named(series.guests.select_related("organisation", "user"), series, reader)


def named(places, series: Series, reader) -> list:
    """Guests or invitations, each person called as they let this reader call them."""
    found = list(places)
    if any(one.user_id for one in found):
        called = called_in(series, reader)
        for one in found:
            one.called = called.get(one.user_id, "")
    return found


def possible_secretaries(series: Series, *, on: date) -> QuerySet:
    """Keepers of the organisations that take part, and the persons invited for themselves."""
    held = Q(memberships__until=None) | Q(memberships__until__gt=on)
    keeps = Q(
        held,
        memberships__organisation__in=organisations_in(series).values("pk"),
        memberships__role__in=KEEPERS,
        memberships__since__lte=on,
    )
    person = Q(pk__in=Guest.objects.filter(series=series, user__isnull=False).values("user"))
    users = get_user_model().objects.filter(keeps | person, is_active=True)
    return users.distinct().order_by("name", "email")


def invitations_of(meeting: Meeting) -> QuerySet[Invitation]:
    return meeting.invitations.select_related("organisation", "user")


def invited_to(meeting: Meeting, *, reader) -> list[Invitation]:
    """The same, to be shown."""
    return named(invitations_of(meeting), meeting.series, reader)


def places_kept_for(series: Series, *, at: datetime, **who) -> list:
    """The place of somebody (`organisation` or `user`) among the guests, and in what is still to come."""
    coming = Invitation.objects.filter(
        meeting__series=series, meeting__state=Meeting.State.PLANNED, meeting__opened_at=None, **who
    ).filter(meeting__starts_at__gt=at)
    return [*series.guests.filter(**who), *coming.select_related("meeting", "organisation", "user")]


def invitations_held_by(user, meeting: Meeting) -> list[Invitation]:
    """The invitations this user may answer: their own, their organisation's."""
    held = invitations_of(meeting).filter(policies.coming_as(user))
    return sorted(held, key=lambda invitation: invitation.user_id is None)


def presences_of(meeting: Meeting) -> QuerySet[Presence]:
    return meeting.presences.select_related("organisation").prefetch_related(
        Prefetch("stays", Stay.objects.order_by("arrived_at", "id"))
    )


def shown_presences(meeting: Meeting, *, reader) -> list[Presence]:
    """The same, to be shown: persons who choose how they are named, as they let this reader call them."""
    found = named(presences_of(meeting), meeting.series, reader)
    for one in found:
        one.name = one.called or one.name
    return found


def is_guest(place: Guest | Invitation) -> bool:
    """Of the series; else invited to one meeting."""
    return isinstance(place, Guest)


def expected_in(meeting: Meeting, there: list[Presence], *, reader) -> list[Presence]:
    """Whoever came to the meeting before, or is invited for themselves, and has not arrived: not saved."""
    known = {(one.name.casefold(), one.organisation_id) for one in there if one.user_id is None}
    arrived = {one.user_id for one in there if one.user_id}
    before = (
        Presence.objects.filter(meeting__series=meeting.series_id, meeting__starts_at__lt=meeting.starts_at)
        .select_related("organisation")
        .order_by("-meeting__starts_at", "name")
    )
    recent = list(before[:EXPECTED])
    # Who came for themselves comes again if they are invited, by the name they choose today.
    last = [one for one in recent if one.meeting_id == recent[0].meeting_id and one.user_id is None]
    expected = {(one.name.casefold(), one.organisation_id): one for one in last}
    by_name = [one for key, one in expected.items() if key not in known]
    persons = [
        Presence(name=str(one), user=one.user, uid=one.uid)
        for one in invited_to(meeting, reader=reader)
        if one.user_id and one.user_id not in arrived
    ]
    return by_name + [one for one in persons if (one.name.casefold(), None) not in expected.keys() | known]


def documents_visible_to(user, meeting: Meeting) -> QuerySet[Document]:
    return Document.objects.filter(policies.documents_seen_by(user), meeting=meeting).order_by(
        "added_at", "id"
    )


# --- The directory, reached through our own foreign key: nothing of the contexts above is imported


def organisations() -> QuerySet:
    """Every organisation that has not closed."""
    return Series._meta.get_field("organisation").related_model.objects.filter(closed_on=None)


def organisations_named(text: str, *, but=()) -> QuerySet:
    """Those whose name or acronym contains these words, but these ids; none when nothing is asked."""
    words = text.split()
    if not words:
        return organisations().none()
    found = organisations().exclude(pk__in=but)
    for word in words[:6]:
        found = found.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(sort_name__icontains=word)
        )
    return found.order_by("sort_name", "id")


def organisations_in(series: Series) -> QuerySet:
    """Those that take part: the one that holds the meetings, the guests, whoever was ever invited."""
    guests = Guest.objects.filter(series=series).values("organisation")
    invited = Invitation.objects.filter(meeting__series=series).values("organisation")
    holder = Q(pk=series.organisation_id) if series.organisation_id else Q(pk__in=[])
    return organisations().filter(holder | Q(pk__in=guests) | Q(pk__in=invited)).order_by("sort_name", "id")


def people_met_in(series: Series) -> QuerySet:
    """Persons with an account who were invited to these meetings for themselves, or came."""
    invited = Invitation.objects.filter(meeting__series=series, user__isnull=False).values("user")
    came = Presence.objects.filter(meeting__series=series, user__isnull=False).values("user")
    found = get_user_model().objects.filter(Q(pk__in=invited) | Q(pk__in=came), is_active=True)
    return found.order_by("name", "email")


# --- The link that lets an organisation without an account answer

_signer = Signer(salt="meetings.answer")


def token_of(invitation: Invitation) -> str:
    return _signer.sign(invitation.uid.hex)


def invitation_behind(token: str, *, at: datetime) -> Invitation | None:
    """Whom a link lets answer, until the meeting is over."""
    try:
        uid = UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return (
        Invitation.objects.filter(uid=uid, meeting__ends_at__gt=at)
        .select_related("meeting", "meeting__series", "meeting__series__organisation", "organisation", "user")
        .first()
    )


def days_late(day: date | None, *, on: date) -> int:
    """By how many days a date is over, 0 when it is not."""
    return max(0, (on - day).days) if day else 0
