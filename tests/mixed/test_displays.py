"""A number beside words: alive until it is published, and the words remain whose they are."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from arrimage.apps.kernel.clock import now
from arrimage.apps.mixed.actions import displays as actions
from arrimage.apps.mixed.models import Display, Quote
from arrimage.apps.mixed.numbers import number_at, numbers_in
from arrimage.apps.mixed.queries import displays as queries
from arrimage.apps.mixed.queries.waiting import waiting
from tests.accounts.factories import acting_user
from tests.inquiry.study_world import brought, leader


def offered(study, display):
    until = localdate(study.at) + timedelta(days=7)
    return actions.offer(display, until=until, **study.given)


def test_a_number_carries_its_base_its_interval_and_its_source(study):
    number = number_at(study.by, study.ref)
    assert (number.count, number.base, number.source) == (3, 4, "Un essai")
    assert number.low < 0.75 < number.high


def test_a_number_too_small_to_be_shown_outside_is_not_there(study):
    hidden = brought(study.by, mode="confidential", threshold=5)
    assert number_at(study.by, f"fichier:{hidden.uid}:logement:yes") is None
    assert numbers_in(study.by, f"fichier:{hidden.uid}") == []


def test_nobody_reads_a_number_of_answers_that_are_not_theirs(study):
    assert number_at(leader(), study.ref) is None


def test_a_number_follows_the_answers_and_what_moved_is_noted_with_words(study):
    display = study.display()
    row = study.row(display)
    (line,) = queries.lines_of(display, study.by)
    assert not line.moved
    study.somebody_changes_their_mind()
    (line,) = queries.lines_of(display, study.by)
    assert (line.number.count, line.moved, line.before) == (2, True, "3 sur 4")
    with pytest.raises(ValidationError, match="bougé"):
        offered(study, display)
    with pytest.raises(ValidationError, match="rien"):
        actions.note_move(row, words=" ", **study.given)
    move = actions.note_move(row, words="Moins net qu’on ne croyait.", **study.given)
    assert (move.before["count"], move.after["count"]) == (3, 2)
    (line,) = queries.lines_of(display, study.by)
    assert not line.moved
    with pytest.raises(ValidationError, match="bougé"):
        actions.note_move(row, words="Encore.", **study.given)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"meta": ""}, "ensemble"),
        ({"inference": ""}, "ensemble"),
        ({"figure": ""}, "seul"),
        ({"theme": ""}, "seul"),
    ],
)
def test_a_line_says_what_figures_and_words_say_together(study, more, said):
    display = study.display()
    study.row(display, **more)
    with pytest.raises(ValidationError, match=said):
        offered(study, display)


def test_silence_of_one_side_is_said_and_is_enough(study):
    display = study.display()
    study.row(display, figure="", meta="silent")
    assert offered(study, display).state == "offered"


def test_an_empty_display_is_not_read(study):
    with pytest.raises(ValidationError, match="ligne"):
        offered(study, study.display())


def test_those_it_quotes_have_a_week_and_it_waits_for_them(study):
    display = study.display()
    quote = study.quote(study.row(display))
    with pytest.raises(ValidationError, match="semaine"):
        actions.offer(display, until=localdate(study.at) + timedelta(days=6), **study.given)
    display = offered(study, display)
    with pytest.raises(ValidationError, match="lisent encore"):
        actions.publish(display, **study.given)
    actions.answer_quote(quote, state="kept", answer="Oui.", by=None, at=study.at, by_link=True)
    assert actions.publish(display, **study.given).state == "published"


def test_after_their_time_it_may_be_published_without_their_answer(study):
    display = study.display()
    study.quote(study.row(display))
    display = offered(study, display)
    later = {"by": study.by, "at": study.at + timedelta(days=8)}
    published = actions.publish(display, **later)
    assert published.content["rows"][0]["quotes"][0]["text"] == "Avant, pas après."


def test_words_taken_back_are_kept_nowhere_and_the_line_must_be_said_again(study):
    display = study.display()
    row = study.row(display, figure="", theme="", meta="silent")
    quote = study.quote(row)
    display = offered(study, display)
    actions.answer_quote(quote, state="withdrawn", answer="", by=None, at=study.at, by_link=True)
    stored = Quote.objects.get(pk=quote.pk)
    assert (stored.text, stored.answer, stored.ref) == ("", "", "")
    with pytest.raises(ValidationError, match="nulle part"):
        actions.answer_quote(stored, state="kept", answer="", by=None, at=study.at, by_link=True)
    with pytest.raises(ValidationError, match="rien"):
        actions.publish(display, **study.given)


def test_once_published_nothing_changes_neither_answers_nor_words(study):
    display = study.display()
    quote = study.quote(study.row(display))
    display = offered(study, display)
    actions.answer_quote(quote, state="kept", answer="Bien.", by=None, at=study.at, by_link=True)
    published = actions.publish(display, **study.given)
    digest = published.digest
    study.somebody_changes_their_mind()
    with pytest.raises(ValidationError, match="publié"):
        actions.answer_quote(quote, state="withdrawn", answer="", by=None, at=study.at, by_link=True)
    again = actions.publish(published, **study.given)
    assert again.digest == digest
    shown = queries.shown(Display.objects.get().content)
    assert shown["rows"][0]["figure"]["said"].startswith("3 sur 4")
    assert shown["rows"][0]["quotes"] == [
        {"text": "Avant, pas après.", "by": "Une personne", "answer": "Bien."}
    ]


def test_somebody_reads_answers_and_takes_back_their_own_words_and_no_others(study, client):
    me, other = acting_user("resource_patient"), acting_user("resource_patient")
    display = study.display()
    row = study.row(display)
    mine, theirs = study.quote(row, user=me), study.quote(row, user=other, text="D’autres mots.")
    assert not waiting(me, study.at)
    offered(study, display)
    (waits,) = waiting(me, study.at)
    assert waits.url == reverse("my_quotes")
    with pytest.raises(PermissionDenied):
        actions.answer_quote(theirs, state="withdrawn", answer="", by=me, at=study.at)
    with pytest.raises(PermissionDenied):
        actions.answer_quote(mine, state="kept", answer="", by=study.by, at=study.at)
    client.force_login(me)
    page = reverse("my_quotes")
    shown = client.get(page).content.decode()
    assert "Avant, pas après" in shown
    assert "D’autres mots" not in shown
    key = mine.uid.hex
    sent = {"quote": str(mine.uid), f"{key}-state": "withdrawn", f"{key}-answer": ""}
    assert client.post(page, sent).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.text) == ("withdrawn", "")
    sent["quote"] = str(theirs.uid)
    assert client.post(page, sent).status_code == 404


def test_a_link_opens_the_words_of_one_person_and_a_changed_one_opens_nothing(study, client):
    display = study.display()
    row = study.row(display)
    quote, other = study.quote(row), study.quote(row, text="D’autres mots.")
    offered(study, display)
    token = queries.token_of(quote)
    shown = client.get(reverse("quote_by_link", args=[token])).content.decode()
    assert "Avant, pas après" in shown
    assert "D’autres mots" not in shown
    assert client.get(reverse("quote_by_link", args=[token[:-1] + "x"])).status_code == 404
    key = quote.uid.hex
    sent = {f"{key}-state": "kept", f"{key}-answer": "C’est bien cela."}
    assert client.post(reverse("quote_by_link", args=[token]), sent).status_code == 302
    quote.refresh_from_db()
    other.refresh_from_db()
    assert (quote.state, quote.answer, other.state) == ("kept", "C’est bien cela.", "used")


def test_words_are_stored_encrypted(study):
    quote = study.quote(study.row(study.display()))
    (raw,) = Quote.objects.filter(pk=quote.pk).extra(select={"raw": "text"}).values_list("raw", flat=True)
    assert "Avant" not in raw


def test_a_number_opens_a_question_and_a_theme_asks_for_a_number(study):
    display = study.display()
    row = study.row(display, figure="", meta="silent")
    with pytest.raises(ValidationError, match="nombre"):
        actions.ask(row, of="words", words="Pourquoi ?", **study.given)
    ask = actions.ask(row, of="number", words="Combien ?", **study.given)
    with pytest.raises(ValidationError, match="donné"):
        actions.settle(ask, state="answered", came_of=" ", **study.given)
    actions.settle(ask, state="answered", came_of="Trois sur quatre.", **study.given)
    ask.refresh_from_db()
    assert (ask.state, ask.closed_at) == ("answered", study.at)
    empty = study.row(display, theme="", meta="silent")
    with pytest.raises(ValidationError, match="thème"):
        actions.ask(empty, of="number", words="Combien ?", **study.given)


def test_nothing_is_written_while_it_is_read(study):
    display = study.display()
    row = study.row(display)
    offered(study, display)
    with pytest.raises(ValidationError, match="reprenez"):
        study.row(display, row=row)
    actions.take_back(display, **study.given)
    study.row(display, row=row, theme="Autrement")


def test_another_organisation_sees_nothing_of_it_until_it_is_published(study, client):
    display = study.display()
    study.row(display)
    stranger = leader()
    client.force_login(stranger)
    assert client.get(display.get_absolute_url()).status_code == 404
    assert client.get(display.get_public_url()).status_code == 404
    display = offered(study, display)
    actions.publish(display, by=study.by, at=now() + timedelta(days=8))
    client.logout()
    assert "Les mots disent quand" in client.get(display.get_public_url()).content.decode()


def test_a_display_is_read_in_few_queries(study, client, django_assert_max_num_queries):
    display = study.display()
    for _number in range(5):
        study.quote(study.row(display))
    client.force_login(study.by)
    client.get(display.get_absolute_url())
    with django_assert_max_num_queries(30):
        client.get(display.get_absolute_url())
