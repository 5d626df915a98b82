"""A report goes to the public: written, read first by those asked, with their reply."""

import re

import pytest

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.models import Report
from tests.accounts.factories import acting_user
from tests.browser.conftest import SITE, faults
from tests.inquiry.study_world import begun, leader
from tests.network.factories import OrganisationFactory

REPLY = "Nous le voyons autrement : une rencontre par année n’est pas une collaboration."


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (360, True), (1280, True)])
def test_a_report_is_read_replied_to_and_published(visit, width, javascript):
    by = leader()
    asked = acting_user(
        Role.COALITION_COORDINATOR, organisation=OrganisationFactory(name="Le regroupement du Nord")
    )
    study = begun(by, title="Deux côtés du Nord")
    page = visit(study.get_absolute_url(), width=width, signed_in_as=by, javascript=javascript)
    page.get_by_role("link", name="Commencer un rapport").click()
    page.get_by_role("button", name="Commencer").click()
    page.get_by_role("link", name="+ Texte").click()
    page.get_by_label("Intertitre", exact=False).first.fill("La question")
    page.get_by_label("Texte", exact=False).first.fill("Que fait-on ensemble ?")
    page.get_by_role("button", name="Ajouter au rapport").click()
    page.get_by_role("link", name="+ Figure").click()
    page.get_by_label("Ce qu’elle montre").select_option("voices")
    page.get_by_role("button", name="Ajouter au rapport").click()
    page.get_by_text("Que dit chaque côté").first.wait_for()
    if javascript:
        assert not faults(page)
    page.get_by_role("link", name="Le faire lire").click()
    page.get_by_label("Ajouter une organisation").fill("Regroupement du Nord")
    page.get_by_role("button", name="Chercher").click()
    assert page.get_by_label("Le regroupement du Nord").is_checked()
    page.get_by_role("button", name="Les laisser lire").click()
    page.get_by_text("Personne d’autre ne le voit").wait_for()
    assert not page.get_by_role("button", name="Publier").count()
    report = Report.objects.get()

    theirs = visit("/rapports/", width=width, signed_in_as=asked, javascript=javascript)
    assert not theirs.get_by_role("link", name=report.title).count()  # nobody sees it in public yet
    theirs.get_by_role("link", name="Un rapport").click()
    theirs.get_by_role("link", name=report.title).click()
    if javascript:
        assert not faults(theirs)
    theirs.get_by_role("link", name=re.compile("Répliquer")).click()
    theirs.get_by_label("Votre réplique").fill(REPLY)
    theirs.get_by_role("button", name="Envoyer").click()
    theirs.get_by_text(REPLY).wait_for()

    page.reload()
    page.get_by_role("button", name="Publier").click()
    page.wait_for_url(re.compile(f"{SITE}/rapports/{report.uid}/$"))
    anybody = visit(report.get_public_url(), width=width, javascript=javascript)
    anybody.get_by_text(REPLY).wait_for()
    anybody.get_by_role("link", name="PDF en français").wait_for()
    assert anybody.evaluate("document.documentElement.scrollWidth") <= width if javascript else True
    if javascript:
        assert not faults(anybody)
        assert not anybody.complaints
