"""A measure of an objective, where one was chosen, and its points."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement.models import Measure, Objective, Point

from .cycles import check_not_closed, check_sits, lock

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def define_measure(objective: Objective, *, by: User | None, at: datetime, **told) -> Measure:
    """Who chose it and why are asked: no number without them."""
    check_sits(by, objective.cycle, at)
    cycle = lock(objective.cycle)
    check_not_closed(cycle)
    if objective.measure_id:
        raise ValidationError(_("This objective has its measure: follow it, or take it away first."))
    if not told.get("why", "").strip() or not told.get("defined_by", "").strip():
        raise ValidationError(_("Say who chose this measure, why, and what it does not say."))
    measure = Measure.objects.create(**told)
    objective.measure = measure
    objective.save()
    record("improvement.measure_defined", by=by, at=at, subjects=[cycle.committee])
    return measure


@transaction.atomic
def add_point(
    measure: Measure,
    *,
    on: date,
    count: Decimal,
    by: User | None,
    at: datetime,
    size: Decimal | None = None,
    note: str = "",
) -> Point:
    """A day's value; the same day again corrects it. Raises ValidationError for numbers that cannot be."""
    cycle = measure.objective.cycle
    check_sits(by, cycle, at)
    check_not_closed(lock(cycle))
    if count < 0 or (size is not None and size <= 0):
        raise ValidationError(_("A count is not negative, and is out of something."))
    if (measure.chart in Measure.SIZED) != (size is not None):
        raise ValidationError(
            _("Say out of how many, or for how much.")
            if measure.chart in Measure.SIZED
            else _("This measure is a number by itself: leave “out of” empty.")
        )
    if measure.chart == Measure.Chart.P and size is not None and count > size:
        raise ValidationError(_("No more can be counted than there are."))
    point, _is_new = Point.objects.update_or_create(
        measure=measure, on=on, defaults={"count": count, "size": size, "note": note.strip()}
    )
    record("improvement.point_added", by=by, at=at, subjects=[cycle.committee])
    return point


@transaction.atomic
def remove_point(point: Point, *, by: User | None, at: datetime) -> None:
    cycle = point.measure.objective.cycle
    check_sits(by, cycle, at)
    check_not_closed(lock(cycle))
    record("improvement.point_removed", by=by, at=at, subjects=[cycle.committee])
    point.delete()
