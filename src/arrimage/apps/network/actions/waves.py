"""A wave's life: prepared, opened with its invitations, closed, published. By the mandated coordinator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import mail
from arrimage.apps.network.models import Network, Organisation, RosterEntry, Wave
from arrimage.apps.network.policies import ties as policies
from arrimage.apps.network.queries import rosters as queries
from arrimage.apps.network.queries.messages import addresses_of
from arrimage.apps.network.vocabulary_ties import WaveStatus

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

A_RUN = 100  # mails of one run at most
INVITATION = "network/mail/wave_invitation.txt"
REMINDER = "network/mail/wave_reminder.txt"


@transaction.atomic
def create_wave(
    network: Network, *, name: str, opens_on: date, closes_on: date, by: User, at: datetime
) -> Wave:
    """Prepare a wave; its first roster is the table and both sides of the territory.

    Raises PermissionDenied, ValidationError (the name is taken, the dates).
    """
    policies.check_coordinates(by, network)
    check_dates(opens_on, closes_on)
    name = free_name(network, name)
    wave = Wave.objects.create(network=network, name=name, opens_on=opens_on, closes_on=closes_on)
    first = queries.first_roster(network, localdate(at))
    RosterEntry.objects.bulk_create(RosterEntry(wave=wave, organisation=one) for one in first)
    record("wave.created", by=by, at=at, subjects=[wave, network])
    return wave


@transaction.atomic
def change_wave(wave: Wave, *, name: str, opens_on: date, closes_on: date, by: User, at: datetime) -> Wave:
    """Another name, other dates. Raises PermissionDenied, ValidationError."""
    wave = _locked(wave, by)
    check_dates(opens_on, closes_on)
    wave.name = free_name(wave.network, name, but=wave)
    wave.opens_on, wave.closes_on = opens_on, closes_on
    wave.save()
    record("wave.changed", by=by, at=at, subjects=[wave, wave.network])
    return wave


@transaction.atomic
def invite(wave: Wave, organisations: Iterable[Organisation], *, by: User, at: datetime) -> list[RosterEntry]:
    """Ask these organisations too; where the wave is open, their invitation leaves at once.

    Raises PermissionDenied, ValidationError (the wave is over).
    """
    wave = _locked(wave, by)
    if wave.status not in (WaveStatus.DRAFT, WaveStatus.OPEN):
        raise ValidationError(_("This wave is closed: open it again to ask somebody else."))
    known = set(wave.entries.values_list("organisation", flat=True))
    entries = [
        RosterEntry.objects.create(wave=wave, organisation=one)
        for one in organisations
        if one.pk not in known
    ]
    if wave.is_open:
        _send(entries, INVITATION, at=at)
    for entry in entries:
        record("wave.invited", by=by, at=at, subjects=[wave, entry.organisation])
    return entries


@transaction.atomic
def leave_out(entry: RosterEntry, *, by: User, at: datetime) -> None:
    """Take an organisation off the roster, as long as it has begun nothing. Raises ValidationError."""
    wave = _locked(entry.wave, by)
    entry = RosterEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.started_at or entry.finished_at or entry.declined_at:
        raise ValidationError(_("This organisation has begun to answer: it stays on the list."))
    subjects = [wave, entry.organisation]
    entry.delete()
    record("wave.changed", by=by, at=at, subjects=subjects)


@transaction.atomic
def step(wave: Wave, status: str, *, by: User, at: datetime) -> Wave:
    """Open, close, publish, or go back one step. Already there changes nothing.

    Raises PermissionDenied, ValidationError (a step NEXT does not allow, nobody asked).
    """
    wave = _locked(wave, by)
    return _step(wave, status, by=by, at=at)


def _step(wave: Wave, status: str, *, by: User | None, at: datetime) -> Wave:
    if wave.status == status:
        return wave
    if status not in wave.next_steps:
        raise ValidationError(_("This wave cannot go there from where it is."))
    before, wave.status = wave.status, status
    if status == WaveStatus.OPEN:
        entries = list(wave.entries.select_related("organisation", "wave", "wave__network"))
        if not entries:
            raise ValidationError(_("Nobody is asked yet: add organisations first."))
        if wave.closes_on <= localdate(at):
            raise ValidationError(_("Its closing date has passed: choose a later one first."))
        wave.opened_at, wave.opened_by = wave.opened_at or at, wave.opened_by or str(by)[:200]
        wave.closed_at = None
        wave.save()
        _send([entry for entry in entries if not entry.invited_at], INVITATION, at=at)
    elif status == WaveStatus.CLOSED:
        wave.closed_at, wave.published_at = wave.closed_at or at, None
        wave.save()
    else:
        wave.published_at = at
        wave.save()
    verb = {WaveStatus.OPEN: "wave.opened", WaveStatus.PUBLISHED: "wave.published"}.get(
        WaveStatus(status), "wave.unpublished" if before == WaveStatus.PUBLISHED else "wave.closed"
    )
    record(verb, by=by, at=at, subjects=[wave, wave.network])
    return wave


@transaction.atomic
def remind(wave: Wave, *, by: User, at: datetime) -> int:
    """Remind those who have not finished and were not written to for five days. How many were."""
    wave = _locked(wave, by)
    if not wave.is_open:
        raise ValidationError(_("This wave is closed: nobody can answer it now."))
    due = wave.entries.filter(queries.may_be_reminded(at)).select_related(
        "wave", "wave__network", "organisation"
    )
    return _remind(list(due), by=by, at=at)


@transaction.atomic
def send_due_reminders(*, at: datetime) -> int:
    """A week before a wave closes, by itself."""
    due = queries.entries_to_remind(at, localdate(at)).select_for_update(of=("self",), skip_locked=True)
    return _remind(list(due[:A_RUN]), by=None, at=at)


def close_due_waves(*, at: datetime) -> int:
    """Close the waves whose day has come."""
    closed = 0
    for found in queries.waves_to_close(localdate(at)):
        with transaction.atomic():
            wave = Wave.objects.select_for_update(of=("self",)).select_related("network").get(pk=found.pk)
            if wave.is_open:
                _step(wave, WaveStatus.CLOSED, by=None, at=at)
                closed += 1
    return closed


def _remind(entries: list[RosterEntry], *, by: User | None, at: datetime) -> int:
    for entry in entries:
        record("wave.reminded", by=by, at=at, subjects=[entry.wave, entry.organisation])
    return _send(entries, REMINDER, at=at)


def _send(entries: list[RosterEntry], template: str, *, at: datetime) -> int:
    """Write to each; noted also where nobody can be reached, so that the page can say who has no address."""
    addresses = addresses_of([entry.organisation for entry in entries], on=localdate(at))
    reached = 0
    for entry in entries:
        link = settings.BASE_URL.rstrip("/") + reverse("wave_answer", args=[entry.wave.uid])
        context = {"entry": entry, "wave": entry.wave, "organisation": entry.organisation, "link": link}
        to = addresses[entry.organisation_id][:3]
        for address in to:
            mail.send(template, address.email, context, address.language)
        if template == INVITATION:
            entry.invited_at = at
        else:
            entry.reminded_at = at
        entry.save(update_fields=["invited_at", "reminded_at"])
        reached += bool(to)
    return reached


def _locked(wave: Wave, by: User) -> Wave:
    wave = Wave.objects.select_for_update(of=("self",)).select_related("network").get(pk=wave.pk)
    policies.check_coordinates(by, wave.network)
    return wave


def check_dates(opens_on: date, closes_on: date) -> None:
    if closes_on <= opens_on:
        raise ValidationError(_("The closing date comes after the opening date: choose a later one."))


def free_name(network: Network, name: str, but: Wave | None = None) -> str:
    name = " ".join(name.split())
    taken = network.waves.filter(name=name)
    if (taken.exclude(pk=but.pk) if but else taken).exists():
        raise ValidationError(_("Another wave of this network has that name: choose another."))
    return name
