"""A network's table: public facts, and its administration by both sides together."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import joint_seat as actions
from arrimage.apps.network.forms.joint_seat import CoordinatorForm, RemovalForm, SeatForm
from arrimage.apps.network.models import Network
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies.together import SPEAKERS, kept_by
from arrimage.apps.network.queries import joint_seat as queries
from arrimage.apps.network.vocabulary import Side

TO_SPEAKERS = doors(door(*SPEAKERS, relation=Relation.OWN))


@reachable_by(EVERYONE)
def networks(request: HttpRequest) -> HttpResponse:
    return render(request, "network/networks.html", {"networks": queries.networks()})


@reachable_by(EVERYONE)
def network(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who sits at the table and who coordinates: anybody may know."""
    found = get_object_or_404(queries.networks(), uid=uid)
    table = queries.table(found, user=request.user, on=today())
    context = {"network": found, "table": table, "keeps": kept_by(request.user) is not None}
    return render(request, "network/network.html", context)


@reachable_by(TO_SPEAKERS)
def network_table(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What waits for a yes, and what may be proposed; for those who sit at it."""
    found = get_object_or_404(queries.networks_spoken_in_by(request.user, today()), uid=uid)
    forms = _forms(request, found)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in forms:
            raise BadRequest
        if forms[do].is_valid() and _proposed(request, found, do, forms[do]):
            return redirect("network_table", uid=uid)
    table = queries.table(found, user=request.user, on=today())
    waiting = [(decision, _path(decision)) for decision in table.waiting]
    context = {"network": found, "table": table, "waiting": waiting, "forms": forms}
    return render(request, "network/network_table.html", context, status=422 if request.POST else 200)


def _path(decision) -> list[dict]:
    """What was said, what is awaited, what comes then: for `{% thread %}`."""
    path = [{"title": _("Proposed"), "when": decision.proposed_at, "text": decision.proposed_by}]
    for side in Side:
        said = decision.yes_of(side)
        by = getattr(decision, f"{side}_yes_by")
        title = _("%(side)s: yes") if said else _("%(side)s: awaited")
        path.append({"title": title % {"side": side.label}, "when": said, "text": by})
    path.append({"title": _("In force"), "when": None, "text": ""})
    return [
        step
        | {
            "when": date_format(localtime(step["when"]), "DATE_FORMAT") if step["when"] else "",
            "state": "done" if step["when"] else "later" if step is path[-1] else "now",
        }
        for step in sorted(path[:-1], key=lambda step: step["when"] is None) + path[-1:]
    ]


def _forms(request: HttpRequest, network: Network) -> dict:
    do, day = request.POST.get("do"), today()

    def data(name: str):
        return request.POST if do == name else None

    seats = network.seats.filter(holding_on(day)).select_related("organisation")
    return {
        "mandate": CoordinatorForm(data("mandate"), candidates=queries.candidates(network, day)),
        "seat": SeatForm(data("seat"), seatable=queries.seatable(network, day)),
        "removal": RemovalForm(data("removal"), seats=seats),
    }


def _proposed(request: HttpRequest, network: Network, do: str, form) -> bool:
    given = {"by": request.user, "at": now()}
    try:
        if do == "mandate":
            actions.propose_mandate(network, form.cleaned_data["user"], **given)
        elif do == "seat":
            data = form.cleaned_data
            actions.propose_seat(network, data["organisation"], data["side"], **given)
        else:
            actions.propose_removal(network, form.cleaned_data["seat"], **given)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    notices.success(request, _("Proposed, with your side’s yes. It waits for the other side’s."))
    return True


@require_POST
@reachable_by(TO_SPEAKERS)
def table_answer(request: HttpRequest, uid: UUID, decision: UUID) -> HttpResponse:
    """Say yes for one's side, or end it."""
    found = get_object_or_404(queries.networks_spoken_in_by(request.user, today()), uid=uid)
    thing = queries.decision_of(found, decision)
    act = {"yes": actions.say_yes, "end": actions.end}.get(request.POST.get("do", ""))
    if thing is None:
        raise Http404
    if act is None:
        raise BadRequest
    try:
        done = act(thing, by=request.user, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    else:
        holds = done.has_both_yeses and not done.ended_at
        notices.success(request, _("Both sides have said yes: it is done.") if holds else _("It is noted."))
    return redirect("network_table", uid=uid)
