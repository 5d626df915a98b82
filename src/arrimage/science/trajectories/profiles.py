"""Stories that resemble each other: optimal matching, groups around a typical story, how firm they are."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .state import State

MOST = 2_000  # variants compared; beyond, the most travelled, and the share of persons they hold is said
GROUPS = range(2, 9)
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Profile:
    """typical: the path at the least total distance from the others of its group. persons: how many. width:
    mean distance to it. stability: mean likeness (Jaccard) of the group found again in drawn samples; above
    0.75 it is firm, under 0.6 it is not to be named."""

    typical: tuple[str, ...]
    persons: int
    width: float
    stability: float
    nearest: tuple[tuple[tuple[str, ...], int], ...]


@dataclass(frozen=True)
class Profiles:
    """silhouette: −1 to 1, how much nearer each story is to its group than to the next, over persons; by
    number of groups tried. covered: share of persons whose story was compared."""

    profiles: tuple[Profile, ...]
    silhouette: dict[int, float]
    covered: float
    seed: int


def profiles(
    state: State, *, groups: int | None = None, seed: int = 1, draws: int = 50, shown: int = 3
) -> Profiles | None:
    """Groups of like stories; as many as have the best silhouette unless said. None under three variants.

    Distances are those of optimal matching, each variant once with its persons as weight (Abbott and Forrest
    1986, doi:10.2307/204500; Studer and Ritschard 2016, doi:10.1111/rssa.12125): one to put in or leave out,
    two less the shares of moves between both to replace; divided by the most two such lengths could differ.
    Groups by partitioning around medoids (Kaufman and Rousseeuw 1990, doi:10.1002/9780470316801). Stability
    by drawing persons anew (Hennig 2007, doi:10.1016/j.csda.2006.11.025).
    """
    if len(state.people) < 3:
        return None
    order = np.lexsort((np.arange(len(state.people)), -state.people))[:MOST]
    weights = state.people[order].astype(np.float64)
    distances = matching(state, order)
    wanted = [groups] if groups else [k for k in GROUPS if k < len(order)]
    found = {k: medoids(distances, weights, k) for k in wanted}
    quality = {k: silhouette(distances, weights, labels) for k, (_, labels) in found.items()}
    best = max(quality, key=lambda k: (quality[k], -k))
    centres, labels = found[best]
    firm = _stability(distances, weights, labels, best, np.random.default_rng(seed), draws)
    names = [state.variants[row] for row in order.tolist()]
    result = []
    for group, centre in enumerate(centres.tolist()):
        inside = np.flatnonzero(labels == group)
        near = inside[np.lexsort((inside, -weights[inside]))][: shown + 1]
        result.append(
            Profile(
                names[centre],
                int(weights[inside].sum()),
                float(np.average(distances[centre, inside], weights=weights[inside])),
                firm[group],
                tuple((names[row], int(weights[row])) for row in near.tolist() if row != centre)[:shown],
            )
        )
    result.sort(key=lambda profile: (-profile.persons, profile.typical))
    return Profiles(tuple(result), quality, float(weights.sum() / state.people.sum()), seed)


def costs(state: State) -> Floats:
    """What it costs to say one activity for another: 2 less the shares of moves from each to the other.

    Shape (activities, activities), symmetric, zero on the diagonal.
    """
    size = len(state.activities)
    moves = np.zeros((size, size))
    for path, persons in zip(state.variants, state.people.tolist(), strict=True):
        codes = [state.activities.index(name) for name in path]
        for here, there in pairwise(codes):
            moves[here, there] += persons
    leaving = moves.sum(axis=1, keepdims=True)
    shares = np.divide(moves, leaving, out=np.zeros_like(moves), where=leaving > 0)
    cost = 2 - shares - shares.T
    np.fill_diagonal(cost, 0.0)
    return np.maximum(cost, 0.0)


def matching(state: State, rows: Integers) -> Floats:
    """Distances of optimal matching between variants `rows`, from 0 (the same) to 1."""
    from .matching import match_all

    return match_all(state.paths, state.begins, np.ascontiguousarray(rows), costs(state))


def medoids(distances: Floats, weights: Floats, groups: int) -> tuple[Integers, Integers]:
    """(the middle of each group, the group of each row): greedy start, then the best swap until none helps.

    Raises ValueError for more groups than rows.
    """
    size = len(distances)
    if not 1 <= groups <= size:
        raise ValueError("as many groups as rows at most")
    chosen = [int(np.argmin(distances @ weights))]
    nearest = distances[chosen[0]].copy()
    while len(chosen) < groups:
        gain = np.maximum(nearest - distances, 0.0) @ weights
        gain[chosen] = -1.0
        chosen.append(int(np.argmax(gain)))
        nearest = np.minimum(nearest, distances[chosen[-1]])
    while (swap := _best_swap(distances, weights, chosen)) is not None:
        chosen[swap[0]] = swap[1]
    centres = np.array(chosen, np.int64)
    return centres, np.argmin(distances[centres], axis=0).astype(np.int64)


def _best_swap(distances: Floats, weights: Floats, chosen: list[int]) -> tuple[int, int] | None:
    """(place in `chosen`, its replacement) with the largest gain, None when nothing is gained."""
    now = float(distances[chosen].min(axis=0) @ weights)
    best, gain = None, 1e-9 * max(now, 1.0)
    for place in range(len(chosen)):
        others = chosen[:place] + chosen[place + 1 :]
        rest = distances[others].min(axis=0) if others else np.full(len(distances), np.inf)
        totals = np.minimum(distances, rest) @ weights
        totals[others] = np.inf
        row = int(np.argmin(totals))
        if now - totals[row] > gain:
            best, gain = (place, row), now - float(totals[row])
    return best


def silhouette(distances: Floats, weights: Floats, labels: Integers) -> float:
    """Mean over persons of (next group − own) ÷ the larger, from the other stories of each group.

    Persons with the very same story are not company for each other here, and a story alone in its group
    counts zero: else as many groups as stories would always look best. Reference: Rousseeuw 1987,
    doi:10.1016/0377-0427(87)90125-7.
    """
    groups = int(labels.max()) + 1
    sums = np.stack([distances[:, labels == k] @ weights[labels == k] for k in range(groups)], axis=1)
    sizes = np.bincount(labels, weights, groups)
    rows = np.arange(len(labels))
    company = sizes[labels] - weights
    own = np.divide(sums[rows, labels], company, out=np.zeros(len(labels)), where=company > 0)
    means = sums / sizes
    means[rows, labels] = np.inf
    other = means.min(axis=1)
    larger = np.maximum(own, other)
    score = np.divide(other - own, larger, out=np.zeros(len(labels)), where=(larger > 0) & (company > 0))
    return float(np.average(score, weights=weights))


def _stability(
    distances: Floats, weights: Floats, labels: Integers, groups: int, chance: np.random.Generator, draws: int
) -> list[float]:
    likeness = np.zeros(groups)
    shares = weights / weights.sum()
    for _ in range(draws):
        drawn = chance.multinomial(int(weights.sum()), shares).astype(np.float64)
        kept = np.flatnonzero(drawn)
        if len(kept) <= groups:
            continue
        _, again = medoids(distances[np.ix_(kept, kept)], drawn[kept], groups)
        for group in range(groups):
            mine = labels[kept] == group
            best = 0.0
            for other in range(groups):
                theirs = again == other
                union = drawn[kept][mine | theirs].sum()
                best = max(best, float(drawn[kept][mine & theirs].sum() / union) if union else 0.0)
            likeness[group] += best
    return (likeness / draws).tolist()
