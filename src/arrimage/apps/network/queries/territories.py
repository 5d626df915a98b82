"""Reading territories: what is part of what, who covers what, how many people live there, on any day.

Three levels, so three steps at most: a region holds territories, a territory holds local networks. Where
no day is given it is today, or the last day of a territory that is no more.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.functions import Length

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import (
    Coverage,
    Organisation,
    Population,
    Succession,
    Territory,
    TerritoryParent,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.models.territory import AGE_BANDS


def territories_on(day: date | None = None) -> QuerySet[Territory]:
    """Those that exist on a day, pseudo codes aside."""
    return Territory.objects.filter(holding_on(day or today()), is_pseudo=False)


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


def organisations_covering(territory: Territory, on: date | None = None) -> list[Coverage]:
    """Who answers for it on a day, directly or for something it is part of; nearest first. One query."""
    day = day_of(territory, on)
    places = Q(territory=territory) | Q(territory__in=_above(territory, day))
    return list(
        Coverage.objects.filter(holding_on(day), places)
        .filter(Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=day))
        .select_related("organisation", "territory")
        .order_by(Length("territory__code").desc(), "organisation__kind", "organisation__sort_name", "pk")
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
    population: int | None  # persons, all ages


def listed_territories(*, year: int, kind: str = "", region: str = "") -> list[Listed]:
    """Every territory of today with its population in a year, in the order of their places. Three queries."""
    known = {each.pk: each for each in Territory.objects.filter(holding_on(today()))}
    parent = dict(_links(today()).values_list("territory", "parent"))
    persons: dict[int, int] = defaultdict(int)
    everybody = sum((F(band) for band in Population.BANDS), start=0)
    counts = Population.objects.filter(year=year).values("territory").annotate(persons=Sum(everybody))
    for pk, count in counts.values_list("territory", "persons"):
        while pk:  # counted in itself and in all it is part of
            persons[pk] += count
            pk = parent.get(pk)

    def path(each: Territory) -> tuple[str, ...]:
        above = parent.get(each.pk)
        return (*(path(known[above]) if above in known else ()), each.code)

    return [
        Listed(each, known.get(parent.get(each.pk)), persons.get(each.pk))
        for each in sorted(known.values(), key=path)
        if not each.is_pseudo and kind in ("", each.kind) and region in ("", path(each)[0])
    ]


def years_known() -> list[int]:
    """The years whose population is known. One query."""
    return list(Population.objects.order_by("year").values_list("year", flat=True).distinct())
