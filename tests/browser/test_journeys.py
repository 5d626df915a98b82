"""What people come to do, from the first page to the last, as they would; without JavaScript too."""

import re
from urllib.parse import unquote_plus

import pytest

from arrimage.apps.accounts.roles import Role
from arrimage.apps.network.actions.search_index import reindex
from arrimage.apps.network.models import Message, Organisation
from tests.accounts.factories import acting_user
from tests.network.factories import ContactFactory, OfferFactory, OrganisationFactory

both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


@pytest.fixture
def lantern():
    organisation = OrganisationFactory(
        name="La Lanterne", own_words="Pour les familles et les amis.", email="lanterne@essai.invalid"
    )
    OfferFactory(organisation=organisation, name="Groupe pour les proches", description="On s’écoute.")
    ContactFactory(organisation=organisation)
    reindex()
    return organisation


@both
def test_somebody_on_a_phone_finds_help_and_a_number(visit, lantern, javascript):
    page = visit("/", width=360, javascript=javascript)
    page.get_by_label("Que cherches-tu").fill("aide aux proches")
    page.get_by_role("button", name="Trouver").click()
    page.wait_for_url(re.compile("/trouver/"))
    page.get_by_role("link", name="Groupe pour les proches").first.click()
    page.get_by_role("link", name="La Lanterne").first.click()
    page.get_by_text("Pour les familles et les amis.").wait_for()
    page.get_by_role("link", name="418 555-0100").first.wait_for()
    page.get_by_text("988").first.wait_for()


@both
def test_a_worker_signs_in_and_keeps_the_page_true(visit, lantern, javascript):
    keeper = acting_user(organisation=lantern, role=Role.WORKER)
    keeper.set_password("une phrase de passe")
    keeper.save()
    keeper.emailaddress_set.update_or_create(email=keeper.email, defaults={"verified": True, "primary": True})
    page = visit("/compte/connexion/", width=360, javascript=javascript)
    page.get_by_label("courriel").fill(keeper.email.upper())
    page.get_by_label("Mot de passe").first.fill("une phrase de passe")
    page.locator("main").get_by_role("button", name=re.compile("connecter", re.I)).click()
    page.wait_for_url("http://localhost/")
    page.get_by_role("link", name="Modifier notre page").click()
    page.get_by_label(re.compile("Ce que nous faisons")).fill("De jour comme de nuit, on répond.")
    page.get_by_role("button", name="Publier").click()
    page.get_by_text("Merci de garder cette page vraie").wait_for()
    page.get_by_text("De jour comme de nuit, on répond.").wait_for()
    lantern.refresh_from_db()
    assert lantern.own_words == "De jour comme de nuit, on répond."


@both
def test_inviting_an_organisation_takes_two_clicks(visit, lantern, javascript, mailoutbox):
    inviting = acting_user(
        organisation=OrganisationFactory(name="L’équipe SIM"), role=Role.CLINICAL_SUPERVISOR
    )
    page = visit(lantern.get_absolute_url(), signed_in_as=inviting, javascript=javascript)
    page.get_by_role("link", name=re.compile("Inviter")).click()
    page.get_by_role("button", name=re.compile("Envoyer")).click()
    page.wait_for_url(re.compile("/messages/"))
    message = Message.objects.get()
    assert message.kind == "invitation"
    assert [recipient.organisation for recipient in message.recipients.all()] == [lantern]


def test_nothing_typed_is_lost_when_the_session_has_run_out(visit, lantern):
    keeper = acting_user(organisation=lantern, role=Role.WORKER)
    keeper.set_password("une phrase de passe")
    keeper.save()
    keeper.emailaddress_set.update_or_create(email=keeper.email, defaults={"verified": True, "primary": True})
    page = visit(lantern.get_absolute_url() + "modifier/", signed_in_as=keeper, javascript=False)
    page.get_by_label(re.compile("Ce que nous faisons")).fill("Une longue page, écrite tard le soir.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Publier").click()
    page.get_by_label("courriel").fill(keeper.email)
    page.get_by_label("Mot de passe").first.fill("une phrase de passe")
    page.locator("main").get_by_role("button", name=re.compile("connecter", re.I)).click()
    shown = page.get_by_label(re.compile("Ce que nous faisons"))
    assert shown.input_value() == "Une longue page, écrite tard le soir."
    page.get_by_role("button", name="Publier").click()
    page.get_by_text("Merci de garder cette page vraie").wait_for()
    lantern.refresh_from_db()
    assert lantern.own_words == "Une longue page, écrite tard le soir."


def test_a_draft_is_kept_while_typing(visit, lantern):
    keeper = acting_user(organisation=lantern, role=Role.PEER_HELPER)
    page = visit(lantern.get_absolute_url() + "modifier/", signed_in_as=keeper, width=360)
    with page.expect_response(lambda kept: "coin du feu." in unquote_plus(kept.request.post_data or "")):
        page.get_by_label(re.compile("Ce que nous faisons")).press_sequentially("Au coin du feu. ")
    page.get_by_text("Brouillon gardé").wait_for()
    assert "Au coin du feu." in lantern.drafts.get().data["own_words"][0]
    assert Organisation.objects.get(pk=lantern.pk).own_words == "Pour les familles et les amis."


def test_the_language_switch_works_and_french_comes_first(visit, lantern):
    page = visit("/", locale="en-US", javascript=False)
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("banner").get_by_role("button", name="English").click()
    page.get_by_text("What are you looking for?").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
