"""Where somebody is, from what they type: a municipality, a postal code, or the name of a territory.

No geocoder and no request elsewhere: places are those where the directory has sites.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from statistics import median

from django.db.models import Q

from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.search import fold, sort_key
from arrimage.apps.network.models import SearchPoint, Territory
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.vocabulary import TerritoryKind

POSTAL_CODE = re.compile(
    r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[ -]?(\d[ABCEGHJ-NPRSTV-Z]\d)?", re.IGNORECASE
)
EARTH = 6371.0088  # mean radius, km
CHOICES = 6


@dataclass(frozen=True)
class Place:
    """A point with the territories around it; or a territory, then without a point."""

    name: str
    latitude: float | None = None  # degrees, WGS 84
    longitude: float | None = None
    codes: tuple[str, ...] = ()  # of the local networks and territories (RTS) it is in
    territory: Territory | None = None


@dataclass(frozen=True)
class Located:
    """The place meant; or, when the words could mean several, their names."""

    place: Place | None = None
    choices: tuple[str, ...] = ()


def distance_from(latitude: float, longitude: float) -> Callable[[float, float], float]:
    """A function giving the great-circle distance in kilometres from a point in degrees (haversine).

    >>> round(distance_from(45.5017, -73.5673)(46.8139, -71.2080))  # Montréal to Québec
    233
    """
    north, east = radians(latitude), radians(longitude)
    cos_north = cos(north)

    def to(latitude: float, longitude: float) -> float:
        south = radians(latitude)
        height, width = sin((south - north) / 2), sin((radians(longitude) - east) / 2)
        return 2 * EARTH * asin(sqrt(height * height + cos_north * cos(south) * width * width))

    return to


def distance(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Kilometres between two points in degrees."""
    return distance_from(latitude, longitude)(to_latitude, to_longitude)


def around(latitude: float, longitude: float, radius: float) -> Q:
    """The box of points that may be within `radius` km: wider than the circle, quick for an index."""
    height = radius / 111.0
    width = radius / (111.0 * max(0.01, cos(radians(min(89.0, abs(latitude) + height)))))
    return Q(
        latitude__range=(latitude - height, latitude + height),
        longitude__range=(longitude - width, longitude + width),
    )


def _place(name: str, rows: list[tuple]) -> Place:
    """The middle of the sites there: medians, so that one wrong coordinate moves nothing."""
    codes = {code for row in rows if row[4] for code in (row[4], row[4][:3])}
    return Place(
        name,
        latitude=median(row[2] for row in rows),
        longitude=median(row[3] for row in rows),
        codes=tuple(sorted(codes)),
    )


def _points(condition: Q) -> list[tuple]:
    """Place key, its name, latitude, longitude, territory code."""
    return list(
        SearchPoint.objects.filter(condition).values_list(
            "place", "municipality", "latitude", "longitude", "territory_code"
        )
    )


def locate(text: str) -> Located:
    """What place these words mean. At most two queries."""
    text = text.strip()[:120]
    if code := POSTAL_CODE.fullmatch(text):
        area, unit = code[1].upper(), (code[2] or "").upper()
        rows = SearchPoint.objects.filter(postal_code__startswith=area).values_list(
            "place", "municipality", "latitude", "longitude", "territory_code", "postal_code"
        )
        near = [row for row in rows if row[5] == area + unit] or list(rows)
        return Located(_place(f"{area} {unit}".strip(), near)) if near else Located()

    key = sort_key(text, 120)
    if not key:
        return Located()
    by_place: dict[str, list[tuple]] = {}
    for row in _points(Q(place__startswith=key)):
        by_place.setdefault(row[0], []).append(row)
    if key in by_place:
        return Located(_place(min(row[1] for row in by_place[key]), by_place[key]))
    if territory := _territory(key):
        return Located(Place(territory.name, territory=territory))
    names = sorted(min(row[1] for row in rows) for rows in by_place.values())
    if len(by_place) == 1:
        return Located(_place(names[0], next(iter(by_place.values()))))
    return Located(choices=tuple(sorted(names, key=fold)[:CHOICES]))


def territory_of(code: str) -> Territory | None:
    """The territory of this code, whatever was typed."""
    return Territory.objects.filter(code=code).first() if code.isalnum() else None


def _territory(key: str) -> Territory | None:
    """The widest territory of today of that name or code."""
    order = [TerritoryKind.REGION, TerritoryKind.TERRITORY, TerritoryKind.LOCAL]
    meant = [
        territory
        for territory in Territory.objects.filter(holding_on(today()))
        if key in (territory.code, sort_key(territory.name), sort_key(territory.short_name))
    ]
    return min(meant, key=lambda territory: (order.index(territory.kind), territory.code), default=None)
