"""What waits for somebody in learning: shown on their first page."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from arrimage.apps.kernel.waiting import Waiting
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import (
    Attendance,
    Registration,
    Supervision,
    Team,
    TeamStep,
    Theme,
    Webinar,
)

from .newsroom import readings_waiting_for

SOON = timedelta(days=3)  # before a webinar, a supervision
LATELY = timedelta(days=30)  # after a webinar, its attendance is still expected
CLOSING = timedelta(days=14)  # before the end of a theme one's team has not begun


def waiting(user, at: datetime) -> list[Waiting]:
    """To read before it comes out; to come to; attendance to bring; a theme that ends."""
    return [*_to_read(user), *_to_come_to(user, at), *_to_bring(user, at), *_themes(user, at)]


def _to_read(user) -> list[Waiting]:
    return [
        Waiting(
            _("Read a text before it comes out"),
            reverse("edition_read", args=[one.edition.uid]),
            words=str(one.edition.piece),
        )
        for one in readings_waiting_for(user)
    ]


def _to_come_to(user, at: datetime) -> list[Waiting]:
    soon = {"meeting__ends_at__gt": at, "meeting__starts_at__lte": at + SOON}
    mine = Registration.objects.filter(user=user.pk, webinar=OuterRef("pk"))
    found = [
        Waiting(
            _("Your webinar is coming"),
            one.get_absolute_url(),
            words=f"{one.title} · {localtime(one.meeting.starts_at):%H:%M}",
            by=localdate(one.meeting.starts_at),
        )
        for one in Webinar.objects.filter(Exists(mine), **soon)
        .exclude(meeting__state="cancelled")
        .select_related("meeting")
    ]
    held = Supervision.objects.filter(policies.supervisions_visible_to(user), **soon)
    return found + [
        Waiting(
            _("A supervision is coming"),
            one.get_absolute_url(),
            words=f"{one.team} · {one.theme}",
            by=localdate(one.meeting.starts_at),
        )
        for one in held.exclude(meeting__state="cancelled").select_related("meeting", "team", "theme")
    ]


def _to_bring(user, at: datetime) -> list[Waiting]:
    """Webinars of ours that are over, and whose attendance nobody brought."""
    if policies.editor_for(user) is None:
        return []
    over = Webinar.objects.filter(
        policies.pieces_kept_by(user), meeting__ends_at__lte=at, meeting__ends_at__gt=at - LATELY
    )
    noted = Attendance.objects.filter(webinar=OuterRef("pk"))
    return [
        Waiting(_("Bring who was there"), reverse("webinar_attendance", args=[one.uid]), words=one.title)
        for one in over.exclude(Exists(noted)).exclude(meeting__state="cancelled")
    ]


def _themes(user, at: datetime) -> list[Waiting]:
    """For whoever registered a team: a theme that ends soon, of which it noted nothing."""
    if policies.editor_for(user) is None:
        return []
    day = localdate(at)
    teams = Team.objects.filter(policies.teams_kept_by(user), supervisor=user.pk, ended_on=None)
    did = TeamStep.objects.filter(theme=OuterRef("pk"), team__in=teams)
    found = (
        Theme.objects.filter(
            programme__enrolments__team__in=teams,
            programme__enrolments__left_on=None,
            programme__status="published",
            starts_on__lte=day,
            ends_on__gte=day,
            ends_on__lte=day + CLOSING,
        )
        .exclude(Exists(did))
        .distinct()
    )
    return [
        Waiting(
            _("A theme ends: did your team try something?"),
            one.get_absolute_url(),
            words=one.title,
            by=one.ends_on,
        )
        for one in found
    ]
