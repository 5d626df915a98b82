"""An agreement in a real browser, from a proposal to its signature."""

import pytest

from tests.browser.conftest import of_demo

pytestmark = pytest.mark.usefixtures("territory")


def test_a_proposal_is_read_talked_about_and_signed_on_a_phone_without_a_script(visit):
    page = visit("/", width=360, signed_in_as=of_demo("coalition_coordinator"), javascript=False)
    page.get_by_role("link", name="Recevoir les documents dix jours avant").click()
    page.get_by_role("button", name="Parlons-en").click()
    page.get_by_text("Vous en parlez").wait_for()
    page.get_by_text("Noter un obstacle").click()
    page.get_by_role("textbox", name="Ce qui est difficile").fill("Dix jours, c’est court l’été.")
    page.get_by_role("button", name="Noter", exact=True).click()
    page.get_by_text("Dix jours, c’est court l’été.").wait_for()
    page.get_by_role("button", name="Signer pour notre organisation").click()
    page.get_by_text("Toutes les parties ont signé").or_(page.get_by_text("Vous avez signé")).first.wait_for()
