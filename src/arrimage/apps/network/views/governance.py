"""How a network is governed: its form, its committees, their seats and vacancies, and what they decide."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.actions import governance as actions
from arrimage.apps.network.forms import governance as forms
from arrimage.apps.network.models import Committee
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.queries import governance as queries
from arrimage.apps.network.queries import joint_seat
from arrimage.apps.network.queries.strategies import networks_led_by
from arrimage.design.tables import Column, table_for

from .doors import TO_LEADERS
from .joint_seat import TO_SPEAKERS

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@reachable_by(EVERYONE)
def governance(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Form, committees, seats and vacancies: anybody may know. Persons are named as they chose."""
    network = get_object_or_404(joint_seat.networks(), uid=uid)
    seated = queries.committees(network, user=request.user)
    rows = [(one.committee, place) for one in seated for place in one.places]
    table = table_for(request, rows, _columns(), caption=_("Seats of the committees"), per_page=500)
    if export := EXPORTS.get(table.export_format or ""):
        return export("comites", table.header, table.export_rows)
    context = {
        "network": network,
        "form_in_force": queries.form_of(network),
        "mandates": joint_seat.table(network, user=request.user, on=today()).mandates,
        "levels": [
            (label, [one for one in seated if one.committee.level == level])
            for level, label in Committee.Level.choices
        ],
        "downloads": table.exports,
        "may_propose": joint_seat.networks_spoken_in_by(request.user, today()).filter(pk=network.pk).exists(),
    }
    return render(request, "network/governance.html", context)


def _columns() -> list[Column]:
    return [
        Column("committee", _("Committee"), lambda row: row[0].name),
        Column("level", _("Level"), lambda row: row[0].get_level_display()),
        Column("kind", _("Whose place"), lambda row: row[1].seat.get_kind_display()),
        Column("who", _("Who"), lambda row: _("vacant") if row[1].is_vacant else row[1].label),
        Column("role", _("Role at the committee"), lambda row: row[1].seat.role),
        Column("since", _("Since"), lambda row: (row[1].holder or row[1].seat).since),
    ]


@reachable_by(EVERYONE)
def committee(request: HttpRequest, uid: UUID, committee: UUID) -> HttpResponse:
    """One committee: its mandate, who sits, and, for those who see its meetings, what it does."""
    network = get_object_or_404(joint_seat.networks(), uid=uid)
    found = get_object_or_404(queries.committees_of(network), uid=committee)
    shown = [one for one in queries.committees(network, user=request.user) if one.committee.pk == found.pk]
    led = queries.seats_led_by(request.user, network).filter(committee=found)
    kept = queries.holders_without_account(request.user, network).filter(seat__committee=found)
    context = {
        "network": network,
        "seated": shown[0] if shown else queries.Seated(found),
        "work": queries.work_of(found, user=request.user, at=now()),
        "led": {seat.pk for seat in led},
        "kept": {holder.pk for holder in kept},
        "may_lead": networks_led_by(request.user).filter(pk=network.pk).exists(),
        "today": today(),
    }
    return render(request, "network/committee.html", context)


@require_POST
@reachable_by(TO_LEADERS)
def committee_meet(request: HttpRequest, uid: UUID, committee: UUID) -> HttpResponse:
    """Open the committee's meetings: those who sit are its guests."""
    network = get_object_or_404(networks_led_by(request.user), uid=uid)
    found = get_object_or_404(queries.committees_of(network), uid=committee)
    try:
        series = actions.open_meetings(found, by=request.user, at=now())
    except ValidationError as refusal:
        notices.error(request, refusal.messages[0])
        return redirect(found)
    notices.success(request, _("Those who sit on the committee will be invited to each meeting."))
    return redirect(series)


@reachable_by(TO_SPEAKERS)
def governance_propose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Propose a form or a committee; about one committee (`?comite=`), its mandate, its seats, its end."""
    network = get_object_or_404(joint_seat.networks_spoken_in_by(request.user, today()), uid=uid)
    committee = None
    if asked := request.GET.get("comite", ""):
        committee = get_object_or_404(queries.committees_of(network), uid=_uid(asked))
    given = _forms(request, network, committee)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in given and not (do == "close" and committee):
            raise BadRequest
        form = given.get(do)
        if (form is None or form.is_valid()) and _proposed(request, network, committee, do, form):
            return redirect("network_table", uid=uid)
    context = {"network": network, "committee": committee, "forms": given}
    return render(request, "network/governance_propose.html", context, status=422 if request.POST else 200)


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest from None


def _forms(request: HttpRequest, network, committee: Committee | None) -> dict:
    do = request.POST.get("do", "")

    def data(name: str):
        return request.POST if do == name else None

    organisations = queries.organisations_seatable(network)
    if committee is None:
        return {
            "form": forms.GovernanceForm(data("form"), organisations=organisations),
            "committee": forms.CommitteeForm(data("committee")),
        }
    seats = committee.seats.filter(holding_on(today())).select_related("organisation")
    return {
        "mandate": forms.MandateForm(data("mandate"), initial={"mandate": committee.mandate}),
        "seat": forms.CommitteeSeatForm(data("seat"), organisations=organisations),
        "unseat": forms.UnseatForm(data("unseat"), seats=seats),
    }


def _proposed(request: HttpRequest, network, committee, do: str, form) -> bool:
    given, data = {"by": request.user, "at": now()}, form.cleaned_data if form else {}
    try:
        if do == "form":
            actions.propose_form(network, data.pop("form"), **data, **given)
        elif do == "committee":
            actions.propose_committee(network, **data, **given)
        elif do == "mandate":
            actions.propose_mandate(committee, data["mandate"], **given)
        elif do == "seat":
            actions.propose_committee_seat(committee, data.pop("kind"), **data, **given)
        elif do == "unseat":
            actions.propose_seat_removal(data["seat"], **given)
        else:
            actions.propose_closing(committee, **given)
    except ValidationError as refusal:
        if form is None:
            notices.error(request, refusal.messages[0])
        else:
            form.add_error(None, refusal)
        return False
    notices.success(request, _("Proposed, with your side’s yes. It waits for the other side’s."))
    return True


@reachable_by(TO_LEADERS)
def seat_person(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """A person's place: the role, support and compensation arranged; then welcome somebody in it."""
    network = get_object_or_404(networks_led_by(request.user), uid=uid)
    seat = get_object_or_404(queries.seats_led_by(request.user, network), pk=pk)
    do = request.POST.get("do", "")
    initial = {name: getattr(seat, name) for name in ("role", "support", "compensation")}
    arrange = forms.ArrangeForm(request.POST if do == "arrange" else None, initial=initial)
    welcome = forms.WelcomeForm(
        request.POST if do == "welcome" else None, users=queries.persons_of(request.user)
    )
    given = {"by": request.user, "at": now()}
    if do == "arrange" and arrange.is_valid():
        actions.arrange(seat, **arrange.cleaned_data, **given)
        notices.success(request, _("It is written: the person can count on it."))
        return redirect("seat_person", uid=uid, pk=pk)
    if do == "welcome" and welcome.is_valid():
        said = {name: welcome.cleaned_data[name] for name in ("called", "shown_to", "user")}
        try:
            actions.welcome(seat, **said, **given)
        except ValidationError as refusal:
            welcome.add_error(None, refusal)
        else:
            notices.success(request, _("Welcome to them. The committee sees that somebody sits here."))
            return redirect(seat.committee)
    if request.method == "POST" and do not in {"arrange", "welcome"}:
        raise BadRequest
    context = {
        "network": network,
        "seat": seat,
        "arrange": arrange,
        "welcome": welcome,
        "is_vacant": not seat.holders.filter(until=None).exists(),
    }
    return render(request, "network/seat_person.html", context, status=422 if request.POST else 200)


@reachable_by(doors(door(relation=Relation.SELF)))
def place(request: HttpRequest, uid: UUID, holder: UUID) -> HttpResponse:
    """A person's own place: what to be called, shown to whom, what was brought, what came of it; leaving."""
    network = get_object_or_404(joint_seat.networks(), uid=uid)
    return _place(request, network, queries.holders_of(request.user, network), holder)


@reachable_by(TO_LEADERS)
def place_for(request: HttpRequest, uid: UUID, holder: UUID) -> HttpResponse:
    """The same, written with a person who has no account, by those who lead."""
    network = get_object_or_404(networks_led_by(request.user), uid=uid)
    return _place(request, network, queries.holders_without_account(request.user, network), holder)


def _place(request: HttpRequest, network, holders, uid: UUID) -> HttpResponse:
    found = get_object_or_404(holders, uid=uid)
    is_leaving = request.POST.get("do") == "leave"
    data = request.POST if request.method == "POST" and not is_leaving else None
    kept = ("called", "shown_to", "brought", "came_of_it")
    form = forms.PlaceForm(data, initial={name: getattr(found, name) for name in kept})
    given = {"by": request.user, "at": now()}
    if is_leaving:
        actions.leave(found, **given)
        notices.success(request, _("The place is free again, and no name is kept. Thank you."))
        return redirect(found.seat.committee)
    if request.method == "POST" and form.is_valid():
        actions.say_about_oneself(found, **form.cleaned_data, **given)
        notices.success(request, _("It is as you chose."))
        return redirect(request.path)
    context = {"network": network, "holder": found, "form": form, "is_own": found.user_id == request.user.pk}
    return render(request, "network/place.html", context, status=422 if request.POST else 200)
