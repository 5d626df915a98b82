"""The maps of a needs report: persons in need, and gaps where a norm holds; hatched where none does."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .csv_file import Refused, content_of
from .needs_words import in_words
from .page import drawn, with_design

if TYPE_CHECKING:
    from arrimage.design.figures import Figure, Shape

    from .needs import Found

MOST_MAPS = 6  # of each kind; the tables have the rest


def read_limits(path: Path, codes: Mapping[str, object]) -> list["Shape"]:
    """The limits (GeoJSON, longitudes and latitudes) of the territories: which property holds their codes is
    looked for. Raises Refused."""
    from arrimage.design.figures import Shape

    try:
        features = json.loads(content_of(path).decode("utf-8-sig"))["features"]
        told = [
            (feature["properties"] | {"id": feature.get("id")}, feature["geometry"]) for feature in features
        ]
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{path.name} n’est pas un GeoJSON de territoires (FeatureCollection).") from None
    keys = dict.fromkeys(key for properties, _ in told for key in properties)
    hits = {key: sum(_code(properties.get(key)) in codes for properties, _ in told) for key in keys}
    best = max(hits, key=lambda key: hits[key], default=None)
    if best is None or not hits[best]:
        raise Refused(f"{path.name} n’a aucun des territoires de la population : vérifiez leurs codes.")
    words = [key for key in keys if key.endswith(("_nom", "name", "nom")) and key[:3] == best[:3]]
    return [
        Shape(_code(properties[best]), str(properties.get((words or [best])[0])), geometry)
        for properties, geometry in told
        if _code(properties.get(best)) in codes
    ]


def _code(value: object) -> str:
    return "" if value is None else str(value)


def maps(found: "Found", shapes: list["Shape"], names: Mapping[str, str]) -> list[str]:
    """HTML figures, for two territories or more."""
    if len(found.territories) < 2:
        return []
    with_design()
    from django.utils import translation

    with translation.override("fr"):
        return [drawn(figure) for figure in [*_needs(found, shapes, names), *_gaps(found, shapes, names)]]


def _needs(found: "Found", shapes, names) -> list["Figure"]:
    groups = dict.fromkeys(name for one in found.territories.values() for name in one.needs)
    return [
        _map(
            {
                code: 1000 * one.needs[group] / one.population
                if one.population and group in one.needs
                else None
                for code, one in found.territories.items()
            },
            shapes,
            names,
            title=f"{in_words(group)} : combien de personnes sur 1 000 ?",
            summary="Personnes qui pourraient avoir besoin de soutien, pour 1 000 habitants.",
            source="taux et population de ce rapport",
            measure="Pour 1 000 habitants",
        )
        for group in list(groups)[:MOST_MAPS]
    ]


def _gaps(found: "Found", shapes, names) -> list["Figure"]:
    services = dict.fromkeys(
        name
        for one in found.territories.values()
        for name, line in one.services.items()
        if line.gap is not None
    )
    figures = []
    for service in list(services)[:MOST_MAPS]:
        values = {code: _gap_of(one, service) for code, one in found.territories.items()}
        unit = next(
            one.services[service].unit for one in found.territories.values() if service in one.services
        )
        figures.append(
            _map(
                values,
                shapes,
                names,
                title=f"{in_words(service)} : où manque-t-il quelque chose, selon la norme adoptée ?",
                summary=(
                    f"Écart ({in_words(unit)}) pour 100 000 habitants : ce que la norme demande, moins ce"
                    " qui est offert et déclaré comme compté. Hachuré : aucune norme adoptée, donc aucun"
                    " écart."
                ),
                source="normes et offre de ce rapport",
                measure="Écart pour 100 000 habitants",
            )
        )
    return figures


def _gap_of(one, service: str) -> float | None:
    line = one.services.get(service)
    return (
        None
        if line is None or line.gap is None or not one.population
        else 100_000 * line.gap / one.population
    )


def _short(value: float | None) -> float | None:
    """Fit for a tile, where a thumb is as wide as it."""
    return None if value is None else round(value, 1 if abs(value) < 99.95 else 0)


def _map(
    values: dict[str, float | None], shapes: list["Shape"], names: Mapping[str, str], **told
) -> "Figure":
    """With limits where somebody gave them; else the tile map where codes are its own; else a mosaic."""
    from arrimage.design.figures import limits_map, mosaic, tile_map
    from arrimage.design.figures.tilemap import REGIONS, territory_codes

    values = {code: _short(value) for code, value in values.items()}
    if shapes:
        return limits_map(shapes, values, **told)
    if set(values) <= set(REGIONS):
        return tile_map(values, **told)
    if set(values) <= {code for region in REGIONS for code in territory_codes(region)}:
        return tile_map(values, level="territory", **told)
    return mosaic(values, names=names, **told)
