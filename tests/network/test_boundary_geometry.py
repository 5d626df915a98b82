"""Which limits are sound, and what their light drawing keeps."""

import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.network.geometry import UnsoundGeometry, checked, simplified

SQUARE = [[-72.0, 46.0], [-71.0, 46.0], [-71.0, 47.0], [-72.0, 47.0], [-72.0, 46.0]]
HOLE = [[-71.8, 46.2], [-71.2, 46.2], [-71.2, 46.8], [-71.8, 46.8], [-71.8, 46.2]]


def polygon(*rings) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_sound_limits_come_back_as_given():
    several = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [[[p[0] + 3, p[1]] for p in SQUARE]]]}

    assert checked(polygon(SQUARE, HOLE)) == polygon(SQUARE, HOLE)
    assert checked(several) == several


def test_heights_are_dropped():
    assert checked(polygon([[*point, 120.5] for point in SQUARE])) == polygon(SQUARE)


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "géométrie"),
        ({"type": "Point", "coordinates": [-72, 46]}, "Polygon"),
        ({"type": "GeometryCollection", "geometries": []}, "Polygon"),
        (polygon(), "coordonnées"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "coordonnées"),
        ({"type": "MultiPolygon", "coordinates": "ici"}, "coordonnées"),
        (polygon([]), "quatre points"),
        (polygon(SQUARE[:3]), "quatre points"),
        (polygon(SQUARE[:4]), "fermé"),
        (polygon([[-72.0, 46.0], "là", *SQUARE[2:]]), "longitude et une latitude"),
        (polygon([[-72.0], *SQUARE[1:]]), "longitude et une latitude"),
        (polygon([[True, 46.0], *SQUARE[1:]]), "longitude et une latitude"),
        (polygon([[x * 100_000, y * 100_000] for x, y in SQUARE]), "WGS\u00a084"),
        (polygon([[-72.0, math.nan], *SQUARE[1:]]), "WGS\u00a084"),
        (polygon([[-math.inf, 46.0], *SQUARE[1:]]), "WGS\u00a084"),
        (polygon([[-72, 46], [-71, 46], [-72, 46], [-72, 46]]), "surface"),
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]), "croisent"),
        (polygon(SQUARE, [[x + 0.5, y] for x, y in HOLE]), "croisent"),
        (polygon(SQUARE, [[x + 5, y] for x, y in HOLE]), "trou"),
    ],
)
def test_unsound_limits_are_refused_with_the_reason(geometry, reason):
    with pytest.raises(UnsoundGeometry, match=reason):
        checked(geometry)


def test_sides_that_only_touch_are_accepted():
    # Two squares joined by a corner, drawn as one ring: some official limits are so.
    ring = [[0, 0], [1, 0], [1, 1], [2, 1], [2, 2], [1, 2], [1, 1], [0, 1], [0, 0]]

    checked(polygon([[-70 + x, 47 + y] for x, y in ring]))


points = st.tuples(st.integers(-7300, -7000), st.integers(4500, 4800))


def crosses_slowly(ring) -> bool:
    """The obvious twin: every pair of sides."""

    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    sides = list(pairwise(ring))
    return any(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for a, b in sides
        for c, d in sides
    )


@given(st.lists(points, min_size=3, max_size=14))
def test_crossings_are_those_of_the_slow_twin(found):
    ring = [*found, found[0]]
    try:
        checked(polygon([[x / 100, y / 100] for x, y in ring]))
        refused = ""
    except UnsoundGeometry as reason:
        refused = str(reason)

    assert ("croisent" in refused) == crosses_slowly(ring)


def wavy(points: int) -> list[list[float]]:
    turns = [2 * math.pi * i / points for i in range(points)]
    ring = [[-71 + math.cos(t) * (1 + 0.05 * math.sin(40 * t)), 47 + math.sin(t)] for t in turns]
    return [*ring, ring[0]]


def test_a_light_drawing_is_light_closed_and_near():
    ring = wavy(20_000)
    light = simplified(checked(polygon(ring)), points=200)

    (drawn,) = light["coordinates"][0]
    assert 50 < len(drawn) <= 200
    assert drawn[0] == drawn[-1]
    assert min(x for x, _ in drawn) == pytest.approx(min(x for x, _ in ring), abs=0.05)
    assert len(json.dumps(light)) < 6_000


def test_a_light_drawing_leaves_out_islets_but_never_the_largest_piece():
    islet = [[-60.0, 50.0], [-59.9999, 50.0], [-59.9999, 50.0001], [-60.0, 50.0]]
    both = {"type": "MultiPolygon", "coordinates": [[islet], [SQUARE]]}

    assert len(simplified(both)["coordinates"]) == 1
    assert len(simplified({"type": "MultiPolygon", "coordinates": [[islet]]})["coordinates"]) == 1
