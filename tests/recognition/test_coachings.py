"""A team asks; somebody comes; what was advised and what was tried stand side by side."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.meetings.queries.meetings import series_visible_to
from arrimage.apps.recognition.actions import coachings as actions
from arrimage.apps.recognition.actions.grids import say_what_we_propose
from arrimage.apps.recognition.models import Coaching
from arrimage.apps.recognition.queries.coachings import listed_coachings
from arrimage.apps.recognition.queries.waiting import waiting


def asked(house):
    return actions.ask_for_coaching(
        house.team, house.body, question="Par où commencer ?", by=house.supervisor, at=now()
    )


def accepted(house):
    return actions.answer_team(
        asked(house), accepts=True, answer="On vient.", coach="Clovis", by=house.looker, at=now()
    )


def visit_of(house, days=3):
    return actions.plan_visit(
        accepted(house), starts_at=now() + timedelta(days=days), place="Ici", by=house.looker, at=now()
    )


def test_a_team_asks_once_at_a_time_and_the_body_is_told(house):
    assert asked(house) == asked(house)
    (one,) = waiting(house.looker, now())
    assert one.title == "Une équipe demande un accompagnement"
    assert waiting(house.stranger, now()) == []


def test_nobody_asks_for_anothers_team_nor_whom_does_not_coach(house):
    with pytest.raises(PermissionDenied):
        actions.ask_for_coaching(house.team, house.body, question="…", by=house.looker, at=now())
    body = say_what_we_propose(
        house.body.organisation, words="Non.", coaches=False, recognises=True, by=house.looker, at=now()
    )
    with pytest.raises(ValidationError, match="accompagne"):
        actions.ask_for_coaching(house.team, body, question="…", by=house.supervisor, at=now())


def test_a_no_says_why_and_a_yes_says_who(house):
    coaching = asked(house)
    for given in (
        {"accepts": False, "answer": " ", "coach": ""},
        {"accepts": True, "answer": "", "coach": ""},
    ):
        with pytest.raises(ValidationError):
            actions.answer_team(coaching, **given, by=house.looker, at=now())
    with pytest.raises(PermissionDenied):
        actions.answer_team(coaching, accepts=True, answer="", coach="Nous", by=house.supervisor, at=now())


def test_a_visit_is_a_meeting_of_the_two_and_of_nobody_else(house):
    visit = visit_of(house)
    for user in (house.supervisor, house.looker):
        assert series_visible_to(user).filter(pk=visit.meeting.series_id).exists()
    assert not series_visible_to(house.stranger).filter(pk=visit.meeting.series_id).exists()
    second = actions.plan_visit(
        visit.coaching, starts_at=now() + timedelta(days=40), place="", by=house.supervisor, at=now()
    )
    assert second.meeting.series_id == visit.meeting.series_id


def test_each_writes_its_own_words_and_not_the_others(house):
    visit = visit_of(house)
    actions.write_visit(visit, words="Recevoir debout.", since=1, by=house.looker, at=now())
    actions.write_visit(visit, words="Essayé trois semaines.", since=2, by=house.supervisor, at=now())
    visit.refresh_from_db()
    assert (visit.advice, visit.tried) == ("Recevoir debout.", "Essayé trois semaines.")
    with pytest.raises(StaleVersion):
        actions.write_visit(visit, words="Autre", since=1, by=house.looker, at=now())
    with pytest.raises(PermissionDenied):
        actions.write_visit(visit, words="…", since=3, by=house.stranger, at=now())


def test_what_is_to_follow_up_heads_the_next_agenda(house):
    visit = visit_of(house)
    found = actions.follow_up(
        visit, text="Écrire la page", owner="Fabrice", due_on=today(), by=house.looker, at=now()
    )
    assert found.series_id == visit.meeting.series_id
    with pytest.raises(PermissionDenied):
        actions.follow_up(visit, text="…", owner="", due_on=None, by=house.stranger, at=now())


def test_the_team_stops_what_it_asked_and_either_ends_what_is_under_way(house):
    coaching = asked(house)
    with pytest.raises(ValidationError, match="Répondez"):
        actions.end(coaching, by=house.looker, at=now())
    assert actions.end(coaching, by=house.supervisor, at=now()).state == "stopped"
    again = accepted(house)
    assert again.pk != coaching.pk
    assert actions.end(again, by=house.looker, at=now()).state == "ended"
    with pytest.raises(ValidationError, match="visite"):
        actions.plan_visit(again, starts_at=now(), place="", by=house.looker, at=now())


def test_what_is_asked_is_sealed_and_its_reading_is_journalled(client, house):
    coaching = asked(house)
    raw = Coaching.objects.filter(pk=coaching.pk).extra(select={"raw": "question"}).values("raw").get()
    assert "commencer" not in raw["raw"]
    client.force_login(house.stranger)
    assert client.get(coaching.get_absolute_url()).status_code == 404
    client.force_login(house.looker)
    assert "Par où commencer" in client.get(coaching.get_absolute_url()).content.decode()
    assert Entry.objects.filter(action="recognition.coaching_read").count() == 1


def test_the_pages_lead_from_the_asking_to_the_visit(client, house):
    client.force_login(house.supervisor)
    given = {"team": house.team.pk, "body": house.body.pk, "question": "Par où commencer ?"}
    assert client.post(reverse("coaching_new"), given | {"question": ""}).status_code == 422
    assert client.post(reverse("coaching_new"), given).status_code == 302
    coaching = Coaching.objects.get()
    client.force_login(house.looker)
    url = coaching.get_absolute_url()
    assert client.post(url, {"do": "accept", "coach": ""}).status_code == 422
    assert client.post(url, {"do": "accept", "coach": "Clovis"}).status_code == 302
    planned = client.post(url, {"do": "visit", "day": today().isoformat(), "starts": "09:00"})
    assert planned.status_code == 302
    visit = coaching.visits.get()
    words = {"do": "write", "words": "Recevoir debout.", "since": visit.version}
    assert client.post(visit.get_absolute_url(), words).status_code == 302
    visit.refresh_from_db()
    assert visit.advice == "Recevoir debout."


def test_the_list_is_read_in_one_query(house, django_assert_num_queries):
    accepted(house)
    with django_assert_num_queries(1):
        assert [str(one.body) for one in listed_coachings(house.supervisor)] == ["Le milieu"]
