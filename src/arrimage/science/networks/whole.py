"""The network as a whole: how dense, how mutual, in how many pieces, how centralised."""

from dataclasses import dataclass

from .network import Network


@dataclass(frozen=True)
class Centralisation:
    """Freeman's centralisation, from 0 (all alike) to 1 (a star); None for fewer than three organisations."""

    degree: float | None
    in_degree: float | None
    out_degree: float | None
    betweenness: float | None


def density(network: Network) -> float | None:
    """Ties there are ÷ ties there could be: m / n(n−1), or 2m / n(n−1) without direction.

    None for fewer than two organisations.

    >>> density(Network.of([("a", "b"), ("b", "c"), ("c", "a")]))
    0.5
    """
    possible = len(network) * (len(network) - 1) / (1 if network.directed else 2)
    return len(network.ties) / possible if possible else None


def reciprocity(network: Network) -> float | None:
    """Share of the arcs whose return is also there; 1 without direction; None without a tie.

    Of arcs, not of pairs: one mutual pair and one one-way tie make 2/3. Wasserman & Faust (1994), ch. 13,
    doi:10.1017/CBO9780511815478.

    >>> reciprocity(Network.of([("a", "b"), ("b", "a"), ("a", "c"), ("d", "a")]))
    0.5
    """
    if not network.ties:
        return None
    if not network.directed:
        return 1.0
    arcs = set(network.ties)
    return sum((target, source) in arcs for source, target in arcs) / len(arcs)


def components(network: Network) -> tuple[tuple[int, ...], ...]:
    """The pieces, direction apart, largest first; an isolate is a piece of one. Positions.

    >>> components(Network.of([("a", "b")], ["a", "b", "c"]))
    ((0, 1), (2,))
    """
    pieces = (tuple(sorted(piece)) for piece in network.simple.connected_components())
    return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))


def diameter(network: Network) -> int | None:
    """The longest of the shortest paths that exist, in steps along the direction of ties; None without a tie.

    Pairs that no path joins are left out: read it beside the number of components.

    >>> diameter(Network.of([("a", "b"), ("b", "c")], ["a", "b", "c", "d"]))
    2
    """
    return int(network.graph.diameter(directed=network.directed, unconn=True)) if network.ties else None


def transitivity(network: Network) -> float | None:
    """3 × triangles ÷ connected triples, on the undirected simple graph; None when no one has two partners.

    Newman, Strogatz & Watts (2001), doi:10.1103/PhysRevE.64.026118.

    >>> round(transitivity(Network.of([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])), 6)
    0.6
    """
    if not any(len(partners) > 1 for partners in network.neighbours):
        return None
    return network.simple.transitivity_undirected()


def centralisation(
    network: Network,
    *,
    degree: tuple[int, ...],
    in_degree: tuple[int, ...],
    out_degree: tuple[int, ...],
    betweenness: tuple[float, ...],
) -> Centralisation:
    """Σ (highest − each) ÷ what a star of n would give.

    Divisors, self-ties excluded: degree (n−1)(n−2), with direction 2(n−1)(n−2); in- and out-degree (n−1)²;
    betweenness (n−1)²(n−2)/2, with direction (n−1)²(n−2). Without direction the three degrees are one.
    Freeman (1978), doi:10.1016/0378-8733(78)90021-7.

    >>> centralisation(Network.of([("a", "b"), ("a", "c")], directed=False), degree=(2, 1, 1),
    ...     in_degree=(2, 1, 1), out_degree=(2, 1, 1), betweenness=(1.0, 0.0, 0.0))
    Centralisation(degree=1.0, in_degree=1.0, out_degree=1.0, betweenness=1.0)
    """
    n = len(network)
    if n < 3:
        return Centralisation(None, None, None, None)
    ways = 2 if network.directed else 1
    star = (n - 1) * (n - 2)
    one_way = (n - 1) ** 2 if network.directed else star

    def freeman(values: tuple[float, ...], divisor: float) -> float:
        return (n * max(values) - sum(values)) / divisor

    return Centralisation(
        degree=freeman(degree, ways * star),
        in_degree=freeman(in_degree, one_way),
        out_degree=freeman(out_degree, one_way),
        betweenness=freeman(betweenness, (n - 1) * star * ways / 2),
    )
