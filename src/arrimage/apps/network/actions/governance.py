"""Changing how a network is governed: proposed by a side, done at the other's yes. Welcoming persons."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.clock import now
from arrimage.apps.meetings.actions import series as meetings
from arrimage.apps.meetings.actions.meetings import withdraw_invitation
from arrimage.apps.meetings.queries.meetings import is_guest, places_kept_for, series_about
from arrimage.apps.network.models import (
    Committee,
    CommitteeProposal,
    CommitteeSeat,
    Governance,
    Network,
    Organisation,
    SeatHolder,
)
from arrimage.apps.network.models.joint_seat import BOTH_YESES
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import governance as policies
from arrimage.apps.network.queries.governance import HOST

from . import joint_seat

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

What, Kind = CommitteeProposal.What, CommitteeSeat.Kind


# --- Proposing


def propose_form(
    network: Network,
    form: str,
    *,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
    words: str = "",
) -> Governance:
    """Propose how the network is led. Raises PermissionDenied, ValidationError."""
    is_led = form != Governance.Form.SELF_GOVERNED
    if is_led and organisation is None:
        raise ValidationError({"organisation": _("Say which organisation would lead.")})
    if network.governances.filter(~BOTH_YESES, ended_at=None).exists():
        raise ValidationError(_("A form of governance is already proposed: answer it first."))
    proposal = Governance(
        network=network, form=form, organisation=organisation if is_led else None, words=words.strip()
    )
    return joint_seat.propose(proposal, by=by, at=at)


def propose_committee(
    network: Network, *, name: str, level: str, mandate: str, by: User, at: datetime
) -> CommitteeProposal:
    """Propose to open a committee. Raises PermissionDenied, ValidationError."""
    open_now = network.committees.filter(holding_on(localdate(at)), name__iexact=name.strip())
    if open_now.exists():
        raise ValidationError({"name": _("A committee of that name is open: choose another name.")})
    given = {"name": name.strip(), "level": level, "mandate": mandate.strip()}
    return _propose(CommitteeProposal(network=network, what=What.OPEN, **given), by=by, at=at)


def propose_mandate(committee: Committee, mandate: str, *, by: User, at: datetime) -> CommitteeProposal:
    """Propose another text for a committee's mandate."""
    _check_open(committee, at)
    proposal = CommitteeProposal(
        network=committee.network, what=What.MANDATE, committee=committee, mandate=mandate.strip()
    )
    return _propose(proposal, by=by, at=at)


def propose_closing(committee: Committee, *, by: User, at: datetime) -> CommitteeProposal:
    _check_open(committee, at)
    proposal = CommitteeProposal(network=committee.network, what=What.CLOSE, committee=committee)
    return _propose(proposal, by=by, at=at)


def propose_committee_seat(
    committee: Committee,
    kind: str,
    *,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
    role: str = "",
) -> CommitteeProposal:
    """Propose a seat: an organisation's, an organisation's still to be found, or a person's."""
    _check_open(committee, at)
    if kind != Kind.ORGANISATION:
        organisation = None
    held = committee.seats.filter(holding_on(localdate(at)), organisation=organisation)
    if organisation and held.exists():
        raise ValidationError({"organisation": _("This organisation sits on the committee already.")})
    proposal = CommitteeProposal(
        network=committee.network,
        what=What.SEAT,
        committee=committee,
        seat_kind=kind,
        organisation=organisation,
        role=role.strip(),
    )
    return _propose(proposal, by=by, at=at)


def propose_seat_removal(seat: CommitteeSeat, *, by: User, at: datetime) -> CommitteeProposal:
    proposal = CommitteeProposal(
        network=seat.committee.network,
        what=What.UNSEAT,
        committee=seat.committee,
        seat=seat,
        seat_kind=seat.kind,
        organisation=seat.organisation,
    )
    return _propose(proposal, by=by, at=at)


def _propose(proposal: CommitteeProposal, *, by: User, at: datetime) -> CommitteeProposal:
    same = {name: getattr(proposal, name) for name in ("what", "committee", "organisation", "seat", "name")}
    waiting = proposal.network.committee_proposals.filter(~BOTH_YESES, ended_at=None, **same)
    if waiting.filter(seat_kind=proposal.seat_kind, role=proposal.role).exists():
        raise ValidationError(_("This is already proposed: answer it first."))
    return joint_seat.propose(proposal, by=by, at=at)


def _check_open(committee: Committee, at: datetime) -> None:
    if committee.until and committee.until <= localdate(at):
        raise ValidationError(_("This committee is closed: propose to open one."))


# --- Taking effect, at the second yes


def _begin_form(governance: Governance, *, at: datetime) -> None:
    day = localdate(at)
    others = governance.network.governances.exclude(pk=governance.pk)
    for former in others.filter(BOTH_YESES, holding_on(day), ended_at=None):
        if former.since == day:
            former.ended_at = at  # changed twice the same day: the first did not hold
        else:
            former.until = day
        former.save()
    governance.since = day


def _change_committees(proposal: CommitteeProposal, *, at: datetime) -> None:
    day, committee = localdate(at), proposal.committee
    match proposal.what:
        case What.OPEN:
            given = {name: getattr(proposal, name) for name in ("name", "level", "mandate")}
            proposal.committee = Committee.objects.create(network=proposal.network, since=day, **given)
        case What.MANDATE:
            committee.mandate = proposal.mandate
            committee.save(update_fields=["mandate", "updated_at"])
        case What.CLOSE:
            _close(committee, day)
        case What.SEAT:
            _seat(proposal, day)
        case What.UNSEAT if proposal.seat:
            _empty(proposal.seat, day)


def _close(committee: Committee, day) -> None:
    for seat in committee.seats.filter(holding_on(day)):
        _empty(seat, day)
    if committee.since and committee.since >= day:
        committee.delete()
    else:
        committee.until = day
        committee.save(update_fields=["until", "updated_at"])


def _seat(proposal: CommitteeProposal, day) -> None:
    """The seat; or, for an organisation found at last, the vacancy that was kept for it."""
    seats, organisation = proposal.committee.seats, proposal.organisation
    vacant = seats.filter(holding_on(day), kind=Kind.ORGANISATION, organisation=None).order_by("id").first()
    if organisation and vacant:
        # A seat that was vacant stays so in the past: it ends, and another begins.
        _empty(vacant, day)
    role = proposal.role or (vacant.role if organisation and vacant else "")
    seats.create(kind=proposal.seat_kind, organisation=organisation, role=role, since=day)
    _invite_to_meetings(proposal.committee, organisation)


def _empty(seat: CommitteeSeat, day) -> None:
    for holder in seat.holders.filter(until=None):
        _leave(holder, day)
    committee, organisation = seat.committee, seat.organisation
    if seat.since and seat.since >= day:
        seat.delete()
    else:
        seat.until = day
        seat.save(update_fields=["until"])
    still = committee.seats.filter(holding_on(day), organisation=organisation)
    if organisation and not still.exists():
        _leave_meetings(committee, organisation=organisation)


joint_seat.RULES[Governance] = joint_seat.Rule(
    "governance", lambda one: str(one), _begin_form, ends_by_one=False
)
joint_seat.RULES[CommitteeProposal] = joint_seat.Rule(
    "committee", lambda one: str(one.committee or one.name), _change_committees, ends_by_one=False
)


# --- Persons and relatives


@transaction.atomic
def arrange(
    seat: CommitteeSeat, *, role: str, support: str, compensation: str, by: User, at: datetime
) -> CommitteeSeat:
    """Write what a person's place is: the role, the support, the compensation."""
    policies.check(policies.leads, by, seat.committee.network, localdate(at))
    seat.role, seat.support, seat.compensation = role.strip(), support.strip(), compensation.strip()
    seat.save(update_fields=["role", "support", "compensation"])
    record("participation.arranged", by=by, at=at, subjects=[seat.committee.network, seat])
    return seat


@transaction.atomic
def welcome(
    seat: CommitteeSeat,
    *,
    called: str,
    shown_to: str,
    by: User,
    at: datetime,
    user: User | None = None,
) -> SeatHolder:
    """Seat a person, who said what to be called and to whom to be shown. Where they would be alone, a second
    place opens: nothing is blocked. Raises PermissionDenied, ValidationError."""
    day = localdate(at)
    policies.check(policies.leads, by, seat.committee.network, day)
    Committee.objects.select_for_update().get(pk=seat.committee_id)
    if not seat.is_persons:
        raise ValidationError(_("This seat is an organisation’s."))
    if seat.holders.filter(until=None).exists():
        raise ValidationError(_("Somebody sits there already."))
    holder = SeatHolder.objects.create(
        seat=seat, user=user, since=day, consented_at=at, **_named(called, shown_to)
    )
    record("participation.welcomed", by=by, at=at, subjects=[seat.committee.network, seat])
    _open_a_second_place(seat, by=by, at=at)
    _invite_to_meetings(seat.committee, None, user)
    return holder


@transaction.atomic
def say_about_oneself(
    holder: SeatHolder, *, called: str, shown_to: str, brought: str, came_of_it: str, by: User, at: datetime
) -> SeatHolder:
    """What the person chooses to be called, shown to whom; what they brought, what came of it."""
    holder = _held(holder, by, at)
    if (called.strip(), shown_to) != (holder.called, holder.shown_to):
        holder.consented_at = at
    for name, value in _named(called, shown_to).items():
        setattr(holder, name, value)
    holder.brought, holder.came_of_it = brought.strip(), came_of_it.strip()
    holder.save()
    record("participation.said", by=by, at=at, subjects=[holder.seat.committee.network, holder.seat])
    return holder


@transaction.atomic
def leave(holder: SeatHolder, *, by: User, at: datetime) -> None:
    """The person leaves: the seat is vacant, the name is gone; what was brought stays, unnamed."""
    holder = _held(holder, by, at)
    _leave(holder, localdate(at))
    record("participation.left", by=by, at=at, subjects=[holder.seat.committee.network, holder.seat])


def _named(called: str, shown_to: str) -> dict[str, str]:
    hidden = shown_to == SeatHolder.Shown.NOBODY
    return {"called": "" if hidden else called.strip(), "shown_to": shown_to}


def _held(holder: SeatHolder, by: User, at: datetime) -> SeatHolder:
    """The row, locked, if `by` may speak for it. Raises PermissionDenied."""
    mine = SeatHolder.objects.filter(policies.holders_editable_by(by, localdate(at)), until=None)
    found = mine.select_for_update(of=("self",)).select_related("seat__committee__network")
    if (there := found.filter(pk=holder.pk).first()) is None:
        raise PermissionDenied
    return there


def _leave(holder: SeatHolder, day) -> None:
    committee, user = holder.seat.committee, holder.user
    holder.called, holder.shown_to = "", SeatHolder.Shown.NOBODY
    if holder.since and holder.since >= day:
        holder.delete()
    else:
        holder.until = day
        holder.save()
    still = SeatHolder.objects.filter(holding_on(day), seat__committee=committee, user=user)
    if user and not still.exists():
        _leave_meetings(committee, user=user)


def _open_a_second_place(seat: CommitteeSeat, *, by: User, at: datetime) -> None:
    day = localdate(at)
    persons = seat.committee.seats.filter(holding_on(day), kind__in=CommitteeSeat.PERSONS)
    if persons.exclude(pk=seat.pk).exists():
        return  # somebody else sits, or a place is already open
    kept = {name: getattr(seat, name) for name in ("kind", "role", "support", "compensation")}
    CommitteeSeat.objects.create(committee=seat.committee, since=day, **kept)
    record("participation.place_opened", by=by, at=at, subjects=[seat.committee.network, seat.committee])


# --- Meetings


@transaction.atomic
def open_meetings(committee: Committee, *, by: User, at: datetime):
    """The committee's series of meetings, with those who sit as guests; the same one when it is there."""
    known = series_about(HOST, committee.uid).first()
    if known:
        return known
    day = localdate(at)
    policies.check(policies.leads, by, committee.network, day)
    _check_open(committee, at)
    series = meetings.plan_series(
        committee.name, kind=HOST, about_uid=committee.uid, about_label=committee.name, by=None, at=at
    )
    for seat in committee.seats.filter(holding_on(day), organisation__isnull=False):
        meetings.add_guest(series, organisation=seat.organisation, by=None, at=at)
    holders = SeatHolder.objects.filter(holding_on(day), seat__committee=committee, user__isnull=False)
    for holder in holders.select_related("user"):
        meetings.add_guest(series, user=holder.user, by=None, at=at)
    return series


def _invite_to_meetings(committee: Committee, organisation, user: User | None = None) -> None:
    """Whoever sits down is invited to what comes next."""
    series = series_about(HOST, committee.uid).first()
    if series is None:
        return
    if organisation:
        meetings.add_guest(series, organisation=organisation, by=None, at=now())
    if user:
        meetings.add_guest(series, user=user, by=None, at=now())


def _leave_meetings(committee: Committee, **who) -> None:
    """Whoever no longer sits is no longer invited, nor reads what comes; what they came to stays theirs."""
    at = now()
    series = series_about(HOST, committee.uid).first()
    for place in places_kept_for(series, at=at, **who) if series else ():
        if is_guest(place):
            meetings.remove_guest(place, by=None, at=at)
        else:
            withdraw_invitation(place, by=None, at=at)
