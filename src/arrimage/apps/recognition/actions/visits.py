"""The visits of a recognition are meetings: planned by its two sides, with what is to follow up."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings.actions import loops
from arrimage.apps.meetings.actions import meetings as meeting_actions
from arrimage.apps.meetings.actions import series as series_actions
from arrimage.apps.meetings.queries.meetings import series_about
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.models import Dossier
from arrimage.apps.recognition.queries.dossiers import FILLED, HOST, visits_of

from .dossiers import check_looks, lock

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def plan_visit(
    dossier: Dossier, *, starts_at: datetime, place: str, by: User | None, at: datetime, ends_at=None
):
    """A meeting of the two sides and of those who sit there, once the dossier is ready; the `Meeting`.

    Nobody is invited by mail: whoever reads the dossier reads its visits, and no longer once it is stopped.
    Raises PermissionDenied, ValidationError.
    """
    dossier = _side(dossier, by, at)
    if dossier.state not in FILLED:
        raise ValidationError(_("A visit is planned once the dossier is ready."))
    series = series_about(HOST, dossier.uid).filter(ended_on=None).first()
    if series is None:
        series = series_actions.plan_series(
            _("Recognition, %(team)s") % {"team": dossier.team},
            kind=HOST,
            about_uid=dossier.uid,
            about_label=str(dossier),
            lasts=180,
            by=None,
            at=at,
        )
    meeting = meeting_actions.plan_meeting(
        series, by=None, at=at, starts_at=starts_at, ends_at=ends_at, place=place
    )
    record("recognition.visit_planned", by=by, at=at, subjects=[dossier])
    return meeting


@transaction.atomic
def follow_up(dossier: Dossier, *, text: str, owner: str, due_on: date | None, by: User | None, at: datetime):
    """Something to do, noted at the last visit: it heads the next agenda until it is done or dropped.

    Raises PermissionDenied, ValidationError.
    """
    dossier = _side(dossier, by, at)
    begun = [one for one in visits_of(dossier) if one.starts_at <= at]
    if not begun:
        raise ValidationError(_("What is to follow up is noted once a visit has begun: plan one."))
    found = loops.decide_follow_up(begun[-1], text=text, owner=owner, due_on=due_on, by=None, at=at)
    record("recognition.followed_up", by=by, at=at, subjects=[dossier])
    return found


def _side(dossier: Dossier, by: User | None, at: datetime) -> Dossier:
    dossier = lock(dossier)
    if by is not None and policies.editor_for(by) != dossier.organisation_id:
        if dossier.state == Dossier.State.STOPPED:
            raise PermissionDenied
        check_looks(dossier, by, at)
    return dossier
