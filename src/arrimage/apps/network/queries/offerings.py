"""What a territory can count on: resources in their own words first, then services by family and line."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from arrimage.apps.kernel.search import binary
from arrimage.apps.network.models import Coverage, Offer, Organisation, Site, Territory
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.vocabulary import (
    FAMILY_OF,
    Category,
    Family,
    Line,
    OrganisationKind,
    TerritoryKind,
)

NAMED = 4  # offers named under a category and line; the others are counted, and one tap away
OFFERS_NAMED = 6  # under a resource in its own words
IN_OWN_WORDS = Q(declines_categories=True) | ~Q(own_words="")


def _open(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}closed_on": None}) | Q(**{f"{prefix}closed_on__gt": day})


def _sites(territory: Territory, places: list[int], day: date) -> QuerySet[Site]:
    sites = Site.objects.filter(_open(day), territory__in=places)
    if territory.kind == TerritoryKind.LOCAL:
        # A local network may be a single town: a confidential address would be half told by being listed.
        sites = sites.filter(is_address_hidden=False)
    return sites


def organisations_of(territory: Territory, places: list[int], day: date) -> QuerySet[Organisation]:
    """Those with a site in these places, or that say they cover one of them; `places` from a `Lineage`."""
    here = _sites(territory, places, day).values("organisation")
    covering = Coverage.objects.filter(holding_on(day), territory__in=places).values("organisation")
    return Organisation.objects.filter(_open(day), Q(pk__in=here) | Q(pk__in=covering))


def in_own_words(territory: Territory, places: list[int], day: date) -> QuerySet[Organisation]:
    """Resources that describe themselves freely or decline categories, with the first of their offers."""
    return (
        organisations_of(territory, places, day)
        .filter(IN_OWN_WORDS)
        .order_by(binary("sort_name"), "pk")
        .prefetch_related(
            Prefetch(
                "offers",
                Offer.objects.filter(_open(day)).order_by(binary("sort_name"), "pk")[:OFFERS_NAMED],
                to_attr="first_offers",
            )
        )
    )


@dataclass
class OnLine:
    """Offers of one category on one line: the first by name, and how many there are."""

    line: str  # as shown; empty where no line is said
    count: int
    offers: list[Offer]

    @property
    def others(self) -> int:
        return self.count - len(self.offers)


@dataclass
class InCategory:
    """A category and who answers it; no line at all reads «none declared»."""

    code: str
    label: str
    lines: list[OnLine] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines)


@dataclass
class InFamily:
    label: str
    categories: list[InCategory]

    @property
    def count(self) -> int:
        return sum(category.count for category in self.categories)


def offers_by_family(territory: Territory, places: list[int], day: date) -> tuple[list[InFamily], InCategory]:
    """Every family and category, then the offers that are in none. One query.

    Offers of an organisation that declines categories are in neither: it is shown as itself.
    """
    by_category = {code: InCategory(code, label) for code, label in Category.choices}
    uncategorised = InCategory("", "")
    sites = _sites(territory, places, day)
    everywhere = organisations_of(territory, places, day).values("pk")
    placed = Offer.sites.through.objects.all()
    group = {"partition_by": ["category", "line"]}
    offers = (
        Offer.objects.filter(
            _open(day), _open(day, "organisation__"), organisation__declines_categories=False
        )
        # Where it is given; an offer without a site is where its organisation is.
        .filter(
            Q(pk__in=placed.filter(site__in=sites).values("offer"))
            | (~Exists(placed.filter(offer=OuterRef("pk"))) & Q(organisation__in=everywhere))
        )
        .annotate(
            rank=Window(RowNumber(), order_by=[binary("sort_name"), "pk"], **group),
            count=Window(Count("pk"), **group),
        )
        .filter(rank__lte=NAMED)
        .select_related("organisation")
        .only("uid", "name", "category", "line", "organisation__name", "organisation__uid")
    )
    for offer in sorted(offers, key=lambda offer: (offer.line or len(Line) + 1, offer.rank)):
        lines = by_category.get(offer.category, uncategorised).lines
        label = offer.get_line_display() if offer.line else ""
        if not lines or lines[-1].line != label:
            lines.append(OnLine(label, offer.count, []))
        lines[-1].offers.append(offer)
    families = [
        InFamily(family.label, [each for code, each in by_category.items() if FAMILY_OF[code] == family])
        for family in Family
    ]
    return families, uncategorised


@dataclass(frozen=True)
class Kind:
    """How many organisations of a kind there are, and how many of them speak in their own words."""

    code: str
    label: str
    count: int
    in_own_words: int


def organisations_by_kind(territory: Territory, places: list[int], day: date) -> list[Kind]:
    """The kinds there are, in the vocabulary's order. One query."""
    counted = (
        organisations_of(territory, places, day)
        .order_by()
        .values_list("kind")
        .annotate(count=Count("pk"), own=Count("pk", filter=IN_OWN_WORDS))
    )
    found = {kind: (count, own) for kind, count, own in counted}
    return [Kind(code, label, *found[code]) for code, label in OrganisationKind.choices if code in found]
