"""A recognition: asked for, filled, looked at together, reported, answered, concluded."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.audit.actions import seen
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.recognition.actions import dossiers as actions
from arrimage.apps.recognition.actions import reports
from arrimage.apps.recognition.figures import FIGURES, figure
from arrimage.apps.recognition.forms.dossiers import (
    AnswerAskingForm,
    AnswerForm,
    AskRecognitionForm,
    CommentForm,
    ConclusionForm,
    ObservationForm,
    ReportForm,
    SeatForm,
    SpeakForm,
)
from arrimage.apps.recognition.models import Dossier
from arrimage.apps.recognition.queries import dossiers as queries
from arrimage.apps.recognition.queries.coachings import teams_of

from .doors import TO_EDITORS, TO_HOLDER, TO_OWN_EDITORS, TO_THOSE_IN_IT, accepted, done, status_of

State = Dossier.State
ORDER = (State.ASKED, State.FILLING, State.VISITING, State.REPORTED, State.CONCLUDED)


def _read(request: HttpRequest):
    return seen("recognition.dossier_read", by=request.user, purpose=_("recognition"), request=request)


@reachable_by(TO_EDITORS)
def dossier_new(request: HttpRequest) -> HttpResponse:
    """Ask for one of our teams: nobody else can."""
    teams = teams_of(request.user)
    form = AskRecognitionForm(
        request.POST if request.method == "POST" else held_data(request),
        teams=teams,
        grids=queries.grids_to_ask_for(),
        initial={"grid": request.GET.get("grid")},
    )
    if request.method == "POST" and (
        made := accepted(
            form,
            lambda: actions.ask_for_recognition(**form.cleaned_data, by=request.user, at=now()),
        )
    ):
        notices.success(request, _("It is asked. You may stop it at any moment, without a reason."))
        return redirect(made)
    context = {"form": form, "has_teams": teams.exists()}
    return render(request, "recognition/dossier_new.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_THOSE_IN_IT)
def dossier(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where it stands, what the grid asks, who sits there, the report and its answer."""
    with _read(request) as shown:
        found = shown.one(get_object_or_404(queries.dossiers_visible_to(request.user), uid=uid))
        place = queries.place_in(found, request.user)
        entries = queries.entries_of(found, place)
        for one in entries:
            if one.figure and one.figure["code"] in FIGURES:
                one.figure_said = FIGURES[one.figure["code"]].label
        visits = queries.visits_of(found)
        context = {
            "dossier": found,
            "grid": found.grid,
            "place": place,
            "entries": entries,
            "told": sum(bool(one.comment or one.figure) for one in entries),
            "seats": found.seats.select_related("user"),
            "steps": _steps(found, visits),
            "visits": visits,
            "follow_ups": queries.follow_ups_of(found) if visits else [],
            "answering": AnswerAskingForm(),
            "days_left": queries.days_left(found, today()),
            "concludes": place.is_body
            and found.state == State.REPORTED
            and (found.answered_at is not None or today() > found.answer_by),
        }
        return render(request, "recognition/dossier.html", context)


def _steps(found: Dossier, visits: list) -> list[dict]:
    """The way of a recognition, as a thread: done, now, later."""
    days = {
        State.ASKED: date_format(found.asked_at, "j F Y"),
        State.VISITING: date_format(localtime(visits[0].starts_at), "j F Y") if visits else "",
        State.REPORTED: _("until %(day)s") % {"day": date_format(found.answer_by, "j F Y")}
        if found.answer_by
        else "",
        State.CONCLUDED: date_format(found.concluded_at, "j F Y") if found.concluded_at else "",
    }
    here = ORDER.index(found.state) if found.state in ORDER else -1
    last = len(ORDER) - 1
    return [
        {
            "title": step.label,
            "when": days.get(step, ""),
            "text": "",
            "state": "done" if at < here or (at == here == last) else "now" if at == here else "later",
        }
        for at, step in enumerate(ORDER)
    ]


@never_cache
@reachable_by(TO_THOSE_IN_IT)
def dossier_item(request: HttpRequest, uid: UUID, item: UUID) -> HttpResponse:
    """One item: the team's figure and its rows, its words, what was seen, its level."""
    with _read(request) as shown:
        found = shown.one(get_object_or_404(queries.dossiers_visible_to(request.user), uid=uid))
        about = get_object_or_404(found.grid.items, uid=item)
        place = queries.place_in(found, request.user)
        entry = next(one for one in queries.entries_of(found, place) if one.item_id == about.pk)
        do, given = request.POST.get("do"), {"by": request.user, "at": now()}
        comment = CommentForm(
            request.POST if do == "comment" else held_data(request), initial={"comment": entry.comment}
        )
        observation = ObservationForm(
            request.POST if do == "observe" else None,
            item=about,
            initial={
                "observed": entry.observed,
                "files_read": entry.files_read,
                "files_found": entry.files_found,
                "level": entry.level,
                "why_level": entry.why_level,
            },
        )
        if do == "put":
            done(request, actions.put_figure, found, about, **given, said=_("Your figure is in the dossier."))
            return redirect("dossier_item", uid=uid, item=item)
        if do == "out":
            done(request, actions.take_figure_out, found, about, **given, said=_("It is taken out."))
            return redirect("dossier_item", uid=uid, item=item)
        if do == "comment" and accepted(
            comment,
            lambda: actions.comment(found, about, words=comment.cleaned_data["comment"], **given),
        ):
            notices.success(request, _("It is noted."))
            return redirect("dossier", uid=uid)
        if do == "observe" and accepted(
            observation, lambda: reports.observe(found, about, **observation.cleaned_data, **given)
        ):
            notices.success(request, _("It is noted."))
            return redirect("dossier", uid=uid)
        fills = place.is_team and found.state == State.FILLING
        context = {
            "dossier": found,
            "item": about,
            "entry": entry,
            "place": place,
            "fills": fills,
            "observes": place.is_body and found.state == State.VISITING,
            "comment": comment,
            "observation": observation,
            "label": FIGURES[about.figure].label if about.figure in FIGURES else "",
            "proposed": figure(about.figure, found.team, today()).to_data()
            if fills and about.figure in FIGURES
            else None,
        }
        return render(request, "recognition/item.html", context, status=status_of(request))


@require_POST
@reachable_by(TO_OWN_EDITORS)
def dossier_do(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The gestures without a form: ready, stop, show or not; and the body's answer to the asking."""
    found = get_object_or_404(queries.dossiers_visible_to(request.user), uid=uid)
    do, given = request.POST.get("do", ""), {"by": request.user, "at": now()}
    if do in ("accept", "decline"):
        form = AnswerAskingForm(request.POST)
        words = form.cleaned_data["words"] if form.is_valid() else ""
        said = _("The team reads your answer.")
        done(request, actions.answer_asking, found, accepts=do == "accept", words=words, **given, said=said)
    elif do in ("show", "hide"):
        said = _("It may be read that your team was recognised.") if do == "show" else _("It is hidden.")
        done(request, reports.show, found, do == "show", **given, said=said)
    elif do == "ready":
        said = _("The body and those who sit with it read your dossier.")
        done(request, actions.ready, found, **given, said=said)
    elif do == "stop":
        said = _("It is stopped: nobody else reads it any more.")
        done(request, actions.stop, found, **given, said=said)
    return redirect("dossier", uid=uid)


@reachable_by(TO_OWN_EDITORS)
def dossier_seat(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """Name who sits there: the body does, with them."""
    found = get_object_or_404(queries.dossiers_of_body(request.user), uid=uid)
    seat = get_object_or_404(found.seats, kind=kind)
    form = SeatForm(
        request.POST if request.method == "POST" else held_data(request),
        initial={"called": seat.called, "email": seat.user.email if seat.user else ""},
    )
    if request.method == "POST" and accepted(
        form, lambda: actions.seat(seat, **form.cleaned_data, by=request.user, at=now())
    ):
        notices.success(request, _("They sit there: the dossier opens to them."))
        return redirect("dossier", uid=uid)
    context = {"form": form, "dossier": found, "seat": seat}
    return render(request, "recognition/seat.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_HOLDER)
def dossier_speak(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What whoever sits there says."""
    seat = get_object_or_404(queries.seats_held_by(request.user), uid=uid)
    given = {"by": request.user, "at": now()}
    if request.POST.get("do") == "back":
        said = _("You gave the seat back: nobody asks you why. The body names somebody else.")
        if done(request, actions.give_seat_back, seat, **given, said=said):
            return redirect("recognition")
        return redirect(seat.dossier)
    form = SpeakForm(
        request.POST if request.method == "POST" else held_data(request), initial={"words": seat.words}
    )
    if request.method == "POST" and accepted(
        form,
        lambda: actions.speak(
            seat,
            words=form.cleaned_data["words"],
            is_stranger=form.cleaned_data["is_stranger"],
            **given,
        ),
    ):
        notices.success(request, _("It is noted, in your words."))
        return redirect(seat.dossier)
    context = {"form": form, "seat": seat, "dossier": seat.dossier}
    return render(request, "recognition/speak.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_OWN_EDITORS)
def dossier_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The body's: the report, the conclusion."""
    found = get_object_or_404(queries.dossiers_of_body(request.user), uid=uid)
    do, given = request.POST.get("do"), {"by": request.user, "at": now()}
    forms = {
        "report": ReportForm(request.POST if do == "report" else held_data(request)),
        "conclude": ConclusionForm(request.POST if do == "conclude" else None),
    }
    acts = {"report": reports.report, "conclude": reports.conclude}
    if do in acts and accepted(forms[do], lambda: acts[do](found, **forms[do].cleaned_data, **given)):
        notices.success(request, _("It is done; the team reads it."))
        return redirect("dossier", uid=uid)
    context = {
        "dossier": found,
        "forms": forms,
        "silent": [one for one in found.seats.all() if one.spoke_at is None],
    }
    return render(request, "recognition/report.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_OWN_EDITORS)
def dossier_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The team's answer to the report."""
    found = get_object_or_404(queries.dossiers_of_team(request.user), uid=uid)
    if found.state != State.REPORTED or found.answered_at is not None:
        if request.method == "POST":
            done(request, reports.answer, found, words="", by=request.user, at=now())  # says why not
        return redirect(found)
    form = AnswerForm(request.POST if request.method == "POST" else held_data(request))
    if request.method == "POST" and accepted(
        form,
        lambda: reports.answer(found, words=form.cleaned_data["words"], by=request.user, at=now()),
    ):
        notices.success(request, _("Your answer stays beside the report."))
        return redirect("dossier", uid=uid)
    context = {"dossier": found, "form": form, "days_left": queries.days_left(found, today())}
    return render(request, "recognition/answer.html", context, status=status_of(request))
