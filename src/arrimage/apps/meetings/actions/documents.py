"""Files put beside a meeting."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.uploads import IMAGES, Kind
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.models import Document, DocumentContent, Meeting

from .meetings import lock
from .steps import signature, unnamed

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

ALLOWED = frozenset({Kind.PDF, Kind.XLSX, Kind.CSV, Kind.TEXT}) | IMAGES
DOCUMENTS = 30  # beside one meeting


@transaction.atomic
def add_document(
    meeting: Meeting,
    *,
    by: User | None,
    at: datetime,
    file,
    title: str = "",
    readers: str = Document.Readers.INVITED,
) -> Document:
    """Put a file, already checked by `kernel.uploads`, beside a meeting one is invited to.

    Only whoever runs the meeting may keep one for those who run it.
    """
    policies.check_sees(by, meeting)
    meeting = lock(meeting)
    if readers == Document.Readers.RUNNING:
        policies.check_runs(by, meeting.series)
    if meeting.documents.count() >= DOCUMENTS:
        raise ValidationError(_("There are enough documents here: remove one first."))
    data = file.read()
    document = Document.objects.create(
        meeting=meeting,
        name=file.name,
        title=" ".join(title.split())[:160] or file.name,
        media_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        size=len(data),
        readers=readers,
        by=by,
        by_label=signature(by, meeting.series),
        added_at=at,
    )
    DocumentContent.objects.create(document=document, data=data)
    record("document.added", by=by, at=at, subjects=[meeting, unnamed(document)])
    return document


@transaction.atomic
def remove_document(document: Document, *, by: User | None, at: datetime) -> None:
    """Whoever added it, or runs the meeting, may; until the minutes are adopted."""
    meeting = lock(document.meeting)
    if by is not None and document.by_id != by.pk and not policies.runs(by, meeting.series):
        raise PermissionDenied
    if meeting.state == Meeting.State.ADOPTED:
        raise ValidationError(_("The minutes are adopted: what goes with them stays."))
    removed = unnamed(document)
    document.delete()
    record("document.removed", by=by, at=at, subjects=[meeting, removed])
