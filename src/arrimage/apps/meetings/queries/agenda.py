"""A meeting's agenda: first what comes back from the meetings before, then its items, each with its hour."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from arrimage.apps.meetings.models import Correction, Dissatisfaction, FollowUp, Item, Meeting, Relay


@dataclass
class Line:
    """An item and when it should begin."""

    item: Item
    begins_at: datetime


@dataclass
class Agenda:
    """What a meeting is about. The three first come back by themselves: nobody has to remember them."""

    to_adopt: list[Meeting] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    dissatisfactions: list[Dissatisfaction] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    proposed: list[Item] = field(default_factory=list)
    set_aside: list[Item] = field(default_factory=list)
    takes: int = 0  # minutes, all items together
    lasts: int = 0  # minutes, the meeting

    @property
    def overruns_by(self) -> int:
        return max(0, self.takes - self.lasts)

    @property
    def brings_back(self) -> bool:
        return bool(self.to_adopt or self.follow_ups or self.dissatisfactions)


def agenda_of(meeting: Meeting) -> Agenda:
    """Five queries, however long the agenda."""
    agenda = Agenda(
        to_adopt=list(minutes_to_adopt_in(meeting)),
        follow_ups=list(follow_ups_back_in(meeting)),
        dissatisfactions=list(dissatisfactions_back_in(meeting)),
        lasts=int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
    )
    for item in items_of(meeting):
        if item.state == Item.State.PROPOSED:
            agenda.proposed.append(item)
        elif item.state == Item.State.SET_ASIDE:
            agenda.set_aside.append(item)
        else:
            begins_at = meeting.starts_at + timedelta(minutes=agenda.takes)
            agenda.lines.append(Line(item, begins_at))
            agenda.takes += item.takes
    return agenda


def items_of(meeting: Meeting) -> QuerySet[Item]:
    """With who relays them, what follows from them, and what was corrected."""
    return meeting.items.select_related("organisation", "proposed_by").prefetch_related(
        Prefetch("relays", Relay.objects.select_related("organisation")),
        Prefetch("follow_ups", FollowUp.objects.select_related("organisation").order_by("due_on", "id")),
        Prefetch("corrections", Correction.objects.select_related("organisation")),
    )


def minutes_to_adopt_in(meeting: Meeting) -> QuerySet[Meeting]:
    """Minutes sent before this meeting and not adopted yet, or adopted in it."""
    earlier = Meeting.objects.filter(series=meeting.series_id, starts_at__lt=meeting.starts_at)
    waiting = Q(state=Meeting.State.WRITTEN)
    return (
        earlier.filter(waiting | Q(adopted_in=meeting)).select_related("series").order_by("starts_at", "id")
    )


def follow_ups_back_in(meeting: Meeting) -> QuerySet[FollowUp]:
    """What was decided before this meeting and was still to do when it began; the most pressing first."""
    begun = meeting.opened_at or meeting.starts_at
    return (
        FollowUp.objects.filter(
            Q(closed_at=None) | Q(closed_at__gte=begun),
            series=meeting.series_id,
            decided_at__lt=begun,
        )
        .exclude(meeting=meeting)
        .select_related("organisation", "user", "meeting", "meeting__series")
        .order_by("due_on", "id")
    )


def dissatisfactions_back_in(meeting: Meeting) -> QuerySet[Dissatisfaction]:
    """Those whose answer was late or not enough when the meeting began."""
    begun = meeting.opened_at or meeting.starts_at
    late = Q(answer_by__lt=localdate(begun)) & ~Q(answers__answered_at__lt=begun)
    again = Q(again_at__isnull=False, again_at__lt=begun)
    was_open = Q(closed_at=None) | Q(closed_at__gte=begun)
    return (
        Dissatisfaction.objects.filter(
            was_open & (late | again), series=meeting.series_id, written_at__lt=begun
        )
        .exclude(state=Dissatisfaction.State.WITHDRAWN)
        .select_related("organisation", "to")
        .distinct()
        .order_by("answer_by", "id")
    )
