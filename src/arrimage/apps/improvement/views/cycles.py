"""A cycle on one page: the objective, the tasks, the evaluation, and what came of it."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.improvement.actions import cycles as actions
from arrimage.apps.improvement.actions import evaluations
from arrimage.apps.improvement.forms import cycles as forms
from arrimage.apps.improvement.meeting_host import KIND
from arrimage.apps.improvement.models import Cycle, Objective, Place
from arrimage.apps.improvement.queries import committees as seats
from arrimage.apps.improvement.queries import cycles as queries
from arrimage.apps.improvement.queries import evaluations as results
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.meetings.queries import hosted

from .doors import TO_COMMITTEE, accepted, committee_for, done, runs


@reachable_by(TO_COMMITTEE)
def cycle_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    committee = committee_for(request, uid)
    may_run = runs(request, committee)
    form = forms.CycleForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST":
        if not may_run:
            raise PermissionDenied
        if form.is_valid():
            told = form.cleaned_data
            made = accepted(form, actions.begin_cycle, committee, by=request.user, at=now(), **told)
            if made:
                notices.success(request, _("The cycle begins. What would each of you like to change?"))
                return redirect(made)
    context = {"committee": committee, "form": form, "may_run": may_run}
    return render(request, "improvement/cycle_new.html", context, status=422 if request.POST else 200)


def cycle_steps(cycle: Cycle) -> list[dict]:
    """Plan, do, check, act, as the thread shows them."""
    order = list(Cycle.State.values)
    at = order.index(cycle.state)
    words = {
        Cycle.State.PLANNING: (_("Plan"), _("An objective all agree on")),
        Cycle.State.DOING: (_("Do"), _("Shared out and tried")),
        Cycle.State.CHECKING: (_("Check"), _("What came of it, and what each thinks")),
        Cycle.State.CLOSED: (_("Act"), _("What stays, changes or stops")),
    }
    steps = []
    for place, state in enumerate(order):
        title, text = words[state]
        knot = (
            "done" if place < at or cycle.state == Cycle.State.CLOSED else "now" if place == at else "later"
        )
        steps.append({"title": title, "text": text, "state": knot})
    steps[0]["when"] = date_format(cycle.starts_on, "DATE_FORMAT")
    ended = cycle.closed_at.date() if cycle.closed_at else cycle.ends_on
    steps[-1]["when"] = date_format(ended, "DATE_FORMAT")
    return steps


@reachable_by(TO_COMMITTEE)
def cycle(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.cycles_visible_to(request.user, on=today()), uid=uid)
    committee = found.committee
    may_run = runs(request, committee)
    mine = seats.place_of(committee, request.user, on=today())
    do, by = request.POST.get("do", ""), {"by": request.user, "at": now()}
    holders = seats.holders_of(committee, on=today())
    objective_form = forms.ObjectiveForm(request.POST if do == "propose" else None)
    task_form = forms.TaskForm(
        request.POST if do == "task" else None, holders=holders, groups=found.groups.all()
    )
    group_form = forms.GroupForm(request.POST if do == "group" else None, holders=holders, auto_id="group_%s")
    closing_form = forms.ClosingForm(request.POST if do == "close" else None)
    if request.method == "POST":
        if do == "propose" and mine and objective_form.is_valid():
            told = objective_form.cleaned_data | by
            if made := accepted(objective_form, actions.propose_objective, found, holder=mine, **told):
                return redirect("objective", made.uid)
        elif do == "task" and task_form.is_valid():
            if accepted(task_form, actions.share_out, found, **task_form.cleaned_data, **by):
                return redirect(found.get_absolute_url() + "#tasks")
        elif do == "group" and group_form.is_valid():
            if accepted(group_form, actions.form_group, found, **group_form.cleaned_data, **by):
                return redirect(found.get_absolute_url() + "#tasks")
        elif do == "close" and closing_form.is_valid():
            if accepted(closing_form, actions.close_cycle, found, **closing_form.cleaned_data, **by):
                notices.success(request, _("The cycle is closed. What was learned may help another team."))
                return redirect(found)
        elif do in Cycle.State.values:
            done(request, actions.move, found, do, **by)
            return redirect(found)
        elif do in {"midway", "final"}:
            done(request, evaluations.open_evaluation, found, do, **by)
            return redirect(found.get_absolute_url() + "#evaluation")
        elif do not in {"propose", "task", "group", "close"}:
            raise BadRequest
    held = hosted.count_held(
        KIND, committee.uid, since=_start(found.starts_on), until=found.closed_at or now()
    )
    objectives = queries.objectives_of(found)
    context = {
        "cycle": found,
        "committee": committee,
        "steps": cycle_steps(found),
        "drift": queries.drift(found, held=held, on=today()),
        "held": held,
        "meetings": queries.MEETINGS,
        "objectives": objectives,
        "chosen": next((one for one in objectives if one.chosen_at), None),
        "tasks": list(queries.tasks_of(found)),
        "groups": found.groups.prefetch_related("holders__place"),
        "evaluations": results.evaluations_shown(found, mine),
        "mine": mine,
        "may_run": may_run,
        "objective_form": objective_form,
        "task_form": task_form,
        "group_form": group_form,
        "closing_form": closing_form,
        "today": today(),
    }
    return render(request, "improvement/cycle.html", context, status=422 if request.POST else 200)


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=get_current_timezone())


@require_POST
@reachable_by(TO_COMMITTEE)
def task_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.tasks_visible_to(request.user, on=today()), uid=uid)
    state = request.POST.get("do", "")
    came_of = request.POST.get("came_of", "")[:600]
    if state == "take":
        mine = seats.place_of(found.cycle.committee, request.user, on=today())
        if mine is None:
            raise PermissionDenied
        done(request, actions.take_task, found, holder=mine, by=request.user, at=now())
        return redirect(found.cycle.get_absolute_url() + "#tasks")
    done(request, actions.finish_task, found, state, by=request.user, at=now(), came_of=came_of)
    return redirect(found.cycle.get_absolute_url() + "#tasks")


@reachable_by(TO_COMMITTEE)
def objective(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One objective: its letters, answered together, and where each stands, in their words."""
    found = get_object_or_404(queries.objectives_visible_to(request.user, on=today()), uid=uid)
    cycle, by = found.cycle, {"by": request.user, "at": now()}
    mine = seats.place_of(cycle.committee, request.user, on=today())
    may_speak = mine is not None and mine.place.kind not in Place.AROUND
    may_run = runs(request, cycle.committee)
    do = request.POST.get("do", "")
    my_voice = found.voices.filter(holder=mine).first() if may_speak else None
    told = {"stance": my_voice.stance, "words": my_voice.words} if my_voice else None
    voice_form = forms.VoiceForm(request.POST if do == "speak" else None, initial=told)
    letters = forms.LettersForm(request.POST if do == "letters" else None, instance=found)
    if request.method == "POST":
        if do == "speak" and may_speak and voice_form.is_valid():
            if accepted(voice_form, actions.speak, found, holder=mine, **voice_form.cleaned_data, **by):
                notices.success(request, _("It is kept, as you said it."))
                return redirect("objective", found.uid)
        elif do == "letters" and letters.is_valid():
            if _precise(request, found, letters, by):
                return redirect("objective", found.uid)
        elif do == "choose":
            if done(request, actions.choose_objective, found, **by):
                notices.success(request, _("It is everybody’s objective. Share the work out."))
                return redirect(cycle)
            return redirect("objective", found.uid)
        elif do not in {"speak", "letters"}:
            raise BadRequest
    found = next(one for one in queries.objectives_of(cycle) if one.pk == found.pk)
    seated = seats.seated(cycle.committee, on=today())
    context = {
        "objective": found,
        "cycle": cycle,
        "consensus": queries.consensus_on(found, seated),
        "mine": mine,
        "may_speak": may_speak and cycle.state == Cycle.State.PLANNING,
        "may_write": (mine is not None or may_run) and cycle.state == Cycle.State.PLANNING,
        "may_choose": may_run and cycle.state == Cycle.State.PLANNING,
        "voice_form": voice_form,
        "letters": letters,
    }
    return render(request, "improvement/objective.html", context, status=422 if request.POST else 200)


def _precise(request: HttpRequest, found: Objective, form, by: dict) -> bool:
    try:
        since = int(request.POST.get("since", ""))
        actions.make_precise(found, since=since, **form.cleaned_data, **by)
    except StaleVersion:
        form.add_error(
            None, _("Somebody else wrote meanwhile. Your words are below: look at theirs, and send again.")
        )
        return False
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    except ValueError:
        raise BadRequest from None
    notices.success(request, _("Kept."))
    return True


@require_POST
@reachable_by(TO_COMMITTEE)
def evaluation_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A code to answer under: the answers can be told from nobody's."""
    found = get_object_or_404(results.evaluations_visible_to(request.user, on=today()), uid=uid)
    language = (get_language() or "fr")[:2]
    try:
        code = evaluations.begin_answer(found, by=request.user, at=now(), language=language)
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
        return redirect(found.cycle)
    return redirect("answer", code=code, number=1)


@require_POST
@reachable_by(TO_COMMITTEE)
def evaluation_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(results.evaluations_visible_to(request.user, on=today()), uid=uid)
    done(request, evaluations.close_evaluation, found, by=request.user, at=now())
    return redirect(found.cycle.get_absolute_url() + "#evaluation")
