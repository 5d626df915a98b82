"""Time given, its compensation, and how leads and coaches learn."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement import policies
from arrimage.apps.improvement.models import Committee, Cycle, Holder, Hours, Place, Training
from arrimage.apps.improvement.queries import hours as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def note_hours(
    holder: Holder,
    *,
    on: date,
    minutes: int,
    what: str,
    by: User | None,
    at: datetime,
    amount=None,
    paid_on=None,
) -> Hours:
    """Time the meetings do not know of, and its compensation. By the person, or by who runs the committee."""
    committee = holder.place.committee
    if by is None or holder.user_id != by.pk or amount is not None or paid_on is not None:
        policies.check_runs(by, committee, localdate(at))
    if minutes <= 0:
        raise ValidationError(_("Give the time in minutes, more than 0."))
    hours = Hours.objects.create(
        holder=holder, on=on, minutes=minutes, what=what.strip(), amount=amount, paid_on=paid_on
    )
    record("improvement.hours_noted", by=by, at=at, subjects=[committee])
    return hours


@transaction.atomic
def compensate(holder: Holder, *, meeting: UUID, amount: Decimal, by: User | None, at: datetime) -> Hours:
    """What somebody who comes for themselves is owed for a meeting they were at; again, it is corrected.

    Raises PermissionDenied, ValidationError (they were not there, or are paid elsewhere, or it is paid).
    """
    committee = holder.place.committee
    _check_leads(by, committee, at)
    if holder.place.kind not in Place.EXPERIENCE:
        raise ValidationError(_("Compensation is for those who come with lived experience."))
    (given,) = queries.given_by([holder])
    came = next((one for one in given.times if one.meeting == meeting), None)
    if came is None:
        raise ValidationError(_("Nobody noted that they were at this meeting."))
    if came.hours is not None and came.hours.paid_on:
        raise ValidationError(_("It is paid already."))
    hours, _is_new = Hours.objects.update_or_create(
        holder=holder,
        meeting_uid=meeting,
        defaults={"on": came.on, "minutes": came.minutes, "what": came.what[:200], "amount": amount},
    )
    record("improvement.hours_noted", by=by, at=at, subjects=[committee])
    return hours


@transaction.atomic
def pay(hours: Hours, *, on: date, by: User | None, at: datetime) -> Hours:
    """It is paid. Saying it twice changes nothing."""
    committee = hours.holder.place.committee
    _check_leads(by, committee, at)
    hours = Hours.objects.select_for_update(of=("self",)).get(pk=hours.pk)
    if hours.amount is None:
        raise ValidationError(_("Say how much first."))
    if hours.paid_on is None:
        hours.paid_on = on
        hours.save()
        record("improvement.compensation_paid", by=by, at=at, subjects=[committee])
    return hours


def _check_leads(by: User | None, committee: Committee, at: datetime) -> None:
    if by is None:
        return
    if not queries.committees_led_by(by, on=localdate(at)).filter(pk=committee.pk).exists():
        raise PermissionDenied


@transaction.atomic
def note_training(
    holder: Holder, *, kind: str, on: date, words: str, by: User | None, at: datetime
) -> Training:
    """A step of the way of a lead or a coach; by themselves, or by who runs the committee."""
    if by is not None and holder.user_id != by.pk:
        policies.check_runs(by, holder.place.committee, localdate(at))
    if holder.place.kind not in Place.AROUND:
        raise ValidationError(_("These steps are those of leads and coaches."))
    made = Training.objects.create(holder=holder, kind=kind, on=on, words=words.strip())
    record("improvement.training_noted", by=by, at=at, subjects=[holder.place.committee])
    return made


@transaction.atomic
def begin_to_lead(holder: Holder, *, by: User | None, at: datetime) -> Holder:
    """Whoever observed a whole cycle leads the next one. Raises ValidationError before that."""
    committee = holder.place.committee
    policies.check_runs(by, committee, localdate(at))
    holder = Holder.objects.select_for_update(of=("self",)).select_related("place").get(pk=holder.pk)
    if not holder.learns:
        return holder
    if not has_observed(holder):
        raise ValidationError(
            _("They observe a whole cycle first, here or elsewhere: note where, then they lead the next one.")
        )
    holder.learns = False
    holder.save()
    record("improvement.began_to_lead", by=by, at=at, subjects=[committee])
    return holder


def has_observed(holder: Holder) -> bool:
    """A cycle of this committee that ran from its start to its end while they were there, or one noted."""
    if holder.trainings.filter(kind=Training.Kind.OBSERVED).exists():
        return True
    cycles = Cycle.objects.filter(committee=holder.place.committee_id, state=Cycle.State.CLOSED)
    return cycles.filter(starts_on__gte=holder.since).exists()
