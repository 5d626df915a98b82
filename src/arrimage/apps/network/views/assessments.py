"""Self-assessments: asked together, answered apart, compared without a mean."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.actions import assessments as actions
from arrimage.apps.network.forms.assessments import AnswersForm, AssessmentForm
from arrimage.apps.network.instruments import instruments
from arrimage.apps.network.models import Assessment
from arrimage.apps.network.models.assessment import said
from arrimage.apps.network.queries import assessments as queries
from arrimage.apps.network.queries.strategies import networks_led_by
from arrimage.design.tables import Column, table_for

from .assessment_figure import distances
from .doors import COORDINATOR, TO_LEADERS, TO_MEMBERS

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
TO_ASKED = doors(door(*KEEPERS, relation=Relation.OWN))


@reachable_by(TO_MEMBERS)
def assessments(request: HttpRequest, uid: UUID) -> HttpResponse:
    network = get_object_or_404(queries.networks_visible_to(request.user), uid=uid)
    context = {
        "network": network,
        "assessments": queries.assessments_visible_to(request.user, network),
        "instruments": [
            (said(one, "name"), said(one, "about"), one["source"]) for one in instruments().values()
        ],
        "may_lead": networks_led_by(request.user).filter(pk=network.pk).exists(),
    }
    return render(request, "network/assessments.html", context)


@reachable_by(TO_LEADERS)
def assessment_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    network = get_object_or_404(networks_led_by(request.user), uid=uid)
    form = AssessmentForm(
        request.POST or None,
        organisations=queries.organisations_to_ask(network),
        initial={
            "organisations": list(queries.seated_organisations(network)),
            "instrument": request.GET.get("quoi", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_assessment(network, by=request.user, at=now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("It is open, and those you ask are written to."))
            return redirect(opened)
    context = {"network": network, "form": form}
    return render(request, "network/assessment_new.html", context, status=422 if request.POST else 200)


def _found(request: HttpRequest, uid: UUID, assessment: UUID) -> Assessment:
    network = get_object_or_404(queries.networks_visible_to(request.user), uid=uid)
    return get_object_or_404(queries.assessments_visible_to(request.user, network), uid=assessment)


@reachable_by(TO_MEMBERS)
def assessment(request: HttpRequest, uid: UUID, assessment: UUID) -> HttpResponse:
    """Who was asked and has answered; one's own answers; all of them once one may compare."""
    found = _found(request, uid, assessment)
    may_compare = queries.may_compare(request.user, found)
    views = queries.comparison(request.user, found)
    if may_compare:
        table = table_for(request, _rows(views), _columns(), caption=str(found), per_page=2000)
        if export := EXPORTS.get(table.export_format or ""):
            return export("auto-evaluation", table.header, table.export_rows)
    replies = list(queries.replies(found))
    answered = sum(reply.finished_at is not None for reply in replies)
    context = {
        "network": found.network,
        "assessment": found,
        "about": said(found.statements, "about"),
        "replies": replies,
        "answered": answered,
        "reply": queries.reply_of(request.user, found),
        "may_compare": may_compare,
        "views": views,
        "words": queries.words_of(request.user, found),
        "figure": distances(found, views, answered / len(replies)) if may_compare and answered > 1 else None,
        "downloads": table.exports if may_compare else [],
        "may_lead": networks_led_by(request.user).filter(pk=found.network_id).exists(),
    }
    return render(request, "network/assessment.html", context)


def _rows(views) -> list[tuple]:
    return [
        (view, label, organisation, words)
        for view in views
        for label, who in [
            *((label, who) for _code, label, who in view.steps),
            *view.apart,
            (_("no answer"), [(organisation, "") for organisation in view.silent]),
        ]
        for organisation, words in who
    ]


def _columns() -> list[Column]:
    return [
        Column("part", _("Part"), lambda row: row[0].part),
        Column("statement", _("Statement"), lambda row: row[0].label),
        Column("organisation", _("Organisation"), lambda row: row[2].name),
        Column("answer", _("Answer given"), lambda row: row[1]),
        Column("words", _("In their words"), lambda row: row[3]),
    ]


@reachable_by(TO_ASKED)
def assessment_answer(request: HttpRequest, uid: UUID, assessment: UUID) -> HttpResponse:
    """One's own answers: kept as one goes, finished when one says so."""
    found = _found(request, uid, assessment)
    reply = queries.reply_of(request.user, found)
    if reply is None:
        raise Http404
    if not found.is_open or reply.finished_at:
        notices.error(request, _("Your answers are finished, or it is closed."))
        return redirect(found)
    form = AnswersForm(
        request.POST or None, assessment=found, answers=queries.answers_of(reply), words=reply.words
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = {"by": request.user, "at": now()}
            actions.save_answers(reply, form.answers, words=form.cleaned_data["words"], **given)
            if request.POST.get("do") == "finish":
                actions.finish(reply, **given)
                notices.success(request, _("Thank you. Your answers are finished."))
            else:
                notices.success(request, _("Kept. Come back when you like, from any device."))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(found)
    context = {"network": found.network, "assessment": found, "form": form, "reply": reply}
    return render(request, "network/assessment_answer.html", context, status=422 if request.POST else 200)


@require_POST
@reachable_by(doors(*TO_ASKED.doors, COORDINATOR))
def assessment_do(request: HttpRequest, uid: UUID, assessment: UUID) -> HttpResponse:
    """Reopen one's answers, compare, close, open again."""
    found = _found(request, uid, assessment)
    do, given = request.POST.get("do", ""), {"by": request.user, "at": now()}
    own = {"reopen": actions.reopen, "compare": actions.compare}
    status = {"close": Assessment.Status.CLOSED, "open": Assessment.Status.OPEN}
    if do not in own and do not in status:
        raise BadRequest
    try:
        if do in status:
            actions.change_status(found, status[do], **given)
        else:
            reply = queries.reply_of(request.user, found)
            if reply is None:
                raise Http404
            own[do](reply, **given)
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    else:
        notices.success(
            request,
            {
                "reopen": _("Your answers are open again."),
                "compare": _("Here is what each answered. Your answers no longer move."),
                "close": _("It is closed: the whole network may compare."),
                "open": _("It is open again until its last day."),
            }[do],
        )
    return (
        redirect("assessment_answer", uid=uid, assessment=assessment) if do == "reopen" else redirect(found)
    )
