"""All the figures of one state at once."""

import heapq
from dataclasses import dataclass

import numpy as np

from .arcs import Arc, Bounce, arcs, bounces
from .continuity import Continuity, continuity
from .counted import quantile
from .episodes import Episodes, episodes
from .state import State
from .survival import Followed, followed
from .tags import DAY, MINUTE, Tag


@dataclass(frozen=True)
class Variant:
    path: tuple[str, ...]
    persons: int


@dataclass(frozen=True)
class Durations:
    """Days from a person's first event to their last (zero for a single event)."""

    median: float | None
    mean: float | None
    p90: float | None


@dataclass(frozen=True)
class Panel:
    """top_variants: the most travelled. starts, ends: persons by first and last activity. frequent: the tenth
    of persons with most events hold `frequent_share` of all events. dropped: persons whose last event is
    older than 90 days at the end of watching, by that last activity."""

    persons: int
    events: int
    activities: int
    variants: int
    top_variants: tuple[Variant, ...]
    arcs: tuple[Arc, ...]
    bounces: tuple[Bounce, ...]
    starts: dict[str, int]
    ends: dict[str, int]
    durations: Durations
    continuity: Continuity
    followed: tuple[Followed, ...]
    episodes: tuple[Episodes, ...]
    frequent_share: float | None
    silent_since_90_days: dict[str, int]


def panel(state: State, *, top: int = 10) -> Panel:
    """Read everything. top: how many variants to name."""
    _, spells, counts = state.tallies(Tag.DURATION)
    # Kept to the minute: there are far fewer of them than waits.
    unit = state.rules.unit if state.rules.working_days is not None else min(state.rules.unit, MINUTE)
    median, p90 = (_scaled(quantile(spells, counts, share), unit / DAY) for share in (0.5, 0.9))
    average = state.microseconds / DAY / state.persons if state.persons else None
    return Panel(
        persons=state.persons,
        events=state.events,
        activities=len(state.activities),
        variants=len(state.people),
        top_variants=top_variants(state, top),
        arcs=arcs(state),
        bounces=bounces(state),
        starts=_by_activity(state, Tag.START),
        ends=_by_activity(state, Tag.END),
        durations=Durations(median, average, p90),
        continuity=continuity(state),
        followed=followed(state),
        episodes=episodes(state),
        frequent_share=frequent_share(state),
        silent_since_90_days=_silent(state, 90),
    )


def top_variants(state: State, top: int) -> tuple[Variant, ...]:
    """The paths most travelled; equals in the order of their activities."""
    if not state.people.size or top < 1:
        return ()
    # Those that tie with the last one shown are looked at too: no order of ours picks among them.
    kept = state.people
    while len(above := kept[kept > kept.mean()]) >= top:  # most paths were taken once: soon few are left
        kept = above
    least = np.sort(kept)[-min(top, kept.size)]
    rows = np.flatnonzero(state.people >= least).tolist()
    found = [
        (-int(state.people[row]), tuple(state.paths[state.begins[row] : state.begins[row + 1]].tolist()))
        for row in rows
    ]
    return tuple(
        Variant(tuple(state.activities[code] for code in path), -people)
        for people, path in heapq.nsmallest(top, found)
    )


def frequent_share(state: State, *, tenth: float = 0.1) -> float | None:
    """The share of all events held by the tenth of persons who have most; part of a group counts in part."""
    _, lengths, persons = state.tallies(Tag.LENGTH)
    if not persons.size:
        return None
    left = tenth * int(persons.sum())
    held = 0.0
    for length, count in zip(lengths[::-1].tolist(), persons[::-1].tolist(), strict=True):
        taken = min(left, count)
        held, left = held + taken * length, left - taken
    return held / state.events


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _by_activity(state: State, tag: Tag) -> dict[str, int]:
    what, _, counts = state.tallies(tag)
    totals = np.bincount(what, counts, len(state.activities)).astype(np.int64).tolist()
    named = sorted(zip(totals, state.activities, strict=True), key=lambda pair: (-pair[0], pair[1]))
    return {name: count for count, name in named if count}


def _silent(state: State, days: int) -> dict[str, int]:
    what, last, counts = state.tallies(Tag.END)
    if state.last_at is None:
        return {}
    old = state.last_at // DAY - last > days
    totals = np.bincount(what[old], counts[old], len(state.activities)).astype(np.int64).tolist()
    return {name: count for name, count in zip(state.activities, totals, strict=True) if count}
