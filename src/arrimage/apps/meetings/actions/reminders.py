"""Recalling what is late: follow-ups to whoever promised them, answers owed to both sides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings.models import Dissatisfaction, FollowUp
from arrimage.apps.meetings.queries import loops as queries

from . import mailing
from .steps import unnamed

A_RUN = 100  # of each, by one run at most: a mail server is not flooded


def send_reminders(*, at: datetime) -> int:
    """Recall what is late, each at most once a week. How many were."""
    on = localdate(at)
    follow_ups = list(queries.follow_ups_to_recall(at=at, on=on)[:A_RUN])
    dissatisfactions = list(queries.dissatisfactions_to_recall(at=at, on=on)[:A_RUN])
    return sum(_recall_follow_up(one, at) for one in follow_ups) + sum(
        _recall_dissatisfaction(one, at) for one in dissatisfactions
    )


@transaction.atomic
def _recall_follow_up(follow_up: FollowUp, at: datetime) -> int:
    # Taken by the UPDATE: two runs at once recall once, and a mail undone undoes it.
    waiting = queries.follow_ups_to_recall(at=at, on=localdate(at))
    if not FollowUp.objects.filter(pk__in=waiting.filter(pk=follow_up.pk).values("pk")).update(
        reminded_at=at
    ):
        return 0
    context = {
        "follow_up": follow_up,
        "days": (localdate(at) - follow_up.due_on).days,
        "link": mailing.full(reverse("follow_up", args=[follow_up.uid])),
    }
    template = "meetings/mail/follow_up.txt"
    sent = mailing.write_to_person(follow_up.user, template, context)
    if not sent and follow_up.organisation:
        sent = mailing.write_to_organisation(follow_up.organisation, template, context, at=at)
    if sent:
        record("follow_up.recalled", at=at, subjects=[unnamed(follow_up)])
    return 1 if sent else 0


@transaction.atomic
def _recall_dissatisfaction(found: Dissatisfaction, at: datetime) -> int:
    waiting = queries.dissatisfactions_to_recall(at=at, on=localdate(at))
    taken = Dissatisfaction.objects.filter(pk__in=waiting.filter(pk=found.pk).values("pk"))
    if not taken.update(reminded_at=at):
        return 0
    is_late = found.answer_by < localdate(at)
    what = "late" if is_late else "soon"
    sent = mailing.write_of_dissatisfaction(found.to, found, what, at=at, reply=found.organisation)
    if is_late:
        # Whoever wrote learns that the silence is seen, and need not ask.
        sent += mailing.write_of_dissatisfaction(found.organisation, found, "late_for_us", at=at)
    record("dissatisfaction.recalled", at=at, subjects=[unnamed(found), found.organisation, found.to])
    return 1 if sent else 0
