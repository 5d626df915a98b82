"""Mail that leaves: text only, in the reader's language, queued, tried again, and forgotten once sent.

A template is one text file: its first line is the subject, the rest the text. Nothing is escaped in it
(it is no page), and no name or text of anybody reaches a log.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django_tasks import task

from .clock import now
from .crypto import decrypt, encrypt
from .models import Mail

logger = logging.getLogger(__name__)

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 600)]  # then it is given up
SILENCE = timedelta(minutes=10)  # an attempt that says nothing for so long was killed
KEPT = timedelta(days=90)
SEAL = "kernel.Mail.sealed"


class Attachment(NamedTuple):
    name: str
    content: str
    type: str = "text/plain"


@transaction.atomic
def send(
    template: str,
    to: str,
    context: dict,
    language: str = "fr",
    reply_to: str | None = None,
    *,
    attachments: Sequence[Attachment] = (),
) -> Mail:
    """Write a mail and queue it; if the surrounding transaction is undone, it never leaves.

    The text is written at once, so that a mistake in a template is seen by whoever sends, and what
    arrives is what was meant. Raises ValidationError when an address is not one.
    """
    mail = write(template, to, context, language, reply_to, attachments=attachments)
    mail.save()
    deliver.enqueue(mail.pk)
    mail.refresh_from_db()
    return mail


@transaction.atomic
def send_together(mails: Sequence[Mail]) -> None:
    """Queue many mails, written before (`write`): nothing is locked longer than it takes to insert them."""
    if mails:
        Mail.objects.bulk_create(mails)
        deliver_together.enqueue([mail.pk for mail in mails])


def write(
    template: str,
    to: str,
    context: dict,
    language: str = "fr",
    reply_to: str | None = None,
    *,
    attachments: Sequence[Attachment] = (),
) -> Mail:
    """A mail, sealed and kept nowhere yet. Raises ValidationError when an address is not one."""
    for address in filter(None, (to, reply_to)):
        validate_email(address)  # refuses line breaks: nobody adds a header
    with translation.override(language):
        # Django's pages escape by default; a mail is no page.
        inner = get_template(template).template  # type: ignore[attr-defined]
        text = inner.render(Context({"base_url": settings.BASE_URL, **context}, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    letter = {
        "subject": " ".join(subject.split()),
        "body": body.strip() + "\n",
        "reply_to": reply_to or "",
        "attachments": [list(attachment) for attachment in attachments],
    }
    at = now()
    return Mail(
        template=template,
        to=to,
        sealed=encrypt(json.dumps(letter), SEAL),
        created_at=at,
        next_at=at,
        queued_at=at,
    )


@task
def deliver(mail_id: int) -> None:
    attempt(mail_id)


@task
def deliver_together(mail_ids: list[int]) -> None:
    """One attempt for each. Those a killed worker did not come to are queued again (`queue_waiting`)."""
    for mail_id in mail_ids:
        attempt(mail_id)


def attempt(mail_id: int) -> None:
    """One attempt, taken by a conditional UPDATE, made outside any transaction: a slow server locks nothing.

    A worker killed between the server's yes and the note of it sends twice: better than never.
    """
    at = now()
    due = Mail.objects.filter(pk=mail_id, next_at__lte=at)
    if not due.filter(state=Mail.State.WAITING).update(state=Mail.State.SENDING, next_at=at + SILENCE):
        return
    mail = Mail.objects.get(pk=mail_id)
    try:
        message_of(mail).send()
    except Exception as error:
        # Its kind alone: the text of an SMTP error quotes addresses.
        _note_failure(mail, type(error).__name__, at)
    else:
        Mail.objects.filter(pk=mail.pk).update(
            state=Mail.State.SENT, sent_at=now(), sealed="", attempts=mail.attempts + 1, fault=""
        )


def withdraw(uid: UUID) -> bool:
    """Take back a mail that has not left yet; whether it was."""
    return Mail.objects.filter(uid=uid, state=Mail.State.WAITING).delete()[0] > 0


def that_failed(uids: Iterable[UUID]) -> set[UUID]:
    """Which of these mails were given up."""
    # Few ever are: read them all, rather than ask for ten thousand by name.
    return set(Mail.objects.filter(state=Mail.State.FAILED).values_list("uid", flat=True)) & set(uids)


def message_of(mail: Mail) -> EmailMessage:
    letter = json.loads(decrypt(mail.sealed, SEAL))
    return EmailMessage(
        letter["subject"],
        letter["body"],
        to=[mail.to],
        reply_to=[letter["reply_to"]] if letter["reply_to"] else None,
        attachments=[tuple(attachment) for attachment in letter["attachments"]],
        headers={"Auto-Submitted": "auto-generated", "X-Arrimage-Mail": str(mail.uid)},
    )


def _note_failure(mail: Mail, fault: str, at: datetime) -> None:
    logger.warning("mail %s did not leave (%s), attempt %d", mail.uid, fault, mail.attempts + 1)
    changes: dict[str, object] = {"attempts": mail.attempts + 1, "fault": fault[:100]}
    if mail.attempts < len(PAUSES):
        changes |= {"state": Mail.State.WAITING, "next_at": at + PAUSES[mail.attempts], "queued_at": None}
    else:
        changes |= {"state": Mail.State.FAILED, "sealed": ""}
    Mail.objects.filter(pk=mail.pk).update(**changes)


def queue_waiting(*, at: datetime) -> int:
    """Queue what should have left by now: attempts to make again, and those nobody came back from."""
    due = Mail.objects.filter(next_at__lte=at)
    due.filter(state=Mail.State.SENDING).update(state=Mail.State.WAITING, queued_at=None)
    # Not what the queue already holds, unless it has been lost there: no worker may be running.
    lost = Q(queued_at=None) | Q(queued_at__lte=at - SILENCE)
    mails = list(due.filter(lost, state=Mail.State.WAITING).values_list("pk", flat=True)[:500])
    for pk in mails:
        if due.filter(lost, pk=pk).update(queued_at=at):
            deliver.enqueue(pk)
    return len(mails)


def forget_old_mail(*, at: datetime) -> int:
    """Remove the traces of mails sent or given up more than 90 days ago."""
    over = Mail.objects.filter(state__in=[Mail.State.SENT, Mail.State.FAILED], created_at__lt=at - KEPT)
    removed, _ = over.delete()
    return removed
