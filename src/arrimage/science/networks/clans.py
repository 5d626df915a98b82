"""Tight groups that may overlap: 2-clans and k-plexes, for networks of at most 60 organisations."""

from collections.abc import Iterable, Iterator

from .network import Network

MOST_ORGANISATIONS = 60
# A step is one group looked at. Ordinary networks of 60 need far fewer; these are a few seconds.
MOST_CLIQUE_STEPS = 1_000_000
MOST_PLEX_STEPS = 200_000


class TooMany(Exception):
    """The network is too large, or holds too many groups, to list them all."""


def clans(network: Network) -> tuple[tuple[int, ...], ...]:
    """2-clans of three or more: the largest sets whose members are at most two steps apart in the network,
    kept when they still are using only members as go-betweens. Undirected; positions; largest first.

    That is, the 2-cliques whose own diameter is at most 2. Mokken (1979), doi:10.1007/BF00139635; Alba
    (1973), doi:10.1080/0022250X.1973.9989826. Raises TooMany.

    >>> clans(Network.of([("a", "b"), ("b", "c"), ("c", "d")]))
    ((0, 1, 2), (1, 2, 3))
    """
    near = _bits(network)
    within_two = [(_union(near, bits) | bits) & ~(1 << member) for member, bits in enumerate(near)]

    def at_most_two_apart(group: int) -> bool:
        return all(
            group & ~(1 << member | near[member] | _union(near, near[member] & group)) == 0
            for member in _members(group)
        )

    return _listed(group for group in _cliques(within_two, smallest=3) if at_most_two_apart(group))


def plexes(network: Network, *, k: int = 2, smallest: int | None = None) -> tuple[tuple[int, ...], ...]:
    """Maximal k-plexes: sets of s where each is tied to at least s−k others of it. Undirected; positions.

    smallest: sets of fewer members are left out; by default 2k, and at least 2k−1, below which a plex may be
    in two pieces. Seidman & Foster (1978), doi:10.1080/0022250X.1978.9989883. Raises TooMany, or ValueError
    for a k or a size too small.

    >>> plexes(Network.of([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]))
    ((0, 1, 2, 3),)
    """
    smallest = 2 * k if smallest is None else smallest
    if k < 1 or smallest < 2 * k - 1:
        raise ValueError("k is at least 1, and the smallest size 2k−1")
    near = _bits(network)
    found: list[int] = []
    budget = _Budget(MOST_PLEX_STEPS)
    everyone = (1 << len(network)) - 1

    def may_join(group: int, size: int, candidates: int) -> int:
        """Those of `candidates` with whom `group` is still a k-plex."""
        full = 0  # members who can miss no one else
        for member in _members(group):
            if (near[member] & group).bit_count() == size - k:
                full |= 1 << member
        left = 0
        for one in _members(candidates):
            partners = near[one] & group
            if partners.bit_count() >= size + 1 - k and full & ~partners == 0:
                left |= 1 << one
        return left

    def grow(group: int, size: int, candidates: int, seen: int) -> None:
        budget.spend()
        if not candidates:
            if not seen and size >= smallest:
                found.append(group)
            return
        for one in _members(candidates):
            if size + candidates.bit_count() < smallest:
                return
            bit = 1 << one
            candidates &= ~bit
            bigger = group | bit
            grow(
                bigger,
                size + 1,
                may_join(bigger, size + 1, candidates),
                may_join(bigger, size + 1, seen),
            )
            seen |= bit

    if everyone:
        grow(0, 0, everyone, 0)
    return _listed(found)


class _Budget:
    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMany("too many groups to list")


def _bits(network: Network) -> list[int]:
    """Each organisation's partners as the bits of a number."""
    if len(network) > MOST_ORGANISATIONS:
        raise TooMany(f"more than {MOST_ORGANISATIONS} organisations")
    return [sum(1 << partner for partner in partners) for partners in network.neighbours]


def _members(group: int) -> Iterator[int]:
    while group:
        lowest = group & -group
        yield lowest.bit_length() - 1
        group ^= lowest


def _union(near: list[int], group: int) -> int:
    union = 0
    for member in _members(group):
        union |= near[member]
    return union


def _cliques(near: list[int], *, smallest: int) -> list[int]:
    """Maximal cliques, by Bron & Kerbosch with the pivot of Tomita et al. (2006)."""
    found: list[int] = []
    budget = _Budget(MOST_CLIQUE_STEPS)

    def grow(group: int, candidates: int, seen: int) -> None:
        budget.spend()
        if not candidates:
            if not seen and group.bit_count() >= smallest:
                found.append(group)
            return
        pivot = max(_members(candidates | seen), key=lambda one: (near[one] & candidates).bit_count())
        for one in _members(candidates & ~near[pivot]):
            bit = 1 << one
            grow(group | bit, candidates & near[one], seen & near[one])
            candidates &= ~bit
            seen |= bit

    grow(0, (1 << len(near)) - 1, 0)
    return found


def _listed(groups: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    return tuple(sorted((tuple(_members(group)) for group in groups), key=lambda g: (-len(g), g)))
