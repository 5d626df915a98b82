"""Jurisdictions beside a territory: the same denominators, and what does not compare said beside."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arrimage.apps.network.models import Offer, Territory, TerritoryFigure
from arrimage.apps.network.vocabulary import Category, Unit
from arrimage.apps.network.vocabulary_comparators import Indicator, Jurisdiction
from arrimage.design.numbers import number

from .territories import PopulationTable, populations, within
from .together import territories_of_mandates

DATA = Path(__file__).resolve().parents[1] / "data" / "comparators"
PER = 100_000  # what every rate is brought to


@dataclass(frozen=True)
class ComparedFigure:
    """A figure of one place: `value` per `PER` inhabitants, or a plain number where `is_count`."""

    indicator: str
    place: str
    value: Decimal | None  # None: not known here
    as_written: str = ""
    year: int | None = None
    counted: str = ""
    flag: str = ""
    source: str = ""
    is_rounded: bool = False
    is_converted: bool = False  # written for another number of inhabitants than `PER`
    is_here: bool = False
    is_noted: bool = False  # written down by the territory's coordinator

    @property
    def is_count(self) -> bool:
        return self.indicator == Indicator.RESIDENTS

    @property
    def label(self) -> str:
        return str(Indicator(self.indicator).label)


def brought_to(value: Decimal, per: int) -> Decimal:
    """A rate per `per` inhabitants, per 100,000; a plain number (`per` 0) as it is."""
    return value * PER / per if per else value


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def published_figures() -> tuple[tuple[str, ComparedFigure], ...]:
    """The figures we carry, each with the code of its jurisdiction, in the order of the source."""
    citations = {row["source"]: row["citation"] for row in _rows("sources")}
    return tuple(
        (
            row["jurisdiction"],
            ComparedFigure(
                indicator=Indicator(row["indicator"]).value,
                place="",
                value=brought_to(Decimal(row["value"]), int(row["per"])),
                as_written=row["as_written"],
                year=int(row["year"]) if row["year"] else None,
                counted=row["counted"],
                flag=row["flag"],
                source=citations[row["source"]],
                is_rounded=row["is_rounded"] == "1",
                is_converted=int(row["per"]) not in (0, PER),
            ),
        )
        for row in _rows("figures")
    )


@lru_cache(maxsize=1)
def differences() -> dict[str, str]:
    """By indicator, what keeps its figures from comparing."""
    return {row["indicator"]: row["differences"] for row in _rows("notes")}


@dataclass(frozen=True)
class Comparison:
    """An indicator: the figure of each place, the territory's own last, and what does not compare."""

    indicator: str
    figures: Sequence[ComparedFigure]
    differences: str

    @property
    def label(self) -> str:
        return str(Indicator(self.indicator).label)

    @property
    def is_count(self) -> bool:
        return self.indicator == Indicator.RESIDENTS


def comparisons(territory: Territory, on: date) -> list[Comparison]:
    """Every indicator, in the order of the source. Three queries."""
    persons = populations(territory)
    own = own_figures(territory, persons, on)
    places = dict(Jurisdiction.choices)
    return [
        Comparison(
            indicator,
            [
                *(
                    _placed(figure, str(places[code]))
                    for code, figure in published_figures()
                    if figure.indicator == indicator
                ),
                *(own.get(indicator) or [ComparedFigure(indicator, territory.name, None, is_here=True)]),
            ],
            differences()[indicator],
        )
        for indicator in Indicator.values
    ]


def _placed(figure: ComparedFigure, place: str) -> ComparedFigure:
    return ComparedFigure(**{**figure.__dict__, "place": place})


def own_figures(
    territory: Territory, persons: dict[int, PopulationTable], on: date
) -> dict[str, list[ComparedFigure]]:
    """What is known of the territory: counted here, then noted by its coordinator. Two queries."""
    found: dict[str, list[ComparedFigure]] = {}
    now = _nearest(persons, on.year)
    if now:
        found[Indicator.RESIDENTS] = [
            ComparedFigure(
                Indicator.RESIDENTS,
                territory.name,
                Decimal(now.total),
                year=now.year,
                source=now.source,
                is_here=True,
            )
        ]
    places, services = _inpatient_places(territory)
    if places and now:
        found[Indicator.BEDS] = [
            ComparedFigure(
                Indicator.BEDS,
                territory.name,
                Decimal(places) * PER / now.total,
                as_written=_("%(count)s places for %(persons)s inhabitants")
                % {"count": number(places), "persons": number(now.total)},
                year=on.year,
                counted=_("Places of hospital care that services declare in the directory (%(count)d here).")
                % {"count": services},
                source=_("Arrimage’s directory, on %(day)s") % {"day": date_format(on)},
                is_here=True,
            )
        ]
    for figure in noted_figures(territory):
        among = _nearest(persons, figure.year)
        found.setdefault(figure.indicator, []).append(_noted(figure, territory, among))
    return found


def _nearest(persons: dict[int, PopulationTable], year: int) -> PopulationTable | None:
    """The population of that year, or of the nearest one known."""
    known = [table for table in persons.values() if table.total]
    return min(known, key=lambda table: (abs(table.year - year), table.year), default=None)


def _inpatient_places(territory: Territory) -> tuple[int, int]:
    """Places of hospital care declared by open services there, and how many services declare them."""
    offers = Offer.objects.filter(
        closed_on=None,
        organisation__closed_on=None,
        category=Category.INPATIENT,
        capacity_unit=Unit.PLACES,
        capacity__isnull=False,
        pk__in=Offer.sites.through.objects.filter(
            site__closed_on=None, site__territory__in=within(territory).values("pk")
        ).values("offer"),
    )
    counted = offers.aggregate(places=Sum("capacity"), services=Count("pk"))
    return counted["places"] or 0, counted["services"]


def _noted(figure: TerritoryFigure, territory: Territory, among: PopulationTable | None) -> ComparedFigure:
    is_count = figure.indicator == Indicator.RESIDENTS
    value = None
    if is_count:
        value = figure.count
    elif among:
        value = figure.count * PER / among.total
    written = number(figure.count.normalize()) if figure.count % 1 else number(int(figure.count))
    if among and not is_count:
        written = _("%(count)s for %(persons)s inhabitants (%(year)d)") % {
            "count": written,
            "persons": number(among.total),
            "year": among.year,
        }
    return ComparedFigure(
        figure.indicator,
        territory.name,
        value,
        as_written=written,
        year=figure.year,
        counted=figure.definition,
        source=figure.source,
        is_here=True,
        is_noted=True,
    )


def noted_figures(territory: Territory) -> QuerySet[TerritoryFigure]:
    return TerritoryFigure.objects.filter(territory=territory).order_by("indicator", "-year")


def figures_noted_by(user) -> QuerySet[TerritoryFigure]:
    """Figures of the territories this coordinator is mandated in."""
    return TerritoryFigure.objects.filter(territory__in=territories_of_mandates(user)).select_related(
        "territory"
    )
