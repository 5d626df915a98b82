"""Where a network stands with what makes its services hold together."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.actions import strategies as actions
from arrimage.apps.network.forms.strategies import PaceForm, PhaseForm, StepForm, StrategyForm
from arrimage.apps.network.models import Strategy, StrategyStep
from arrimage.apps.network.queries import strategies as queries
from arrimage.design.tables import Column, table_for

from .doors import TO_LEADERS, TO_MEMBERS, TO_NETWORK_KEEPERS
from .strategy_timeline import timeline

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@reachable_by(TO_MEMBERS)
def strategies(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The inventory by family, what moves on a timeline, and a warning when too much begins at once."""
    network = get_object_or_404(queries.networks_of_member(request.user), uid=uid)
    found = queries.overview(network)
    wanted = request.GET.get("state", "")
    listed = [one for one in found.standings if wanted in ("", one.state)]
    table = table_for(request, listed, _columns(), caption=_("Integration strategies"), per_page=200)
    if export := EXPORTS.get(table.export_format or ""):
        return export("strategies", table.header, table.export_rows)
    return render(
        request,
        "network/strategies.html",
        {
            "network": network,
            "overview": found,
            "states": StrategyStep.State.choices,
            "wanted": wanted if wanted in StrategyStep.State.values else "",
            "families": queries.families(listed if wanted else found.waiting),
            "timeline": timeline(found, on=today()) if found.moving else None,
            "downloads": table.exports,
            "may_write": queries.networks_kept_by(request.user).filter(pk=network.pk).exists(),
            "may_lead": queries.networks_led_by(request.user).filter(pk=network.pk).exists(),
        },
    )


def _columns() -> list[Column]:
    def said(name: str):
        return lambda one: getattr(one.now, name) if one.now else None

    return [
        Column("name", _("Strategy"), lambda one: one.strategy.label),
        Column("family", _("Family"), lambda one: one.strategy.get_family_display()),
        Column("kind", _("Type of integration"), lambda one: one.strategy.get_kind_display()),
        Column("targets", _("Targets"), lambda one: ", ".join(one.strategy.target_labels)),
        Column("state", _("Where it stands"), lambda one: one.state_label),
        Column("since", _("Since"), said("since")),
        Column("expected_on", _("Planned for"), said("expected_on")),
        Column("led_by", _("By whom"), said("led_by")),
        Column("evidence", _("What shows it"), said("evidence")),
        Column("difficulty", _("What is difficult"), said("difficulty")),
        Column("said_by", _("Said by"), said("said_by")),
        Column("said_at", _("Said on"), said("said_at")),
        Column("source", _("Source"), lambda one: one.strategy.source),
    ]


@reachable_by(TO_MEMBERS)
def strategy(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """One strategy: where it stands, its history, and, for those who keep it, what to say now."""
    network = get_object_or_404(queries.networks_of_member(request.user), uid=uid)
    found = get_object_or_404(queries.strategies_of(network), pk=pk)
    may_write = queries.networks_kept_by(request.user).filter(pk=network.pk).exists()
    form = None
    if may_write:
        form = StepForm(request.POST or None, initial=_last_said(network, found))
        if request.method == "POST" and form.is_valid() and _said(request, network, found, form):
            return redirect("strategy", uid=uid, pk=pk)
    context = {
        "network": network,
        "standing": queries.standing(network, found),
        "form": form,
        "may_undo": may_write,
        "today": today(),
    }
    return render(request, "network/strategy.html", context, status=422 if request.method == "POST" else 200)


def _last_said(network, strategy: Strategy) -> dict:
    last = queries.standing(network, strategy).now
    if last is None:
        return {"since": today()}
    kept = ("state", "expected_on", "led_by", "evidence", "difficulty")
    return {name: getattr(last, name) for name in kept} | {"since": today()}


def _said(request: HttpRequest, network, strategy: Strategy, form: StepForm) -> bool:
    try:
        actions.say_where_it_stands(network, strategy, by=request.user, at=now(), **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    notices.success(request, _("It is written, in your organisation’s name."))
    return True


@require_POST
@reachable_by(TO_NETWORK_KEEPERS)
def strategy_undo(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    network = get_object_or_404(queries.networks_kept_by(request.user), uid=uid)
    found = get_object_or_404(queries.strategies_of(network), pk=pk)
    if actions.take_step_back(network, found, by=request.user, at=now()):
        notices.success(request, _("What you had just written is taken back."))
    else:
        notices.error(request, _("Only what your organisation wrote today can be taken back."))
    return redirect("strategy", uid=uid, pk=pk)


@reachable_by(TO_NETWORK_KEEPERS)
def strategy_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A strategy of the network's own, with its own name."""
    network = get_object_or_404(queries.networks_kept_by(request.user), uid=uid)
    form = StrategyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"family": Strategy.Family.OWN}
        try:
            added = actions.add_strategy(network, by=request.user, at=now(), **given)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("Added. Say now where it stands."))
            return redirect("strategy", uid=uid, pk=added.pk)
    context = {"network": network, "form": form}
    return render(request, "network/strategy_new.html", context, status=422 if request.POST else 200)


@reachable_by(TO_LEADERS)
def strategy_pace(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The phases, and when the network wants to be told that too much begins at once."""
    network = get_object_or_404(queries.networks_led_by(request.user), uid=uid)
    do = request.POST.get("do", "")
    pace_form = PaceForm(request.POST if do == "pace" else None, instance=queries.pace_of(network))
    phase_form = PhaseForm(request.POST if do == "phase" else None)
    if request.method == "POST":
        given = {"by": request.user, "at": now()}
        if do == "pace" and pace_form.is_valid():
            actions.set_pace(network, **pace_form.cleaned_data, **given)
            notices.success(request, _("The warning follows your numbers."))
            return redirect("strategy_pace", uid=uid)
        if do == "phase" and phase_form.is_valid():
            try:
                actions.add_phase(network, **phase_form.cleaned_data, **given)
            except ValidationError as refusal:
                phase_form.add_error(None, refusal)
            else:
                notices.success(request, _("The phase is on the timeline."))
                return redirect("strategy_pace", uid=uid)
        if do == "remove":
            phase = get_object_or_404(queries.phases(network), pk=_number(request.POST.get("phase", "")))
            actions.remove_phase(phase, **given)
            notices.success(request, _("The phase is taken off the timeline."))
            return redirect("strategy_pace", uid=uid)
        if do not in {"pace", "phase"}:
            raise BadRequest
    context = {
        "network": network,
        "pace_form": pace_form,
        "phase_form": phase_form,
        "phases": queries.phases(network),
    }
    return render(request, "network/strategy_pace.html", context, status=422 if request.POST else 200)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise BadRequest
    return int(text)
