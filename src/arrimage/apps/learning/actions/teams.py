"""Registering a team, and noting what it does together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import (
    Enrolment,
    Programme,
    Stance,
    Team,
    TeamRole,
    TeamStep,
    Theme,
    ThemeVote,
)

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

SAID = ("name", "kind", "in_own_words", "region", "is_pilot")
VOTES = 3  # by team and programme: a choice says something only when it is one


@transaction.atomic
def register_team(
    organisation, *, by: User | None, at: datetime, roles: Mapping[str, int] | None = None, **said
) -> Team:
    """Register a team of one's organisation; whoever does is its supervisor. `said` is among `SAID`."""
    policies.check_edits_for(by, organisation.pk)
    check_name(organisation, said["name"])
    team = Team.objects.create(
        organisation=organisation,
        supervisor=by,
        **{name: said[name] for name in SAID if name in said},
    )
    _count_roles(team, roles or {})
    record("learning.team_registered", by=by, at=at, subjects=[team])
    return team


@transaction.atomic
def change_team(
    team: Team, *, since: int, by: User | None, at: datetime, roles: Mapping[str, int], **said
) -> Team:
    """Raises PermissionDenied, ValidationError, StaleVersion."""
    team = _lock(team, by)
    check_name(team.organisation, said.get("name", team.name), but=team)
    for name in SAID:
        if name in said:
            setattr(team, name, said[name])
    team.save_if_unchanged(since=since)
    _count_roles(team, roles)
    record("learning.team_changed", by=by, at=at, subjects=[team])
    return team


@transaction.atomic
def end_team(team: Team, *, by: User | None, at: datetime) -> Team:
    """The team is no more; what it did stays. `resume_team` undoes it."""
    team = _lock(team, by)
    if team.ended_on is None:
        team.ended_on = localdate(at)
        team.save()
        record("learning.team_ended", by=by, at=at, subjects=[team])
    return team


@transaction.atomic
def resume_team(team: Team, *, by: User | None, at: datetime) -> Team:
    team = _lock(team, by)
    if team.ended_on is not None:
        check_name(team.organisation, team.name, but=team)
        team.ended_on = None
        team.save()
        record("learning.team_changed", by=by, at=at, subjects=[team])
    return team


@transaction.atomic
def enrol(team: Team, programme: Programme, *, by: User | None, at: datetime) -> Enrolment:
    """Take part in a programme of one's own organisation, or one it borrows. Doing it twice is once.

    Raises PermissionDenied, ValidationError.
    """
    team = _lock(team, by)
    programme = Programme.objects.get(pk=programme.pk)
    if team.ended_on is not None:
        raise ValidationError(_("This team is no more: resume it first."))
    if programme.status != Programme.Status.PUBLISHED:
        raise ValidationError(_("Only a published programme can be joined."))
    if (
        programme.organisation_id != team.organisation_id
        and not programme.stances.filter(
            organisation=team.organisation_id, answer=Stance.Answer.BORROWED
        ).exists()
    ):
        raise ValidationError(_("Borrow this programme first: a team takes part in what its house chose."))
    enrolment, is_new = Enrolment.objects.get_or_create(
        team=team, programme=programme, defaults={"since": localdate(at)}
    )
    if is_new or enrolment.left_on is not None:
        enrolment.left_on = None
        enrolment.save()
        record("learning.team_enrolled", by=by, at=at, subjects=[team, programme])
    return enrolment


@transaction.atomic
def leave(team: Team, programme: Programme, *, by: User | None, at: datetime) -> None:
    """Take part no more; what was done stays the team's. Enrolling again undoes it."""
    team = _lock(team, by)
    left = Enrolment.objects.filter(team=team, programme=programme, left_on=None)
    if left.update(left_on=localdate(at)):
        record("learning.team_left", by=by, at=at, subjects=[team, programme])


@transaction.atomic
def take_step(
    team: Team, theme: Theme, *, step: str, on: date, by: User | None, at: datetime, words: str = ""
) -> TeamStep:
    """Note what the team did of a theme, together; noting it again replaces its day and words.

    Raises PermissionDenied, ValidationError (not registered there, a day to come).
    """
    team = _lock(team, by)
    if step not in TeamStep.Step.values:
        raise ValidationError(_("Say what the team did."))
    if on > localdate(at):
        raise ValidationError({"on": _("This day is still to come: note it once it is done.")})
    _check_takes_part(team, theme)
    taken, _new = TeamStep.objects.update_or_create(
        team=team,
        theme=theme,
        step=step,
        defaults={"on": on, "words": words.strip(), "noted_by": str(by)[:200] if by else ""},
    )
    record("learning.step_noted", by=by, at=at, subjects=[team, theme], details={"step": step})
    return taken


@transaction.atomic
def take_step_back(taken: TeamStep, *, by: User | None, at: datetime) -> None:
    """It was noted by mistake."""
    team = _lock(taken.team, by)
    if TeamStep.objects.filter(pk=taken.pk).delete()[0]:
        record("learning.step_unnoted", by=by, at=at, subjects=[team, taken.theme])


@transaction.atomic
def vote(team: Team, theme: Theme, *, by: User | None, at: datetime, words: str = "") -> ThemeVote:
    """Say that a theme matters to the team now, and why. Raises ValidationError past `VOTES` themes."""
    team = _lock(team, by)
    _check_takes_part(team, theme)
    given = ThemeVote.objects.filter(team=team, theme__programme=theme.programme_id).exclude(theme=theme)
    if given.count() >= VOTES:
        raise ValidationError(
            _("Your team has chosen %(count)d themes already: take one back first.") % {"count": VOTES}
        )
    cast, _new = ThemeVote.objects.update_or_create(
        team=team,
        theme=theme,
        defaults={
            "words": " ".join(words.split())[:500],
            "given_at": at,
            "given_by": str(by)[:200] if by else "",
        },
    )
    record("learning.theme_chosen", by=by, at=at, subjects=[team, theme])
    return cast


@transaction.atomic
def take_vote_back(team: Team, theme: Theme, *, by: User | None, at: datetime) -> None:
    team = _lock(team, by)
    if ThemeVote.objects.filter(team=team, theme=theme).delete()[0]:
        record("learning.theme_unchosen", by=by, at=at, subjects=[team, theme])


def _lock(team: Team, by: User | None) -> Team:
    team = Team.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=team.pk)
    policies.check_edits_for(by, team.organisation_id)
    return team


def check_name(organisation, name: str, *, but: Team | None = None) -> None:
    """Raises ValidationError when another team of the organisation bears this name."""
    same = Team.objects.filter(organisation=organisation, name=name.strip(), ended_on=None)
    if same.exclude(pk=but.pk if but else None).exists():
        raise ValidationError({"name": _("Your organisation already has a team of this name.")})


def _check_takes_part(team: Team, theme: Theme) -> None:
    if not Enrolment.objects.filter(team=team, programme=theme.programme_id, left_on=None).exists():
        raise ValidationError(_("Your team is not registered in this programme: register it first."))


def _count_roles(team: Team, roles: Mapping[str, int]) -> None:
    counted = {role: number for role, number in roles.items() if number}
    if counted != dict(team.roles.values_list("role", "number")):
        team.roles.all().delete()
        TeamRole.objects.bulk_create(
            TeamRole(team=team, role=role, number=number) for role, number in counted.items()
        )
