"""The demonstration: in teams of intensive follow-up, one committee has ended and one is at work."""

from datetime import datetime, time

from django.utils.timezone import make_aware

from arrimage.apps.improvement.actions.demo import NAME, load_improvement
from arrimage.apps.improvement.actions.demo_finished import FINISHED
from arrimage.apps.improvement.meeting_host import KIND
from arrimage.apps.improvement.models import Committee, Contact
from arrimage.apps.improvement.queries.evaluations import evaluations_shown
from arrimage.apps.kernel.clock import today
from arrimage.apps.meetings.queries.hosted import count_held
from arrimage.apps.network.actions.demo import load_territory


def test_in_teams_of_intensive_follow_up_one_has_finished_and_one_is_at_work(db):
    """One test for all of it: loading the territory is long."""
    load_territory(on=today())
    assert load_improvement(on=today()) == 2
    assert load_improvement(on=today()) == 0
    running, finished = (Committee.objects.get(name=name) for name in (NAME, FINISHED))
    assert (running.state, finished.state) == ("active", "ended")
    assert "Suivi intensif" in running.team
    assert "Suivi intensif" in finished.team
    assert [one.state for one in running.cycles.order_by("number")] == ["closed", "planning"]

    # Four meetings of an hour and a half in a cycle, and the coach spoke with each person around each.
    for committee in (running, finished):
        done = committee.cycles.get(number=1)
        start, end = (make_aware(datetime.combine(day, time())) for day in (done.starts_on, done.ends_on))
        assert count_held(KIND, committee.uid, since=start, until=end) == 4
        around = Contact.objects.filter(holder__place__committee=committee, state="had", meeting_at__lt=end)
        assert around.count() == 4 * 2 * 2

    # The finished one made something together: no measure, and it says how it knows.
    (cycle,) = finished.cycles.all()
    assert (cycle.state, cycle.reached) == ("closed", "yes")
    assert cycle.objectives.get(chosen_at__isnull=False).measure is None
    assert {task.state for task in cycle.tasks.all()} == {"done"}
    (final,) = evaluations_shown(cycle, None)
    assert (final.answered, len(final.lines)) == (6, 12)
