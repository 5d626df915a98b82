"""Asking for coaching, answering, visiting, advising, trying."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings.actions import loops
from arrimage.apps.meetings.actions import meetings as meeting_actions
from arrimage.apps.meetings.actions import series as series_actions
from arrimage.apps.meetings.queries.meetings import series_about
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.models import Body, Coaching, Visit
from arrimage.apps.recognition.queries.coachings import HOST

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

State = Coaching.State


@transaction.atomic
def ask_for_coaching(team, body: Body, *, question: str, by: User | None, at: datetime) -> Coaching:
    """A team asks a body that proposes it. Asking again while it is open is the same asking.

    Raises PermissionDenied, ValidationError.
    """
    policies.check_edits_for(by, team.organisation_id)
    if not body.coaches:
        raise ValidationError({"body": _("This organisation does not coach teams any more: choose another.")})
    if team.ended_on is not None:
        raise ValidationError({"team": _("This team is no more: resume it first.")})
    if not question.strip():
        raise ValidationError({"question": _("Say what you would like help with, even roughly.")})
    open_one = Coaching.objects.select_for_update().filter(team=team, body=body, state__in=Coaching.OPEN)
    if known := open_one.first():
        return known
    coaching = Coaching.objects.create(
        team=team,
        organisation_id=team.organisation_id,
        body=body,
        question=question.strip(),
        asked_by=by,
        asked_at=at,
    )
    record("recognition.coaching_asked", by=by, at=at, subjects=[coaching])
    return coaching


@transaction.atomic
def answer_team(
    coaching: Coaching, *, accepts: bool, answer: str, coach: str, by: User | None, at: datetime
) -> Coaching:
    """The body says yes, and who comes; or no, and why. Raises PermissionDenied, ValidationError."""
    coaching = _lock(coaching)
    policies.check_body(by, coaching.body)
    if not accepts and not answer.strip():
        raise ValidationError({"answer": _("Say why, and to whom else the team may turn.")})
    if accepts and not coach.strip():
        raise ValidationError({"coach": _("Say who comes.")})
    _step(coaching, State.ACCEPTED if accepts else State.DECLINED)
    coaching.answer, coaching.coach = answer.strip(), coach.strip() if accepts else ""
    coaching.save()
    done = "recognition.coaching_accepted" if accepts else "recognition.coaching_declined"
    record(done, by=by, at=at, subjects=[coaching])
    return coaching


@transaction.atomic
def end(coaching: Coaching, *, by: User | None, at: datetime) -> Coaching:
    """Either side says it is done; the team may also stop one that was only asked."""
    coaching = _lock(coaching)
    _check_side(by, coaching)
    is_team = by is None or policies.editor_for(by) == coaching.organisation_id
    if not coaching.is_open:
        return coaching
    if coaching.state == State.ASKED and not is_team:
        raise ValidationError(_("Answer the team first."))
    _step(coaching, State.STOPPED if coaching.state == State.ASKED else State.ENDED)
    coaching.ended_on = localdate(at)
    coaching.save()
    record("recognition.coaching_ended", by=by, at=at, subjects=[coaching])
    return coaching


@transaction.atomic
def plan_visit(
    coaching: Coaching, *, starts_at: datetime, place: str, by: User | None, at: datetime, ends_at=None
) -> Visit:
    """A meeting of the two; what was promised comes back on its agenda. Raises PermissionDenied."""
    coaching = _lock(coaching)
    _check_side(by, coaching)
    if coaching.state != State.ACCEPTED:
        raise ValidationError(_("A visit is planned once the coaching is accepted."))
    series = series_about(HOST, coaching.uid).filter(ended_on=None).first()
    if series is None:
        series = series_actions.plan_series(
            _("Coaching, %(team)s") % {"team": coaching.team},
            kind=HOST,
            about_uid=coaching.uid,
            about_label=str(coaching.team),
            lasts=90,
            by=None,
            at=at,
        )
    meeting = meeting_actions.plan_meeting(
        series, by=None, at=at, starts_at=starts_at, ends_at=ends_at, place=place
    )
    visit = Visit.objects.create(coaching=coaching, meeting=meeting)
    record("recognition.visit_planned", by=by, at=at, subjects=[coaching])
    return visit


@transaction.atomic
def write_visit(visit: Visit, *, words: str, since: int, by: User | None, at: datetime) -> Visit:
    """The body writes what it advises; the team, what it tried. Each its own words, and nobody the other's.

    Raises PermissionDenied, StaleVersion.
    """
    visit = Visit.objects.select_for_update(of=("self",)).select_related("coaching__body").get(pk=visit.pk)
    side = policies.editor_for(by)
    if side == visit.coaching.body.organisation_id:
        visit.advice = words.strip()
    elif side == visit.coaching.organisation_id:
        visit.tried = words.strip()
    else:
        raise PermissionDenied
    visit.save_if_unchanged(since=since)
    record("recognition.visit_written", by=by, at=at, subjects=[visit.coaching])
    return visit


@transaction.atomic
def follow_up(visit: Visit, *, text: str, owner: str, due_on: date | None, by: User | None, at: datetime):
    """Something to do before the next visit: it heads its agenda until it is done or dropped."""
    _check_side(by, visit.coaching)
    return loops.decide_follow_up(visit.meeting, text=text, owner=owner, due_on=due_on, by=None, at=at)


def _lock(coaching: Coaching) -> Coaching:
    found = Coaching.objects.select_for_update(of=("self",)).select_related("team", "body")
    return found.get(pk=coaching.pk)


def _check_side(by: User | None, coaching: Coaching) -> None:
    if by is not None and policies.editor_for(by) not in (
        coaching.organisation_id,
        coaching.body.organisation_id,
    ):
        raise PermissionDenied


def _step(coaching: Coaching, to: str) -> None:
    if to not in Coaching.NEXT[coaching.state]:
        raise ValidationError(_("This was answered or ended already: look at the page again."))
    coaching.state = to
