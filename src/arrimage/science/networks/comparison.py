"""Two waves, or two relations, between the same organisations: what changed, and do they go together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations as arrangements_of
from math import factorial

import numpy as np
from numpy.typing import NDArray

from .network import Network

EXACT_UP_TO = 7  # organisations: 5,040 arrangements
TOO_FEW = 3  # organisations: of 6 arrangements, none can be rare
BATCH = 1000
FEW_CELLS = 500_000  # looked at in all: below, compiling would take longer than it saves


@dataclass(frozen=True)
class Changes:
    """Ties as positions. jaccard: kept ÷ (kept + lost + new), None when neither network has a tie."""

    kept: tuple[tuple[int, int], ...]
    lost: tuple[tuple[int, int], ...]
    new: tuple[tuple[int, int], ...]
    jaccard: float | None


@dataclass(frozen=True)
class Correlation:
    """correlation: Pearson's r over the cells; None when one network has no contrast (empty or complete).

    p_value: share of arrangements at least as far from zero, either way; p_greater, p_smaller: at least as
    large, at least as small. None when the correlation is, or when there are too few organisations to tell.
    arrangements: how many were looked at, the observed one included; exact: all of them. seed: of the draw.
    """

    correlation: float | None
    p_value: float | None
    p_greater: float | None
    p_smaller: float | None
    arrangements: int
    exact: bool
    seed: int


def changes(before: Network, after: Network) -> Changes:
    """Ties kept, lost and new from one network to the other. Raises ValueError unless both have the same
    organisations in the same order, and both directions or neither.

    Jaccard's coefficient; below 0.3 two waves are hard to compare, says Snijders et al. (2010),
    doi:10.1016/j.socnet.2009.02.004.

    >>> changes(Network.of([("a", "b"), ("b", "a")]), Network.of([("a", "b")]))
    Changes(kept=((0, 1),), lost=((1, 0),), new=(), jaccard=0.5)
    """
    _check_comparable(before, after)
    first, second = set(before.ties), set(after.ties)
    either = len(first | second)
    return Changes(
        kept=tuple(sorted(first & second)),
        lost=tuple(sorted(first - second)),
        new=tuple(sorted(second - first)),
        jaccard=len(first & second) / either if either else None,
    )


def qap(first: Network, second: Network, *, permutations: int, seed: int) -> Correlation:
    """Correlation of two networks, tested by exchanging the organisations of one (QAP).

    Over the n(n−1) cells off the diagonal, or half of them without direction; weights where there are some.
    Cells of one organisation hang together, so the usual test would be far too sure. Up to 7 organisations
    all n! arrangements are looked at; otherwise `permutations` are drawn and the observed one is counted with
    them: (1 + as extreme) / (1 + permutations), never 0. With 3 organisations or fewer: not testable.

    Krackhardt (1988), doi:10.1016/0378-8733(88)90004-4; Phipson & Smyth (2010), doi:10.2202/1544-6115.1585.
    Raises ValueError as `changes`, or for fewer than one permutation.

    >>> star = Network.of([("a", "b"), ("a", "c"), ("a", "d"), ("a", "e")])
    >>> found = qap(star, star, permutations=100, seed=1)
    >>> found.p_value, found.arrangements  # 4! of the 5! arrangements leave the star as it is
    (0.2, 120)
    """
    _check_comparable(first, second)
    if permutations < 1:
        raise ValueError("at least one permutation")
    size = len(first)
    cells = size * (size - 1) // (1 if first.directed else 2)
    exact = size <= EXACT_UP_TO
    arrangements = factorial(size) if exact else permutations + 1
    if any(_flat(network, cells) for network in (first, second)):
        return Correlation(None, None, None, None, arrangements, exact, seed)
    sparse, dense = sorted((first, second), key=lambda network: len(network.ties))
    cross_products = _cross_products(sparse, dense, arrangements)
    sums = sparse.values.sum(), dense.values.sum()
    squares = (sparse.values**2).sum(), (dense.values**2).sum()
    # Permuting leaves sums and squares alone: only the cross product moves. Multiplied by the number of
    # cells, everything stays a whole number when weights are, so that equal correlations compare as equal.
    scale = ((cells * squares[0] - sums[0] ** 2) * (cells * squares[1] - sums[1] ** 2)) ** 0.5

    def covariances(orders: NDArray[np.uint32]) -> NDArray[np.float64]:
        return cells * cross_products(orders) - sums[0] * sums[1]

    observed = covariances(np.arange(size, dtype=np.uint32)[None, :])[0]
    correlation = float(np.clip(observed / scale, -1, 1))
    if size <= TOO_FEW:
        return Correlation(correlation, None, None, None, arrangements, exact, seed)
    if exact:
        drawn = covariances(np.array(list(arrangements_of(range(size))), dtype=np.uint32))
    else:
        drawn = np.concatenate(
            [[observed], *(covariances(orders) for orders in drawn_orders(size, permutations, seed))]
        )
    slack = 1e-10 * scale

    def share(hits: NDArray[np.bool_]) -> float:
        return float(hits.sum() / arrangements)

    return Correlation(
        correlation=correlation,
        p_value=share(np.abs(drawn) >= abs(observed) - slack),
        p_greater=share(drawn >= observed - slack),
        p_smaller=share(drawn <= observed + slack),
        arrangements=arrangements,
        exact=exact,
        seed=seed,
    )


def _check_comparable(first: Network, second: Network) -> None:
    if first.organisations != second.organisations or first.directed != second.directed:
        raise ValueError("two networks of the same organisations, in the same order and way")


def _flat(network: Network, cells: int) -> bool:
    """All cells alike."""
    return not network.ties or (len(network.ties) == cells and len(set(network.weights or [1])) == 1)


def drawn_orders(size: int, permutations: int, seed: int) -> Iterator[NDArray[np.uint32]]:
    """Random orders of the organisations, in batches of shape (at most BATCH, size)."""
    draw = np.random.default_rng(seed)
    for done in range(0, permutations, BATCH):
        count = min(BATCH, permutations - done)
        yield draw.permuted(np.tile(np.arange(size, dtype=np.uint32), (count, 1)), axis=1)


def _cross_products(
    sparse: Network, dense: Network, permutations: int
) -> Callable[[NDArray[np.uint32]], NDArray[np.float64]]:
    """A function of orders (p, n): the sum over ties of `sparse` × the cell of `dense` each falls on (p,)."""
    if len(sparse.ties) * permutations <= FEW_CELLS:
        source, target = sparse.ends
        cells = dense.matrix()
        return lambda orders: cells[orders[:, source], orders[:, target]] @ sparse.values
    from . import compiled

    # Unsigned, since negative indices count from the end, and looking for them takes twice the time.
    by_row = np.argsort(sparse.ends[0], kind="stable")
    source, target = sparse.ends[:, by_row].astype(np.uint32)
    start = np.searchsorted(source, np.arange(len(sparse) + 1)).astype(np.uint64)
    if sparse.weights is None and dense.weights is None:
        there = dense.matrix().astype(np.uint8)
        return lambda orders: compiled.shared_ties(orders, start, target, there).astype(np.float64)
    values, cells = sparse.values[by_row], dense.matrix()
    return lambda orders: compiled.cross_products(orders, start, target, values, cells)
