"""Where to write names beside marks, so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WIDE, LINE = 0.57, 1.15  # of the font size: a letter on average, a line of text


@dataclass(frozen=True)
class Mark:
    """A mark of the drawing, in its pixels, y downwards; `words` in lines. The first are served first."""

    x: float
    y: float
    radius: float
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Label:
    """Which mark's words stand where: (x, y) is their anchor (`start`, `middle`, `end`), y their middle."""

    mark: int
    x: float
    y: float
    anchor: str


def placed(
    marks: Sequence[Mark],
    *,
    width: float,
    height: float,
    size: float,
    crossed: Sequence[tuple[float, float]] = (),
) -> list[Label]:
    """Beside, over or under each mark, where it covers no other mark and no other words; else not at all.

    Of the free places, the one with fewest of the points of `crossed` (where lines go), then the first.
    """
    points = np.array(crossed, dtype=float).reshape(-1, 2)
    taken = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    found = []
    for number, mark in enumerate(marks):
        if not mark.words:
            continue
        wide = max(map(len, mark.words)) * size * WIDE
        high = len(mark.words) * size * LINE
        free = [
            (_count(points, box), order, label, box)
            for order, (label, box) in enumerate(_ways(number, mark, wide, high))
            if box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
            if not any(_meet(box, other) for other in taken)
        ]
        if free:
            _crossings, _order, label, box = min(free, key=lambda way: way[:2])
            taken.append(box)
            found.append(label)
    return found


def _ways(number: int, mark: Mark, wide: float, high: float):
    aside, over = mark.radius + 4, mark.radius + 2 + high / 2
    half = high / 2
    for x, y, anchor in (
        (mark.x + aside, mark.y, "start"),
        (mark.x - aside, mark.y, "end"),
        (mark.x, mark.y + over, "middle"),
        (mark.x, mark.y - over, "middle"),
        (mark.x + aside * 0.8, mark.y + over * 0.75, "start"),
        (mark.x + aside * 0.8, mark.y - over * 0.75, "start"),
        (mark.x - aside * 0.8, mark.y + over * 0.75, "end"),
        (mark.x - aside * 0.8, mark.y - over * 0.75, "end"),
    ):
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
        yield Label(number, x, y, anchor), (left, y - half, left + wide, y + half)


def _count(points: np.ndarray, box: tuple[float, ...]) -> int:
    x, y = points[:, 0], points[:, 1]
    return int(((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])).sum())


def _meet(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def lines(words: str, most: int = 18) -> list[str]:
    """A name on one line, or two of about `most` letters; what does not fit ends with an ellipsis."""
    if len(words) <= most:
        return [words]
    first, rest = "", words
    for word in words.split():
        if first and len(first) + 1 + len(word) > most:
            break
        first = f"{first} {word}".strip()
    rest = words[len(first) :].strip()
    if not rest:
        return [first]
    return [first, rest if len(rest) <= most else rest[: most - 1].rstrip(" ,-–·’") + "…"]
