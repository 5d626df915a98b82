"""Whole paths, counted: each path once, with how many persons took it, in the order of a hash of its codes.

Paths lie one after the other in one array of codes, as small as the number of activities allows. Equal paths
are found by sorting their hashes. A short path is its own hash (odd, one for one); longer ones of equal hash
(even) are compared code by code: two paths are never taken for one. Compiled: import lazily.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

STEP = np.uint64(0x9E3779B97F4A7C15)
DIGIT = 11  # bits sorted at once
PACKED = 56  # bits of a short path's codes
FEW = 1 << 20  # paths
EXACT, LOW = np.uint64(1), np.uint64((1 << 63) - 1)


class Paths(NamedTuple):
    """codes: path i is codes[begins[i]:begins[i + 1]], taken by people[i] persons; hashes[i] is its hash."""

    hashes: NDArray[np.uint64]
    begins: NDArray[np.int64]
    people: NDArray[np.int64]
    codes: NDArray[np.unsignedinteger]


def code_type(activities: int) -> type[np.unsignedinteger]:
    return np.uint8 if activities <= 1 << 8 else np.uint16 if activities <= 1 << 16 else np.uint32


def gathered(paths: Paths) -> Paths:
    """Equal paths added, in order: the same whatever came first."""
    return gathered_with_order(paths)[0]


def gathered_with_order(paths: Paths) -> tuple[Paths, NDArray[np.uint32]]:
    """The same, and the order of the paths given in which equal ones follow each other, as gathered."""
    hashes, order = in_order(paths.hashes)
    settle(paths, hashes, order)
    return Paths(*collected(paths, hashes, order)), order


def united(several: Sequence[Paths], *, threads: int = 1) -> Paths:
    """Gathered paths of different persons, gathered together; each thread takes a range of hashes."""
    if len(several) < 2 or threads < 2:
        return _united(several)
    bounds = np.linspace(0, 2.0**64, threads + 1)[1:-1].astype(np.uint64)
    parts = [_cut(paths, bounds) for paths in several]
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(_united, zip(*parts, strict=True)))
    return _end_to_end(done)


def _end_to_end(several: Sequence[Paths]) -> Paths:
    lengths = np.concatenate([np.diff(paths.begins) for paths in several])
    return Paths(
        np.concatenate([paths.hashes for paths in several]),
        np.append(0, np.cumsum(lengths)),
        np.concatenate([paths.people for paths in several]),
        np.concatenate([paths.codes[paths.begins[0] : paths.begins[-1]] for paths in several]),
    )


def _cut(paths: Paths, bounds: NDArray[np.uint64]) -> list[Paths]:
    places = [0, *np.searchsorted(paths.hashes, bounds).tolist(), len(paths.hashes)]
    return [
        Paths(paths.hashes[low:high], paths.begins[low : high + 1], paths.people[low:high], paths.codes)
        for low, high in pairwise(places)
    ]


def _united(several: Sequence[Paths]) -> Paths:
    left = sorted(several, key=lambda paths: len(paths.people), reverse=True)
    # Few are put in order together; many two by two, the smallest first, without laying them end to end.
    if len(left) > 2 and sum(len(paths.people) for paths in left) <= FEW:
        return gathered(_end_to_end(left))
    while len(left) > 1:
        left.append(Paths(*zipped(left.pop(), left.pop())))
        left.sort(key=lambda paths: len(paths.people), reverse=True)
    return left[0]


def hashed(codes: NDArray[np.unsignedinteger], begins: NDArray[np.int64]) -> NDArray[np.uint64]:
    """One hash per path."""
    hashes = np.empty(len(begins) - 1, np.uint64)
    hash_paths(codes, begins, hashes)
    return hashes


@compiled
def hash_path(codes, begin, end, bits):
    """bits: of a code."""
    hashed = packed = np.uint64(end - begin)
    wide = np.uint64(bits)
    for step in range(begin, end):
        code = np.uint64(codes[step])
        packed = (packed << wide) | code
        hashed = (hashed ^ code) * STEP
        hashed ^= hashed >> np.uint64(32)
    short = (end - begin) * bits <= PACKED
    # A bijection of 63 bits, so that different short paths stay different.
    x = (packed if short else hashed) & LOW
    x = ((x ^ (x >> np.uint64(31))) * STEP) & LOW
    x = ((x ^ (x >> np.uint64(32))) * np.uint64(0x94D049BB133111EB)) & LOW
    x ^= x >> np.uint64(32)
    return (x << EXACT) | (EXACT if short else np.uint64(0))


@compiled
def hash_paths(codes, begins, hashes):
    for row in range(hashes.size):
        hashes[row] = hash_path(codes, begins[row], begins[row + 1], codes.itemsize * 8)


@compiled
def _rising(hashes):
    falls = 0
    for place in range(1, hashes.size):
        falls += hashes[place] < hashes[place - 1]
    return falls == 0


@compiled
def in_order(hashes):
    """(hashes in order, their rows): two passes on the highest bits, then what little is left."""
    size = hashes.size
    rows, next_rows = np.arange(size).astype(np.uint32), np.empty(size, np.uint32)
    if _rising(hashes):
        return hashes.copy(), rows
    keys, next_keys = hashes.copy(), np.empty(size, np.uint64)
    for shift in (64 - 2 * DIGIT, 64 - DIGIT):
        down, mask = np.uint64(shift), np.uint64((1 << DIGIT) - 1)
        places = np.zeros((1 << DIGIT) + 1, np.int64)
        for row in range(size):
            places[((keys[row] >> down) & mask) + np.uint64(1)] += 1
        places = np.cumsum(places)
        for row in range(size):
            digit = (keys[row] >> down) & mask
            place = places[digit]
            places[digit] = place + 1
            next_keys[place], next_rows[place] = keys[row], rows[row]
        keys, next_keys, rows, next_rows = next_keys, keys, next_rows, rows
    for place in range(1, size):
        key, row, back = keys[place], rows[place], place
        while back > 0 and keys[back - 1] > key:
            keys[back], rows[back] = keys[back - 1], rows[back - 1]
            back -= 1
        keys[back], rows[back] = key, row
    return keys, rows


@compiled
def expand(begins, codes, people, first, activity):
    """The events of those who took each path, one person after the other: whether it opens a person, and its
    activity."""
    event = 0
    for row in range(people.size):
        begin, length = begins[row], begins[row + 1] - begins[row]
        path = codes[begin : begin + length]
        for _person in range(people[row]):
            opens, here = first[event : event + length], activity[event : event + length]
            for step in range(length):
                opens[step] = step == 0
                here[step] = path[step]
            event += length


@compiled
def compare(one, begin, end, other, first, last):
    """Below, at or above zero as one[begin:end] comes before, is, or comes after other[first:last]."""
    if end - begin != last - first:
        return (end - begin) - (last - first)
    for step in range(end - begin):
        here, there = np.int64(one[begin + step]), np.int64(other[first + step])
        if here != there:
            return here - there
    return 0


@compiled
def compare_rows(paths, one, other):
    begins, codes = paths.begins, paths.codes
    return compare(codes, begins[one], begins[one + 1], codes, begins[other], begins[other + 1])


@compiled
def settle(paths, hashes, order):
    """Rows of equal hashes in the order of their codes: next to nothing ever moves."""
    for place in range(1, order.size):
        back = place
        while (
            back > 0
            and hashes[back] == hashes[back - 1]
            and not hashes[back] & EXACT
            and compare_rows(paths, order[back], order[back - 1]) < 0
        ):
            order[back], order[back - 1] = order[back - 1], order[back]
            back -= 1


@compiled
def collected(paths, hashes, order):
    kept, total = np.empty(order.size, np.uint32), np.empty(order.size, np.int64)
    size = 0
    for place in range(order.size):
        row = order[place]
        if (
            place > 0
            and hashes[place] == hashes[place - 1]
            and (hashes[place] & EXACT or compare_rows(paths, kept[size - 1], row) == 0)
        ):
            total[size - 1] += paths.people[row]
        else:
            hashes[size] = hashes[place]
            kept[size], total[size] = row, paths.people[row]
            size += 1
    begins = np.zeros(size + 1, np.int64)
    for row in range(size):
        begins[row + 1] = begins[row] + paths.begins[kept[row] + 1] - paths.begins[kept[row]]
    codes = np.empty(begins[size], paths.codes.dtype)
    for row in range(size):
        since = paths.begins[kept[row]]
        for step in range(begins[row], begins[row + 1]):
            codes[step] = paths.codes[since + step - begins[row]]
    return hashes[:size].copy(), begins, total[:size].copy(), codes


@compiled
def zipped(one, other):
    """Two gathered ones as one."""
    most = one.hashes.size + other.hashes.size
    hashes, begins = np.empty(most, np.uint64), np.zeros(most + 1, np.int64)
    steps = one.begins[-1] - one.begins[0] + other.begins[-1] - other.begins[0]
    people, codes = np.empty(most, np.int64), np.empty(steps, one.codes.dtype)
    here = there = size = place = 0
    while here < one.hashes.size or there < other.hashes.size:
        if there == other.hashes.size:
            side = -1
        elif here == one.hashes.size:
            side = 1
        elif one.hashes[here] != other.hashes[there]:
            side = -1 if one.hashes[here] < other.hashes[there] else 1
        elif one.hashes[here] & EXACT:
            side = 0
        else:
            side = compare(
                one.codes, one.begins[here], one.begins[here + 1],
                other.codes, other.begins[there], other.begins[there + 1],
            )  # fmt: skip
        people[size] = 0
        if side >= 0:
            hashes[size], people[size] = other.hashes[there], other.people[there]
            if side > 0:
                for step in range(other.begins[there], other.begins[there + 1]):
                    codes[place] = other.codes[step]
                    place += 1
            there += 1
        if side <= 0:
            hashes[size] = one.hashes[here]
            people[size] += one.people[here]
            for step in range(one.begins[here], one.begins[here + 1]):
                codes[place] = one.codes[step]
                place += 1
            here += 1
        size += 1
        begins[size] = place
    return hashes[:size].copy(), begins[: size + 1].copy(), people[:size].copy(), codes[:place].copy()
