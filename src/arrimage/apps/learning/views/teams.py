"""Our teams: registering one, and what it did together."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.refusals import accepted, done, status_of
from arrimage.apps.learning.actions import teams as actions
from arrimage.apps.learning.forms.teams import EnrolForm, StepForm, TeamForm
from arrimage.apps.learning.models import TeamStep
from arrimage.apps.learning.queries import programmes, supervisions, teams

from .refusals import TO_EDITORS, TO_OWN_EDITORS


@reachable_by(TO_EDITORS)
def team_new(request: HttpRequest) -> HttpResponse:
    ours = request.user.acting.organisation
    region = teams.region_of(ours, today())
    form = TeamForm(request.POST if request.method == "POST" else held_data(request), region=region)
    if request.method == "POST" and (
        made := accepted(
            form, lambda: actions.register_team(ours, by=request.user, at=now(), **form.content())
        )
    ):
        notices.success(request, _("The team is registered. Choose what it takes part in."))
        return redirect(made)
    return render(request, "learning/team_form.html", {"form": form}, status=status_of(request))


@reachable_by(TO_OWN_EDITORS)
def team(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the team takes part in, theme by theme: what it did, and the next gesture."""
    found = get_object_or_404(teams.teams_kept_by(request.user), uid=uid)
    joined = teams.programmes_of(found)
    taken = teams.steps_of(found, joined)
    voted = teams.votes_of(found)
    choices = teams.programmes_open_to(found, request.user)
    return render(
        request,
        "learning/team.html",
        {
            "team": found,
            "roles": found.roles.all(),
            "supervisions": supervisions.supervisions_visible_to(request.user).filter(team=found)[:10],
            "programmes": [
                (
                    programme,
                    [
                        (theme, _knots(taken.get(theme.pk, {})), voted.get(theme.pk))
                        for theme in programme.themes.all()
                    ],
                )
                for programme in joined
            ],
            "form": EnrolForm(programmes=choices) if choices else None,
        },
    )


def _knots(taken: dict[str, TeamStep]) -> list[tuple[str, TeamStep | None]]:
    """Each step there is, with what the team noted of it."""
    return [(str(step.label), taken.get(step)) for step in TeamStep.Step]


@reachable_by(TO_OWN_EDITORS)
def team_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(teams.teams_kept_by(request.user), uid=uid)
    form = TeamForm(request.POST if request.method == "POST" else held_data(request), instance=found)
    if request.method == "POST" and accepted(
        form,
        lambda: actions.change_team(
            found, since=form.since_version(), by=request.user, at=now(), **form.content()
        ),
    ):
        notices.success(request, _("The team is saved."))
        return redirect("learning_team", uid=uid)
    context = {"form": form, "team": found}
    return render(request, "learning/team_form.html", context, status=status_of(request))


@require_POST
@reachable_by(TO_OWN_EDITORS)
def team_do(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Join a programme, leave one, end the team or resume it."""
    found = get_object_or_404(teams.teams_kept_by(request.user), uid=uid)
    do, given = request.POST.get("do"), {"by": request.user, "at": now()}
    if do == "end":
        done(request, actions.end_team, found, **given, said=_("The team is ended; it can be resumed."))
    elif do == "resume":
        done(request, actions.resume_team, found, **given, said=_("The team is there again."))
    elif do == "leave":
        joined = next(
            (one for one in teams.programmes_of(found) if str(one.uid) == request.POST.get("programme")), None
        )
        if joined:
            actions.leave(found, joined, **given)
            notices.success(request, _("The team takes part no more; what it did stays its own."))
    else:
        form = EnrolForm(request.POST, programmes=teams.programmes_open_to(found, request.user))
        if form.is_valid():
            joined = form.cleaned_data["programme"]
            done(request, actions.enrol, found, joined, **given, said=_("The team takes part."))
        else:
            notices.error(request, _("Choose a programme in the list."))
    return redirect("learning_team", uid=uid)


@reachable_by(TO_OWN_EDITORS)
def team_theme(request: HttpRequest, uid: UUID, theme: UUID) -> HttpResponse:
    """Note what the team did of a theme."""
    found = get_object_or_404(teams.teams_kept_by(request.user), uid=uid)
    about = get_object_or_404(programmes.themes_visible_to(request.user), uid=theme)
    given = {"by": request.user, "at": now()}
    taken = teams.steps_of_theme(found, about)
    if which := request.POST.get("back"):
        for step in taken:
            if str(step.uid) == which:
                actions.take_step_back(step, **given)
                notices.success(request, _("It is no longer noted."))
        return redirect("learning_team_theme", uid=uid, theme=theme)
    form = StepForm(
        request.POST if request.method == "POST" else held_data(request),
        initial={"step": _next_step(taken), "on": today()},
    )
    if request.method == "POST" and accepted(
        form,
        lambda: actions.take_step(
            found, about, **{name: form.cleaned_data[name] for name in ("step", "on", "words")}, **given
        ),
    ):
        notices.success(request, _("It is noted, for the team."))
        return redirect("learning_team", uid=uid)
    context = {"team": found, "theme": about, "form": form, "taken": taken}
    return render(request, "learning/team_theme.html", context, status=status_of(request))


def _next_step(taken: list[TeamStep]) -> str | None:
    done_already = {step.step for step in taken}
    return next((step for step in TeamStep.Step.values if step not in done_already), None)
