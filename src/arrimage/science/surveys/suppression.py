"""Tables that leave a team: small groups are hidden, and nothing shown gives them back.

Hiding the small cells is not enough: a total less the cells beside it is the hidden one. Further cells are
hidden until, from all that is shown, every hidden small group could as well have reached the threshold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import igraph

THRESHOLD = 5
Cell = tuple[int, int]


@dataclass(frozen=True)
class Protected:
    """The table with its totals: one more row and one more column, the last ones. None where hidden.

    small: hidden for their size; beside: hidden only so that the others stay so.
    """

    shown: tuple[tuple[int | None, ...], ...]
    small: frozenset[Cell]
    beside: frozenset[Cell]
    threshold: int


def protect(
    counts: Sequence[Sequence[int]], *, threshold: int = THRESHOLD, hide_zeros: bool = False
) -> Protected:
    """Hide the counts from 1 to threshold − 1 (0 too, with `hide_zeros`), totals included, and what would
    give them back.

    The reader is taken to know that counts are whole and not negative, and which totals they make. A hidden
    small group is safe when the largest count it could have is at least `threshold`: a flow through the
    hidden cells tells (Cox 1995). Cells to hide beside it are the smallest that open such a flow; where none
    does, everything is hidden.

    Cox (1995), Network models for complementary cell suppression, JASA 90: 1453–1462.
    Raises ValueError for a table that is not one, or a threshold under 1.

    >>> protect([[12, 3], [20, 30]]).shown
    ((None, None, 15), (None, None, 50), (32, 33, 65))
    """
    whole = with_totals(counts)
    if threshold < 1:
        raise ValueError("a threshold of at least 1")
    lowest = 0 if hide_zeros else 1
    small = {cell for cell, count in _cells(whole) if lowest <= count < threshold}
    hidden = set(small)
    for cell in sorted(small, key=lambda cell: (_count(whole, cell), cell)):
        most = upper_bound(whole, hidden, cell)
        if most is None or most >= threshold:
            continue
        path = _cheapest_way(whole, hidden, cell, threshold - _count(whole, cell))
        hidden |= {cell for cell, _ in _cells(whole)} if path is None else path
    shown = tuple(
        tuple(None if (row, column) in hidden else count for column, count in enumerate(counts_))
        for row, counts_ in enumerate(whole)
    )
    return Protected(shown, frozenset(small), frozenset(hidden - small), threshold)


def with_totals(counts: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """The table with a column and a row of totals.

    >>> with_totals([[1, 2]])
    ((1, 2, 3), (1, 2, 3))
    """
    if not counts or not counts[0] or len({len(row) for row in counts}) > 1:
        raise ValueError("a table has rows of one length")
    if any(count < 0 for row in counts for count in row):
        raise ValueError("a count is not negative")
    rows = [(*row, sum(row)) for row in counts]
    return (*rows, tuple(sum(column) for column in zip(*rows, strict=True)))


def upper_bound(whole: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell) -> int | None:
    """The largest count a hidden cell could have, from all that is shown; None for no end to it.

    >>> whole = with_totals([[12, 3], [20, 30]])
    >>> upper_bound(whole, {(0, 1)}, (0, 1)), upper_bound(whole, {(0, 0), (0, 1), (1, 0), (1, 1)}, (0, 1))
    (3, 15)
    """
    no_end = sum(map(sum, whole)) + 1  # all that could be taken away, and more
    arcs, room = [], []
    for other in hidden - {cell}:
        tail, head = _ends(whole, other)
        arcs += [(tail, head), (head, tail)]
        room += [no_end, _count(whole, other)]
    tail, head = _ends(whole, cell)
    graph = igraph.Graph(len(whole) + len(whole[0]), arcs, directed=True)
    more = int(graph.maxflow_value(head, tail, room)) if arcs else 0
    return None if more >= no_end else _count(whole, cell) + more


def _cells(whole: Sequence[Sequence[int]]) -> Iterator[tuple[Cell, int]]:
    for row, counts in enumerate(whole):
        for column, count in enumerate(counts):
            yield (row, column), count


def _count(whole: Sequence[Sequence[int]], cell: Cell) -> int:
    return whole[cell[0]][cell[1]]


def _ends(whole: Sequence[Sequence[int]], cell: Cell) -> tuple[int, int]:
    """A cell as an arc, so that what enters each node leaves it: a row's total feeds its cells, which feed
    their columns, whose totals feed the grand total, which feeds the rows' totals.

    Nodes: rows (the last is where rows' totals come from), then columns (the last, where columns' go).
    """
    row, column = cell
    height, width = len(whole), len(whole[0])
    last_row, last_column = row == height - 1, column == width - 1
    if last_row and last_column:
        return height + width - 1, height - 1
    if last_column:
        return height - 1, row
    if last_row:
        return height + column, height + width - 1
    return row, height + column


def _cheapest_way(
    whole: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell, need: int
) -> set[Cell] | None:
    """The cells, of the smallest sum, to hide so that `cell` could be `need` larger: a way back from its head
    to its tail, up through any cell, down only through one of at least `need`. None without one."""
    tail, head = _ends(whole, cell)
    ways: dict[int, list[tuple[int, int, Cell]]] = {}
    for other, count in _cells(whole):
        if other == cell:
            continue
        cost = 0 if other in hidden else count + 1
        start, end = _ends(whole, other)
        ways.setdefault(start, []).append((end, cost, other))
        if count >= need:
            ways.setdefault(end, []).append((start, cost, other))
    best: dict[int, int] = {head: 0}
    came: dict[int, tuple[int, Cell]] = {}
    waiting = [(0, head)]
    while waiting:
        cost, node = heappop(waiting)
        if node == tail:
            break
        if cost > best[node]:
            continue
        for end, more, other in ways.get(node, ()):
            if cost + more < best.get(end, cost + more + 1):
                best[end] = cost + more
                came[end] = node, other
                heappush(waiting, (cost + more, end))
    if tail not in came:
        return None
    path: set[Cell] = set()
    node = tail
    while node != head:
        node, other = came[node]
        path.add(other)
    return path
