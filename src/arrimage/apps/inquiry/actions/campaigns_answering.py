"""What those who are asked do: begin, refuse, pass it on, send. The link, then the code, is their key."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.inquiry import slips
from arrimage.apps.inquiry.models import Invitation, Wave
from arrimage.apps.inquiry.queries import campaign_links as links
from arrimage.apps.inquiry.queries import campaigns as queries
from arrimage.apps.kernel import mail
from arrimage.apps.questionnaires import codes
from arrimage.apps.questionnaires.actions import collecting
from arrimage.apps.questionnaires.actions.responses import Closed
from arrimage.apps.questionnaires.queries import collecting as collected

from . import campaigns_mail, campaigns_mixing


@transaction.atomic
def begin(invitation: Invitation, *, language: str, at: datetime, capacity: str = "") -> str:
    """Having read and agreed, begin to answer (or go on). Returns the personal code.

    In an anonymous campaign nothing is written on the invitation, and one may begin again: the one that is
    sent counts. Raises Closed, ValidationError.
    """
    campaign = invitation.wave.campaign
    if campaign.is_anonymous:
        return _begin_anonymously(invitation, language=language, at=at)
    invitation = queries.lock_invitation(invitation)
    _check_takes_answers(invitation.wave, at)
    code, owner = links.code_of(invitation), links.owner_of(invitation)
    if collected.response_of(invitation.wave.opening, owner) is None:
        if campaign.capacities and capacity not in campaign.capacities:
            raise ValidationError(_("Say for whom you answer."))
        collecting.begin_response(invitation.wave.opening, code=code, owner=owner, at=at, language=language)
    if invitation.agreed_on is None or capacity:
        invitation.agreed_on = invitation.agreed_on or localdate(at)
        invitation.capacity = capacity or invitation.capacity
    if invitation.status == Invitation.Status.REFUSED:  # one may change one's mind
        invitation.status = Invitation.Status.INVITED
    invitation.save()
    return code


def _begin_anonymously(invitation: Invitation, *, language: str, at: datetime) -> str:
    # The invitation is read, and not locked: PostgreSQL would note on its row which transaction locked it,
    # the very one that writes the draft.
    _check_takes_answers(invitation.wave, at)
    check_not_sent_yet(invitation)
    code = codes.new_code()
    owner = slips.under_code(invitation.pk, code)
    collecting.begin_response(invitation.wave.opening, code=code, owner=owner, at=at, language=language)
    return code


def check_not_sent_yet(invitation: Invitation) -> None:
    """Raises Closed if the answers of this invitation were sent: there is one of them, and it stays.

    Under the lock of the wave, of its counting or of the invitation.
    """
    waiting = campaigns_mixing.waiting(invitation.wave).values()
    if invitation.is_answered or invitation.pk in waiting:
        raise Closed(_("Answers were already sent with this invitation, and they count. Thank you."))


@transaction.atomic
def refuse(invitation: Invitation, *, at: datetime) -> Invitation:
    """Prefer not to: an answer like any other, after which nobody insists. Doing it twice changes nothing."""
    invitation = queries.lock_invitation(invitation)
    _check_takes_answers(invitation.wave, at)
    if invitation.wave.campaign.is_anonymous:
        check_not_sent_yet(invitation)
    if invitation.is_answered:
        raise Closed(_("Answers were already sent with this invitation, and they count. Thank you."))
    if invitation.status != Invitation.Status.REFUSED:
        invitation.status = Invitation.Status.REFUSED
        _take_back_reminder(invitation)
        invitation.save()
    return invitation


@transaction.atomic
def take_back_refusal(invitation: Invitation, *, at: datetime) -> Invitation:
    """Undo it."""
    invitation = queries.lock_invitation(invitation)
    _check_takes_answers(invitation.wave, at)
    if invitation.status == Invitation.Status.REFUSED:
        invitation.status = Invitation.Status.INVITED
        invitation.save()
    return invitation


@transaction.atomic
def pass_on(invitation: Invitation, *, label: str, email: str, at: datetime) -> Invitation:
    """Give it to a colleague: the link is sent to them, and the former one says who holds it now.

    Answers begun go along, but in an anonymous campaign, where nobody can tell whose they are.
    Raises Closed, ValidationError.
    """
    label, email = label.strip()[:200], email.strip()
    validate_email(email)
    invitation = queries.lock_invitation(invitation)
    campaign = invitation.wave.campaign
    _check_takes_answers(invitation.wave, at)
    if not campaign.is_per_organisation:
        raise ValidationError(_("This campaign asks you, yourself: nobody can answer in your place."))
    check_not_sent_yet(invitation) if campaign.is_anonymous else _check_not_answered(invitation)
    _take_back_reminder(invitation)
    invitation.generation += 1
    invitation.holder_label, invitation.holder_email = label or email, email
    invitation.passed_on, invitation.bounced_on = localdate(at), None
    if invitation.status == Invitation.Status.REFUSED:
        invitation.status = Invitation.Status.INVITED
    follow_link(invitation)
    campaigns_mail.write(invitation, campaigns_mail.PASSED_ON, at=at)
    invitation.save()
    return invitation


def follow_link(invitation: Invitation) -> None:
    """Answers begun open with the code of the new link, and with no other. Before the invitation is saved."""
    if invitation.wave.campaign.is_anonymous:
        return
    response = collected.response_of(invitation.wave.opening, links.owner_of(invitation))
    if response is not None:
        collecting.change_code(response, links.code_of(invitation))


def _check_takes_answers(wave: Wave, at: datetime) -> None:
    if not wave.takes_answers(localdate(at)):
        raise Closed(_("This campaign is closed: it takes no more answers."))


def _check_not_answered(invitation: Invitation) -> None:
    if invitation.is_answered:
        raise Closed(_("Answers were already sent with this invitation, and they count. Thank you."))


def _take_back_reminder(invitation: Invitation) -> None:
    """A mail that has not left yet does not leave."""
    if invitation.last_mail:
        mail.withdraw(invitation.last_mail)


# --- Called by questionnaires, in the transaction that sends


def sending(response, *, code: str) -> None:
    """Lock first what will be written: the invitation; of an anonymous answer, hold the wave open."""
    wave = queries.wave_behind(response.opening)
    if wave.campaign.is_anonymous:
        queries.share_wave(wave)
    else:
        list(
            Invitation.objects.select_for_update()
            .filter(uid=links.invitation_uid(response.owner))
            .values_list("pk")
        )


def sent(response, *, code: str, at: datetime) -> None:
    """The answers count: so does the invitation, at once or with some others. Raises Closed."""
    wave = queries.wave_behind(response.opening)
    if not wave.takes_answers(localdate(at)):
        raise Closed(_("This campaign is closed: it takes no more answers."))
    if not wave.campaign.is_anonymous:
        invitation = Invitation.objects.get(uid=links.invitation_uid(response.owner))
        _take_back_reminder(invitation)
        invitation.status, invitation.answered_on = Invitation.Status.ANSWERED, localdate(at)
        invitation.save()
        return
    queries.lock_counting(wave)
    invitation = Invitation.objects.select_related("wave__opening", "wave__campaign").get(
        pk=slips.opened_with(code, response.owner)
    )
    check_not_sent_yet(invitation)
    _take_back_reminder(invitation)
    collecting.set_owner([response.pk], slips.waiting(invitation.pk))
    campaigns_mixing.count_waiting(wave)


def who(response) -> str:
    """Whom those told of an alert may call back. An anonymous campaign raises none."""
    if not response.owner.startswith("invitation:"):
        return ""
    found = Invitation.objects.filter(uid=links.invitation_uid(response.owner))
    invitation = found.select_related("invitee").first()
    return (
        f"{invitation} ({invitation.address})" if invitation and invitation.address else str(invitation or "")
    )
