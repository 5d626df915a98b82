"""What a pass counted: whole numbers only, so that adding states is exact and the order never matters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .tags import DAY, TAG, Tag

Integers = NDArray[np.int64]
FAR_FUTURE, FAR_PAST = np.iinfo(np.int64).max, np.iinfo(np.int64).min


@dataclass(frozen=True, eq=False)
class Rules:
    """How events were read: two states add up only under the same rules.

    unit: resolution of waits and delays, in microseconds (one day, unless exact).
    pairs: (activity, activity awaited after it), each once.
    working_days: days that count, as a number of days since 1970-01-01, in order; None: every day does.
    """

    unit: int = DAY
    pairs: tuple[tuple[str, str], ...] = ()
    working_days: tuple[int, ...] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rules) and (self.unit, self.pairs, self.working_days) == (
            other.unit,
            other.pairs,
            other.working_days,
        )

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
    paths: Integers
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
        return cls(tuple(activities), rules, none.reshape(0, 3), none, np.zeros(1, np.int64), none)

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
    aligned = [recoded(state, activities) for state in kept]
    moments = [state.first_at for state in aligned if state.first_at is not None]
    ends = [state.last_at for state in aligned if state.last_at is not None]
    paths, begins, people = _joined_variants(aligned)
    return State(
        activities,
        rules,
        summed(np.concatenate([state.counts for state in aligned])),
        paths,
        begins,
        people,
        persons=sum(state.persons for state in aligned),
        events=sum(state.events for state in aligned),
        microseconds=sum(state.microseconds for state in aligned),
        first_at=min(moments, default=None),
        last_at=max(ends, default=None),
    )


def summed(counts: Integers) -> Integers:
    """Rows (what, value, how many) sorted, equal ones added."""
    if not len(counts):
        return counts.reshape(0, 3)
    order = np.lexsort((counts[:, 1], counts[:, 0]))
    rows = counts[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:, 0] != rows[:-1, 0]) | (rows[1:, 1] != rows[:-1, 1])
    starts = np.flatnonzero(new)
    result = rows[starts].copy()
    result[:, 2] = np.add.reduceat(rows[:, 2], starts)
    return result


def sorted_variants(
    paths: Integers, begins: Integers, people: Integers
) -> tuple[Integers, Integers, Integers]:
    """Equal paths added, in the order of a hash of their codes: the same order whatever came first."""
    from .compiled import gather, hash_paths  # compiled when first used

    hashes = hash_paths(paths, begins)
    return gather(paths, begins, people, hashes, np.argsort(hashes, kind="stable"))


def _joined_variants(states: Sequence[State]) -> tuple[Integers, Integers, Integers]:
    shifts = np.cumsum([0, *(state.paths.size for state in states)])
    begins = [state.begins[:-1] + shift for state, shift in zip(states, shifts[:-1], strict=True)]
    return sorted_variants(
        np.concatenate([state.paths for state in states]),
        np.concatenate([*begins, shifts[-1:]]),
        np.concatenate([state.people for state in states]),
    )


def recoded(state: State, activities: tuple[str, ...]) -> State:
    """The same state with the codes of a longer list of activities."""
    if state.activities == activities:
        return state
    place = {name: code for code, name in enumerate(activities)}
    code = np.array([place[name] for name in state.activities], np.int64)
    old, new = max(len(state.activities), 1), len(activities)
    counts = state.counts.copy()
    tags, what = counts[:, 0] >> TAG, counts[:, 0] & ((1 << TAG) - 1)
    for tag in (Tag.WAIT, Tag.BOUNCE):
        rows = tags == tag
        what[rows] = code[what[rows] // old] * new + code[what[rows] % old]
    for tag in (Tag.START, Tag.END):
        rows = tags == tag
        what[rows] = code[what[rows]]
    counts[:, 0] = (tags << TAG) | what
    paths, begins, people = sorted_variants(
        code[state.paths] if state.paths.size else state.paths, state.begins, state.people
    )
    return replace(
        state, activities=activities, counts=summed(counts), paths=paths, begins=begins, people=people
    )
