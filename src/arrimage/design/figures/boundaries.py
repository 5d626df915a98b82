"""Real limits, once somebody imported them: a choropleth, or one territory outlined among its neighbours.

Drawn by us rather than by Vega: a territory is a link, hatching and steps are those of the tile map, and a
point nearer than the pen is wide is left out, which makes the page ten times lighter.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .figure import Figure
from .scale import Steps
from .svg import HATCH
from .tilemap import area_group

WIDTH = 600  # of the drawing, in its own units
PEN = 0.8  # nothing smaller is drawn

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Shape:
    """A territory and its limits: a GeoJSON geometry (Polygon or MultiPolygon, longitudes and latitudes)."""

    code: str
    name: str
    geometry: Mapping


def limits_map(
    shapes: Iterable[Shape],
    values: Mapping[str, float | None],
    *,
    title: str,
    summary: str,
    source: str,
    measure: str,
    links: Mapping[str, str] | None = None,
    here: str = "",
    steps: Steps | None = None,
    **figure,
) -> Figure:
    """The figure of one value per shape; arguments as for `tile_map`.

    Raises ValueError when there is no shape, or one that is neither Polygon nor MultiPolygon.
    """
    shapes = list(shapes)
    if not shapes:
        raise ValueError("a map needs at least one shape")
    known = [values.get(shape.code) for shape in shapes]
    steps = steps or Steps.over(known)
    projected = {shape.code: [[lambert(*p[:2]) for p in ring] for ring in _rings(shape)] for shape in shapes}
    points = [point for rings in projected.values() for ring in rings for point in ring]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    bottom, top = min(y for _x, y in points), max(y for _x, y in points)
    scale = WIDTH / max(right - left, (top - bottom) * 0.8)
    height = (top - bottom) * scale
    links = links or {}
    # The ringed one last, so that its outline lies over its neighbours'.
    body = "".join(
        area_group(
            f'<path class="area" fill-rule="evenodd" d="{_path(projected[shape.code], left, top, scale)}"/>',
            kind="limit",
            label=f"{shape.code} {shape.name}",
            value=values.get(shape.code),
            steps=steps,
            url=links.get(shape.code),
            here=shape.code == here,
        )
        for shape in sorted(shapes, key=lambda shape: shape.code == here)
    )
    box = f"-4 -4 {(right - left) * scale + 8:.0f} {height + 8:.0f}"
    return Figure(
        title=title,
        chart=mark_safe(f'<svg class="limits" viewBox="{box}">{HATCH}{body}</svg>'),  # noqa: S308 — as tile_map
        summary=summary,
        source=source,
        header=[_("Code"), _("Territory"), measure],
        rows=[[shape.code, shape.name, values.get(shape.code)] for shape in shapes],
        legend=steps.legend(known),
        **figure,
    )


def lambert(longitude: float, latitude: float) -> Point:
    """Québec's usual projection (conic conformal, parallels 46° and 60°), on a sphere of radius 1.

    Projecting here makes the direction in which a ring was drawn irrelevant; on Vega's sphere a ring drawn
    the wrong way round fills the rest of the world.
    """
    turn = _CONE * math.radians(longitude + 68.5)
    distance = _F / math.tan(math.pi / 4 + math.radians(latitude) / 2) ** _CONE
    return distance * math.sin(turn), -distance * math.cos(turn)


_SOUTH, _NORTH = math.radians(46), math.radians(60)
_CONE = math.log(math.cos(_SOUTH) / math.cos(_NORTH)) / math.log(
    math.tan(math.pi / 4 + _NORTH / 2) / math.tan(math.pi / 4 + _SOUTH / 2)
)
_F = math.cos(_SOUTH) * math.tan(math.pi / 4 + _SOUTH / 2) ** _CONE / _CONE


def _rings(shape: Shape) -> list[Ring]:
    kind, coordinates = shape.geometry.get("type"), shape.geometry.get("coordinates")
    if kind == "Polygon":
        return list(coordinates)
    if kind == "MultiPolygon":
        return [ring for polygon in coordinates for ring in polygon]
    raise ValueError(f"{shape.code}: {kind!r} is neither Polygon nor MultiPolygon")


def _path(rings: list[list[Point]], left: float, top: float, scale: float) -> str:
    """SVG path of the rings, less the points and islets the pen would cover; one ring always stays."""
    drawn = []
    for ring in sorted(rings, key=len, reverse=True):
        kept: list[Point] = []
        for x, y in ring:
            point = ((x - left) * scale, (top - y) * scale)
            if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= PEN:
                kept.append(point)
        if len(kept) > 3 or not drawn:
            drawn.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in kept) + "Z")
    return "".join(drawn)
