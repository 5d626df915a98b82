"""A self-assessment: opened by one, answered separately by several, compared by those who answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel import mail
from arrimage.apps.network.instruments import instruments
from arrimage.apps.network.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentReply,
    Network,
    Organisation,
)
from arrimage.apps.network.policies import governance as policies
from arrimage.apps.network.queries.messages import addresses_of

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def open_assessment(
    network: Network,
    instrument: str,
    *,
    organisations: Iterable[Organisation],
    closes_on: date,
    by: User,
    at: datetime,
    why: str = "",
) -> Assessment:
    """Ask these organisations to answer, each apart. Raises PermissionDenied, ValidationError."""
    day = localdate(at)
    policies.check(policies.leads, by, network, day)
    asked = list(organisations)
    if len(asked) < 2:
        raise ValidationError(_("Ask at least two organisations: one answer alone compares with nothing."))
    if closes_on <= day:
        raise ValidationError({"closes_on": _("Give a day to come, so that each has time to answer.")})
    assessment = Assessment.objects.create(
        network=network,
        instrument=instrument,
        statements=instruments()[instrument],
        why=why.strip(),
        opened_at=at,
        opened_by=f"{by} ({by.acting.organisation})"[:200],
        closes_on=closes_on,
    )
    AssessmentReply.objects.bulk_create(
        AssessmentReply(assessment=assessment, organisation=one, asked_at=at) for one in asked
    )
    record("assessment.opened", by=by, at=at, subjects=[network, assessment], details={"asked": len(asked)})
    addresses = addresses_of(asked, on=day)
    link = settings.BASE_URL.rstrip("/") + assessment.get_absolute_url()
    for organisation in asked:
        for address in addresses[organisation.pk][:2]:
            context = {"assessment": assessment, "organisation": organisation, "link": link}
            mail.send("network/mail/assessment.txt", address.email, context, address.language)
    return assessment


@transaction.atomic
def save_answers(
    reply: AssessmentReply,
    answers: dict[str, tuple[str, str]],
    *,
    by: User,
    at: datetime,
    words: str | None = None,
) -> AssessmentReply:
    """Keep answers by statement: (value, words). An empty value takes the answer away.

    Statements not named stay as they were. Raises PermissionDenied, ValidationError (finished, or closed).
    """
    reply = _lock(reply, by)
    if not reply.assessment.is_open or reply.finished_at:
        raise ValidationError(_("Your answers are finished: reopen them first, if that is still possible."))
    known = {item["code"] for item in reply.assessment.items}
    for item, (value, why) in answers.items():
        if item not in known or (value and value not in AssessmentAnswer.Value.values):
            raise ValidationError(_("One of the answers was not understood: choose it again."))
        if value:
            AssessmentAnswer.objects.update_or_create(
                reply=reply, item=item, defaults={"value": value, "words": why.strip()[:400]}
            )
        else:
            reply.answers.filter(item=item).delete()
    reply.saved_at = at
    if words is not None:
        reply.words = words.strip()
    reply.save(update_fields=["saved_at", "words"])
    return reply


@transaction.atomic
def finish(reply: AssessmentReply, *, by: User, at: datetime) -> AssessmentReply:
    """Say «these are our answers». Raises PermissionDenied, ValidationError (nothing answered, or closed)."""
    reply = _lock(reply, by)
    if reply.finished_at:
        return reply
    if not reply.assessment.is_open:
        raise ValidationError(_("This self-assessment is closed: answers are no longer taken."))
    if not reply.answers.exists():
        raise ValidationError(_("Answer at least one statement; «we don’t know» is an answer."))
    reply.finished_at, reply.finished_by, reply.finished_user = at, str(by)[:200], by
    reply.save(update_fields=["finished_at", "finished_by", "finished_user"])
    record("assessment.answered", by=by, at=at, subjects=[reply.assessment, reply.organisation])
    return reply


@transaction.atomic
def reopen(reply: AssessmentReply, *, by: User, at: datetime) -> AssessmentReply:
    """Take one's answers up again, as long as one has not read the others'."""
    reply = _lock(reply, by)
    if reply.compared_at or not reply.assessment.is_open:
        raise ValidationError(_("You have read the others’ answers, or it is closed: yours no longer move."))
    if reply.finished_at:
        reply.finished_at, reply.finished_by, reply.finished_user = None, "", None
        reply.save(update_fields=["finished_at", "finished_by", "finished_user"])
        record("assessment.reopened", by=by, at=at, subjects=[reply.assessment, reply.organisation])
    return reply


@transaction.atomic
def compare(reply: AssessmentReply, *, by: User, at: datetime) -> AssessmentReply:
    """Choose to read the others' answers: from then on one's own no longer move."""
    reply = _lock(reply, by)
    if not reply.finished_at:
        raise ValidationError(_("Finish your own answers first: nobody is influenced that way."))
    if reply.compared_at is None:
        reply.compared_at = at
        reply.save(update_fields=["compared_at"])
        record("assessment.compared", by=by, at=at, subjects=[reply.assessment, reply.organisation])
    return reply


@transaction.atomic
def change_status(assessment: Assessment, to: str, *, by: User, at: datetime) -> Assessment:
    """Close it, or open it again. Raises PermissionDenied, ValidationError."""
    policies.check(policies.leads, by, assessment.network, localdate(at))
    assessment = Assessment.objects.select_for_update().select_related("network").get(pk=assessment.pk)
    if assessment.status == to:
        return assessment
    if to not in Assessment.NEXT[assessment.status]:
        raise ValidationError(_("This cannot be done now."))
    if to == Assessment.Status.OPEN and localdate(at) > assessment.closes_on:
        raise ValidationError(_("Its last day is past: open a new one, which will be dated of today."))
    _set_status(assessment, to, by=by, at=at)
    return assessment


def close_ended(*, at: datetime) -> int:
    """Close those whose last day is past. How many."""
    ended = Assessment.objects.filter(status=Assessment.Status.OPEN, closes_on__lt=localdate(at))
    count = 0
    for assessment in ended.select_related("network"):
        with transaction.atomic():
            locked = Assessment.objects.select_for_update().filter(pk=assessment.pk, status=assessment.status)
            if locked.exists():
                _set_status(assessment, Assessment.Status.CLOSED, by=None, at=at)
                count += 1
    return count


def _set_status(assessment: Assessment, to: str, *, by: User | None, at: datetime) -> None:
    assessment.status = to
    assessment.closed_at = at if to == Assessment.Status.CLOSED else None
    assessment.save(update_fields=["status", "closed_at", "updated_at"])
    if to == Assessment.Status.CLOSED:
        # From now on everybody may read: opened again, it is no way to read the others', then move one's own.
        assessment.replies.filter(finished_at__isnull=False, compared_at=None).update(compared_at=at)
    verb = "closed" if to == Assessment.Status.CLOSED else "opened"
    record(f"assessment.{verb}", by=by, at=at, subjects=[assessment.network, assessment])


def _lock(reply: AssessmentReply, by: User) -> AssessmentReply:
    """The row, locked, if `by` may write it. Raises PermissionDenied."""
    mine = AssessmentReply.objects.filter(policies.replies_of(by), Q(pk=reply.pk))
    found = mine.select_for_update(of=("self",)).select_related("assessment", "organisation").first()
    if found is None:
        raise PermissionDenied
    return found
