"""A campaign from its preparation to its closing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from arrimage.apps.inquiry.actions import campaigns
from arrimage.apps.inquiry.models import Invitation
from arrimage.apps.inquiry.queries.campaign_sheets import NotYet, sheet_of
from arrimage.apps.questionnaires.document.answers import State
from tests.accounts.factories import acting_user

from . import campaign_world as world

pytestmark = pytest.mark.django_db


def test_a_launched_campaign_invites_everyone_of_its_population_once(mailoutbox):
    wave = world.launched(count=12)
    assert wave.invitations.filter(status=Invitation.Status.INVITED).count() == 12
    assert len(mailoutbox) == 12
    assert len({mail.to[0] for mail in mailoutbox}) == 12


@pytest.mark.parametrize("mode", ["named", "confidential", "anonymous"])
def test_an_answer_goes_from_the_link_to_the_sheet(mode):
    by = world.leader()
    wave = world.launched(by, mode=mode, count=8)
    for number in range(6):
        world.answer(world.invitation(wave, number))
    campaigns.close_wave(wave, by=by, at=world.on(21))
    sheet = sheet_of(wave, by)
    assert len(sheet.respondents) == 6
    assert sheet.asked == 8
    assert sheet.mode == mode
    assert {answer.value for answer in sheet.answers["liked"].values()} == {"yes"}
    assert {answer.state for answer in sheet.answers["times"].values()} == {State.NOT_ASKED}
    assert all(respondent.label for respondent in sheet.respondents) == (mode == "named")
    assert wave.invitations.filter(status=Invitation.Status.ANSWERED).count() == 6


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_answers_promised_to_stay_closed_are_not_read_before_the_closing(mode):
    by = world.leader()
    wave = world.launched(by, mode=mode)
    for number in range(6):
        world.answer(world.invitation(wave, number))
    with pytest.raises(NotYet):
        sheet_of(wave, by)


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_too_few_answers_stay_closed_for_ever(mode):
    by = world.leader()
    wave = world.launched(by, mode=mode)
    for number in range(4):
        world.answer(world.invitation(wave, number))
    campaigns.close_wave(wave, by=by, at=world.on(21))
    with pytest.raises(NotYet):
        sheet_of(wave, by)


def test_nobody_of_another_organisation_reads_or_leads_a_campaign():
    wave = world.launched(mode="named")
    stranger = acting_user()
    with pytest.raises(PermissionDenied):
        sheet_of(wave, stranger)
    with pytest.raises(PermissionDenied):
        campaigns.close_wave(wave, by=stranger, at=world.on(2))


def test_the_terms_of_a_launched_campaign_hold():
    by = world.leader()
    wave = world.launched(by)
    with pytest.raises(ValidationError):
        campaigns.change_campaign(
            wave.campaign,
            opens_on=wave.opens_on,
            closes_on=wave.closes_on,
            mode="named",
            by=by,
            at=world.on(1),
        )
