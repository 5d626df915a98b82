"""Journeys through a consultation: speaking on a phone, publishing, replying, tables that write."""

import re

import pytest

from arrimage.apps.deliberation.actions import gatherings, publishing
from arrimage.apps.deliberation.models import Contribution, Synthesis, TableNote
from arrimage.apps.deliberation.queries import contributions as said
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory
from tests.browser.conftest import faults
from tests.deliberation import factories

WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def room(db):
    return factories.room()


def nothing_in_the_way(page, width):
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


@WIDTHS
def test_a_person_speaks_without_a_name_and_comes_back_with_their_code(visit, room, width):
    page = visit(room.consultation.get_absolute_url(), width=width)
    page.get_by_role("link", name=re.compile("Dire mon mot")).first.click()
    page.get_by_label("En mes mots").fill("Je n’appelle plus personne le soir.")
    page.get_by_label("sans aucun nom").check()
    nothing_in_the_way(page, width)
    page.get_by_role("button", name="Donner mes mots").click()
    code = page.locator(".code-big").inner_text().strip()
    nothing_in_the_way(page, width)
    assert Contribution.objects.get().naming == "anonymous"

    page = visit("/consultations/ma-parole/", width=width)
    page.get_by_label("Mon code").fill(code.replace("-", " "))
    page.get_by_role("button", name="Retrouver mes mots").click()
    page.get_by_text("Je n’appelle plus personne le soir.").first.wait_for()
    page.get_by_text("Corriger mes mots").click()
    page.get_by_label("Mes mots").fill("Je n’appelle plus.")
    page.get_by_role("button", name="Ce sont mes mots").click()
    page.get_by_text("Tes nouveaux mots").wait_for()
    assert said.words_of(Contribution.objects.get()) == "Je n’appelle plus."


@WIDTHS
def test_a_person_signs_with_their_name(visit, room, width):
    page = visit(room.consultation.get_absolute_url(), width=width, signed_in_as=UserFactory(name="Mado"))
    page.get_by_role("link", name=re.compile("Dire mon mot")).first.click()
    page.get_by_label("En mes mots").fill("Chez nous, on s’assoit.")
    page.get_by_label("avec mon nom : Mado").check()
    page.get_by_role("button", name="Donner mes mots").click()
    page.get_by_text("Merci. Tes mots sont là").wait_for()
    assert Contribution.objects.get().name == "Mado"


@WIDTHS
def test_a_synthesis_is_placed_by_keyboard_read_and_published(visit, room, width):
    room.says("Un. Deux.")
    room.says("Trois.")
    room.close()
    page = visit(
        f"/consultations/{room.consultation.uid}/synthese/atelier/", width=width, signed_in_as=room.synthesist
    )
    nothing_in_the_way(page, width)
    page.keyboard.press("n")
    page.get_by_label("Deux.").check()
    page.get_by_label("Ou une nouvelle idée").fill("Compter jusqu’à deux")
    nothing_in_the_way(page, width)
    page.get_by_role("button", name="Placer", exact=True).click()
    page.get_by_text("La nº 1 est placée").wait_for()
    page.wait_for_load_state()  # keys are heard once the page's script is there
    page.keyboard.press("s")
    page.get_by_text("Aucune voix n’est laissée de côté").first.wait_for()
    page.goto(f"http://localhost/consultations/{room.consultation.uid}/synthese/ebauche/")
    nothing_in_the_way(page, width)
    page.get_by_role("button", name="La publier et la sceller").click()
    page.get_by_role("heading", name=re.compile("Synthèse :")).wait_for()
    page.get_by_text(Synthesis.objects.get().digest).wait_for()
    nothing_in_the_way(page, width)


@WIDTHS
def test_that_is_not_what_i_meant(visit, room, width):
    mine, code = room.says("Rester, ce n’est pas surveiller.")
    room.place(mine, room.idea("Il faut surveiller"))
    room.close()
    publishing.publish(room.consultation, by=room.synthesist, at=now())
    page = visit(f"/consultations/ma-parole/{code}/", width=width)
    page.get_by_text("Est-ce ce que je voulais dire ?").click()
    page.get_by_label("Ce n’est pas ce que je voulais dire").check()
    page.get_by_label("En mes mots").fill("Je disais le contraire.")
    nothing_in_the_way(page, width)
    page.get_by_role("button", name="Répliquer").click()
    page.get_by_text("Ta réplique est à côté de la synthèse").wait_for()
    page.get_by_role("link", name="Lire la synthèse").click()
    page.get_by_text("Je disais le contraire.").wait_for()


@WIDTHS
def test_a_table_loses_nothing_when_the_network_falters(visit, room, width):
    meeting = gatherings.plan_gathering(
        room.consultation, title="Souper", starts_at=now(), tables=1, by=room.moderator, at=now()
    )
    gatherings.move(meeting, "live", by=room.moderator, at=now())
    page = visit("/consultations/table/", width=width)
    page.get_by_label("Le code de la table").fill(meeting.tables.get().code)
    page.get_by_role("button", name="S’asseoir à la table").click()
    box = page.get_by_label("Ce qui se dit autour de la table")
    box.fill("On reste.")
    page.get_by_text("Gardé à").wait_for()
    nothing_in_the_way(page, width)

    page.route("**/garder/", lambda route: route.abort())
    box.fill("On reste. Même la nuit.")
    page.get_by_text("Le réseau est absent").wait_for()
    kept = page.evaluate("Object.values(localStorage).join()")
    assert kept, "what could not leave is kept on the laptop"
    assert "nuit" not in kept, "… unreadable without the page"
    page.complaints.clear()  # the failed requests themselves
    page.unroute("**/garder/")
    page.get_by_text("Gardé à").wait_for()
    assert TableNote.objects.get().shared == "On reste. Même la nuit."
    assert page.evaluate("localStorage.length") == 0

    page.get_by_label(re.compile("Une voix à part")).fill("Moi, je pars.")
    page.get_by_role("button", name="Remettre").click()
    page.get_by_text("C’est remis.").wait_for()
    assert Contribution.objects.filter(is_apart=True).exists()

    board = visit(meeting.get_absolute_url() + "tableau/", width=width, signed_in_as=room.moderator)
    board.get_by_text("On reste. Même la nuit.").wait_for()
    board.get_by_text("Moi, je pars.").wait_for()
    nothing_in_the_way(board, width)


def test_an_assembly_of_forty_with_paper_tables(visit, room):
    """Forty people, five tables, one laptop, no script: each table in turn, then a workbook."""
    meeting = gatherings.plan_gathering(
        room.consultation, title="Assemblée", starts_at=now(), tables=5, by=room.moderator, at=now()
    )
    page = visit(meeting.get_absolute_url(), width=1280, signed_in_as=room.moderator, javascript=False)
    page.get_by_role("button", name="La rencontre commence").click()
    for number in range(1, 6):
        page.get_by_role("link", name=f"Écrire pour cette table Table {number}").click()
        page.get_by_label("Ce qui se dit autour de la table").fill(f"La table {number} dit ceci.")
        page.get_by_role("button", name="Garder").click()
        page.get_by_text("C’est gardé.").wait_for()
        page.goto("http://localhost" + meeting.get_absolute_url())
    page.get_by_role("button", name="La rencontre est finie").click()
    page.get_by_text("tout ce que les tables ont écrit est remis").wait_for()
    assert Contribution.objects.filter(means="table").count() == 5

    page.goto(f"http://localhost/consultations/{room.consultation.uid}/saisir/")
    page.get_by_label("Question 1 ?").fill("Écrit au crayon.")
    page.get_by_label("sans aucun nom").check()
    page.get_by_label("Comment la personne a accepté").fill("Case cochée.")
    page.get_by_role("button", name="Donner ces mots en leur nom").click()
    page.locator(".code-big").wait_for()
    assert Contribution.objects.filter(means="paper").count() == 1
