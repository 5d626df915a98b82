"""A questionnaire written on a phone, tried, published and compared; a file given as an answer on a phone."""

import re
from io import BytesIO

import pytest
from PIL import Image

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.actions import instruments as writing
from arrimage.apps.questionnaires.actions import openings as opening_actions
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Questionnaire, Section
from arrimage.apps.questionnaires.models import Response, ResponseFile, Version
from tests.accounts.factories import acting_user
from tests.browser.conftest import faults

both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


@pytest.fixture
def author(db):
    return acting_user(Role.MANAGER)


def document() -> Questionnaire:
    return Version.objects.get(status="draft").form


@both
def test_a_questionnaire_is_written_on_a_phone_tried_published_and_compared(visit, author, javascript):
    page = visit("/questionnaires/nouveau/", width=360, signed_in_as=author, javascript=javascript)
    page.get_by_label("Titre", exact=True).fill("Après la rencontre")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("La question").fill("La rencontre t’a-t-elle aidé ?")
    page.get_by_role("button", name="L’ajouter").click()
    page.get_by_role("button", name="Garder et fermer").last.click()
    page.get_by_role("link", name="Ajouter une question ici").click()
    page.get_by_label("La question").fill("Qu’est-ce qui a aidé ?")
    page.get_by_label("Un texte, aussi long qu’on veut").check()
    page.get_by_role("button", name="L’ajouter").click()
    page.get_by_label("Selon des réponses précédentes").check()
    page.get_by_label("Condition 1 : réponse").select_option(label="« Oui »")
    page.get_by_role("button", name="Garder et fermer").last.click()
    page.get_by_text("Demandée quand").wait_for()
    second = list(document().items.values())[1]
    assert second.relevant == "${la_rencontre_ta_t_elle_aide} = 'yes'"
    page.get_by_role("button", name="Monter · Qu’est-ce qui a aidé ?").click()
    page.get_by_role("link", name=re.compile("à corriger")).wait_for()  # it would be asked too early
    assert next(iter(document().items)) == second.name
    page.locator("#undo").click()
    page.get_by_role("link", name="Prêt").wait_for()
    assert list(document().items)[1] == second.name
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.get_by_role("link", name="Essayer").first.click()
    page.get_by_label("Oui").check()
    page.get_by_role("button", name="Voir ce que cela donne").click()
    assert not Response.objects.exists()
    page.get_by_role("link", name="Revenir au brouillon").click()
    page.get_by_role("button", name="Publier cette version").click()
    page.get_by_text("C’est publié").wait_for()

    page.get_by_role("button", name="Commencer une nouvelle version").click()
    page.get_by_role("link", name="Modifier · La rencontre t’a-t-elle aidé ?").click()
    page.get_by_label("Il faut y répondre").check()
    page.get_by_role("button", name="Garder et fermer").last.click()
    page.get_by_text("Réponse obligatoire").wait_for()
    page.get_by_role("link", name="Ce qui change depuis la version 1").click()
    page.get_by_text("Il faut maintenant y répondre.").wait_for()


def test_every_change_is_kept_as_it_is_made_and_the_keyboard_moves_a_question(visit, author):
    items = (Item("a", Kind.TEXT, {"fr": "Un ?"}), Item("b", Kind.TEXT, {"fr": "Deux ?"}))
    draft = writing.create_instrument(
        Questionnaire({"fr": "Essai"}, (Section("s", items),)), by=author, at=now()
    )
    at = f"/questionnaires/{draft.instrument.uid}/ecrire/"
    page = visit(at, width=360, signed_in_as=author)
    page.get_by_role("link", name="Modifier · Un ?").click()
    page.get_by_label(re.compile("^La question")).fill("Un mot ?")
    page.get_by_label("Il faut y répondre").check()
    page.locator("#live-a").get_by_text("Un mot ?").wait_for()
    assert (document().items["a"].label["fr"], document().items["a"].required) == ("Un mot ?", True)
    assert not faults(page)
    page.get_by_label("Selon une formule").last.check()
    page.get_by_role("link", name="Fermer", exact=True).click()
    page.locator("#edit-b").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#card-b + #card-a, #card-b ~ #card-a").first.wait_for()
    assert list(document().items) == ["b", "a"]
    page.locator("#undo").click()
    page.locator("#card-a ~ #card-b").first.wait_for()
    assert list(document().items) == ["a", "b"]
    assert not page.complaints


@both
def test_a_picture_is_given_as_an_answer_on_a_phone(visit, author, javascript):
    asked = Questionnaire(
        {"fr": "Un endroit"},
        (
            Section(
                "s",
                (
                    Item("photo", Kind.FILE, {"fr": "Une photo d’un endroit qui te fait du bien ?"}),
                    Item("where", Kind.TEXT, {"fr": "Où est-ce ?"}, relevant="${photo} != ''"),
                ),
            ),
        ),
    )
    version = writing.publish(writing.create_instrument(asked, by=author, at=now()), by=author, at=now())
    opening = opening_actions.open_questionnaire(version, title="Un endroit", by=author, at=now())
    file = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG", comment=b"chez Marie")
    picture = {"name": "chez-marie.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}

    page = visit(opening.get_public_url(), width=360, javascript=javascript)
    page.get_by_role("button", name="Commencer").click()
    assert not page.get_by_label("Où est-ce ?").is_visible()
    page.locator("input[type=file]").set_input_files(picture)
    if javascript:
        page.get_by_text("Ton fichier est gardé").wait_for()
    else:
        page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Où est-ce ?").fill("Au bord de la rivière")
    assert b"Marie" not in ResponseFile.objects.get().data
    assert not (javascript and faults(page))
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("link", name=re.compile("^Image, ")).wait_for()
    page.get_by_role("button", name="Envoyer mes réponses").click()
    page.get_by_role("heading", name="Merci").wait_for()
    response = Response.objects.get()
    assert (response.status, response.files.count()) == ("sent", 1)
