"""A campaign that a room above opens by itself, because somebody decided beforehand that it would."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.inquiry.models import Campaign, Wave
from arrimage.apps.inquiry.queries import campaigns as queries

from . import campaigns

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def check_may_be_asked(organisation, version, *, told: User | None, mode: str, at: datetime) -> None:
    """Whether this organisation could ask it so, today. Raises ValidationError with what to do instead."""
    if not queries.versions_for(organisation.pk).filter(pk=version.pk).exists():
        raise ValidationError(_("This questionnaire is no longer in use: choose another one."))
    has_alerts = any(item.alert for item in version.form.items.values())
    if has_alerts and mode != Campaign.Mode.ANONYMOUS and not _may_be_told(organisation, told, at):
        raise ValidationError(
            _("An answer to this questionnaire may be an alert: choose it yourself, to be told of it.")
        )


@transaction.atomic
def ask_by_itself(
    *,
    organisation,
    version,
    population: str,
    parameters: Mapping[str, Any],
    opens_on: date,
    closes_on: date,
    decided_by: User | None,
    at: datetime,
    **terms: Any,
) -> Campaign:
    """Prepare, launch and open a campaign of an organisation at once; it then goes on as any other.

    `decided_by` decided it beforehand, and is told of alerts while they belong to the organisation. The room
    that calls this is the one that checked they could. Raises ValidationError: nobody to ask, too few for an
    anonymous campaign, a questionnaire that is retired; nothing then remains of it.
    """
    check_may_be_asked(organisation, version, told=decided_by, mode=terms.get("mode", ""), at=at)
    campaign = Campaign(
        organisation=organisation,
        questionnaire=version,
        population=population,
        parameters=dict(parameters),
    )
    campaigns.set_terms(campaign, terms)
    campaign.save()
    if _may_be_told(organisation, decided_by, at):
        campaign.told.set(campaigns.tellable(campaign, [decided_by], at))
    campaigns.set_days(Wave(campaign=campaign, number=1), opens_on, closes_on)
    record("campaign.created", at=at, subjects=[campaign])
    return campaigns.launch_prepared(campaign, by=None, at=at, launched_by=str(decided_by or ""))


@transaction.atomic
def ask_newcomers(campaign: Campaign, *, closes_at_least: date, at: datetime) -> int | None:
    """Ask those who are in its population now and were not when it was launched. How many; None once closed.

    Nobody is asked twice: an invitee stays one. The wave closes on `closes_at_least` at the earliest, so that
    whoever comes last has days to answer. The mails follow, as for the first ones.
    """
    wave = queries.lock_wave(campaign.waves.order_by("-number").first())
    if not wave.takes_answers(localdate(at)):
        return None
    campaign = wave.campaign
    found, among = campaigns.chosen_of(campaign, by=None, at=at)
    known = set(campaign.invitees.values_list("subject", flat=True))
    new = [one for one in found if one.subject not in known]
    if not new:
        return 0
    campaigns.invite_more(wave, new)
    campaign.asked_among = max(campaign.asked_among or 0, among)
    campaign.save()
    if wave.closes_on < closes_at_least:
        campaigns.close_later(wave, closes_at_least)
    record("campaign.asked_more", at=at, subjects=[campaign], details={"asked": len(new)})
    return len(new)


def _may_be_told(organisation, user: User | None, at: datetime) -> bool:
    if user is None:
        return False
    return queries.people_to_tell([organisation.pk], localdate(at)).filter(pk=user.pk).exists()
