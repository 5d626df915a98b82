"""Where organisations are, as codes of territories: for rooms above, which put what they know on a map."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from arrimage.apps.network.models import Coverage, Site
from arrimage.apps.network.models.period import holding_on


def codes_of(organisation_ids: Collection[int], *, day: date) -> dict[int, set[str]]:
    """By organisation, the territories of its open sites and those it answers for. Two queries.

    A confidential address says no more than the territory its organisation answers for.
    """
    found: dict[int, set[str]] = defaultdict(set)
    covered = Coverage.objects.filter(holding_on(day), organisation__in=organisation_ids)
    for organisation, code in covered.values_list("organisation", "territory__code"):
        found[organisation].add(code)
    sites = Site.objects.filter(
        closed_on=None, is_address_hidden=False, organisation__in=organisation_ids, territory__isnull=False
    )
    for organisation, code in sites.values_list("organisation", "territory__code"):
        found[organisation].add(code)
    return dict(found)
