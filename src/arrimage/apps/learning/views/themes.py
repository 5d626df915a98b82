"""A theme: why it was chosen, what is done, what our teams did of it, and writing all that."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.refusals import accepted, done, status_of
from arrimage.apps.learning import policies
from arrimage.apps.learning.actions import pieces as piece_actions
from arrimage.apps.learning.actions import teams as team_actions
from arrimage.apps.learning.actions import themes as actions
from arrimage.apps.learning.conversations import conversations_on
from arrimage.apps.learning.forms.programmes import ActivityForm, PieceChoiceForm, SourceForm, ThemeForm
from arrimage.apps.learning.forms.teams import VoteForm
from arrimage.apps.learning.queries import library, teams
from arrimage.apps.learning.queries import programmes as queries

from .refusals import TO_EDITORS, TO_OWN_EDITORS


@reachable_by(EVERYONE)
def theme(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.themes_visible_to(request.user), uid=uid)
    ours = list(teams.teams_in(found, request.user))
    votes = queries.votes_for(found)
    mine = policies.editor_for(request.user)
    prepares = mine is not None and found.programme.organisation_id == mine
    return render(
        request,
        "learning/theme.html",
        {
            "theme": found,
            "programme": found.programme,
            "sources": found.sources.all(),
            "activities": found.activities.all(),
            "pieces": [
                (piece, library.edition_in(piece, get_language()))
                for piece in library.pieces_in(found, request.user)
            ],
            "prepares": prepares,
            "teams": [(team, teams.steps_of_theme(team, found)) for team in ours],
            "votes": votes,
            # A reason is read by those who prepare the programme, and by the team's own house.
            "reasons": [one for one in votes if one.words and (prepares or one.team.organisation_id == mine)],
            "voted": {one.team_id for one in votes},
            "conversations": conversations_on(found.uid, request.user),
            "vote_form": VoteForm(teams=teams.teams_in(found, request.user)) if ours else None,
        },
    )


@reachable_by(TO_OWN_EDITORS)
def theme_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    programme = get_object_or_404(queries.programmes_kept_by(request.user), uid=uid)
    form = ThemeForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and (
        made := accepted(
            form, lambda: actions.add_theme(programme, by=request.user, at=now(), **form.content())
        )
    ):
        notices.success(request, _("The theme is written. Name where its choice comes from."))
        return redirect("learning_theme_edit", uid=made.uid)
    context = {"form": form, "programme": programme}
    return render(request, "learning/theme_form.html", context, status=status_of(request))


@reachable_by(TO_OWN_EDITORS)
def theme_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The theme, then its sources and activities, each with a form of its own."""
    found = get_object_or_404(queries.themes_kept_by(request.user), uid=uid)
    form = ThemeForm(request.POST if request.method == "POST" else held_data(request), instance=found)
    if request.method == "POST" and accepted(
        form,
        lambda: actions.change_theme(
            found, since=form.since_version(), by=request.user, at=now(), **form.content()
        ),
    ):
        notices.success(request, _("The theme is saved."))
        return redirect("learning_theme", uid=uid)
    context = {
        "form": form,
        "theme": found,
        "programme": found.programme,
        "sources": found.sources.all(),
        "activities": found.activities.all(),
        "pieces": library.pieces_in(found, request.user),
        "piece_form": PieceChoiceForm(pieces=library.pieces_not_in(found, request.user)),
        "source_form": SourceForm(),
    }
    return render(request, "learning/theme_form.html", context, status=status_of(request))


@require_POST
@reachable_by(TO_OWN_EDITORS)
def theme_do(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move it, or remove it."""
    found = get_object_or_404(queries.themes_kept_by(request.user), uid=uid)
    do, given = request.POST.get("do"), {"by": request.user, "at": now()}
    if do == "remove":
        if done(request, actions.remove_theme, found, **given, said=_("The theme is removed.")):
            return redirect("programme", uid=found.programme.uid)
        return redirect("learning_theme_edit", uid=uid)
    done(request, actions.move_theme, found, up=do != "down", **given, said=_("The theme is moved."))
    return redirect("programme", uid=found.programme.uid)


@require_POST
@reachable_by(TO_OWN_EDITORS)
def theme_source(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a source, or remove the one named."""
    found = get_object_or_404(queries.themes_kept_by(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    if which := request.POST.get("remove"):
        source = found.sources.filter(pk=which if which.isdigit() else None).first()
        if source:
            done(request, actions.remove_source, source, **given, said=_("The source is removed."))
    else:
        form = SourceForm(request.POST)
        if accepted(form, lambda: actions.add_source(found, **form.cleaned_data, **given)):
            notices.success(request, _("The source is added."))
        else:
            notices.error(request, _("Say what kind of source it is, and which one."))
    return redirect("learning_theme_edit", uid=uid)


@require_POST
@reachable_by(TO_OWN_EDITORS)
def theme_piece(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a published piece in the theme, ours or another's, or take one out."""
    found = get_object_or_404(queries.themes_kept_by(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    if which := request.POST.get("remove"):
        for piece in library.pieces_in(found, request.user):
            if str(piece.uid) == which:
                piece_actions.take_out_of_theme(found, piece, **given)
                notices.success(request, _("It is taken out of the theme."))
        return redirect("learning_theme_edit", uid=uid)
    form = PieceChoiceForm(request.POST, pieces=library.pieces_not_in(found, request.user))
    if form.is_valid():
        piece = form.cleaned_data["piece"]
        done(request, piece_actions.put_in_theme, found, piece, **given, said=_("It is in the theme."))
    else:
        notices.error(request, _("Choose something in the list."))
    return redirect("learning_theme_edit", uid=uid)


@reachable_by(TO_OWN_EDITORS)
def activity_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.themes_kept_by(request.user), uid=uid)
    form = ActivityForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and accepted(
        form, lambda: actions.add_activity(found, by=request.user, at=now(), **form.content())
    ):
        notices.success(request, _("The activity is added."))
        return redirect("learning_theme_edit", uid=uid)
    context = {"form": form, "theme": found}
    return render(request, "learning/activity_form.html", context, status=status_of(request))


@reachable_by(TO_OWN_EDITORS)
def activity_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.activities_kept_by(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    if request.POST.get("do") == "remove":
        done(request, actions.remove_activity, found, **given, said=_("The activity is removed."))
        return redirect("learning_theme_edit", uid=found.theme.uid)
    form = ActivityForm(request.POST if request.method == "POST" else held_data(request), instance=found)
    if request.method == "POST" and accepted(
        form,
        lambda: actions.change_activity(found, since=form.since_version(), **form.content(), **given),
    ):
        notices.success(request, _("The activity is saved."))
        return redirect("learning_theme_edit", uid=found.theme.uid)
    context = {"form": form, "theme": found.theme, "activity": found}
    return render(request, "learning/activity_form.html", context, status=status_of(request))


@require_POST
@reachable_by(TO_EDITORS)
def theme_vote(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One of our teams says that the theme matters to it now, or takes that back."""
    found = get_object_or_404(queries.themes_visible_to(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    form = VoteForm(request.POST, teams=teams.teams_in(found, request.user))
    if not form.is_valid():
        notices.error(request, _("Choose one of your teams registered in this programme."))
    elif request.POST.get("do") == "back":
        team_actions.take_vote_back(form.cleaned_data["team"], found, **given)
        notices.success(request, _("The choice is taken back."))
    else:
        said = _("It is noted that this theme matters to your team.")
        team, words = form.cleaned_data["team"], form.cleaned_data["words"]
        done(request, team_actions.vote, team, found, words=words, **given, said=said)
    return redirect("learning_theme", uid=uid)
