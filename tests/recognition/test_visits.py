"""The visits of a recognition are meetings, and what is to follow up comes back on their agenda."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.meetings.queries.agenda import agenda_of
from arrimage.apps.meetings.queries.meetings import coming, meetings_visible_to, series_run_by
from arrimage.apps.recognition.actions import dossiers, reports, visits
from arrimage.apps.recognition.queries import dossiers as queries


def planned(house, dossier, *, days=5, by=None):
    at = now()
    return visits.plan_visit(
        dossier, starts_at=at + timedelta(days=days), place="Ici", by=by or house.looker, at=at
    )


def visited(house, dossier):
    """Looked at yesterday."""
    day = now() - timedelta(days=1)
    visits.plan_visit(dossier, starts_at=day, place="Ici", by=house.looker, at=day - timedelta(days=9))


def test_a_visit_is_a_meeting_of_the_two_sides_and_of_those_who_sit(house):
    dossier = house.visiting()
    meeting = planned(house, dossier)
    for user in (house.supervisor, house.looker, *house.sitting.values()):
        assert meeting in coming(user, at=now())
    assert not meetings_visible_to(house.stranger).filter(pk=meeting.pk).exists()
    for user, runs in ((house.supervisor, True), (house.looker, True), (house.sitting["person"], False)):
        assert series_run_by(user).filter(pk=meeting.series_id).exists() is runs
    again = planned(house, dossier, days=40, by=house.supervisor)
    assert again.series_id == meeting.series_id
    assert queries.visits_of(dossier) == [meeting, again]


def test_nobody_reads_the_visits_of_a_dossier_its_team_stopped(house):
    dossier = house.visiting()
    meeting = planned(house, dossier)
    dossiers.stop(dossier, by=house.supervisor, at=now())
    assert meetings_visible_to(house.supervisor).filter(pk=meeting.pk).exists()
    for user in (house.looker, *house.sitting.values()):
        assert not meetings_visible_to(user).filter(pk=meeting.pk).exists()
    for user in (house.looker, house.supervisor):
        with pytest.raises((PermissionDenied, ValidationError)):
            planned(house, dossier, by=user)


def test_no_visit_before_the_dossier_is_ready_nor_by_a_stranger(house):
    dossier = house.filling()
    with pytest.raises(ValidationError, match="prêt"):
        planned(house, dossier)
    for user in (house.stranger, house.sitting["person"]):
        with pytest.raises(PermissionDenied):
            planned(house, dossier, by=user)


def test_what_is_to_follow_up_waits_for_a_visit_and_heads_the_next_agenda(house):
    dossier = house.visiting()
    said = {"text": "Recevoir les proches", "owner": "L’équipe", "due_on": today()}
    planned(house, dossier)
    with pytest.raises(ValidationError, match="commencé"):
        visits.follow_up(dossier, **said, by=house.looker, at=now())
    visited(house, dossier)
    found = visits.follow_up(dossier, **said, by=house.looker, at=now())
    assert queries.follow_ups_of(dossier) == [found]
    later = planned(house, dossier, days=60)
    assert found in agenda_of(later).follow_ups
    with pytest.raises(PermissionDenied):
        visits.follow_up(dossier, **said, by=house.stranger, at=now())


def test_recognised_with_something_to_follow_up_says_what(house):
    dossier = house.spoken()
    visited(house, dossier)
    dossier = reports.report(dossier, words="Vu.", by=house.looker, at=now())
    reports.answer(dossier, words="Oui.", by=house.supervisor, at=now())
    said = {"outcome": "follow_up", "why": "Vu.", "by": house.looker, "at": now()}
    with pytest.raises(ValidationError, match="suivre"):
        reports.conclude(dossier, **said)
    visits.follow_up(dossier, text="Les proches", owner="L’équipe", due_on=None, by=house.looker, at=now())
    assert reports.conclude(dossier, **said).state == "concluded"


def test_the_page_plans_and_notes_for_the_two_sides_alone(client, house):
    dossier = house.visiting()
    visited(house, dossier)
    url = reverse("dossier_visits", args=[dossier.uid])
    for user in (house.stranger, house.sitting["person"]):
        client.force_login(user)
        assert client.get(url).status_code in (403, 404)
    client.force_login(house.looker)
    assert client.post(url, {"do": "visit", "day": "", "starts": ""}).status_code == 422
    given = {"do": "visit", "day": (today() + timedelta(days=9)).isoformat(), "starts": "09:00"}
    assert client.post(url, given).status_code == 302
    assert client.post(url, {"do": "follow", "text": "Les proches", "owner": ""}).status_code == 422
    assert client.post(url, {"do": "follow", "text": "Les proches", "owner": "L’équipe"}).status_code == 302
    page = client.get(dossier.get_absolute_url()).content.decode()
    assert "Les proches" in page
    assert len(queries.visits_of(dossier)) == 2


def test_the_demonstrations_grid_is_of_the_full_size_and_says_what_it_is(db):
    from arrimage.apps.recognition.actions.demo import DATA
    from arrimage.apps.recognition.figures import FIGURES
    from arrimage.apps.recognition.grid_files import read_items

    items, refused = read_items(DATA.joinpath("accompagner.csv").read_bytes(), FIGURES)
    assert refused == []
    kinds = [one.kind for one in items]
    assert (kinds.count("criterion"), kinds.count("question")) == (20, 22)
    assert kinds.count("file") > 0
    assert all("(inventé)" in one.author for one in items if one.author)
    assert len({one.title for one in items}) == len(items)
    told = DATA.joinpath("recognition.toml").read_text()
    assert "Accueillir et accompagner (démonstration)" in told
    assert "ne remplace aucun texte officiel" in told
