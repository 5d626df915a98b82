"""The list everybody starts from, and two or three practices side by side."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.clock import today
from arrimage.apps.network.vocabulary import Need
from arrimage.apps.practices import policies
from arrimage.apps.practices.queries import catalogue, listing, own
from arrimage.apps.practices.vocabulary import SECTIONS, Family

PAGE = 24
COMPARED = 3


def read(request: HttpRequest) -> listing.Asked:
    """What an address asks; what is unknown in it is left aside, never an error: addresses are shared."""
    get = request.GET
    family, what = get.get("family", ""), get.get("what", "")
    return listing.Asked(
        text=get.get("q", "").strip()[:120],
        needs=tuple(need for need in dict.fromkeys(get.getlist("need")) if need in Need.values)[:6],
        family=family if family in Family.values else "",
        what=what if what in (listing.CATALOGUE, listing.OWN) else "",
    )


def address(asked: listing.Asked, **changes) -> str:
    said = {"q": asked.text, "need": list(asked.needs), "family": asked.family, "what": asked.what} | changes
    kept = {name: value for name, value in said.items() if value}
    return reverse("practices") + (f"?{urlencode(kept, doseq=True)}" if kept else "")


@reachable_by(EVERYONE)
def practices(request: HttpRequest) -> HttpResponse:
    """Everything that is told and described, the same size, in an order drawn by lot for the day."""
    asked, language = read(request), get_language() or "fr"
    number = request.GET.get("page", "1")
    number = int(number) if number.isdecimal() and len(number) < 5 else 1
    start = (max(1, number) - 1) * PAGE
    lines, total = listing.found(asked, language=language, day=today(), start=start, size=PAGE)
    context = {
        "asked": asked,
        "lines": lines,
        "total": total,
        "page": Paginator(range(total), PAGE).get_page(number),
        "needs": [
            (label, address(asked, need=_toggled(asked.needs, code)), code in asked.needs)
            for code, label in Need.choices
        ],
        "families": Family.choices,
        "today": today(),
        "keeps": policies.kept_by(request.user),
        "is_editor": policies.is_editor(request.user),
        "reads": policies.reads_from_experience(request.user),
    }
    template = "practices/_list.html" if request.htmx else "practices/practices.html"
    response = render(request, template, context)
    if request.htmx:
        response["HX-Replace-Url"] = address(asked)
    # What somebody looks for may say what they live through.
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _toggled(needs: tuple[str, ...], code: str) -> list[str]:
    return [one for one in needs if one != code] if code in needs else [*needs, code]


@reachable_by(EVERYONE)
def practice_compare(request: HttpRequest) -> HttpResponse:
    """Two or three, part by part; what is told in its own words stays whole beside them."""
    language = get_language() or "fr"
    asked = list(dict.fromkeys(one for one in request.GET.getlist("p") if one))[:COMPARED]
    editions = catalogue.editions_of(asked, language)
    told = list(own.published_versions().filter(practice__uid__in=_uuids(asked)))
    parts = [
        (code, title, [(edition, getattr(edition, code)) for edition in editions])
        for code, title in SECTIONS.items()
        if any(getattr(edition, code) for edition in editions)
    ]
    everything = catalogue.read_in(language).values_list("practice__slug", "name").order_by("practice__slug")
    tellable = [
        (str(one.practice.uid), f"{one.title} · {one.practice.organisation}")
        for one in own.published_versions()
    ]
    context = {
        "editions": editions,
        "levels": catalogue.levels_of(editions),
        "told": told,
        "parts": parts,
        "columns": len(editions) + len(told),
        "choices": list(everything),
        "tellable": tellable,
        "boxes": [asked[place] if place < len(asked) else "" for place in range(COMPARED)],
    }
    return render(request, "practices/compare.html", context)


def _uuids(asked: list[str]) -> list[str]:
    from uuid import UUID

    found = []
    for one in asked:
        try:
            found.append(str(UUID(one)))
        except ValueError:
            continue
    return found
