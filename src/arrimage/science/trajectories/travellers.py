"""How many persons are behind what happened: one may go the same way thirty times."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .state import Integers, State


@dataclass(frozen=True)
class Travellers:
    """Persons who have each activity; who made each move (from, to), and each bounce (from, through)."""

    activities: dict[str, int]
    moves: dict[tuple[str, str], int]
    bounces: dict[tuple[str, str], int]


@dataclass(frozen=True)
class Repeat:
    """One activity that some have twice or more, such as the same assessment. persons: who have it;
    persons_again: of whom, twice or more; events_again: how many times beyond the first."""

    activity: str
    persons: int
    persons_again: int
    events_again: int


def travellers(state: State) -> Travellers:
    """Read from the variants, each with its persons: exact, whatever the number of events."""
    size, names = max(len(state.activities), 1), state.activities
    codes, begins = state.paths.astype(np.int64), state.begins
    rows = np.repeat(np.arange(len(state.people)), np.diff(begins))
    move = rows[1:] == rows[:-1]
    back = move[1:] & move[:-1] & (codes[:-2] == codes[2:]) & (codes[1:-1] != codes[2:])
    pairs = codes[:-1] * size + codes[1:]

    def named(codes: Integers, rows: Integers) -> dict[tuple[str, str], int]:
        kinds, dense = np.unique(codes, return_inverse=True)
        persons, _, _ = _behind(dense, _begins(rows, len(state.people)), state.people, len(kinds))
        found = zip(kinds.tolist(), persons.tolist(), strict=True)
        return {(names[code // size], names[code % size]): count for code, count in found}

    has, _, _ = _behind(codes, begins, state.people, size)
    return Travellers(
        {name: count for name, count in zip(names, has.tolist(), strict=False) if count},
        named(pairs[move], rows[1:][move]),
        named(pairs[:-1][back], rows[2:][back]),
    )


def repeats(state: State) -> tuple[Repeat, ...]:
    """Activities that come twice or more in some stories, the most repeated first, then by name."""
    size = len(state.activities)
    columns = _behind(state.paths.astype(np.int64), state.begins, state.people, size)
    rows = zip(state.activities, *(column.tolist() for column in columns), strict=True)
    found = [Repeat(name, has, again, events - has) for name, has, again, events in rows if again]
    return tuple(sorted(found, key=lambda one: (-one.events_again, one.activity)))


def _begins(rows: Integers, size: int) -> Integers:
    """Where each row begins in a sorted list of them, and where the last one ends."""
    return np.searchsorted(rows, np.arange(size + 1)).astype(np.int64)


def _behind(
    codes: Integers, begins: Integers, people: NDArray[np.integer], size: int
) -> tuple[Integers, Integers, Integers]:
    from .counting import behind  # compiled when first used

    return behind(np.ascontiguousarray(codes), begins.astype(np.int64), people.astype(np.int64), size)
