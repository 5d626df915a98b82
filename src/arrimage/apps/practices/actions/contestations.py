"""Saying that the catalogue is wrong, or reduces what one does: shown beside the text, until withdrawn.

A room above registers what was said elsewhere (a consultation, an assembly) in the same way:

    contest(practice, words="…", source="Consultation « … »", source_url="/deliberations/…/", by=None, at=at)
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.practices import policies
from arrimage.apps.practices.models import Contestation, Edition, Practice
from arrimage.apps.practices.vocabulary import SECTIONS

from .steps import named, signature, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def contest(
    practice: Practice,
    *,
    words: str,
    by: User | None,
    at: datetime,
    organisation=None,
    section: str = "",
    wished: str = "",
    source: str = "",
    source_url: str = "",
) -> Contestation:
    """Contest what is published. `by=None` is a room above, which then says its `source`.

    Said twice in the same words by the same side, it is one contestation. Raises PermissionDenied,
    ValidationError.
    """
    if by is not None:
        organisation = by.acting.organisation if by.acting else None
        policies.check_keeps(by, organisation.pk if organisation else -1)
    if not words.strip():
        raise ValidationError({"words": _("Write what is not right.")})
    if section and section not in SECTIONS:
        raise ValidationError({"section": _("Choose one of the parts of the page.")})
    # Two slashes would lead to another site.
    if source_url.startswith("//") or (source_url and not source_url.startswith(("/", "https://"))):
        raise ValidationError({"source_url": _("This address cannot be followed.")})
    edition = practice.editions.filter(language="fr", state=Edition.State.PUBLISHED).first()
    if edition is None:
        raise ValidationError(_("Nothing is published of this practice yet."))
    same = practice.contestations.filter(organisation=organisation, source=source, words=words.strip())
    if found := same.exclude(state=Contestation.State.WITHDRAWN).first():
        return found
    contestation = Contestation.objects.create(
        practice=practice,
        edition=edition,
        section=section,
        organisation=organisation,
        words=words.strip()[:4000],
        wished=wished.strip()[:2000],
        by_label=signature(by),
        said_at=at,
        source=source[:200],
        source_url=source_url[:300],
    )
    record("practice.contested", by=by, at=at, subjects=[named(contestation, practice.slug)])
    return contestation


def _lock(contestation: Contestation) -> Contestation:
    return (
        Contestation.objects.select_for_update(of=("self",))
        .select_related("practice", "organisation")
        .get(pk=contestation.pk)
    )


@transaction.atomic
def answer_contestation(
    contestation: Contestation, *, words: str, by: User | None, at: datetime
) -> Contestation:
    """An editor’s written answer, beside it. Writing it again replaces it; the journal keeps that it was."""
    policies.check_edits(by)
    if not words.strip():
        raise ValidationError({"answer": _("Write your answer.")})
    contestation = _lock(contestation)
    if contestation.state == Contestation.State.WITHDRAWN:
        raise ValidationError(_("It has been withdrawn: there is nothing to answer any more."))
    step(contestation, Contestation.State.ANSWERED)
    contestation.answer, contestation.answered_at = words.strip()[:4000], at
    contestation.answered_by = signature(by)
    contestation.save()
    record("practice.contestation_answered", by=by, at=at, subjects=[named(contestation)])
    return contestation


@transaction.atomic
def withdraw_contestation(contestation: Contestation, *, by: User | None, at: datetime) -> Contestation:
    """Whoever contested is satisfied, or no longer holds to it. Only they may say so."""
    policies.check_keeps(by, contestation.organisation_id or -1)
    contestation = _lock(contestation)
    if step(contestation, Contestation.State.WITHDRAWN):
        contestation.withdrawn_at = at
        contestation.save()
        record("practice.contestation_withdrawn", by=by, at=at, subjects=[named(contestation)])
    return contestation
