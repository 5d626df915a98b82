"""Preparing a campaign, launching it, and leading each of its waves to its end."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.inquiry import populations
from arrimage.apps.inquiry.models import Campaign, Invitation, Invitee, Wave
from arrimage.apps.inquiry.policies import campaigns as policies
from arrimage.apps.inquiry.queries import campaigns as queries
from arrimage.apps.inquiry.sampling import draw
from arrimage.apps.questionnaires.actions import collecting
from arrimage.apps.questionnaires.document.questionnaire import Kind

from . import campaigns_mixing as mixing

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

HOST = "campaign"
BATCH = 1_000
CHECKED = {"title", "words", "consent", "mode", "unit", "threshold", "target", "ethics"}
TERMS = (
    "title", "words", "consent", "mode", "unit", "capacities", "threshold", "target", "tells_stratum",
    "ethics", "reminder_days",
)  # fmt: skip


@transaction.atomic
def create_campaign(
    *,
    version,
    opens_on: date,
    closes_on: date,
    by: User,
    at: datetime,
    organisation=None,
    network=None,
    told: Iterable[User] = (),
    **terms: Any,
) -> Campaign:
    """Begin to prepare a campaign and its first wave; nobody is asked anything yet.

    Raises PermissionDenied, ValidationError.
    """
    campaign = Campaign(organisation=organisation, network=network, questionnaire=version)
    policies.check_asks_for(by, organisation_id=campaign.organisation_id, network_id=campaign.network_id)
    _check_version(version, by)
    set_terms(campaign, terms)
    campaign.save()
    campaign.told.set(tellable(campaign, told, at))
    set_days(Wave(campaign=campaign, number=1), opens_on, closes_on)
    record("campaign.created", by=by, at=at, subjects=[campaign])
    return campaign


@transaction.atomic
def change_campaign(
    campaign: Campaign,
    *,
    opens_on: date,
    closes_on: date,
    by: User,
    at: datetime,
    version=None,
    told: Iterable[User] = (),
    **terms: Any,
) -> Campaign:
    """Change what is not promised to anybody yet: raises ValidationError once it is launched."""
    campaign = _lock(campaign, by)
    _check_not_launched(campaign)
    if version is not None and version.pk != campaign.questionnaire_id:
        _check_version(version, by)
        campaign.questionnaire = version
    if terms.get("unit", campaign.unit) != campaign.unit:
        campaign.population, campaign.parameters = "", {}  # it was of the others
    set_terms(campaign, terms)
    campaign.save()
    campaign.told.set(tellable(campaign, told, at))
    set_days(campaign.waves.get(number=1), opens_on, closes_on)
    return campaign


@transaction.atomic
def choose_population(
    campaign: Campaign,
    code: str,
    parameters: Mapping[str, Any],
    *,
    sample: int | None,
    by: User,
    at: datetime,
) -> Campaign:
    """Say whom it asks: everyone of a population, or a sample of it drawn with a new seed.

    Raises PermissionDenied, ValidationError.
    """
    campaign = _lock(campaign, by)
    _check_not_launched(campaign)
    campaign.population, campaign.parameters = code, dict(parameters)
    if sample != campaign.sample:
        campaign.seed = secrets.randbelow(1_000_000) + 1
    campaign.sample = sample
    chosen, _among = chosen_of(campaign, by=by, at=at)
    if not chosen:
        raise ValidationError(_("Nobody is in this population: choose another."))
    campaign.save()
    return campaign


def chosen_of(
    campaign: Campaign, *, by: User | None, at: datetime
) -> tuple[list[populations.Candidate], int]:
    """Whom it would ask today, and how many there are in the population. Raises ValidationError."""
    asker = queries.asker_of(campaign, by, localdate(at))
    try:
        found = populations.candidates(campaign.population, asker, campaign.parameters)
    except KeyError:
        raise ValidationError(_("Choose whom this campaign asks.")) from None
    return draw(found, campaign.sample, seed=campaign.seed), len(found)


@transaction.atomic
def launch(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """From now on its terms hold: those asked are drawn, and the first wave opens on its day (today, maybe).

    Launching it twice changes nothing. Raises PermissionDenied, ValidationError.
    """
    campaign = _lock(campaign, by)
    return campaign if campaign.is_launched else launch_prepared(campaign, by=by, at=at)


def launch_prepared(campaign: Campaign, *, by: User | None, at: datetime, launched_by: str = "") -> Campaign:
    """Launch a campaign that nobody else can reach meanwhile. `by`: None when a room above asks."""
    wave = campaign.waves.get(number=1)
    if wave.closes_on <= localdate(at):
        raise ValidationError(_("Choose a closing day after today."))
    _check_questions(campaign)
    chosen, among = chosen_of(campaign, by=by, at=at)
    if not chosen:
        raise ValidationError(_("Nobody is in this population: choose another."))
    if campaign.is_anonymous and len(chosen) < campaign.threshold:
        raise ValidationError(
            _(
                "Anonymous among fewer than %(threshold)d would be a promise nobody can keep: ask more"
                " people, or choose another mode."
            )
            % {"threshold": campaign.threshold}
        )
    Invitee.objects.bulk_create(
        (Invitee(campaign=campaign, **_fields(candidate)) for candidate in chosen), batch_size=BATCH
    )
    campaign.asked_among, campaign.launched_at = among, at
    campaign.launched_by = str(by or launched_by)[:200]
    if campaign.population == "list":
        campaign.parameters = {}  # the addresses are those of the invitees: no second copy
    campaign.save()
    record(
        "campaign.launched", by=by, at=at, subjects=[campaign], details={"asked": len(chosen), "among": among}
    )
    open_if_due(wave, at=at)
    return campaign


def _fields(candidate: populations.Candidate) -> dict[str, Any]:
    return {
        "subject": candidate.subject,
        "label": candidate.label,
        "email": candidate.email,
        "language": candidate.language,
        "stratum": candidate.stratum,
        "organisation_id": candidate.organisation_id,
        "user_id": candidate.user_id,
        "side": candidate.side[:30],
        "territory": candidate.territory[:20],
    }


@transaction.atomic
def open_if_due(wave: Wave, *, at: datetime) -> bool:
    """Open a wave whose day has come, with an invitation for everyone. Whether it was. The mails follow."""
    wave = queries.lock_wave(wave)
    campaign = wave.campaign
    if wave.status != Wave.Status.PREPARED or not campaign.is_launched or wave.opens_on > localdate(at):
        return False
    wave.opening = collecting.open_for_host(
        campaign.questionnaire,
        host=HOST,
        title=campaign.title,
        words=campaign.words,
        organisation_id=campaign.organisation_id,
        asked_by=str(campaign.network)[:200] if campaign.network_id else "",
        closes_on=wave.closes_on,
        is_undated=campaign.is_anonymous,
        may_be_changed=not campaign.is_anonymous,
        told=campaign.told.all(),
        opened_by=campaign.launched_by,
    )
    wave.step_to(Wave.Status.OPEN)
    wave.save()
    # An address that bounced once still does, until somebody corrects it.
    bounced = set(
        Invitation.objects.filter(
            wave__campaign=campaign, bounced_on__isnull=False, holder_email=""
        ).values_list("invitee", flat=True)
    )
    Invitation.objects.bulk_create(
        (
            Invitation(
                wave=wave,
                invitee=invitee,
                is_anonymous=campaign.is_anonymous,
                bounced_on=localdate(at) if invitee.pk in bounced else None,
            )
            for invitee in campaign.invitees.filter(left_on=None)
        ),
        batch_size=BATCH,
    )
    record("campaign.opened", at=at, subjects=[campaign], details={"wave": wave.number})
    return True


@transaction.atomic
def plan_wave(campaign: Campaign, *, opens_on: date, closes_on: date, by: User, at: datetime) -> Wave:
    """Ask the same people again, later. Raises PermissionDenied, ValidationError."""
    campaign = _lock(campaign, by)
    if not campaign.is_launched:
        raise ValidationError(_("Launch the campaign first: the first wave comes with it."))
    last = campaign.waves.order_by("-number").first()
    if opens_on < last.closes_on:
        raise ValidationError(_("A wave opens once the one before is closed: choose a later day."))
    wave = set_days(Wave(campaign=campaign, number=last.number + 1), opens_on, closes_on)
    record("campaign.wave_planned", by=by, at=at, subjects=[campaign], details={"wave": wave.number})
    open_if_due(wave, at=at)
    return wave


@transaction.atomic
def move_closing(wave: Wave, closes_on: date, *, by: User, at: datetime) -> Wave:
    """Close later, or sooner, than was said. Raises PermissionDenied, ValidationError."""
    policies.check_leads(by, wave.campaign)
    wave = queries.lock_wave(wave)
    if wave.is_closed:
        raise ValidationError(_("This wave is closed: what was promised to those who answered holds."))
    if closes_on <= max(localdate(at), wave.opens_on):
        raise ValidationError(_("Choose a closing day after today."))
    close_later(wave, closes_on)
    record("campaign.closing_moved", by=by, at=at, subjects=[wave.campaign], details={"wave": wave.number})
    return wave


def close_later(wave: Wave, closes_on: date) -> None:
    """The day moved, of a wave that the caller locked."""
    wave.closes_on = closes_on
    wave.save()
    if wave.opening_id:
        collecting.move_closing(wave.opening, closes_on)


def invite_more(wave: Wave, found: list[populations.Candidate]) -> None:
    """Invitees of the campaign from now on, with an invitation in a wave that is open and locked."""
    campaign = wave.campaign
    new = Invitee.objects.bulk_create(
        (Invitee(campaign=campaign, **_fields(candidate)) for candidate in found), batch_size=BATCH
    )
    Invitation.objects.bulk_create(
        (Invitation(wave=wave, invitee=one, is_anonymous=campaign.is_anonymous) for one in new),
        batch_size=BATCH,
    )


@transaction.atomic
def hold_reminders(wave: Wave, held: bool, *, by: User, at: datetime) -> Wave:
    """Hold reminders back, or let them go again."""
    policies.check_leads(by, wave.campaign)
    wave = queries.lock_wave(wave)
    if wave.reminders_held != held:
        wave.reminders_held = held
        wave.save()
        action = "campaign.reminders_held" if held else "campaign.reminders_resumed"
        record(action, by=by, at=at, subjects=[wave.campaign])
    return wave


@transaction.atomic
def close_wave(wave: Wave, *, at: datetime, by: User | None = None) -> Wave:
    """Nobody answers any more. Anonymous answers are then mixed, and read only after that.

    Closing it twice changes nothing. `by` is None when its day has come. Raises PermissionDenied.
    """
    if by is not None:
        policies.check_leads(by, wave.campaign)
    wave = queries.lock_wave(wave)
    if wave.is_closed:
        return wave
    if wave.status == Wave.Status.PREPARED:
        raise ValidationError(_("This wave is not open yet."))
    wave.step_to(Wave.Status.CLOSED)
    wave.closed_at = at
    wave.save()
    collecting.close_for_host(wave.opening, at=at)
    record("campaign.closed", by=by, at=at, subjects=[wave.campaign], details={"wave": wave.number})
    if wave.campaign.is_anonymous:
        mixing.start(wave, by=by, at=at)
    return wave


def close_what_is_over(*, at: datetime) -> int:
    """Close the waves whose day has come. How many."""
    over = Wave.objects.filter(status=Wave.Status.OPEN, closes_on__lte=localdate(at))
    return sum(close_wave(wave, at=at).is_closed for wave in over.select_related("campaign"))


def open_what_is_due(*, at: datetime) -> int:
    """Open the waves whose day has come. How many."""
    due = Wave.objects.filter(
        status=Wave.Status.PREPARED,
        opens_on__lte=localdate(at),
        closes_on__gt=localdate(at),
        campaign__launched_at__isnull=False,
    )
    return sum(open_if_due(wave, at=at) for wave in due)


# --- What is checked


def _lock(campaign: Campaign, by: User) -> Campaign:
    policies.check_leads(by, campaign)
    return queries.lock_campaign(campaign)


def _check_not_launched(campaign: Campaign) -> None:
    if campaign.is_launched:
        raise ValidationError(_("This campaign is launched: what was promised to those asked holds."))


def _check_version(version, by: User) -> None:
    if not queries.versions_to_ask(by).filter(pk=version.pk).exists():
        raise PermissionDenied


def set_terms(campaign: Campaign, terms: Mapping[str, Any]) -> None:
    if strangers := set(terms) - set(TERMS):
        raise TypeError(f"not terms of a campaign: {sorted(strangers)}")
    for name, value in terms.items():
        setattr(campaign, name, value)
    if campaign.is_anonymous:
        campaign.capacities = []  # kept beside the invitation, it would be one more thing told of somebody
    else:
        campaign.tells_stratum = True
    campaign.clean_fields(exclude={field.name for field in Campaign._meta.fields} - CHECKED)
    campaign.validate_constraints()


def set_days(wave: Wave, opens_on: date, closes_on: date) -> Wave:
    if closes_on <= opens_on:
        raise ValidationError(_("The closing comes after the opening: choose another day."))
    if closes_on - opens_on > timedelta(days=366):
        raise ValidationError(_("A wave stays open a year at most."))
    wave.opens_on, wave.closes_on = opens_on, closes_on
    wave.save()
    return wave


def tellable(campaign: Campaign, told: Iterable[User], at: datetime) -> list[User]:
    """Those an alert may be told to. An anonymous campaign tells nobody."""
    told = [] if campaign.is_anonymous else list(told)
    members = queries.tellable_members(campaign, localdate(at))
    if members.filter(pk__in=[user.pk for user in told]).count() != len({user.pk for user in told}):
        raise ValidationError(_("Alerts are told to members of your organisation alone."))
    return told


def _check_questions(campaign: Campaign) -> None:
    form = campaign.questionnaire.form
    if campaign.is_anonymous and any(item.kind is Kind.FILE for item in form.asked):
        raise ValidationError(
            _(
                "This questionnaire asks for a file, and a voice or a picture says whose it is: choose"
                " another mode."
            )
        )
    has_alerts = any(item.alert for item in form.items.values())
    if has_alerts and not campaign.is_anonymous and not campaign.told.exists():
        raise ValidationError(
            _("An answer to this questionnaire may be an alert: name at least one person to be told.")
        )
