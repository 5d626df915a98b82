"""The pass itself, compiled by numba at first use and kept on disk. Import lazily.

Two open-addressing tables fill as it goes. **Counts**: (a, b) → n, where `a` carries what is counted
(`tag << 48 | of what`) and `b` a value (a wait, a duration, …). **Variants**: whole paths, compared event by
event and not only by their hash, so that two paths are never taken for one.

A table that runs out of room stops the pass between two persons; the caller makes room and goes on.
"""

import numpy as np
from numba import njit

from .tags import DAY, MINUTE, TAG, Tag

# numba freezes plain whole numbers of the module.
WAIT, DURATION, LENGTH, BICE_BOXERMAN, USUAL, SEQUENTIAL, START, END, REACHED, UNREACHED, BOUNCE = map(
    int, Tag
)


def compiled(function):
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder where the machine code could be kept
        return njit(nogil=True)(function)


@compiled
def mixed(a, b):
    """Two keys as one well-spread number (the finaliser of splitmix64)."""
    x = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(b)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@compiled
def count(table, used, a, b, n):
    """Add n to (a, b). table: (slots, 3) of a, b, n; slots a power of two, never full."""
    mask = np.uint64(table.shape[0] - 1)
    slot = np.int64(mixed(a, b) & mask)
    while table[slot, 2] != 0:
        if table[slot, 0] == a and table[slot, 1] == b:
            table[slot, 2] += n
            return
        slot = np.int64(np.uint64(slot + 1) & mask)
    table[slot, 0], table[slot, 1], table[slot, 2] = a, b, n
    used[0] += 1


@compiled
def refill(old, new, used):
    for slot in range(old.shape[0]):
        if old[slot, 2] != 0:
            count(new, used, old[slot, 0], old[slot, 1], old[slot, 2])


@compiled
def note_variant(slots, pool, used, hashed, path, begin, end):
    """Count one person's path. slots: (m, 4) of hash, count, place in the pool, length; used[1]: variants,
    used[2]: filled part of the pool."""
    length = end - begin
    mask = np.uint64(slots.shape[0] - 1)
    slot = np.int64(hashed & mask)
    key = np.int64(hashed)
    while slots[slot, 1] != 0:
        if slots[slot, 0] == key and slots[slot, 3] == length:
            place, same = slots[slot, 2], True
            for step in range(length):
                if pool[place + step] != path[begin + step]:
                    same = False
                    break
            if same:
                slots[slot, 1] += 1
                return
        slot = np.int64(np.uint64(slot + 1) & mask)
    place = used[2]
    for step in range(length):
        pool[place + step] = path[begin + step]
    slots[slot, 0], slots[slot, 1], slots[slot, 2], slots[slot, 3] = key, 1, place, length
    used[1] += 1
    used[2] += length


@compiled
def refill_variants(old, new):
    mask = np.uint64(new.shape[0] - 1)
    for row in range(old.shape[0]):
        if old[row, 1] != 0:
            slot = np.int64(np.uint64(old[row, 0]) & mask)
            while new[slot, 1] != 0:
                slot = np.int64(np.uint64(slot + 1) & mask)
            new[slot] = old[row]


@compiled
def settle_ties(first, at, rank, activity, provider):
    """Put events of one person and one moment in order of arrival, in place. rank: (n,)."""
    size = first.size
    row = 0
    while row < size:
        end = row + 1
        sorted_ = True
        while end < size and at[end] == at[row] and not first[end]:
            sorted_ = sorted_ and rank[end] > rank[end - 1]
            end += 1
        if not sorted_:
            order = np.argsort(rank[row:end]) + row
            activity[row:end], provider[row:end] = activity[order], provider[order]
        row = end


@compiled
def elapsed(start, end, unit, calendar, calendar_from):
    """Units from start to end, to the nearest; working days when there is a calendar of them."""
    if calendar.size:
        last = calendar.size - 1
        low = min(max(start // DAY - calendar_from, 0), last)
        high = min(max(end // DAY - calendar_from, 0), last)
        return calendar[high] - calendar[low]
    if unit == DAY:  # a division by a constant is a multiplication
        return (end - start + DAY // 2) // DAY
    return (end - start + unit // 2) // unit


@compiled
def advance(
    first, activity, at, provider, row, unit, activities, pair_start, pair_to, most_pairs,
    calendar, calendar_from, near, table, slots, pool, used, visits, touched, later, totals,
):  # fmt: skip
    """Go over whole persons from `row` on, until the end or until a table lacks room. Returns where it is;
    −1 if time goes back.

    first: whether the event opens a person. activity, provider: codes (provider −1: none). at: microseconds.
    pair_start, pair_to: for each activity, those whose next coming is awaited after it, CSR by activity;
    most_pairs: of one activity.
    near: (arcs, short waits), counted in place: most waits are, and it stays in the processor's cache.
    visits (providers,), later (activities,): scratch, zeros and −1. touched (providers,): scratch.
    totals: persons, events, sum of durations in whole days, and in the microseconds left, first, last event.
    """
    size = first.size
    pairs = pair_to.size
    while row < size:
        end = row + 1
        while end < size and not first[end]:
            end += 1
        length = end - row
        # Every event adds at most a wait, a bounce and its pairs; seven more for the person.
        if 2 * (used[0] + length * (2 + most_pairs) + 8) > table.shape[0]:
            return row
        if 2 * (used[1] + 1) > slots.shape[0] or used[2] + length > pool.size:
            return row

        hashed = np.uint64(length)
        kept, squares, most, same, before = 0, 0, 0, 0, -1
        for event in range(row, end):
            here, who = activity[event], provider[event]
            hashed = mixed(hashed, here)
            if event > row:
                if at[event] < at[event - 1]:
                    return -1
                there = activity[event - 1]
                wait = elapsed(at[event - 1], at[event], unit, calendar, calendar_from)
                arc = there * activities + here
                if wait < near.shape[1]:
                    near[arc, wait] += 1
                else:
                    count(table, used, arc, wait, 1)  # tag WAIT is zero
                if event > row + 1 and activity[event - 2] == here and there != here:
                    count(table, used, (BOUNCE << TAG) | (here * activities + there), 0, 1)
            if who >= 0:
                if visits[who] == 0:
                    touched[kept] = who
                    kept += 1
                visits[who] += 1
                squares += 2 * visits[who] - 1  # n² − (n − 1)²
                most = max(most, visits[who])
                same += who == before
                before = who
        seen = 0
        for place in range(kept):
            seen += visits[touched[place]]
            visits[touched[place]] = 0
        count(table, used, (BICE_BOXERMAN << TAG) | seen, squares, 1)
        count(table, used, (USUAL << TAG) | seen, most, 1)
        count(table, used, (SEQUENTIAL << TAG) | seen, same, 1)
        count(table, used, LENGTH << TAG, length, 1)
        count(
            table,
            used,
            DURATION << TAG,
            elapsed(at[row], at[end - 1], min(unit, MINUTE), calendar, calendar_from),
            1,
        )
        count(table, used, (START << TAG) | activity[row], at[row] // DAY, 1)
        count(table, used, (END << TAG) | activity[end - 1], at[end - 1] // DAY, 1)
        if pairs:
            for event in range(end - 1, row - 1, -1):
                here = activity[event]
                for pair in range(pair_start[here], pair_start[here + 1]):
                    found = later[pair_to[pair]]
                    if found >= 0:
                        delay = elapsed(at[event], at[found], unit, calendar, calendar_from)
                        count(table, used, (REACHED << TAG) | pair, delay, 1)
                    else:
                        count(table, used, (UNREACHED << TAG) | pair, at[event] // unit, 1)
                later[here] = event
            for event in range(row, end):
                later[activity[event]] = -1
        note_variant(slots, pool, used, hashed, activity, row, end)

        spell = at[end - 1] - at[row]
        totals[0] += 1
        totals[1] += length
        totals[2] += spell // DAY
        totals[3] += spell % DAY
        totals[4] = min(totals[4], at[row])
        totals[5] = max(totals[5], at[end - 1])
        row = end
    return row


@compiled
def hash_paths(paths, begins):
    """The hash `advance` gives each path. paths: codes one path after the other, path i from begins[i]."""
    hashes = np.empty(begins.size - 1, np.uint64)
    for row in range(hashes.size):
        hashed = np.uint64(begins[row + 1] - begins[row])
        for step in range(begins[row], begins[row + 1]):
            hashed = mixed(hashed, paths[step])
        hashes[row] = hashed
    return hashes


@compiled
def compare(paths, begins, one, other):
    """Below, at or above zero as path `one` comes before, is, or comes after path `other`."""
    length = min(begins[one + 1] - begins[one], begins[other + 1] - begins[other])
    for step in range(length):
        difference = paths[begins[one] + step] - paths[begins[other] + step]
        if difference != 0:
            return difference
    return (begins[one + 1] - begins[one]) - (begins[other + 1] - begins[other])


@compiled
def gather(paths, begins, people, hashes, order):
    """Put rows in `order` (sorted by hash), equal paths added; equal hashes in order of their codes."""
    for place in range(1, order.size):  # an insertion sort that almost never moves anything
        back = place
        while (
            back > 0
            and hashes[order[back]] == hashes[order[back - 1]]
            and compare(paths, begins, order[back], order[back - 1]) < 0
        ):
            order[back], order[back - 1] = order[back - 1], order[back]
            back -= 1
    kept = np.empty(order.size, np.int64)
    total = np.empty(order.size, np.int64)
    size = filled = 0
    for place in range(order.size):
        row = order[place]
        if (
            size
            and hashes[kept[size - 1]] == hashes[row]
            and compare(paths, begins, kept[size - 1], row) == 0
        ):
            total[size - 1] += people[row]
        else:
            kept[size], total[size] = row, people[row]
            filled += begins[row + 1] - begins[row]
            size += 1
    new_paths, new_begins = np.empty(filled, np.int64), np.zeros(size + 1, np.int64)
    for place in range(size):
        row, begin = kept[place], new_begins[place]
        new_begins[place + 1] = begin + begins[row + 1] - begins[row]
        new_paths[begin : new_begins[place + 1]] = paths[begins[row] : begins[row + 1]]
    return new_paths, new_begins, total[:size].copy()


@compiled
def match_all(paths, begins, rows, costs):
    """Optimal matching between paths: one to put in or leave out, `costs` to replace; each divided by the sum
    of the lengths. Shape (rows, rows)."""
    size = rows.size
    longest = 0
    for row in rows:
        longest = max(longest, begins[row + 1] - begins[row])
    found = np.zeros((size, size))
    before, here = np.empty(longest + 1), np.empty(longest + 1)
    for one in range(size):
        start, end = begins[rows[one]], begins[rows[one] + 1]
        for other in range(one):
            first, last = begins[rows[other]], begins[rows[other] + 1]
            length = last - first
            for step in range(length + 1):
                before[step] = step
            for place in range(start, end):
                here[0] = place - start + 1
                for step in range(1, length + 1):
                    change = before[step - 1] + costs[paths[place], paths[first + step - 1]]
                    here[step] = min(change, before[step] + 1.0, here[step - 1] + 1.0)
                before, here = here, before
            found[one, other] = found[other, one] = before[length] / max(end - start + length, 1)
    return found
