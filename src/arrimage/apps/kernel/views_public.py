"""What this site tells whoever maps it or follows it: the same for everybody, whoever asks."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_cookie

from .access import EVERYONE, reachable_by
from .public import KINDS, Kind, News, lately

AN_HOUR = 60 * 60
# Past it, a kind of things goes on on a second page.
PER_PAGE = 2000


class _Counted(Paginator):
    """A paginator told how many there are."""

    def __init__(self, *args, count: int) -> None:
        super().__init__(*args)
        self.count = count  # type: ignore[misc]


class Section(Sitemap):
    """The addresses of one kind of things. Two queries a page, one for its line of the index."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    @cached_property
    def totals(self) -> dict[str, Any]:
        asked = {"count": Count("pk")} | ({"at": Max(self.kind.changed)} if self.kind.changed else {})
        return self.kind.found().order_by().aggregate(**asked)

    @property
    def paginator(self) -> Paginator:
        rows = self.kind.found().order_by("pk").prefetch_related(None)
        return _Counted(rows, PER_PAGE, count=self.totals["count"])

    def location(self, item) -> str:
        return self.kind.address(item)

    def lastmod(self, item) -> datetime | None:
        return getattr(item, self.kind.changed) if self.kind.changed else None

    def get_latest_lastmod(self) -> datetime | None:
        return self.totals.get("at")


def _sections() -> dict[str, Section]:
    return {code: Section(kind) for code, kind in KINDS.items()}


def _kept(seconds: int):
    """Whoever comes back within this time asks for nothing; later, they are told if it is still the same."""

    def decorate(view):
        return cache_control(public=True, max_age=seconds)(conditional_page(view))

    return decorate


@require_safe
@reachable_by(EVERYONE)
@_kept(AN_HOUR)
def sitemap(request: HttpRequest) -> HttpResponse:
    """One line for each page of each kind."""
    return views.index(request, _sections(), sitemap_url_name="sitemap_section")


@require_safe
@reachable_by(EVERYONE)
@_kept(AN_HOUR)
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, _sections(), section=section)


@require_safe
@reachable_by(EVERYONE)
def news(request: HttpRequest) -> HttpResponse:
    """What came out lately, on a page."""
    return render(request, "kernel/news.html", {"news": lately()})


class _Lately(Feed):
    """The same for whoever follows it in a reader of feeds."""

    feed_type = Atom1Feed

    def __call__(self, request, *args, **kwargs):
        self.language = get_language()
        return super().__call__(request, *args, **kwargs)

    def title(self) -> str:
        return f"Arrimage · {_('What came out lately')}"

    def subtitle(self) -> str:
        return _("Practices, consultations, reports, things to learn from: whatever anybody may read.")

    author_name = "Arrimage"

    def link(self) -> str:
        return reverse("news")

    def feed_url(self) -> str:
        return reverse("news_feed")

    def items(self) -> list[News]:
        return lately()

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        return item.summary

    def item_link(self, item: News) -> str:
        return item.url

    def item_pubdate(self, item: News) -> datetime:
        return item.at

    def item_updateddate(self, item: News) -> datetime:
        return item.at

    def item_categories(self, item: News) -> tuple[str]:
        return (str(item.kind.label),)


@require_safe
@reachable_by(EVERYONE)
@vary_on_cookie  # it holds the language chosen
@_kept(AN_HOUR // 6)
def news_feed(request: HttpRequest) -> HttpResponse:
    return _Lately()(request)


@require_safe
@reachable_by(EVERYONE)
@_kept(AN_HOUR * 24)
def robots(request: HttpRequest) -> HttpResponse:
    """What those who map are asked to leave alone: people's own words, and addresses that are a secret."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in settings.LEFT_ALONE_BY_ROBOTS)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
