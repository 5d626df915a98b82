"""The map of trajectories, drawn: services in layers, from where people come in, and who goes where."""

from html import escape
from math import sqrt
from typing import Any

from .simulation_report import days

DRAWN = 40  # arcs on the map; the table has them all
ROW, BOX, WIDE, GAP, TOP = 128, 44, 190, 40, 64
SIDE = 38  # those who go down leave on the left of a box, those who come back on its right
WAITS = ((7, "var(--river)", "7 jours ou moins"), (30, "var(--edge)", "8 à 30 jours"))
LONG = ("var(--maple)", "plus de 30 jours")
Place = tuple[float, float]


def drawn(document: dict[str, Any]) -> str:
    """A line is as wide as it is travelled, its colour says how long people wait, its words both."""
    arcs = [arc for arc in document["arcs"] if arc["from"] != arc["to"]][:DRAWN]
    if not arcs:
        return "<p>Personne n’est allé d’un service à un autre.</p>"
    layers = _layers(arcs, document["starts"])
    across = max(len(layer) for layer in layers)
    width, height = across * (WIDE + GAP) + GAP, len(layers) * ROW + TOP - 40
    at = {}
    for row, layer in enumerate(layers):
        gap = width / len(layer)
        for place, name in enumerate(layer):
            at[name] = (gap * (place + 0.5), row * ROW + TOP + BOX / 2)
    most = max(arc["count"] for arc in document["arcs"])
    lines = [_line(at[arc["from"]], at[arc["to"]], arc, most) for arc in arcs]
    boxes = "".join(_box(name, *at[name], document["starts"].get(name)) for name in at)
    title = f"Carte des {len(arcs)} passages les plus fréquents ; le tableau qui suit dit la même chose."
    size = f'viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}"'
    ways, words = ("".join(part) for part in zip(*lines, strict=True))
    drawing = f'<svg role="img" aria-label="{title}" {size} font-size="13">{ways}{boxes}{words}</svg>'
    scroll = '<div class="scroll" role="region" tabindex="0" aria-label="Carte des passages">'
    return f"<figure><figcaption>{title}</figcaption>{_legend()}{scroll}{drawing}</div></figure>"


def rarity(arc: dict[str, Any], most: int) -> str:
    return "rare" if arc["count"] < 0.05 * most else "less" if arc["count"] < 0.2 * most else ""


def _legend() -> str:
    kinds = "".join(
        f'<span><svg width="28" height="8" aria-hidden="true"><path d="M0,4 H28" stroke="{colour}"'
        f' stroke-width="5"/></svg> {words}</span>'
        for colour, words in ((colour, words) for colour, words in (*(wait[1:] for wait in WAITS), LONG))
    )
    back = (
        '<span><svg width="28" height="8" aria-hidden="true"><path d="M0,4 H28" stroke="var(--edge)"'
        ' stroke-width="3" stroke-dasharray="6 4"/></svg> retour vers le haut</span>'
    )
    return f'<p class="legend"><span>Attente médiane :</span>{kinds}{back}</p>'


def _layers(arcs: list[dict[str, Any]], starts: dict[str, int]) -> list[list[str]]:
    """Each service one row below the nearest service people come from, those they start with first."""
    names = list(dict.fromkeys(name for arc in arcs for name in (arc["from"], arc["to"])))
    first = [name for name in starts if name in names][:3] or names[:1]
    depth = dict.fromkeys(first, 0)
    waiting = list(first)
    while waiting:
        here = waiting.pop(0)
        for arc in arcs:
            if arc["from"] == here and arc["to"] not in depth:
                depth[arc["to"]] = depth[here] + 1
                waiting.append(arc["to"])
    last = max(depth.values()) + 1
    rows: dict[int, list[str]] = {}
    for name in names:
        rows.setdefault(depth.get(name, last), []).append(name)
    # Four to a row at most: a wide row goes on below.
    return [row[k : k + 4] for _, row in sorted(rows.items()) for k in range(0, len(row), 4)]


def _line(start: Place, end: Place, arc: dict[str, Any], most: int) -> tuple[str, str]:
    (x, y), (u, v) = start, end
    beside, down = y == v, v > y
    if beside:  # over the top, higher for those further away
        y = v = y - BOX / 2
        bend = -min(24 + abs(u - x) / 12, TOP - 6)
    else:
        side = -SIDE if down else SIDE
        x, u = x + side, u + side
        y, v = (y + BOX / 2, v - BOX / 2) if down else (y - BOX / 2, v + BOX / 2)
        bend = 34 if down else -34
    wait = days(arc["median_wait_days"])
    told = f"{arc['from']} → {arc['to']} : {arc['count']} fois, {wait} jours en médiane"
    colour = next((colour for most_days, colour, _ in WAITS if arc["median_wait_days"] <= most_days), LONG[0])
    back = "" if down else ' stroke-dasharray="6 4"'
    arriving = v + bend if beside else v - bend
    way = f"M{x:.0f},{y:.0f} C{x:.0f},{y + bend:.0f} {u:.0f},{arriving:.0f} {u:.0f},{v:.0f}"
    stroke = (
        f'stroke="{colour}" stroke-opacity=".6" stroke-width="{1 + 9 * sqrt(arc["count"] / most):.1f}"{back}'
    )
    rare = rarity(arc, most)
    path = f'<path class="{rare}" d="{way}" fill="none" {stroke}><title>{escape(told)}</title></path>'
    if rare:
        return path, ""
    middle = y + 0.75 * bend if beside else (y + v) / 2
    words = (
        f'<text class="map-words" x="{(x + u) / 2:.0f}" y="{middle + 4:.0f}" text-anchor="middle"'
        ' font-size="12" fill="currentColor" stroke="var(--paper)" stroke-width="4">'
        f"{arc['count']} · {wait} j</text>"
    )
    return path, words


def _box(name: str, x: float, y: float, starting: int | None) -> str:
    short = name if len(name) <= 25 else name[:24] + "…"
    told = escape(name) + (f", où commencent {starting} personnes" if starting else "")
    left, top = x - WIDE / 2, y - BOX / 2
    place = f'x="{left:.0f}" y="{top:.0f}" width="{WIDE}" height="{BOX}" rx="8"'
    width = 2.5 if starting else 1
    box = f'<rect {place} fill="var(--card)" stroke="currentColor" stroke-width="{width}"/>'
    words = (
        f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle" fill="currentColor">{escape(short)}</text>'
    )
    return f"<g><title>{told}</title>{box}{words}</g>"
