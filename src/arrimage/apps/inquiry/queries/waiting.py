"""What waits for somebody in inquiry: to answer, to launch, to close, to read and reply to."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.inquiry.models import Invitation, Wave
from arrimage.apps.inquiry.policies import studies as study_policies
from arrimage.apps.inquiry.policies.campaigns import AUTHORS
from arrimage.apps.kernel.waiting import Waiting

from .campaign_links import link_of
from .campaigns import WAVE, campaigns_led_by, waves_led_by
from .reports import readings_open_to

CLOSING = timedelta(days=5)
MOST = 5  # of each: the first page is not a list of everything


def waiting(user, at: datetime) -> list[Waiting]:
    day = localdate(at)
    found = _to_answer(user, day)
    held = user.acting
    if held is None:
        return found
    if held.role in AUTHORS:
        found += _to_lead(user, day)
    if study_policies.speaks(user):
        found += _to_read(user, day)
    return found


def _to_answer(user, day) -> list[Waiting]:
    """One's own invitations: the link that was mailed, again."""
    mine = Invitation.objects.filter(
        invitee__user=user.pk,
        invitee__left_on=None,
        holder_email="",  # else it was passed on: it waits for somebody else
        status=Invitation.Status.INVITED,
        wave__status=Wave.Status.OPEN,
        wave__closes_on__gt=day,
    ).select_related("wave__campaign")
    return [
        Waiting(
            _("You are asked something"),
            link_of(one),
            words=str(one.wave.campaign),
            by=one.wave.closes_on - timedelta(days=1),
        )
        for one in mine.order_by("wave__closes_on", "pk")[:MOST]
    ]


def _to_lead(user, day) -> list[Waiting]:
    prepared = campaigns_led_by(user).filter(launched_at=None).order_by("-created_at")[:MOST]
    found = [
        Waiting(_("A campaign waits to be launched"), one.get_absolute_url(), words=str(one))
        for one in prepared
    ]
    closing = waves_led_by(user).filter(
        status=Wave.Status.OPEN, closes_on__gt=day, closes_on__lte=day + CLOSING
    )
    return found + [
        Waiting(
            _("A campaign is about to close"),
            one.get_absolute_url(),
            words=str(one.campaign),
            by=one.closes_on,
        )
        for one in closing.select_related(*WAVE).order_by("closes_on", "pk")[:MOST]
    ]


def _to_read(user, day) -> list[Waiting]:
    return [
        Waiting(
            _("A report waits for your reading and your reply"),
            reverse("report_read", args=[one.uid]),
            words=str(one.edition.report),
            by=one.edition.reading_until,
        )
        for one in readings_open_to(user, on=day)[:MOST]
    ]
