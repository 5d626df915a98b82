"""Reading cycles: where one is, who has not spoken yet, what waits for whom."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.models import (
    Committee,
    Cycle,
    Evaluation,
    Holder,
    Measure,
    Objective,
    Shared,
    Task,
    Voice,
)
from arrimage.apps.kernel import search

from .committees import Seated

MEETINGS = 4  # of ninety minutes, over three to four months


def cycles_visible_to(user, *, on: date) -> QuerySet[Cycle]:
    seen = Committee.objects.filter(policies.committees_visible_to(user, on))
    return Cycle.objects.filter(committee__in=seen).select_related("committee__organisation")


def cycles_run_by(user, *, on: date) -> QuerySet[Cycle]:
    run = Committee.objects.filter(policies.committees_run_by(user, on))
    return Cycle.objects.filter(committee__in=run).select_related("committee__organisation")


def objectives_of(cycle: Cycle) -> list[Objective]:
    voices = Voice.objects.select_related("holder__place")
    found = cycle.objectives.select_related("proposed_by__place", "measure")
    return list(found.prefetch_related(Prefetch("voices", queryset=voices)))


def objectives_visible_to(user, *, on: date) -> QuerySet[Objective]:
    return Objective.objects.filter(cycle__in=cycles_visible_to(user, on=on)).select_related(
        "cycle__committee", "measure"
    )


@dataclass(frozen=True)
class Consensus:
    """How all stand about one objective. `silent`: who has not said yet; nobody's silence is a yes."""

    voices: list[Voice]
    silent: list[Holder]

    @property
    def against(self) -> list[Voice]:
        return [voice for voice in self.voices if voice.stance == Voice.Stance.AGAINST]

    @property
    def is_reached(self) -> bool:
        return bool(self.voices) and not self.silent and not self.against


def consensus_on(objective: Objective, seated: Seated) -> Consensus:
    """Read with `objectives_of`, so that its voices are at hand. Those who left keep theirs."""
    voices = list(objective.voices.all())
    said = {voice.holder_id for voice in voices}
    return Consensus(voices, [one for one in seated.voices if one.pk not in said])


def tasks_of(cycle: Cycle) -> QuerySet[Task]:
    holders = Holder.objects.select_related("place")
    return cycle.tasks.select_related("group").prefetch_related(Prefetch("holders", queryset=holders))


def tasks_visible_to(user, *, on: date) -> QuerySet[Task]:
    return Task.objects.filter(cycle__in=cycles_visible_to(user, on=on)).select_related("cycle__committee")


def measures_visible_to(user, *, on: date) -> QuerySet[Measure]:
    return Measure.objects.filter(objective__cycle__in=cycles_visible_to(user, on=on)).select_related(
        "objective__cycle__committee"
    )


def evaluations_of(cycle: Cycle) -> dict[str, Evaluation]:
    return {one.moment: one for one in cycle.evaluations.select_related("opening")}


def expected_meetings(cycle: Cycle) -> list[date]:
    """The days on which the four meetings would fall, evenly from the start to the hoped end."""
    length = (cycle.ends_on - cycle.starts_on).days
    return [cycle.starts_on + timedelta(days=length * number // (MEETINGS - 1)) for number in range(MEETINGS)]


def drift(cycle: Cycle, *, held: int, on: date) -> str:
    """How far a cycle is from its calendar, said kindly; empty when it follows it, or is closed."""
    if cycle.state == Cycle.State.CLOSED:
        return ""
    if on > cycle.ends_on:
        return _("The day hoped for has passed. That happens: say together what is still worth doing.")
    awaited = sum(day + timedelta(days=21) < on for day in expected_meetings(cycle))
    if held < awaited:
        return _("A meeting has not found its day yet. Four are enough: look for the next one together.")
    return ""


def pace(committee: Committee, *, on: date) -> str:
    """A word when nothing has begun for long; two cycles a year is a good pace, and no rule."""
    last = committee.cycles.order_by("-number").first()
    if committee.state != Committee.State.ACTIVE or last is None or last.state != Cycle.State.CLOSED:
        return ""
    if last.closed_at is None or on - localdate(last.closed_at) < timedelta(weeks=13):
        return ""
    return _("The last cycle closed a while ago. Two a year is a good pace: is there something to take up?")


def shared_with_all(words: str = "") -> QuerySet[Shared]:
    """What committees let everyone read, by what it speaks of when words are given."""
    found = Shared.objects.exclude(shared_at=None).select_related("committee__organisation")
    for word in search.words(words):
        found = found.filter(stems__contains=f" {word.stem} ")
    return found


def committees_seen(user, *, on: date) -> QuerySet[Committee]:
    return Committee.objects.filter(policies.committees_visible_to(user, on))


def shared_visible_to(user, *, on: date) -> QuerySet[Shared]:
    """What is shared, and the drafts of one's own committees."""
    seen = Committee.objects.filter(policies.committees_visible_to(user, on))
    return Shared.objects.filter(~Q(shared_at=None) | Q(committee__in=seen)).select_related(
        "committee__organisation", "cycle"
    )
