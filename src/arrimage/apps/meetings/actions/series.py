"""Opening a series, changing it, and saying who always comes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.models import Guest, Series

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

SHAPE = ("name", "purpose", "rhythm", "every", "nth", "weekday", "starts", "lasts", "place", "join_link")


@transaction.atomic
def plan_series(
    name: str,
    *,
    by: User | None,
    at: datetime,
    organisation=None,
    kind: str = "organisation",
    about_uid: UUID | None = None,
    about_label: str = "",
    secretary: User | None = None,
    **shape,
) -> Series:
    """Open a series. `kind` names its host, which says whether `by` may run it; `shape` is among `SHAPE`.

    The organisation that holds it is its first guest. Raises PermissionDenied, ValidationError.
    """
    unknown = shape.keys() - set(SHAPE)
    if unknown:
        raise TypeError(f"a series has no {', '.join(sorted(unknown))}")
    series = Series.objects.create(
        name=" ".join(name.split()),
        kind=kind,
        about_uid=about_uid,
        about_label=about_label[:200],
        organisation=organisation,
        secretary=secretary,
        **_whole(shape),
    )
    policies.check_runs(by, series)
    if organisation is not None:
        Guest.objects.create(series=series, organisation=organisation)
    record("series.opened", by=by, at=at, subjects=[series])
    return series


@transaction.atomic
def change_series(series: Series, *, by: User | None, at: datetime, **changes) -> Series:
    """Change its name, purpose, rhythm, usual place or secretary. Meetings already planned stay as they are.

    Raises PermissionDenied, TypeError for anything else.
    """
    unknown = changes.keys() - {*SHAPE, "secretary"}
    if unknown:
        raise TypeError(f"a series has no {', '.join(sorted(unknown))}")
    policies.check_runs(by, series)
    series = Series.objects.select_for_update().get(pk=series.pk)
    shape = {name: changes.get(name, getattr(series, name)) for name in SHAPE}
    for name, value in (_whole(shape) | {k: v for k, v in changes.items() if k == "secretary"}).items():
        setattr(series, name, value)
    series.save()
    record("series.changed", by=by, at=at, subjects=[series], details={"changed": sorted(changes)})
    return series


@transaction.atomic
def end_series(series: Series, *, by: User | None, at: datetime) -> Series:
    """No more meetings; all that was written stays. Ending it twice changes nothing."""
    policies.check_runs(by, series)
    series = Series.objects.select_for_update().get(pk=series.pk)
    if series.ended_on is None:
        series.ended_on = localdate(at)
        series.save()
        record("series.ended", by=by, at=at, subjects=[series])
    return series


@transaction.atomic
def resume_series(series: Series, *, by: User | None, at: datetime) -> Series:
    policies.check_runs(by, series)
    series = Series.objects.select_for_update().get(pk=series.pk)
    if series.ended_on is not None:
        series.ended_on = None
        series.save()
        record("series.resumed", by=by, at=at, subjects=[series])
    return series


@transaction.atomic
def add_guest(
    series: Series, *, by: User | None, at: datetime, organisation=None, user: User | None = None
) -> Guest:
    """Invite an organisation, or a person for themselves, to every meeting planned from now on."""
    policies.check_runs(by, series)
    if (organisation is None) == (user is None):
        raise ValidationError(_("Choose an organisation, or a person."))
    guest, is_new = Guest.objects.get_or_create(series=series, organisation=organisation, user=user)
    if is_new:
        record("series.guest_added", by=by, at=at, subjects=[series, organisation or user])
    return guest


@transaction.atomic
def remove_guest(guest: Guest, *, by: User | None, at: datetime) -> None:
    """No longer invited to the meetings planned from now on; those already received stay theirs."""
    policies.check_runs(by, guest.series)
    if guest.organisation_id and guest.organisation_id == guest.series.organisation_id:
        raise ValidationError(_("The organisation that holds the meetings always comes."))
    who = guest.organisation or guest.user
    deleted, _counts = Guest.objects.filter(pk=guest.pk).delete()
    if deleted:
        record("series.guest_removed", by=by, at=at, subjects=[guest.series, who])


def _whole(shape: dict) -> dict:
    """A rhythm with what it needs, and nothing it does not. Raises ValidationError."""
    rhythm = shape.get("rhythm") or Series.Rhythm.BY_HAND
    weekday, nth = shape.get("weekday"), shape.get("nth")
    if rhythm != Series.Rhythm.BY_HAND and weekday is None:
        raise ValidationError({"weekday": _("Say on which day of the week.")})
    if rhythm == Series.Rhythm.MONTHS and nth is None:
        raise ValidationError({"nth": _("Say which of the month: the first, the second…")})
    if rhythm == Series.Rhythm.BY_HAND:
        weekday = None
    shape = shape | {
        "rhythm": rhythm,
        "weekday": weekday,
        "nth": nth if rhythm == Series.Rhythm.MONTHS else None,
    }
    may_be_empty = {"weekday", "nth", "starts"}
    return {name: value for name, value in shape.items() if value is not None or name in may_be_empty}


def check_open(series: Series) -> None:
    """Raises ValidationError when no more meetings are held."""
    if series.ended_on is not None:
        raise ValidationError(_("These meetings have ended: resume them first."))
