"""The demonstration's meetings: four in each finished cycle, a word of the coach around each, what is owed.

Everybody and every word in it is invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.timezone import make_aware

from arrimage.apps.improvement.meeting_host import KIND
from arrimage.apps.improvement.models import Committee, Contact, Holder
from arrimage.apps.meetings.actions import agenda, attendance, meetings, minutes, series

from . import accompaniment, hours

if TYPE_CHECKING:
    from arrimage.apps.meetings.models import Meeting, Series

COACH = "patient_coach"
LASTED = timedelta(minutes=88)
# How the coach was in touch, and what the meeting was for.
FOUR = (
    ("phone", "Choisir ensemble un objectif"),
    ("message", "Se répartir le travail"),
    ("phone", "Ce que les essais donnent"),
    ("there", "Ce qui reste, ce qui change, ce qui s’arrête"),
)


def plan_series(committee: Committee, users: Mapping, *, at: datetime) -> Series:
    told = {"kind": KIND, "about_uid": committee.uid, "about_label": committee.name, "lasts": 90}
    found = series.plan_series(committee.name, organisation=committee.organisation, by=None, at=at, **told)
    for user in users.values():
        series.add_guest(found, user=user, by=None, at=at)
    return found


def hold(meeting: Meeting, users: Mapping, *, subject: str) -> None:
    """Everybody with an account was there, and the minutes were written."""
    starts_at = meeting.starts_at
    agenda.add_item(meeting, title=subject, by=None, at=starts_at - timedelta(days=8))
    attendance.open_meeting(meeting, by=None, at=starts_at)
    for user in users.values():
        attendance.arrive(meeting, name=user.name, user=user, by=None, at=starts_at)
    attendance.hold(meeting, by=None, at=starts_at + LASTED)
    minutes.write_minutes(meeting, by=None, at=starts_at + timedelta(days=2), tell=False)


def hold_a_cycle(
    committee: Committee,
    held: Series,
    users: Mapping,
    *,
    days_ago: Sequence[int],
    owed: Sequence[Holder],
    on: date,
) -> None:
    """The four meetings of a cycle that is over."""
    for (channel, subject), ago in zip(FOUR, days_ago, strict=True):
        starts_at = make_aware(datetime.combine(on - timedelta(days=ago), time(10)))
        before = {"by": None, "at": starts_at - timedelta(days=9)}
        meeting = meetings.plan_meeting(held, starts_at=starts_at, **before)
        accompaniment.plan_contacts(committee, at=before["at"])
        for one in Contact.objects.filter(meeting_uid=meeting.uid):
            told = {"by": users[COACH], "at": make_aware(datetime.combine(one.due_on, time(17)))}
            accompaniment.note_contact(one, state="had", channel=channel, had_on=one.due_on, **told)
        hold(meeting, users, subject=subject)
        after = {"by": None, "at": starts_at + timedelta(days=3)}
        for holder in owed:
            due = hours.compensate(holder, meeting=meeting.uid, amount=Decimal(60), **after)
            hours.pay(due, on=starts_at.date() + timedelta(days=20), **after)
