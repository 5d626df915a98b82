"""The two ends of what was watched: stories that may have begun before, or that may not be over."""

from dataclasses import dataclass

from .state import State
from .tags import DAY, Tag

EDGE = 90  # days


@dataclass(frozen=True)
class Edges:
    """persons_early: whose first event is within `days` of the first of all, and who may have been followed
    before (left truncation); persons_late: whose last event is within `days` of the end, and whose story may
    go on (right censoring)."""

    days: int
    persons_early: int
    persons_late: int


def edges(state: State, days: int = EDGE) -> Edges:
    """Nothing at all has no edge."""
    if state.first_at is None or state.last_at is None:
        return Edges(days, 0, 0)
    _, opened, opening = state.tallies(Tag.START)
    _, closed, closing = state.tallies(Tag.END)
    early = opening[opened - state.first_at // DAY <= days]
    late = closing[state.last_at // DAY - closed <= days]
    return Edges(days, int(early.sum()), int(late.sum()))
