"""What a pass needs before it starts: counters as large as rules and activities ask. Import lazily."""

import numpy as np
from numpy.typing import NDArray

from .paths import code_type
from .state import FAR_FUTURE, FAR_PAST, Integers, Rules
from .tags import DAY
from .walk import VISITS, Found, Frame, Scratch, Shelves

COUNTERS = 1 << 18  # of short waits
SHORT = 128  # days
SPAN = 1 << 20  # counters of dated events, at most
DATED = 4_096  # days, at most
ROWS = 1 << 10  # pairs or activities that have counters, at most


def made_ready(
    activities: tuple[str, ...], providers: int, rules: Rules
) -> tuple[Frame, Shelves, Scratch, Found, Integers]:
    """Empty counters, and the place in the rules of each pair as the pass numbers them."""
    size = len(activities)
    code = {name: place for place, name in enumerate(activities)}
    # An activity awaited that nobody ever had takes a place past the others: it never comes.
    pairs = sorted(
        (code[source], code.get(target, size), name)
        for name, (source, target) in enumerate(rules.pairs)
        if source in code
    )
    sources, targets, names = np.array(pairs, np.int64).reshape(-1, 3).T
    pair_start = np.searchsorted(sources, np.arange(size + 1)).astype(np.int64)
    arcs, gap = size * size, (rules.episode_gap or 0) * DAY
    plain = rules.unit == DAY and rules.working_days is None
    short = min(COUNTERS // max(arcs, 1), SHORT) if plain else 0
    days = min(SPAN // max(size, 1), DATED)
    awaited = len(pairs) if len(pairs) <= ROWS else 0
    stays = size if gap and size <= ROWS else 0

    def shelf(rows: int, width: int) -> NDArray[np.int32]:
        return np.zeros((rows, width), np.int32)

    shelves = Shelves(
        near=np.zeros(arcs * short + 1, np.int32),
        bounces=np.zeros(arcs if arcs <= SPAN else 0, np.int32),
        squares=shelf(VISITS, VISITS * VISITS),
        usual=shelf(VISITS, VISITS),
        sequential=shelf(VISITS, VISITS),
        lengths=shelf(1, 1 << 10),
        starts=shelf(size, days),
        ends=shelf(size, days),
        reached=shelf(awaited, 2 * SHORT),
        unreached=shelf(awaited, days),
        episodes=shelf(stays, 4 * SHORT),
        away=shelf(stays, 4 * SHORT),
    )
    calendar, calendar_from = _calendar(rules)
    frame = Frame(
        activities=size,
        unit=rules.unit,
        short=short,
        first_day=0,
        gap=gap,
        most_pairs=int(np.diff(pair_start).max(initial=0)),
        pair_start=pair_start,
        pair_to=np.ascontiguousarray(targets),
        calendar=calendar,
        calendar_from=calendar_from,
    )
    scratch = Scratch(
        np.zeros(providers + 1, np.int32),
        *(np.full(size + 1, -1, np.int64) for _ in range(3)),
    )
    found = Found(
        hashes=np.empty(0, np.uint64),
        ends=np.empty(0, np.int64),
        people=np.empty(0, np.int64),
        codes=np.empty(0, code_type(size)),
        spells=np.empty(0, np.int64 if rules.is_exact else np.int32),  # minutes, or days: far fewer
        used=np.zeros(4, np.int64),
        totals=np.array([0, 0, FAR_FUTURE, FAR_PAST], np.int64),
    )
    return frame, shelves, scratch, found, names


def _calendar(rules: Rules) -> tuple[Integers, int]:
    """Working days before each day, from the first one known; and which day that is."""
    if rules.working_days is None:
        return np.zeros(0, np.int64), 0
    days = np.array(rules.working_days, np.int64)
    span = np.zeros(int(days[-1] - days[0]) + 2, np.int64)
    span[days - days[0] + 1] = 1
    return np.cumsum(span), int(days[0])
