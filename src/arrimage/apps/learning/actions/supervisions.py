"""Holding a supervision fed by a theme: planned on the meetings, noted, followed up."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.accounts.queries import user_with
from arrimage.apps.audit.actions import record
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Supervision, Team, Theme
from arrimage.apps.learning.queries import supervisions as queries
from arrimage.apps.meetings.actions import agenda, loops
from arrimage.apps.meetings.actions import meetings as meeting_actions
from arrimage.apps.meetings.actions import series as series_actions

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def plan_supervision(
    team: Team,
    theme: Theme,
    *,
    form: str,
    question: str,
    starts_at: datetime,
    by: User,
    at: datetime,
    ends_at: datetime | None = None,
    place: str = "",
    join_link: str = "",
    email: str = "",
) -> Supervision:
    """Plan a session; its question heads the agenda. `email`: with whom, for an individual one.

    Group sessions and co-development of a team are one series, so that what is to follow up comes back; an
    individual one is a series of the two alone. Raises PermissionDenied, ValidationError.
    """
    policies.check_edits_for(by, team.organisation_id)
    if form not in Supervision.Form.values:
        raise ValidationError({"form": _("Say how it is held.")})
    if not question.strip():
        raise ValidationError({"question": _("Write the question you bring back.")})
    supervised = _other(email, by) if form == Supervision.Form.INDIVIDUAL else None
    series = queries.series_of(team) if supervised is None else queries.series_of_two(team, by, supervised)
    if series is None:
        series = _open_series(team, supervised, by=by, at=at)
    meeting = meeting_actions.plan_meeting(
        series,
        by=by,
        at=at,
        starts_at=starts_at,
        ends_at=ends_at,
        title=theme.title,
        place=place,
        join_link=join_link,
    )
    agenda.add_item(meeting, title=_("The question brought back"), details=question.strip(), by=by, at=at)
    held = Supervision.objects.create(
        team=team,
        theme=theme,
        form=form,
        meeting=meeting,
        supervisor=by,
        supervised=supervised,
        question=question.strip(),
    )
    record("learning.supervision_planned", by=by, at=at, subjects=[team, theme], details={"form": form})
    return held


@transaction.atomic
def note_supervision(
    held: Supervision, *, tried: str, kept: str, since: int, by: User, at: datetime
) -> Supervision:
    """What was tried, what is kept. Raises PermissionDenied, StaleVersion."""
    held = _lock(held, by)
    held.tried, held.kept = tried.strip(), kept.strip()
    held.save_if_unchanged(since=since)
    record("learning.supervision_noted", by=by, at=at, subjects=[held.team, held.theme])
    return held


@transaction.atomic
def follow_up(held: Supervision, *, text: str, owner: str, due_on: date | None, by: User, at: datetime):
    """Something to do before the next one: it heads its agenda until it is done or dropped."""
    held = _lock(held, by)
    return loops.decide_follow_up(held.meeting, text=text, owner=owner, due_on=due_on, by=by, at=at)


def _lock(held: Supervision, by: User) -> Supervision:
    if not queries.supervisions_visible_to(by).filter(pk=held.pk).exists():
        raise PermissionDenied
    return (
        Supervision.objects.select_for_update(of=("self",))
        .select_related("team", "theme", "meeting__series")
        .get(pk=held.pk)
    )


def _other(email: str, by: User) -> User:
    other = user_with(email.strip()) if email.strip() else None
    if other is None or other.pk == by.pk:
        raise ValidationError({"email": _("Write the address of the person you meet, as they have it here.")})
    return other


def _open_series(team: Team, supervised: User | None, *, by: User, at: datetime):
    """A team's is seen by its house; that of two, by them alone: they are its guests, no host shows it."""
    if supervised is None:
        return series_actions.plan_series(
            _("Clinical supervision, %(team)s") % {"team": team.name},
            kind=queries.HOST,
            about_uid=team.uid,
            about_label=team.name,
            lasts=60,
            by=by,
            at=at,
        )
    series = series_actions.plan_series(
        _("Individual supervision"), kind=queries.HOST, secretary=by, lasts=60, by=None, at=at
    )
    for user in (by, supervised):
        series_actions.add_guest(series, user=user, by=None, at=at)
    return series
