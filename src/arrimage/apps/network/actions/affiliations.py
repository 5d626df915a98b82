"""Belonging to a coalition or a federation: it takes two to begin, one to end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.network.models import Affiliation, AffiliationProposal, Organisation
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import together as policies

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

Answer = AffiliationProposal.Answer


@transaction.atomic
def propose_affiliation(
    organisation: Organisation, federation: Organisation, *, by: User, at: datetime
) -> AffiliationProposal:
    """Invite an organisation, or ask to join: it depends on whom `by` acts for.

    Where the other side had already proposed, that proposal is accepted. Raises PermissionDenied (neither
    side's keeper), ValidationError (it has no members, or is tied to it already).
    """
    policies.check_keeps(by, organisation, federation)
    if not policies.has_members(federation) or organisation.pk == federation.pk:
        raise ValidationError(_("Only a coalition or a federation has members."))
    if organisation.closed_on or federation.closed_on:
        raise ValidationError(_("One of the two organisations has closed."))
    # Lock first: both sides may propose at once.
    Organisation.objects.select_for_update().get(pk=federation.pk)
    if organisation.affiliations.filter(holding_on(localdate(at)), federation=federation).exists():
        raise ValidationError(_("This affiliation holds already."))
    is_invitation = policies.kept_by(by) == federation.pk
    waiting = AffiliationProposal.objects.filter(
        organisation=organisation, federation=federation, answer=""
    ).first()
    if waiting and waiting.is_invitation != is_invitation:
        return answer_proposal(waiting, Answer.ACCEPTED, by=by, at=at)
    if waiting:
        return waiting
    proposal = AffiliationProposal.objects.create(
        organisation=organisation,
        federation=federation,
        is_invitation=is_invitation,
        proposed_at=at,
        proposed_by=str(by),
    )
    record("affiliation.proposed", by=by, at=at, subjects=[organisation, federation])
    return proposal


@transaction.atomic
def answer_proposal(
    proposal: AffiliationProposal, answer: str, *, by: User, at: datetime
) -> AffiliationProposal:
    """Accept, decline (the other side) or withdraw (one's own). Accepted, it holds from that day.

    Raises PermissionDenied. Answering again changes nothing.
    """
    # The federation's row is every affiliation's lock: proposals and ends wait for one another on it.
    Organisation.objects.select_for_update().get(pk=proposal.federation_id)
    proposal = AffiliationProposal.objects.select_related("organisation", "federation").get(pk=proposal.pk)
    mine = proposal.proposed_in_name_of if answer == Answer.WITHDRAWN else proposal.waits_for
    policies.check_keeps(by, mine)
    if proposal.answer:
        return proposal
    proposal.answer, proposal.answered_at, proposal.answered_by = answer, at, str(by)
    proposal.save()
    if answer == Answer.ACCEPTED:
        Affiliation.objects.get_or_create(
            organisation=proposal.organisation,
            federation=proposal.federation,
            until=None,
            defaults={"since": localdate(at)},
        )
    record(f"affiliation.{answer}", by=by, at=at, subjects=[proposal.organisation, proposal.federation])
    return proposal


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, by: User, at: datetime) -> None:
    """End it today; either side may. One begun today leaves no row, only its journal."""
    policies.check_keeps(by, affiliation.organisation, affiliation.federation)
    Organisation.objects.select_for_update().get(pk=affiliation.federation_id)
    held = Affiliation.objects.filter(pk=affiliation.pk, until=None).first()
    if held is None:
        return  # already ended: pressing twice is harmless
    day = localdate(at)
    if held.since and held.since >= day:
        held.delete()
    else:
        held.until = day
        held.save(update_fields=["until"])
    record("affiliation.ended", by=by, at=at, subjects=[affiliation.organisation, affiliation.federation])
