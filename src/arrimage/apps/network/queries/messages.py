"""Reading what organisations wrote to one another."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localdate

from arrimage.apps.accounts.queries import Address as Address  # where mail goes: accounts know it
from arrimage.apps.accounts.queries import addresses_of as addresses_of
from arrimage.apps.network.models import Message, Recipient
from arrimage.apps.network.policies import together as policies

GRACE = timedelta(days=30)  # how long after its date a message can still be answered


def messages_visible_to(user) -> QuerySet[Message]:
    """What the organisation acted for sent and received, most recent first."""
    return (
        Message.objects.filter(policies.messages_visible_to(user))
        .select_related("organisation")
        .order_by("-sent_at", "-id")
    )


def listed_messages(user) -> QuerySet[Message]:
    """The same, with how many organisations it went to (`sent_to`) and how many answered (`answers`)."""
    return messages_visible_to(user).annotate(
        sent_to=Count("recipients"),
        answers=Count("recipients", filter=Q(recipients__answered_at__isnull=False)),
    )


def awaiting_answer_from(user, *, on: date) -> QuerySet[Recipient]:
    """Invitations and consultations the organisation acted for has not answered, the most pressing first."""
    undated = Q(message__answer_by=None, message__starts_at=None, message__sent_at__date__gt=on - GRACE)
    meeting = Q(message__answer_by=None, message__starts_at__date__gte=on)
    pending = Q(message__answer_by__gte=on) | meeting | undated
    return (
        Recipient.objects.filter(pending, organisation=policies.kept_by(user), answered_at=None)
        .exclude(message__kind=Message.Kind.LETTER)
        .select_related("message", "message__organisation")
        .order_by(F("message__answer_by").asc(nulls_last=True), "id")
    )


def answers_shown_to(user, message: Message) -> QuerySet[Recipient]:
    return Recipient.objects.filter(policies.answers_visible_to(user, message)).select_related("organisation")


def recipient_for(user, message: Message) -> Recipient | None:
    """The recipient this user may answer as, if their organisation is one."""
    return (
        Recipient.objects.filter(message=message, organisation=policies.kept_by(user))
        .select_related("organisation")
        .first()
    )


def answerable_until(message: Message) -> date:
    """The last day an answer is taken: thirty days after the date asked for, or after the meeting."""
    asked = message.answer_by or localdate(message.starts_at or message.sent_at + GRACE)
    return asked + GRACE


# --- The link that lets an organisation without an account answer

_signer = Signer(salt="network.answer")


def token_of(recipient: Recipient) -> str:
    return _signer.sign(recipient.uid.hex)


def recipient_behind(token: str, *, at: datetime) -> Recipient | None:
    """Whom a link lets answer, until the message's last day."""
    try:
        uid = UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    found = Recipient.objects.filter(uid=uid).select_related(
        "message", "message__organisation", "organisation"
    )
    recipient = found.first()
    return recipient if recipient and localdate(at) <= answerable_until(recipient.message) else None
