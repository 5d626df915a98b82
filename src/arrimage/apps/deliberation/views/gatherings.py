"""Running a meeting with tables: the clock, the board that is projected, the cards with codes."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.deliberation.actions import gatherings as actions
from arrimage.apps.deliberation.forms.preparing import GatheringForm, RingForm
from arrimage.apps.deliberation.models import Gathering
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.queries import gatherings as live
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now

from .shared import TO_TEAM, accepted, done, status_of


@reachable_by(TO_TEAM)
def gathering_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.moderated_by(request.user), uid=uid)
    form = GatheringForm(request.POST or None)

    def plan() -> Gathering:
        fields = dict(form.cleaned_data)
        day, starts = fields.pop("day"), fields.pop("starts")
        return actions.plan_gathering(
            found, starts_at=make_aware(datetime.combine(day, starts)), by=request.user, at=now(), **fields
        )

    if request.method == "POST" and (made := accepted(form, plan)):
        notices.success(request, _("The meeting is planned, and its tables have their codes."))
        return redirect(made)
    context = {"consultation": found, "form": form}
    return render(request, "deliberation/gathering_form.html", context, status=status_of(request))


def _run(request: HttpRequest, uid: UUID) -> Gathering:
    return get_object_or_404(live.gatherings_run_by(request.user), uid=uid)


@never_cache
@reachable_by(TO_TEAM)
def gathering(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whoever holds the microphone: which question, how much time, what each table has written."""
    found = _run(request, uid)
    questions = found.consultation.questions.all()
    do = request.POST.get("do", "")
    form = RingForm(
        request.POST if do == "ring" else None, questions=questions, initial={"question": found.question_id}
    )
    by = {"by": request.user, "at": now()}
    moves = {"begin": Gathering.State.LIVE, "end": Gathering.State.OVER, "resume": Gathering.State.LIVE}
    if do in moves:
        said = {
            "begin": _("The meeting has begun: tables may write."),
            "end": _("The meeting is over: all that the tables wrote is handed in."),
            "resume": _("The meeting goes on."),
        }[do]
        done(request, actions.move, found, moves[do], said=said, **by)
        return redirect(found)
    if do == "table":
        done(request, actions.add_tables, found, 1, said=_("One more table."), **by)
        return redirect(found)
    if do == "ring" and accepted(
        form,
        lambda: actions.ring(
            found, question=form.cleaned_data["question"], minutes=form.cleaned_data["minutes"], **by
        ),
    ):
        return redirect(found)
    if request.method == "POST" and do != "ring":
        raise BadRequest
    tables = list(live.tables_of(found))
    context = {
        "gathering": found,
        "consultation": found.consultation,
        "tables": tables,
        "form": form,
        "clock": live.clock_of(found, at=now()),
        "questions": list(questions),
    }
    return render(request, "deliberation/gathering.html", context, status=status_of(request))


@never_cache
@reachable_by(TO_TEAM)
def board(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is projected: the question, the time left, what tables write. It follows by itself.

    204 to a board that shows it already: nothing is then read of what the tables write.
    """
    found = _run(request, uid)
    clock = live.clock_of(found, at=now())
    moment = live.board_moment_of(found, clock)
    if request.headers.get("HX-Request") and request.GET.get("since") == moment:
        return HttpResponse(status=204)
    context = {"gathering": found, "board": live.board_of(found), "clock": clock, "moment": moment}
    template = "deliberation/_board.html" if request.headers.get("HX-Request") else "deliberation/board.html"
    return render(request, template, context)


@never_cache
@reachable_by(TO_TEAM)
def cards(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To print: one card a table, with the address and the code to type."""
    found = _run(request, uid)
    context = {"gathering": found, "tables": list(live.tables_of(found))}
    return render(request, "deliberation/cards.html", context)
