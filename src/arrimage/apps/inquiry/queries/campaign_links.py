"""The link somebody is asked by, and the personal code that goes with it. Signed or derived, never stored."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import salted_hmac

from arrimage.apps.inquiry.models import Invitation
from arrimage.apps.questionnaires.codes import code_from

_signer = Signer(salt="inquiry.invitation", sep=".")


def token_of(invitation: Invitation) -> str:
    return _signer.sign(f"{invitation.uid.hex}.{invitation.generation}")


def link_of(invitation: Invitation) -> str:
    return settings.BASE_URL + reverse("asked", args=[token_of(invitation)])


def invitation_behind(token: str) -> tuple[Invitation, bool] | None:
    """Whom a link asks, and whether it still is the one in force: it was passed on, or sent anew, since."""
    try:
        hexadecimal, generation = _signer.unsign(token).split(".")
        uid = UUID(hexadecimal)
    except (BadSignature, ValueError):
        return None
    found = Invitation.objects.filter(uid=uid).select_related(
        "invitee__organisation",
        "wave__campaign__organisation",
        "wave__campaign__network",
        "wave__campaign__questionnaire",
        "wave__opening",
    )
    invitation = found.first()
    return invitation and (invitation, str(invitation.generation) == generation)


def code_of(invitation: Invitation) -> str:
    """The code of a named or confidential answer: the link gives it back on any device.

    An anonymous one has a code of its own, drawn at random and told once.
    """
    return code_from(salted_hmac("inquiry.code", token_of(invitation), algorithm="sha256").hexdigest())


def owner_of(invitation: Invitation) -> str:
    """What a named or confidential response says of whose it is."""
    return f"invitation:{invitation.uid}"


def invitation_uid(owner: str) -> UUID:
    return UUID(owner.removeprefix("invitation:"))
