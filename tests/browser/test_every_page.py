"""Every page of the demonstration, as those it is for: nothing in anybody's way, at 360 and 1280 px.

The screenshots of the README are made here too, when ARRIMAGE_SCREENSHOTS names a folder.
"""

import os
from pathlib import Path

import pytest

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
                    shown = path.strip("/").replace("/", "_").replace("?", "_")[:60] or "accueil"
                    page.screenshot(
                        path=Path(folder) / f"{slug or 'public'}-{shown}-{width}.png", full_page=True
                    )
            if "nulle-part" not in path and page.complaints:
                found.append((slug, path, page.complaints[:3]))
            page.complaints.clear()
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    assert not found, "\n".join(map(str, found))


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
