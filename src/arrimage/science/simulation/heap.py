"""A binary heap of events in two arrays: when, and what. Import lazily: compiled by numba."""

import numpy as np

from .draws import compiled


@compiled
def sift_down(times, codes, size, time, code):
    """Put an event at the root of a binary heap of `size`, the root being free."""
    hole = 0
    child = 1
    while child < size:
        if child + 1 < size and times[child + 1] < times[child]:
            child += 1
        if times[child] >= time:
            break
        times[hole], codes[hole] = times[child], codes[child]
        hole = child
        child = 2 * hole + 1
    times[hole], codes[hole] = time, code


@compiled
def sift_up(times, codes, size, time, code):
    """Add an event to a heap of `size`; the arrays have room for it."""
    hole = size
    while hole:
        above = (hole - 1) >> 1
        if times[above] <= time:
            break
        times[hole], codes[hole] = times[above], codes[above]
        hole = above
    times[hole], codes[hole] = time, code


@compiled
def longer(values):
    """The same values with as much room again."""
    found = np.empty(values.size * 2, values.dtype)
    found[: values.size] = values
    return found
