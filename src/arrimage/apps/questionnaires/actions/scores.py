"""Scores that were kept, held against the answers they were worked out from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from math import isclose
from typing import TYPE_CHECKING

from django.db import transaction

from arrimage.apps.audit.actions import record
from arrimage.apps.questionnaires.document.scoring import Outcome, Result, apply
from arrimage.apps.questionnaires.models import Response, ResponseScore
from arrimage.apps.questionnaires.queries import responses as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def correct_scores(response: Response, *, at: datetime, by: User | None = None) -> list[str]:
    """Work out again each score kept that its answers do not add up to, and mark it as such. Their names.

    The answers are what was said: when the two disagree, it is the score that changes.
    """
    if not response.is_sent or not list(_wrong(response)):
        return []
    with transaction.atomic():
        # Looked at once more under the lock: whoever answered may be changing an answer just now.
        response = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
        wrong = list(_wrong(response))
        for result in wrong:
            value = "" if result.value is None else json.dumps(result.value)
            ResponseScore.objects.update_or_create(
                response=response,
                score=result.score,
                defaults={"outcome": result.outcome, "value": value, "disagrees": True},
            )
        if wrong:
            subject = response.opening or response.questionnaire.instrument
            record("questionnaire.scores_corrected", by=by, at=at, subjects=[subject])
    return [result.score for result in wrong]


def _wrong(response: Response) -> Iterator[Result]:
    form, answers = response.questionnaire.form, queries.answers_of(response)
    kept = {row.score: row for row in response.scores.all()}
    for rule in form.scores:
        result = apply(rule, form, answers)
        if not _agrees(kept.get(rule.name), result):
            yield result


def _agrees(row: ResponseScore | None, result: Result) -> bool:
    if row is None or row.outcome != result.outcome:
        return False
    if result.outcome != Outcome.VALUE:
        return row.value == ""
    try:
        return isclose(float(json.loads(row.value)), result.value, abs_tol=1e-9)
    except (ValueError, TypeError):
        return False
