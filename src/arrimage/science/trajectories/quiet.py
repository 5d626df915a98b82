"""What a table of moves must not say, so that no small group is told, nor found by subtraction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .panel import Panel
from .travellers import Travellers

Cell = tuple[str, str]  # (from, to); from "" a story begins, to "" it ends
Place = tuple[int, Cell]  # of which table
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
    of: dict[Place, list[int]] = {}
    for number, line in enumerate(sums):
        for one in line:
            of.setdefault(one, []).append(number)
    gone = [sum(cell in hidden[place] for place, cell in line) for line in sums]
    waiting = [number for number in range(len(sums)) if gone[number]]
    while waiting:
        line = sums[waiting.pop(0)]
        out = [(place, cell) for place, cell in line if cell in hidden[place]]
        left = [one for one in line if one not in out]
        known = sum(tables[place][cell].count for place, cell in out)
        while out and left and (len(out) == 1 or known < least):
            # One that other sums lack too, then the smallest: as little as can be is hidden.
            one = min(left, key=lambda one: (-_lacks(of[one], gone), tables[one[0]][one[1]].count, one))
            left.remove(one)
            out.append(one)
            hidden[one[0]].add(one[1])
            known += tables[one[0]][one[1]].count
            for number in of[one]:
                gone[number] += 1
                waiting.append(number)
    return hidden


def _lacks(numbers: Sequence[int], gone: Sequence[int]) -> int:
    """Of the sums a cell is in, how many already hide one: hiding it opens no other sum."""
    return sum(gone[number] > 0 for number in numbers)


def _lines(place: int, table: Mapping[Cell, Moved]) -> list[list[Place]]:
    """The cells that leave each place, those that come to it."""
    lines: dict[tuple[int, str], list[Place]] = {}
    for cell in table:
        for end in (0, 1):
            lines.setdefault((end, cell[end]), []).append((place, cell))
    return list(lines.values())
