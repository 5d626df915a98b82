"""What communities ask of somebody now, for the first page."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Appeal, Community, Member, Report
from arrimage.apps.kernel.waiting import Waiting

from .places import memberships_at_the_door
from .reuse import asked_of


def waiting_for(user, at: datetime) -> Iterator[Waiting]:
    """Invitations, requests to join, reports, removals to look at again, requests to quote."""
    if not user.is_authenticated:
        return
    for one in memberships_at_the_door(user)[:5]:
        title = _("An invitation: %(community)s") % {"community": one.community}
        yield Waiting(title, reverse("community_join", args=[one.community.uid]))
    facilitated = {one.pk: one for one in Community.objects.filter(policies.communities_facilitated_by(user))}
    if facilitated:
        yield from _to_facilitate(facilitated)
    for one in asked_of(user)[:5]:
        title = _("%(who)s would like to quote you") % {"who": one.asker_named}
        yield Waiting(title, one.get_absolute_url(), words=one.words, by=one.answer_by)


def _to_facilitate(facilitated: dict[int, Community]) -> Iterator[Waiting]:
    asking = Member.objects.filter(state=Member.State.ASKED, community__in=facilitated)
    for pk, count in _counted(asking, "community"):
        said = ngettext("%(count)d person asks to join", "%(count)d persons ask to join", count)
        yield _line(said, count, facilitated[pk], "community_people")
    reported = Report.objects.filter(state=Report.State.OPEN, post__discussion__community__in=facilitated)
    for pk, count in _counted(reported, "post__discussion__community"):
        said = ngettext("%(count)d report to look at", "%(count)d reports to look at", count)
        yield _line(said, count, facilitated[pk], "community_moderation")
    appeals = Appeal.objects.filter(restored=None, post__discussion__community__in=facilitated)
    for pk, count in _counted(appeals, "post__discussion__community"):
        said = ngettext("%(count)d removal to look at again", "%(count)d removals to look at again", count)
        yield _line(said, count, facilitated[pk], "community_moderation")


def _counted(rows, by: str):
    return rows.order_by().values_list(by).annotate(count=Count("pk")).order_by(by)


def _line(said: str, count: int, community: Community, page: str) -> Waiting:
    return Waiting(f"{said % {'count': count}} · {community}", reverse(page, args=[community.uid]))
