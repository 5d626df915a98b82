"""Administering a network together. Whatever it is, both sides say yes; to end it, one is enough.

Every action locks the network's row first: what happens at one table happens one thing at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.network.models import Mandate, Network, Organisation, Seat, SeatProposal, Territory
from arrimage.apps.network.models.joint_seat import BOTH_YESES, JointDecision
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import together as policies
from arrimage.apps.network.queries import joint_seat as queries
from arrimage.apps.network.vocabulary import COMMUNITY_SIDE, PUBLIC_SIDE, Side

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def found_network(
    name: str, territory: Territory, *, public: Organisation, community: Organisation, at: datetime
) -> Network:
    """Open a table, by the installation alone: one organisation on each side, who seat the others."""
    _check_side(public, Side.PUBLIC)
    _check_side(community, Side.COMMUNITY)
    network = Network.objects.create(name=name, territory=territory)
    for organisation, side in ((public, Side.PUBLIC), (community, Side.COMMUNITY)):
        Seat.objects.create(network=network, organisation=organisation, side=side, since=localdate(at))
    record("network.founded", at=at, subjects=[network, public, community])
    return network


@transaction.atomic
def propose_mandate(network: Network, user: User, *, by: User, at: datetime) -> Mandate:
    """Propose a coordinator; the proposer's side thereby says yes.

    Raises PermissionDenied, ValidationError.
    """
    side = _side(network, by, at)
    if not queries.candidates(network, localdate(at)).filter(pk=user.pk).exists():
        raise ValidationError(
            _("A coordinator holds that role in an organisation of the table, and no other mandate here.")
        )
    mandate = Mandate(network=network, user=user, proposed_by=_signature(by), proposed_at=at)
    return _propose(mandate, side, by=by, at=at)


@transaction.atomic
def propose_seat(
    network: Network, organisation: Organisation, side: str, *, by: User, at: datetime
) -> SeatProposal:
    """Propose somebody to seat on one side. Raises PermissionDenied, ValidationError."""
    mine = _side(network, by, at)
    _check_side(organisation, side)
    if network.seats.filter(holding_on(localdate(at)), organisation=organisation).exists():
        raise ValidationError(_("This organisation sits at the table already."))
    return _propose_seat(network, organisation, side, mine, is_removal=False, by=by, at=at)


@transaction.atomic
def propose_removal(network: Network, seat: Seat, *, by: User, at: datetime) -> SeatProposal:
    """Propose that somebody leave the table. A side keeps at least one seat: without it, it has no yes."""
    mine = _side(network, by, at)
    _check_side_is_kept(network, seat.organisation, seat.side, at)
    return _propose_seat(network, seat.organisation, seat.side, mine, is_removal=True, by=by, at=at)


@transaction.atomic
def propose(decision: JointDecision, *, by: User, at: datetime) -> JointDecision:
    """Propose anything the table decides (see `RULES`); the proposer's side thereby says yes.

    Raises PermissionDenied, ValidationError.
    """
    side = _side(decision.network, by, at)
    decision.proposed_by, decision.proposed_at = _signature(by), at
    return _propose(decision, side, by=by, at=at)


@transaction.atomic
def say_yes(decision: JointDecision, *, by: User, at: datetime) -> JointDecision:
    """Say one's side's yes. With the second one it takes effect. Saying it twice changes nothing.

    Raises PermissionDenied (no seat at this table), ValidationError (it is over, or the same person).
    """
    side = _side(decision.network, by, at)
    decision = type(decision).objects.select_related("network").get(pk=decision.pk)
    if decision.ended_at:
        raise ValidationError(_("This proposal is closed: make it again if it is still wanted."))
    if decision.yes_of(side) is None:
        _note_yes(decision, side, by=by, at=at)
    return decision


@transaction.atomic
def end(decision: JointDecision, *, by: User, at: datetime) -> JointDecision:
    """Say no to a proposal, or end a mandate: either side may, at once."""
    _side(decision.network, by, at)
    decision = type(decision).objects.select_related("network").get(pk=decision.pk)
    if decision.has_both_yeses and not RULES[type(decision)].ends_by_one:
        raise ValidationError(_("This is done: propose the contrary, which needs both sides too."))
    if decision.ended_at is None:
        decision.ended_at, decision.ended_by = at, _signature(by)
        decision.save()
        _record("ended", decision, by=by, at=at)
    return decision


def _side(network: Network, by: User, at: datetime) -> str:
    """Lock the table, and say which side of it `by` speaks for. Raises PermissionDenied."""
    Network.objects.select_for_update().get(pk=network.pk)
    return policies.side_of(by, network, localdate(at))


def _check_side(organisation: Organisation, side: str) -> None:
    """An organisation that is of one side by nature never sits on the other: neither packs the other's."""
    contrary = PUBLIC_SIDE if side == Side.COMMUNITY else COMMUNITY_SIDE
    if organisation.kind in contrary:
        raise ValidationError(
            _("%(organisation)s cannot sit on that side of the table.") % {"organisation": organisation}
        )


def _check_side_is_kept(network: Network, organisation: Organisation, side: str, at: datetime) -> None:
    others = network.seats.filter(holding_on(localdate(at)), side=side).exclude(organisation=organisation)
    if not others.exists():
        raise ValidationError(_("A side keeps at least one seat: seat another organisation first."))


def _propose_seat(network, organisation, side, mine, *, is_removal, by: User, at: datetime) -> SeatProposal:
    waiting = network.seat_proposals.filter(~BOTH_YESES, organisation=organisation, ended_at=None)
    if waiting.exists():
        raise ValidationError(_("Something is already proposed for this organisation: answer it first."))
    proposal = SeatProposal(
        network=network,
        organisation=organisation,
        side=side,
        is_removal=is_removal,
        proposed_by=_signature(by),
        proposed_at=at,
    )
    return _propose(proposal, mine, by=by, at=at)


def _propose(decision, side: str, *, by: User, at: datetime):
    policies.check_two_people(by, decision, side)
    decision.save()
    _record("proposed", decision, by=by, at=at)
    _note_yes(decision, side, by=by, at=at)
    return decision


def _note_yes(decision: JointDecision, side: str, *, by: User, at: datetime) -> None:
    policies.check_two_people(by, decision, side)
    setattr(decision, f"{side}_yes_at", at)
    setattr(decision, f"{side}_yes_by", _signature(by))
    setattr(decision, f"{side}_yes_user", by)
    if decision.has_both_yeses:
        RULES[type(decision)].take_effect(decision, at=at)
    decision.save()
    _record("agreed", decision, by=by, at=at, side=side)


def _begin_mandate(mandate: Mandate, *, at: datetime) -> None:
    mandate.since = localdate(at)


def _change_seat(proposal: SeatProposal, *, at: datetime) -> None:
    day, seats = localdate(at), proposal.network.seats
    if not proposal.is_removal:
        seats.create(organisation=proposal.organisation, side=proposal.side, since=day)
        return
    # Checked again: another removal may have taken effect since this one was proposed.
    _check_side_is_kept(proposal.network, proposal.organisation, proposal.side, at)
    seat = seats.filter(organisation=proposal.organisation, until=None).first()
    if seat and seat.since and seat.since >= day:
        seat.delete()
    elif seat:
        seat.until = day
        seat.save(update_fields=["until"])


@dataclass(frozen=True)
class Rule:
    """What a kind of decision does at its second yes, and how the journal names it."""

    code: str
    about: Callable
    take_effect: Callable
    ends_by_one: bool  # whether one side may end it alone once it holds


# Other subjects decided at the table add theirs: `RULES[Their] = Rule(…)`.
RULES: dict[type[JointDecision], Rule] = {
    Mandate: Rule("mandate", lambda one: one.user, _begin_mandate, ends_by_one=True),
    SeatProposal: Rule("seat", lambda one: one.organisation, _change_seat, ends_by_one=False),
}


def _signature(by: User) -> str:
    """The name and in whose name: it stays true when the person leaves."""
    return f"{by} ({by.acting.organisation})"[:200]


def _record(verb: str, decision: JointDecision, *, by: User, at: datetime, **details) -> None:
    rule = RULES[type(decision)]
    subjects = [decision.network, rule.about(decision)]
    record(f"{rule.code}.{verb}", by=by, at=at, subjects=subjects, details=details)
