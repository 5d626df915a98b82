"""What holds together, and by what: bridges, cut points, core and periphery."""

from dataclasses import dataclass

from .network import Network


def bridges(network: Network) -> tuple[tuple[int, int], ...]:
    """Ties whose loss would break a piece in two; undirected, smaller position first.

    Tarjan (1974), doi:10.1016/0020-0190(74)90003-9.

    >>> bridges(Network.of([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))
    ((2, 3),)
    """
    graph = network.simple
    return tuple(
        sorted((min(ends), max(ends)) for ends in (graph.es[edge].tuple for edge in graph.bridges()))
    )


def articulation_points(network: Network) -> tuple[int, ...]:
    """Organisations whose departure would break a piece in two. Undirected.

    Hopcroft & Tarjan (1973), doi:10.1145/362248.362272.

    >>> articulation_points(Network.of([("a", "b"), ("b", "c")]))
    (1,)
    """
    return tuple(sorted(network.simple.articulation_points()))


@dataclass(frozen=True)
class CorePeriphery:
    """core: positions. undecided: those with as many partners as the last one let in, of whom `places` more
    belong to the core, no matter which. misfits: ties missing in the core plus ties inside the periphery.
    fit: 1 − misfits ÷ ties, from 0 (no core at all) to 1 (the ideal); None without a tie.
    """

    core: tuple[int, ...]
    undecided: tuple[int, ...]
    places: int
    misfits: int
    fit: float | None


def core_periphery(network: Network) -> CorePeriphery:
    """The best division into a core where all are tied and a periphery where none are; ties across are free.

    Exact: taking the core by decreasing degree, k members leave k(k−1)/2 + m − Σ degrees misfits; the
    smallest best core is kept. Borgatti & Everett (2000), doi:10.1016/S0378-8733(99)00019-2; Lip (2011),
    doi:10.48550/arXiv.1102.5511.

    >>> core_periphery(Network.of([("a", "b"), ("b", "c"), ("c", "a"), ("a", "d"), ("b", "e")])).core
    (0, 1)
    """
    degree = network.simple.degree()
    ranked = sorted(range(len(network)), key=lambda member: (-degree[member], member))
    size = 0
    while size < len(ranked) and degree[ranked[size]] > size:
        size += 1
    core, outside = ranked[:size], ranked[size:]
    undecided: list[int] = []
    if core and outside and degree[core[-1]] == degree[outside[0]]:
        undecided = [member for member in ranked if degree[member] == degree[core[-1]]]
    ties = len(network.pairs)
    misfits = size * (size - 1) // 2 + ties - sum(degree[member] for member in core)
    return CorePeriphery(
        core=tuple(sorted(set(core) - set(undecided))),
        undecided=tuple(sorted(undecided)),
        places=len(set(core) & set(undecided)),
        misfits=misfits,
        fit=1 - misfits / ties if ties else None,
    )
