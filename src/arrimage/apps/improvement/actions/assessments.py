"""A look at a team before a cycle: observed by two, drawn together as a balance, strengths first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement import policies
from arrimage.apps.improvement.instruments import SIGNS
from arrimage.apps.improvement.models import Assessment, Committee, Observation

from .tandem import close_tandem

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def begin_assessment(committee: Committee, *, by: User | None, at: datetime) -> Assessment:
    policies.check_runs(by, committee, localdate(at))
    if found := committee.assessments.filter(state=Assessment.State.OPEN).first():
        return found
    made = Assessment.objects.create(committee=committee, begun_on=localdate(at))
    record("improvement.assessment_begun", by=by, at=at, subjects=[committee])
    return made


@transaction.atomic
def observe(
    assessment: Assessment,
    *,
    observer: str,
    meeting: str,
    on: date,
    seen: Mapping[str, str],
    by: User | None,
    at: datetime,
    words: str = "",
) -> Observation:
    """What one observer saw; the same one, of the same meeting, corrects it. Raises ValidationError."""
    policies.check_runs(by, assessment.committee, localdate(at))
    known = {sign.id for sign in SIGNS}
    if set(seen) - known or set(seen.values()) - set(Observation.Seen.values) or known - set(seen):
        raise ValidationError(_("Say what was seen of each sign; “could not be seen” is an answer."))
    made, _is_new = Observation.objects.update_or_create(
        assessment=assessment,
        observer=observer.strip(),
        meeting=meeting.strip(),
        on=on,
        defaults={"seen": dict(seen), "words": words.strip()},
    )
    record("improvement.observed", by=by, at=at, subjects=[assessment.committee])
    return made


@transaction.atomic
def write_balance(
    assessment: Assessment,
    *,
    strengths: str,
    to_improve: str,
    evidence: str,
    by: User | None,
    at: datetime,
    share: bool = False,
) -> Assessment:
    """Strengths first: a balance without any is not shared. Raises PermissionDenied, ValidationError."""
    policies.check_runs(by, assessment.committee, localdate(at))
    if share and (not strengths.strip() or not evidence.strip()):
        raise ValidationError(_("Begin with the strengths, and say what the balance rests on."))
    # What another wrote meanwhile (the two were asked) is not written over.
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("committee", "opening")
        .get(pk=assessment.pk)
    )
    assessment.strengths, assessment.to_improve = strengths.strip(), to_improve.strip()
    assessment.evidence = evidence.strip()
    assessment.state = Assessment.State.SHARED if share else Assessment.State.OPEN
    assessment.save()
    if share:
        close_tandem(assessment, at=at)
    record("improvement.balance_written", by=by, at=at, subjects=[assessment.committee])
    return assessment
