"""What breaks when organisations leave. Undirected: a path serves both ways."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from .network import Network


@dataclass(frozen=True)
class Departure:
    """The network without one organisation, counted among those who stay.

    components, largest_component: pieces, and members of the largest. alone: those it leaves without any
    partner. pairs_cut: pairs who could reach one another, directly or through others, and no longer can.
    """

    organisation: int
    components: int
    largest_component: int
    alone: tuple[int, ...]
    pairs_cut: int


@dataclass(frozen=True)
class Remainder:
    """The network without a chosen set. pieces: positions, largest first. efficiency: the mean of 1/distance
    over pairs of those who stay, with the set's help and without; None for fewer than two.
    """

    removed: tuple[int, ...]
    pieces: tuple[tuple[int, ...], ...]
    alone: tuple[int, ...]
    pairs_cut: int
    efficiency_before: float | None
    efficiency_after: float | None


def each_removed(network: Network) -> tuple[Departure, ...]:
    """Each organisation removed in turn, in the network's order, in one pass over the ties.

    A depth-first search gives, for each organisation, the sizes of the parts of its piece that only it holds
    together (low points: Hopcroft & Tarjan 1973, doi:10.1145/362248.362272).

    >>> each_removed(Network.of([("a", "b"), ("b", "c"), ("c", "d")]))[1]
    Departure(organisation=1, components=2, largest_component=2, alone=(0,), pairs_cut=2)
    """
    neighbours = network.neighbours
    parts, piece_of, piece_sizes = _parts_held(network)
    biggest = sorted(piece_sizes, reverse=True)[:2]
    found = []
    for member, sizes in enumerate(parts):
        whole = piece_sizes[piece_of[member]]
        stays = whole - 1
        # The largest of the other pieces is the second overall when this one is the first.
        others = biggest[1:] if whole == biggest[0] else biggest[:1]
        found.append(
            Departure(
                organisation=member,
                components=len(piece_sizes) - 1 + len(sizes),
                largest_component=max(chain(sizes, others), default=0),
                alone=tuple(sorted(one for one in neighbours[member] if len(neighbours[one]) == 1)),
                pairs_cut=_pairs(stays) - sum(map(_pairs, sizes)),
            )
        )
    return tuple(found)


def without(network: Network, removed: Iterable[int]) -> Remainder:
    """What is left when these organisations leave together. removed: positions.

    Efficiency: Latora & Marchiori (2001), doi:10.1103/PhysRevLett.87.198701. Raises ValueError for an unknown
    position.

    >>> without(Network.of([("a", "b"), ("b", "c"), ("c", "d")]), [1]).pieces
    ((2, 3), (0,))
    """
    gone = frozenset(removed)
    if not gone <= set(range(len(network))):
        raise ValueError("unknown organisation")
    stay = [member for member in range(len(network)) if member not in gone]
    left = network.simple.induced_subgraph(stay)
    pieces = [tuple(sorted(stay[one] for one in piece)) for piece in left.connected_components()]
    before = 0
    for piece in network.simple.connected_components():
        before += _pairs(len(set(piece) - gone))
    efficiency: list[float | None] = [None, None]
    if len(stay) > 1:
        places = [network.simple.distances(stay, stay), left.distances()]
        efficiency = [
            sum(1 / steps for row in table for steps in row if steps) / (len(stay) * (len(stay) - 1))
            for table in places
        ]
    return Remainder(
        removed=tuple(sorted(gone)),
        pieces=tuple(sorted(pieces, key=lambda piece: (-len(piece), piece))),
        alone=tuple(
            member for member in stay if network.neighbours[member] and network.neighbours[member] <= gone
        ),
        pairs_cut=before - sum(_pairs(len(piece)) for piece in pieces),
        efficiency_before=efficiency[0],
        efficiency_after=efficiency[1],
    )


def _pairs(members: int) -> int:
    return members * (members - 1) // 2


def _parts_held(network: Network) -> tuple[list[list[int]], list[int], list[int]]:
    """For each organisation, the sizes of the parts its piece leaves behind; its piece; pieces' sizes.

    Iterative, since a chain of organisations would exhaust Python's stack.
    """
    size = len(network)
    entered = [-1] * size
    low = [0] * size
    below = [1] * size  # members of the search tree's branch
    parts: list[list[int]] = [[] for _ in range(size)]
    piece_of = [0] * size
    piece_sizes: list[int] = []
    clock = 0
    for root in range(size):
        if entered[root] >= 0:
            continue
        first = clock
        order = []
        path = [(root, -1, iter(network.neighbours[root]))]
        entered[root] = low[root] = clock
        clock += 1
        while path:
            here, parent, ahead = path[-1]
            for there in ahead:
                if entered[there] < 0:
                    entered[there] = low[there] = clock
                    clock += 1
                    path.append((there, here, iter(network.neighbours[there])))
                    break
                if there != parent:
                    low[here] = min(low[here], entered[there])
            else:
                path.pop()
                order.append(here)
                if parent >= 0:
                    low[parent] = min(low[parent], low[here])
                    below[parent] += below[here]
                    if low[here] >= entered[parent]:
                        parts[parent].append(below[here])
        whole = clock - first
        for member in order:
            piece_of[member] = len(piece_sizes)
            if rest := whole - 1 - sum(parts[member]):
                parts[member].append(rest)
        piece_sizes.append(whole)
    return parts, piece_of, piece_sizes
