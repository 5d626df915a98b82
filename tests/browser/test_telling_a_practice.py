"""An organisation tells what it does on a phone, between two visits; anybody then finds it."""

import io

import pytest
from django.contrib.auth import get_user_model
from PIL import Image

from arrimage.apps.kernel.clock import today
from arrimage.apps.practices.actions.demo import load_practices
from arrimage.apps.practices.models import OwnVersion
from tests.browser.conftest import SITE, faults


@pytest.fixture
def worker(territory, db):
    load_practices(on=today())
    return get_user_model().objects.get(email="worker@demo.arrimage.invalid")


def photograph() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "#b8531d").save(file, "JPEG")
    return file.getvalue()


def test_a_practice_is_told_on_a_phone_and_read_by_everybody(visit, worker):
    page = visit("/pratiques/", width=360, signed_in_as=worker)
    page.get_by_role("link", name="Raconter ce que nous faisons").first.click()
    page.get_by_label("Comment vous l’appelez").fill("La soupe de minuit")
    page.get_by_role("button", name="Commencer").click()

    page.get_by_label("L’histoire").fill("À minuit, on fait de la soupe. Qui veut épluche.")
    page.get_by_text("Enregistré à").wait_for()  # kept while typing
    page.reload()
    assert page.get_by_label("L’histoire").input_value().startswith("À minuit")
    page.locator("summary", has_text="Comment la trouver").click()
    page.get_by_label("Vos mots pour la dire").fill("soupe, veille")
    page.locator("summary", has_text="Et les modèles").click()
    page.get_by_label("nous préférons n’être liés à aucun modèle").check()
    assert not faults(page)
    page.get_by_role("button", name="Garder").click()

    page.get_by_role("link", name="Images et sons").first.click()
    page.set_input_files(
        "input[type=file]",
        {"name": "soupe.jpg", "mimeType": "image/jpeg", "buffer": photograph()},
    )
    page.get_by_label("Ce que l’on voit, ou chaque mot").fill("Un grand chaudron sur le feu.")
    page.get_by_label("On ne peut reconnaître personne").check()
    page.get_by_role("button", name="Ajouter", exact=False).click()
    page.get_by_role("link", name="Retour au texte").click()
    page.get_by_role("button", name="Publier").click()
    page.get_by_text("C’est publié, comme vous l’avez écrit.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not page.complaints

    version = OwnVersion.objects.get(title="La soupe de minuit")
    assert (version.state, version.refuses_models) == ("published", True)
    reader = visit("/pratiques/?q=soupe", width=1280)
    card = reader.locator(".told", has_text="La soupe de minuit")
    card.get_by_role("link", name="La soupe de minuit").click()
    picture = reader.get_by_role("img", name="Un grand chaudron sur le feu.")
    picture.scroll_into_view_if_needed()
    reader.wait_for_function("document.querySelector('.pictures img').naturalWidth > 0")
    assert not faults(reader)
    reader.goto(SITE + "/trouver/?q=soupe+de+minuit")
    assert "La Veilleuse" in reader.locator(".search-list").inner_text()


def test_the_same_without_javascript(visit, worker):
    page = visit("/pratiques/paroles/nouvelle/", width=360, signed_in_as=worker, javascript=False)
    page.get_by_label("Comment vous l’appelez").fill("Sans script")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("L’histoire").fill("Une phrase suffit.")
    page.get_by_role("button", name="Publier").click()
    page.get_by_text("C’est publié").wait_for()


def test_every_card_has_the_same_width_whoever_speaks(visit, worker):
    page = visit("/pratiques/?need=housing", width=1280)
    widths = page.eval_on_selector_all(".told", "cards => cards.map(c => Math.round(c.offsetWidth))")
    assert len(set(widths)) == 1
    assert page.locator(".told.own").count() >= 1
    assert page.locator(".told:not(.own)").count() >= 1
