"""Invitations and reminders: to whom, when, and to nobody else; told on an invented calendar."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.apps.inquiry.actions import campaigns, campaigns_answering, campaigns_mail
from arrimage.apps.inquiry.due_work import lead_campaigns
from arrimage.apps.inquiry.models import Invitation
from arrimage.apps.inquiry.queries import campaigns as queries
from arrimage.apps.kernel import mail as kernel_mail
from arrimage.apps.kernel.models import Mail
from tests.accounts.factories import acting_user

from . import campaign_world as world

pytestmark = pytest.mark.django_db
MODES = pytest.mark.parametrize("mode", ["named", "confidential", "anonymous"])


def reminded(outbox) -> list[str]:
    return sorted(mail.to[0] for mail in outbox if mail.subject.startswith("Jusqu’au"))


@MODES
def test_reminders_go_on_their_days_only_to_those_who_have_not_answered(mode, mailoutbox):
    wave = world.launched(mode=mode, count=12)
    mailoutbox.clear()
    for number in range(3):  # fewer than would be counted together
        world.answer(world.invitation(wave, number))
    for day in range(1, 7):
        lead_campaigns(world.on(day))
    assert reminded(mailoutbox) == []
    lead_campaigns(world.on(7))
    lead_campaigns(world.on(7, hours=15))
    assert reminded(mailoutbox) == sorted(f"personne{number}@essai.invalid" for number in range(3, 12))
    mailoutbox.clear()
    world.answer(world.invitation(wave, 5), at=world.on(8))
    for day in range(8, 21):
        lead_campaigns(world.on(day))
    assert reminded(mailoutbox) == sorted(
        f"personne{number}@essai.invalid" for number in range(3, 12) if number != 5
    )


@MODES
def test_nobody_is_written_to_after_the_closing(mode, mailoutbox):
    wave = world.launched(mode=mode)
    mailoutbox.clear()
    lead_campaigns(world.on(21))  # the machine slept for three weeks
    wave.refresh_from_db()
    assert wave.is_closed
    assert mailoutbox == []


def test_a_machine_that_slept_reminds_once_not_twice(mailoutbox):
    world.launched(count=4)
    mailoutbox.clear()
    lead_campaigns(world.on(16))
    lead_campaigns(world.on(17))
    assert len(reminded(mailoutbox)) == 4


def test_whoever_refused_bounced_or_has_no_address_is_left_alone_and_the_preview_says_why(mailoutbox):
    by = world.leader()
    wave = world.launched(by, count=6)
    campaigns_answering.refuse(world.invitation(wave, 0), at=world.on(1))
    campaigns_mail.note_bounces(
        wave, "Final-Recipient: rfc822; PERSONNE1@essai.invalid", by=by, at=world.on(1)
    )
    nowhere = world.invitation(wave, 2).invitee
    nowhere.email = ""
    nowhere.save()
    world.answer(world.invitation(wave, 3))
    preview = queries.preview(wave, world.on(7).date())
    assert [str(one) for one in preview.by_reason["refused"]] == ["Personne 0"]
    assert [str(one) for one in preview.by_reason["bounced"]] == ["Personne 1"]
    assert [str(one) for one in preview.by_reason["no_address"]] == ["Personne 2"]
    assert [str(one) for one in preview.by_reason["answered"]] == ["Personne 3"]
    assert [str(one) for one in preview.remind] == ["Personne 4", "Personne 5"]
    mailoutbox.clear()
    lead_campaigns(world.on(7))
    assert reminded(mailoutbox) == ["personne4@essai.invalid", "personne5@essai.invalid"]


def test_a_mail_that_the_server_gave_up_counts_as_come_back(mailoutbox):
    wave = world.launched(count=3)
    one = world.invitation(wave, 0)
    Mail.objects.filter(uid=one.last_mail).update(state=Mail.State.FAILED, sealed="")
    mailoutbox.clear()
    lead_campaigns(world.on(7))
    one.refresh_from_db()
    assert one.bounced_on == world.on(7).date()
    assert reminded(mailoutbox) == ["personne1@essai.invalid", "personne2@essai.invalid"]


def test_a_bounce_is_recognised_by_the_mail_it_quotes():
    by = world.leader()
    wave = world.launched(by, count=3)
    one = world.invitation(wave, 1)
    text = f"Undelivered\nX-Arrimage-Mail: {one.last_mail}\n"
    assert campaigns_mail.note_bounces(wave, text, by=by, at=world.on(1)) == [one]
    with pytest.raises(ValidationError):
        campaigns_mail.note_bounces(wave, "inconnue@ailleurs.invalid", by=by, at=world.on(1))


def test_a_corrected_address_receives_a_link_of_its_own(mailoutbox):
    by = world.leader()
    wave = world.launched(by, count=3)
    one = world.invitation(wave, 0)
    campaigns_mail.note_bounce(one, by=by, at=world.on(1))
    mailoutbox.clear()
    campaigns_mail.correct_address(one, "nouvelle@essai.invalid", by=by, at=world.on(2))
    assert [mail.to for mail in mailoutbox] == [["nouvelle@essai.invalid"]]
    one.refresh_from_db()
    assert one.bounced_on is None
    with pytest.raises(PermissionDenied):
        campaigns_mail.correct_address(one, "voleur@ailleurs.invalid", by=acting_user(), at=world.on(2))


def test_an_address_that_bounced_is_not_written_to_at_the_next_wave(mailoutbox):
    by = world.leader()
    wave = world.launched(by, count=3)
    campaigns_mail.note_bounce(world.invitation(wave, 0), by=by, at=world.on(1))
    campaigns.close_wave(wave, by=by, at=world.on(20))
    campaigns.plan_wave(
        wave.campaign,
        opens_on=wave.closes_on,
        closes_on=wave.closes_on + timedelta(days=20),
        by=by,
        at=world.on(20),
    )
    mailoutbox.clear()
    lead_campaigns(world.on(21))
    assert sorted(mail.to[0] for mail in mailoutbox) == ["personne1@essai.invalid", "personne2@essai.invalid"]


def test_reminders_held_back_do_not_leave_until_they_are_let_go(mailoutbox):
    by = world.leader()
    wave = world.launched(by, count=3)
    mailoutbox.clear()
    campaigns.hold_reminders(wave, True, by=by, at=world.on(6))
    lead_campaigns(world.on(7))
    assert mailoutbox == []
    campaigns.hold_reminders(wave, False, by=by, at=world.on(8))
    lead_campaigns(world.on(8))
    assert len(mailoutbox) == 3


def test_reminding_today_is_done_once_a_day(mailoutbox):
    by = world.leader()
    wave = world.launched(by, count=3)
    mailoutbox.clear()
    assert campaigns_mail.remind_now(wave, by=by, at=world.on(2)) == 3
    assert campaigns_mail.remind_now(wave, by=by, at=world.on(2, hours=16)) == 0
    assert len(mailoutbox) == 3


@MODES
def test_a_reminder_that_has_not_left_when_the_answer_comes_never_leaves(mode, mailoutbox, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # nobody is at work
    wave = world.launched(mode=mode, count=6)
    lead_campaigns(world.on(7))
    queued = Mail.objects.filter(template__contains="reminder")
    assert queued.count() == 6
    world.answer(world.invitation(wave, 0), at=world.on(7))
    assert not queued.filter(to="personne0@essai.invalid").exists()
    for mail in list(queued):
        kernel_mail.deliver.func(mail.pk)
    assert "personne0@essai.invalid" not in reminded(mailoutbox)


class Killed(BaseException):
    """A worker that dies: nothing catches it."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dies_at=st.lists(st.integers(1, 9), min_size=1, max_size=5), answers=st.sets(st.integers(0, 11)))
def test_a_worker_killed_at_any_mail_writes_to_nobody_twice_and_forgets_nobody(dies_at, answers):
    """Each run dies at its n-th mail; the next goes on. Small transactions: it often dies inside one."""
    send = kernel_mail.send
    with transaction.atomic():
        wave = world.launched(mode="confidential", count=12)
        for number in answers:
            world.answer(world.invitation(wave, number))
        together, campaigns_mail.TOGETHER = campaigns_mail.TOGETHER, 3
        try:
            for lives in dies_at:
                left = [lives]

                def mortal(*args, left=left, **kwargs):
                    left[0] -= 1
                    if left[0] == 0:
                        raise Killed
                    return send(*args, **kwargs)

                campaigns_mail.mail.send = mortal
                try:
                    lead_campaigns(world.on(7))
                except Killed:
                    pass
                finally:
                    campaigns_mail.mail.send = send
            lead_campaigns(world.on(7, hours=18))
        finally:
            campaigns_mail.TOGETHER = together
        to = sorted(Mail.objects.filter(template__contains="reminder").values_list("to", flat=True))
        assert to == sorted(f"personne{number}@essai.invalid" for number in set(range(12)) - answers)
        ranks = set(
            wave.invitations.filter(status=Invitation.Status.INVITED).values_list("reminders", flat=True)
        )
        assert ranks <= {1}
        transaction.set_rollback(True)


def test_whoever_asks_not_to_be_written_to_is_left_in_peace_in_every_wave(mailoutbox):
    by = world.leader()
    wave = world.launched(by, count=3)
    campaigns_mail.leave_in_peace(world.invitation(wave, 0), True, by=by, at=world.on(1))
    mailoutbox.clear()
    lead_campaigns(world.on(7))
    assert reminded(mailoutbox) == ["personne1@essai.invalid", "personne2@essai.invalid"]
    assert len(queries.preview(wave, world.on(8).date()).by_reason["left"]) == 1
    with pytest.raises(PermissionDenied):
        campaigns_mail.leave_in_peace(world.invitation(wave, 0), False, by=acting_user(), at=world.on(8))
    campaigns.close_wave(wave, by=by, at=world.on(20))
    days = {"opens_on": wave.closes_on, "closes_on": wave.closes_on + timedelta(days=20)}
    campaigns.plan_wave(wave.campaign, **days, by=by, at=world.on(20))
    lead_campaigns(world.on(21))
    assert wave.campaign.waves.get(number=2).invitations.count() == 2
