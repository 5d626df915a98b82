"""Limits drawn on a map: is a GeoJSON geometry sound, and a lighter drawing of it. No model, no file.

Coordinates are degrees of longitude and latitude (WGS 84). Whether two segments cross is decided on
integers (ten-millionths of a degree, about a centimetre), so the answer never hangs on rounding.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

Point = list[float]  # longitude, latitude
Ring = list[Point]

LARGEST = 200_000  # positions in one geometry
_GRAIN = 10_000_000


class UnsoundGeometry(ValueError):
    """Why a geometry is refused, as a sentence to show."""


def checked(geometry: Any) -> dict[str, Any]:
    """The geometry as given, heights dropped. Raises UnsoundGeometry.

    Refused: anything but a polygon or several, an open or short ring, a position that is not one on Earth,
    a ring without area, sides that cross, a hole outside its polygon. Sides that only touch are accepted:
    official limits have some.
    """
    if not isinstance(geometry, dict):
        raise UnsoundGeometry(_("it has no geometry"))
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise UnsoundGeometry(_("it is neither a Polygon nor a MultiPolygon"))
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons or not all(isinstance(p, list) and p for p in polygons):
        raise UnsoundGeometry(_("it has no coordinates"))
    drawn = [[_ring(ring) for ring in polygon] for polygon in polygons]
    if sum(len(ring) for polygon in drawn for ring in polygon) > LARGEST:
        raise UnsoundGeometry(_("it has more than %(most)s points") % {"most": LARGEST})
    exact = [[[_exact(point) for point in ring] for ring in polygon] for polygon in drawn]
    if crossing := _crossing(ring for polygon in exact for ring in polygon):
        raise UnsoundGeometry(
            _("its sides cross near %(longitude).4f, %(latitude).4f")
            % {"longitude": crossing[0] / _GRAIN, "latitude": crossing[1] / _GRAIN}
        )
    for polygon in exact:
        if not all(_doubled_area(ring) for ring in polygon):
            raise UnsoundGeometry(_("a ring has no area"))
        shell, *holes = polygon
        if not all(_holds(shell, hole[0]) for hole in holes):
            raise UnsoundGeometry(_("a hole lies outside its polygon"))
    return {"type": kind, "coordinates": drawn[0] if kind == "Polygon" else drawn}


def simplified(geometry: dict[str, Any], *, points: int = 300) -> dict[str, Any]:
    """A MultiPolygon of at most about `points` positions, for the eye only (Douglas–Peucker).

    Islands and holes too small to be seen at that scale are left out, never the largest piece.
    """
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    positions = [point for polygon in polygons for point in polygon[0]]
    width = max(x for x, _y in positions) - min(x for x, _y in positions)
    height = max(y for _x, y in positions) - min(y for _x, y in positions)
    squeeze = math.cos(math.radians(sum(y for _x, y in positions) / len(positions)))
    tolerance = max(width * squeeze, height) / 1000
    decimals = max(0, 1 - math.floor(math.log10(tolerance)))
    while True:
        largest = max(polygons, key=lambda polygon: abs(_doubled_area(polygon[0])))
        light = [_light(polygon, tolerance, squeeze, keep=polygon is largest) for polygon in polygons]
        polygons = [rings for rings in light if rings]
        if sum(len(ring) for polygon in polygons for ring in polygon) <= points or tolerance > width + height:
            break
        tolerance *= 1.4  # from what is already light: quicker, and the eye does not tell
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [[[round(x, decimals), round(y, decimals)] for x, y in ring] for ring in polygon]
            for polygon in polygons
        ],
    }


def _light(polygon: list[Ring], tolerance: float, squeeze: float, *, keep: bool) -> list[Ring]:
    """The rings that can still be seen, thinned: none when the shell cannot, unless it is to be kept."""
    rings = []
    for index, ring in enumerate(polygon):
        thin = _thinned(ring, tolerance, squeeze)
        if len(thin) < 4 or abs(_doubled_area(ring)) * squeeze / 2 < (2 * tolerance) ** 2:
            if index:
                continue
            if not keep:
                return []
            thin = thin if len(thin) >= 4 else ring
        rings.append(thin)
    return rings


def _ring(ring: Any) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise UnsoundGeometry(_("a ring has fewer than four points"))
    points = [_point(position) for position in ring]
    if points[0] != points[-1]:
        raise UnsoundGeometry(_("a ring is not closed"))
    return points


def _point(position: Any) -> Point:
    if not isinstance(position, list) or len(position) < 2:
        raise UnsoundGeometry(_("a point is not a longitude and a latitude"))
    for number, limit in zip(position, (180, 90), strict=False):
        # `True` is an int to Python; not to a map.
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise UnsoundGeometry(_("a point is not a longitude and a latitude"))
        if not -limit <= number <= limit:  # false for "not a number" too
            raise UnsoundGeometry(_("a point is not in degrees of longitude and latitude (WGS 84)"))
    return [float(position[0]), float(position[1])]


def _exact(point: Point) -> tuple[int, int]:
    return round(point[0] * _GRAIN), round(point[1] * _GRAIN)


def _doubled_area(ring) -> float:
    """Twice the area, its sign telling which way the ring turns."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _side(a, b, c) -> int:
    """Positive when c is left of a → b, zero on the line."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _holds(ring, point) -> bool:
    """Whether a ring holds a point, its sides included."""
    inside = False
    for a, b in pairwise(ring):
        turn = _side(a, b, point)
        between = min(a[0], b[0]) <= point[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= point[1] <= max(
            a[1], b[1]
        )
        if turn == 0 and between:
            return True
        if (a[1] > point[1]) != (b[1] > point[1]) and (turn > 0) == (b[1] > a[1]):
            inside = not inside
    return inside


def _crossing(rings: Iterator[list[tuple[int, int]]]) -> tuple[int, int] | None:
    """A point near which two sides truly cross, or None. Sweeps from west to east."""
    sides = sorted(
        (min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1]), a, b)
        for ring in rings
        for a, b in pairwise(ring)
        if a != b
    )
    open_sides: list[tuple] = []
    for side in sides:
        west, _east, south, north, a, b = side
        open_sides = [other for other in open_sides if other[1] >= west]
        for _west, _other_east, other_south, other_north, c, d in open_sides:
            if south > other_north or other_south > north:
                continue
            if _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0:
                return a
        open_sides.append(side)
    return None


def _thinned(ring: Ring, tolerance: float, squeeze: float) -> Ring:
    """Douglas–Peucker on a closed ring, opened at its first point and the one farthest from it."""
    flat = [[x * squeeze, y] for x, y in ring]
    far = max(range(len(ring)), key=lambda i: math.dist(flat[0], flat[i]))
    kept = {0, far, len(ring) - 1}
    spans = [(0, far), (far, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        worst, where = tolerance, None
        for i in range(first + 1, last):
            distance = _distance(flat[i], flat[first], flat[last])
            if distance > worst:
                worst, where = distance, i
        if where is not None:
            kept.add(where)
            spans += [(first, where), (where, last)]
    return [ring[i] for i in sorted(kept)]


def _distance(point: Point, a: Point, b: Point) -> float:
    """From a point to a segment."""
    length = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
    if not length:
        return math.dist(point, a)
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length
    along = min(1.0, max(0.0, along))
    return math.dist(point, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))
