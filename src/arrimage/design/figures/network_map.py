"""The map of a network: who works with whom, from coordinates computed elsewhere.

Groups differ by shape as well as by colour, ties by their line, who has not answered by an empty mark: the
map reads in black and white. It is drawn twice, for a wide page and for a phone (larger marks, fewer names).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from arrimage.design.tokens import light

from .figure import Figure, Key
from .labels import Mark, lines, placed
from .svg import HERE

# Colour and shape of each group, in order; more groups than these share the last.
LOOKS = (
    ("public", "circle", "circle"),
    ("community", "square", "square"),
    ("family", "triangle-up", "up"),
    ("intersectoral", "diamond", "diamond"),
    ("group-5", "triangle-down", "down"),
    ("group-6", "cross", "cross"),
    ("group-7", "M-1,-.6L0,-1L1,-.6L1,.6L0,1L-1,.6Z", "hexagon"),
    ("group-8", "M-1,-.5L1,-.5L1,.5L-1,.5Z", "bar"),
)
ROOM = {
    "diamond": 1.7,
    "triangle-up": 1.5,
    "triangle-down": 1.5,
}  # thin shapes, drawn larger to weigh the same
# Dashes, colour and width of each line; those drawn first lie under the others.
LINES: dict[str, tuple[list[float], str, float]] = {
    "dashdot": ([9, 3, 2, 3], "soft", 1.4),
    "dots": ([1.5, 4], "soft", 1.4),
    "dashes": ([7, 4], "soft", 1.4),
    "plain": ([1, 0], "soft", 1.5),
    "lost": ([2, 5], "maple", 2.4),
    "new": ([1, 0], "river", 3.2),
}
SMALLEST, LARGEST = 11, 32  # pixels across, on a wide page
BEND = 0.075  # how far a tie bows, as a share of its length: the two ways of a pair part


@dataclass(frozen=True)
class Node:
    """One organisation. `x`, `y` from 0 to 1, y upwards; `group` its number in the legend; `size` from 0
    to 1; `is_open` draws an empty mark; `is_here` rings it; `note` is what the live figure adds."""

    key: str
    name: str
    x: float
    y: float
    group: int = 0
    size: float = 0
    url: str = ""
    note: str = ""
    is_open: bool = False
    is_here: bool = False


@dataclass(frozen=True)
class Link:
    """One tie, by keys. `line` is one of LINES; `strength` widens it; `note` is what the live figure says."""

    source: str
    target: str
    line: str = "plain"
    strength: float = 1
    note: str = ""


@dataclass(frozen=True)
class _Sheet:
    width: int
    height: int
    font: float
    grown: float  # marks, beside those of a wide page
    named: int  # how many names at most
    upright: bool  # the longest way goes down


WIDE = _Sheet(width=760, height=540, font=12, grown=1.0, named=70, upright=False)
NARROW = _Sheet(width=340, height=460, font=12, grown=0.85, named=16, upright=True)


def look(group: int) -> tuple[str, str, str]:
    return LOOKS[min(group, len(LOOKS) - 1)]


def key_of_group(label: str, group: int) -> Key:
    token, _shape, style = look(group)
    return Key(label, f"mark mark-{style} {token}")


def key_of_line(label: str, line: str) -> Key:
    return Key(label, f"tie tie-{line}")


def network_map(
    nodes: Sequence[Node],
    links: Sequence[Link],
    *,
    groups: Sequence[str],
    styles: Iterable[tuple[str, str]],
    open_label: str = "",
    **figure,
) -> Figure:
    """The figure. groups: labels, by number; styles: (line, label) for the legend; open_label: what an empty
    mark means. Other arguments go to `Figure` (its title, summary, table and source). Raises KeyError for a
    tie to an organisation that is not there.
    """
    shown = sorted({min(node.group, len(LOOKS) - 1) for node in nodes})
    legend = [key_of_group(groups[group], group) for group in shown if group < len(groups)]
    if open_label and any(node.is_open for node in nodes):
        legend.append(Key(open_label, "mark mark-circle open"))
    used = {link.line for link in links}
    legend += [key_of_line(label, line) for line, label in styles if line in used]
    return Figure(
        chart=_spec(tuple(nodes), tuple(links), WIDE),
        narrow=_spec(tuple(nodes), tuple(links), NARROW),
        legend=legend,
        **figure,
    )


@lru_cache(maxsize=64)
def _spec(nodes: tuple[Node, ...], links: tuple[Link, ...], sheet: _Sheet) -> dict:
    """The chart's `to_dict()`, kept per process. Rows are put in afterwards: Altair looks at each, for a
    second where there are a thousand."""
    import altair as alt

    token = light()
    spots, radii = _spots(nodes, sheet)
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, sheet.width], nice=False, zero=False))
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[sheet.height, 0], nice=False, zero=False))
    one = alt.selection_point(
        name="one", fields=["key"], on="pointerover", clear="pointerout", nearest=False, empty=False
    )
    view = alt.selection_interval(name="view", bind="scales", encodings=["x", "y"])

    ties = (
        alt.Chart(alt.NamedData(name="ties"))
        .mark_line(interpolate="basis", strokeCap="butt")
        .encode(
            x=across,
            y=down,
            order="step:Q",
            detail="tie:N",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            stroke=alt.Stroke("ink:N", scale=None),
            strokeDash=alt.StrokeDash(
                "line:N",
                scale=alt.Scale(domain=list(LINES), range=[dash for dash, _ink, _width in LINES.values()]),
                legend=None,
            ),
            opacity=alt.condition(
                "!isValid(one.key) || datum.source == one.key[0] || datum.target == one.key[0]",
                alt.value(0.62),
                alt.value(0.1),
            ),
            tooltip=alt.Tooltip("note:N", title=""),
        )
    )
    rows = [
        {
            "key": number,
            "x": round(x, 1),
            "y": round(y, 1),
            "area": round((2 * radius) ** 2 * 0.785 * ROOM.get(look(node.group)[1], 1), 1),
            "fill": token["card"] if node.is_open else token[look(node.group)[0]],
            "edge": token[look(node.group)[0]] if node.is_open else token["card"],
            "shape": look(node.group)[1],
            "name": node.name,
            "note": node.note,
            "url": f"{HERE}{node.url}" if node.url else None,
        }
        for number, (node, (x, y), radius) in enumerate(zip(nodes, spots, radii, strict=True))
    ]
    rings = [
        {"x": row["x"], "y": row["y"], "area": round((2 * radius + 10) ** 2 * 0.785, 1)}
        for row, node, radius in zip(rows, nodes, radii, strict=True)
        if node.is_here
    ]
    ring = (
        alt.Chart(alt.NamedData(name="rings"))
        .mark_point(filled=False, shape="circle", color=token["maple"], strokeWidth=3, opacity=1)
        .encode(x=across, y=down, size=alt.Size("area:Q", scale=None))
    )
    marks = (
        alt.Chart(alt.NamedData(name="marks"))
        .mark_point(opacity=1, strokeWidth=2)
        .encode(
            x=across,
            y=down,
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
            shape=alt.Shape("shape:N", scale=None),
            size=alt.Size("area:Q", scale=None),
            href="url:N",
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("note:N", title="·")],
        )
        .add_params(one)
    )
    curves = _curves(nodes, links, spots)
    words = _words(nodes, spots, radii, sheet, _along(curves))
    rows_of = {"ties": curves, "marks": rows, "rings": rings}
    layers = [ties] + ([ring] if rings else []) + [marks]
    for anchor, align in (("start", "left"), ("middle", "center"), ("end", "right")):
        rows_of[anchor] = [word for word in words if word["anchor"] == anchor]
        if not rows_of[anchor]:
            continue
        base = alt.Chart(alt.NamedData(name=anchor)).encode(x=across, y=down, text="text:N")
        style = {
            "align": align,
            "baseline": "middle",
            "fontSize": sheet.font,
            "lineBreak": "\n",
            "lineHeight": sheet.font * 1.12,
        }
        # First the ground under the letters, so that a tie never strikes a name through.
        layers.append(
            base.mark_text(**style, stroke=token["card"], strokeWidth=4.5, strokeJoin="round", tooltip=None)
        )
        layers.append(base.mark_text(**style, color=token["ink"], tooltip=None))
    chart = alt.layer(*layers).properties(width=sheet.width, height=sheet.height).add_params(view)
    return {**chart.to_dict(), "datasets": {name: kept for name, kept in rows_of.items() if kept}}


def _spots(nodes: Sequence[Node], sheet: _Sheet) -> tuple[list[tuple[float, float]], list[float]]:
    """Pixels of each organisation, y downwards, and its radius; fewer organisations, larger marks."""
    crowd = min(1.0, (45 / max(len(nodes), 1)) ** 0.5)
    side = 26 if sheet.upright else 60  # room for names at the edges
    spots, radii = [], []
    for node in nodes:
        x, y = (1 - node.y, 1 - node.x) if sheet.upright else (node.x, 1 - node.y)
        spots.append((side + x * (sheet.width - 2 * side), 22 + y * (sheet.height - 44)))
        # A mark's edge takes 2 pixels of it.
        across = SMALLEST + (LARGEST - SMALLEST) * min(max(node.size, 0), 1) ** 0.5
        radii.append(max(3.2, across * crowd * sheet.grown / 2))
    return spots, radii


def _curves(nodes: Sequence[Node], links: Sequence[Link], spots) -> list[dict]:
    """Three points per tie, which a basis spline makes a bow that begins and ends at the marks."""
    place = {node.key: number for number, node in enumerate(nodes)}
    found = []
    order = list(LINES)
    for number, link in enumerate(sorted(links, key=lambda link: order.index(link.line))):
        _dash, ink, width = LINES[link.line]
        (x1, y1), (x2, y2) = spots[place[link.source]], spots[place[link.target]]
        middle = (
            (x1 + x2) / 2 + (y2 - y1) * BEND * 1.5,
            (y1 + y2) / 2 - (x2 - x1) * BEND * 1.5,
        )
        for step, (x, y) in enumerate(((x1, y1), middle, (x2, y2))):
            found.append(
                {
                    "tie": number,
                    "step": step,
                    "x": round(x, 1),
                    "y": round(y, 1),
                    "line": link.line,
                    "ink": light()[ink],
                    "width": round(min(width * link.strength**0.5, 5), 2),
                    "source": place[link.source],
                    "target": place[link.target],
                    "note": link.note,
                }
            )
    return found


def _along(curves: Sequence[dict]) -> list[tuple[float, float]]:
    """Points along each tie, which its bow passes near: names keep away from them."""
    found = []
    for first, middle, last in zip(curves[::3], curves[1::3], curves[2::3], strict=True):
        for step in range(1, 12):
            share = step / 12
            # A quadratic curve of the same three points, close enough to the spline.
            ends = (1 - share) ** 2, 2 * share * (1 - share), share**2
            found.append(
                tuple(
                    sum(part * point[axis] for part, point in zip(ends, (first, middle, last), strict=True))
                    for axis in "xy"
                )
            )
    return found


def _words(nodes: Sequence[Node], spots, radii, sheet: _Sheet, crossed) -> list[dict]:
    ranked = sorted(
        range(len(nodes)),
        key=lambda n: (not nodes[n].is_here, -nodes[n].size, nodes[n].is_open, nodes[n].name),
    )
    marks = [
        Mark(
            *spots[number],
            radii[number],
            lines(nodes[number].name, 16 if sheet.upright else 19),
        )
        for number in ranked
    ]
    return [
        {
            "x": round(label.x, 1),
            "y": round(label.y - (len(marks[label.mark].words) - 1) * sheet.font * 0.56, 1),
            "anchor": label.anchor,
            "text": "\n".join(marks[label.mark].words),
        }
        for label in placed(marks, width=sheet.width, height=sheet.height, size=sheet.font, crossed=crossed)[
            : sheet.named
        ]
    ]
