"""Reporting, and for facilitators: what waits, removing with a reason, deciding an appeal."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from arrimage.apps.communities.actions import moderation as actions
from arrimage.apps.communities.forms import talking as forms
from arrimage.apps.communities.queries import moderating as queries
from arrimage.apps.communities.queries import places, saying
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.floods import Limit, check_calm

from .doors import TO_SELF, accepted, shown

# By whoever has no account; from one network.
REPORTING = (
    Limit("communities.report", most=10, minutes=10),
    Limit("communities.report", most=30, minutes=60),
)


@reachable_by(EVERYONE)
def post_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whoever reads it may, with an account or not: the person it names may have none."""
    found = get_object_or_404(saying.posts_visible_to(request.user), uid=uid)
    if not found.is_shown:
        return redirect(found)
    form = forms.ReportForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: _report(request, found, form.cleaned_data)):
        notices.success(request, _("Thank you. A facilitator will look at it; they do not know who you are."))
        return redirect(found)
    context = {"form": form, "post": found, "discussion": found.discussion}
    return shown(request, "post_report", context, found.discussion.community)


def _report(request: HttpRequest, found, said: dict):
    if not request.user.is_authenticated:
        check_calm(request, *REPORTING, at=now())
    return actions.report(found, by=request.user, at=now(), **said)


@reachable_by(TO_SELF)
def community_moderation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What waits for its facilitators, and what they removed."""
    found = get_object_or_404(places.communities_facilitated_by(request.user), uid=uid)
    context = {
        "community": found,
        "reported": queries.reported_posts(request.user, found),
        "appeals": queries.open_appeals(request.user, found),
        "removed": queries.removed_lately(found)[:20],
    }
    return shown(request, "moderation", context, found)


@reachable_by(TO_SELF)
def post_moderate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One contribution before a facilitator: leave it, remove it, answer its author."""
    found = get_object_or_404(saying.posts_facilitated_by(request.user), uid=uid)
    community = found.discussion.community
    mine = places.membership_of(request.user, community)
    reported = next(
        (one for one in queries.reported_posts(request.user, community) if one.post.pk == found.pk), None
    )
    appeal = queries.open_appeals(request.user, community).filter(post=found).first()
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    first = {"reason": reported.reports[0].reason} if reported else {}
    remove = forms.RemoveForm(request.POST if do == "remove" else None, initial=first)
    keep = forms.KeepForm(request.POST if do == "keep" else None)
    decide = forms.DecideForm(request.POST if do in {"restore", "confirm"} else None)
    if do == "remove":
        if accepted(remove, lambda: actions.remove(found, **remove.cleaned_data, **by)):
            notices.success(request, _("It is removed. Its author reads why, and may appeal."))
            return redirect(found)
    elif do == "keep":
        if accepted(keep, lambda: actions.keep(found, **keep.cleaned_data, **by)):
            notices.success(request, _("It stays, and whoever reported it reads why."))
            return redirect("community_moderation", community.uid)
    elif do in {"restore", "confirm"} and appeal:
        restore = do == "restore"
        if accepted(
            decide, lambda: actions.decide_appeal(appeal, restore=restore, **decide.cleaned_data, **by)
        ):
            notices.success(request, _("Your answer is given."))
            return redirect("community_moderation", community.uid)
    elif request.method == "POST":
        raise BadRequest
    context = {
        "post": found,
        # Removed words are read again only when their author asks.
        "words": found.text if found.is_shown or appeal else "",
        "discussion": found.discussion,
        "community": community,
        "reports": reported.reports if reported else [],
        "appeal": appeal,
        "may_keep": queries.may_decide(mine, found.author),
        "may_decide": queries.may_decide(mine, found.author, found.remover),
        "remove": remove,
        "keep": keep,
        "decide": decide,
    }
    return shown(request, "post_moderate", context, community)
