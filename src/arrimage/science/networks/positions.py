"""Where each organisation stands. One value per organisation, in the network's order."""

import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import igraph

from .network import Network


@dataclass(frozen=True)
class Degrees:
    """How many partners: named by others, naming others, and both together (their sum, with direction)."""

    incoming: tuple[int, ...]
    outgoing: tuple[int, ...]
    total: tuple[int, ...]


def degrees(network: Network) -> Degrees:
    """Without direction the three are the number of partners.

    >>> degrees(Network.of([("a", "b"), ("a", "c"), ("c", "a")]))
    Degrees(incoming=(1, 1, 1), outgoing=(2, 0, 1), total=(3, 1, 2))
    """
    return Degrees(*(tuple(network.graph.degree(mode=mode)) for mode in ("in", "out", "all")))


def weighted_degree(network: Network) -> tuple[float, ...]:
    """The sum of the weights of an organisation's ties, in and out. Raises ValueError without weights.

    >>> weighted_degree(Network.of([("a", "b", 2), ("b", "a", 3), ("b", "c", "0.5")]))
    (5.0, 5.5, 0.5)
    """
    if network.weights is None:
        raise ValueError("this network has no weights")
    sums: list = [0] * len(network)
    for (source, target), weight in zip(network.ties, network.weights, strict=True):
        sums[source] += weight
        sums[target] += weight
    return tuple(float(total) for total in sums)


def betweenness(network: Network) -> tuple[float, ...]:
    """Over all pairs of others, the share of their shortest paths that go through an organisation, summed.

    Raw, direction counts; `betweenness_scale` is the most it can be. Freeman (1977), doi:10.2307/3033543;
    Brandes (2001), doi:10.1080/0022250X.2001.9990249.

    >>> betweenness(Network.of([("a", "b"), ("b", "c")]))
    (0.0, 1.0, 0.0)
    """
    return tuple(network.graph.betweenness(directed=network.directed))


def betweenness_scale(network: Network) -> float | None:
    """The betweenness of a star's centre: (n−1)(n−2), half of it without direction; None when that is 0.

    >>> betweenness_scale(Network.of([("a", "b"), ("b", "c")]))
    2.0
    """
    most = (len(network) - 1) * (len(network) - 2) / (1 if network.directed else 2)
    return most or None


def closeness(network: Network) -> tuple[float, ...]:
    """Harmonic: Σ 1/distance to every other organisation, 0 for those out of reach. Raw, undirected.

    Divide by n−1 to compare networks of different sizes. Harmonic because it stays meaningful in several
    pieces. Marchiori & Latora (2000), doi:10.1016/S0378-4371(00)00311-3.

    >>> closeness(Network.of([("a", "b"), ("b", "c")], ["a", "b", "c", "d"]))
    (1.5, 2.0, 1.5, 0.0)
    """
    if len(network) < 2:
        return (0.0,) * len(network)
    return tuple(network.simple.harmonic_centrality(normalized=False))


def eigenvector(network: Network) -> tuple[float | None, ...]:
    """Being tied to the well-tied: the adjacency matrix's principal eigenvector, highest value 1.

    In several pieces, the piece with the largest eigenvalue carries it and the others have 0; pieces that
    share the largest eigenvalue each keep their part (what power iteration from equal values tends to). All
    None when it does not settle, as in one chain of thousands.
    Bonacich (1972), doi:10.1080/0022250X.1972.9989806.

    >>> [round(value, 3) for value in eigenvector(Network.of([("a", "b"), ("b", "c")]))]
    [0.707, 1.0, 0.707]
    """
    degree = network.simple.degree()
    found: list[tuple[float, list[int], list[float]]] = []
    highest = 0.0
    for piece in network.simple.connected_components():
        # The eigenvalue is at most the highest degree: most small pieces need no look.
        if len(piece) < 2 or max(degree[member] for member in piece) < highest - 1e-9:
            continue
        with warnings.catch_warnings():
            # A long chain's far end is rightly near zero; igraph warns of it.
            warnings.simplefilter("ignore", RuntimeWarning)
            graph = network.simple.induced_subgraph(piece)
            try:
                vector, value = graph.eigenvector_centrality(return_eigenvalue=True)
            except igraph.InternalError:
                return (None,) * len(network)
        found.append((value, piece, [max(0.0, part) for part in vector]))
        highest = max(highest, value)
    scores = [0.0] * len(network)
    for value, piece, vector in found:
        if value > highest - 1e-9:
            share = sum(vector) / sum(part * part for part in vector)
            for member, part in zip(piece, vector, strict=True):
                scores[member] = part * share
    most = max(scores, default=0.0)
    return tuple(score / most if most else 0.0 for score in scores)


def constraint(network: Network) -> tuple[float | None, ...]:
    """Burt's constraint: how much one's partners are one another's partners. None for an isolate.

    c_i = Σ_j (p_ij + Σ_q p_iq p_qj)², p_ij = 1/degree_i over partners j; undirected, unweighted. Can pass 1
    in very small closed groups. Burt (1992), doi:10.4159/9780674029095.

    >>> constraint(Network.of([("a", "b"), ("a", "c")], ["a", "b", "c", "d"]))
    (0.5, 1.0, 1.0, None)
    """
    values = network.simple.constraint()
    return tuple(
        value if partners else None for value, partners in zip(values, network.neighbours, strict=True)
    )


def effective_size(network: Network) -> tuple[float, ...]:
    """Partners that do not repeat one another: degree − 2t/degree, t the ties among them. 0 for an isolate.

    Burt (1992), in Borgatti's (1997) form for undirected, unweighted ties (Connections 20(1), 35–38).

    >>> effective_size(Network.of([("a", "b"), ("a", "c"), ("b", "c"), ("a", "d")]))
    (2.3333333333333335, 1.0, 1.0, 1.0)
    """
    triangles = [0] * len(network)
    for corners in network.simple.list_triangles():
        for corner in corners:
            triangles[corner] += 1
    return tuple(
        size - 2 * closed / size if size else 0.0
        for size, closed in zip(network.simple.degree(), triangles, strict=True)
    )


def coreness(network: Network) -> tuple[int, ...]:
    """The largest k such that an organisation is in a group where each has k partners inside.

    Seidman (1983), doi:10.1016/0378-8733(83)90028-X.

    >>> coreness(Network.of([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))
    (2, 2, 2, 1)
    """
    return tuple(network.simple.coreness())


def extent(network: Network, groups: Sequence[str | None]) -> tuple[float | None, ...]:
    """Share of the sectors (or lines, or levels) an organisation reaches through its direct partners.

    Different values among its partners ÷ different values among all other organisations; None when the
    others have none. groups: n values, None where unknown.

    >>> extent(Network.of([("a", "b"), ("b", "c")]), ["health", "social", "justice"])
    (0.5, 1.0, 0.5)
    """
    if len(groups) != len(network):
        raise ValueError("one group per organisation, or None")
    counts: dict[str, int] = {}
    for group in groups:
        if group is not None:
            counts[group] = counts.get(group, 0) + 1
    shares: list[float | None] = []
    for own, partners in zip(groups, network.neighbours, strict=True):
        reached = {groups[partner] for partner in partners} - {None}
        others = len(counts) - (own is not None and counts[own] == 1)
        shares.append(len(reached) / others if others else None)
    return tuple(shares)


@dataclass(frozen=True)
class Reach:
    """Values an organisation reaches through its direct partners, and those that only others have."""

    reached: frozenset[str]
    missing: frozenset[str]


def reach(network: Network, groups: Sequence[Collection[str]]) -> tuple[Reach, ...]:
    """`extent` told by name, where an organisation may be of several groups (it offers on two lines).

    groups: n collections, empty where unknown. Missing: what some other organisation has and no partner.

    >>> reach(Network.of([("a", "b"), ("b", "c")]), [["health"], ["social"], ["justice"]])[0]
    Reach(reached=frozenset({'social'}), missing=frozenset({'justice'}))
    """
    if len(groups) != len(network):
        raise ValueError("one collection of groups per organisation")
    owners: dict[str, int] = {}
    for held in groups:
        for group in set(held):
            owners[group] = owners.get(group, 0) + 1
    found = []
    for own, partners in zip(groups, network.neighbours, strict=True):
        reached = frozenset(group for partner in partners for group in groups[partner])
        others = {group for group, count in owners.items() if count > (group in own)}
        found.append(Reach(reached, frozenset(others - reached)))
    return tuple(found)
