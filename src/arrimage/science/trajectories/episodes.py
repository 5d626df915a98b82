"""Stays with a service: visits close to each other are one episode, a long silence parts two."""

from dataclasses import dataclass

from .arcs import in_days
from .counted import quantile
from .state import State
from .tags import Tag


@dataclass(frozen=True)
class Episodes:
    """One service's episodes, by `persons`; reentries: those that follow another one of the same person.
    Durations go from first to last event (zero for a single one); away: from the end of an episode to the
    next."""

    service: str
    episodes: int
    persons: int
    reentries: int
    median_days: float | None
    p90_days: float | None
    median_away_days: float | None


def episodes(state: State) -> tuple[Episodes, ...]:
    """By service, the most frequented first. Empty unless the rules say from which gap two are apart.

    Events of one service less than `episode_gap` days apart belong together, whatever happens elsewhere
    meanwhile. Reference: Hornbrook, Hurtado and Johnson 1985, doi:10.1177/107755878504200202.
    """
    found = []
    stays, away = state.tallies(Tag.EPISODE), state.tallies(Tag.AWAY)
    for code, name in enumerate(state.activities):
        (lasted, times), (gaps, returns) = (
            (values[what == code], counts[what == code]) for what, values, counts in (stays, away)
        )
        if times.size:
            median, p90 = (in_days(quantile(lasted, times, share), state) for share in (0.5, 0.9))
            total, again = int(times.sum()), int(returns.sum())
            silence = in_days(quantile(gaps, returns, 0.5), state)
            found.append(Episodes(name, total, total - again, again, median, p90, silence))
    return tuple(sorted(found, key=lambda one: (-one.episodes, one.service)))
