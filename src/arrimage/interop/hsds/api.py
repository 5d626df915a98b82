"""The directory for other machines, read-only, in the shape of HSDS 3.0's own API."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.search import fold
from arrimage.apps.network.queries import exchange

from . import saying, terms
from .asking import (
    Full,
    FullOrganizations,
    FullService,
    Id,
    Listed,
    ServiceAtLocationList,
    ServiceList,
    Services,
    TermList,
)
from .export import CHUNK, dynamic_terms
from .schemas import answers_one, answers_page, components
from .spec import VERSION

FRESH = 5 * 60  # seconds an answer may be kept


class French(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


class HSDS(NinjaAPI):
    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(*args, **kwargs)
        schema.setdefault("components", {}).setdefault("schemas", {}).update(components())
        return schema


api = HSDS(
    title="Répertoire Arrimage",
    version=VERSION,
    description="Les organisations, leurs services et leurs lieux, en lecture seule, à la façon de HSDS 3.0.",
    urls_namespace="hsds",
    docs_url=None,  # our own page: `views.docs`
    renderer=French(),
)


def _answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """In French whoever asks; kept five minutes by whoever likes, then asked again by its ETag."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with terms.french():
            response = view(request, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=FRESH)
        return response

    return conditional_page(answer)


api.add_decorator(_answering, mode="view")


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(dict.fromkeys(str(each["loc"][-1]) for each in error.errors))
    return api.create_response(request, {"detail": f"Paramètre illisible : {names}."}, status=422)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# --- Pages


@dataclass(frozen=True)
class Kind:
    """One kind of thing: how it is said, and where the search finds it."""

    brief: Callable[[Any], dict[str, Any]]
    full: Callable[[Any, dict], dict[str, Any]]
    subjects: Callable[[list[Any]], set[UUID]]  # whose last change is said, when it is said whole
    searched: tuple[str, str]  # the search's name for it, and the path to its identifier

    def say(self, things: list[Any], *, full: bool) -> list[dict[str, Any]]:
        if not full:
            return [self.brief(thing) for thing in things]
        revisions = exchange.last_revisions(self.subjects(things))
        return [self.full(thing, revisions) for thing in things]


def _envelope(contents: list[Any], *, total: int, asked: Listed) -> dict[str, Any]:
    pages = max(1, -(-total // asked.per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _lines(things: Iterable[dict[str, Any]]) -> HttpResponse:
    lines = (json.dumps(thing, ensure_ascii=False, separators=(",", ":")) + "\n" for thing in things)
    return StreamingHttpResponse(lines, content_type="application/x-ndjson")


def _page(found: QuerySet, kind: Kind, asked: Full) -> Any:
    """A page of those, or all of them as lines. With a search, the best answers first."""
    ranked: list[int] = []
    if asked.search:
        name, path = kind.searched
        rank = {uid: place for place, uid in enumerate(exchange.matching(asked.search, name))}
        rows = found.prefetch_related(None).filter(**{f"{path}__in": rank}).values_list(path, "pk")
        ranked = [pk for _uid, pk in sorted(rows, key=lambda row: rank[row[0]])]
        found = found.filter(pk__in=ranked)
    if asked.format == "ndjson":
        return _lines(_all(found, kind, full=asked.full))
    start = (asked.page - 1) * asked.per_page
    if asked.search:
        wanted = ranked[start : start + asked.per_page]
        things = sorted(found.filter(pk__in=wanted), key=lambda thing: wanted.index(thing.pk))
        return _envelope(kind.say(things, full=asked.full), total=len(ranked), asked=asked)
    things = list(found[start : start + asked.per_page])
    return _envelope(kind.say(things, full=asked.full), total=found.count(), asked=asked)


def _all(found: QuerySet, kind: Kind, *, full: bool) -> Iterator[dict[str, Any]]:
    things = found.iterator(chunk_size=CHUNK)
    while chunk := list(islice(things, CHUNK)):
        with terms.french():  # the answer has left by now, and its language with it
            said = kind.say(chunk, full=full)
        yield from said


def _page_of(things: list[dict[str, Any]], asked: Listed) -> Any:
    """A page of a short list already in memory."""
    if asked.search:
        things = [thing for thing in things if fold(asked.search) in fold(thing["name"])]
    if asked.format == "ndjson":
        return _lines(things)
    start = (asked.page - 1) * asked.per_page
    return _envelope(things[start : start + asked.per_page], total=len(things), asked=asked)


def _one(found: QuerySet, identifier: str, what: str) -> Any:
    uid = _uid(identifier)
    thing = found.filter(uid=uid).first() if uid else None
    if thing is None:
        raise HttpError(404, f"{what} : cet identifiant n’existe pas, ou n’est plus offert.")
    return thing


# --- The root


@api.get("/", summary="Ce qu’est cette API", operation_id="getAPIMetaInformation")
def root(request: HttpRequest) -> Any:
    def url(name: str) -> str:
        return request.build_absolute_uri(reverse(name))

    return {"version": VERSION, "profile": url("hsds_docs"), "openapi_url": url("hsds:openapi-json")}


# --- Services


def _offer_kind() -> Kind:
    day = today()
    return Kind(
        brief=lambda offer: saying.service_in_brief(offer, day=day),
        full=lambda offer, revisions: saying.service(offer, day=day, revisions=revisions),
        subjects=lambda offers: saying.subjects(offers=offers),
        searched=("offer", "uid"),
    )


def _asked_offers(asked: Services) -> QuerySet:
    """The open offers that every filter lets through."""
    offers = exchange.published_offers(today())
    if asked.taxonomy_term_id:
        taxonomy, code = _term(asked.taxonomy_term_id)
        offers = exchange.offers_saying(offers, taxonomy, [code])
    if asked.taxonomy_id:
        taxonomy = next((name for name in terms.TAXONOMIES if terms.id_of(name) == asked.taxonomy_id), "")
        offers = exchange.offers_saying(offers, taxonomy, None)
    if asked.organization_id:
        offers = offers.filter(organisation__uid=_uid(asked.organization_id))
    if asked.modified_after:
        offers = offers.filter(updated_at__gte=asked.modified_after)
    return offers


def _term(identifier: str) -> tuple[str, str]:
    """(taxonomy, code) of a term; ("", "") of none of ours."""
    known = terms.known_terms().get(identifier)
    territories = () if known else exchange.territory_names()
    return known or next(
        (("territory", code) for code, _name in territories if terms.id_of("territory", code) == identifier),
        ("", ""),
    )


@api.get(
    "/services",
    summary="Les services offerts",
    operation_id="getPaginatedListOfServices",
    openapi_extra=answers_page("service"),
)
def services(request: HttpRequest, asked: Query[ServiceList]) -> Any:
    offers = _asked_offers(asked)
    if asked.minimal:
        rows = offers.prefetch_related(None).values_list("uid", "updated_at")
        contents = [{"id": str(uid), "modified_date": moment.isoformat()} for uid, moment in rows]
        return _envelope(contents, total=len(contents), asked=Listed(per_page=100)) | {
            "total_pages": 1,
            "last_page": True,
        }
    return _page(offers, _offer_kind(), asked)


@api.get(
    "/services/{id}",
    summary="Un service en entier",
    operation_id="getFullyNestedServiceById",
    openapi_extra=answers_one("service"),
)
def service(request: HttpRequest, id: Id) -> Any:
    offer = _one(exchange.published_offers(today()), id, "Service introuvable")
    return _offer_kind().say([offer], full=True)[0]


# --- Organisations


def _organisation_kind(*, full_service: bool) -> Kind:
    day = today()

    def full(organisation: Any, revisions: dict) -> dict[str, Any]:
        offers = organisation.published_offers
        if full_service:
            said = [saying.service(offer, day=day, revisions=revisions) for offer in offers]
        else:
            said = [{"id": str(offer.uid), "name": offer.name, "status": "active"} for offer in offers]
        return saying.organisation(organisation, revisions=revisions) | ({"services": said} if said else {})

    return Kind(
        brief=saying.organisation_in_brief,
        full=full,
        subjects=lambda organisations: saying.subjects(
            organisations=organisations,
            offers=[o for each in organisations for o in each.published_offers] if full_service else (),
        ),
        searched=("organisation", "uid"),
    )


@api.get(
    "/organizations",
    summary="Les organisations",
    operation_id="getPaginatedListOfOrganizations",
    openapi_extra=answers_page("organization"),
)
def organizations(request: HttpRequest, asked: Query[FullOrganizations]) -> Any:
    found = exchange.published_organisations(today())
    if asked.full:
        found = exchange.with_offers(found, today(), whole=asked.full_service)
    return _page(found, _organisation_kind(full_service=asked.full_service), asked)


@api.get(
    "/organizations/{id}",
    summary="Une organisation en entier",
    operation_id="getOrganizationById",
    openapi_extra=answers_one("organization"),
)
def organization(request: HttpRequest, id: Id, full_service: FullService = False) -> Any:
    found = exchange.with_offers(exchange.published_organisations(today()), today(), whole=full_service)
    organisation = _one(found, id, "Organisation introuvable")
    return _organisation_kind(full_service=full_service).say([organisation], full=True)[0]


# --- Places


SITES = Kind(
    brief=saying.location_in_brief,
    full=lambda site, revisions: saying.location(site, revisions=revisions),
    subjects=lambda sites: {site.uid for site in sites},
    searched=("site", "uid"),
)


@api.get(
    "/locations",
    summary="Les lieux (en plus de ce que HSDS prévoit)",
    operation_id="getPaginatedListOfLocations",
    openapi_extra=answers_page("location"),
)
def locations(request: HttpRequest, asked: Query[Full]) -> Any:
    return _page(exchange.published_sites(today()), SITES, asked)


@api.get(
    "/locations/{id}",
    summary="Un lieu en entier (en plus de ce que HSDS prévoit)",
    operation_id="getLocationById",
    openapi_extra=answers_one("location"),
)
def location(request: HttpRequest, id: Id) -> Any:
    site = _one(exchange.published_sites(today()), id, "Lieu introuvable")
    return SITES.say([site], full=True)[0]


# --- Services at their places


def _pair_kind() -> Kind:
    day = today()
    return Kind(
        brief=lambda pair: saying.service_at_location_in_brief(pair.offer, pair.site, day=day),
        full=lambda pair, revisions: saying.service_at_location(
            pair.offer, pair.site, day=day, revisions=revisions
        ),
        subjects=lambda pairs: {uid for pair in pairs for uid in (pair.offer.uid, pair.site.uid)},
        searched=("offer", "offer__uid"),
    )


@api.get(
    "/service_at_locations",
    summary="Les services, lieu par lieu",
    operation_id="getPaginatedListOfServiceAtLocation",
    openapi_extra=answers_page("service_at_location"),
)
def service_at_locations(request: HttpRequest, asked: Query[ServiceAtLocationList]) -> Any:
    offers = _asked_offers(asked).prefetch_related(None).order_by().values("pk")
    pairs = exchange.published_pairs(today()).filter(offer__in=offers)
    if asked.postcode:
        pairs = pairs.filter(site__in=exchange.site_ids_near(today(), asked.postcode, within=asked.proximity))
    return _page(exchange.with_their_pages(pairs, today()), _pair_kind(), asked)


@api.get(
    "/service_at_locations/{id}",
    summary="Un service à un lieu, en entier",
    operation_id="getServiceAtLocationWithNestedDataById",
    openapi_extra=answers_one("service_at_location"),
)
def service_at_location(request: HttpRequest, id: Id) -> Any:
    # The identifier is made from the two others and kept nowhere: the pairs are gone through, once.
    found = next((pair for pair in exchange.pair_uids(today()) if saying.pair_id(*pair) == id), None)
    if found is None:
        raise HttpError(
            404, "Service à un lieu introuvable : cet identifiant n’existe pas, ou n’est plus offert."
        )
    pairs = exchange.published_pairs(today()).filter(offer__uid=found[0], site__uid=found[1])
    return _pair_kind().say(list(exchange.with_their_pages(pairs, today())), full=True)[0]


# --- Vocabularies


@api.get(
    "/taxonomies",
    summary="Les vocabulaires",
    operation_id="getPaginatedListOfTaxonomies",
    openapi_extra=answers_page("taxonomy"),
)
def taxonomies(request: HttpRequest, asked: Query[Listed]) -> Any:
    return _page_of(terms.taxonomy_objects(), asked)


@api.get(
    "/taxonomies/{id}",
    summary="Un vocabulaire",
    operation_id="getTaxonomyById",
    openapi_extra=answers_one("taxonomy"),
)
def taxonomy(request: HttpRequest, id: Id) -> Any:
    return _among(terms.taxonomy_objects(), id, "Taxonomie introuvable")


@api.get(
    "/taxonomy_terms",
    summary="Les termes des vocabulaires",
    operation_id="getPaginatedListOfTaxonomyTerms",
    openapi_extra=answers_page("taxonomy_term"),
)
def taxonomy_terms(request: HttpRequest, asked: Query[TermList]) -> Any:
    found = [
        term
        for term in terms.term_objects(dynamic_terms(today()))
        if (not asked.taxonomy_id or term["taxonomy_detail"]["id"] == asked.taxonomy_id)
        and (not asked.parent_id or term.get("parent_id") == asked.parent_id)
        and not (asked.top_only and "parent_id" in term)
    ]
    return _page_of(found, asked)


@api.get(
    "/taxonomy_terms/{id}",
    summary="Un terme",
    operation_id="getTaxonomyTermById",
    openapi_extra=answers_one("taxonomy_term"),
)
def taxonomy_term(request: HttpRequest, id: Id) -> Any:
    return _among(terms.term_objects(dynamic_terms(today())), id, "Terme introuvable")


def _among(things: Iterable[dict[str, Any]], identifier: str, what: str) -> dict[str, Any]:
    for thing in things:
        if thing["id"] == identifier:
            return thing
    raise HttpError(404, f"{what} : cet identifiant n’existe pas.")


@api.get("/{path:rest}", include_in_schema=False)
def nothing_here(request: HttpRequest, rest: str) -> Any:
    raise HttpError(404, f"Il n’y a rien à cette adresse. Voyez {reverse('hsds_docs')}.")
