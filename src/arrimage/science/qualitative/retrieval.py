"""What is coded with what, and when nothing new comes any more."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

Code = TypeVar("Code", int, str)


@dataclass(frozen=True)
class Together(Generic[Code]):
    """Two codes put on passages that overlap: how many times, and what share of the passages of either."""

    one: Code
    other: Code
    times: int
    share: float


def together(passages: Iterable[tuple[Hashable, int, int, Code]]) -> list[Together[Code]]:
    """Pairs of codes whose passages overlap in the same source, most often first.

    `passages`: (source, start, end, code), each once. A pair of passages that overlap counts once; `share` is
    how many passages of either code overlap one of the other's ÷ how many there are.

    >>> together([("s", 0, 9, "hope"), ("s", 4, 6, "work"), ("s", 9, 12, "work")])
    [Together(one='hope', other='work', times=1, share=0.6666666666666666)]
    """
    rows = list(passages)
    if not rows:
        return []
    sources = {name: number for number, name in enumerate(dict.fromkeys(row[0] for row in rows))}
    names = sorted({row[3] for row in rows})
    codes = {name: number for number, name in enumerate(names)}
    found = np.array([(sources[row[0]], row[1], row[2], codes[row[3]]) for row in rows], dtype=np.int64)
    first, second = _overlapping(found[:, :3])
    code = found[:, 3]
    differ = code[first] != code[second]
    first, second = first[differ], second[differ]
    low, high = np.minimum(code[first], code[second]), np.maximum(code[first], code[second])
    pairs, which, times = np.unique(low * len(names) + high, return_inverse=True, return_counts=True)
    # Each passage that overlaps one of the other code counts once for the pair.
    touched = np.unique(np.concatenate([which * len(rows) + first, which * len(rows) + second]))
    touching = np.bincount(touched // len(rows), minlength=len(pairs))
    count = np.bincount(code, minlength=len(names))
    one, other = pairs // len(names), pairs % len(names)
    share = touching / (count[one] + count[other])
    return [
        Together(names[one[row]], names[other[row]], int(times[row]), float(share[row]))
        for row in np.lexsort((other, one, -times))
    ]


def _overlapping(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows (source, start, end) that overlap two by two: the one that starts first, then the other."""
    order = np.lexsort((places[:, 1], places[:, 0]))
    source, start, end = places[order].T
    far = int(max(end.max(), start.max())) + 1
    # In order of source and start, those that overlap one follow it, up to where it ends.
    until = np.searchsorted(source * far + start, source * far + end, side="left")
    here = np.arange(len(order))
    many = np.maximum(until - here - 1, 0)
    first = np.repeat(here, many)
    second = first + 1 + np.arange(many.sum()) - np.repeat(many.cumsum() - many, many)
    return order[first], order[second]


@dataclass(frozen=True)
class Saturation:
    """How many codes had been met after each source: in the order read, and on average over orders.

    new: codes first met in each source, in the order read. mean, low, high: over random orders of the sources
    (mean is exact, from the share of orders in which a code was met); low and high are 5th and 95th
    percentiles of drawn orders. unseen: Chao2's estimate of the codes nobody has met yet; a lower bound, and
    None when it cannot be estimated.
    """

    read: tuple[int, ...]
    new: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    unseen: float | None


def saturation(codes: Sequence[Iterable[Hashable]], *, orders: int = 1_000, seed: int = 1) -> Saturation:
    """The curve of new codes, source after source. `codes[i]`: the codes met in source i.

    Saturation is argued, never proved by a curve: rare codes may be the ones that matter. Guest et al.
    (2020), doi:10.1371/journal.pone.0232076; Chao (1987), doi:10.2307/2531532.

    >>> saturation([{"a", "b"}, {"b"}, {"c"}], orders=0).read
    (2, 2, 3)
    """
    sources = [frozenset(one) for one in codes]
    names = list(frozenset().union(*sources))
    size = len(sources)
    if not size:
        return Saturation((), (), (), (), (), None)
    there = np.array([[name in source for name in names] for source in sources], dtype=bool).reshape(size, -1)
    met = (there.cumsum(axis=0) > 0).sum(axis=1)
    times = there.sum(axis=0)
    mean = _expected(times, size)
    low = high = mean
    if orders:
        low, high = np.percentile(_drawn(there, orders, seed), (5, 95), axis=0)
    new = np.diff(met, prepend=0)
    return Saturation(
        tuple(map(int, met)),
        tuple(map(int, new)),
        tuple(map(float, mean)),
        tuple(map(float, low)),
        tuple(map(float, high)),
        _chao2(times, size),
    )


def _drawn(there: np.ndarray, orders: int, seed: int) -> np.ndarray:
    """Codes met after each source, one row an order: a code is met at the first place of its sources."""
    size, codes = there.shape
    random = np.random.default_rng(seed)
    place = np.array([random.permutation(size) for _ in range(orders)]).argsort(axis=1)
    place = np.ascontiguousarray(place.T, dtype=np.int32)  # by source: the places it has, order by order
    new = np.zeros((orders, size), dtype=int)
    every = np.arange(orders)
    for code in range(codes):
        new[every, place[there[:, code]].min(axis=0)] += 1
    return new.cumsum(axis=1)


def _expected(times: np.ndarray, size: int) -> np.ndarray:
    """Mean number of codes met after k sources over all orders: sum of 1 − C(n − f, k) ÷ C(n, k)."""
    missed = np.ones(len(times))
    found = []
    for read in range(size):
        missed = missed * np.maximum(size - times - read, 0) / (size - read)
        found.append((1 - missed).sum())
    return np.array(found)


def _chao2(times: np.ndarray, size: int) -> float | None:
    once, twice = int((times == 1).sum()), int((times == 2).sum())
    if size < 2 or not len(times):
        return None
    scale = (size - 1) / size
    return scale * once * (once - 1) / 2 if not twice else scale * once**2 / (2 * twice)


def negative_cases(
    codes: Mapping[str, Iterable[str]], wanted: str, expected_with: str
) -> tuple[list[str], list[str]]:
    """Cases that do not go with a pattern «who has A has B»: A without B, then B without A.

    >>> negative_cases({"Jo": ["a"], "Mado": ["a", "b"], "Lou": ["b"]}, "a", "b")
    (['Jo'], ['Lou'])
    """
    sets = {case: set(found) for case, found in codes.items()}
    without = [case for case, found in sets.items() if wanted in found and expected_with not in found]
    otherwise = [case for case, found in sets.items() if expected_with in found and wanted not in found]
    return without, otherwise
