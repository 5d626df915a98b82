"""What a host shows on its own page of the meetings it holds, as far as its reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from arrimage.apps.meetings import policies
from arrimage.apps.meetings.models import Item, Meeting, Presence, Series

PAST = (Meeting.State.HELD, Meeting.State.WRITTEN, Meeting.State.ADOPTED)


def decisions_visible_to(user, series: Series) -> QuerySet[Item]:
    """What was decided, the last first, once the minutes have left the secretary's desk."""
    seen = Meeting.objects.filter(policies.meetings_seen_by(user), series=series)
    told = seen.filter(state__in=[Meeting.State.WRITTEN, Meeting.State.ADOPTED])
    items = Item.objects.filter(meeting__in=told.values("pk")).exclude(decision="")
    return items.select_related("meeting", "meeting__series").order_by(
        "-meeting__starts_at", "position", "id"
    )


def items_visible_to(user, kind: str, abouts: Iterable) -> QuerySet[Item]:
    """Items of the meetings that have begun, for these things of one kind of host; the last first."""
    seen = Meeting.objects.filter(
        policies.meetings_seen_by(user), series__kind=kind, series__about_uid__in=abouts
    )
    items = Item.objects.filter(meeting__in=seen.values("pk"), meeting__opened_at__isnull=False)
    return items.select_related("meeting", "meeting__series").order_by(
        "-meeting__starts_at", "position", "id"
    )


def _last_first(items: QuerySet[Item]) -> QuerySet[Item]:
    order = ("-meeting__starts_at", "position", "id")
    return items.select_related("meeting", "meeting__series").order_by(*order)


def planned_for(kind: str, about, *, since: datetime) -> list[tuple[UUID, datetime]]:
    """The meetings to come of something of a host's: which, and when. For the host's own work alone."""
    found = Meeting.objects.filter(
        series__kind=kind, series__about_uid=about, state=Meeting.State.PLANNED, starts_at__gte=since
    )
    return list(found.order_by("starts_at", "id").values_list("uid", "starts_at"))


def count_held(kind: str, about, *, since: datetime, until: datetime) -> int:
    """How many meetings of something of a host's were held in a span of time."""
    found = Meeting.objects.filter(series__kind=kind, series__about_uid=about, state__in=PAST)
    return found.filter(starts_at__gte=since, starts_at__lt=until).count()


@dataclass(frozen=True)
class Attended:
    """How long one person with an account was at one meeting, however often they went out and came back."""

    about: UUID
    meeting: UUID
    starts_at: datetime
    name: str
    user_id: int
    minutes: int


def attended(kind: str, abouts: Iterable[UUID], users: Iterable[int]) -> list[Attended]:
    """Time these persons spent at the meetings held of these things; the last first. For the host alone."""
    found = Presence.objects.filter(
        meeting__series__kind=kind,
        meeting__series__about_uid__in=list(abouts),
        meeting__state__in=PAST,
        user__in=list(users),
    )
    rows = []
    for one in found.select_related("meeting__series").prefetch_related("stays"):
        stays = [stay.left_at - stay.arrived_at for stay in one.stays.all() if stay.left_at]
        minutes = round(sum(stays, timedelta()) / timedelta(minutes=1))
        if minutes > 0:
            meeting = one.meeting
            about = meeting.series.about_uid
            rows.append(Attended(about, meeting.uid, meeting.starts_at, meeting.name, one.user_id, minutes))
    return sorted(rows, key=lambda one: (one.starts_at, one.user_id), reverse=True)
