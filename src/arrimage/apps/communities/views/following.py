"""Following, the discussions of a theme, how often to be written to, and stopping in one tap."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.communities.actions import following as actions
from arrimage.apps.communities.forms.following import RhythmForm
from arrimage.apps.communities.queries import following as queries
from arrimage.apps.communities.queries import places, saying
from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.learning.queries.programmes import themes_visible_to

from .doors import shown


@require_POST
@reachable_by(SIGNED_IN)
def community_follow(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(places.communities_read_by(request.user), uid=uid)
    return _follow(request, found.get_absolute_url(), community=found)


@require_POST
@reachable_by(SIGNED_IN)
def discussion_follow(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(saying.discussions_visible_to(request.user), uid=uid)
    return _follow(request, found.get_absolute_url(), discussion=found)


@reachable_by(EVERYONE)
def theme_discussions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is said of a theme where one may read, and in which community to begin."""
    user = request.user
    theme = get_object_or_404(themes_visible_to(user), uid=uid)
    if request.method == "POST" and user.is_authenticated:
        return _follow(request, request.path, theme_uid=theme.uid)
    context = {
        "theme": theme,
        "talks": queries.with_unread(saying.on_theme(user, theme.uid), user)[:50],
        "mine": [one for one in places.communities_joined_by(user) if one.is_open],
        "facilitated": set(places.communities_facilitated_by(user).values_list("pk", flat=True)),
        "follows": queries.follows(user, theme_uid=theme.uid),
    }
    return shown(request, "theme", context, status=200)


def _follow(request: HttpRequest, back: str, **what) -> HttpResponse:
    if request.POST.get("do") == "stop":
        actions.unfollow(by=request.user, **what)
        notices.success(request, _("You do not follow it any more."))
    else:
        actions.follow(by=request.user, at=now(), **what)
        notices.success(request, _("You follow it: what is new is marked here, and told in your mail."))
    return redirect(back)


@reachable_by(SIGNED_IN)
def digest(request: HttpRequest) -> HttpResponse:
    """What one follows, and the rhythm of the mail."""
    user = request.user
    form = RhythmForm(request.POST or None, initial={"rhythm": queries.rhythm_of(user)})
    if request.method == "POST" and form.is_valid():
        actions.choose_rhythm(form.cleaned_data["rhythm"], by=user, at=now())
        notices.success(request, _("It is noted."))
        return redirect("digest")
    followed = list(queries.followed_by(user))
    titles = places.theme_titles(user, [one.theme_uid for one in followed])
    for one in followed:
        one.theme = titles.get(one.theme_uid, "")
    context = {"form": form, "followed": followed}
    response = shown(request, "digest", context)
    response["Cache-Control"] = "private, no-store"
    return response


@reachable_by(EVERYONE)
def digest_stop(request: HttpRequest, token: str) -> HttpResponse:
    """One big button, without an account. Opening stops nothing: mail scanners open links."""
    found = actions.digest_behind(token)
    if found is None:
        response = render(request, "communities/digest_over.html", status=404)
    elif request.method == "POST":
        again = request.POST.get("again", "")
        before = found.rhythm
        actions.stop(found, at=now(), again=again)
        response = render(request, "communities/digest_stopped.html", {"before": before, "is_back": again})
    else:
        response = render(request, "communities/digest_stop.html")
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
