"""Where anybody looks for help: no account, one box, and an address that holds the question alone."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.network.above import links_for
from arrimage.apps.network.models import SearchDocument, Territory
from arrimage.apps.network.queries import search as queries
from arrimage.apps.network.queries.answers import RADIUS, Asked
from arrimage.apps.network.queries.places import locate, territory_of
from arrimage.apps.network.vocabulary import Category, Line, Need, OrganisationKind

RADII = (10, 30, 100)  # km
PRINTED = 60
LONGEST = 200
WITHOUT_A_BOX = ("need", "territory", "kind", "category", "line")  # come by links, stay while words change


@dataclass
class Typed:
    """The question as its address says it, and what of it could not be understood."""

    asked: Asked
    words: dict[str, str]  # the parameters that count, for links
    territory: Territory | None = None
    place_problem: str = ""
    place_choices: tuple[str, ...] = ()


def _one_of(value: str, values) -> str:
    return value if value in {str(each) for each in values} else ""


def read(query: QueryDict) -> Typed:
    """What an address asks. What is unknown in it is left aside, never an error: addresses are shared."""
    words = {
        "q": query.get("q", "").strip()[:LONGEST],
        "near": query.get("near", "").strip()[:120],
        "territory": query.get("territory", "")[:12],
        "need": _one_of(query.get("need", ""), Need.values),
        "what": _one_of(query.get("what", ""), SearchDocument.Kind.values),
        "kind": _one_of(query.get("kind", ""), OrganisationKind.values),
        "category": _one_of(query.get("category", ""), Category.values),
        "line": _one_of(query.get("line", ""), Line.values),
        "radius": _one_of(query.get("radius", ""), set(RADII) - {RADIUS}),
        "direct": "1" if query.get("direct") else "",
        "open": "1" if query.get("open") else "",
    }
    located = locate(words["near"]) if words["near"] else None
    place = located.place if located else None
    territory = place.territory if place else None
    if place:
        words["territory"] = ""  # one place at a time: the one typed
    elif words["territory"]:
        territory = territory_of(words["territory"])
        words["territory"] = territory.code if territory else ""
    asked = Asked(
        text=words["q"],
        territory=territory.code if territory else "",
        near=place if place and not place.territory else None,
        radius=int(words["radius"] or RADIUS),
        need=words["need"],
        what=words["what"],
        kind=words["kind"],
        category=words["category"],
        line=int(words["line"]) if words["line"] else None,
        direct=bool(words["direct"]),
        open_now=bool(words["open"]),
    )
    typed = Typed(asked, {name: value for name, value in words.items() if value}, territory)
    if located and not place:
        typed.place_problem = queries.no_such_place(words["near"], ())
        typed.place_choices = located.choices
    return typed


def address(words: dict[str, str], **changes: str) -> str:
    """The page's own address with these parameters changed, the empty ones left out."""
    kept = {name: value for name, value in (words | changes).items() if value}
    return reverse("find") + (f"?{urlencode(kept)}" if kept else "")


@reachable_by(EVERYONE)
def find(request: HttpRequest) -> HttpResponse:
    """Search, as a page or, while somebody types, as its results alone. Eight queries at most."""
    typed = read(request.GET)
    prints = bool(request.GET.get("print"))
    size = PRINTED if prints else queries.PAGE
    number = request.GET.get("page", "1")
    number = int(number) if number.isdecimal() and len(number) < 6 else 1
    results = queries.find(typed.asked, page=max(1, number), size=size, at=now())
    paginator = Paginator(range(results.total), size)
    if not results.hits and results.total:  # a page past the end
        results = queries.find(typed.asked, page=paginator.num_pages, size=size, at=now())
    words = typed.words
    context = {
        "typed": typed,
        "asked": typed.asked,
        "words": words,
        "results": results,
        "page": paginator.get_page(number),
        "prints": prints,
        "needs": [
            (label, address(words, need="" if code == words.get("need") else code), code == words.get("need"))
            for code, label in Need.choices
        ],
        "choices": [(name, address(words, near=name)) for name in typed.place_choices],
        "wider": address(words, radius="100") if typed.asked.near and typed.asked.radius < 100 else "",
        "print_url": address(words, print="1"),
        "here_url": address(words),
        "radii": RADII,
        "kept": [(name, words[name]) for name in WITHOUT_A_BOX if name in words],
        "has_details": bool(words.keys() - {"q", "near", "need"}),
        "links": [] if prints else links_for(typed.asked.need, typed.asked.text),
    }
    template = "network/_search_results.html" if request.htmx else "network/search.html"
    response = render(request, template, context)
    if request.htmx:
        response["HX-Replace-Url"] = address(words)
    # What somebody looks for may say what they live through: kept by no cache, told to no other site.
    # Not `no-referrer`: browsers then send «Origin: null», and the page's own forms would be refused.
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    patch_vary_headers(response, ["HX-Request"])
    return response
