"""A cycle from its first day to what was learned: proposing, agreeing, sharing out, closing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.improvement import policies
from arrimage.apps.improvement.models import (
    Committee,
    Cycle,
    Evaluation,
    Holder,
    Objective,
    Place,
    Task,
    Voice,
    WorkingGroup,
)
from arrimage.apps.improvement.queries import committees as seats
from arrimage.apps.improvement.queries import cycles as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

LENGTH = timedelta(weeks=15)  # three to four months


@transaction.atomic
def begin_cycle(
    committee: Committee, *, starts_on: date, by: User | None, at: datetime, ends_on: date | None = None
) -> Cycle:
    """Raises PermissionDenied, ValidationError (one is under way, nobody with lived experience is there)."""
    policies.check_runs(by, committee, localdate(at))
    committee = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
    if committee.state == Committee.State.ENDED:
        raise ValidationError(_("This committee has ended: open it again first."))
    if committee.cycles.exclude(state=Cycle.State.CLOSED).exists():
        raise ValidationError(_("A cycle is under way: close it before another one."))
    if not any(one.place.kind in Place.EXPERIENCE for one in seats.seated(committee, on=starts_on).holders):
        raise ValidationError(
            _("A cycle begins with those it is for: fill a place of resource patient or relative first.")
        )
    last = committee.cycles.aggregate(last=Max("number"))["last"] or 0
    cycle = Cycle.objects.create(
        committee=committee, number=last + 1, starts_on=starts_on, ends_on=ends_on or starts_on + LENGTH
    )
    if committee.state == Committee.State.FORMING:
        committee.state = Committee.State.ACTIVE
        committee.save()
    record("improvement.cycle_begun", by=by, at=at, subjects=[committee])
    return cycle


@transaction.atomic
def propose_objective(
    cycle: Cycle, *, words: str, by: User | None, at: datetime, holder: Holder, lived: str = ""
) -> Objective:
    """Any of them may; what they lived stays beside it. Raises PermissionDenied, ValidationError."""
    policies.check_is(by, holder, localdate(at))
    cycle = lock(cycle)
    _check_planning(cycle)
    if holder.place.committee_id != cycle.committee_id:
        raise ValidationError(_("Whoever proposes holds a place in this committee."))
    if not words.strip():
        raise ValidationError(_("Say what you want to change, in a sentence of yours."))
    objective = Objective.objects.create(
        cycle=cycle, words=words.strip(), lived=lived.strip(), proposed_by=holder
    )
    record("improvement.objective_proposed", by=by, at=at, subjects=[cycle.committee])
    return objective


@transaction.atomic
def make_precise(
    objective: Objective, *, by: User | None, at: datetime, since: int, **letters: str
) -> Objective:
    """Answer the letters together; all who sit may write. Raises StaleVersion if another wrote meanwhile."""
    check_sits(by, objective.cycle, at)
    _check_planning(lock(objective.cycle))
    for letter, words in letters.items():
        if letter not in Objective.LETTERS:
            raise TypeError(letter)
        setattr(objective, letter, words.strip())
    return objective.save_if_unchanged(since=since)


@transaction.atomic
def speak(
    objective: Objective, *, holder: Holder, stance: str, words: str, by: User | None, at: datetime
) -> Voice:
    """Say where one stands; changing one's mind replaces it, until an objective is chosen."""
    policies.check_is(by, holder, localdate(at))
    cycle = lock(objective.cycle)
    _check_planning(cycle)
    if holder.place.committee_id != cycle.committee_id or holder.place.kind in Place.AROUND:
        raise ValidationError(
            _("The lead and the coach help all the others to agree: they have no voice here.")
        )
    if stance not in Voice.Stance.values:
        raise ValidationError(_("Choose where you stand."))
    if stance != Voice.Stance.WITH and not words.strip():
        raise ValidationError(_("Say why in a few words: it is kept beside the objective, as you say it."))
    voice, _is_new = Voice.objects.update_or_create(
        objective=objective,
        holder=holder,
        defaults={"stance": stance, "words": words.strip(), "said_at": at},
    )
    record("improvement.voice_given", by=by, at=at, subjects=[cycle.committee])
    return voice


@transaction.atomic
def choose_objective(objective: Objective, *, by: User | None, at: datetime) -> Objective:
    """By the consensus of all who sit, each having said so. Raises ValidationError while somebody has not."""
    cycle = lock(objective.cycle)
    policies.check_runs(by, cycle.committee, localdate(at))
    if objective.chosen_at is not None:
        return objective
    _check_planning(cycle)
    consensus = queries.consensus_on(objective, seats.seated(cycle.committee, on=localdate(at)))
    if consensus.against:
        raise ValidationError(
            _("Somebody cannot go along. Talk about it again: the objective is everybody’s.")
        )
    if not consensus.is_reached:
        raise ValidationError(_("Everyone says where they stand first. A silence is not a yes."))
    if objective.unanswered:
        raise ValidationError(_("Answer each letter together first, in a few words."))
    objective.chosen_at = at
    objective.save()
    cycle.state = Cycle.State.DOING
    cycle.save()
    record("improvement.objective_chosen", by=by, at=at, subjects=[cycle.committee])
    return objective


@transaction.atomic
def move(cycle: Cycle, state: str, *, by: User | None, at: datetime) -> Cycle:
    """To trying, to looking, and back. Closing has its own way."""
    policies.check_runs(by, cycle.committee, localdate(at))
    cycle = lock(cycle)
    if cycle.state == state:
        return cycle
    if state not in Cycle.NEXT[cycle.state] or state == Cycle.State.CLOSED:
        raise ValidationError(_("The cycle cannot go from there to here."))
    if state == Cycle.State.DOING and not cycle.objectives.filter(chosen_at__isnull=False).exists():
        raise ValidationError(_("Choose the objective together first."))
    if state == Cycle.State.PLANNING:
        cycle.objectives.update(chosen_at=None)
    cycle.state = state
    cycle.save()
    record("improvement.cycle_moved", by=by, at=at, subjects=[cycle.committee], details={"state": state})
    return cycle


@transaction.atomic
def close_cycle(
    cycle: Cycle, *, reached: str, how_known: str, learned: str, kept: str, by: User | None, at: datetime
) -> Cycle:
    """Say what came of it. Raises ValidationError without its final evaluation, answered and closed."""
    policies.check_runs(by, cycle.committee, localdate(at))
    cycle = lock(cycle)
    if cycle.state == Cycle.State.CLOSED:
        return cycle
    if cycle.state != Cycle.State.CHECKING:
        raise ValidationError(_("Look together at what came of it first."))
    final = cycle.evaluations.filter(moment=Evaluation.Moment.FINAL).first()
    if final is None or final.closed_at is None:
        raise ValidationError(_("The final evaluation comes first: open it, let everyone answer, close it."))
    if not reached or not how_known.strip() or not learned.strip():
        raise ValidationError(_("Say what came of the objective, how you know, and what you learned."))
    cycle.reached, cycle.how_known = reached, how_known.strip()
    cycle.learned, cycle.kept = learned.strip(), kept.strip()
    cycle.state, cycle.closed_at, cycle.closed_by = Cycle.State.CLOSED, at, str(by or "")[:200]
    cycle.save()
    record("improvement.cycle_closed", by=by, at=at, subjects=[cycle.committee])
    return cycle


@transaction.atomic
def share_out(
    cycle: Cycle,
    *,
    words: str,
    by: User | None,
    at: datetime,
    holders: Iterable[Holder] = (),
    deliverable: str = "",
    group: WorkingGroup | None = None,
    due_on: date | None = None,
) -> Task:
    """A piece of the plan; anybody who sits may add one."""
    check_sits(by, cycle, at)
    cycle = lock(cycle)
    check_not_closed(cycle)
    if not words.strip():
        raise ValidationError(_("Say what is to be done."))
    holders = list(holders)
    if any(one.place.committee_id != cycle.committee_id for one in holders):
        raise ValidationError(_("Tasks are shared among those of the committee."))
    task = Task.objects.create(
        cycle=cycle, words=words.strip(), deliverable=deliverable.strip(), group=group, due_on=due_on
    )
    task.holders.set(holders)
    record("improvement.task_shared", by=by, at=at, subjects=[cycle.committee])
    return task


@transaction.atomic
def take_task(task: Task, *, holder: Holder, by: User | None, at: datetime) -> Task:
    """Whoever sits takes a piece of the plan on, or gives it back."""
    policies.check_is(by, holder, localdate(at))
    task = Task.objects.select_for_update(of=("self",)).select_related("cycle__committee").get(pk=task.pk)
    check_not_closed(task.cycle)
    if holder.place.committee_id != task.cycle.committee_id:
        raise ValidationError(_("Tasks are shared among those of the committee."))
    if task.state != Task.State.OPEN:
        raise ValidationError(_("This task is over: take it up again first."))
    if task.holders.filter(pk=holder.pk).exists():
        task.holders.remove(holder)
    else:
        task.holders.add(holder)
    record("improvement.task_taken", by=by, at=at, subjects=[task.cycle.committee])
    return task


@transaction.atomic
def finish_task(task: Task, state: str, *, by: User | None, at: datetime, came_of: str = "") -> Task:
    """Done, left aside, or taken up again; by anybody who sits."""
    check_sits(by, task.cycle, at)
    task = Task.objects.select_for_update(of=("self",)).select_related("cycle__committee").get(pk=task.pk)
    check_not_closed(task.cycle)
    if task.state == state:
        return task
    if state not in Task.NEXT[task.state]:
        raise ValidationError(_("Choose one of the answers."))
    task.state = state
    task.closed_at = None if state == Task.State.OPEN else at
    task.came_of = came_of.strip()
    task.save()
    record("improvement.task_closed", by=by, at=at, subjects=[task.cycle.committee])
    return task


@transaction.atomic
def form_group(
    cycle: Cycle, *, name: str, holders: Iterable[Holder], by: User | None, at: datetime
) -> WorkingGroup:
    policies.check_runs(by, cycle.committee, localdate(at))
    cycle = lock(cycle)
    check_not_closed(cycle)
    group = WorkingGroup.objects.create(cycle=cycle, name=name.strip())
    group.holders.set(holders)
    record("improvement.group_formed", by=by, at=at, subjects=[cycle.committee])
    return group


def lock(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_for_update(of=("self",)).select_related("committee").get(pk=cycle.pk)


def check_sits(by: User | None, cycle: Cycle, at: datetime) -> None:
    """Raises PermissionDenied unless the user holds a place, or runs the committee."""
    day = localdate(at)
    if by is None or seats.place_of(cycle.committee, by, on=day):
        return
    policies.check_runs(by, cycle.committee, day)


def _check_planning(cycle: Cycle) -> None:
    if cycle.state != Cycle.State.PLANNING:
        raise ValidationError(_("The objective of this cycle is chosen already."))


def check_not_closed(cycle: Cycle) -> None:
    if cycle.state == Cycle.State.CLOSED:
        raise ValidationError(_("This cycle is closed: what was done stays as it was."))
