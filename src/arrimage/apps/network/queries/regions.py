"""The regions organisations answer for, on a day: what pairs two sides of a study."""

from collections.abc import Collection
from datetime import date

from arrimage.apps.network.models import Coverage, Territory, TerritoryParent
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.vocabulary import TerritoryKind


def regions_covered(organisations: Collection[int], on: date) -> dict[int, list[tuple[str, str]]]:
    """Organisation id → (code, name) of each region it answers for, wholly or in part. Two queries."""
    held = Coverage.objects.filter(holding_on(on), organisation__in=organisations).select_related("territory")
    links = TerritoryParent.objects.filter(holding_on(on)).select_related("parent")
    above: dict[int, Territory] = {link.territory_id: link.parent for link in links}
    found: dict[int, dict[str, str]] = {}
    for one in held:
        place = one.territory
        while place.kind != TerritoryKind.REGION and place.pk in above:
            place = above[place.pk]
        if place.kind == TerritoryKind.REGION:
            found.setdefault(one.organisation_id, {})[place.code] = place.name
    return {pk: sorted(regions.items()) for pk, regions in found.items()}
