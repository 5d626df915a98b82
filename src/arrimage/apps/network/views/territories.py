"""Québec in territories: the map, the list, and the page of each. Public."""

from collections.abc import Mapping
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.kernel.search import sort_key
from arrimage.apps.network.models import Boundary, Territory
from arrimage.apps.network.queries import offerings, territories
from arrimage.apps.network.vocabulary import OrganisationKind, TerritoryKind
from arrimage.design.figures import Figure, Shape, Steps, limits_map, population_pyramid, tile_map
from arrimage.design.figures.tilemap import PARTS, REGIONS, territory_codes
from arrimage.design.numbers import number, percent
from arrimage.design.tables import Column, table_for

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
PER_PAGE = 6  # resources in their own words on a page
# Round figures that part Québec's territories well; even steps would leave all but Montréal in the first.
PERSONS = {
    TerritoryKind.REGION: Steps((0, 100_000, 250_000, 500_000, 1_000_000)),
    TerritoryKind.TERRITORY: Steps((0, 100_000, 250_000, 400_000, 600_000)),
    TerritoryKind.LOCAL: Steps((0, 20_000, 50_000, 100_000, 200_000)),
}
TILES = {
    TerritoryKind.REGION: frozenset(REGIONS),
    TerritoryKind.TERRITORY: frozenset(code for region in REGIONS for code in territory_codes(region)),
}


@reachable_by(EVERYONE)
def territory_list(request: HttpRequest) -> HttpResponse:
    """The province at a glance: map and list, at the level and in the year asked for."""
    years = territories.years_known()
    year = _year(request, years)
    kind = request.GET.get("kind", "")
    kind = TerritoryKind(kind) if kind in TerritoryKind.values else TerritoryKind.REGION
    region = request.GET.get("region", "")
    listed = territories.listed_territories(year=year)
    level = [line for line in listed if line.territory.kind == kind]
    regions = [line for line in listed if line.territory.kind == TerritoryKind.REGION]
    columns = [
        Column(
            "name",
            _("Territory"),
            lambda line: line.territory.name,
            sort=lambda line: sort_key(line.territory.name),
            link=lambda line: line.territory.get_absolute_url(),
        ),
        Column("code", _("Code"), lambda line: line.territory.code, sort=lambda line: line.territory.code),
        Column(
            "parent",
            _("Part of"),
            lambda line: line.parent.name if line.parent else "",
            link=lambda line: line.parent.get_absolute_url() if line.parent else None,
        ),
        Column(
            "population",
            _("Population in %(year)s") % {"year": year},
            sort=lambda line: line.population,
            numeric=True,
        ),
    ]
    if kind == TerritoryKind.REGION:
        columns = [column for column in columns if column.key != "parent"]
    if kind == TerritoryKind.LOCAL:  # above them, only Montréal and Laval are of one kind throughout
        place = Column(
            "place", _("Kind of place"), lambda line: line.territory.get_place_kind_display() or None
        )
        columns.insert(-1, place)
    if request.GET.get("export"):
        columns.append(Column("source", _("Source"), lambda line: line.territory.source))
    table = table_for(
        request,
        [line for line in level if region in ("", line.region.code)],
        columns,
        caption=PLURAL[kind](),
        per_page=100,
    )
    if export := EXPORTS.get(table.export_format or ""):
        return export(f"territoires-{kind}-{year}", table.header, table.export_rows)
    return render(
        request,
        "network/territory_list.html",
        {
            "table": table,
            "map": province_map(kind, territories.totals(kind, year), year),
            "kind": kind,
            "kinds": [(code, plural()) for code, plural in PLURAL.items()],
            "regions": [line.territory for line in regions],
            "region": region,
            "year": year,
            "years": years,
            "total": sum(line.population or 0 for line in regions if line.territory.code in REGIONS),
        },
    )


# A level, as the heading of many.
PLURAL = {
    TerritoryKind.REGION: lambda: _("Regions"),
    TerritoryKind.TERRITORY: lambda: _("Territories of the centres"),
    TerritoryKind.LOCAL: lambda: _("Local networks"),
}


@reachable_by(EVERYONE)
def territory_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One territory: who helps here, in their own words first; how many live here; what it is part of."""
    territory = get_object_or_404(Territory, code=code)
    is_over = territory.until is not None and territory.until <= today()
    kin = territories.lineage(territory)
    if territory.is_pseudo and kin.above:
        return redirect(kin.above[0])
    people = territories.populations(territory)
    year = _year(request, list(people))
    answering = territories.answering(territory, kin)
    context = {
        "territory": territory,
        "kin": kin,
        "year": year,
        "years": list(people),
        "population": people.get(year),
        "pyramid": pyramid(territory, people[year]) if year in people else None,
        "centres": [
            each for each in answering if each.organisation.kind == OrganisationKind.INTEGRATED_CENTRE
        ],
        "has_no_coalition": (kin.above or [territory])[-1].has_no_coalition,
        "coalitions": [each for each in answering if each.organisation.kind == OrganisationKind.COALITION],
        "steps": [step(change) for change in territories.history(territory)],
        "over_since": day_in_words(territory.until) if is_over else "",
    }
    if not is_over:
        context |= _who_helps(request, territory, kin.ids)
        context["map"] = place_map(territory, kin, year)
    return render(request, "network/territory_detail.html", context)


def _who_helps(request: HttpRequest, territory: Territory, places: list[int]) -> dict[str, object]:
    day = today()
    kinds = offerings.organisations_by_kind(territory, places, day)
    in_own_words = Paginator(offerings.in_own_words(territory, places, day), PER_PAGE)
    in_own_words.count = sum(kind.in_own_words for kind in kinds)  # counted already
    families, uncategorised = offerings.offers_by_family(territory, places, day)
    return {
        "kinds": kinds,
        "organisation_count": sum(kind.count for kind in kinds),
        "in_own_words": in_own_words.get_page(request.GET.get("page")),
        "families": families,
        "uncategorised": uncategorised,
    }


def _year(request: HttpRequest, years: list[int]) -> int:
    """The year asked for if it is known, else this one, else the nearest known."""
    asked = request.GET.get("year", "")
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    return min(years, key=lambda year: abs(year - today().year)) if years else today().year


# --- Figures
def pyramid(territory: Territory, table: territories.PopulationTable) -> Figure:
    total = table.total or 1
    both = [women + men for women, men in zip(table.women, table.men, strict=True)]
    return population_pyramid(
        table.women,
        table.men,
        title=_("How old are the people who live here?"),
        summary=_("In %(year)s, %(persons)s persons: %(young)s are under 18, %(old)s are 65 or over.")
        % {
            "year": table.year,
            "persons": number(table.total),
            "young": percent(sum(both[:2]) / total),
            "old": percent(sum(both[7:]) / total),
        },
        source=table.source,
    )


def province_map(kind: TerritoryKind, values: Mapping[str, int | None], year: int) -> Figure | None:
    """Real limits once the whole level was imported; else tiles (those of the level above for RLS)."""
    shapes = territories.outlines(kind)
    says = {
        "title": _("Where do people live?"),
        "summary": _("Each area leads to its page. The deeper the colour, the more people live there."),
        "measure": _("Population in %(year)s") % {"year": year},
    }
    if shapes and TILES.get(kind, frozenset()) <= {each.territory.code for each in shapes}:
        return _limits(shapes, values, kind, **says)
    if kind == TerritoryKind.LOCAL:
        kind = TerritoryKind.TERRITORY
        values = territories.totals(kind, year)
    return _tiles(values, kind, **says)


def place_map(territory: Territory, kin: territories.Lineage, year: int) -> Figure | None:
    """Where this territory is, among those of its level (of its region when there are several)."""
    kind = TerritoryKind(territory.kind)
    says = {
        "title": _("Where is it?"),
        "summary": _("%(name)s is ringed. The deeper the colour, the more people live there.")
        % {"name": territory.name},
        "measure": _("Population in %(year)s") % {"year": year},
        "here": territory.code,
    }
    region = territory.code[:2]
    is_alone = kind == TerritoryKind.REGION or (kind == TerritoryKind.TERRITORY and region not in PARTS)
    shapes = territories.outlines(kind, "" if is_alone else region)
    if territory.code in {each.territory.code for each in shapes}:
        return _limits(shapes, territories.totals(kind, year), kind, **says)
    if kind == TerritoryKind.LOCAL and kin.above:
        kind, says["here"] = TerritoryKind.TERRITORY, kin.above[0].code
        says["summary"] = _("%(name)s is in the ringed territory.") % {"name": territory.name}
    if says["here"] not in TILES.get(kind, ()):
        return None
    return _tiles(territories.totals(kind, year), kind, **says)


def _tiles(values: Mapping[str, int | None], kind: TerritoryKind, **says) -> Figure:
    return tile_map(
        {code: value for code, value in values.items() if code in TILES[kind]},
        level=kind.value,
        steps=PERSONS[kind],
        links={code: reverse("territory", args=[code]) for code in TILES[kind]},
        source=SOURCE,
        **says,
    )


def _limits(
    boundaries: list[Boundary], values: Mapping[str, int | None], kind: TerritoryKind, **says
) -> Figure:
    drawn = {each.territory.code: each for each in boundaries}
    origins = ", ".join(dict.fromkeys(each.source for each in boundaries))
    return limits_map(
        [Shape(code, each.territory.name, each.outline) for code, each in drawn.items()],
        {code: values.get(code) for code in drawn},
        steps=PERSONS[kind],
        links={code: each.territory.get_absolute_url() for code, each in drawn.items()},
        source=_("%(population)s; limits: %(limits)s") % {"population": SOURCE, "limits": origins},
        **says,
    )


SOURCE = "ISQ, MSSS"


# --- What happened
def day_in_words(day: date) -> str:
    """`1er avril 2015`: Django does not know the French first of the month."""
    words = date_format(day)
    return f"1er{words[1:]}" if day.day == 1 and words.startswith("1 ") else words


def step(change: territories.Change) -> dict[str, str]:
    """A change as a knot of the thread."""
    of, to = (", ".join(each.name for each in side) for side in (change.of, change.to))
    title, text = {
        "came_from": (_("Comes from a wider territory"), of),
        "took_in": (_("Took in a part of %(of)s") % {"of": of}, to),
        "became": (
            ngettext("Replaced by %(n)s territory", "Replaced by %(n)s territories", len(change.to))
            % {"n": len(change.to)},
            to,
        ),
        "gave": (_("A part went elsewhere"), to),
        "moved": (_("Went to another territory"), f"{of} → {to}"),
        "reorganised": (_("Its territories changed"), f"{of} → {to}"),
    }[change.what]
    return {"when": day_in_words(change.on), "title": title, "text": text, "state": "done"}
