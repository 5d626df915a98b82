"""A campaign as those who lead it and those who are asked live it, on a phone, without JavaScript too."""

import re

import pytest

from arrimage.apps.inquiry.actions import campaigns
from arrimage.apps.inquiry.models import Campaign, Invitation
from arrimage.apps.inquiry.queries import campaign_links as links
from arrimage.apps.inquiry.queries.campaign_sheets import sheet_of
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.questionnaires.models import Response, ResponseAnswer
from tests.browser.conftest import SITE, faults
from tests.inquiry import campaign_world as world
from tests.questionnaires.factories import PublishedVersionFactory

both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


@both
def test_a_campaign_is_prepared_and_launched(visit, javascript, mailoutbox):
    by = world.leader()
    PublishedVersionFactory(instrument__organisation=by.acting.organisation, instrument__title="Nos mardis")
    page = visit("/enquetes/", signed_in_as=by, width=360, javascript=javascript)
    page.get_by_role("link", name="Préparer une campagne").first.click()
    page.get_by_label("Quel questionnaire").select_option(index=1)
    page.get_by_label("Titre montré").fill("Comment vont nos mardis")
    page.get_by_role("radio", name=re.compile("Anonyme")).check()
    page.get_by_label("Ouvre le").fill(today().isoformat())
    page.get_by_role("button", name="Ensuite").click()
    page.get_by_role("link", name="Une liste d’adresses").click()
    page.get_by_role("textbox", name="Adresses").fill(world.addresses(7))
    page.get_by_role("button", name="Voir qui cela fait").click()
    page.get_by_text("Personne 6").wait_for()
    assert not (javascript and faults(page))
    assert mailoutbox == []
    page.get_by_role("button", name="Lancer la campagne").click()
    page.get_by_role("heading", name="Qui a répondu").wait_for()
    assert Campaign.objects.get().invitees.count() == 7


@both
@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_somebody_answers_on_a_phone_and_goes_on_elsewhere(visit, javascript, mode):
    wave = world.launched(mode=mode, day=today(), at=now())
    link = f"/enquete/{links.token_of(world.invitation(wave, 0))}/"
    page = visit(link, width=360, javascript=javascript)
    assert not (javascript and faults(page))
    page.get_by_label(re.compile("j’accepte")).check()
    page.get_by_role("button", name="Commencer").click()
    if javascript:
        with page.expect_response(re.compile("/garder/$")):
            page.get_by_label("Non").first.check()
    else:
        page.get_by_label("Non").first.check()
        page.get_by_role("button", name="Continuer").click()
        page.wait_for_url(re.compile("/2/"))
    code = page.locator(".code code").first.inner_text()
    assert ResponseAnswer.objects.filter(item="met", state="value").exists()

    elsewhere = visit("/mes-reponses/", javascript=javascript)
    elsewhere.get_by_label("Mon code personnel").fill(code.upper())
    elsewhere.get_by_role("button", name="Retrouver").click()
    elsewhere.get_by_label("Non").first.wait_for()
    assert elsewhere.get_by_label("Non").first.is_checked()
    elsewhere.get_by_role("button", name="Continuer").click()
    elsewhere.wait_for_url(re.compile("/2/"))
    elsewhere.get_by_role("button", name="Continuer").click()
    elsewhere.get_by_role("button", name="Envoyer mes réponses").click()
    elsewhere.get_by_role("heading", name="Merci").wait_for()
    assert not (javascript and faults(elsewhere))
    assert Response.objects.get().is_sent
    page.goto(SITE + link)
    page.get_by_text("elles comptent").wait_for()


@both
def test_whoever_prefers_not_to_says_so_in_one_tap(visit, javascript):
    wave = world.launched(day=today(), at=now())
    one = world.invitation(wave, 0)
    page = visit(f"/enquete/{links.token_of(one)}/", width=360, javascript=javascript)
    page.get_by_role("button", name="Je préfère ne pas répondre").click()
    page.get_by_text("aucun rappel").wait_for()
    one.refresh_from_db()
    assert one.status == Invitation.Status.REFUSED
    page.get_by_role("button", name="Revenir là-dessus").click()
    page.get_by_role("button", name="Je préfère ne pas répondre").wait_for()


@both
def test_the_silent_are_reminded_then_it_is_closed_and_read(visit, javascript, mailoutbox):
    by = world.leader()
    wave = world.launched(by, mode="confidential", day=today(), at=now(), count=8)
    Invitation.objects.update(invited_on=today().replace(year=today().year - 1))
    for number in range(6):
        world.answer(world.invitation(wave, number), at=now())
    mailoutbox.clear()
    page = visit(wave.campaign.get_absolute_url(), signed_in_as=by, width=360, javascript=javascript)
    page.get_by_text("6 sur 8").wait_for()
    page.get_by_role("link", name="Voir les rappels").click()
    page.get_by_role("heading", name=re.compile("^2 en recevraient")).wait_for()
    assert not (javascript and faults(page))
    page.get_by_role("button", name="Les relancer aujourd’hui").click()
    page.get_by_text("2 rappels partent").wait_for()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["personne6@essai.invalid", "personne7@essai.invalid"]
    page.goto(SITE + wave.campaign.get_absolute_url())
    page.get_by_role("link", name="Fermer, ou déplacer la fermeture").click()
    page.get_by_role("button", name="Fermer maintenant, pour de bon").click()
    page.get_by_text("peuvent se lire").wait_for()
    assert len(sheet_of(wave, by).respondents) == 6
    assert campaigns.close_wave(wave, by=by, at=now()).is_closed
