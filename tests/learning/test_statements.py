"""What leaves a programme for other software: the shape an LRS takes, and nobody's name."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.learning.actions import programmes, teams, themes
from arrimage.apps.learning.actions.statements import export_statements
from arrimage.apps.learning.models import Attendance
from arrimage.apps.learning.queries.statements import pseudonym
from arrimage.cli import arrimage
from tests.accounts.factories import UserFactory
from tests.learning.test_asking import held
from tests.twins.xapi_statement import faults


def attended(webinar, count: int, minutes: int = 50) -> list:
    start = webinar.meeting.starts_at
    people = [UserFactory(name=f"Zénaïde Tremblay{number}") for number in range(count)]
    Attendance.objects.bulk_create(
        Attendance(
            webinar=webinar,
            key=one.email,
            name=one.name,
            email=one.email,
            user=one,
            arrived_at=start + timedelta(minutes=3),
            left_at=start + timedelta(minutes=3 + minutes),
            source="file",
        )
        for one in people
    )
    return people


@pytest.fixture
def done(school):
    team = school.team(school.supervisor, "Équipe de la Confluence")
    for step in ("seen", "discussed", "tried"):
        teams.take_step(
            team,
            school.theme,
            step=step,
            on=today(),
            words="Une phrase à nous",
            by=school.supervisor,
            at=now(),
        )
    return attended(held(school), 5)


def said(school, programme=None) -> list[dict]:
    return json.loads(export_statements(programme or school.programme, by=None, at=now()))


def test_every_statement_has_the_shape_of_xapi_1_0_3(school, done):
    found = said(school)
    assert [one["verb"]["id"].rsplit("/", 1)[1] for one in found].count("attended") == 5
    assert {one["verb"]["id"].rsplit("/", 1)[1] for one in found} == {
        "registered",
        "experienced",
        "interacted",
        "attempted",
        "attended",
    }
    assert [fault for one in found for fault in faults(one)] == []


def test_the_shape_refuses_what_it_must():
    good = {
        "actor": {"objectType": "Agent", "account": {"homePage": "https://a.invalid/", "name": "x"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/attended", "display": {"fr-CA": "a"}},
        "object": {"id": "https://a.invalid/1"},
    }
    assert faults(good) == []
    for change in (
        {"actor": {"mbox": "mailto:a@a.invalid", "account": good["actor"]["account"]}},
        {"actor": {"name": "Sans identifiant"}},
        {"verb": {"id": "attended"}},
        {"object": {"id": "https://a.invalid/1", "title": "x"}},
        {"result": {"duration": "50 min"}},
        {"result": {"completion": "oui"}},
        {"context": {"contextActivities": {"above": []}}},
        {"timestamp": "2026-03-04T12:00:00"},
        {"result": {"duration": None}},
        {"mood": "bon"},
    ):
        assert faults(good | change), change


def test_no_name_no_mail_and_no_words_leave(school, done):
    text = export_statements(school.programme, by=None, at=now())
    for secret in (
        "Zénaïde",
        "@",
        "Une phrase à nous",
        "Confluence",
        str(school.supervisor),
        school.centre.name,
    ):
        assert secret not in text


def test_a_pseudonym_holds_within_a_programme_and_not_across(school, done):
    first, again = said(school), said(school)
    assert first == again
    team = next(one for one in first if one["actor"]["objectType"] == "Group")
    names = {one["actor"]["account"]["name"] for one in first if one["actor"]["objectType"] == "Group"}
    assert names == {team["actor"]["account"]["name"]}
    other = programmes.create_programme(
        school.coalition, title="Un autre", purpose="…", by=school.author, at=now()
    )
    person = done[0].uid
    assert pseudonym(school.programme, "person", person) != pseudonym(other, "person", person)
    assert pseudonym(school.programme, "person", person) != pseudonym(school.programme, "team", person)


def test_a_webinar_of_four_says_nothing_of_anybody(school):
    attended(held(school), 4)
    assert said(school) == []


def test_the_duration_is_of_the_session_and_the_hours_are_earned_or_not(school, done):
    attended(held(school, "Un court"), 5, minutes=20)
    results = [one["result"] for one in said(school) if "result" in one]
    assert sorted({(one["duration"], one["completion"]) for one in results}) == [
        ("PT20M", False),
        ("PT50M", True),
    ]


def test_those_who_declined_are_in_no_statement(school, done):
    school.borrow(school.supervisor, "declined")
    assert {one["actor"]["objectType"] for one in said(school)} == {"Agent"}


def test_the_file_is_for_those_who_write_the_programme_and_is_journalled(client, school, done):
    url = reverse("programme_statements", args=[school.programme.uid])
    client.force_login(school.supervisor)
    assert client.get(url).status_code in (403, 404)
    client.force_login(school.author)
    response = client.get(url)
    assert response["Content-Disposition"].startswith("attachment")
    assert len(json.loads(response.content)) == 9
    assert Entry.objects.filter(action="learning.statements_exported").count() == 1
    with pytest.raises(PermissionDenied):
        export_statements(school.programme, by=school.supervisor, at=now())


def test_the_same_from_a_terminal(school, done, tmp_path):
    path = tmp_path / "enonces.json"
    result = CliRunner().invoke(
        arrimage, ["learning", "xapi", str(school.programme.uid), "--output", str(path)]
    )
    assert result.exit_code == 0, result.output
    assert json.loads(path.read_text("utf-8")) == said(school)
    assert CliRunner().invoke(arrimage, ["learning", "xapi", "nulle-part"]).exit_code == 2


def test_a_year_of_teams_leaves_in_few_queries(school, django_assert_max_num_queries):
    for number in range(3):
        team = school.team(school.supervisor, f"Équipe {number}")
        for one in [
            school.theme,
            themes.add_theme(school.programme, title=f"T{number}", summary="…", by=school.author, at=now()),
        ]:
            teams.take_step(team, one, step="seen", on=today(), by=school.supervisor, at=now())
    with django_assert_max_num_queries(9):
        assert len(said(school)) == 9
