"""Writing to other organisations, and answering them. Every message is sent as it is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from arrimage.apps.audit.actions import Subject, record
from arrimage.apps.kernel import calendar, mail
from arrimage.apps.network.models import Message, Organisation, Recipient
from arrimage.apps.network.policies import together as policies
from arrimage.apps.network.queries import affiliations
from arrimage.apps.network.queries import messages as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

MESSAGES_A_DAY = 20  # by organisation; one message to all members is one


@transaction.atomic
def send_message(
    sender: Organisation,
    to: Iterable[Organisation],
    *,
    kind: str,
    subject: str,
    body: str,
    by: User,
    at: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    place: str = "",
    answer_by: date | None = None,
    answers_are_shared: bool = False,
) -> Message:
    """Write to other organisations in the name of one's own; mail leaves in the background.

    Raises PermissionDenied (not one of its keepers, or to several without being their coalition or
    federation), ValidationError (nobody to write to, too many messages today).
    """
    policies.check_keeps(by, sender)
    # Lock first: two keepers may send the day's last message at once.
    Organisation.objects.select_for_update().get(pk=sender.pk)
    to = [organisation for organisation in to if organisation.pk != sender.pk and not organisation.closed_on]
    if not to:
        raise ValidationError(_("There is nobody to write to."))
    if len(to) > 1 or kind == Message.Kind.CONSULTATION:
        _check_gathers(sender, to, localdate(at))
    sent = Message.objects.filter(organisation=sender, sent_at__gt=at - timedelta(days=1)).count()
    if sent >= MESSAGES_A_DAY:
        raise ValidationError(
            _("Your organisation has sent %(count)d messages since yesterday: send it tomorrow, or call.")
            % {"count": sent}
        )
    message = Message.objects.create(
        kind=kind,
        organisation=sender,
        by=by,
        by_label=str(by),
        subject=" ".join(subject.split()),
        body=body,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        answer_by=answer_by,
        answers_are_shared=answers_are_shared,
        sent_at=at,
    )
    addresses = queries.addresses_of(to, on=localdate(at))
    recipients = Recipient.objects.bulk_create(
        Recipient(
            message=message, organisation=organisation, mailed_at=at if addresses[organisation.pk] else None
        )
        for organisation in to
    )
    for recipient in recipients:
        for address in addresses[recipient.organisation_id]:
            _write_to(recipient, address)
    record("message.sent", by=by, at=at, subjects=[_unnamed(message), *to], details={"kind": kind})
    return message


def _check_gathers(sender: Organisation, to: list[Organisation], day: date) -> None:
    """Raises PermissionDenied unless all these are the sender's members."""
    members = set(affiliations.member_organisations(sender, day).values_list("pk", flat=True))
    if not policies.has_members(sender) or not members >= {organisation.pk for organisation in to}:
        raise PermissionDenied


def _write_to(recipient: Recipient, address: queries.Address) -> None:
    message = recipient.message
    path = (
        reverse("message", args=[message.uid])
        if address.has_account
        else reverse("answer_by_link", args=[queries.token_of(recipient)])
    )
    context = {
        "message": message,
        "recipient": recipient,
        "link": settings.BASE_URL.rstrip("/") + path,
        "until": queries.answerable_until(message),
        "has_account": address.has_account,
    }
    attachments = []
    if message.starts_at:
        with override(address.language):
            name = _("meeting") + ".ics"
        attachments = [mail.Attachment(name, calendar_of(message), "text/calendar")]
    reply_to = message.organisation.email or None
    mail.send(
        "network/mail/message.txt",
        address.email,
        context,
        address.language,
        reply_to,
        attachments=attachments,
    )


def calendar_of(message: Message) -> str:
    """The meeting as an iCalendar file. The message must have a date."""
    return calendar.meeting(
        uid=str(message.uid),
        at=message.sent_at,
        starts_at=message.starts_at,
        ends_at=message.ends_at,
        title=f"{message.subject} ({message.organisation})",
        text=message.body,
        place=message.place,
    )


def mark_seen(recipient: Recipient, *, at: datetime) -> None:
    """The first time somebody of the organisation opens it; the sender sees that date."""
    Recipient.objects.filter(pk=recipient.pk, seen_at=None).update(seen_at=at)


@transaction.atomic
def answer_message(
    recipient: Recipient, *, by: User | None, at: datetime, answer: str = "", words: str = ""
) -> Recipient:
    """Answer in one's own words; answering again replaces the answer.

    `by` is None for whoever holds the link mailed to the organisation. Raises PermissionDenied (another
    organisation's), ValidationError (nothing said, too late).
    """
    if by is not None:
        policies.check_keeps(by, recipient.organisation)
    recipient = (
        Recipient.objects.select_for_update(of=("self",))
        .select_related("message", "message__organisation", "message__by", "organisation")
        .get(pk=recipient.pk)
    )
    message = recipient.message
    if message.kind == Message.Kind.INVITATION and answer not in Recipient.Answer.values:
        raise ValidationError(_("Say whether you can be there, or otherwise."))
    if message.kind != Message.Kind.INVITATION and not words.strip():
        raise ValidationError(_("Write your answer, in your own words."))
    if localdate(at) > queries.answerable_until(message):
        raise ValidationError(_("This message no longer takes answers: write to the organisation directly."))
    is_first = recipient.answered_at is None
    recipient.answer = answer if message.kind == Message.Kind.INVITATION else ""
    recipient.words, recipient.answered_at = words.strip(), at
    recipient.answered_by = str(by) if by else _("by the link sent to the organisation")
    recipient.seen_at = recipient.seen_at or at
    recipient.save()
    details = {} if by else {"by": "link"}
    record(
        "message.answered",
        by=by,
        at=at,
        subjects=[_unnamed(message), recipient.organisation],
        details=details,
    )
    if is_first:
        _tell_sender(recipient)
    return recipient


def _tell_sender(recipient: Recipient) -> None:
    """Whoever wrote learns that there is an answer; the answer itself is read on the page."""
    message = recipient.message
    writer = message.by if message.by and message.by.is_active else None
    to = writer.email if writer else message.organisation.email
    if to:
        link = settings.BASE_URL.rstrip("/") + reverse("message", args=[message.uid])
        context = {"message": message, "organisation": recipient.organisation, "link": link}
        mail.send("network/mail/answered.txt", to, context, writer.language if writer else "fr")


def _unnamed(message: Message) -> Subject:
    """The journal names the message, not its subject: that is for those who wrote and received it."""
    return Subject(message._meta.label_lower, str(message.uid))
