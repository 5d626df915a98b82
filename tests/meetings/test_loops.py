"""Loops that cannot go silent."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.actions import attendance, loops, meetings, series
from arrimage.apps.meetings.actions.reminders import send_reminders
from arrimage.apps.meetings.models import Dissatisfaction, FollowUp
from arrimage.apps.meetings.queries import agenda as agendas
from arrimage.apps.meetings.queries import loops as queries
from tests.network.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(days=10)


def promised(table, **more) -> FollowUp:
    meeting = table.meeting(days=-30)
    given = {"text": "Envoyer la liste", "organisation": table.house, "due_on": today() - timedelta(days=2)}
    return loops.decide_follow_up(meeting, by=table.holder, at=meeting.starts_at, **given | more)


def unhappy(table, **more) -> Dissatisfaction:
    given = {"to": table.centre, "words": "Personne ne rappelle.", "answer_by": today() + SOON}
    return loops.raise_dissatisfaction(table.series, by=table.guest, at=now(), **given | more)


def test_a_follow_up_comes_back_until_it_is_closed(table):
    follow_up = promised(table)
    following = table.meeting(days=-2)
    assert agendas.agenda_of(following).follow_ups == [follow_up]
    assert agendas.agenda_of(follow_up.meeting).follow_ups == []
    loops.close_follow_up(follow_up, by=table.guest, at=now())
    assert agendas.agenda_of(following).follow_ups == [follow_up]  # it was open on that day
    assert agendas.agenda_of(table.meeting(days=5)).follow_ups == []
    loops.reopen_follow_up(follow_up, by=table.guest, at=now())
    assert agendas.agenda_of(table.meeting(days=6)).follow_ups == [follow_up]


def test_a_follow_up_has_somebody_and_is_dropped_with_a_reason(table):
    meeting = table.meeting(days=-30)
    with pytest.raises(ValidationError, match="sans nom"):
        loops.decide_follow_up(meeting, text="Voir", by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        loops.decide_follow_up(meeting, text="Voir", owner="Odile", by=table.guest, at=now())
    follow_up = promised(table)
    with pytest.raises(ValidationError, match="pourquoi"):
        loops.close_follow_up(follow_up, dropped=True, by=table.guest, at=now())
    with pytest.raises(PermissionDenied):
        loops.close_follow_up(follow_up, by=table.stranger, at=now())
    closed = loops.close_follow_up(follow_up, dropped=True, words="Plus utile", by=table.guest, at=now())
    assert (closed.state, closed.closing_words) == ("dropped", "Plus utile")


def test_a_dissatisfaction_is_answered_judged_and_closed_by_whoever_wrote_it(table, mailoutbox):
    written = unhappy(table)
    assert {mail.to[0] for mail in mailoutbox} == {"centre@essai.invalid", table.holder.email}
    assert all("rappelle" not in mail.body for mail in mailoutbox)  # the words stay on the page
    with pytest.raises(PermissionDenied):
        loops.answer_dissatisfaction(written, words="Bon", by=table.guest, at=now())
    loops.answer_dissatisfaction(written, words="Nous rappelons demain.", by=table.holder, at=now())
    with pytest.raises(ValidationError):
        loops.answer_dissatisfaction(written, words="Encore", by=table.holder, at=now())
    with pytest.raises(PermissionDenied):
        loops.judge_answer(written, is_enough=True, by=table.holder, at=now())
    with pytest.raises(ValidationError, match="manque"):
        loops.judge_answer(written, is_enough=False, by=table.guest, at=now())
    again = loops.judge_answer(
        written, is_enough=False, verdict="Qui rappelle ?", answer_by=today() + SOON, by=table.guest, at=now()
    )
    assert again.state == "again"
    assert agendas.agenda_of(table.meeting()).dissatisfactions == [written]
    loops.answer_dissatisfaction(written, words="Odile.", by=table.holder, at=now())
    settled = loops.judge_answer(written, is_enough=True, by=table.guest, at=now())
    assert (settled.state, settled.answers.count()) == ("settled", 2)
    assert agendas.agenda_of(table.meeting(days=9)).dissatisfactions == []


def test_a_late_answer_puts_the_subject_on_the_next_agenda(table):
    written = unhappy(table, answer_by=today() + timedelta(days=1))
    assert agendas.agenda_of(table.meeting(days=1)).dissatisfactions == []
    assert agendas.agenda_of(table.meeting(days=4)).dissatisfactions == [written]


def test_only_both_sides_read_it_unless_it_was_shared_from_the_start(table):
    kept, shared = unhappy(table), unhappy(table, is_shared=True)
    person = table.stranger
    meetings.invite(table.meeting(), organisations=[person.acting.organisation], by=table.holder, at=now())
    assert set(queries.dissatisfactions_visible_to(table.guest)) == {kept, shared}
    assert set(queries.dissatisfactions_visible_to(table.holder)) == {kept, shared}
    assert not queries.dissatisfactions_visible_to(person).exists()


def test_who_takes_no_part_writes_none_and_none_is_written_to_oneself(table):
    with pytest.raises(PermissionDenied):
        loops.raise_dissatisfaction(
            table.series, to=table.centre, words="x", answer_by=today() + SOON, by=table.stranger, at=now()
        )
    for wrong in ({"to": table.house}, {"words": " "}, {"answer_by": today()}):
        with pytest.raises(ValidationError):
            unhappy(table, **wrong)


def test_coming_for_oneself_gives_no_word_to_one_s_organisation(table):
    series.add_guest(table.series, user=table.stranger, by=table.holder, at=now())
    assert agendas.agenda_of(table.meeting()).lines == []
    with pytest.raises(PermissionDenied):
        loops.raise_dissatisfaction(
            table.series, to=table.centre, words="x", answer_by=today() + SOON, by=table.stranger, at=now()
        )


def test_it_may_be_withdrawn_and_owes_nothing_any_more(table):
    written = unhappy(table, answer_by=today() + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        loops.withdraw_dissatisfaction(written, by=table.holder, at=now())
    loops.withdraw_dissatisfaction(written, by=table.guest, at=now())
    assert agendas.agenda_of(table.meeting(days=4)).dissatisfactions == []
    with pytest.raises(ValidationError):
        loops.answer_dissatisfaction(written, words="x", by=table.holder, at=now())


def test_what_is_late_is_recalled_once_a_week_to_both_sides(table, mailoutbox):
    promised(table)
    unhappy(table, answer_by=today() + timedelta(days=1))
    mailoutbox.clear()
    later = now() + timedelta(days=3)
    assert send_reminders(at=later) == 2
    assert send_reminders(at=later + timedelta(days=1)) == 0
    subjects = [mail.subject for mail in mailoutbox if mail.to == ["maison@essai.invalid"]]
    assert any("ne vous a pas encore répondu" in subject for subject in subjects)
    assert any("En retard" in subject for subject in subjects)
    assert any("attend votre réponse depuis" in mail.subject for mail in mailoutbox)
    assert send_reminders(at=later + timedelta(days=8)) == 2


def test_the_reminder_goes_to_the_person_when_there_is_one(table, mailoutbox):
    promised(table, user=table.guest)
    mailoutbox.clear()
    assert send_reminders(at=now()) == 1
    assert [mail.to for mail in mailoutbox] == [[table.guest.email]]


def test_a_meeting_still_to_end_keeps_what_was_open_when_it_began(table):
    follow_up = promised(table)
    meeting = table.meeting(days=-1)
    attendance.open_meeting(meeting, by=table.holder, at=meeting.starts_at)
    loops.close_follow_up(follow_up, by=table.holder, at=meeting.starts_at + timedelta(minutes=5))
    assert agendas.agenda_of(meeting).follow_ups == [follow_up]


def test_an_organisation_without_an_account_answers_by_its_link(client, table, mailoutbox):
    house = OrganisationFactory(name="Sans compte", email="sans@essai.invalid")
    meetings.invite(table.meeting(days=-3), organisations=[house], by=table.holder, at=now())
    written = unhappy(table, to=house)
    letter = next(mail for mail in mailoutbox if mail.to == ["sans@essai.invalid"])
    path = next(word for word in letter.body.split() if "/reponse/" in word).partition("8000")[2]
    assert client.get(path)["Referrer-Policy"] == "same-origin"
    assert "Personne ne rappelle." in client.get(path).content.decode()
    assert client.post(path, {"words": " "}).status_code == 422
    assert client.post(path, {"words": "Nous rappellerons."}).status_code == 200
    written.refresh_from_db()
    assert written.state == "answered"
    assert written.answers.get().by_label == "par le lien envoyé par courriel"
    assert client.get(path).status_code == 404
    assert client.get(path[:-2] + "x/").status_code == 404
