"""The map of passages, drawn twice: for a desk, and for a phone where nothing must be cut off."""

from collections.abc import Mapping
from html import escape
from math import sqrt
from textwrap import wrap
from typing import Any

from .pathways_layout import NARROW, WIDE, Layout, Point, Size, Way, laid_out
from .simulation_report import days

DRAWN = 40  # lines on the map; the table has them all
OFTEN = ((10, "more"), (20, "rest"))  # past the tenth, past the twentieth
WAITS = ((7, "var(--river)", "7 jours ou moins"), (30, "var(--edge)", "8 à 30 jours"))
LONG = ("var(--maple)", "plus de 30 jours")
LETTER = 6.6  # pixels, about
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom


def drawn(document: dict[str, Any], lines: Mapping[str, str] | None = None) -> str:
    """A line is as wide as it is travelled, its colour says how long people wait, its words both."""
    arcs = [arc for arc in document["arcs"] if arc["from"] != arc["to"]][:DRAWN]
    if not arcs:
        return "<p>Aucun passage d’un service à un autre ne peut être montré.</p>"
    told = "; ".join(
        f"{arc['from']} → {arc['to']}, {arc['count']} fois, {days(arc['median_wait_days'])} jours"
        for arc in arcs[:3]
    )
    label = f"Carte des passages. Les plus fréquents : {told}. Le tableau qui suit les dit tous."
    both = ""
    for kind, size in (("for-wide", WIDE), ("for-narrow", NARROW)):
        layout = laid_out(arcs, document["starts"], lines or {}, size)
        both += f'<div class="{kind}">{_drawing(layout, size, document, label)}</div>'
    rows = "une ligne de services" if lines else "un pas de plus depuis l’entrée"
    caption = f"Chaque rangée est {rows} ; le tableau qui suit dit la même chose, passage par passage."
    return f'<figure class="map"><figcaption>{caption}</figcaption>{_legend()}{both}</figure>'


def rarity(place: int) -> str:
    """The class of the place-th most travelled line, from 0."""
    return next((kind for most, kind in reversed(OFTEN) if place >= most), "")


def _legend() -> str:
    kinds = "".join(
        f'<li><svg width="28" height="8" aria-hidden="true"><path d="M0,4 H28" stroke="{colour}"'
        f' stroke-width="5"/></svg> {words}</li>'
        for colour, words in (*(wait[1:] for wait in WAITS), LONG)
    )
    back = (
        '<li><svg width="28" height="8" aria-hidden="true"><path d="M0,4 H28" stroke="var(--edge)"'
        ' stroke-width="3" stroke-dasharray="6 4"/></svg> retour vers le haut</li>'
    )
    thick = "<li>Plus le trait est large, plus le passage est fréquent.</li>"
    return f'<p class="legend-title">Attente médiane</p><ul class="legend">{kinds}{back}{thick}</ul>'


def _drawing(layout: Layout, size: Size, document: dict[str, Any], label: str) -> str:
    most = max(way.arc["count"] for way in layout.ways)
    boxes = [_rectangle(centre, size.wide, size.high) for centre in layout.at.values()]
    titles = [_titled(title, size.margin, y) for title, y in layout.titles]
    place = {(arc["from"], arc["to"]): k for k, arc in enumerate(document["arcs"])}
    paths, words, taken = [], [], [*boxes, *(box for _, box in titles)]
    for way in layout.ways:
        kind = rarity(place[way.arc["from"], way.arc["to"]])
        paths.append(_path(way, kind, most))
        if kind != "rest":
            words.append(_words(way, kind, taken))
    drawn_boxes = "".join(
        _box(name, centre, size, document["starts"].get(name)) for name, centre in layout.at.items()
    )
    words += [text for text, _ in titles]
    room = f'viewBox="0 0 {layout.width:.0f} {layout.height:.0f}" width="{layout.width:.0f}"'
    # The least travelled below: what matters most stays readable.
    return (
        f'<svg role="img" aria-label="{escape(label)}" {room}>{"".join(reversed(paths))}{drawn_boxes}'
        f"{''.join(words)}</svg>"
    )


def _titled(title: str, x: float, y: float) -> tuple[str, Rectangle]:
    """The line of services that a row opens, and the room it takes."""
    box = (x - 4, y - 13, x + 7.4 * len(title) + 4, y + 5)
    place = f'x="{box[0]:.0f}" y="{box[1]:.0f}" width="{box[2] - box[0]:.0f}" height="18" rx="4"'
    words = f'<text class="row-title" x="{x:.0f}" y="{y:.0f}">{escape(title)}</text>'
    return f'<g class="map-words"><rect {place}/>{words}</g>', box


def _path(way: Way, kind: str, most: int) -> str:
    arc = way.arc
    wait = arc["median_wait_days"]
    colour = next((colour for most_days, colour, _ in WAITS if wait <= most_days), LONG[0])
    wide = 1.2 + 8 * sqrt(arc["count"] / most)
    start = way.points[0]
    curves = [
        f"C{x:.0f},{a:.0f} {u:.0f},{b:.0f} {u:.0f},{v:.0f}"
        for (x, _), (_, a), (_, b), (u, v) in _segments(way)
    ]
    (x, y), bent = way.points[-1], _segments(way)[-1][2]
    down = y > bent[1]
    tip = f"M{x:.0f},{y:.0f} l{-wide:.1f},{-10 if down else 10} h{2 * wide:.1f} z"
    dashes = ' stroke-dasharray="7 4"' if _goes_up(way) else ""
    told = f"{arc['from']} → {arc['to']} : {arc['count']} fois, {days(wait)} jours en médiane"
    return (
        f'<g class="way {kind}"><title>{escape(told)}</title>'
        f'<path d="M{start[0]:.0f},{start[1]:.0f} {" ".join(curves)}" fill="none" stroke="{colour}"'
        f' stroke-width="{wide:.1f}"{dashes}/><path d="{tip}" fill="{colour}"/></g>'
    )


def _goes_up(way: Way) -> bool:
    return way.points[-1][1] < way.points[0][1]


def _segments(way: Way) -> list[tuple[Point, Point, Point, Point]]:
    """Cubic curves from point to point, vertical at each; over the top between two boxes of a row."""
    found = []
    for (x, y), (u, v) in zip(way.points, way.points[1:], strict=False):
        if y == v:
            rise = min(26 + abs(u - x) / 14, 46)
            found.append(((x, y), (x, y - rise), (u, v - rise), (u, v)))
        else:
            half = (v - y) / 2
            found.append(((x, y), (x, y + half), (u, v - half), (u, v)))
    return found


def _words(way: Way, kind: str, taken: list[Rectangle]) -> str:
    """How many, and how long: where it covers neither a box nor other words; nowhere if there is no room."""
    text = f"{way.arc['count']} · {days(way.arc['median_wait_days'])} j"
    half = LETTER * len(text) / 2 + 3
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78):
        for curve in _segments(way):
            x, y = _along(curve, share)
            box = (x - half, y - 9, x + half, y + 8)
            if all(not _meet(box, other) for other in taken):
                taken.append(box)
                place = f'x="{box[0]:.0f}" y="{box[1]:.0f}" width="{2 * half:.0f}" height="17" rx="4"'
                words = f'<text x="{x:.0f}" y="{y + 4:.0f}">{text}</text>'
                return f'<g class="map-words {kind}"><rect {place}/>{words}</g>'
    return ""


def _along(curve: tuple[Point, Point, Point, Point], share: float) -> Point:
    rest = 1 - share
    weights = (rest**3, 3 * rest * rest * share, 3 * rest * share * share, share**3)
    return (
        sum(weight * point[0] for weight, point in zip(weights, curve, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, curve, strict=True)),
    )


def _meet(one: Rectangle, other: Rectangle) -> bool:
    apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    return not apart


def _rectangle(centre: Point, wide: float, high: float) -> Rectangle:
    x, y = centre
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _box(name: str, centre: Point, size: Size, starting: int | None) -> str:
    x, y = centre
    lines = wrap(name, size.letters)
    if len(lines) > size.lines:
        lines = [*lines[: size.lines - 1], lines[size.lines - 1][: size.letters - 1] + "…"]
    told = escape(name) + (f", où commencent {starting} personnes" if starting else "")
    place = (
        f'x="{x - size.wide / 2:.0f}" y="{y - size.high / 2:.0f}" width="{size.wide}" height="{size.high}"'
    )
    first = y + 4.5 - 8 * (len(lines) - 1)
    words = "".join(
        f'<tspan x="{x:.0f}" y="{first + 16 * k:.0f}">{escape(line)}</tspan>' for k, line in enumerate(lines)
    )
    kind = ' class="door"' if starting else ""
    return f'<g class="box"><title>{told}</title><rect {place} rx="8"{kind}/><text>{words}</text></g>'
