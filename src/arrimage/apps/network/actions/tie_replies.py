"""What an organisation answers to what another says of it, and what it decides of their relation."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.network.models import (
    Organisation,
    TieClaim,
    TiePublication,
    TieReading,
    TieReply,
    TieReport,
    Wave,
)
from arrimage.apps.network.policies import ties as policies
from arrimage.apps.network.policies.ties import reports_for
from arrimage.apps.network.queries.ties import said_by_the_other_too
from arrimage.apps.network.vocabulary_ties import Answer, Reading, Shown

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def answer_claim(claim: TieClaim, *, answer: str, words: str = "", by: User, at: datetime) -> TieReply | None:
    """Confirm or contest a tie said of one's own organisation; an empty answer takes the former one back.

    Raises PermissionDenied (not about us, or not submitted), ValidationError (contesting what we say too).
    """
    # Lock first: two colleagues may answer at once.
    report = (
        TieReport.objects.select_for_update(of=("self",))
        .select_related("wave", "about")
        .get(pk=claim.report_id)
    )
    if reports_for(by) != report.about_id or report.submitted_at is None:
        raise PermissionDenied
    former = TieReply.objects.filter(claim=claim).first()
    words = words.strip()
    if answer not in Answer.values:
        if former:
            former.delete()
            record("tie.answered", by=by, at=at, subjects=[report.wave, report.about])
        return None
    if former and (former.answer, former.words) == (answer, words):
        return former
    if answer == Answer.CONTESTS and said_by_the_other_too(claim):
        raise ValidationError(
            _("You say this tie yourselves. Change your own card first, or confirm and correct it in words.")
        )
    reply, _new = TieReply.objects.update_or_create(
        claim=claim,
        defaults={"answer": answer, "words": words, "replied_at": at, "replied_by": str(by)[:200]},
    )
    record("tie.answered", by=by, at=at, subjects=[report.wave, report.about], details={"answer": answer})
    return reply


@transaction.atomic
def choose_shown(
    wave: Wave, about: Organisation, *, shown: int | None, by: User, at: datetime
) -> TiePublication | None:
    """How much may be published of this relation; None follows what was chosen for the whole wave."""
    mine = _ours(by, wave, about)
    former = TiePublication.objects.filter(wave=wave, organisation=mine, about=about)
    before = former.values_list("shown", flat=True).first()
    if before == shown:
        return former.first()
    record("tie.shown", by=by, at=at, subjects=[wave, mine])
    if shown is None:
        former.delete()
        return None
    choice, _new = TiePublication.objects.update_or_create(
        wave=wave,
        organisation=mine,
        about=about,
        defaults={"shown": Shown(shown), "decided_at": at, "decided_by": str(by)[:200]},
    )
    return choice


@transaction.atomic
def name_relation(
    wave: Wave, about: Organisation, *, reading: int | None, words: str = "", by: User, at: datetime
) -> TieReading | None:
    """What we call this relation, beside the software's proposal; None takes the name back."""
    mine = _ours(by, wave, about)
    former = TieReading.objects.filter(wave=wave, organisation=mine, about=about).first()
    words = words.strip()
    if (former.reading, former.words) == (reading, words) if former else reading is None:
        return former
    record("tie.named", by=by, at=at, subjects=[wave, mine])
    if reading is None:
        former.delete()
        return None
    named, _new = TieReading.objects.update_or_create(
        wave=wave,
        organisation=mine,
        about=about,
        defaults={
            "reading": Reading(reading),
            "words": words,
            "decided_at": at,
            "decided_by": str(by)[:200],
        },
    )
    return named


def _ours(by: User, wave: Wave, about: Organisation) -> Organisation:
    """The organisation acted for, where it may read something of this relation. Raises PermissionDenied."""
    mine = reports_for(by)
    read = TieReport.objects.filter(policies.reports_visible_to(by), wave=wave, submitted_at__isnull=False)
    between = read.filter(reporter=about) | read.filter(about=about)
    if mine is None or not between.exists():
        raise PermissionDenied
    return Organisation.objects.select_for_update().get(pk=mine)
