"""What became of it: conclusions, answers, silence; figures that organisations contest."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.held import held_data
from arrimage.apps.deliberation.actions import outcomes as actions
from arrimage.apps.deliberation.contestable import KINDS
from arrimage.apps.deliberation.forms.working import AnswerForm, ContestForm, StepForm
from arrimage.apps.deliberation.models import Contestation
from arrimage.apps.deliberation.queries import consultations as consulting
from arrimage.apps.deliberation.queries import outcomes as queries
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response

from .shared import (
    TO_KEEPERS,
    TO_OWN_KEEPERS,
    TO_OWN_LEADERS,
    accepted,
    done,
    keys_of,
    readable,
    status_of,
)


@reachable_by(EVERYONE)
def outcomes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Each conclusion: its answer and reasons, how far it is, or silence."""
    found = readable(request, uid)
    told = [queries.told(one, at=now()) for one in queries.conclusions_of(found)]
    if asked := request.GET.get("export"):
        return _exported(told, asked)
    context = {
        "consultation": found,
        "told": told,
        "synthesis": consulting.latest_synthesis(found),
        "silent": [one for one in told if one.is_silent],
    }
    return render(request, "deliberation/outcomes.html", context)


def _exported(told: list, format_: str) -> HttpResponse:
    if format_ not in ("csv", "xlsx"):
        raise BadRequest
    header = [
        _("Conclusion"), _("Asked of"), _("Answer expected by"), _("Decision"), _("Reasons"),
        _("Who looks after it"), _("For when"), _("How far it is"),
    ]  # fmt: skip
    rows = [
        [
            one.conclusion.text,
            str(one.conclusion.asked_of or ""),
            one.conclusion.answer_by,
            one.answer.get_decision_display() if one.answer else _("no answer"),
            one.answer.reasons if one.answer else "",
            one.answer.owner if one.answer else "",
            one.answer.due_on if one.answer else None,
            one.steps[-1].get_progress_display() if one.steps else "",
        ]
        for one in told
    ]
    respond = csv_response if format_ == "csv" else xlsx_response
    return respond(f"{_('what-became-of-it')}.{format_}", header, rows)


@never_cache
@reachable_by(EVERYONE)
def conclusion(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One conclusion, all that was answered and told of it."""
    found = get_object_or_404(queries.conclusions_visible_to(request.user, keys_of(request)), uid=uid)
    context = {
        "told": queries.told(found, at=now()),
        "conclusion": found,
        "consultation": found.consultation,
        "ideas": list(found.ideas.all()),
        "may_answer": queries.conclusions_answered_by(request.user).filter(pk=found.pk).exists(),
        "synthesis": consulting.latest_synthesis(found.consultation),
    }
    return render(request, "deliberation/conclusion.html", context)


@never_cache
@reachable_by(TO_OWN_LEADERS)
def conclusion_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep, change or refuse it, with reasons; later, say how far it is."""
    found = get_object_or_404(queries.conclusions_answered_by(request.user), uid=uid)
    do = request.POST.get("do", "")
    answer = AnswerForm(request.POST if do == "answer" else held_data(request))
    step = StepForm(request.POST if do == "step" else None, auto_id="step_%s")
    by = {"by": request.user, "at": now()}
    if do == "answer" and accepted(
        answer, lambda: actions.answer_conclusion(found, **answer.cleaned_data, **by)
    ):
        notices.success(request, _("The answer is there; those who contributed are told."))
        return redirect(found)
    if do == "step" and accepted(step, lambda: actions.tell_step(found, **step.cleaned_data, **by)):
        notices.success(request, _("It is told: those who spoke read it from now on."))
        return redirect(found)
    if request.method == "POST" and do not in {"answer", "step"}:
        raise BadRequest
    context = {"told": queries.told(found, at=now()), "conclusion": found, "answer": answer, "step": step}
    return render(request, "deliberation/conclusion_answer.html", context, status=status_of(request))


# --- Contestations


@reachable_by(EVERYONE)
def contestations(request: HttpRequest) -> HttpResponse:
    """Every figure an organisation does not recognise itself in, and why, in its own words."""
    found = queries.contestations_read_by(request.user, keys_of(request))
    rows = [(one, _link(one), KINDS[one.kind].name if one.kind in KINDS else "") for one in found]
    if asked := request.GET.get("export"):
        if asked not in ("csv", "xlsx"):
            raise BadRequest
        header = [_("Figure"), _("Code"), _("Contested by"), _("Since"), _("Why"), _("Consultation")]
        lines = [
            [
                one.label,
                one.key,
                one.organisation.name,
                one.contested_at,
                one.words,
                str(one.consultation or ""),
            ]
            for one in found
        ]
        respond = csv_response if asked == "csv" else xlsx_response
        return respond(f"{_('contestations')}-{today()}.{asked}", header, lines)
    mine = {one.pk for one in queries.contestations_of_organisation(request.user)}
    context = {
        "rows": rows,
        "mine": mine,
        "may_contest": request.user.is_authenticated and TO_KEEPERS.lets_in(request.user),
    }
    return render(request, "deliberation/contestations.html", context)


def _link(one: Contestation) -> str:
    contestable = KINDS.get(one.kind)
    return contestable.link(one.key) if contestable and contestable.link else ""


@reachable_by(TO_KEEPERS)
def contestation_new(request: HttpRequest) -> HttpResponse:
    linkable = queries.linkable(request.user, keys_of(request))
    data = request.POST if request.method == "POST" else held_data(request)
    initial = {name: request.GET.get(name, "")[:200] for name in ("kind", "key", "label", "consultation")}
    form = ContestForm(data, consultations=linkable, initial=initial)
    if request.method == "POST" and accepted(
        form, lambda: actions.contest(by=request.user, at=now(), **form.cleaned_data)
    ):
        notices.success(request, _("It is written, and stands beside the figure wherever it is shown."))
        return redirect("contestations")
    return render(request, "deliberation/contestation_form.html", {"form": form}, status=status_of(request))


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def contestation_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(queries.contestations_of_organisation(request.user), uid=uid)
    done(request, actions.stop_contesting, found, by=request.user, at=now(), said=_("It is withdrawn."))
    return redirect("contestations")
