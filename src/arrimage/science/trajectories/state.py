"""What a pass counted: whole numbers only, so that adding states is exact and the order never matters."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .tags import DAY, TAG, Tag

if TYPE_CHECKING:
    from .paths import Paths

Integers = NDArray[np.int64]
SPREAD = 4  # counters for each value, up to which values are counted rather than sorted
FAR_FUTURE, FAR_PAST = np.iinfo(np.int64).max, np.iinfo(np.int64).min


@dataclass(frozen=True)
class Rules:
    """How events were read: two states add up only under the same rules.

    unit: resolution of waits and delays, in microseconds (one day, unless exact).
    pairs: (activity, activity awaited after it), each once.
    working_days: days that count, as a number of days since 1970-01-01, in order; None: every day does.
    episode_gap: days from which two events of one service are two episodes; None: episodes are not counted.
    """

    unit: int = DAY
    pairs: tuple[tuple[str, str], ...] = ()
    working_days: tuple[int, ...] | None = None
    episode_gap: int | None = None

    @property
    def is_exact(self) -> bool:
        return self.unit == 1


@dataclass(frozen=True)
class State:
    """The sums of one pass, in an order of their own: equal contents, equal arrays.

    activities: names in order; codes below are places in it.
    counts: (k, 3) rows (tag and what, value, how many), sorted; see `tags`.
    paths: codes of every variant, one after the other; path i is paths[begins[i]:begins[i + 1]], shared by
        people[i] persons. Variants are in the order of a hash of their path.
    persons, events: how many. microseconds: the sum of durations, from each person's first to last event.
    first_at, last_at: microseconds since 1970 of the first and last event of all (None without events).
    """

    activities: tuple[str, ...]
    rules: Rules
    counts: Integers
    paths: NDArray[np.unsignedinteger]
    begins: Integers
    people: Integers
    persons: int = 0
    events: int = 0
    microseconds: int = 0
    first_at: int | None = None
    last_at: int | None = None

    @classmethod
    def empty(cls, activities: Sequence[str], rules: Rules) -> "State":
        none = np.zeros(0, np.int64)
        paths = np.zeros(0, np.uint8)
        return cls(tuple(activities), rules, none.reshape(0, 3), paths, np.zeros(1, np.int64), none)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, State):
            return NotImplemented
        arrays = ("counts", "paths", "begins", "people")
        numbers = (
            "activities", "rules", "persons", "events", "microseconds", "first_at", "last_at"
        )  # fmt: skip
        return all(getattr(self, name) == getattr(other, name) for name in numbers) and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in arrays
        )

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def variants(self) -> tuple[tuple[str, ...], ...]:
        """Each variant's activities, in the order of `people`."""
        names = np.array(self.activities, object)
        return tuple(
            tuple(names[self.paths[begin:end]])
            for begin, end in zip(self.begins[:-1], self.begins[1:], strict=True)
        )

    def tallies(self, tag: Tag) -> tuple[Integers, Integers, Integers]:
        """(of what, value, how many) for one tag, sorted."""
        low, high = np.searchsorted(self.counts[:, 0], (int(tag) << TAG, (int(tag) + 1) << TAG))
        rows = self.counts[low:high]
        return rows[:, 0] - (int(tag) << TAG), rows[:, 1], rows[:, 2]


def state_of(
    activities: tuple[str, ...],
    rules: Rules,
    *,
    counts: Sequence[Integers],
    spells: Sequence[NDArray[np.signedinteger]],
    paths: "Sequence[Paths]",
    persons: int,
    threads: int = 1,
    **totals: int,
) -> State:
    """A state from what several passes found: rows of counts, durations as they come (there are many), and
    gathered paths."""
    if not persons:
        return State.empty(activities, rules)
    from .paths import united  # compiled when first used

    with ThreadPoolExecutor(1) as pool:
        gathering = pool.submit(united, paths, threads=threads)
        rows = summed(np.concatenate(counts))
        place = np.searchsorted(rows[:, 0], (Tag.DURATION + 1) << TAG)
        lasted = _counted(np.concatenate(spells), Tag.DURATION << TAG)
        rows = np.concatenate([rows[:place], lasted, rows[place:]])
        _, begins, people, codes = gathering.result()
    return State(activities, rules, rows, codes, begins, people, persons, **totals)


def _counted(values: NDArray[np.signedinteger], what: int) -> Integers:
    """Rows (what, value, how many) of values in any order."""
    from .compiled import counted_rows  # compiled when first used

    if int(values.max()) - int(values.min()) <= SPREAD * len(values):
        return counted_rows(values, what)
    found, times = np.unique(values, return_counts=True)
    return np.stack([np.full(len(found), what), found, times], axis=1)


def merged(states: Iterable[State]) -> State:
    """The state of all these people together. No person may be in two of them.

    Activities may differ (a month without a service): the result knows them all, in order. Raises ValueError
    when the rules differ, or when there is no state.
    """
    kept = list(states)
    if not kept:
        raise ValueError("no state to merge")
    rules = kept[0].rules
    if any(state.rules != rules for state in kept):
        raise ValueError("states of different rules do not add up")
    activities = tuple(sorted({name for state in kept for name in state.activities}))
    aligned = [recoded(state, activities) for state in kept if state.persons]
    if not aligned:
        return State.empty(activities, rules)
    from .paths import united

    _, begins, people, codes = united([paths_of(state) for state in aligned])
    return State(
        activities,
        rules,
        summed(np.concatenate([state.counts for state in aligned])),
        codes,
        begins,
        people,
        persons=sum(state.persons for state in aligned),
        events=sum(state.events for state in aligned),
        microseconds=sum(state.microseconds for state in aligned),
        first_at=min(state.first_at for state in aligned if state.first_at is not None),
        last_at=max(state.last_at for state in aligned if state.last_at is not None),
    )


def summed(counts: Integers) -> Integers:
    """Rows (what, value, how many) sorted, equal ones added."""
    if not len(counts):
        return counts.reshape(0, 3)
    what, value = counts[:, 0], counts[:, 1]
    kinds, low = np.unique(what), int(value.min())
    span = int(value.max()) - low + 1
    if len(kinds) * span < 1 << 63:  # one key is sorted faster than two
        keys = np.searchsorted(kinds, what) * span + (value - low)
        order = np.argsort(keys)
        rows, keys = counts[order], keys[order]
        new = np.r_[True, keys[1:] != keys[:-1]]
    else:
        rows = counts[np.lexsort((value, what))]
        new = np.r_[True, (rows[1:, :2] != rows[:-1, :2]).any(axis=1)]
    starts = np.flatnonzero(new)
    result = rows[starts]
    result[:, 2] = np.add.reduceat(rows[:, 2], starts)
    return result


def paths_of(state: State) -> "Paths":
    """The state's variants as the pass keeps them."""
    from .paths import Paths, hashed

    return Paths(hashed(state.paths, state.begins), state.begins, state.people, state.paths)


def recoded(state: State, activities: tuple[str, ...]) -> State:
    """The same state with the codes of a longer list of activities."""
    if state.activities == activities:
        return state
    from .paths import code_type, gathered

    place = {name: code for code, name in enumerate(activities)}
    code = np.array([place[name] for name in state.activities], np.int64)
    old, new = max(len(state.activities), 1), len(activities)
    counts = state.counts.copy()
    tags, what = counts[:, 0] >> TAG, counts[:, 0] & ((1 << TAG) - 1)
    for tag in (Tag.WAIT, Tag.BOUNCE):
        rows = tags == tag
        what[rows] = code[what[rows] // old] * new + code[what[rows] % old]
    for tag in (Tag.START, Tag.END, Tag.EPISODE, Tag.AWAY):
        rows = tags == tag
        what[rows] = code[what[rows]]
    counts[:, 0] = (tags << TAG) | what
    moved = replace(state, paths=code.astype(code_type(new))[state.paths])
    _, begins, people, paths = gathered(paths_of(moved))
    return replace(
        state, activities=activities, counts=summed(counts), paths=paths, begins=begins, people=people
    )


def replaced(state: State, gone: State, come: State) -> State:
    """The state without the persons of `gone`, with those of `come`: the same persons, who went on.

    Every event of `gone` is one of `come` too. Raises ValueError when the rules differ or when `gone` is not
    part of the state.
    """
    both = merged([state, come])
    if not gone.persons:
        return both
    from .paths import Paths, united

    part = recoded(gone, both.activities)
    if part.rules != both.rules or len(part.activities) != len(both.activities):
        raise ValueError("states of different rules do not add up")
    counts = summed(np.concatenate([both.counts, part.counts * (1, 1, -1)]))
    less = paths_of(part)._replace(people=-part.people)
    hashes, begins, people, codes = united([paths_of(both), less])
    if (counts[:, 2] < 0).any() or (people < 0).any():
        raise ValueError("what is taken away was never counted")
    left = people > 0
    lengths = np.diff(begins)
    kept = Paths(
        hashes[left], np.append(0, np.cumsum(lengths[left])), people[left], codes[np.repeat(left, lengths)]
    )
    return replace(
        both,
        counts=counts[counts[:, 2] > 0],
        paths=kept.codes,
        begins=kept.begins,
        people=kept.people,
        persons=both.persons - part.persons,
        events=both.events - part.events,
        microseconds=both.microseconds - part.microseconds,
    )


def under(state: State, rules: Rules) -> State:
    """The state as it would have been counted under other rules: fewer pairs, pairs of activities it never
    had, a calendar that goes further. Raises ValueError when it would have counted something else."""
    old = state.rules
    if (old.unit, old.episode_gap) != (rules.unit, rules.episode_gap):
        raise ValueError("another unit, or another gap between episodes")
    if (old.working_days is None) != (rules.working_days is None):
        raise ValueError("with and without a calendar")
    if old.working_days and rules.working_days:
        low, high = old.working_days[0], old.working_days[-1]
        if tuple(day for day in rules.working_days if low <= day <= high) != old.working_days:
            raise ValueError("another calendar")
    fresh = [pair for pair in rules.pairs if pair not in old.pairs]
    if any(source in state.activities for source, _ in fresh):
        raise ValueError("a pair that was not counted")
    place = {pair: name for name, pair in enumerate(rules.pairs)}
    names = np.array([place.get(pair, -1) for pair in old.pairs] or [-1], np.int64)
    counts = state.counts.copy()
    tags, what = counts[:, 0] >> TAG, counts[:, 0] & ((1 << TAG) - 1)
    rows = (tags == Tag.REACHED) | (tags == Tag.UNREACHED)
    new = names[what[rows]]
    counts[rows, 0] = (tags[rows] << TAG) | np.maximum(new, 0)
    left = np.ones(len(counts), bool)
    left[rows] = new >= 0
    return replace(state, rules=rules, counts=summed(counts[left]))
