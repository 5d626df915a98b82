"""Keeping what is said true: a gentle reminder after six months, and one tap to say «still true»."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import mail
from arrimage.apps.network.models import Offer, Organisation, Revision
from arrimage.apps.network.policies import pages as policies
from arrimage.apps.network.queries import reminders as queries
from arrimage.apps.network.queries.messages import addresses_of

from .record import record_revision

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

A_RUN = 100  # reminders sent by one run at most: a mail server is not flooded


@transaction.atomic
def confirm(
    subject: Organisation | Offer, *, by: User | None, at: datetime, label: str = ""
) -> Organisation | Offer:
    """Say that it is still true. `by` is None for whoever holds the reminder's link: `label` then says so.

    What it says does not change: its version stays, and nobody who is editing it is disturbed.
    Raises PermissionDenied.
    """
    if by is not None:
        policies.check_can_edit(by, _organisation_of(subject))
    subject = type(subject).objects.select_for_update().get(pk=subject.pk)
    subject.confirmed_at, subject.confirmed_by = at, (str(by) if by else label)[:160]
    subject.save(update_fields=["confirmed_at", "confirmed_by"])
    record_revision(subject, verb=Revision.Verb.CONFIRMED, by=by, at=at, label=label)
    record("directory.confirmed", by=by, at=at, subjects=[subject], details={} if by else {"by": "link"})
    return subject


@transaction.atomic
def undo_confirmation(
    subject: Organisation | Offer, *, by: User, at: datetime, former: datetime | None, former_by: str
) -> Organisation | Offer:
    """Take back a «still true» pressed by mistake: the former date and name return."""
    policies.check_can_edit(by, _organisation_of(subject))
    subject = type(subject).objects.select_for_update().get(pk=subject.pk)
    subject.confirmed_at, subject.confirmed_by = former, former_by[:160]
    subject.save(update_fields=["confirmed_at", "confirmed_by"])
    record_revision(subject, verb=Revision.Verb.CHANGED, by=by, at=at, changed=["confirmed_at"])
    record("directory.unconfirmed", by=by, at=at, subjects=[subject])
    return subject


@transaction.atomic
def confirm_all(organisation: Organisation, *, at: datetime, label: str) -> None:
    """What a reminder's link does: the organisation and all it still offers."""
    for subject in (organisation, *organisation.offers.filter(closed_on=None)):
        confirm(subject, by=None, at=at, label=label)


def send_reminders(*, at: datetime) -> int:
    """Remind those who may be reached, each at most once in thirty days. How many were."""
    due = list(queries.organisations_to_remind(at)[:A_RUN])
    addresses = addresses_of(due, on=localdate(at))
    return sum(_remind(organisation, addresses[organisation.pk], at) for organisation in due)


@transaction.atomic
def _remind(organisation: Organisation, addresses, at: datetime) -> bool:
    # Taken by the UPDATE: two runs at once remind once, and a mail undone undoes it.
    unreminded = Q(reminded_at=None) | Q(reminded_at__lte=at - queries.APART)
    if not Organisation.objects.filter(unreminded, pk=organisation.pk).update(reminded_at=at):
        return False
    # Noted also where there is nobody to write to, so that they do not stand before the others for ever.
    path = reverse("still_true_by_link", args=[queries.token_of(organisation)])
    link = settings.BASE_URL.rstrip("/") + path
    for address in addresses[:3]:  # its own address first, then its hosts: enough for a gentle word
        context = {"organisation": organisation, "link": link}
        mail.send("network/mail/reminder.txt", address.email, context, address.language)
    return bool(addresses)


def _organisation_of(subject: Organisation | Offer) -> Organisation:
    return subject if isinstance(subject, Organisation) else subject.organisation
