"""What the compiled parts share: how they are compiled, how keys are spread, a table of counts.

numba compiles at first use and keeps the machine code on disk. Import lazily.
"""

import numpy as np
from numba import njit


def compiled(function):
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder where the machine code could be kept
        return njit(nogil=True)(function)


@compiled
def spread(key):
    """A number as a well-spread one, one for one (the finaliser of splitmix64)."""
    x = np.uint64(key)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@compiled
def count(table, used, a, b, n):
    """Add n to (a, b). table: (slots, 3) of a, b, n; slots a power of two, never full."""
    mask = np.uint64(table.shape[0] - 1)
    slot = np.int64(spread(np.uint64(a) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(b)) & mask)
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
def counted_rows(values, what):
    """Rows (what, value, how many), in order, of values that are not far apart."""
    low, high = values[0], values[0]
    for place in range(values.size):
        low, high = min(low, values[place]), max(high, values[place])
    times = np.zeros(np.int64(high) - np.int64(low) + 1, np.uint32)
    for place in range(values.size):
        times[np.uint64(values[place] - low)] += 1
    found = 0
    for place in range(times.size):
        found += times[place] != 0
    rows, row = np.empty((found, 3), np.int64), 0
    for place in range(times.size):
        if times[place] != 0:
            rows[row, 0], rows[row, 1], rows[row, 2] = what, low + place, times[place]
            row += 1
    return rows
