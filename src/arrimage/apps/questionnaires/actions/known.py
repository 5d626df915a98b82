"""Bringing the text of a known instrument, with what allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.questionnaires.document.known import Known, with_text
from arrimage.apps.questionnaires.document.questionnaire import Questionnaire, said
from arrimage.apps.questionnaires.models import Permission, Version

from .instruments import create_instrument

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@dataclass(frozen=True)
class Proof:
    """The file of a permission, checked by `kernel.uploads`."""

    name: str
    kind: str
    data: bytes


@transaction.atomic
def bring_text(
    known: Known, text: Questionnaire, *, text_from: str, proof: Proof | None, by: User, at: datetime
) -> Version:
    """A questionnaire of the organisation acted for: this text, the instrument's rules. Returns its draft.

    Raises PermissionDenied, NotThisInstrument, ValidationError (no source, or a permission is missing).
    """
    if not text_from.strip():
        raise ValidationError(_("Say where this text comes from."))
    if proof is None and not known.is_free:
        raise ValidationError(_("Attach the permission of those who hold the rights to this instrument."))
    draft = create_instrument(with_text(known, text), by=by, at=at)
    instrument = draft.instrument
    instrument.source, instrument.licence = known.source, said(known.licence, "fr")[:200]
    instrument.save()
    Permission.objects.create(
        instrument=instrument,
        known=known.slug,
        text_from=text_from.strip()[:300],
        proof_name=proof.name if proof else "",
        proof_kind=proof.kind if proof else "",
        proof=proof.data if proof else None,
        given_at=at,
        given_by=str(by)[:200],
    )
    record("questionnaire.text_brought", by=by, at=at, subjects=[instrument])
    return draft
