"""The questionnaire to the two who run a team: each answers apart, and they are read side by side."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement import policies
from arrimage.apps.improvement.instruments import TANDEM, source_in_french, tandem
from arrimage.apps.improvement.models import Assessment
from arrimage.apps.improvement.queries import tandem as queries
from arrimage.apps.questionnaires import codes
from arrimage.apps.questionnaires.actions import collecting
from arrimage.apps.questionnaires.actions.instruments import ship_instrument
from arrimage.apps.questionnaires.queries.collecting import response_of

from .evaluations import HOST

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def ask_tandem(assessment: Assessment, *, by: User | None, at: datetime) -> Assessment:
    """Ask the two of them. Asking twice changes nothing. Raises PermissionDenied, ValidationError."""
    policies.check_runs(by, assessment.committee, localdate(at))
    assessment = _lock(assessment)
    if assessment.opening_id is not None:
        return assessment
    if assessment.state != Assessment.State.OPEN:
        raise ValidationError(_("The balance is shared: take it up again before asking more."))
    version = ship_instrument(TANDEM, tandem(), source=source_in_french(), licence="AGPL-3.0-or-later", at=at)
    committee = assessment.committee
    assessment.opening = collecting.open_for_host(
        version,
        host=HOST,
        title=committee.name,
        words="",
        organisation_id=committee.organisation_id,
        asked_by=committee.name,
        closes_on=None,
        is_undated=False,
        may_be_changed=True,
        opened_by=str(by or ""),
    )
    assessment.asked_at = at
    assessment.save()
    record("improvement.tandem_asked", by=by, at=at, subjects=[committee])
    return assessment


@transaction.atomic
def begin_as_tandem(assessment: Assessment, *, by: User, at: datetime, language: str) -> str:
    """A code to answer under, or to go on with one's answers. Raises ValidationError for anybody else."""
    holder = queries.tandem_place_of(assessment, by, on=localdate(at))
    if holder is None or assessment.opening is None:
        raise ValidationError(_("The two who run the team answer, each on their own."))
    code, owner = codes.new_code(), queries.owner_of(holder)
    if found := response_of(assessment.opening, owner):
        if found.is_sent and not found.opening.may_be_changed:
            raise ValidationError(_("Your answers are sent already."))
        collecting.change_code(found, code)
    else:
        collecting.begin_response(assessment.opening, code=code, owner=owner, at=at, language=language)
    return code


def close_tandem(assessment: Assessment, *, at: datetime) -> None:
    """Once the balance is shared nobody answers any more."""
    if assessment.opening is not None:
        collecting.close_for_host(assessment.opening, at=at)


def _lock(assessment: Assessment) -> Assessment:
    found = Assessment.objects.select_for_update(of=("self",)).select_related("committee", "opening")
    return found.get(pk=assessment.pk)
