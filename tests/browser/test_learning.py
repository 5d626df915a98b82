"""A team does a theme on a phone; a webinar goes from its announcement to a certificate somebody verifies."""

import re
from datetime import timedelta

import pytest

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.learning.actions import programmes, teams
from arrimage.apps.learning.actions.starter import load_starter
from arrimage.apps.learning.models import Certificate, Theme, Webinar
from arrimage.apps.meetings.models import Meeting
from arrimage.apps.network.vocabulary import OrganisationKind
from tests.accounts.factories import UserFactory, acting_user
from tests.browser.conftest import SITE, faults
from tests.network.factories import OrganisationFactory

both = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def looked_at(page) -> None:
    """Where scripts run, axe finds nothing; nothing is wider than the phone."""
    if page.runs_scripts:
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.fixture
def theme(db) -> Theme:
    """The starter's programme, borrowed by a centre whose team takes part in it."""
    starter = load_starter(at=now())
    centre = OrganisationFactory(name="Le centre", kind=OrganisationKind.INTEGRATED_CENTRE)
    by = acting_user(Role.CLINICAL_SUPERVISOR, organisation=centre)
    programmes.answer_programme(starter, centre, answer="borrowed", by=by, at=now())
    team = teams.register_team(centre, name="Équipe des Lilas", kind="siv", by=by, at=now())
    teams.enrol(team, starter, by=by, at=now())
    found = starter.themes.filter(pieces__kind="capsule").first() or starter.themes.first()
    found.by, found.team = by, team
    return found


@both
def test_a_team_does_a_theme_on_a_phone(visit, theme, javascript):
    page = visit("/apprendre/", signed_in_as=theme.by, width=360, javascript=javascript)
    page.get_by_role("link", name=theme.programme.title).first.click()
    page.get_by_role("heading", name="Les thèmes", exact=True).wait_for()
    looked_at(page)
    page.get_by_role("link", name=theme.title, exact=True).first.click()
    page.get_by_role("heading", name="À lire, à regarder", exact=True).wait_for()
    looked_at(page)
    at_theme = page.url

    for piece in theme.pieces.order_by("kind"):
        page.get_by_role("link", name=piece.title, exact=True).first.click()
        page.get_by_role("heading", name=piece.title, level=1).wait_for()
        looked_at(page)
        if piece.kind == "capsule":
            page.locator("video track").first.wait_for(state="attached")
            page.get_by_role("heading", name="Transcription", exact=True).wait_for()
        guide = page.get_by_role("link", name="Le guide d’animation")
        if guide.count():
            guide.first.click()
            page.locator("ol.guide li").first.wait_for()
            looked_at(page)
        page.goto(at_theme)

    page.get_by_role("link", name="Noter ce qu’on a fait").first.click()
    page.get_by_label("Essayé quelque chose").check()
    page.get_by_label("Quand", exact=False).first.fill(today().isoformat())
    words = page.get_by_label(re.compile("Ce que vous en gardez"))
    words.fill("Appeler avant, au 418 555-0199.")
    page.get_by_role("button", name="Noter").click()
    # What could name somebody is shown first; whoever wrote judges.
    page.get_by_text("418 555-0199").first.wait_for()
    assert not theme.team.steps.exists()
    looked_at(page)
    page.get_by_label(re.compile("Ce que vous en gardez")).fill("Appeler avant d’écrire.")
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("Appeler avant d’écrire.").first.wait_for()
    assert theme.team.steps.get().step == "tried"


@both
def test_a_webinar_from_its_announcement_to_a_certificate_somebody_verifies(visit, javascript):
    coalition = OrganisationFactory(name="Le regroupement", kind=OrganisationKind.COALITION)
    host = acting_user(Role.FACILITATOR, organisation=coalition)
    guest = UserFactory(name="Odile Gravel")
    day = today() + timedelta(days=3)

    page = visit("/apprendre/webinaires/", signed_in_as=host, width=360, javascript=javascript)
    page.get_by_role("link", name="Annoncer un webinaire").click()
    page.get_by_label("Titre").fill("Entre se taire et tout dire")
    page.get_by_label("Quel jour").fill(day.isoformat())
    page.get_by_label("De", exact=True).fill("12:00")
    page.get_by_label("À", exact=True).fill("13:00")
    page.get_by_label(re.compile("Lien pour se joindre")).fill("https://appel.invalid/secret")
    page.get_by_label(re.compile("Heures que cela compte")).fill("1")
    page.get_by_label(re.compile("Minutes de présence")).fill("45")
    looked_at(page)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Entre se taire et tout dire").wait_for()
    webinar = Webinar.objects.get()

    theirs = visit(webinar.get_absolute_url(), signed_in_as=guest, width=360, javascript=javascript)
    assert "appel.invalid" not in theirs.content()
    theirs.get_by_role("button", name="S’inscrire").click()
    theirs.get_by_role("link", name="Se joindre").wait_for()
    looked_at(theirs)
    theirs.get_by_label("Votre question").fill("Que répondre quand on demande un petit portrait ?")
    theirs.get_by_role("button", name="Poser la question").click()
    theirs.get_by_text("un petit portrait").first.wait_for()

    # Fifty minutes later: it began, and it ends soon.
    hour = {"starts_at": now() - timedelta(minutes=50), "ends_at": now() + timedelta(minutes=10)}
    Meeting.objects.filter(pk=webinar.meeting_id).update(**hour)
    page.goto(SITE + webinar.get_absolute_url())
    page.get_by_text("un petit portrait").first.wait_for()
    page.get_by_text(webinar.code_in).wait_for()
    theirs.goto(SITE + webinar.get_absolute_url())
    theirs.get_by_label("Le code à l’écran").fill("zzzzz")
    theirs.get_by_role("button", name="Noter").click()
    theirs.get_by_text("regardez de nouveau").or_(theirs.get_by_text("pas le code")).first.wait_for()
    theirs.get_by_label("Le code à l’écran").fill(webinar.code_in.lower())
    theirs.get_by_role("button", name="Noter").click()
    theirs.get_by_text("C’est noté").first.wait_for()
    noted = webinar.attendances.get()
    webinar.attendances.update(arrived_at=now() - timedelta(minutes=49))
    theirs.get_by_label("Le code à l’écran").fill(webinar.code_out)
    theirs.get_by_role("button", name="Noter").click()
    theirs.get_by_text("C’est noté").first.wait_for()
    noted.refresh_from_db()
    assert noted.left_at is not None

    hour = {"starts_at": now() - timedelta(minutes=61), "ends_at": now() - timedelta(minutes=1)}
    Meeting.objects.filter(pk=webinar.meeting_id).update(**hour)
    page.goto(f"{SITE}{webinar.get_absolute_url()}presence/")
    page.get_by_text("Odile Gravel").first.wait_for()
    looked_at(page)
    page.get_by_role("button", name="Remettre celles qui sont méritées").click()
    page.get_by_text("Attestations remises : 1").wait_for()

    theirs.goto(SITE + webinar.get_absolute_url())
    theirs.get_by_role("link", name="Mon attestation (PDF)").wait_for()
    certificate = Certificate.objects.get()
    assert (certificate.user, certificate.hours) == (guest, 1)
    theirs.goto(f"{SITE}/apprendre/mes-attestations/")
    theirs.get_by_text(certificate.code).first.wait_for()
    looked_at(theirs)

    anybody = visit(f"/apprendre/attestations/{certificate.code}/", width=360, javascript=javascript)
    anybody.get_by_text("Odile Gravel").first.wait_for()
    looked_at(anybody)
