"""Import real limits from a GeoJSON file: they then replace the tiles. All of the file, or nothing of it."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.audit.actions import record
from arrimage.apps.network.geometry import UnsoundGeometry, checked, simplified
from arrimage.apps.network.models import Boundary, Territory

LARGEST = 60_000_000  # bytes
# The property that names a feature, the finest level first: a local network also says its region.
CODES = {"rls_code": 4, "rts_code": 3, "rss_code": 2}  # → digits of the code
WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS84")


class BadBoundaryFile(ValueError):
    """Why nothing was imported, as one sentence to show."""


@dataclass(frozen=True)
class Imported:
    """What a file of limits changed. `unknown` are the codes no territory has, in the file's order."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    levels: dict[str, int] = field(default_factory=dict)  # kind of territory → how many
    unknown: list[str] = field(default_factory=list)


@transaction.atomic
def import_boundaries(
    content: bytes,
    *,
    source: str,
    at: datetime,
    by=None,
    progress: Callable[[str], None] | None = None,
) -> Imported:
    """Keep the limits a GeoJSON FeatureCollection (UTF-8, WGS 84) gives for territories we know.

    Each feature says its territory by `rls_code`, `rts_code`, `rss_code` or `code`. A feature whose geometry
    is not sound refuses the whole file, by name; an unknown code is only reported. Raises BadBoundaryFile.
    """
    say = progress or (lambda step: None)
    say(_("Reading the file"))
    named = _named(_features(content))
    say(ngettext("Checking %(n)s limit", "Checking %(n)s limits", len(named)) % {"n": len(named)})
    sound = _sound(named)

    territories = {territory.code: territory for territory in Territory.objects.filter(code__in=sound)}
    unknown = [code for code in sound if code not in territories]
    if not territories:
        raise BadBoundaryFile(
            _("No code of this file is known (%(codes)s): check that it holds Québec’s health territories.")
            % {"codes": _some(unknown)}
        )
    say(_("Keeping the limits and their light drawing"))
    there = {boundary.territory_id: boundary for boundary in Boundary.objects.all()}
    new, changed = [], []
    for code, territory in territories.items():
        geometry, old = sound[code], there.get(territory.pk)
        if old and old.geometry == geometry and old.source == source:
            continue
        (changed if old else new).append(
            Boundary(
                pk=old.pk if old else None,
                territory=territory,
                geometry=geometry,
                outline=simplified(geometry),
                source=source,
                imported_at=at,
            )
        )
    Boundary.objects.bulk_create(new)
    Boundary.objects.bulk_update(changed, ["geometry", "outline", "source", "imported_at"], batch_size=20)
    result = Imported(
        created=len(new),
        updated=len(changed),
        unchanged=len(territories) - len(new) - len(changed),
        levels=dict(Counter(str(territory.kind) for territory in territories.values())),
        unknown=unknown,
    )
    if new or changed:
        record(
            "boundaries.imported",
            by=by,
            at=at,
            details={"source": source, "created": result.created, "updated": result.updated},
        )
    return result


def _features(content: bytes) -> list[Any]:
    if len(content) > LARGEST:
        raise BadBoundaryFile(
            _("This file is over %(most)s MB: simplify the limits before importing them.")
            % {"most": LARGEST // 1_000_000}
        )
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadBoundaryFile(
            _("This file is not GeoJSON in UTF-8: export the limits as GeoJSON again.")
        ) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise BadBoundaryFile(_("This file is not a GeoJSON FeatureCollection."))
    if not features:
        raise BadBoundaryFile(_("This file holds no limit."))
    crs = document.get("crs")
    if crs and not any(known in json.dumps(crs).replace(" ", "") for known in WGS84):
        raise BadBoundaryFile(
            _("This file is in another coordinate system: export it in longitude and latitude (WGS 84).")
        )
    return features


def _named(features: list[Any]) -> dict[str, Any]:
    """Code → geometry. A feature without a code, or a code met twice, refuses the file."""
    named: dict[str, Any] = {}
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not (code := _code_of(feature.get("properties"))):
            raise BadBoundaryFile(
                _(
                    "Feature %(number)s does not say which territory it is: it needs one of the properties "
                    "rls_code, rts_code, rss_code or code."
                )
                % {"number": number}
            )
        if code in named:
            raise BadBoundaryFile(
                _("Code %(code)s is there twice: keep one limit per territory.") % {"code": code}
            )
        named[code] = feature.get("geometry")
    return named


def _code_of(properties: Any) -> str:
    """The territory's code; spreadsheets lose the zeros in front, the property's level gives them back."""
    if not isinstance(properties, dict):
        return ""
    given = {str(name).lower(): value for name, value in properties.items()}
    for name, width in CODES.items():
        if code := _plain(given.get(name)):
            return code.zfill(width)
    return _plain(given.get("code"))


def _plain(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:12]


def _sound(named: dict[str, Any]) -> dict[str, dict]:
    sound, refused = {}, []
    for code, geometry in named.items():
        try:
            sound[code] = checked(geometry)
        except UnsoundGeometry as reason:
            refused.append(f"{code}\u00a0: {reason}")
    if refused:
        raise BadBoundaryFile(
            _("Nothing is imported, these limits are not sound: %(refused)s.")
            % {"refused": _some(refused, " ; ")}
        )
    return sound


def _some(things: list[str], separator: str = ", ", most: int = 8) -> str:
    """The first few, and how many more."""
    shown = separator.join(things[:most])
    return (
        shown if len(things) <= most else shown + separator + _("and %(n)s more") % {"n": len(things) - most}
    )
