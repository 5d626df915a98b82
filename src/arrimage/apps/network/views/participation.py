"""«What became of what we said?»: contributions, their answers, and whether these are enough."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.actions import participation as actions
from arrimage.apps.network.forms.participation import AnswerForm, ContributionForm
from arrimage.apps.network.models import Committee, Contribution
from arrimage.apps.network.queries import governance as seats
from arrimage.apps.network.queries import participation as queries
from arrimage.apps.network.queries.strategies import networks_led_by, networks_of_member
from arrimage.design.tables import Column, table_for

from .doors import TO_MEMBERS

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
TO_PARTICIPANTS = doors(*TO_MEMBERS.doors, door(relation=Relation.SELF))


@reachable_by(TO_PARTICIPANTS)
def participation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A year of what was said: unanswered first; then how participation is planned, seat by seat."""
    network = get_object_or_404(networks_of_member(request.user), uid=uid)
    years = queries.years_of(network)
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else None
    found = queries.said_within_a_year(request.user, network, on=today(), year=year)
    table = table_for(request, found, _columns(), caption=_("What was said"), per_page=500)
    if export := EXPORTS.get(table.export_format or ""):
        return export("ce-que-nous-avons-dit", table.header, table.export_rows)
    context = {
        "network": network,
        "contributions": found,
        "account": queries.account_of(found, on=today()),
        "years": years,
        "year": year,
        "downloads": table.exports,
        "committees": seats.committees(network, user=request.user),
        "today": today(),
    }
    return render(request, "network/participation.html", context)


def _columns() -> list[Column]:
    def last(name: str):
        return lambda one: getattr(one.told[-1], name) if one.told else None

    return [
        Column("said_on", _("Said on")),
        Column("voice", _("Whose voice"), lambda one: one.get_voice_display()),
        Column("words", _("What was said"), lambda one: one.words),
        Column("state", _("Where it is"), lambda one: one.get_state_display()),
        Column("answer_by", _("Answer owed by"), lambda one: one.answer_by if one.is_owed else None),
        Column(
            "outcome",
            _("What became of it"),
            lambda one: one.told[-1].get_outcome_display() if one.told else None,
        ),
        Column("answer", _("The answer"), last("words")),
        Column("changed", _("What changed"), last("changed")),
        Column("why", _("Why it is refused"), last("why")),
        Column("committee", _("Committee"), lambda one: one.committee.name if one.committee else None),
    ]


@reachable_by(TO_PARTICIPANTS)
def contribution_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    network = get_object_or_404(networks_of_member(request.user), uid=uid)
    items = queries.items_to_tell_from(request.user, network)
    form = ContributionForm(request.POST or None, items=items)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"is_own": form.cleaned_data["is_own"] == "own"}
        item = data["item"]
        committee = Committee.objects.filter(uid=item.meeting.series.about_uid).first() if item else None
        try:
            said = actions.contribute(network, by=request.user, at=now(), committee=committee, **data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("Thank you. An answer is owed to you within thirty days."))
            return redirect(said)
    context = {"network": network, "form": form}
    return render(request, "network/contribution_new.html", context, status=422 if request.POST else 200)


def _found(request: HttpRequest, uid: UUID, contribution: UUID) -> Contribution:
    found = queries.contributions_visible_to(request.user).filter(network__uid=uid, uid=contribution)
    return get_object_or_404(found)


@reachable_by(TO_PARTICIPANTS)
def contribution(request: HttpRequest, uid: UUID, contribution: UUID) -> HttpResponse:
    """What was said, and all that was answered; for those who owe it, the answer to write."""
    found = _found(request, uid, contribution)
    may_answer = networks_led_by(request.user).filter(pk=found.network_id).exists() and found.is_owed
    form = AnswerForm(request.POST or None) if may_answer else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _answered(request, found, form):
            return redirect(found)
    context = {
        "network": found.network,
        "contribution": found,
        "form": form,
        "may_judge": found.told and queries.judged_by(request.user).filter(pk=found.pk).exists(),
        "today": today(),
    }
    return render(request, "network/contribution.html", context, status=422 if request.POST else 200)


def _answered(request: HttpRequest, contribution: Contribution, form: AnswerForm) -> bool:
    try:
        actions.answer(contribution, by=request.user, at=now(), **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    notices.success(request, _("Your answer is given, in the network’s name."))
    return True


@require_POST
@reachable_by(TO_PARTICIPANTS)
def contribution_judge(request: HttpRequest, uid: UUID, contribution: UUID) -> HttpResponse:
    """Whoever said it says whether the answer is enough."""
    found = _found(request, uid, contribution)
    do = request.POST.get("do", "")
    if do not in {"heard", "again"}:
        raise BadRequest
    if not queries.judged_by(request.user).filter(pk=found.pk).exists():
        raise Http404
    try:
        actions.judge(found, is_enough=do == "heard", by=request.user, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    else:
        heard = _("Noted: you were heard.")
        notices.success(request, heard if do == "heard" else _("Noted: an answer is owed to you again."))
    return redirect(found)
