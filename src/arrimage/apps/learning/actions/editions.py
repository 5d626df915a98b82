"""From draft to published: written, read by others, come out, followed by another edition.

    draft → being read → published ⇄ retired

A text comes out only once somebody who has lived what it speaks of, or a relative, has read this very text
and said that it may. A text that changes after is to be read again.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.search import words
from arrimage.apps.learning.document import Document, missing
from arrimage.apps.learning.models import Edition, Piece, Reading

from .pieces import lock as lock_piece
from .readings import tell

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

Status = Edition.Status


@transaction.atomic
def save_draft(edition: Edition, document: Document, *, since: int, by: User | None, at: datetime) -> Edition:
    """Write it anew, unless somebody else did since version `since` of it.

    Raises PermissionDenied, ValidationError (it is being read, or has come out), StaleVersion.
    """
    edition = _lock(edition, by)
    if edition.status != Status.DRAFT:
        raise ValidationError(_("Only a draft is changed: take it back from its readers first."))
    edition.document, edition.written_by = document, by
    edition.save_if_unchanged(since=since)
    piece = edition.piece
    if document.title and edition.language == piece.language and not _came_out(piece):
        piece.title = document.title
        piece.save()
    record("learning.edition_written", by=by, at=at, subjects=[piece])
    return edition


@transaction.atomic
def send_to_readers(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    """Let those asked read it. Raises ValidationError when parts are missing. Twice is once."""
    edition = _lock(edition, by)
    if edition.status == Status.REVIEW:
        return edition
    _check_whole(edition)
    _step(edition, Status.REVIEW)
    edition.save()
    record("learning.edition_sent", by=by, at=at, subjects=[edition.piece])
    for reading in edition.readings.select_related("reader", "edition__piece__organisation"):
        if reading.digest != edition.digest_now():  # the text has changed since they read it
            tell(reading)
    return edition


@transaction.atomic
def take_back(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    """Back to the draft, to change it. What readers said stays, for the text they read."""
    edition = _lock(edition, by)
    if edition.status != Status.DRAFT:
        _step(edition, Status.DRAFT)
        edition.save()
        record("learning.edition_taken_back", by=by, at=at, subjects=[edition.piece])
    return edition


@transaction.atomic
def publish(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    """It comes out, and the one before it in its language is retired. Twice is once.

    Raises PermissionDenied, ValidationError: somebody who has lived it, other than its writer, must have read
    this very text and agreed; and no such reader may be waiting for a change.
    """
    edition = _lock(edition, by)
    if edition.status == Status.PUBLISHED:
        return edition
    if edition.status == Status.REVIEW:  # a retired one was read already, and has not changed
        _check_whole(edition)
        _check_read(edition)
    _step(edition, Status.PUBLISHED)
    return _come_out(edition, by=by, at=at)


def _come_out(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    piece = edition.piece
    piece.editions.filter(status=Status.PUBLISHED, language=edition.language).update(status=Status.RETIRED)
    edition.status = Status.PUBLISHED
    edition.digest = edition.digest_now()
    edition.stems = stems_of(edition.document.words())
    edition.published_at = edition.published_at or at
    edition.published_by = edition.published_by or (str(by)[:200] if by else "")
    edition.save()
    if edition.language == piece.language:
        piece.title = edition.document.title
        piece.save()
    record("learning.edition_published", by=by, at=at, subjects=[piece])
    return edition


def come_out_as_shipped(edition: Edition, *, at: datetime) -> Edition:
    """For what the software ships: it came out with it. The page says that nobody here has read it yet."""
    return _come_out(edition, by=None, at=at)


@transaction.atomic
def retire(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    """Nobody new finds it. Publishing it again undoes that."""
    edition = _lock(edition, by)
    if edition.status != Status.RETIRED:
        _step(edition, Status.RETIRED)
        edition.save()
        record("learning.edition_retired", by=by, at=at, subjects=[edition.piece])
    return edition


@transaction.atomic
def begin_edition(piece: Piece, language: str, *, by: User | None, at: datetime) -> Edition:
    """The next edition in a language, begun from the last one; or a translation, from what came out first.

    The one already being written, if there is one. Raises PermissionDenied, ValidationError.
    """
    piece = lock_piece(piece, by)
    same = piece.editions.filter(language=language)
    if being_written := same.filter(status__in=Edition.OPEN).first():
        return being_written
    last = same.order_by("-number").first()
    original = None
    if language != piece.language:
        original = piece.editions.filter(language=piece.language, status=Status.PUBLISHED).first()
        if original is None:
            raise ValidationError(_("Publish it in its first language: only then can it be translated."))
    if last is None and original is None:
        raise ValidationError(_("Choose French or English."))
    edition = Edition(
        piece=piece,
        language=language,
        number=last.number + 1 if last else 1,
        content=(last or original).content,
        translates=original,
        written_by=by,
    )
    edition.save()
    record("learning.edition_begun", by=by, at=at, subjects=[piece])
    return edition


def stems_of(text: str) -> str:
    """The stems of a text, each between spaces, so that one word is found by one comparison."""
    return " " + " ".join(sorted({word.stem for word in words(text)})) + " "


def _lock(edition: Edition, by: User | None) -> Edition:
    # The piece first: two editions of one piece change one after the other.
    piece = lock_piece(edition.piece, by)
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    edition.piece = piece
    return edition


def _step(edition: Edition, to: str) -> None:
    if to not in Edition.NEXT[edition.status]:
        raise ValidationError(_("This cannot be done to an edition in this state."))
    edition.status = to


def _came_out(piece: Piece) -> bool:
    return piece.editions.exclude(status__in=Edition.OPEN).exists()


def _check_whole(edition: Edition) -> None:
    lacking = missing(edition.document, edition.piece.kind)
    if edition.piece.kind == Piece.Kind.CAPSULE and not hasattr(edition.piece, "film"):
        lacking.insert(0, _("the video"))
    if lacking:
        raise ValidationError(_("Still missing: %(parts)s.") % {"parts": ", ".join(lacking)})


def _check_read(edition: Edition) -> None:
    read = [one for one in edition.readings.all() if one.digest == edition.digest_now()]
    lived = [one for one in read if one.is_lived and one.reader_id != edition.written_by_id]
    if any(one.verdict == Reading.Verdict.CHANGES for one in lived):
        raise ValidationError(
            _("A reader who has lived it asks for a change: take the text back, then have it read anew.")
        )
    if not any(one.verdict == Reading.Verdict.AGREES for one in lived):
        raise ValidationError(
            _(
                "Nobody who has lived it, or is a relative, has yet read this very text and agreed:"
                " ask somebody other than its writer."
            )
        )
