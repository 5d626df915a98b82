"""Going once over events, batch after batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .state import FAR_FUTURE, FAR_PAST, Integers, Rules, State, sorted_variants, summed
from .tags import DAY, TAG, Tag

NEAR = 1 << 18  # counters of short waits


@dataclass(frozen=True)
class Events:
    """A run of events sorted by person, then time, then order of arrival.

    first: (n,) true where a person begins. activity: (n,) codes, places in the list of activities.
    at: (n,) microseconds since 1970. provider: (n,) codes, −1 when unknown. rank: (n,) order of arrival,
    where events of equal moment are not in that order yet.
    """

    first: NDArray[np.bool_]
    activity: NDArray[np.int32]
    at: Integers
    provider: NDArray[np.int32]
    rank: Integers | None = None

    def __len__(self) -> int:
        return len(self.first)

    def part(self, begin: int, end: int | None = None) -> "Events":
        here = slice(begin, end)
        rank = None if self.rank is None else self.rank[here]
        return Events(self.first[here], self.activity[here], self.at[here], self.provider[here], rank)


def joined(runs: Sequence[Events]) -> Events:
    if len(runs) == 1:
        return runs[0]
    ranks = [run.rank for run in runs if run.rank is not None]
    return Events(
        np.concatenate([run.first for run in runs]),
        np.concatenate([run.activity for run in runs]),
        np.concatenate([run.at for run in runs]),
        np.concatenate([run.provider for run in runs]),
        np.concatenate(ranks) if ranks else None,
    )


@dataclass
class Tally:
    """A pass under way. Give it runs of events with `add`; a person may go on from one run to the next.

    activities: all the names, in order. providers: how many codes there are.
    Raises ValueError when the pairs of the rules name an unknown activity, or when time goes backwards.

    >>> tally = Tally(("call", "visit"), providers=0, rules=Rules())
    >>> tally.add(Events(*map(np.array, ([True, False], [0, 1], [0, 3 * 86_400_000_000], [-1, -1]))))
    >>> tally.state().events
    2
    """

    activities: tuple[str, ...]
    providers: int
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        size = len(self.activities)
        code = {name: place for place, name in enumerate(self.activities)}
        # An activity awaited that nobody ever had takes a place past the others: it never comes.
        pairs = sorted(
            (code[source], code.get(target, size), name)
            for name, (source, target) in enumerate(self.rules.pairs)
            if source in code
        )
        sources, targets, names = np.array(pairs, np.int64).reshape(-1, 3).T
        self._pair_to, self._pair_name = np.ascontiguousarray(targets), names
        self._pair_start = np.searchsorted(sources, np.arange(size + 1)).astype(np.int64)
        self._most_pairs = int(np.diff(self._pair_start).max(initial=0))
        self._later = np.full(size + 1, -1, np.int64)
        self._calendar, self._calendar_from = _calendar(self.rules)
        short = min(NEAR // max(size * size, 1), 128) if self.rules.unit == DAY else 0
        self._near = np.zeros((size * size, short), np.int64)
        self._table = np.zeros((1 << 16, 3), np.int64)
        self._slots = np.zeros((1 << 12, 4), np.int64)
        self._pool = np.zeros(1 << 16, np.uint16 if size < 1 << 16 else np.uint32)
        self._used = np.zeros(3, np.int64)
        self._visits = np.zeros(max(self.providers, 1), np.int64)
        self._touched = np.zeros(max(self.providers, 1), np.int64)
        self._totals = np.array([0, 0, 0, 0, FAR_FUTURE, FAR_PAST], np.int64)
        self._open: list[Events] = []  # the person the last run ended with may not be finished

    def add(self, events: Events) -> None:
        if not len(events):
            return
        begins = np.flatnonzero(events.first)
        if not begins.size:
            self._open.append(events)
            return
        if self._open:
            self._open.append(events.part(0, int(begins[0])))
            self._go(joined(self._open))
        elif begins[0] != 0:
            raise ValueError("the first event of all opens a person")
        self._go(events.part(int(begins[0]), int(begins[-1])))
        self._open = [events.part(int(begins[-1]))]

    def state(self) -> State:
        """What was counted; the last person is taken as finished."""
        if self._open:
            self._go(joined(self._open))
            self._open = []
        counts = np.concatenate([self._table[self._table[:, 2] != 0], self._short_waits()])
        return State(
            self.activities,
            self.rules,
            summed(_named_pairs(counts, self._pair_name)),
            *self._variants(),
            persons=int(self._totals[0]),
            events=int(self._totals[1]),
            microseconds=int(self._totals[2]) * DAY + int(self._totals[3]),
            first_at=int(self._totals[4]) if self._totals[0] else None,
            last_at=int(self._totals[5]) if self._totals[0] else None,
        )

    def _go(self, events: Events) -> None:
        from .compiled import advance, settle_ties  # compiled when first used

        row = 0
        activity = np.ascontiguousarray(events.activity, np.int32)
        provider = np.ascontiguousarray(events.provider, np.int32)
        at = np.ascontiguousarray(events.at, np.int64)
        if events.rank is not None:
            activity, provider = (
                activity.copy(),
                provider.copy(),
            )  # what the engine gave may not be written to
            settle_ties(events.first, at, events.rank.copy(), activity, provider)
        while True:
            row = advance(
                events.first, activity, at, provider, row, self.rules.unit, len(self.activities),
                self._pair_start, self._pair_to, self._most_pairs,
                self._calendar, self._calendar_from, self._near,
                self._table, self._slots, self._pool, self._used,
                self._visits, self._touched, self._later, self._totals,
            )  # fmt: skip
            if row == len(events):
                return
            if row < 0:
                raise ValueError("time goes backwards in the events of one person")
            self._make_room(events, row)

    def _make_room(self, events: Events, row: int) -> None:
        """For the person at `row`, in each table that lacks it."""
        from .compiled import refill, refill_variants

        after = np.flatnonzero(events.first[row + 1 :])
        length = int(after[0]) + 1 if after.size else len(events) - row
        slots = len(self._table)
        while 2 * (self._used[0] + length * (2 + self._most_pairs) + 8) > slots:
            slots *= 2
        if slots > len(self._table):
            table, self._used[0] = np.zeros((slots, 3), np.int64), 0
            refill(self._table, table, self._used)
            self._table = table
        if 2 * (self._used[1] + 1) > len(self._slots):
            wider = np.zeros((2 * len(self._slots), 4), np.int64)
            refill_variants(self._slots, wider)
            self._slots = wider
        if self._used[2] + length > self._pool.size:
            # A quarter more, not twice: with 100 million events the paths are what takes the room.
            pool = np.zeros(max(self._pool.size * 5 // 4, int(self._used[2]) + length), self._pool.dtype)
            pool[: self._used[2]] = self._pool[: self._used[2]]
            self._pool = pool

    def _short_waits(self) -> Integers:
        arcs, waits = np.nonzero(self._near)
        return np.stack([arcs, waits, self._near[arcs, waits]], axis=1)

    def _variants(self) -> tuple[Integers, Integers, Integers]:
        rows = self._slots[self._slots[:, 1] != 0]
        rows = rows[np.argsort(rows[:, 2])]  # as they lie in the pool
        paths = self._pool[: self._used[2]].astype(np.int64)
        return sorted_variants(paths, np.append(rows[:, 2], self._used[2]), rows[:, 1])


def _named_pairs(counts: Integers, names: Integers) -> Integers:
    """Pairs are numbered by activity during the pass, and as the rules list them in the state."""
    counts = counts.copy()
    tags = counts[:, 0] >> TAG
    rows = (tags == Tag.REACHED) | (tags == Tag.UNREACHED)
    counts[rows, 0] = (tags[rows] << TAG) | names[counts[rows, 0] & ((1 << TAG) - 1)]
    return counts


def _calendar(rules: Rules) -> tuple[Integers, int]:
    """Working days before each day, from the first one known; and which day that is."""
    if rules.working_days is None:
        return np.zeros(0, np.int64), 0
    days = np.array(rules.working_days, np.int64)
    span = np.zeros(int(days[-1] - days[0]) + 2, np.int64)
    span[days - days[0] + 1] = 1
    return np.cumsum(span), int(days[0])


def tally(
    runs: Iterable[Events], activities: Sequence[str], *, providers: int = 0, rules: Rules | None = None
) -> State:
    """One pass over runs of events of whole persons, in order."""
    under_way = Tally(tuple(activities), providers, rules or Rules())
    for run in runs:
        under_way.add(run)
    return under_way.state()
