"""Reading territories: what is part of what, who covers what, how many people live there, on any day.

Three levels, so three steps at most: a region holds territories, a territory holds local networks. Where
no day is given it is today, or the last day of a territory that is no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.functions import Length

from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.search import binary
from arrimage.apps.network.models import (
    Boundary,
    Coverage,
    Organisation,
    Population,
    Succession,
    Territory,
    TerritoryParent,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.models.territory import AGE_BANDS
from arrimage.apps.network.vocabulary import OrganisationKind, TerritoryKind

EVERYBODY = sum((F(band) for band in Population.BANDS), start=0)


def territories_on(day: date | None = None) -> QuerySet[Territory]:
    """Those that exist on a day, pseudo codes aside."""
    return Territory.objects.filter(holding_on(day or today()), is_pseudo=False)


def regions(day: date | None = None) -> list[Territory]:
    """The regions that exist on a day. One query."""
    return list(territories_on(day).filter(kind=TerritoryKind.REGION))


def day_of(territory: Territory, on: date | None = None) -> date:
    """The day a question about this territory is asked of: `on`, else today, else its last day."""
    if on:
        return on
    return min(today(), territory.until - timedelta(days=1)) if territory.until else today()


def _links(day: date) -> QuerySet[TerritoryParent]:
    return TerritoryParent.objects.filter(holding_on(day))


def within(territory: Territory, on: date | None = None) -> QuerySet[Territory]:
    """The territory itself and all that is part of it, pseudo codes included; used as a subquery."""
    links = _links(day_of(territory, on))
    parts = links.filter(parent=territory).values("territory")
    parts_of_parts = links.filter(parent__in=parts).values("territory")
    return Territory.objects.filter(Q(pk=territory.pk) | Q(pk__in=parts) | Q(pk__in=parts_of_parts))


def parts_of(territory: Territory, on: date | None = None) -> list[Territory]:
    """What it is directly made of, by code. One query."""
    parts = _links(day_of(territory, on)).filter(parent=territory).values("territory")
    return list(Territory.objects.filter(pk__in=parts, is_pseudo=False))


def _above(territory: Territory, on: date | None) -> QuerySet[Territory]:
    links = _links(day_of(territory, on))
    parents = links.filter(territory=territory).values("parent")
    grandparents = links.filter(territory__in=parents).values("parent")
    return Territory.objects.filter(Q(pk__in=parents) | Q(pk__in=grandparents))


def ancestors(territory: Territory, on: date | None = None) -> list[Territory]:
    """What it is part of, nearest first. One query."""
    return list(_above(territory, on).order_by(Length("code").desc()))


@dataclass(frozen=True)
class Lineage:
    """A territory among its own: what it is part of (nearest first), what it is made of."""

    above: list[Territory]
    parts: list[Territory]
    ids: list[int]  # of itself and of everything inside, pseudo codes included


def lineage(territory: Territory, on: date | None = None) -> Lineage:
    """All its relatives on a day. One query."""
    up, down = _above(territory, on), within(territory, on)
    relatives = list(Territory.objects.filter(Q(pk__in=up.values("pk")) | Q(pk__in=down.values("pk"))))
    levels = list(TerritoryKind)  # from the largest to the smallest
    level = levels.index(territory.kind)
    return Lineage(
        above=sorted(
            (t for t in relatives if levels.index(t.kind) < level), key=lambda t: -levels.index(t.kind)
        ),
        parts=[t for t in relatives if levels.index(t.kind) == level + 1 and not t.is_pseudo],
        ids=[t.pk for t in relatives if levels.index(t.kind) >= level],
    )


@dataclass(frozen=True)
class Change:
    """Something that happened to a territory on a day; `of` and `to` are the territories it happened with.

    `what`: `came_from` (of), `took_in` a part (of, its parts in to), `became` (to), `gave` a part (to),
    `moved` (of, to: what it was, then is, part of), `reorganised` (of, to: its parts before and after).
    """

    on: date
    what: str
    of: list[Territory]
    to: list[Territory]


def history(territory: Territory) -> list[Change]:
    """What happened to it, oldest first. Two queries."""
    successions = Succession.objects.filter(Q(predecessor=territory) | Q(successor=territory))
    links = TerritoryParent.objects.filter(Q(territory=territory) | Q(parent=territory))
    links = list(links.exclude(since=None, until=None).select_related("territory", "parent"))
    days: dict[date, list[Succession]] = defaultdict(list)
    for succession in successions.select_related("predecessor", "successor").order_by("on", "pk"):
        days[succession.on].append(succession)
    for link in links:
        for day in filter(None, (link.since, link.until)):
            days[day]  # a day to tell, even without a succession
    return [change for day in sorted(days) for change in _changes(territory, day, days[day], links)]


def _changes(
    territory: Territory, day: date, successions: list[Succession], links: list[TerritoryParent]
) -> Iterator[Change]:
    def those(**asked) -> list[Territory]:
        end = "predecessor" if "successor" in asked else "successor"
        return [
            getattr(each, end)
            for each in successions
            if all(getattr(each, name) == value for name, value in asked.items())
        ]

    gained = [link.territory for link in links if link.parent == territory and link.since == day]
    lost = [link.territory for link in links if link.parent == territory and link.until == day]
    was = [link.parent for link in links if link.territory == territory and link.until == day]
    now = [link.parent for link in links if link.territory == territory and link.since == day]
    if origins := those(successor=territory, is_partial=False):
        yield Change(day, "came_from", origins, [])
    if givers := those(successor=territory, is_partial=True):
        yield Change(day, "took_in", givers, gained)
    if heirs := those(predecessor=territory, is_partial=False):
        yield Change(day, "became", [], heirs)
    if takers := those(predecessor=territory, is_partial=True):
        yield Change(day, "gave", [], takers)
    if was and now:
        yield Change(day, "moved", was, now)
    if gained and lost and not successions:
        yield Change(day, "reorganised", lost, gained)


def predecessors(territory: Territory) -> list[Succession]:
    """What it came from; a partial one only gave it some of its parts. One query."""
    return list(
        territory.origins.select_related("predecessor", "successor").order_by("on", "predecessor__code")
    )


def successors(territory: Territory) -> list[Succession]:
    """What came after it. One query."""
    return list(
        territory.successions.select_related("predecessor", "successor").order_by("on", "successor__code")
    )


def covers(organisation: Organisation, on: date | None = None) -> list[Territory]:
    """The territories an organisation answers for on a day (today by default). One query.

    A coalition answers for its region, before 2015 as after; an integrated centre for one territory, since
    2015. A territory that no longer exists on that day is not answered for.
    """
    day = on or today()
    held = Coverage.objects.filter(holding_on(day), organisation=organisation).values("territory")
    return list(Territory.objects.filter(holding_on(day), pk__in=held))


def codes_covered(organisations: Iterable[Organisation], *, on: date) -> dict[int, str]:
    """By organisation, the first territory it answers for on a day, if it answers for any."""
    found: dict[int, str] = {}
    rows = Coverage.objects.filter(holding_on(on), organisation__in=list(organisations))
    for pk, code in rows.order_by("territory__code").values_list("organisation", "territory__code"):
        found.setdefault(pk, code)
    return found


def organisations_covering(territory: Territory, on: date | None = None) -> list[Coverage]:
    """Who answers for it on a day, directly or for something it is part of; nearest first. One query."""
    day = day_of(territory, on)
    return _coverages(Q(territory=territory) | Q(territory__in=_above(territory, day)), day)


def answering(territory: Territory, kin: Lineage) -> list[Coverage]:
    """The centres and coalitions of a territory, of what it is part of and of its parts. One query."""
    places = [*kin.ids, *(above.pk for above in kin.above)]
    kinds = (OrganisationKind.INTEGRATED_CENTRE, OrganisationKind.COALITION)
    return _coverages(Q(territory__in=places, organisation__kind__in=kinds), day_of(territory))


def _coverages(condition: Q, day: date) -> list[Coverage]:
    return list(
        Coverage.objects.filter(holding_on(day), condition)
        .filter(Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=day))
        .select_related("organisation", "territory")
        .order_by(
            Length("territory__code").desc(), "organisation__kind", binary("organisation__sort_name"), "pk"
        )
    )


@dataclass(frozen=True)
class PopulationTable:
    """Persons living in a territory in a year, by sex and by the ten age bands of `AGE_BANDS`."""

    year: int
    women: tuple[int, ...]
    men: tuple[int, ...]
    source: str
    bands: tuple[str, ...] = AGE_BANDS

    @cached_property
    def total(self) -> int:
        return sum(self.women) + sum(self.men)

    @property
    def rows(self) -> list[tuple[str, int, int]]:
        """Band, women, men."""
        return list(zip(self.bands, self.women, self.men, strict=True))


def populations(territory: Territory) -> dict[int, PopulationTable]:
    """Its population in every year known, the local networks it is made of added up. One query."""
    sums = (
        Population.objects.filter(territory__in=within(territory))
        .values("year", "sex")
        .annotate(of=Max("source"), **{f"n_{band}": Sum(band) for band in Population.BANDS})
        .order_by("year")
    )
    years: dict[int, dict] = defaultdict(dict)
    for row in sums:
        years[row["year"]][row["sex"]] = tuple(row[f"n_{band}"] for band in Population.BANDS)
        years[row["year"]]["source"] = row["of"]
    nobody = (0,) * len(AGE_BANDS)
    return {
        year: PopulationTable(year, found.get("F", nobody), found.get("M", nobody), found["source"])
        for year, found in years.items()
    }


def population(territory: Territory, year: int) -> PopulationTable | None:
    """Its population in one year, or None where it is not known. One query."""
    return populations(territory).get(year)


@dataclass(frozen=True)
class Listed:
    """A line of the list of territories."""

    territory: Territory
    parent: Territory | None
    region: Territory
    population: int | None  # persons, all ages


def listed_territories(*, year: int) -> list[Listed]:
    """Every territory of today with its population in a year, in the order of their places. Three queries."""
    known = {each.pk: each for each in Territory.objects.filter(holding_on(today()))}
    parent = dict(_links(today()).values_list("territory", "parent"))
    persons: dict[int, int] = defaultdict(int)
    counts = Population.objects.filter(year=year).values("territory").annotate(persons=Sum(EVERYBODY))
    for pk, count in counts.values_list("territory", "persons"):
        while pk:  # counted in itself and in all it is part of
            persons[pk] += count
            pk = parent.get(pk)

    def path(each: Territory) -> list[Territory]:
        above = known.get(parent.get(each.pk))
        return [*(path(above) if above else ()), each]

    paths = [path(each) for each in known.values() if not each.is_pseudo]
    return [
        Listed(each, above[-1] if above else None, (above or [each])[0], persons.get(each.pk))
        for *above, each in sorted(paths, key=lambda path: [each.code for each in path])
    ]


def totals(kind: str, year: int) -> dict[str, int]:
    """Persons by code, for every territory of a level today. One query."""
    up = {TerritoryKind.LOCAL: 0, TerritoryKind.TERRITORY: 1, TerritoryKind.REGION: 2}[TerritoryKind(kind)]
    path, conditions = "territory", Q(year=year)
    for _level in range(up):
        conditions &= holding_on(today(), f"{path}__parent_links__")
        path += "__parent_links__parent"
    counted = Population.objects.filter(conditions).values(f"{path}__code").annotate(persons=Sum(EVERYBODY))
    return dict(counted.values_list(f"{path}__code", "persons"))


def outlines(kind: str, region: str = "") -> list[Boundary]:
    """The limits imported for a level (of a region, by its code), as light drawings. One query."""
    found = Boundary.objects.filter(
        holding_on(today(), "territory__"), territory__kind=kind, territory__code__startswith=region
    )
    return list(found.select_related("territory").defer("geometry").order_by("territory__code"))


def years_known() -> list[int]:
    """The years whose population is known. One query."""
    return list(Population.objects.order_by("year").values_list("year", flat=True).distinct())
