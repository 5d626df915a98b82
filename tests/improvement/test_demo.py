"""The demonstration: in teams of intensive follow-up, one committee has ended and one is at work."""

import pytest

from arrimage.apps.improvement.actions.demo import NAME, load_improvement
from arrimage.apps.improvement.actions.demo_finished import FINISHED
from arrimage.apps.improvement.models import Committee
from arrimage.apps.improvement.queries.evaluations import evaluations_shown
from arrimage.apps.kernel.clock import today
from arrimage.apps.network.actions.demo import load_territory


@pytest.fixture
def loaded(db):
    load_territory(on=today())
    assert load_improvement(on=today()) == 2


def test_one_has_finished_and_one_is_at_work(loaded):
    assert load_improvement(on=today()) == 0
    running, finished = (Committee.objects.get(name=name) for name in (NAME, FINISHED))
    assert (running.state, finished.state) == ("active", "ended")
    assert "Suivi intensif" in running.team
    assert "Suivi intensif" in finished.team
    assert [one.state for one in running.cycles.order_by("number")] == ["closed", "planning"]


def test_the_finished_one_says_what_came_of_it_without_a_measure(loaded):
    (cycle,) = Committee.objects.get(name=FINISHED).cycles.all()
    assert (cycle.state, cycle.reached) == ("closed", "yes")
    objective = cycle.objectives.get()
    assert objective.chosen_at
    assert objective.measure is None
    assert {task.state for task in cycle.tasks.all()} == {"done"}
    (final,) = evaluations_shown(cycle, None)
    assert final.answered == 6
    assert len(final.lines) == 12
