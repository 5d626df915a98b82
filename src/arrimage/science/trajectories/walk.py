"""The pass itself, compiled. Import lazily.

It goes over a few thousand events at a time, whole persons only, one family of figures after the other: each
loop is short, and what it needs stays in the processor's cache. Figures seen often have a counter each, on
`Shelves`; the others go to a table of (a, b) → n, where `a` carries what is counted (`tag << 48 | of what`)
and `b` the value. The table stops the pass between two blocks when it lacks room; the caller makes some and
goes on.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled, count
from .paths import hash_path
from .tags import DAY, MINUTE, TAG, Tag

# numba freezes plain whole numbers of the module.
WAIT, DURATION, LENGTH, BICE_BOXERMAN, USUAL, SEQUENTIAL, START, END, REACHED, UNREACHED, BOUNCE = (
    int(tag) for tag in list(Tag)[:11]
)
EPISODE, AWAY = int(Tag.EPISODE), int(Tag.AWAY)
BLOCK = 8_192  # events, whole persons; one person may have more
VISITS = 64  # a person's visits up to which continuity has counters
WHOLE, HALF = np.uint64(DAY), np.uint64(DAY // 2)
TWOS = 13  # a day is 2 ** 13 times an odd number of microseconds,
ODD = DAY >> TWOS  # so that short waits are divided as 32-bit numbers, several at once


class Shelves(NamedTuple):
    """Counters, int32: value along a row. What does not fit a row goes to the table."""

    near: NDArray[np.int32]  # (arcs × short + 1,): waits; the last one counts what is not a wait
    bounces: NDArray[np.int32]  # (arcs,)
    squares: NDArray[np.int32]  # (VISITS, VISITS²)
    usual: NDArray[np.int32]  # (VISITS, VISITS)
    sequential: NDArray[np.int32]  # (VISITS, VISITS)
    lengths: NDArray[np.int32]  # (1, …)
    starts: NDArray[np.int32]  # (activities, days from first_day on)
    ends: NDArray[np.int32]  # (activities, days)
    reached: NDArray[np.int32]  # (pairs, …)
    unreached: NDArray[np.int32]  # (pairs, days)
    episodes: NDArray[np.int32]  # (activities, …)
    away: NDArray[np.int32]  # (activities, …)


class Frame(NamedTuple):
    """What the pass must know. pair_start, pair_to: for each activity, those whose next coming is awaited
    after it, CSR by activity; most_pairs: of one activity. calendar: working days before each day, from
    calendar_from on; empty: every day counts. gap: microseconds that part two episodes, 0: none."""

    activities: int
    unit: int
    short: int  # waits that have a counter
    first_day: int
    gap: int
    most_pairs: int
    pair_start: NDArray[np.int64]
    pair_to: NDArray[np.int64]
    calendar: NDArray[np.int64]
    calendar_from: int


class Scratch(NamedTuple):
    """visits: (providers + 1,). later: (activities + 1,), −1. opened, ended: (activities,), −1."""

    visits: NDArray[np.int32]
    later: NDArray[np.int64]
    opened: NDArray[np.int64]
    ended: NDArray[np.int64]


class Found(NamedTuple):
    """One place per path: its hash, where its codes end, how many persons took it one after the other; and
    its codes. One per person: their duration. used: entries of the table, paths, codes, persons. totals: sum
    of durations in whole days, and in the microseconds left, first, last event."""

    hashes: NDArray[np.uint64]
    ends: NDArray[np.int64]
    people: NDArray[np.int64]
    codes: NDArray[np.unsignedinteger]
    spells: NDArray[np.int64]
    used: NDArray[np.int64]
    totals: NDArray[np.int64]


@compiled
def elapsed(start, end, unit, calendar, calendar_from):
    """Units from start to end, to the nearest; working days when there is a calendar of them."""
    if calendar.size:
        last = calendar.size - 1
        low = min(max(start // DAY - calendar_from, 0), last)
        high = min(max(end // DAY - calendar_from, 0), last)
        return calendar[high] - calendar[low]
    return (end - start + unit // 2) // unit


@compiled
def noted(shelf, row, value):
    if 0 <= value < shelf.shape[1]:
        shelf[row, value] += 1
        return True
    return False


@compiled
def walk(first, activity, at, provider, row, frame, shelves, scratch, table, found, known):
    """Go over whole persons from `row` on, until the end or until the table lacks room. Returns where it is;
    −1 if time goes back.

    first: (n,) uint8, whether the event opens a person. activity, provider: int32 codes (provider −1: none).
    at: microseconds. Found must have room for them all. known: their paths are already told, and not looked
    for.
    """
    size, used = first.size, found.used
    opens = np.empty(BLOCK + 1, np.int64)
    cells = np.empty(BLOCK, np.uint32)
    while row < size:
        end = min(row + BLOCK, size)
        while end < size and not first[end]:
            end += 1
        # At most a wait, an episode twice and its pairs per event; seven more per person.
        if 2 * (used[0] + (end - row) * (11 + frame.most_pairs)) > table.shape[0]:
            return row
        if end - row > cells.size:
            opens, cells = np.empty(end - row + 1, np.int64), np.empty(end - row, np.uint32)
        people = 0
        for event in range(row, end):
            opens[people] = event
            people += first[event] != 0
        opens[people] = end
        if frame.short:
            forward = _short_waits(first, activity, at, row, end, frame, shelves.near, cells, table, used)
        else:
            forward = _waits(first, activity, at, row, end, frame, table, used)
        if not forward:
            return -1
        _continuity(opens, people, provider, shelves, scratch.visits, table, used)
        _stories(opens, people, activity, at, frame, shelves, table, found)
        if not known:
            _paths(opens, people, activity, found)
        if frame.pair_to.size:
            _awaited(opens, people, activity, at, frame, shelves, scratch.later, table, used)
        if frame.gap:
            _episodes(opens, people, activity, at, frame, shelves, scratch, table, used)
        row = end
    return row


@compiled
def _short_waits(first, activity, at, row, end, frame, near, cells, table, used):
    """To the nearest day. First which counter, for every event; then the counting. False: time goes back."""
    width, short, size = np.uint32(frame.activities), np.uint32(frame.short), end - row
    nothing, far = np.uint32(near.size - 1), np.uint32(near.size)
    opens, here, moment = first[row:end], activity[row:end], at[row:end]
    cells[0] = nothing
    for place in range(1, size):
        span = np.uint64(moment[place] - moment[place - 1])  # below zero: a very long one here
        wait = np.uint32((span + HALF) >> np.uint64(TWOS)) // np.uint32(ODD)
        arc = np.uint32(here[place - 1]) * width + np.uint32(here[place])
        cell = arc * short + wait
        if (span >> np.uint64(31 + TWOS) != 0) | (wait >= short):
            cell = far
        if opens[place] != 0:
            cell = nothing
        cells[place] = cell
    for place in range(size):
        cell = cells[place]
        if cell < far:
            near[cell] += 1
        else:
            span = moment[place] - moment[place - 1]
            if span < 0:
                return False
            days = np.int64((np.uint64(span) + HALF) // WHOLE)
            count(table, used, here[place - 1] * frame.activities + here[place], days, 1)
    return True


@compiled
def _waits(first, activity, at, row, end, frame, table, used):
    """False if time goes back."""
    for event in range(row + 1, end):
        if first[event] == 0:
            if at[event] < at[event - 1]:
                return False
            wait = elapsed(at[event - 1], at[event], frame.unit, frame.calendar, frame.calendar_from)
            arc = activity[event - 1] * frame.activities + activity[event]
            count(table, used, arc, wait, 1)
    return True


@compiled
def _continuity(opens, people, provider, shelves, visits, table, used):
    """visits: zeros, one per provider and the first for none; zeros again afterwards."""
    for person in range(people):
        begin, size = opens[person], opens[person + 1] - opens[person]
        same, seen, most, squares = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
        before = np.int32(-1)
        met = provider[begin : begin + size]
        for place in range(size):
            who = met[place]
            known = np.int64(who >= 0)
            times = np.int64(visits[np.uint32(who + 1)]) + known
            visits[np.uint32(who + 1)] = times
            most = max(most, times)
            # The sum of squares grows by n² − (n − 1)².
            squares += 2 * times - known
            same += known & np.int64(who == before)
            before = who if known else before
            seen += known
        for place in range(size):
            visits[np.uint32(met[place] + 1)] = 0
        if seen < VISITS:
            shelves.squares[seen, squares] += 1
            shelves.usual[seen, most] += 1
            shelves.sequential[seen, same] += 1
        else:
            count(table, used, (BICE_BOXERMAN << TAG) | seen, squares, 1)
            count(table, used, (USUAL << TAG) | seen, most, 1)
            count(table, used, (SEQUENTIAL << TAG) | seen, same, 1)


@compiled
def _stories(opens, people, activity, at, frame, shelves, table, found):
    """Each person's duration, first and last event."""
    used, totals, base = found.used, found.totals, frame.first_day
    spells, place = found.spells, found.used[3]
    starts, ends = shelves.starts, shelves.ends
    whole, left, low, high = totals[0], totals[1], totals[2], totals[3]
    by_minute = frame.calendar.size == 0 and frame.unit >= MINUTE
    for person in range(people):
        begin, until = opens[person], opens[person + 1]
        start, end = at[begin], at[until - 1]
        spell = np.uint64(end - start)
        days = spell // WHOLE
        whole += np.int64(days)
        left += np.int64(spell - days * WHOLE)
        low, high = min(low, start), max(high, end)
        if by_minute:
            spells[place] = np.int64((spell + np.uint64(MINUTE // 2)) // np.uint64(MINUTE))
        else:
            spells[place] = elapsed(start, end, frame.unit, frame.calendar, frame.calendar_from)
        place += 1
        here, there = np.int64(activity[begin]), np.int64(activity[until - 1])
        first_day, last_day = start // DAY, end // DAY
        if not noted(starts, here, first_day - base):
            count(table, used, (START << TAG) | here, first_day, 1)
        if not noted(ends, there, last_day - base):
            count(table, used, (END << TAG) | there, last_day, 1)
    used[3] = place
    totals[0], totals[1], totals[2], totals[3] = whole, left, low, high


@compiled
def _paths(opens, people, activity, found):
    """Each person's path, once for all those who took it one after the other."""
    hashes, ends, taken, codes, used = found.hashes, found.ends, found.people, found.codes, found.used
    place, filled, bits = used[1], used[2], found.codes.itemsize * 8
    began = ends[place - 2] if place > 1 else 0
    for person in range(people):
        begin, length = opens[person], opens[person + 1] - opens[person]
        same = place > 0 and filled - began == length
        step = 0
        while same and step < length:
            same = codes[began + step] == activity[begin + step]
            step += 1
        if same:
            taken[place - 1] += 1
            continue
        began = filled
        for step in range(length):
            codes[filled + step] = activity[begin + step]
        filled += length
        hashes[place], ends[place], taken[place] = hash_path(codes, began, filled, bits), filled, 1
        place += 1
    used[1], used[2] = place, filled


@compiled
def walk_paths(paths, row, frame, shelves, table, used):
    """What is the same for all who took a path: its length, and going somewhere and straight back. From path
    `row` on, until the end or until the table lacks room; returns where it is."""
    begins, codes, taken = paths.begins, paths.codes, paths.people
    lengths, bounces = shelves.lengths, shelves.bounces
    while row < taken.size:
        begin, length, people = begins[row], begins[row + 1] - begins[row], taken[row]
        if 2 * (used[0] + length) > table.shape[0]:
            return row
        if length < lengths.shape[1]:
            lengths[0, length] += people
        else:
            count(table, used, LENGTH << TAG, length, people)
        path = codes[begin : begin + length]
        for step in range(2, length):
            here, there = np.int64(path[step]), np.int64(path[step - 1])
            if (path[step - 2] == here) & (there != here):
                arc = here * frame.activities + there
                if arc < bounces.size:
                    bounces[arc] += people
                else:
                    count(table, used, (BOUNCE << TAG) | arc, 0, people)
        row += 1
    return row


@compiled
def _awaited(opens, people, activity, at, frame, shelves, later, table, used):
    """After each event, the next coming of what is awaited; read from the last event back."""
    unit, base = frame.unit, frame.first_day
    reached, unreached = shelves.reached, shelves.unreached
    has_shelf = reached.size > 0
    for person in range(people):
        begin, end = opens[person], opens[person + 1]
        for event in range(end - 1, begin - 1, -1):
            here = activity[event]
            for pair in range(frame.pair_start[here], frame.pair_start[here + 1]):
                next_one = later[frame.pair_to[pair]]
                if next_one >= 0:
                    delay = elapsed(at[event], at[next_one], unit, frame.calendar, frame.calendar_from)
                    if not (has_shelf and noted(reached, pair, delay)):
                        count(table, used, (REACHED << TAG) | pair, delay, 1)
                else:
                    moment = at[event] // unit
                    if not (has_shelf and noted(unreached, pair, moment - base)):
                        count(table, used, (UNREACHED << TAG) | pair, moment, 1)
            later[here] = event
        for event in range(begin, end):
            later[activity[event]] = -1


@compiled
def _episodes(opens, people, activity, at, frame, shelves, scratch, table, used):
    """Events of one service less than `gap` apart are one episode, whatever happens elsewhere meanwhile."""
    opened, ended = scratch.opened, scratch.ended
    unit, calendar, since = frame.unit, frame.calendar, frame.calendar_from
    episodes = shelves.episodes
    has_shelf = episodes.size > 0
    for person in range(people):
        for event in range(opens[person], opens[person + 1]):
            here = np.int64(activity[event])
            if opened[here] < 0:
                opened[here] = event
            elif at[event] - at[ended[here]] >= frame.gap:
                lasted = elapsed(at[opened[here]], at[ended[here]], unit, calendar, since)
                away = elapsed(at[ended[here]], at[event], unit, calendar, since)
                if not (has_shelf and noted(episodes, here, lasted)):
                    count(table, used, (EPISODE << TAG) | here, lasted, 1)
                if not (has_shelf and noted(shelves.away, here, away)):
                    count(table, used, (AWAY << TAG) | here, away, 1)
                opened[here] = event
            ended[here] = event
        for event in range(opens[person], opens[person + 1]):
            here = np.int64(activity[event])
            if opened[here] >= 0:
                lasted = elapsed(at[opened[here]], at[ended[here]], unit, calendar, since)
                if not (has_shelf and noted(episodes, here, lasted)):
                    count(table, used, (EPISODE << TAG) | here, lasted, 1)
                opened[here] = -1
