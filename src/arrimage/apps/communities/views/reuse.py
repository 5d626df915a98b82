"""Asking to quote somebody's words elsewhere, and answering."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from arrimage.apps.communities.actions import reuse as actions
from arrimage.apps.communities.forms.following import AskForm, GrantForm
from arrimage.apps.communities.queries import places, saying
from arrimage.apps.communities.queries import reuse as queries
from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now

from .doors import TO_SELF, accepted, done, shown


@reachable_by(SIGNED_IN)
def post_reuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask its author."""
    found = get_object_or_404(saying.posts_visible_to(request.user), uid=uid)
    if not found.is_shown or found.author.user_id == request.user.pk:
        return redirect(found)
    form = AskForm(request.POST or None)
    if request.method == "POST" and (
        made := accepted(form, lambda: actions.ask(found, by=request.user, at=now(), **form.cleaned_data))
    ):
        notices.success(request, _("Your request is sent. Without an answer, it is a no."))
        return redirect(made)
    context = {"form": form, "post": found, "discussion": found.discussion, "days": actions.DAYS}
    return shown(request, "post_reuse", context, found.discussion.community)


@reachable_by(TO_SELF)
def reuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One request: for its author, to answer; for who asked, the words granted and how to sign them."""
    user = request.user
    found = get_object_or_404(queries.reuses_seen_by(user), uid=uid)
    is_author = found.post.author.user_id == user.pk
    form = GrantForm(request.POST if "signed" in request.POST else None, called=found.post.author.called)
    do, by = request.POST.get("do", ""), {"by": user, "at": now()}
    if do == "grant" and is_author:
        if accepted(form, lambda: actions.grant(found, **form.content(), **by)):
            notices.success(request, _("Your yes is given, for these very words."))
            return redirect(found)
    elif do == "refuse" and is_author:
        answer = request.POST.get("answer", "")[:600]
        done(request, actions.refuse, found, answer=answer, said=_("Your no is given."), **by)
        return redirect(found)
    elif do == "take_back":
        done(request, actions.take_back, found, said=_("It is taken back."), **by)
        return redirect(found)
    elif request.method == "POST":
        raise BadRequest
    community = found.post.discussion.community
    reads = saying.posts_visible_to(user).filter(pk=found.post.pk).exists()
    context = {
        "reuse": found,
        "post": found.post,
        # Whoever lost sight of the discussion keeps the words granted, and nothing else of it.
        "discussion": found.post.discussion if reads else None,
        "community": community if reads else None,
        "is_author": is_author,
        "form": form,
        "where": places.communities_visible_to(user).filter(pk=community.pk).exists(),
    }
    return shown(request, "reuse", context, community)
