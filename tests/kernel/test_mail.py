"""Mail: said in the reader's language, tried again, forgotten once it has left."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template import engines

from arrimage.apps.kernel import mail
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import Mail

pytestmark = pytest.mark.django_db

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
TO = "maison@essai.invalid"


@pytest.fixture(autouse=True)
def template(monkeypatch):
    source = (
        "{% translate 'French' %} : {{ subject }}\n\nBonjour {{ name }},\n{{ words }}\n{{ base_url }}/page/\n"
    )
    made = engines["django"].from_string(source)
    monkeypatch.setattr(mail, "get_template", lambda name: made)


def send(**context):
    return mail.send("essai.txt", TO, {"subject": "Rencontre", "name": "l’équipe", "words": ""} | context)


def broken(self, messages):
    raise smtplib.SMTPServerDisconnected(f"nothing from {TO}")


def test_a_mail_leaves_in_the_reader_s_language(mailoutbox):
    assert send().state == Mail.State.SENT
    (left,) = mailoutbox
    assert left.subject == "Français : Rencontre"
    assert left.to == [TO]
    assert "Bonjour l’équipe," in left.body
    assert "http://" in left.body
    mail.send("essai.txt", TO, {"subject": "Meeting"}, "en")
    assert mailoutbox[1].subject == "French : Meeting"


def test_nothing_is_escaped_in_a_mail(mailoutbox):
    send(words="l'un & l'autre <ici>")
    assert "l'un & l'autre <ici>" in mailoutbox[0].body


def test_a_sent_mail_keeps_no_text():
    assert Mail.objects.get(pk=send(words="un secret").pk).sealed == ""


def test_a_waiting_mail_is_unreadable_in_the_database(settings):
    settings.TASKS = QUEUED
    waiting = send(words="un secret")
    assert waiting.state == Mail.State.WAITING
    assert waiting.sealed
    assert "secret" not in waiting.sealed


def test_nobody_adds_a_header(mailoutbox):
    for address in ("a@essai.invalid\nBcc: b@essai.invalid", "pas une adresse"):
        with pytest.raises(ValidationError):
            mail.send("essai.txt", address, {})
        with pytest.raises(ValidationError):
            mail.send("essai.txt", TO, {}, "fr", address)
    send(subject="Bonjour\r\nBcc: b@essai.invalid")
    assert mailoutbox[0].bcc == []
    assert "\n" not in mailoutbox[0].subject


def test_a_reply_goes_to_whoever_wrote(mailoutbox):
    mail.send("essai.txt", TO, {"subject": "x"}, "fr", "autre@essai.invalid")
    assert mailoutbox[0].reply_to == ["autre@essai.invalid"]


def test_an_attachment_goes_along(mailoutbox):
    mail.send("essai.txt", TO, {}, attachments=[mail.Attachment("r.ics", "BEGIN", "text/calendar")])
    assert mailoutbox[0].attachments[0].filename == "r.ics"


def test_a_mail_that_does_not_leave_is_tried_again_later_each_time(monkeypatch, mailoutbox, caplog):
    from django.core.mail.backends.locmem import EmailBackend

    works = EmailBackend.send_messages
    with time_machine.travel("2026-03-02 12:00Z", tick=False) as clock:
        monkeypatch.setattr(EmailBackend, "send_messages", broken)
        first = send(words="un secret")
        assert (first.state, first.attempts, first.fault) == ("waiting", 1, "SMTPServerDisconnected")
        assert TO not in caplog.text
        assert "secret" not in caplog.text
        assert mail.queue_waiting(at=now()) == 0  # not yet
        clock.shift(timedelta(minutes=1))
        assert mail.queue_waiting(at=now()) == 1
        clock.shift(timedelta(minutes=4))
        assert mail.queue_waiting(at=now()) == 0  # the pauses grow
        monkeypatch.setattr(EmailBackend, "send_messages", works)
        clock.shift(timedelta(minutes=1))
        assert mail.queue_waiting(at=now()) == 1
    first.refresh_from_db()
    assert (first.state, first.attempts, first.sealed) == ("sent", 3, "")
    assert len(mailoutbox) == 1


def test_a_mail_that_never_leaves_is_given_up_and_forgotten(monkeypatch):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)
    with time_machine.travel("2026-03-02 12:00Z", tick=False) as clock:
        lost = send(words="un secret")
        for pause in mail.PAUSES:
            clock.shift(pause)
            assert mail.queue_waiting(at=now()) == 1
        clock.shift(timedelta(days=3))
        assert mail.queue_waiting(at=now()) == 0
    lost.refresh_from_db()
    assert (lost.state, lost.sealed, lost.attempts) == ("failed", "", 6)


def test_a_mail_left_half_way_by_a_killed_worker_is_sent(settings, mailoutbox):
    settings.TASKS = QUEUED
    with time_machine.travel("2026-03-02 12:00Z", tick=False) as clock:
        half = send()
        Mail.objects.filter(pk=half.pk).update(state="sending", next_at=now() + mail.SILENCE)
        assert mail.queue_waiting(at=now()) == 0
        clock.shift(mail.SILENCE)
        settings.TASKS = AT_ONCE
        assert mail.queue_waiting(at=now()) == 1
    half.refresh_from_db()
    assert half.state == "sent"
    assert len(mailoutbox) == 1


def test_what_the_queue_holds_is_not_queued_again(settings):
    settings.TASKS = QUEUED
    send()
    assert mail.queue_waiting(at=now() + timedelta(minutes=1)) == 0
    assert mail.queue_waiting(at=now() + mail.SILENCE) == 1  # no worker has come: it may be lost


def test_a_mail_undone_with_its_transaction_never_leaves(settings):
    settings.TASKS = QUEUED
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_old_traces_go(monkeypatch):
    send()
    assert mail.forget_old_mail(at=now() + timedelta(days=91)) == 1
