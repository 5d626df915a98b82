"""Every page of the demonstration, as those it is for: nothing in anybody's way, at 360 and 1280 px.

The screenshots of the README are made here too, when ARRIMAGE_SCREENSHOTS names a folder.
"""

import inspect
import os
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import resolve

from arrimage.apps.communities.models import Discussion
from arrimage.apps.deliberation.models import Consultation
from arrimage.apps.learning.models import Edition, Theme
from arrimage.apps.practices.models import OwnVersion, Practice
from tests.browser.conftest import SITE, faults, of_demo
from tests.communities import pages as communities
from tests.deliberation import pages as deliberation
from tests.improvement import pages as improvement
from tests.inquiry import pages as inquiry
from tests.learning import pages as learning
from tests.mixed import pages as mixed
from tests.network import pages as network
from tests.practices import pages as practices
from tests.qualitative import pages as qualitative
from tests.recognition import pages as recognition

ROOMS = (
    network,
    practices,
    inquiry,
    learning,
    deliberation,
    improvement,
    qualitative,
    mixed,
    communities,
    recognition,
)
# Every page of these rooms is looked at: `test_every_address_that_shows_a_page_is_looked_at`.
TOGETHER = (
    learning,
    practices,
    deliberation,
    communities,
    recognition,
    improvement,
    qualitative,
    mixed,
)
# Wide first: what is narrower is the same page, folded.
WIDTHS = (1280, 360)

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.split(".")[1])
def test_nothing_stands_in_anybodys_way(visit, room):
    found = []
    for slug, paths in room.addresses().items():
        page = visit("/", width=WIDTHS[0], signed_in_as=of_demo(slug) if slug else None)
        for path in paths:
            page.goto(SITE + path)
            page.wait_for_load_state()
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found += [(slug, path, width, *problem) for problem in in_the_way(page, width)]
                if folder := os.environ.get("ARRIMAGE_SCREENSHOTS"):
                    shown = path.strip("/").replace("/", "_").replace("?", "_")[:110] or "accueil"
                    page.screenshot(
                        path=Path(folder) / f"{slug or 'public'}-{shown}-{width}.png", full_page=True
                    )
            if "nulle-part" not in path and page.complaints:
                found.append((slug, path, page.complaints[:3]))
            page.complaints.clear()
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    assert not found, "\n".join(map(str, found))


def test_the_demonstration_shows_what_learning_together_is():
    """One theme from its dossier to its debate, the practices, and consultations from end to end."""
    pairs = Theme.objects.get(programme__slug="se-retablir-ensemble", title="Le soutien entre pairs")
    texts = {
        one.piece.kind: one
        for one in Edition.objects.filter(piece__in=pairs.pieces.all(), status="published", language="fr")
    }
    assert texts.keys() >= {"dossier", "capsule"}
    capsule = texts["capsule"]
    assert capsule.document.captions.startswith("WEBVTT")
    assert capsule.document.guide
    assert texts["dossier"].document.guide
    debate = Discussion.objects.get(theme_uid=pairs.uid, kind="debate", state="open")
    assert debate.positions.count() >= 2
    assert debate.posts.filter(follows__isnull=False).exists(), "somebody changed their mind"
    published = Practice.objects.filter(editions__state="published", editions__language="fr")
    assert published.distinct().count() >= 29
    told = OwnVersion.objects.filter(state="published")
    assert len({one.practice.organisation_id for one in told}) >= 5
    states = Consultation.objects.values_list("state", "syntheses__digest")
    assert any(state == "closed" and digest for state, digest in states)
    assert any(state == "open" for state, _digest in states)


# Addresses that show no page of their own; `.json`, `.pdf` and such are not pages. Whoever adds an address
# meets the test below: list it in the room's `pages.py`, or say here why not.
NO_PAGE = {
    "consultation_key": "opens a consultation and leads to it",
    "draft_by_code": "the page of synthesis_draft, for whoever holds a code, while a draft is shared",
    "place_next": "leads to the next contribution to place",
    "table_state": "what a table asks: JSON",
    "post": "leads to a contribution where it stands in its discussion",
    "transcript_memo": "keeps a memo, and leads back to the text",
    "transcript_news": "a line of the text's page, asked every twenty seconds",
    "interview_recording": "a sound",
}
FILES = (
    *(".json", ".pdf", ".ics", ".vtt", "/video/", "/son/", "/fichier/"),
    *("/documents/<uuid:document>/", "/images-et-sons/<uuid:medium>/"),
)


@pytest.mark.parametrize("room", TOGETHER, ids=lambda room: room.__name__.split(".")[1])
def test_every_address_that_shows_a_page_is_looked_at(room):
    """Named addresses of a room that answer to GET with a page, beside those its `pages.py` opens."""
    name = room.__name__.split(".")[1]
    patterns = import_module(f"arrimage.apps.{name}.urls").urlpatterns
    shown = {one.name for one in patterns if shows_a_page(one)}
    opened = {
        resolve(path.partition("?")[0]).url_name for paths in room.addresses().values() for path in paths
    }
    assert shown - opened == set(), f"{name}: list these in tests/{name}/pages.py"
    assert not opened & NO_PAGE.keys()


def shows_a_page(pattern) -> bool:
    if pattern.name in NO_PAGE or str(pattern.pattern).endswith(FILES):
        return False
    return "@require_POST" not in inspect.getsource(inspect.unwrap(pattern.callback))


def in_the_way(page, width: int) -> list[tuple]:
    """What axe says of the page, all that is folded in it shown; and how wide it is."""
    page.eval_on_selector_all("main details", "folds => folds.forEach(fold => { fold.open = true; })")
    found = list(faults(page))
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, (f"{wide} px wide",)] if wide > width else found


@pytest.mark.parametrize("width", [360, 1280])
def test_the_picture_of_the_readme(visit, width):
    """`ARRIMAGE_SCREENSHOTS=docs/images` draws it again."""
    page = visit("/trouver/?q=quelqu’un à qui parler", width=width)
    assert page.locator(".search-list article, .search-list li").count() > 3
    if folder := os.environ.get("ARRIMAGE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"find-{width}.png")
