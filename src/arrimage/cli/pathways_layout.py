"""Where the map of passages puts each service and each line between two: rows of services, lines beside them.

Services of a row are put in the order that crosses fewest lines; each line has its own place on the edge of a
box, and goes between the boxes of the rows it passes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Arc = dict[str, Any]
SWEEPS = 8
LANE = 7  # pixels between two lines through one gap


@dataclass(frozen=True)
class Size:
    """In pixels. across: boxes of a row at most. between: two rows. letters, lines: of the words of a box."""

    across: int
    wide: float
    high: float
    gap: float
    between: float
    margin: float
    letters: int
    lines: int


WIDE = Size(across=4, wide=210, high=54, gap=44, between=96, margin=26, letters=27, lines=2)
NARROW = Size(across=2, wide=140, high=66, gap=24, between=72, margin=12, letters=20, lines=3)


@dataclass(frozen=True)
class Row:
    """title: of the line of services it opens, "" inside one."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """points: where the line goes through, first and last ones on boxes; it is vertical at each."""

    arc: Arc
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Layout:
    """at: centre of each box. titles: (words, height) of the rows that have some."""

    width: float
    height: float
    at: dict[str, Point]
    titles: tuple[tuple[str, float], ...]
    ways: tuple[Way, ...]


def laid_out(arcs: Sequence[Arc], starts: Mapping[str, int], lines: Mapping[str, str], size: Size) -> Layout:
    """lines: activity → the line of services it is of; where nobody told any, rows follow the ways in."""
    rows = _ordered(_told(arcs, lines, size) if lines else _by_depth(arcs, starts, size), arcs)
    width = 2 * size.margin + size.across * size.wide + (size.across - 1) * size.gap
    at: dict[str, Point] = {}
    titles = []
    y = 0.0
    for place, row in enumerate(rows):
        y += 26.0 if row.title else 0.0
        if row.title:
            titles.append((row.title, y - 8))
        # Lines that come over the top of the first row need some room.
        y += size.between / 2 if not place or row.title else 0.0
        free = (width - len(row.names) * size.wide) / (len(row.names) + 1)
        for k, name in enumerate(row.names):
            at[name] = (free * (k + 1) + size.wide * (k + 0.5), y + size.high / 2)
        y += size.high + size.between
    ways = _ways(arcs, [row.names for row in rows], at, size, width)
    return Layout(width, y - size.between + 16, at, tuple(titles), tuple(ways))


def _told(arcs: Sequence[Arc], lines: Mapping[str, str], size: Size) -> list[Row]:
    names = list(dict.fromkeys(name for arc in arcs for name in (arc["from"], arc["to"])))
    told = dict.fromkeys(lines.values())
    groups = {line: [name for name in names if lines.get(name) == line] for line in told}
    groups["Aucune ligne dite"] = [name for name in names if name not in lines]
    return [
        Row(line if not k else "", tuple(some))
        for line, group in groups.items()
        for k, some in enumerate(_cut(group, size.across))
    ]


def _by_depth(arcs: Sequence[Arc], starts: Mapping[str, int], size: Size) -> list[Row]:
    """Each service one row below the nearest service people come from, those they start with first."""
    names = list(dict.fromkeys(name for arc in arcs for name in (arc["from"], arc["to"])))
    first = [name for name in starts if name in names][: size.across] or names[:1]
    depth, waiting = dict.fromkeys(first, 0), list(first)
    while waiting:
        here = waiting.pop(0)
        for arc in arcs:
            if arc["from"] == here and arc["to"] not in depth:
                depth[arc["to"]] = depth[here] + 1
                waiting.append(arc["to"])
    last = max(depth.values()) + 1
    groups: dict[int, list[str]] = {}
    for name in names:
        groups.setdefault(depth.get(name, last), []).append(name)
    return [Row("", tuple(some)) for _, group in sorted(groups.items()) for some in _cut(group, size.across)]


def _cut(names: list[str], most: int) -> list[list[str]]:
    """In rows of about the same length."""
    rows = -(-len(names) // most)
    return [names[k * len(names) // rows : (k + 1) * len(names) // rows] for k in range(rows)]


def _ordered(rows: list[Row], arcs: Sequence[Arc]) -> list[Row]:
    """Each service near the middle of those it shares people with (Sugiyama, Tagawa and Toda 1981,
    doi:10.1109/TSMC.1981.4308636), its title staying where it was."""
    near: dict[str, list[tuple[str, float]]] = {}
    for arc in arcs:
        near.setdefault(arc["from"], []).append((arc["to"], arc["count"]))
        near.setdefault(arc["to"], []).append((arc["from"], arc["count"]))
    found = [list(row.names) for row in rows]
    for sweep in range(SWEEPS):
        place = {name: (k + 0.5) / len(row) for row in found for k, name in enumerate(row)}
        for row in found if sweep % 2 else reversed(found):
            inside = set(row)
            middles = {}
            for name in row:
                others = [(place[other], count) for other, count in near[name] if other not in inside]
                weight = sum(count for _, count in others)
                middles[name] = sum(x * count for x, count in others) / weight if weight else place[name]
            row.sort(key=lambda name: (middles[name], name))
            place |= {name: (k + 0.5) / len(row) for k, name in enumerate(row)}
    return [Row(row.title, tuple(names)) for row, names in zip(rows, found, strict=True)]


def _ways(arcs, rows: list[tuple[str, ...]], at: dict[str, Point], size: Size, width: float) -> list[Way]:
    row_of = {name: number for number, names in enumerate(rows) for name in names}
    used: dict[tuple[int, int], int] = {}
    through = []
    for arc in arcs:
        start, end = row_of[arc["from"]], row_of[arc["to"]]
        step = 1 if end > start else -1
        passed = range(start + step, end, step) if start != end else ()
        points: list[Point] = []
        for number in passed:
            so_far = (abs(number - start)) / abs(end - start)
            wanted = at[arc["from"]][0] + so_far * (at[arc["to"]][0] - at[arc["from"]][0])
            points.append(_gap(number, rows[number], wanted, at, size, width, used))
        through.append(points)
    ends = _ends(arcs, through, row_of, at, size)
    return [
        Way(arc, (ends[k, 0], *points, ends[k, 1]))
        for k, (arc, points) in enumerate(zip(arcs, through, strict=True))
    ]


def _gap(number: int, names, wanted: float, at, size: Size, width: float, used) -> Point:
    """The gap between two boxes of a row, or beside them, nearest to where the line would pass."""
    centres = sorted(at[name][0] for name in names)
    half = size.wide / 2
    edges = [0.0, *(side for x in centres for side in (x - half, x + half)), width]
    gaps = [(edges[k] + edges[k + 1]) / 2 for k in range(0, len(edges), 2)]
    best = min(range(len(gaps)), key=lambda k: abs(gaps[k] - wanted))
    taken = used[number, best] = used.get((number, best), 0) + 1
    aside = LANE * (taken // 2) * (1 if taken % 2 else -1)
    return gaps[best] + aside, at[names[0]][1]


def _ends(arcs, through, row_of, at, size: Size) -> dict[tuple[int, int], Point]:
    """For each end of each line, a place of its own on the edge of a box, in the order of where it goes."""
    sides: dict[tuple[str, str], list[tuple[float, int, int, int]]] = {}
    for k, arc in enumerate(arcs):
        one, other = arc["from"], arc["to"]
        down, beside = row_of[other] > row_of[one], row_of[other] == row_of[one]
        points = [at[one], *through[k], at[other]]
        leaves, comes = ("top", "top") if beside else ("bottom", "top") if down else ("top", "bottom")
        # The two lines between two boxes keep the same order at both, so that they do not cross.
        sides.setdefault((one, leaves), []).append((points[1][0], int(not down), k, 0))
        sides.setdefault((other, comes), []).append((points[-2][0], int(not down), k, 1))
    ends = {}
    for (name, side), lines in sides.items():
        x, y = at[name]
        room = 0.84 * size.wide
        for place, (_, _, k, which) in enumerate(sorted(lines)):
            where = x - room / 2 + room * (place + 0.5) / len(lines)
            ends[k, which] = where, y + (size.high if side == "bottom" else -size.high) / 2
    return ends
