"""What the directory publishes to other systems: open things only, public contacts only, no draft."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import CharField, F, Max, Prefetch, Q, QuerySet
from django.db.models.functions import Cast

from arrimage.apps.network.models import (
    Affiliation,
    Contact,
    Coverage,
    Offer,
    Organisation,
    Revision,
    Site,
    Territory,
)
from arrimage.apps.network.models.period import holding_on

from .places import around, distance
from .search import Asked, find


def _open(day: date, prefix: str = "") -> Q:
    started = Q(**{f"{prefix}opened_on__isnull": True}) | Q(**{f"{prefix}opened_on__lte": day})
    ended = Q(**{f"{prefix}closed_on__isnull": True}) | Q(**{f"{prefix}closed_on__gt": day})
    return started & ended


def open_or_all(day: date, with_closed: bool, prefix: str = "") -> Q:
    return Q() if with_closed else _open(day, prefix)


def published_sites(day: date, *, with_closed: bool = False) -> QuerySet[Site]:
    """Places of published organisations, by identifier: the same order on both databases."""
    return (
        Site.objects.filter(open_or_all(day, with_closed), open_or_all(day, with_closed, "organisation__"))
        .select_related("territory", "organisation")
        .order_by("uid")
    )


def _public_contacts(**where) -> Prefetch:
    return Prefetch(
        "contacts", Contact.objects.filter(is_public=True, **where).order_by("uid"), to_attr="public_contacts"
    )


def _coverages(day: date, path: str = "coverages") -> Prefetch:
    held = Coverage.objects.filter(holding_on(day)).select_related("territory")
    return Prefetch(path, held.order_by("territory__code", "id"), to_attr="held_coverages")


def published_organisations(day: date, *, with_closed: bool = False) -> QuerySet[Organisation]:
    """With what is published of each: `published_sites`, `public_contacts`, `held_coverages`,
    `held_affiliations`."""
    affiliations = (
        Affiliation.objects.filter(holding_on(day), open_or_all(day, with_closed, "federation__"))
        .select_related("federation")
        .order_by("federation__uid", "id")
    )
    return (
        Organisation.objects.filter(open_or_all(day, with_closed))
        .select_related("parent")
        .prefetch_related(
            Prefetch("sites", published_sites(day, with_closed=with_closed), to_attr="published_sites"),
            _public_contacts(offer=None),
            _coverages(day),
            Prefetch("affiliations", affiliations, to_attr="held_affiliations"),
        )
        .order_by("uid")
    )


def published_offers(day: date, *, with_closed: bool = False) -> QuerySet[Offer]:
    """With `published_sites`, `public_contacts`, the needs and hours, and what its organisation covers."""
    return (
        Offer.objects.filter(open_or_all(day, with_closed), open_or_all(day, with_closed, "organisation__"))
        .select_related("organisation__parent")
        .prefetch_related(
            Prefetch("sites", published_sites(day, with_closed=with_closed), to_attr="published_sites"),
            _public_contacts(),
            "needs",
            "opening_hours",
            _coverages(day, "organisation__coverages"),
        )
        .order_by("uid")
    )


def published_pairs(day: date) -> QuerySet:
    """Each open offer at each of its open places: rows of (offer, site), by identifiers."""
    pairs = Offer.sites.through.objects.filter(
        _open(day, "offer__"),
        _open(day, "offer__organisation__"),
        _open(day, "site__"),
        _open(day, "site__organisation__"),
    )
    return pairs.order_by("offer__uid", "site__uid")


def pair_uids(day: date) -> Iterable[tuple[UUID, UUID]]:
    return published_pairs(day).values_list("offer__uid", "site__uid").iterator(chunk_size=5000)


def with_their_pages(pairs: QuerySet, day: date) -> QuerySet:
    """The offers and places of those pairs, loaded in a constant number of queries."""
    return pairs.prefetch_related(
        Prefetch("offer", published_offers(day)), Prefetch("site", published_sites(day))
    )


def last_revisions(uids: Collection[UUID]) -> dict[UUID, Revision]:
    """The most recent revision of each, without the text it holds (who, what kind of change, when)."""
    latest = (
        Revision.objects.filter(subject_uid__in=uids)
        .values("subject_uid")
        .annotate(last=Max("id"))
        .values("last")
    )
    found = Revision.objects.filter(id__in=latest).defer("data").order_by()
    return {revision.subject_uid: revision for revision in found}


def territory_names() -> list[tuple[str, str]]:
    """(code, name) of each territory, by code."""
    return list(Territory.objects.order_by("code").values_list("code", "name"))


def federation_names(day: date, *, with_closed: bool = False) -> list[tuple[str, str]]:
    """(identifier, name) of each coalition or federation somebody is affiliated to."""
    federations = Organisation.objects.filter(
        open_or_all(day, with_closed),
        Q(pk__in=Affiliation.objects.filter(holding_on(day)).values("federation_id")),
    )
    return [(str(uid), name) for uid, name in federations.order_by("uid").values_list("uid", "name")]


# What an offer says by a code of each of our vocabularies. An organisation that would rather not be put in
# categories is found under none of the first three.
_BY_CODE = {
    "category": "category",
    "line": "line",
    "level": "level",
    "mode": "mode",
    "cost": "cost",
    "capacity": "capacity_unit",
    "need": "needs__need",
}
_BY_LIST = {"severity": "severities", "asker": "askers", "counts_toward": "counts_towards"}
_DECLINABLE = {"category", "line", "level"}
_UNSAID = {"cost": "unknown"}


def offers_saying(offers: QuerySet[Offer], vocabulary: str, codes: Collection[str] | None) -> QuerySet[Offer]:
    """The offers that say one of these codes of a vocabulary, or any code of it where `codes` is None."""
    if vocabulary in _DECLINABLE:
        offers = offers.filter(organisation__declines_categories=False)
    if vocabulary in _BY_CODE:
        name = _BY_CODE[vocabulary]
        if codes is not None:
            return offers.filter(**{f"{name}__in": codes}).distinct()
        said = offers.exclude(**{f"{name}__isnull": True})
        if name != "line":
            said = said.exclude(**{name: _UNSAID.get(vocabulary, "")})
        return said.distinct()
    if vocabulary in _BY_LIST:
        # The list as text: both databases then answer alike.
        offers = offers.annotate(said=Cast(F(_BY_LIST[vocabulary]), CharField()))
        if codes is None:
            return offers.exclude(said="[]")
        wanted = Q()
        for code in codes:
            wanted |= Q(said__contains=f'"{code}"')
        return offers.filter(wanted)
    if vocabulary == "territory":
        covered = Q(organisation__coverages__until=None)
        if codes is not None:
            covered &= Q(organisation__coverages__territory__code__in=codes)
        return offers.filter(covered, organisation__coverages__isnull=False).distinct()
    return offers.none()


def site_ids_near(day: date, postal_code: str, *, within: int | None) -> list[int]:
    """Open places whose postal code starts so; or those `within` metres of the middle of these.

    A confidential address is near nothing: no distance gives it away.
    """
    shown = published_sites(day).filter(is_address_hidden=False)
    area = postal_code.upper().replace(" ", "")[:3]
    same = [
        (pk, latitude, longitude)
        for pk, code, latitude, longitude in shown.filter(postal_code__istartswith=area).values_list(
            "pk", "postal_code", "latitude", "longitude"
        )
        if code.replace(" ", "").upper().startswith(postal_code.upper().replace(" ", ""))
    ]
    if within is None:
        return [pk for pk, *_place in same]
    points = [(latitude, longitude) for _pk, latitude, longitude in same if latitude is not None]
    if not points:
        return []
    latitude, longitude = (sum(each) / len(points) for each in zip(*points, strict=True))
    near = shown.filter(around(latitude, longitude, within / 1000)).values_list("pk", "latitude", "longitude")
    return [pk for pk, *there in near if distance(latitude, longitude, *there) * 1000 <= within]


MOST_FOUND = 200


def matching(text: str, what: str) -> list[UUID]:
    """The best answers of the directory's search among `what` ("organisation", "site", "offer"), in order."""
    return [hit.uid for hit in find(Asked(text=text, what=what), size=MOST_FOUND).hits]


def with_offers(organisations: QuerySet[Organisation], day: date, *, whole: bool) -> QuerySet[Organisation]:
    """With `published_offers` of each: whole, or their names alone."""
    offers = published_offers(day) if whole else Offer.objects.filter(_open(day)).order_by("uid")
    return organisations.prefetch_related(Prefetch("offers", offers, to_attr="published_offers"))
