"""Coaching: who proposes it, what a team asks, the visits."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.accounts.held import held_data
from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel.access import SIGNED_IN, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.meetings.queries.loops import follow_ups_visible_to
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.actions import coachings as actions
from arrimage.apps.recognition.actions.grids import say_what_we_propose
from arrimage.apps.recognition.forms.coachings import (
    AnswerTeamForm,
    AskCoachingForm,
    BodyForm,
    FollowUpForm,
    VisitForm,
    VisitWordsForm,
)
from arrimage.apps.recognition.queries import coachings as queries
from arrimage.apps.recognition.queries import dossiers

from .doors import TO_EDITORS, TO_OWN_EDITORS, accepted, done, status_of


@never_cache
@reachable_by(SIGNED_IN)
def recognition(request: HttpRequest) -> HttpResponse:
    """What one asked, what one is asked, where one sits; who proposes what."""
    user = request.user
    context = {
        "coachings": queries.listed_coachings(user),
        "dossiers": dossiers.listed_dossiers(user),
        "seats": dossiers.seats_held_by(user),
        "bodies": queries.bodies(),
        "grids": dossiers.listed_grids(user) if user.acting else [],
        "shown": dossiers.shown_dossiers()[:30],
        "edits": policies.editor_for(user) is not None,
        "body": queries.body_of(user),
    }
    return render(request, "recognition/recognition.html", context)


@reachable_by(TO_EDITORS)
def body_edit(request: HttpRequest) -> HttpResponse:
    """What our organisation proposes to teams."""
    ours = request.user.acting.organisation
    form = BodyForm(
        request.POST if request.method == "POST" else held_data(request),
        instance=queries.body_of(request.user),
    )
    if request.method == "POST" and accepted(
        form, lambda: say_what_we_propose(ours, **form.cleaned_data, by=request.user, at=now())
    ):
        notices.success(request, _("It is said: teams may ask you."))
        return redirect("recognition")
    return render(request, "recognition/body.html", {"form": form}, status=status_of(request))


@reachable_by(TO_EDITORS)
def coaching_new(request: HttpRequest) -> HttpResponse:
    teams = queries.teams_of(request.user)
    form = AskCoachingForm(
        request.POST if request.method == "POST" else held_data(request),
        teams=teams,
        bodies=queries.coaching_bodies(),
    )
    if request.method == "POST" and (
        made := accepted(
            form,
            lambda: actions.ask_for_coaching(
                **{name: form.cleaned_data[name] for name in ("team", "body", "question")},
                by=request.user,
                at=now(),
            ),
        )
    ):
        notices.success(request, _("It is asked. You may stop it at any moment."))
        return redirect(made)
    context = {"form": form, "has_teams": teams.exists()}
    return render(request, "recognition/coaching_new.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_OWN_EDITORS)
def coaching(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was asked, what is answered, the visits."""
    with seen("recognition.coaching_read", by=request.user, purpose=_("coaching"), request=request) as shown:
        found = shown.one(get_object_or_404(queries.coachings_visible_to(request.user), uid=uid))
        do, given = request.POST.get("do"), {"by": request.user, "at": now()}
        answering = AnswerTeamForm(request.POST if do in ("accept", "decline") else None)
        visiting = VisitForm(request.POST if do == "visit" else None)
        if do == "end":
            done(request, actions.end, found, **given, said=_("It is ended; what was written stays."))
            return redirect(found)
        if do in ("accept", "decline") and accepted(
            answering,
            lambda: actions.answer_team(found, accepts=do == "accept", **answering.cleaned_data, **given),
        ):
            notices.success(request, _("The team reads your answer."))
            return redirect(found)
        if do == "visit" and (
            made := accepted(visiting, lambda: actions.plan_visit(found, **visiting.content(), **given))
        ):
            notices.success(request, _("The visit is on both calendars."))
            return redirect(made)
        mine = policies.editor_for(request.user)
        context = {
            "coaching": found,
            "visits": queries.visits_of(found),
            "answering": answering,
            "visiting": visiting,
            "is_team": mine == found.organisation_id,
            "is_body": mine == found.body.organisation_id,
        }
        return render(request, "recognition/coaching.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_OWN_EDITORS)
def coaching_visit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One visit: what is advised, what was tried, what is to follow up."""
    with seen("recognition.coaching_read", by=request.user, purpose=_("coaching"), request=request) as shown:
        found = get_object_or_404(queries.visits_visible_to(request.user), uid=uid)
        shown.one(found.coaching)
        do, given = request.POST.get("do"), {"by": request.user, "at": now()}
        is_body = policies.editor_for(request.user) == found.coaching.body.organisation_id
        form = VisitWordsForm(
            request.POST if do == "write" else held_data(request),
            label=_("What you advise") if is_body else _("What you tried, and what came of it"),
            initial={"words": found.advice if is_body else found.tried, "since": found.version},
        )
        following = FollowUpForm(request.POST if do == "follow" else None)
        if do == "write" and accepted(
            form,
            lambda: actions.write_visit(
                found, words=form.cleaned_data["words"], since=form.cleaned_data["since"], **given
            ),
        ):
            notices.success(request, _("It is noted."))
            return redirect(found)
        if do == "follow" and accepted(
            following, lambda: actions.follow_up(found, **following.cleaned_data, **given)
        ):
            notices.success(request, _("It will come back on the next agenda."))
            return redirect(found)
        context = {
            "visit": found,
            "coaching": found.coaching,
            "is_body": is_body,
            "form": form,
            "following": following,
            "follow_ups": follow_ups_visible_to(request.user).filter(series=found.meeting.series_id),
        }
        return render(request, "recognition/visit.html", context, status=status_of(request))
