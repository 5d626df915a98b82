"""Agreements, funding and comparisons in a real browser: nothing in anybody's way."""

import pytest
from django.contrib.auth import get_user_model

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.actions.demo import load_territory
from arrimage.apps.network.models import Agreement, FundingLine, Network, Organisation
from tests.browser.conftest import SITE, faults


@pytest.fixture(autouse=True)
def demo(db):
    load_territory(on=today())


def user(slug: str):
    return get_user_model().objects.get(email=f"{slug}@demo.arrimage.invalid")


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them, the pages."""
    titled = {each.title: each.get_absolute_url() for each in Agreement.objects.order_by("pk")}
    keys = Organisation.objects.get(name__startswith="Les Clés")
    budget = FundingLine.objects.filter(organisation__kind="coalition").first()
    return {
        None: [
            "/ententes/entourage/",
            "/financement/regroupements/",
            "/territoires/991/comparer/",
            f"{keys.get_absolute_url()}ententes/",
            f"{Network.objects.get().get_absolute_url()}ententes/",
            titled["Un pair le jour de la sortie"],
            titled["Six appartements, rue Basse"],
        ],
        "manager": [
            "/ententes/",
            "/ententes/nouvelle/",
            titled["Pour que les proches ne restent pas dans le corridor"],
            titled["Trois chambres réservées"],
            titled["Venir prendre un café au Rez-de-jardin"] + "ecrire/",
        ],
        "coalition_coordinator": [
            "/ententes/",
            "/financement/nouveau/",
            f"/financement/{budget.uid}/",
            titled["Une formation faite ensemble"],
            titled["Recevoir les documents dix jours avant"],
        ],
        "network_coordinator": ["/comparaisons/noter/"],
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way(visit, width):
    found = []
    for slug, paths in addresses().items():
        page = visit("/", width=width, signed_in_as=user(slug) if slug else None)
        for path in paths:
            page.goto(SITE + path)
            page.wait_for_load_state()
            for folded in page.locator("main details").all():
                folded.evaluate("fold => fold.open = true")
            if problems := faults(page):
                found.append((slug, path, problems))
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append((slug, path, f"{wide} px wide"))
            if page.complaints:
                found.append((slug, path, page.complaints[:3]))
            page.complaints.clear()
    assert not found, "\n".join(map(str, found))


def test_a_proposal_is_read_talked_about_and_signed_on_a_phone_without_a_script(visit):
    page = visit("/", width=360, signed_in_as=user("coalition_coordinator"), javascript=False)
    page.get_by_role("link", name="Recevoir les documents dix jours avant").click()
    page.get_by_role("button", name="Parlons-en").click()
    page.get_by_text("Vous en parlez").wait_for()
    page.get_by_text("Noter un obstacle").click()
    page.get_by_role("textbox", name="Ce qui est difficile").fill("Dix jours, c’est court l’été.")
    page.get_by_role("button", name="Noter", exact=True).click()
    page.get_by_text("Dix jours, c’est court l’été.").wait_for()
    page.get_by_role("button", name="Signer pour notre organisation").click()
    page.get_by_text("Toutes les parties ont signé").or_(page.get_by_text("Vous avez signé")).first.wait_for()
