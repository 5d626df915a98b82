"""Saying one's ties with a thumb: nothing in anybody's way, and every tick kept as it is made."""

import pytest
from django.contrib.auth import get_user_model

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.actions.demo import load_territory
from arrimage.apps.network.models import Network, Organisation, TieReport, Wave
from tests.browser.conftest import SITE, faults

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def demo(db):
    load_territory(on=today())


def user(slug: str):
    return get_user_model().objects.get(email=f"{slug}@demo.arrimage.invalid")


def addresses() -> dict[str | None, list[str]]:
    still_open, published = Wave.objects.get(status="open"), Wave.objects.get(name="Deuxième vague")
    centre = Organisation.objects.get(kind="integrated_centre", register="")
    network = Network.objects.get().get_absolute_url()
    told, asked = published.get_absolute_url(), still_open.get_absolute_url()
    return {
        None: [told, network + "vagues/"],
        "worker": [
            "/nos-liens/",
            asked + "repondre/",
            asked + f"repondre/{centre.uid}/",
            asked + "repondre/transmettre/",
            asked + "repondre/importer/",
            told + "relations/",
            told + f"relations/{centre.uid}/",
        ],
        "manager2": [told + f"relations/{centre.uid}/"],
        "network_coordinator": [
            network + "vagues/",
            network + "vagues/nouvelle/",
            network + "vagues/etude/",
            network + "genres-de-liens/",
            asked + "mener/?q=clinique",
            told + "mener/",
        ],
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_the_way_of_ties(visit, width):
    found = []
    for slug, paths in addresses().items():
        page = visit("/", width=width, signed_in_as=user(slug) if slug else None)
        for path in paths:
            assert page.goto(SITE + path).status == 200, path
            page.wait_for_load_state()
            if problems := faults(page):
                found.append((slug, path, problems))
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append((slug, path, f"{wide} px wide"))
            if page.complaints:
                found.append((slug, path, page.complaints[:3]))
            page.complaints.clear()
    assert not found, "\n".join(map(str, found))


def test_a_tick_and_a_card_are_kept_as_one_goes(visit):
    wave = Wave.objects.get(status="open")
    who = user("manager2")
    page = visit(wave.get_absolute_url() + "repondre/", width=360, signed_in_as=who)
    page.get_by_label("Les Semelles").check()
    page.get_by_text("1 organisation cochée").wait_for()
    page.get_by_role("button", name="Passer aux fiches").click()
    page.get_by_label("Partage d’information").check()
    page.get_by_text("Gardé à").wait_for()
    report = TieReport.objects.get(wave=wave, reporter__name__startswith="Le Rez-de-jardin")
    assert [claim.kind.code for claim in report.claims.all()] == ["information_sharing"]
    assert report.submitted_at is None
