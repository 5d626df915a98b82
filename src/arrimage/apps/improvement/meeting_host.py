"""A committee's meetings, on the platform's one tool for meetings."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.models import Committee, Holder, Place
from arrimage.apps.kernel.clock import today
from arrimage.apps.meetings.hosts import Host

KIND = "improvement"


def _about(committees: Q) -> Q:
    return Q(about_uid__in=Committee.objects.filter(committees).values("uid"))


def _experienced(series) -> list[Holder]:
    """Those who come for themselves and hold a place today, with their account."""
    found = Holder.objects.filter(
        policies.held_today(today()),
        place__committee__uid=series.about_uid,
        place__kind__in=Place.EXPERIENCE,
        user__isnull=False,
    )
    return list(found.select_related("place"))


COMMITTEE = Host(
    kind=KIND,
    label=_("Improvement committee"),
    seen_by=lambda user: _about(policies.committees_visible_to(user, today())),
    run_by=lambda user: _about(policies.committees_run_by(user, today())),
    link=lambda series: reverse("committee_of_improvement", args=[series.about_uid]),
    places=lambda series: {one.user_id: str(one.place) for one in _experienced(series)},
    called=lambda series, reader: {
        one.user_id: one.called for one in _experienced(series) if one.named == Holder.Named.NAME
    },
)
