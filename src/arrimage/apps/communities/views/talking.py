"""Discussions: reading where one left, saying, answering, correcting one's own words."""

import json
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from arrimage.apps.accounts.held import held_data
from arrimage.apps.communities.actions import following as marking
from arrimage.apps.communities.actions import moderation
from arrimage.apps.communities.actions import posts as actions
from arrimage.apps.communities.forms import talking as forms
from arrimage.apps.communities.models import Post
from arrimage.apps.communities.queries import debates, following, moderating, places
from arrimage.apps.communities.queries import reuse as reuses
from arrimage.apps.communities.queries import saying as queries
from arrimage.apps.kernel.access import EVERYONE, SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now

from .doors import TO_SELF, accepted, done, shown

SHORT = 280  # characters of a contribution quoted whole


@reachable_by(TO_SELF)
def discussion_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(places.communities_joined_by(request.user), uid=uid)
    data = request.POST if request.method == "POST" else held_data(request)
    themes = places.themes_to_choose(request.user)
    form = forms.DiscussionForm(data, themes=themes, initial={"theme": request.GET.get("theme", "")})
    if request.method == "POST" and (
        made := accepted(
            form, lambda: actions.begin_discussion(found, by=request.user, at=now(), **form.content())
        )
    ):
        notices.success(request, _("The discussion has begun."))
        return redirect(made)
    return shown(request, "discussion_form", {"form": form, "community": found}, found)


@reachable_by(EVERYONE)
def discussion(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A page of it, from where this reader left; below, their own words."""
    user = request.user
    found = get_object_or_404(queries.discussions_visible_to(user), uid=uid)
    mine = places.membership_of(user, found.community)
    is_in = bool(mine and mine.is_active)
    speaks = is_in and found.is_open and found.community.is_open
    data = request.POST if request.method == "POST" else held_data(request) if speaks else None
    form = forms.SayForm(data)
    if request.method == "POST":
        if not is_in:
            done(request, actions.say, found, text="", by=user, at=now())
            return redirect(found)
        if made := accepted(form, lambda: actions.say(found, by=user, at=now(), **form.content())):
            notices.success(request, _("Your words are there."))
            return redirect(made)
    mark = following.mark_of(user, found)
    pages = Paginator(queries.posts_of(found), queries.PAGE)
    # Without a page in the address, one takes up where one left.
    page = pages.get_page(request.GET.get("page") or queries.page_of((mark or 0) + 1))
    said = queries.said(page, user, since=mark)
    if user.is_authenticated and said and request.method == "GET":
        marking.mark_read(found, said[-1].number, by=user, at=now())
    context = {
        "discussion": found,
        "community": found.community,
        "mine": mine,
        "is_in": is_in,
        "is_facilitator": bool(mine and mine.is_facilitator),
        "speaks": speaks,
        "form": form,
        "page": page,
        "posts": said,
        "first_new": next((one.number for one in said if one.is_new), None),
        "follows": following.follows(user, discussion=found),
        "theme": places.theme_titles(user, [found.theme_uid]).get(found.theme_uid, ""),
    }
    if found.is_debate:
        seen = debates.debate_of(found, user)
        # A reason read beside its position is not read again in the thread.
        context |= {"debate": seen, "above": seen.numbers}
        context["stand"] = debates.stand_of(found, mine) if is_in else None
    return shown(request, "debate" if found.is_debate else "discussion", context, found.community)


@reachable_by(TO_SELF)
def discussion_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.discussions_facilitated_by(request.user), uid=uid)
    by = {"by": request.user, "at": now()}
    if request.POST.get("do") == "open":
        said = _("The discussion is open again.")
        done(request, moderation.close_discussion, found, again=True, said=said, **by)
        return redirect(found)
    form = forms.CloseForm(request.POST or None)
    if request.method == "POST" and accepted(
        form, lambda: moderation.close_discussion(found, **form.cleaned_data, **by)
    ):
        notices.success(request, _("The discussion is closed; it stays to be read."))
        return redirect(found)
    context = {"form": form, "discussion": found, "community": found.community}
    return shown(request, "discussion_close", context, found.community)


@reachable_by(EVERYONE)
def post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where it stands in its discussion."""
    found = get_object_or_404(queries.posts_visible_to(request.user), uid=uid)
    page = queries.page_of(found.number)
    address = found.discussion.get_absolute_url() + (f"?page={page}" if page > 1 else "")
    return redirect(f"{address}#m{found.number}")


@reachable_by(SIGNED_IN)
def post_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer a contribution, quoting its very words."""
    user = request.user
    found = get_object_or_404(queries.posts_visible_to(user), uid=uid)
    mine = places.membership_of(user, found.discussion.community)
    if not (mine and mine.is_active and found.is_shown and found.discussion.is_open):
        return redirect(found)
    first = found.text if len(found.text) <= SHORT else found.text.split("\n")[0][:SHORT]
    data = request.POST if request.method == "POST" else held_data(request)
    form = forms.AnswerForm(data, initial={"passage": first})
    if request.method == "POST" and (
        made := accepted(
            form,
            lambda: actions.say(found.discussion, answers=found, by=user, at=now(), **form.content()),
        )
    ):
        notices.success(request, _("Your words are there."))
        return redirect(made)
    context = {"form": form, "post": found, "discussion": found.discussion}
    return shown(request, "post_answer", context, found.discussion.community)


@reachable_by(TO_SELF)
def post_mine(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own contribution: correct it, take it away, put it back, appeal, erase it for good."""
    found = get_object_or_404(queries.posts_written_by(request.user), uid=uid)
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    mine = places.membership_of(request.user, found.discussion.community)
    may_speak = bool(
        mine and mine.is_active and found.discussion.is_open and found.discussion.community.is_open
    )
    correct = forms.CorrectForm(request.POST if do == "correct" else None, initial={"text": found.text})
    appeal = forms.AppealForm(request.POST if do == "appeal" else None)
    if do == "correct":
        if accepted(correct, lambda: actions.correct(found, **correct.content(), **by)):
            notices.success(request, _("Your words are corrected."))
            return redirect(found)
    elif do == "appeal":
        if accepted(appeal, lambda: moderation.appeal(found, **appeal.cleaned_data, **by)):
            notices.success(request, _("Somebody will look at it again. The answer will be here."))
            return redirect("post_mine", uid)
    elif do in BUTTONS:
        act, said = BUTTONS[do]
        done(request, act, found, said=said(), **by)
        return redirect("post_mine", uid)
    elif request.method == "POST":
        raise BadRequest
    context = {
        "post": found,
        "discussion": found.discussion,
        "community": found.discussion.community,
        "reads": queries.posts_visible_to(request.user).filter(pk=found.pk).exists(),
        "may_speak": may_speak,
        "correct": correct,
        "appeal_form": appeal,
        "appeal": moderating.last_appeal(found),
        "kept_days": actions.KEPT.days,
    }
    return shown(request, "post_mine", context, found.discussion.community)


BUTTONS = {
    "take_away": (actions.take_away, lambda: _("It is taken away. You may put it back.")),
    "put_back": (actions.put_back, lambda: _("Your words are back.")),
    "erase": (actions.erase, lambda: _("Its text is erased for good.")),
}


@reachable_by(SIGNED_IN)
def my_sayings(request: HttpRequest) -> HttpResponse:
    """All one said, what was removed and why, what one reported and what was answered."""
    page = Paginator(queries.posts_written_by(request.user), queries.PAGE).get_page(request.GET.get("page"))
    seen = set(places.communities_visible_to(request.user).values_list("pk", flat=True))
    for one in page:
        # Of a hidden community one left, one keeps one's words, not its name.
        one.where = one.discussion.community.name if one.discussion.community_id in seen else ""
    context = {
        "page": page,
        "reports": moderating.reports_made_by(request.user)[:20],
        "asked": reuses.of_words_of(request.user)[:30],
        "asking": reuses.made_by(request.user)[:30],
    }
    response = shown(request, "my_sayings", context)
    response["Cache-Control"] = "private, no-store"
    return response


@reachable_by(SIGNED_IN)
def my_sayings_file(request: HttpRequest) -> HttpResponse:
    """One's own words, to keep: nobody else's are in it."""
    rows = [_row(one) for one in queries.posts_written_by(request.user)]
    response = HttpResponse(
        json.dumps(rows, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="mes-mots.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _row(post: Post) -> dict:
    return {
        "given_at": post.given_at.isoformat(),
        "called": post.author.called,
        "number": post.number,
        "text": post.text,
        "state": post.state,
        "removed_by": post.removed_by,
        "reason": post.reason,
        "explanation": post.explanation,
    }


@reachable_by(EVERYONE)
def discussions_search(request: HttpRequest) -> HttpResponse:
    """What is said where this reader may read, and nowhere else."""
    form = forms.SearchForm(request.GET or None)
    q = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    page = Paginator(queries.found(request.user, q), 20).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "q": q,
        "page": page,
        "found": [
            (post.discussion, one) for post, one in zip(page, queries.said(page, request.user), strict=True)
        ],
    }
    response = shown(request, "search", context)
    if request.user.is_authenticated:
        response["Cache-Control"] = "private, no-store"
    return response
