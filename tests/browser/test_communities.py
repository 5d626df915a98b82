"""Journeys through a community: joining, a name caught before it is said, a removal with its reason."""

import pytest

from arrimage.apps.communities.actions import moderation
from arrimage.apps.communities.models import Appeal, Digest, Member, Post, Reuse
from arrimage.apps.kernel.clock import now
from tests.accounts.factories import UserFactory
from tests.browser.conftest import faults
from tests.communities.factories import Circle

WIDTHS = pytest.mark.parametrize("width", [360, 1280])
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "none"])


@pytest.fixture
def circle(db):
    return Circle(name="Accompagner chez les gens", charter="- On parle de ce qu’on fait.")


def nothing_in_the_way(page, width):
    if page.runs_scripts:
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # A form that comes back is said by the browser's console: it is no fault.
    assert [one for one in page.complaints if "422" not in one] == []


@SCRIPTS
@WIDTHS
def test_somebody_joins_and_a_name_is_caught_before_it_is_said(visit, circle, width, javascript):
    talk = circle.discussion(title="Que faire le soir?")
    person = UserFactory(name="Léo Lavallée")
    page = visit(talk.get_absolute_url(), width=width, signed_in_as=person, javascript=javascript)
    page.get_by_role("link", name="Me joindre et répondre").click()
    nothing_in_the_way(page, width)
    page.get_by_label("Comment on t’appelle ici").fill("Léo du nord")
    page.get_by_role("button", name="Se joindre").click()
    page.get_by_role("link", name="Que faire le soir?").first.click()
    page.get_by_label("Ce que tu veux dire").fill("Mon client Réjean ne dort plus. On a marché.")
    page.get_by_role("button", name="Le dire").click()
    page.get_by_text("On pourrait reconnaître quelqu’un").first.wait_for()
    nothing_in_the_way(page, width)
    assert talk.posts.count() == 1
    assert page.get_by_label("Ce que tu veux dire").input_value().startswith("Mon client")
    page.get_by_label("Ce que tu veux dire").fill("Il ne dort plus. On a marché.")
    page.get_by_role("button", name="Le dire").click()
    page.get_by_text("Tes mots y sont").wait_for()
    nothing_in_the_way(page, width)
    assert Post.objects.get(number=2).author.called == "Léo du nord"


@SCRIPTS
@WIDTHS
def test_a_facilitator_removes_with_a_reason_and_the_author_appeals(visit, circle, width, javascript):
    talk = circle.discussion()
    post = circle.says(talk, "Elle ne comprend jamais rien.")
    page = visit(talk.get_absolute_url(), width=width, signed_in_as=circle.fanny, javascript=javascript)
    page.get_by_role("link", name="Modérer 2").click()
    nothing_in_the_way(page, width)
    page.get_by_label("elle blesse ou rabaisse quelqu’un").check()
    page.get_by_label("Ce que tu dis à la personne").fill("Parle plutôt de toi.")
    page.get_by_role("button", name="La retirer").click()
    page.get_by_text("Retirée par l’animation, parce qu’elle blesse").wait_for()
    nothing_in_the_way(page, width)

    page = visit(talk.get_absolute_url(), width=width, signed_in_as=circle.mado, javascript=javascript)
    page.get_by_role("link", name="Ta copie").click()
    page.get_by_text("Parle plutôt de toi.").wait_for()
    page.get_by_text("Elle ne comprend jamais rien.").wait_for()
    page.get_by_label("Pourquoi elle devrait revenir").fill("Je parlais d’une règle.")
    page.get_by_role("button", name="Demander qu’on la regarde").click()
    page.get_by_text("Je parlais d’une règle.").wait_for()
    nothing_in_the_way(page, width)
    moderation.decide_appeal(Appeal.objects.get(), restore=True, answer="Oui.", by=circle.fanny, at=now())
    post.refresh_from_db()
    assert post.is_shown


@WIDTHS
def test_a_mind_changes_in_sight_of_all(visit, circle, width):
    debate = circle.open_debate()
    circle.stands(debate, 2, "On ne m’a jamais attendue.", by=circle.fanny)
    page = visit(debate.get_absolute_url(), width=width, signed_in_as=circle.mado)
    nothing_in_the_way(page, width)
    page.get_by_role("link", name="Dire où je me situe").click()
    page.get_by_label("Frapper").check()
    page.get_by_label("Parce que").fill("On ne laisse pas seul.")
    page.get_by_role("button", name="Le dire").click()
    page.get_by_role("link", name="J’ai changé d’avis").click()
    nothing_in_the_way(page, width)
    page.get_by_label("Attendre").check()
    page.get_by_label("Ce qui m’a fait changer d’avis").fill("Ce que Fanny a dit.")
    page.get_by_role("button", name="Le dire").click()
    page.get_by_role("heading", name="Les avis qui ont changé").wait_for()
    page.get_by_text("a changé d’avis : de « Frapper » à « Attendre »").first.wait_for()
    nothing_in_the_way(page, width)


@WIDTHS
def test_an_answer_quotes_a_passage(visit, circle, width):
    talk = circle.discussion(text="On ferme à dix heures.")
    page = visit(talk.get_absolute_url(), width=width, signed_in_as=circle.fanny)
    page.get_by_role("link", name="Répondre Mado, nº 1").click()
    nothing_in_the_way(page, width)
    page.get_by_label("Les mots auxquels tu réponds").fill("à dix heures")
    page.get_by_label("Ce que tu veux dire").fill("Et avant?")
    page.get_by_role("button", name="Le dire").click()
    page.locator(".quoted q", has_text="à dix heures").wait_for()
    nothing_in_the_way(page, width)


@WIDTHS
def test_an_author_says_yes_to_being_quoted(visit, circle, width):
    talk = circle.discussion(text="On ferme à dix heures.")
    page = visit(talk.get_absolute_url(), width=width, signed_in_as=circle.fanny)
    page.get_by_role("link", name="Citer ailleurs Mado, nº 1").click()
    nothing_in_the_way(page, width)
    page.get_by_label("un rapport").check()
    page.get_by_label("Pour quoi, et qui le lira").fill("Notre rapport annuel.")
    page.get_by_role("button", name="Demander").click()
    page.get_by_text("Sans réponse, c’est non").first.wait_for()

    page = visit("/echanges/", width=width, signed_in_as=circle.mado)
    page.get_by_role("link", name="Fanny aimerait te citer").click()
    nothing_in_the_way(page, width)
    page.get_by_role("button", name="Oui, ces mots-là").click()
    page.get_by_text("Tu as dit oui").wait_for()
    assert Reuse.objects.get().named == "Mado"


@SCRIPTS
def test_one_stops_the_mails_in_one_tap(visit, circle, javascript):
    from arrimage.apps.communities.actions import following

    following.choose_rhythm("day", by=circle.mado, at=now())
    token = following.token_of(Digest.objects.get())
    page = visit(f"/echanges/courriels/{token}/", width=360, javascript=javascript)
    nothing_in_the_way(page, 360)
    page.get_by_role("button", name="Arrêter ces courriels").click()
    page.get_by_role("heading", name="C’est fait").wait_for()
    assert Digest.objects.get().rhythm == "never"


@WIDTHS
def test_a_request_is_answered_from_the_first_page(visit, width):
    circle = Circle("members", name="Entre nous")
    person = UserFactory(name="Léa")
    page = visit(circle.community.get_absolute_url(), width=width, signed_in_as=person)
    page.get_by_role("link", name="Demander à me joindre").click()
    page.get_by_label("Pourquoi tu aimerais te joindre").fill("Pour entendre.")
    page.get_by_role("button", name="Envoyer ma demande").click()
    page.get_by_text("Ta demande est envoyée").wait_for()
    page = visit("/", width=width, signed_in_as=circle.fanny)
    page.get_by_role("link", name="1 personne demande à se joindre").click()
    page.get_by_role("link", name="Répondre Léa").click()
    nothing_in_the_way(page, width)
    page.get_by_role("button", name="Accueillir").click()
    page.get_by_text("C’est fait, et la personne le lira").wait_for()
    assert Member.objects.get(user=person).is_active
