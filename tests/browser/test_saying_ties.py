"""Saying one's ties with a thumb: every tick kept as it is made."""

import pytest

from arrimage.apps.network.models import TieReport, Wave
from tests.browser.conftest import of_demo

pytestmark = pytest.mark.usefixtures("territory")


def test_a_tick_and_a_card_are_kept_as_one_goes(visit):
    wave = Wave.objects.get(status="open")
    who = of_demo("manager2")
    page = visit(wave.get_absolute_url() + "repondre/", width=360, signed_in_as=who)
    page.get_by_label("Les Semelles").check()
    page.get_by_text("1 organisation cochée").wait_for()
    page.get_by_role("button", name="Passer aux fiches").click()
    page.get_by_label("Partage d’information").check()
    page.get_by_text("Gardé à").wait_for()
    report = TieReport.objects.get(wave=wave, reporter__name__startswith="Le Rez-de-jardin")
    assert [claim.kind.code for claim in report.claims.all()] == ["information_sharing"]
    assert report.submitted_at is None
