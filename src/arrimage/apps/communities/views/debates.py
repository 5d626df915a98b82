"""Debates: preparing one, opening it, saying where one stands."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from arrimage.apps.accounts.held import held_data
from arrimage.apps.communities.actions import debates as actions
from arrimage.apps.communities.forms.debates import DebateForm, StandForm
from arrimage.apps.communities.models import Discussion
from arrimage.apps.communities.queries import debates as queries
from arrimage.apps.communities.queries import places, saying
from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now

from .doors import TO_SELF, accepted, done, shown


@reachable_by(TO_SELF)
def debate_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(places.communities_facilitated_by(request.user), uid=uid)
    data = request.POST if request.method == "POST" else held_data(request)
    form = DebateForm(
        data, themes=places.themes_to_choose(request.user), initial={"theme": request.GET.get("theme", "")}
    )
    if request.method == "POST" and (
        made := accepted(form, lambda: actions.prepare(found, by=request.user, at=now(), **form.content()))
    ):
        notices.success(request, _("The debate is ready: read it again, then open it."))
        return redirect(made)
    return shown(request, "debate_form", {"form": form, "community": found}, found)


@reachable_by(TO_SELF)
def debate_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A draft: change it, open it, or discard it."""
    drafts = saying.discussions_facilitated_by(request.user).filter(kind=Discussion.Kind.DEBATE)
    found = get_object_or_404(drafts, uid=uid)
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    if do == "open":
        done(request, actions.open_debate, found, said=_("The debate is open."), **by)
        return redirect(found)
    if do == "discard":
        if done(request, actions.discard, found, said=_("The draft is discarded."), **by):
            return redirect(found.community)
        return redirect(found)
    if found.state != Discussion.State.DRAFT:
        return redirect(found)
    data = request.POST if request.method == "POST" else held_data(request)
    form = DebateForm(data, themes=places.themes_to_choose(request.user), debate=found)
    if request.method == "POST" and accepted(form, lambda: actions.rewrite(found, **form.content(), **by)):
        notices.success(request, _("The debate is saved."))
        return redirect(found)
    context = {"form": form, "community": found.community, "debate": found}
    return shown(request, "debate_form", context, found.community)


@reachable_by(SIGNED_IN)
def debate_stand(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where I stand and why; the second time, what made me change my mind."""
    debates = saying.discussions_visible_to(request.user).filter(kind=Discussion.Kind.DEBATE)
    found = get_object_or_404(debates, uid=uid)
    mine = places.membership_of(request.user, found.community)
    if not (mine and mine.is_active and found.is_open and found.community.is_open):
        return redirect(found)
    before = queries.stand_of(found, mine)
    data = request.POST if request.method == "POST" else held_data(request)
    form = StandForm(data, debate=found, before=before)
    if request.method == "POST" and accepted(
        form, lambda: actions.take_stand(found, by=request.user, at=now(), **form.content())
    ):
        if before:
            notices.success(request, _("It is noted, with what made you change."))
        else:
            notices.success(request, _("Your reason is beside the others."))
        return redirect(found)
    context = {"form": form, "discussion": found, "community": found.community, "before": before}
    return shown(request, "debate_stand", context, found.community)
