"""Going once over events, run after run."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .state import Integers, Rules, State, state_of, summed
from .tags import DAY, TAG, Tag

if TYPE_CHECKING:
    from .paths import Paths

PENDING = 1 << 20  # persons whose paths wait to be gathered
UNITED = 1 << 20  # paths, gathered apart, from which they are gathered together before the end
PER_PERSON = ("hashes", "ends", "people", "codes", "spells")
FLUSHED = 1 << 30  # events after which small counters are emptied


@dataclass(frozen=True)
class Events:
    """A run of events sorted by person, then time, then order of arrival.

    first: (n,) true where a person begins. activity: (n,) codes, places in the list of activities.
    at: (n,) microseconds since 1970. provider: (n,) codes, −1 when unknown.
    """

    first: NDArray[np.bool_]
    activity: NDArray[np.int32]
    at: Integers
    provider: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.first)

    def part(self, begin: int, end: int | None = None) -> "Events":
        here = slice(begin, end)
        return Events(self.first[here], self.activity[here], self.at[here], self.provider[here])


def joined(runs: Sequence[Events]) -> Events:
    if len(runs) == 1:
        return runs[0]
    columns = zip(*((run.first, run.activity, run.at, run.provider) for run in runs), strict=True)
    return Events(*(np.concatenate(column) for column in columns))


@dataclass
class Tally:
    """A pass under way. Give it runs of events with `add`; a person may go on from one run to the next.

    activities: all the names, in order. providers: how many codes there are.
    Raises ValueError when time goes backwards, and when it goes on after its state was asked for.

    >>> tally = Tally(("call", "visit"), providers=0, rules=Rules())
    >>> tally.add(Events(*map(np.array, ([True, False], [0, 1], [0, 3 * 86_400_000_000], [-1, -1]))))
    >>> tally.state().events
    2
    """

    activities: tuple[str, ...]
    providers: int
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        from .ready import made_ready  # compiled when first used

        self._frame, self._shelves, self._scratch, self._found, self._pair_names = made_ready(
            self.activities, self.providers, self.rules
        )
        self._table = np.zeros((1 << 18, 3), np.int64)
        self._events = self._persons = self._unflushed = 0
        self._counts: list[Integers] = []
        self._spells: list[NDArray[np.signedinteger]] = []
        self._gathered: list[Paths] = []
        self._open: list[Events] = []  # the person the last run ended with may not be finished

    def add(self, events: Events) -> None:
        self._add(events, known=False)

    def add_whole(self, events: Events) -> None:
        """A run of finished persons."""
        self._go(events, known=False)

    def add_with_paths(self, runs: Iterable[Events], paths: "Paths") -> None:
        """Runs of finished persons whose paths, gathered, are known already."""
        if self._open:
            raise ValueError("somebody is not finished")
        for events in runs:
            self._add(events, known=True)
        self._close(known=True)
        self._keep(paths)

    def _add(self, events: Events, *, known: bool) -> None:
        if not len(events):
            return
        begin = int(np.argmax(events.first))
        if not events.first[begin]:
            begin = len(events)
        if self._open:
            self._open.append(events.part(0, begin))
        elif begin:
            raise ValueError("the first event of all opens a person")
        if begin == len(events):
            return
        self._close(known=known)
        last = len(events) - 1 - int(np.argmax(events.first[::-1]))
        self._go(events.part(begin, last), known=known)
        self._open = [events.part(last)]

    def _close(self, *, known: bool) -> None:
        if self._open:
            self._go(joined(self._open), known=known)
            self._open = []

    def state(self) -> State:
        """What was counted; the last person is taken as finished."""
        return state_of_all([self])

    def finish(self) -> "Tally":
        """Take the last person as finished and gather what waits."""
        if not len(self._table):
            return self
        self._close(known=False)
        self._gather()
        self._flush()
        self._unite()
        nothing = {name: getattr(self._found, name)[:0].copy() for name in PER_PERSON}
        self._found, self._table = self._found._replace(**nothing), self._table[:0].copy()  # no more to come
        return self

    def _go(self, events: Events, *, known: bool) -> None:
        from .walk import BLOCK, walk  # compiled when first used

        if not len(events):
            return
        if not len(self._table):
            raise ValueError("this pass is finished")
        first = np.ascontiguousarray(events.first).view(np.uint8)
        activity = np.ascontiguousarray(events.activity, np.int32)
        at = np.ascontiguousarray(events.at, np.int64)
        provider = np.ascontiguousarray(events.provider, np.int32)
        people = int(np.count_nonzero(first))
        if not self._events:
            early = int(at.min()) // DAY - self._shelves.starts.shape[1] // 8
            self._frame = self._frame._replace(first_day=early)
        self._make_room_for(people, len(events))
        row = 0
        while True:
            row = walk(
                first, activity, at, provider, row, self._frame, self._shelves, self._scratch, self._table,
                self._found, known,
            )  # fmt: skip
            if row == len(events):
                break
            if row < 0:
                raise ValueError("time goes backwards in the events of one person")
            after = np.flatnonzero(first[row + BLOCK :])
            length = BLOCK + int(after[0]) if after.size else len(first) - row
            self._widen(length * (11 + self._frame.most_pairs))
        self._events += len(events)
        self._persons += people
        self._unflushed += len(events)
        if self._unflushed > FLUSHED:
            self._flush()

    def _make_room_for(self, people: int, events: int) -> None:
        found = self._found
        _, paths, codes, persons = found.used.tolist()
        if persons + people > PENDING and persons:
            self._gather()
            found, (_, paths, codes, persons) = self._found, self._found.used.tolist()
        if persons + people > len(found.spells):
            room = max(people + persons, min(2 * len(found.spells), PENDING))
            kept = {"hashes": paths, "ends": paths, "people": paths, "spells": persons}
            longer = {name: _longer(getattr(found, name), size, room) for name, size in kept.items()}
            self._found = found = found._replace(**longer)
        if codes + events > len(found.codes):
            room = max(codes + events, 3 * len(found.codes) // 2)
            self._found = found._replace(codes=_longer(found.codes, codes, room))

    def _widen(self, entries: int) -> None:
        """Make room in the table for so many more."""
        from .compiled import refill

        slots = len(self._table)
        while 2 * (self._found.used[0] + entries) > slots:
            slots *= 2
        table, self._found.used[0] = np.zeros((slots, 3), np.int64), 0
        refill(self._table, table, self._found.used)
        self._table = table

    def _gather(self) -> None:
        """Equal paths of the persons who wait, added."""
        from .paths import Paths, gathered

        _, paths, codes, persons = self._found.used.tolist()
        self._spells.append(self._found.spells[:persons].copy())
        self._found.used[1:] = 0
        if paths:
            waiting = Paths(
                self._found.hashes[:paths],
                np.append(0, self._found.ends[:paths]),
                self._found.people[:paths],
                self._found.codes[:codes],
            )
            self._keep(gathered(waiting))

    def _keep(self, paths: "Paths") -> None:
        from .walk import walk_paths

        row = 0
        while True:
            row = walk_paths(paths, row, self._frame, self._shelves, self._table, self._found.used)
            if row == len(paths.people):
                break
            self._widen(int(paths.begins[row + 1] - paths.begins[row]))
        self._gathered.append(paths)
        # Sizes that double, so that each path is moved a few times only.
        if sum(len(some.people) for some in self._gathered[1:]) > max(UNITED, len(self._gathered[0].people)):
            self._unite()

    def _unite(self) -> None:
        from .paths import united

        several, self._gathered = self._gathered, []
        self._gathered = [united(several)] if several else []

    def _flush(self) -> None:
        """What the counters hold, as rows."""
        self._unflushed = 0
        shelves = self._shelves
        rows = [self._table[self._table[:, 2] != 0].copy()]
        if self._frame.short:
            near = shelves.near[:-1].reshape(-1, self._frame.short)
            rows.append(_rows(near, Tag.WAIT, 0))
        arcs = np.flatnonzero(shelves.bounces)
        rows.append(
            np.stack([arcs | (Tag.BOUNCE << TAG), np.zeros_like(arcs), shelves.bounces[arcs]], axis=1)
        )
        base = self._frame.first_day
        for name, tag, since in (
            ("squares", Tag.BICE_BOXERMAN, 0), ("usual", Tag.USUAL, 0), ("sequential", Tag.SEQUENTIAL, 0),
            ("lengths", Tag.LENGTH, 0), ("starts", Tag.START, base), ("ends", Tag.END, base),
            ("reached", Tag.REACHED, 0), ("unreached", Tag.UNREACHED, base),
            ("episodes", Tag.EPISODE, 0), ("away", Tag.AWAY, 0),
        ):  # fmt: skip
            rows.append(_rows(getattr(shelves, name), tag, since))
        for shelf in shelves:
            shelf[...] = 0
        self._table[...] = 0
        self._found.used[0] = 0
        self._counts.append(summed(_named_pairs(np.concatenate(rows), self._pair_names)))


def state_of_all(tallies: Sequence[Tally], *, threads: int = 1) -> State:
    """The state of the persons of several passes together; no person in two of them."""
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(Tally.finish, tallies))
    totals = np.stack([tally._found.totals for tally in done])
    return state_of(
        done[0].activities,
        done[0].rules,
        counts=[rows for tally in done for rows in tally._counts],
        spells=[rows for tally in done for rows in tally._spells],
        paths=[paths for tally in done for paths in tally._gathered],
        persons=sum(tally._persons for tally in done),
        threads=threads,
        events=sum(tally._events for tally in done),
        microseconds=int(totals[:, 0].sum()) * DAY + int(totals[:, 1].sum()),
        first_at=int(totals[:, 2].min()),
        last_at=int(totals[:, 3].max()),
    )


def _rows(shelf: NDArray[np.int32], tag: Tag, since: int) -> Integers:
    held = shelf.ravel()
    places = np.flatnonzero(held)
    what, value = np.divmod(places, shelf.shape[1])
    return np.stack([what | (int(tag) << TAG), value + since, held[places]], axis=1)


def _longer(array: NDArray, kept: int, room: int) -> NDArray:
    fresh = np.empty(room, array.dtype)
    fresh[:kept] = array[:kept]
    return fresh


def _named_pairs(counts: Integers, names: Integers) -> Integers:
    """Pairs are numbered by activity during the pass, and as the rules list them in the state."""
    tags = counts[:, 0] >> TAG
    rows = (tags == Tag.REACHED) | (tags == Tag.UNREACHED)
    counts[rows, 0] = (tags[rows] << TAG) | names[counts[rows, 0] & ((1 << TAG) - 1)]
    return counts


def tally(
    runs: Iterable[Events], activities: Sequence[str], *, providers: int = 0, rules: Rules | None = None
) -> State:
    """One pass over runs of events of whole persons, in order."""
    under_way = Tally(tuple(activities), providers, rules or Rules())
    for run in runs:
        under_way.add(run)
    return under_way.state()
