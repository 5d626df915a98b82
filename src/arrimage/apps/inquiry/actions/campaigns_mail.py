"""The mails of a campaign: invitations, reminders, those that come back.

Each mail is queued in the very transaction that notes it on the invitation, a few invitations at a time:
killed half-way, the work is taken up where it was; nobody is written to twice, and nobody is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max, QuerySet
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.inquiry.models import Invitation, Wave
from arrimage.apps.inquiry.policies import campaigns as policies
from arrimage.apps.inquiry.queries import campaign_links as links
from arrimage.apps.inquiry.queries import campaigns as queries
from arrimage.apps.kernel import mail
from arrimage.apps.questionnaires.actions import collecting
from arrimage.apps.questionnaires.queries import collecting as collected

from . import campaigns_mixing as mixing

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User
    from arrimage.apps.kernel.models import Mail

INVITED, REMINDER, PASSED_ON = "invitation", "reminder", "passed_on"
TOGETHER = 50  # invitations written to in one transaction
A_RUN = 2_000  # by one run at most: a mail server is not flooded


def send_invitations(wave: Wave, *, at: datetime) -> int:
    """Write to those of an open wave who were not written to yet. How many mails were queued."""
    return _by_batches(_invite_some, wave, at)


def send_reminders(wave: Wave, *, at: datetime, even_early: bool = False) -> int:
    """Remind those whose reminder is due (`even_early`: everyone who has not answered). How many.

    One a day at most, whatever happens.
    """
    rank = queries.reminders_due(wave, localdate(at))
    if even_early:
        most = wave.invitations.aggregate(most=Max("reminders"))["most"] or 0
        rank = max(rank, most + 1)
    if rank == 0 or (wave.reminders_held and not even_early):
        return 0
    return _by_batches(_remind_some, wave, at, rank)


def remind_now(wave: Wave, *, by: User, at: datetime) -> int:
    """Remind everyone who has not answered, whatever the day. How many. Raises PermissionDenied."""
    policies.check_leads(by, wave.campaign)
    if not wave.is_open:
        return 0
    count = send_reminders(wave, at=at, even_early=True)
    if count:
        record("campaign.reminded", by=by, at=at, subjects=[wave.campaign], details={"count": count})
    return count


def _by_batches(act, wave: Wave, *given) -> int:
    total = 0
    while total < A_RUN:
        done, there_are_more = act(wave, *given)
        total += done
        if not there_are_more:
            break
    return total


def _invite_some(wave: Wave, at: datetime) -> tuple[int, bool]:
    waiting = wave.invitations.filter(status=Invitation.Status.PREPARED).order_by("pk")
    letters = _letters(wave, waiting, INVITED)
    with transaction.atomic():
        wave = queries.lock_wave(wave)  # two runs at once write to nobody twice
        if not wave.takes_answers(localdate(at)):
            return 0, False
        still = _still(waiting, letters)
        told = {"status": Invitation.Status.INVITED, "invited_on": localdate(at)}
        wave.invitations.filter(pk__in=[one.pk for one in still]).update(**told)
        return _send(still, letters, at=at), len(letters) == TOGETHER


def _remind_some(wave: Wave, at: datetime, rank: int) -> tuple[int, bool]:
    on = localdate(at)
    due = queries.to_remind(wave, on, rank=rank)
    letters = _letters(wave, due, REMINDER)
    with transaction.atomic():
        wave = queries.lock_wave(wave)  # whoever is sending an answer has sent it, or waits for us
        if not wave.takes_answers(on):
            return 0, False
        if wave.campaign.is_anonymous:
            mixing.count_waiting(wave, even_few=True)
        still = _still(due.select_for_update(of=("self",)), letters)
        failed = mail.that_failed(one.last_mail for one in still if one.last_mail)
        came_back = [one.pk for one in still if one.last_mail in failed]
        wave.invitations.filter(pk__in=came_back).update(bounced_on=on)
        still = [one for one in still if one.last_mail not in failed]
        told = {"reminders": rank, "reminded_on": on}
        wave.invitations.filter(pk__in=[one.pk for one in still]).update(**told)
        return _send(still, letters, at=at), len(letters) == TOGETHER


class Letter(NamedTuple):
    """A mail written before anything is locked, for the holder and the link of that moment; None: nobody
    can be written to there."""

    address: str
    generation: int
    mail: Mail | None

    def is_for(self, invitation: Invitation) -> bool:
        return (self.address, self.generation) == (invitation.address, invitation.generation)


def _letters(wave: Wave, invitations: QuerySet[Invitation], kind: str) -> dict[int, Letter]:
    letters = {}
    for one in invitations.select_related(None).select_related("invitee__organisation")[:TOGETHER]:
        one.wave = wave
        letters[one.pk] = Letter(one.address, one.generation, None if one.bounced_on else _letter(one, kind))
    return letters


def _still(invitations: QuerySet[Invitation], letters: Mapping[int, Letter]) -> list[Invitation]:
    """Those of the letters to whom they may still go, as they were written."""
    found = invitations.filter(pk__in=letters).select_related(None).select_related("invitee")
    return [one for one in found if letters[one.pk].is_for(one)]


def _letter(invitation: Invitation, kind: str) -> Mail | None:
    template, context = f"inquiry/mail/{kind}.txt", mail_context(invitation)
    try:
        return mail.write(template, invitation.address, context, invitation.invitee.language)
    except ValidationError:
        return None


def _send(invitations: Sequence[Invitation], letters: Mapping[int, Letter], *, at: datetime) -> int:
    """Queue the mails of these invitations and note which, all at once. How many."""
    written = {one.pk: letter for one in invitations if (letter := letters[one.pk].mail)}
    refused = [one.pk for one in invitations if one.pk not in written and one.address]
    Invitation.objects.filter(pk__in=refused, bounced_on=None).update(bounced_on=localdate(at))
    mail.send_together(list(written.values()))
    sent = [one for one in invitations if one.pk in written]
    for one in sent:
        one.last_mail = written[one.pk].uid
    Invitation.objects.bulk_update(sent, ["last_mail"])
    return len(sent)


def write(invitation: Invitation, kind: str, *, at: datetime) -> int:
    """Queue one mail, and note which; the caller saves. 0 when the address is not one."""
    try:
        sent = mail.send(
            f"inquiry/mail/{kind}.txt",
            invitation.address,
            mail_context(invitation),
            invitation.invitee.language,
        )
    except ValidationError:
        invitation.bounced_on = localdate(at)
        return 0
    invitation.last_mail = sent.uid
    return 1


def mail_context(invitation: Invitation) -> dict:
    campaign = invitation.wave.campaign
    return {
        "campaign": campaign,
        "wave": invitation.wave,
        "asker": campaign.asker,
        "link": links.link_of(invitation),
        "invitation": invitation,
    }


def text_of(kind: str, wave: Wave, language: str = "fr") -> tuple[str, str]:
    """Subject and text of a mail as it would leave, with a link that leads nowhere."""
    context = {
        "campaign": wave.campaign,
        "wave": wave,
        "asker": wave.campaign.asker,
        "link": _("[the link of each]"),
        "invitation": None,
    }
    with translation.override(language):
        inner = get_template(f"inquiry/mail/{kind}.txt").template  # type: ignore[attr-defined]
        subject, _sep, body = inner.render(Context(context, autoescape=False)).strip().partition("\n")
    return subject, body.strip()


# --- Those that come back


@transaction.atomic
def note_bounces(wave: Wave, text: str, *, by: User, at: datetime) -> list[Invitation]:
    """Read addresses, or whole messages of a mail server, and stop writing there. Those it stopped.

    Raises PermissionDenied, ValidationError (no address of this campaign is in it).
    """
    policies.check_leads(by, wave.campaign)
    addresses, mails = read_bounces(text)
    found = queries.addressed_to(wave, addresses, mails)
    if not found:
        raise ValidationError(_("None of these addresses was written to in this campaign."))
    stopped = [one for one in found if one.bounced_on is None and not one.is_answered]
    for invitation in stopped:
        note_bounce(invitation, by=by, at=at)
    return stopped


def read_bounces(text: str) -> tuple[set[str], set[UUID]]:
    """The addresses in a text, and our own mails that it quotes (`X-Arrimage-Mail`)."""
    addresses = set(re.findall(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", text))
    return addresses, {
        UUID(uid)
        for uid in re.findall(
            r"X-Arrimage-Mail:\s*([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})", text
        )
    }


@transaction.atomic
def note_bounce(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """A mail came back: nothing more goes to that address. Raises PermissionDenied."""
    policies.check_leads(by, invitation.wave.campaign)
    invitation = queries.lock_invitation(invitation)
    if invitation.bounced_on is None:
        invitation.bounced_on = localdate(at)
        if invitation.last_mail:
            mail.withdraw(invitation.last_mail)
        invitation.save()
        record("campaign.bounced", by=by, at=at, subjects=[invitation.wave.campaign])
    return invitation


@transaction.atomic
def correct_address(invitation: Invitation, email: str, *, by: User, at: datetime) -> Invitation:
    """Another address for the same invitee: a new link goes there, and the former one opens nothing.

    Raises PermissionDenied, ValidationError.
    """
    policies.check_leads(by, invitation.wave.campaign)
    validate_email(email)
    invitation = queries.lock_invitation(invitation)
    if not invitation.wave.takes_answers(localdate(at)):
        raise ValidationError(_("This campaign is closed: it takes no more answers."))
    if invitation.is_answered:
        raise ValidationError(_("An answer came with this invitation: nothing more is sent."))
    invitation.generation += 1
    invitation.bounced_on, invitation.holder_email, invitation.holder_label = None, "", ""
    invitation.passed_on = None
    invitation.invitee.email = email
    invitation.invitee.save(update_fields=["email"])
    invitation.invited_on = localdate(at)
    if invitation.status != Invitation.Status.REFUSED:
        invitation.status = Invitation.Status.INVITED
        if not invitation.is_anonymous:
            response = collected.response_of(invitation.wave.opening, links.owner_of(invitation))
            if response is not None:
                collecting.change_code(response, links.code_of(invitation))
        write(invitation, INVITED, at=at)
    invitation.save()
    record("campaign.address_corrected", by=by, at=at, subjects=[invitation.wave.campaign])
    return invitation


@transaction.atomic
def leave_in_peace(invitation: Invitation, left: bool, *, by: User, at: datetime) -> None:
    """Write to this invitee no more, in this wave or the next; or again. Their link still lets them answer.

    Raises PermissionDenied.
    """
    policies.check_leads(by, invitation.wave.campaign)
    invitation = queries.lock_invitation(invitation)
    invitation.invitee.left_on = localdate(at) if left else None
    invitation.invitee.save(update_fields=["left_on"])
    if left and invitation.last_mail:
        mail.withdraw(invitation.last_mail)


# --- What is due


def write_what_is_due(*, at: datetime) -> int:
    """Invitations and reminders of every open wave. How many mails."""
    total = 0
    for wave in _open_waves(at):
        total += send_invitations(wave, at=at)
        total += send_reminders(wave, at=at)
    return total


def count_what_waits(*, at: datetime) -> int:
    """Anonymous answers that are enough to be counted together. How many."""
    total = 0
    for wave in _open_waves(at):
        if wave.campaign.is_anonymous:
            with transaction.atomic():
                total += mixing.count_waiting(queries.lock_wave(wave))
    return total


def _open_waves(at: datetime) -> Sequence[Wave]:
    found = Wave.objects.filter(status=Wave.Status.OPEN, closes_on__gt=localdate(at))
    return list(found.select_related(*queries.WAVE).order_by("pk"))
