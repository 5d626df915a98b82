"""What comes back by itself: contributions that close on their day, silence, promises past their date."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from arrimage.apps.deliberation.models import Conclusion, Consultation
from arrimage.apps.deliberation.queries import consultations, outcomes

from . import mailing
from .consultations import close_consultation
from .steps import record

A_RUN = 100


def run_calendar(*, at: datetime) -> tuple[int, int]:
    """(consultations closed on their day, organisations reminded)."""
    closing = list(consultations.due_to_close(at=at)[:A_RUN])
    for consultation in closing:
        close_consultation(consultation, by=None, at=at)
    waiting = list(outcomes.to_recall(at=at, on=localdate(at))[:A_RUN])
    return len(closing), sum(_recall(one, at) for one in waiting) + _a_year_later(at)


@transaction.atomic
def _recall(conclusion: Conclusion, at: datetime) -> int:
    # Taken by the UPDATE: two runs at once remind once.
    waiting = outcomes.to_recall(at=at, on=localdate(at)).filter(pk=conclusion.pk).order_by()
    if not Conclusion.objects.filter(pk__in=waiting.values("pk")).update(reminded_at=at):
        return 0
    what = "due" if conclusion.answers.exists() else "late"
    sent = mailing.tell_who_answers(conclusion, what, at=at)
    record("recalled", conclusion.consultation, conclusion, by=None, at=at)
    return 1 if sent else 0


def _a_year_later(at: datetime) -> int:
    """Once, a year after the first synthesis: those who answered are asked what became of it."""
    year = at - timedelta(days=365)
    due = (
        Consultation.objects.filter(reminded_at=None, syntheses__number=1, syntheses__published_at__lte=year)
        .distinct()
        .order_by("id")[:A_RUN]
    )
    return sum(_ask_a_year_later(one, at) for one in due)


@transaction.atomic
def _ask_a_year_later(consultation: Consultation, at: datetime) -> int:
    if not Consultation.objects.filter(pk=consultation.pk, reminded_at=None).update(reminded_at=at):
        return 0
    asked = 0
    for organisation in {
        one.asked_of for one in outcomes.conclusions_of(consultation) if one.asked_of is not None
    }:
        path = consultation.get_absolute_url() + "suites/"
        asked += mailing.tell(consultation, "year", organisations=[organisation], at=at, path=path)
    record("recalled", consultation, by=None, at=at)
    return 1 if asked else 0
