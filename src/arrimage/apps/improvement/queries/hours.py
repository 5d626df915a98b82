"""Time given: what meetings noted of who was there, and what was noted by hand. Never the same time twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.meeting_host import KIND
from arrimage.apps.improvement.models import Committee, Holder, Hours, Place
from arrimage.apps.learning.queries.webinars import record_of
from arrimage.apps.meetings.queries import hosted


@dataclass(frozen=True)
class Time:
    """One piece of time. `meeting`: it was noted by a meeting. `hours`: what was written about it."""

    on: date
    minutes: int
    what: str
    where: str
    holder: Holder | None = None
    meeting: UUID | None = None
    hours: Hours | None = None
    source: str = ""

    @property
    def is_compensated(self) -> bool:
        return self.hours is not None and self.hours.amount is not None

    @property
    def in_hours(self) -> Decimal:
        """As whoever counts continuing education wants it."""
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.01"))

    @property
    def said(self) -> str:
        return said_minutes(self.minutes)


def said_minutes(minutes: int) -> str:
    """«1 h 28», «45 min», «2 h»."""
    hours, left = divmod(minutes, 60)
    if not hours:
        return f"{left}\N{NO-BREAK SPACE}min"
    return f"{hours}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{left:02}" if left else "")


@dataclass(frozen=True)
class Given:
    """What one person gave in one place, and what they are owed for it, when they come for themselves."""

    holder: Holder
    times: tuple[Time, ...]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.times)

    @property
    def in_meetings(self) -> int:
        return sum(one.minutes for one in self.times if one.meeting)

    @property
    def is_compensated(self) -> bool:
        return self.holder.place.kind in Place.EXPERIENCE

    @property
    def without_amount(self) -> list[Time]:
        return [one for one in self.times if one.meeting and not one.is_compensated]

    @property
    def unpaid(self) -> list[Hours]:
        return [one.hours for one in self.times if one.hours and one.hours.amount and not one.hours.paid_on]

    @property
    def owed(self) -> Decimal:
        return sum((hours.amount or Decimal(0) for hours in self.unpaid), Decimal(0))

    @property
    def paid(self) -> Decimal:
        kept = [one.hours for one in self.times if one.hours and one.hours.paid_on]
        return sum((hours.amount or Decimal(0) for hours in kept), Decimal(0))


def given_by(holders: Sequence[Holder]) -> list[Given]:
    """For places read with their committee, each person's time; two queries and one for presences' stays."""
    abouts = {one.place.committee.uid for one in holders}
    came = hosted.attended(KIND, abouts, {one.user_id for one in holders if one.user_id})
    noted: dict[int, list[Hours]] = {}
    for hours in Hours.objects.filter(holder__in=[one.pk for one in holders]):
        noted.setdefault(hours.holder_id, []).append(hours)
    return [_given(holder, came, noted.get(holder.pk, [])) for holder in holders]


def _given(holder: Holder, came: Sequence[hosted.Attended], noted: Sequence[Hours]) -> Given:
    committee = holder.place.committee
    by_meeting = {hours.meeting_uid: hours for hours in noted if hours.meeting_uid}
    times = []
    for one in came:
        day = localdate(one.starts_at)
        if one.user_id != holder.user_id or one.about != committee.uid or not _holds(holder, day):
            continue
        hours = by_meeting.pop(one.meeting, None)
        times.append(Time(day, one.minutes, one.name, str(committee), holder, one.meeting, hours))
    # What is left was noted by hand, or compensates a meeting whose presence was taken back since.
    by_hand = [hours for hours in noted if hours.meeting_uid is None or hours.meeting_uid in by_meeting]
    times += [
        Time(hours.on, hours.minutes, hours.what, str(committee), holder, None, hours) for hours in by_hand
    ]
    return Given(holder, tuple(sorted(times, key=lambda one: one.on, reverse=True)))


def _holds(holder: Holder, day: date) -> bool:
    return holder.since <= day and (holder.until is None or day <= holder.until)


def committees_led_by(user, *, on: date) -> QuerySet[Committee]:
    return Committee.objects.filter(policies.committees_led_by(user, on)).select_related("organisation")


def given_in(committee: Committee) -> list[Given]:
    """All who ever sat: whoever left is still owed what they gave."""
    holders = Holder.objects.filter(place__committee=committee).select_related("place__committee")
    return given_by(list(holders.order_by("until", "place__kind", "id")))


def own_time(user) -> list[Time]:
    """One's own continuing education: committees and webinars together, the last first."""
    holders = Holder.objects.filter(user=user.pk).select_related("place__committee")
    times = [one for given in given_by(list(holders)) for one in given.times]
    found = [
        Time(
            one.on,
            one.minutes,
            one.what,
            one.where,
            one.holder,
            one.meeting,
            one.hours,
            _("presence noted at the meeting") if one.meeting else _("noted by hand"),
        )
        for one in times
    ]
    for year in record_of(user):
        for certificate in year.certificates:
            webinar = certificate.webinar
            found.append(
                Time(
                    localdate(webinar.meeting.starts_at),
                    round(certificate.hours * 60),
                    webinar.title,
                    _("Webinar"),
                    source=_("certificate"),
                )
            )
    return sorted(found, key=lambda one: (one.on, one.what), reverse=True)


def by_year(times: Sequence[Time]) -> list[tuple[int, str]]:
    years: dict[int, int] = {}
    for one in times:
        years[one.on.year] = years.get(one.on.year, 0) + one.minutes
    return [(year, said_minutes(years[year])) for year in sorted(years)[::-1]]
