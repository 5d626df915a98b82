"""How long networks take to measure, beside networkx and a naive QAP, in one run on the same networks.

    python benchmarks/bench_networks.py

Random directed networks, five partners named by each organisation. Medians of wall-clock time over five runs
(fifteen of ours), each with a fresh `Network` so that nothing is kept from the run before; ours and the peer
take turns, so that a busy machine slows both. The claims: the full panel of 500 organisations, departures
included, under 1 s and 30 times networkx; betweenness 20 times networkx at 500 and at 5,000; QAP with 1,000
permutations 150 times `numpy.corrcoef` on permuted matrices at 500.

What is not asked of networkx: core and periphery, and more than one run of communities (ours makes ten and a
consensus). At 5,000 it walks from 40 organisations, and the naive QAP draws 50 permutations: their times
are multiplied accordingly. networkx is quicker where SciPy is installed. Compilation (once per machine, kept
on disk) happens before.
"""

import random
import statistics
import time
from collections.abc import Callable
from contextlib import suppress

import networkx
import numpy as np

from arrimage.science.networks import panel, positions
from arrimage.science.networks.comparison import qap
from arrimage.science.networks.network import Network

RUNS = 5
TURNS = 3  # of ours for each of the peer, since a short time is easily disturbed


def drawn(size: int, ties: int, seed: int) -> Network:
    chance = random.Random(seed)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < ties:
        one, other = chance.randrange(size), chance.randrange(size)
        if one != other:
            pairs.add((one, other))
    return Network(tuple(f"o{number}" for number in range(size)), tuple(sorted(pairs)))


def fresh(network: Network) -> Network:
    return Network(network.organisations, network.ties)


def peer_of(network: Network) -> networkx.DiGraph:
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(len(network)))
    graph.add_edges_from(network.ties)
    return graph


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], object], peer: Callable[[], object], times: int = 1) -> None:
    """`times`: how many times the peer's work stands for the whole."""
    taken = [([seconds(ours) for _ in range(TURNS)], seconds(peer) * times) for _ in range(RUNS)]
    mine = statistics.median(one for several, _ in taken for one in several)
    theirs = statistics.median(one for _, one in taken)
    print(f"{name:<52}{mine * 1000:>10.1f} ms {theirs * 1000:>12.0f} ms {theirs / mine:>8.0f} ×")


def networkx_panel(told: networkx.DiGraph) -> None:
    simple = told.to_undirected()
    networkx.density(told)
    networkx.overall_reciprocity(told)
    list(networkx.connected_components(simple))
    max(max(far.values()) for _, far in networkx.all_pairs_shortest_path_length(told))
    networkx.transitivity(simple)
    dict(told.in_degree()), dict(told.out_degree()), dict(told.degree())
    networkx.betweenness_centrality(told, normalized=False)
    networkx.harmonic_centrality(simple)
    with suppress(networkx.PowerIterationFailedConvergence):
        networkx.eigenvector_centrality(simple, max_iter=1000)
    networkx.constraint(simple)
    networkx.effective_size(simple)
    networkx.core_number(simple)
    list(networkx.bridges(simple))
    list(networkx.articulation_points(simple))
    networkx.community.louvain_communities(simple, seed=1)
    for one in list(simple):
        left = simple.copy()
        left.remove_node(one)
        pieces = list(networkx.connected_components(left))
        max(map(len, pieces))


def naive_qap(first: np.ndarray, second: np.ndarray, permutations: int) -> float:
    off = ~np.eye(len(first), dtype=bool)
    draw = np.random.default_rng(1)
    observed = np.corrcoef(first[off], second[off])[0, 1]
    as_far = 0
    for _ in range(permutations):
        order = draw.permutation(len(first))
        as_far += abs(np.corrcoef(first[off], second[np.ix_(order, order)][off])[0, 1]) >= abs(observed)
    return (1 + as_far) / (1 + permutations)


def main() -> None:
    print(f"{'':<52}{'ours':>13} {'peer':>15} {'ratio':>10}")
    middle, large = drawn(500, 2_500, 1), drawn(5_000, 25_000, 2)
    middle_peer, large_peer = peer_of(middle), peer_of(large)
    panel.measure(drawn(50, 250, 3))
    compare(
        "full panel, 500 organisations, 2,500 ties",
        lambda: panel.measure(fresh(middle)),
        lambda: networkx_panel(middle_peer),
    )
    compare(
        "betweenness, 500",
        lambda: positions.betweenness(fresh(middle)),
        lambda: networkx.betweenness_centrality(middle_peer, normalized=False),
    )
    compare(
        "betweenness, 5,000 organisations, 25,000 ties",
        lambda: positions.betweenness(fresh(large)),
        lambda: networkx.betweenness_centrality(large_peer, k=40, normalized=False, seed=1),
        times=125,
    )
    for ties in (2_500, 12_500, 25_000):
        first, second = drawn(500, ties, 4), drawn(500, ties, 5)
        qap(first, second, permutations=2_000, seed=1)  # compiles
        cells = first.matrix(), second.matrix()
        compare(
            f"QAP, 1,000 permutations, 500, {ties:,} ties each",
            lambda first=first, second=second: qap(fresh(first), fresh(second), permutations=1_000, seed=1),
            lambda cells=cells: naive_qap(*cells, permutations=50),
            times=20,
        )


if __name__ == "__main__":
    main()
