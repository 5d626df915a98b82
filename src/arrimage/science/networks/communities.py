"""Groups with more ties inside than chance would give."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import igraph

from .network import Network

ROUNDS = 3  # of consensus
EXACT = (
    12  # organisations up to which the best partition is found for certain, in some hundredths of a second
)
SMALL = 100  # organisations: up to there, each run refines its groups ten times over, then twice
_one_at_a_time = Lock()  # igraph has one random generator for the whole process


@dataclass(frozen=True)
class Communities:
    """groups: positions, largest first; every organisation is in one, an isolate alone in its own.
    modularity: of `groups`, None without a tie. agreement: share of ties about which all runs agree (ends
    together, or apart): 1 when chance plays no part. runs, seed: what gives the same answer again.
    """

    groups: tuple[tuple[int, ...], ...]
    modularity: float | None
    agreement: float | None
    runs: int
    seed: int


def communities(network: Network, *, seed: int, runs: int | None = None) -> Communities:
    """Leiden, maximising modularity, `runs` times (the fewer the larger, see `_runs`); then consensus.

    Up to EXACT organisations, the partition of highest modularity is looked for among all too, in some
    hundredths of a second: on a few networks, no run of Leiden comes upon it (Brandes and others 2008,
    doi:10.1109/TKDE.2007.190689).

    Consensus: each tie weighs the share of runs that put its ends together (below one half, nothing), Leiden
    runs again on these weights, at most three times. Of the consensus and the single runs, the partition
    with the highest modularity is kept, then the one with fewest groups, then the first in order: a seed
    changes the answer only where many partitions are equally good. Undirected, unweighted.

    Traag, Waltman & van Eck (2019), doi:10.1038/s41598-019-41695-z; Lancichinetti & Fortunato (2012),
    doi:10.1038/srep00336; on ties only, Tandon et al. (2019), doi:10.1103/PhysRevE.99.042301. Raises
    ValueError for fewer than one run.

    >>> two = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "f"), ("f", "d"), ("a", "d")]
    >>> communities(Network.of(two), seed=1).groups
    ((0, 1, 2), (3, 4, 5))
    """
    runs = _runs(len(network)) if runs is None else runs
    if runs < 1:
        raise ValueError("at least one run")
    if not network.ties:
        alone = tuple((member,) for member in range(len(network)))
        return Communities(alone, None, None, runs, seed)
    graph, pairs = network.simple, network.pairs
    with _random(seed):
        first = partitions = [_leiden(graph, None) for _ in range(runs)]
        together = _together(partitions, pairs)
        agreement = sum(count in (0, runs) for count in together) / len(pairs)
        for _ in range(ROUNDS):
            kept = [number for number, count in enumerate(together) if 2 * count >= runs]
            if len(set(partitions)) == 1 or not kept:
                break
            agreed = igraph.Graph(len(network), [pairs[number] for number in kept])
            weights = [together[number] / runs for number in kept]
            partitions = [_leiden(agreed, weights) for _ in range(runs)]
            together = _together(partitions, pairs)
    consensus = Counter(partitions).most_common(1)[0][0]
    exact = [_numbered(graph.community_optimal_modularity().membership)] if graph.vcount() <= EXACT else []
    quality = {groups: round(graph.modularity(groups), 12) for groups in {consensus, *first, *exact}}
    best = min(quality, key=lambda groups: (-quality[groups], max(groups), groups))
    return Communities(_as_groups(best), graph.modularity(best), agreement, runs, seed)


def _runs(size: int) -> int:
    """500 up to 10 organisations, 50 for 100, 10 from 500: in small networks few partitions are missed."""
    return min(500, max(10, 5000 // max(size, 1)))


@contextmanager
def _random(seed: int) -> Iterator[None]:
    with _one_at_a_time:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 (no secret hangs on it)
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


def _leiden(graph: igraph.Graph, weights: Sequence[float] | None) -> tuple[int, ...]:
    """A partition as one number per organisation."""
    # Never «until nothing changes» (−1): on some small graphs igraph then goes round for ever.
    times = 10 if graph.vcount() <= SMALL else 2
    return _numbered(graph.community_leiden("modularity", weights=weights, n_iterations=times).membership)


def _numbered(membership: Sequence[int]) -> tuple[int, ...]:
    """By first appearance, so that equals are equal."""
    names: dict[int, int] = {}
    return tuple(names.setdefault(group, len(names)) for group in membership)


def _together(partitions: Sequence[tuple[int, ...]], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """In how many partitions the two ends of each tie are together."""
    return [sum(groups[one] == groups[other] for groups in partitions) for one, other in pairs]


def _as_groups(numbers: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    groups: dict[int, list[int]] = {}
    for member, number in enumerate(numbers):
        groups.setdefault(number, []).append(member)
    return tuple(sorted((tuple(members) for members in groups.values()), key=lambda g: (-len(g), g)))
