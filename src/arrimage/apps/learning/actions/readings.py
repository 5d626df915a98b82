"""Asking somebody to read an edition before it comes out, and what they say of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from arrimage.apps.accounts.queries import user_with
from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import mail
from arrimage.apps.learning.models import Edition, Reading

from .pieces import lock as lock_piece

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

READERS = 12  # of one edition


@transaction.atomic
def ask_to_read(edition: Edition, *, email: str, voice: str, by: User | None, at: datetime) -> Reading:
    """Ask somebody who has an account; a mail says that there is something to read, not what.

    Raises PermissionDenied, ValidationError (no such account, too many readers).
    """
    lock_piece(edition.piece, by)
    if edition.status not in Edition.OPEN:
        raise ValidationError(_("This edition has come out: there is nothing left to read before."))
    reader = user_with(email)
    if reader is None or not reader.is_active:
        raise ValidationError(
            {
                "email": _(
                    "Nobody here has this address. Have an account opened for them first, by an invitation."
                )
            }
        )
    if edition.readings.count() >= READERS:
        raise ValidationError(_("Twelve readers are many: wait for what these say."))
    reading, is_new = Reading.objects.get_or_create(
        edition=edition,
        reader=reader,
        defaults={"voice": voice, "asked_at": at, "asked_by": str(by)[:200] if by else ""},
    )
    if is_new:
        record("learning.reading_asked", by=by, at=at, subjects=[edition.piece, reader])
        if edition.status == Edition.Status.REVIEW:
            tell(reading)
    return reading


@transaction.atomic
def withdraw_reading(reading: Reading, *, by: User | None, at: datetime) -> None:
    """No longer ask. Raises ValidationError once they answered: what was said stays."""
    lock_piece(reading.edition.piece, by)
    if reading.verdict:
        raise ValidationError(_("They have answered already: what was said stays."))
    if Reading.objects.filter(pk=reading.pk).delete()[0]:
        record("learning.reading_withdrawn", by=by, at=at, subjects=[reading.edition.piece, reading.reader])


@transaction.atomic
def answer_reading(
    reading: Reading,
    *,
    verdict: str,
    by: User,
    at: datetime,
    words: str = "",
    voice: str = "",
    signed: str = "",
) -> Reading:
    """Say whether it may come out; answering again replaces the answer, for the text as it is now.

    The reader alone says from where they speak, and how they are named.

    Raises PermissionDenied, ValidationError.
    """
    held = Reading.objects.select_for_update(of=("self",)).select_related("edition__piece")
    reading = held.get(pk=reading.pk)
    if by.pk != reading.reader_id:
        raise PermissionDenied
    if reading.edition.status != Edition.Status.REVIEW:
        raise ValidationError(_("This text is not being read any more."))
    if verdict not in Reading.Verdict.values:
        raise ValidationError({"verdict": _("Say whether it may come out.")})
    if verdict == Reading.Verdict.CHANGES and not words.strip():
        raise ValidationError({"words": _("Say what should change, in your own words.")})
    reading.verdict, reading.words, reading.answered_at = verdict, words.strip(), at
    reading.digest, reading.signed = reading.edition.digest_now(), signed.strip()[:120]
    if voice in Reading.Voice.values:
        reading.voice = voice
    reading.save()
    record("learning.reading_answered", by=by, at=at, subjects=[reading.edition.piece])
    return reading


def tell(reading: Reading) -> None:
    """A mail to the reader: there is something to read."""
    link = settings.BASE_URL.rstrip("/") + reverse("edition_read", args=[reading.edition.uid])
    context = {"organisation": reading.edition.piece.organisation, "link": link}
    mail.send("learning/mail/to_read.txt", reading.reader.email, context, reading.reader.language)
