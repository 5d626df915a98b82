"""What a table of moves must not say, so that no small group is told, nor found by subtraction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .panel import Panel
from .travellers import Travellers

Cell = tuple[str, str]  # (from, to); from "" a story begins, to "" it ends
OUTSIDE = ""


@dataclass(frozen=True)
class Moved:
    """How many times, by how many persons."""

    count: int
    persons: int


def moves_of(found: Panel, behind: Travellers) -> dict[Cell, Moved]:
    """Every move, and every beginning and end, with who is behind it."""
    cells = {
        (arc.source, arc.target): Moved(arc.count, behind.moves[arc.source, arc.target]) for arc in found.arcs
    }
    cells |= {(OUTSIDE, name): Moved(count, count) for name, count in found.starts.items()}
    return cells | {(name, OUTSIDE): Moved(count, count) for name, count in found.ends.items()}


def unsaid(
    tables: Sequence[Mapping[Cell, Moved]], least: int, *, parts: Sequence[Sequence[int]] = ()
) -> list[set[Cell]]:
    """For each table, the cells to leave out: those of fewer than `least` persons, and others beside them.

    What comes to a place, what leaves it and what happened there make one sum; so do the groups of a part and
    everybody (tables[0]). A lone hidden cell of such a sum is found by subtraction, and two small ones tell a
    small group together: the smallest cells beside them are hidden too, until none is. `parts`: places of the
    tables that share everybody out.

    >>> table = {("a", "b"): Moved(9, 9), ("a", "c"): Moved(2, 2), ("a", "d"): Moved(8, 8)}
    >>> sorted(unsaid([table], 5)[0])
    [('a', 'c'), ('a', 'd')]
    """
    hidden = [{cell for cell, moved in table.items() if moved.persons < least} for table in tables]
    sums = [line for place, table in enumerate(tables) for line in _lines(place, table)]
    for cell in tables[0] if tables else ():
        for part in parts:
            sums.append([(place, cell) for place in (0, *part) if cell in tables[place]])
    changed = True
    while changed:
        changed = False
        for line in sums:
            gone = [(place, cell) for place, cell in line if cell in hidden[place]]
            known = sum(tables[place][cell].count for place, cell in gone)
            left = sorted((tables[place][cell].count, place, cell) for place, cell in line
                          if cell not in hidden[place])  # fmt: skip
            while gone and left and (len(gone) == 1 or known < least):
                count, place, cell = left.pop(0)
                hidden[place].add(cell)
                gone.append((place, cell))
                known, changed = known + count, True
    return hidden


def _lines(place: int, table: Mapping[Cell, Moved]) -> list[list[tuple[int, Cell]]]:
    """The cells that leave each place, those that come to it."""
    lines: dict[tuple[int, str], list[tuple[int, Cell]]] = {}
    for cell in table:
        for end in (0, 1):
            lines.setdefault((end, cell[end]), []).append((place, cell))
    return list(lines.values())
