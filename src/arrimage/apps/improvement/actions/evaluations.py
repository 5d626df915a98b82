"""The evaluation of a cycle on the common questionnaires: nobody's name, and once each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement import policies
from arrimage.apps.improvement.instruments import EVALUATION, evaluation, source_in_french
from arrimage.apps.improvement.models import Cycle, Evaluation
from arrimage.apps.improvement.queries import committees as seats
from arrimage.apps.questionnaires import codes
from arrimage.apps.questionnaires.actions import collecting
from arrimage.apps.questionnaires.actions.instruments import ship_instrument

from .cycles import check_not_closed, lock

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

HOST = "improvement"


@transaction.atomic
def open_evaluation(cycle: Cycle, moment: str, *, by: User | None, at: datetime) -> Evaluation:
    """Ask all who sit. Opening it twice changes nothing. Raises PermissionDenied, ValidationError."""
    policies.check_runs(by, cycle.committee, localdate(at))
    cycle = lock(cycle)
    check_not_closed(cycle)
    if moment == Evaluation.Moment.FINAL and cycle.state != Cycle.State.CHECKING:
        raise ValidationError(_("The final evaluation comes once you look at what came of the cycle."))
    if found := cycle.evaluations.filter(moment=moment).first():
        return found
    version = ship_instrument(
        EVALUATION, evaluation(), source=source_in_french(), licence="AGPL-3.0-or-later", at=at
    )
    opening = collecting.open_for_host(
        version,
        host=HOST,
        title=f"{cycle.committee.name} · {cycle.number}",
        words="",
        organisation_id=cycle.committee.organisation_id,
        asked_by=cycle.committee.name,
        closes_on=None,
        is_undated=True,
        may_be_changed=False,
        told=(),
        opened_by=str(by or ""),
    )
    made = Evaluation.objects.create(cycle=cycle, moment=moment, opening=opening, opened_at=at)
    record("improvement.evaluation_opened", by=by, at=at, subjects=[cycle.committee])
    return made


@transaction.atomic
def begin_answer(evaluation: Evaluation, *, by: User, at: datetime, language: str) -> str:
    """A code to answer under, once for each who sits. Which code is whose is kept nowhere.

    Raises ValidationError when they have had theirs.
    """
    day = localdate(at)
    evaluation = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("cycle__committee", "opening")
        .get(pk=evaluation.pk)
    )
    holder = seats.place_of(evaluation.cycle.committee, by, on=day)
    if holder is None:
        raise ValidationError(_("Those who hold a place in this committee answer."))
    if evaluation.given_to.filter(pk=holder.pk).exists():
        raise ValidationError(_("Your answers are begun: go on with your code, which only you have."))
    code = codes.new_code()
    collecting.begin_response(evaluation.opening, code=code, owner="", at=at, language=language)
    evaluation.given_to.add(holder)
    return code


@transaction.atomic
def close_evaluation(evaluation: Evaluation, *, by: User | None, at: datetime) -> Evaluation:
    """Nobody answers any more; from then on it is read, its rows written anew in no order."""
    policies.check_runs(by, evaluation.cycle.committee, localdate(at))
    evaluation = (
        Evaluation.objects.select_for_update(of=("self",)).select_related("opening").get(pk=evaluation.pk)
    )
    if evaluation.closed_at is None:
        evaluation.closed_at = at
        evaluation.save()
        collecting.close_for_host(evaluation.opening, at=at)
        collecting.forget_drafts(evaluation.opening)
        collecting.write_anew(evaluation.opening, owners={})
        record("improvement.evaluation_closed", by=by, at=at, subjects=[evaluation.cycle.committee])
    return evaluation
