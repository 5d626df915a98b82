"""Registering a team, and what it did together."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.learning.actions import programmes, teams, themes
from arrimage.apps.learning.models import Team, TeamStep, ThemeVote
from arrimage.apps.learning.queries import programmes as queries
from tests.accounts.factories import acting_user


def test_a_supervisor_registers_a_team_whose_members_are_counted(school):
    team = school.team(school.supervisor, roles={"worker": 5, "peer_helper": 1, "manager": 0})
    assert team.supervisor == school.supervisor
    assert dict(team.roles.values_list("role", "number")) == {"worker": 5, "peer_helper": 1}


def test_two_teams_of_an_organisation_do_not_bear_one_name(school):
    school.team(school.supervisor, name="SIV")
    with pytest.raises(ValidationError, match="ce nom"):
        school.team(school.supervisor, name="SIV")
    school.team(school.worker, name="SIV")
    assert Team.objects.filter(name="SIV").count() == 2


def test_nobody_registers_a_team_for_another_organisation(school):
    with pytest.raises(PermissionDenied):
        teams.register_team(school.centre, name="La leur", kind="siv", by=school.worker, at=now())


def test_a_team_takes_part_only_in_what_its_organisation_borrowed(school):
    team = teams.register_team(school.house, name="Nous", kind="community", by=school.worker, at=now())
    with pytest.raises(ValidationError, match="Empruntez"):
        teams.enrol(team, school.programme, by=school.worker, at=now())
    school.borrow(school.worker, "declined")
    with pytest.raises(ValidationError, match="Empruntez"):
        teams.enrol(team, school.programme, by=school.worker, at=now())
    school.borrow(school.worker)
    first = teams.enrol(team, school.programme, by=school.worker, at=now())
    assert teams.enrol(team, school.programme, by=school.worker, at=now()) == first


def test_a_team_that_left_may_come_back_and_finds_what_it_did(school):
    team = school.team(school.supervisor)
    teams.take_step(team, school.theme, step="seen", on=today(), by=school.supervisor, at=now())
    teams.leave(team, school.programme, by=school.supervisor, at=now())
    assert queries.enrolments_counted(school.programme).count() == 0
    teams.enrol(team, school.programme, by=school.supervisor, at=now())
    assert queries.enrolments_counted(school.programme).count() == 1
    assert team.steps.count() == 1


def test_a_step_is_noted_once_and_its_words_may_be_said_better(school):
    team = school.team(school.supervisor)
    given = {"step": "tried", "by": school.supervisor, "at": now()}
    teams.take_step(team, school.theme, on=today() - timedelta(days=3), words="Un essai", **given)
    teams.take_step(team, school.theme, on=today(), words="Deux essais", **given)
    step = TeamStep.objects.get()
    assert (step.on, step.words) == (today(), "Deux essais")
    teams.take_step_back(step, by=school.supervisor, at=now())
    assert not TeamStep.objects.exists()


def test_a_step_to_come_or_elsewhere_is_refused(school):
    team = school.team(school.supervisor)
    given = {"step": "seen", "by": school.supervisor, "at": now()}
    with pytest.raises(ValidationError, match="à venir"):
        teams.take_step(team, school.theme, on=today() + timedelta(days=1), **given)
    other = programmes.copy_programme(school.programme, school.centre, by=school.supervisor, at=now())
    with pytest.raises(ValidationError, match="inscrite"):
        teams.take_step(team, other.themes.get(), on=today(), **given)
    with pytest.raises(PermissionDenied):
        teams.take_step(team, school.theme, on=today(), **given | {"by": school.worker})


def test_a_team_chooses_three_themes_at_most_and_may_change_its_mind(school):
    team = school.team(school.supervisor)
    given = {"by": school.supervisor, "at": now()}
    more = [
        themes.add_theme(school.programme, title=f"Thème {n}", summary="…", by=school.author, at=now())
        for n in range(3)
    ]
    for theme in more:
        teams.vote(team, theme, words="Parce que.", **given)
    teams.vote(team, more[0], words="Surtout.", **given)
    with pytest.raises(ValidationError, match="3 thèmes"):
        teams.vote(team, school.theme, **given)
    teams.take_vote_back(team, more[0], **given)
    teams.vote(team, school.theme, **given)
    assert ThemeVote.objects.count() == 3


def test_what_a_team_wrote_is_read_in_its_own_house_alone(school, client):
    team = school.team(school.supervisor)
    words = "On a compté deux appels en un mois."
    teams.take_step(
        team, school.theme, step="discussed", on=today(), words=words, by=school.supervisor, at=now()
    )
    school.team(school.worker, name="La nôtre")
    coverage = reverse("programme_coverage", args=[school.programme.uid])
    for user in (school.author, school.worker, None):
        client.logout()
        if user:
            client.force_login(user)
        pages = [coverage, school.theme.get_absolute_url(), school.programme.get_absolute_url()]
        pages += [f"{coverage}?t-export=csv", team.get_absolute_url()]
        for page in pages:
            response = client.get(page)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            assert words not in body.decode(), (user, page)
    client.force_login(school.supervisor)
    assert words in client.get(team.get_absolute_url()).content.decode()


def test_why_a_theme_matters_is_read_by_those_who_prepare_the_programme(school, client):
    team = school.team(school.supervisor)
    teams.vote(team, school.theme, words="Un pair arrive.", by=school.supervisor, at=now())
    page = school.theme.get_absolute_url()
    for user, reads in ((school.author, True), (school.supervisor, True), (school.worker, False)):
        client.force_login(user)
        assert ("Un pair arrive." in client.get(page).content.decode()) is reads


def test_a_visitor_sees_neither_teams_nor_coverage(school, client):
    team = school.team(school.supervisor)
    assert client.get(team.get_absolute_url()).status_code == 302
    stranger = acting_user(Role.MANAGER)
    client.force_login(stranger)
    assert client.get(team.get_absolute_url()).status_code == 404
    assert client.get(reverse("programme_coverage", args=[school.programme.uid])).status_code == 404


@pytest.mark.parametrize("count", [2, 9])
def test_the_pages_cost_no_more_with_more_teams(school, client, django_assert_max_num_queries, count):
    for number in range(count):
        school.team(school.supervisor, name=f"Équipe {number}")
    client.force_login(school.supervisor)
    with django_assert_max_num_queries(24):
        client.get(school.programme.get_absolute_url())
    with django_assert_max_num_queries(16):
        client.get(reverse("programme_coverage", args=[school.programme.uid]))
    with django_assert_max_num_queries(14):
        client.get("/apprendre/")


def test_a_team_notes_a_step_from_its_page(school, client):
    team = school.team(school.supervisor)
    client.force_login(school.supervisor)
    page = reverse("learning_team_theme", args=[team.uid, school.theme.uid])
    assert client.post(page, {"step": "seen", "on": "2999-01-01"}).status_code == 422
    assert client.post(page, {"step": "seen", "on": today(), "words": "Ensemble"}).status_code == 302
    step = TeamStep.objects.get()
    assert (step.words, step.noted_by) == ("Ensemble", str(school.supervisor))
    client.post(page, {"back": step.uid})
    assert not TeamStep.objects.exists()
