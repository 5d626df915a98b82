"""A joint display from its model to the public, and somebody who answers about their own words on a phone."""

import re
from datetime import timedelta

import pytest

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.mixed.models import Display, Quote
from arrimage.apps.mixed.queries.displays import token_of
from tests.accounts.factories import acting_user
from tests.browser.conftest import SITE, faults
from tests.inquiry.study_world import brought, leader
from tests.qualitative.world import corpus_of

both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


@both
@pytest.mark.parametrize("width", [360, 1280])
def test_a_joint_display_is_made_read_by_those_it_quotes_and_published(visit, javascript, width):
    by = leader()
    brought(by)
    corpus = corpus_of(by.acting.organisation, by, title="Deux entrevues")
    me = acting_user("resource_patient")

    def look(page) -> None:
        assert not (javascript and faults(page))

    # A model of two boxes, an arrow, and what was found of one.
    page = visit("/ce-qui-change/", signed_in_as=by, width=width, javascript=javascript)
    page.get_by_role("link", name="Dessiner un modèle").first.click()
    page.get_by_label("Titre").fill("Parler du logement")
    page.get_by_label("Ce que vous voulez comprendre").fill("Ce qui suit quand on en parle.")
    page.get_by_role("button", name="Le commencer").click()
    for kind, words in (("activity", "En parler"), ("short", "Trouver un logement")):
        page.get_by_label("Ce que c’est").wait_for(state="attached")
        if not page.get_by_label("Ce que c’est").is_visible():
            page.get_by_text("Ajouter une case").click()
        page.get_by_label("Ce que c’est").select_option(kind)
        page.get_by_label("En quelques mots").fill(words)
        page.get_by_role("button", name="L’ajouter").click()
        page.get_by_role("link", name=words).first.wait_for()
    look(page)
    page.get_by_role("link", name="En parler").first.click()
    page.get_by_label("Elle mène à").select_option(label="Trouver un logement")
    page.get_by_role("button", name="Tracer la flèche").click()
    page.get_by_text("→").first.wait_for()
    page.get_by_role("link", name="Trouver un logement").first.click()
    page.get_by_label("Pas assez de données").check()
    page.get_by_label(re.compile("^En mots")).fill("Trois mois, c’est trop tôt.")
    page.get_by_role("button", name="Le dire").click()
    page.get_by_text("Pas assez de données").first.wait_for()
    look(page)

    # A number beside a theme beside words, and what they say together.
    page.get_by_role("link", name="Mettre en regard chiffres et mots").click()
    page.get_by_label("Titre").fill("Se loger")
    page.get_by_label("La question à laquelle on répond").fill("Qu’est-ce qui suit ?")
    page.get_by_role("button", name="Le commencer").click()
    page.get_by_role("link", name="Ajouter une ligne").first.click()
    number = page.get_by_label("Le nombre")
    number.select_option(value=number.locator("option", has_text="3/4").first.get_attribute("value"))
    page.get_by_label("Le thème, en mots").fill("Demander est difficile")
    page.get_by_label("Ils se contredisent").check()
    page.get_by_label("Ce qu’on comprend en les tenant ensemble").fill("Le nombre est haut, et il coûte.")
    look(page)
    page.get_by_role("button", name="Garder la ligne").click()
    page.get_by_text("Ajouter les mots de quelqu’un").click()
    page.get_by_label("Ses mots").fill("J’ai demandé trois fois.")
    page.get_by_label("Comment on dit qui parle").fill("Une personne suivie")
    page.get_by_label("Où la personne a accepté d’être citée").fill("Entrevue du 3 mai")
    page.get_by_label(re.compile("^Courriel de son compte")).fill(me.email)
    page.get_by_role("button", name="Ajouter ces mots").click()
    page.get_by_text("J’ai demandé trois fois.").first.wait_for()
    look(page)

    # The number opens a question, which goes into the guide of interviews one leads, tied to its figure.
    page.get_by_text("Poser une question", exact=True).click()
    page.get_by_label("À demander en entretien").check()
    page.get_by_label("La question", exact=True).fill("Qui a dit oui, à la fin ?")
    page.get_by_role("button", name="La poser").click()
    page.get_by_role("button", name="Mettre dans ce guide").click()
    page.get_by_role("link", name=corpus.title).click()
    page.get_by_text("Qui a dit oui, à la fin ?").wait_for()
    page.get_by_text("3 sur 4").first.wait_for()
    look(page)
    page.goto(SITE + Display.objects.get().rows.get().get_absolute_url())
    page.get_by_role("link", name="Se loger").click()
    page.get_by_text("3 sur 4").first.wait_for()
    look(page)

    # Read first by whoever is quoted, on a phone: they answer, in their own space.
    page.get_by_label("Dernier jour de la lecture").fill((today() + timedelta(days=8)).isoformat())
    page.get_by_role("button", name="Laisser lire les personnes citées").click()
    page.get_by_text("On pourra publier après ce jour").wait_for()
    theirs = visit("/", signed_in_as=me, width=360, javascript=javascript)
    theirs.get_by_role("link", name="Tes mots, là où on les lira").first.click()
    theirs.get_by_text("J’ai demandé trois fois.").wait_for()
    theirs.get_by_label("Je suis d’accord pour qu’on les lise ici").check()
    theirs.get_by_label("Ce que tu veux ajouter").fill("Et on m’a répondu la troisième.")
    look(theirs)
    theirs.get_by_role("button", name="Envoyer ma réponse").click()
    theirs.get_by_text("Tu peux changer d’idée").wait_for()

    page.goto(SITE + Display.objects.get().get_absolute_url())
    page.get_by_role("button", name="Le publier").click()
    page.get_by_text("Empreinte de ce qui a été publié").wait_for()
    look(page)
    anybody = visit("/ce-qui-change/publiees/", width=width, javascript=javascript)
    anybody.get_by_role("link", name="Se loger").click()
    anybody.get_by_text("Et on m’a répondu la troisième.").wait_for()
    look(anybody)


@both
def test_somebody_without_an_account_takes_their_words_back_by_a_link(visit, javascript):
    from arrimage.apps.mixed.actions import displays
    from tests.mixed.conftest import Study

    study = Study()
    display = study.display()
    quote = study.quote(study.row(display))
    displays.offer(display, until=today() + timedelta(days=9), by=study.by, at=now())
    page = visit(f"/ce-qui-change/mots/{token_of(quote)}/", width=360, javascript=javascript)
    page.get_by_text("Avant, pas après.").wait_for()
    assert not (javascript and faults(page))
    page.get_by_label("Je les reprends").check()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.get_by_text("Tu les as repris").wait_for()
    assert not (javascript and faults(page))
    assert Quote.objects.get().text == ""
