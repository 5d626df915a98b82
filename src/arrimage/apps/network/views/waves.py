"""Waves: what everyone may read of one, and leading it."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel import exports
from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import tie_kinds
from arrimage.apps.network.actions import waves as actions
from arrimage.apps.network.forms.waves import TieKindForm, WaveForm
from arrimage.apps.network.models import Network, Organisation, TieKind, Wave
from arrimage.apps.network.queries import rosters, tie_files
from arrimage.apps.network.queries import ties as queries
from arrimage.apps.network.queries.joint_seat import networks
from arrimage.apps.network.queries.together import mandated_networks
from arrimage.apps.network.vocabulary_ties import Frequency, Status, WaveStatus
from arrimage.design.tables import Column, table_for

TO_COORDINATORS = doors(door(Role.NETWORK_COORDINATOR, relation=Relation.NETWORK))


@reachable_by(EVERYONE)
def network_waves(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The waves of a network this reader may see."""
    found = get_object_or_404(networks(), uid=uid)
    leads = mandated_networks(request.user, today()).filter(pk=found.pk).exists()
    waves = queries.with_responses(queries.waves_of(found, request.user))
    return render(request, "network/waves.html", {"network": found, "waves": waves, "leads": leads})


@reachable_by(EVERYONE)
def wave(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How many answered, and the ties this reader may see; as a page or as a file."""
    found = get_object_or_404(queries.waves_visible_to(request.user), uid=uid)
    seen, tally = queries.ties_seen_by(request.user, found)
    called = queries.names_of(seen)
    if request.GET.get("export") == "graphml":
        asked = Organisation.objects.filter(roster_entries__wave=found)
        everybody = {one.pk: one for one in asked} | called
        content = tie_files.graphml(seen, everybody.values())
        return HttpResponse(
            content,
            content_type="application/graphml+xml",
            headers={
                "Content-Disposition": 'attachment; filename="liens.graphml"',
                "Cache-Control": "no-store",
            },
        )
    if (asked_for := request.GET.get("export")) in ("csv", "xlsx"):
        header, rows = tie_files.rows(seen, tie_files.names(called.values()))
        answer = exports.csv_response if asked_for == "csv" else exports.xlsx_response
        return answer(f"liens.{asked_for}", header, rows)
    entry = rosters.entries_held_by(request.user).filter(wave=found).first()
    context = {
        "wave": found,
        "response": queries.response_of(found),
        "tally": [(Status(status).label, tally[status]) for status in Status if tally[status]],
        "said": sum(tally.values()),
        "unseen": max(sum(tally.values()) - len(seen), 0),
        "table": _table(request, seen, called),
        "seen": len(seen),
        "entry": entry,
        "leads": queries.waves_coordinated_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "network/wave.html", context)


def _table(request: HttpRequest, seen: list, called: dict):
    def frequency(tie) -> str:
        return Frequency(tie.frequency).label if tie.frequency else ""

    columns = [
        Column(
            "source",
            _("Organisation"),
            value=lambda tie: called[tie.source].name,
            sort=lambda tie: called[tie.source].sort_name,
            link=lambda tie: called[tie.source].get_absolute_url(),
        ),
        Column(
            "target",
            _("With"),
            value=lambda tie: called[tie.target].name,
            sort=lambda tie: called[tie.target].sort_name,
            link=lambda tie: called[tie.target].get_absolute_url(),
        ),
        Column("kind", _("Kind of tie"), value=lambda tie: str(tie.kind), sort=lambda tie: str(tie.kind)),
        Column(
            "status",
            _("What both say of it"),
            value=lambda tie: tie.status.label,
            sort=lambda tie: list(Status).index(tie.status),
        ),
        Column("frequency", _("How often"), value=frequency, sort=lambda tie: tie.frequency),
    ]
    # The files have their own columns (those `arrimage network` reads): the table offers none.
    return table_for(request, seen, columns, caption=_("Ties you may read"), sort="source", exportable=False)


# --- Leading


@reachable_by(TO_COORDINATORS)
def wave_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _led_network(request, uid)
    form = WaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_wave(found, **form.cleaned_data, by=request.user, at=now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("The wave is prepared. Look over who is asked, then open it."))
            return redirect("wave_lead", uid=made.uid)
    context = {"network": found, "form": form}
    return render(request, "network/wave_new.html", context, status=422 if form.is_bound else 200)


@reachable_by(TO_COORDINATORS)
def wave_lead(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who is asked and how far each is; opening, reminding, closing, publishing."""
    found = _led(request, uid)
    dates = {"name": found.name, "opens_on": found.opens_on, "closes_on": found.closes_on}
    form = WaveForm(initial=dates)
    if request.method == "POST":
        do = request.POST.get("do", "")
        form = WaveForm(request.POST) if do == "change" else form
        if do != "change" or form.is_valid():
            try:
                _do(request, found, do, form)
            except ValidationError as refusal:
                if do == "change":
                    form.add_error(None, refusal)
                else:
                    notices.error(request, refusal.messages[0])
            if not form.errors:
                return redirect("wave_lead", uid=uid)
    entries = list(rosters.entries_of(found))
    _seen, tally = queries.ties_seen_by(request.user, found)
    search = request.GET.get("q", "")[:100]
    context = {
        "wave": found,
        "entries": entries,
        "response": queries.response_of(found),
        "started": sum(bool(entry.started_at and not entry.finished_at) for entry in entries),
        "tally": [(Status(status).label, tally[status]) for status in Status if tally[status]],
        "next": [WaveStatus(status) for status in WaveStatus if status in found.next_steps],
        "form": form,
        "search": search,
        "invitable": rosters.invitable(found, search),
    }
    return render(request, "network/wave_lead.html", context, status=422 if form.errors else 200)


def _do(request: HttpRequest, found: Wave, do: str, form: WaveForm) -> None:
    given = {"by": request.user, "at": now()}
    if do == "change":
        actions.change_wave(found, **form.cleaned_data, **given)
        notices.success(request, _("It is changed."))
    elif do == "remind":
        count = actions.remind(found, **given)
        said = ngettext("%d organisation reminded.", "%d organisations reminded.", count) % count
        notices.success(request, said)
    elif do == "invite":
        uids = request.POST.getlist("organisation")
        asked = Organisation.objects.filter(uid__in=_valid(uids), closed_on=None)
        count = len(actions.invite(found, asked, **given))
        notices.success(request, ngettext("%d organisation added.", "%d organisations added.", count) % count)
    elif do in WaveStatus.values:
        actions.step(found, do, **given)
        notices.success(request, _("It is done. You may go back one step."))
    else:
        raise BadRequest


def _valid(uids: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in uids]
    except ValueError:
        raise BadRequest from None


@require_POST
@reachable_by(TO_COORDINATORS)
def wave_leave_out(request: HttpRequest, uid: UUID, entry: UUID) -> HttpResponse:
    found = _led(request, uid)
    asked = get_object_or_404(rosters.entries_of(found), uid=entry)
    try:
        actions.leave_out(asked, by=request.user, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
    else:
        notices.success(
            request, _("%(organisation)s is no longer asked.") % {"organisation": asked.organisation}
        )
    return redirect("wave_lead", uid=uid)


@reachable_by(TO_COORDINATORS)
def network_tie_kinds(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The kinds every network has, and this one's own."""
    found = _led_network(request, uid)
    form = TieKindForm(request.POST if request.POST.get("do") == "add" else None)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "retire":
                kind = get_object_or_404(
                    TieKind, uid__in=_valid([request.POST.get("kind", "")]), network=found
                )
                tie_kinds.retire_tie_kind(kind, by=request.user, at=now())
                notices.success(request, _("It is no longer asked. What was said of it stays."))
                return redirect("network_tie_kinds", uid=uid)
            if form.is_valid():
                tie_kinds.add_tie_kind(found, **form.cleaned_data, by=request.user, at=now())
                notices.success(request, _("The kind of tie is added: the next cards ask about it."))
                return redirect("network_tie_kinds", uid=uid)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    kinds = list(queries.kinds_of(found))
    context = {
        "network": found,
        "shipped": [kind for kind in kinds if kind.network_id is None],
        "own": [kind for kind in kinds if kind.network_id],
        "form": form,
    }
    return render(request, "network/tie_kinds.html", context, status=422 if form.is_bound else 200)


def _led(request: HttpRequest, uid: UUID) -> Wave:
    return get_object_or_404(queries.waves_coordinated_by(request.user), uid=uid)


def _led_network(request: HttpRequest, uid: UUID) -> Network:
    return get_object_or_404(mandated_networks(request.user, today()), uid=uid)
