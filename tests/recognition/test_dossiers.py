"""A recognition is asked for by a team, looked at together, answered, and never done to anybody."""

import inspect
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.recognition.actions import dossiers, grids, reports
from arrimage.apps.recognition.actions.dossiers import next_day
from arrimage.apps.recognition.models import Dossier, Entry
from arrimage.apps.recognition.queries import dossiers as queries
from arrimage.apps.recognition.queries.waiting import waiting
from tests.accounts.factories import UserFactory


def sees(user, dossier) -> bool:
    return queries.dossiers_visible_to(user).filter(pk=dossier.pk).exists()


def test_only_the_teams_own_asking_makes_a_dossier(house):
    for user in (house.looker, house.stranger):
        with pytest.raises(PermissionDenied):
            house.asked(by=user)
    assert not Dossier.objects.exists()
    # No other action of this room creates one: whoever adds one meets this test.
    makers = [
        name
        for module in (dossiers, reports, grids)
        for name, act in inspect.getmembers(module, inspect.isfunction)
        if "Dossier.objects.create" in inspect.getsource(act)
    ]
    assert makers == ["ask_for_recognition"]


def test_the_database_holds_that_it_was_asked_for(house):
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.create(
            grid=house.grid, team=house.team, organisation=house.team.organisation, asked_at=now(), why=""
        )


def test_one_does_not_recognise_ones_own_teams(house):
    ours = grids.say_what_we_propose(
        house.team.organisation, words="…", coaches=False, recognises=True, by=house.supervisor, at=now()
    )
    grid = house.grid
    type(grid).objects.filter(pk=grid.pk).update(body=ours)
    grid.refresh_from_db()
    with pytest.raises(ValidationError, match="propres"):
        house.asked()


def test_asking_twice_is_once_and_three_seats_are_opened(house):
    dossier = house.asked()
    assert house.asked() == dossier
    assert sorted(one.kind for one in dossier.seats.all()) == ["coalition", "person", "relative"]


def test_what_the_team_writes_is_its_own_until_it_is_ready(house):
    dossier = house.filling()
    dossiers.comment(dossier, house.item("Q1"), words="Par la porte.", by=house.supervisor, at=now())

    def read_by(user):
        place = queries.place_in(dossier, user)
        return [one.comment for one in queries.entries_of(dossier, place) if one.comment]

    assert read_by(house.supervisor) == ["Par la porte."]
    assert read_by(house.looker) == []
    dossier = dossiers.ready(dossier, by=house.supervisor, at=now())
    assert read_by(house.looker) == ["Par la porte."]


def test_a_figure_opens_on_the_rows_it_is_counted_from(house):
    dossier = house.filling()
    entry = dossiers.put_figure(dossier, house.item("C2"), by=house.supervisor, at=now())
    assert entry.figure["value"] == 2 == sum(row["number"] for row in entry.figure["rows"])
    with pytest.raises(ValidationError, match="chiffre"):
        dossiers.put_figure(dossier, house.item("C1"), by=house.supervisor, at=now())
    # Kept as it was: the team changes, the dossier does not.
    house.team.roles.all().delete()
    assert Entry.objects.get(pk=entry.pk).figure["value"] == 2
    dossiers.take_figure_out(dossier, house.item("C2"), by=house.supervisor, at=now())
    assert Entry.objects.get(pk=entry.pk).figure is None


def test_nobody_fills_anothers_dossier_nor_after_it_is_ready(house):
    dossier = house.filling()
    for act in (dossiers.put_figure, dossiers.take_figure_out):
        with pytest.raises(PermissionDenied):
            act(dossier, house.item("C2"), by=house.looker, at=now())
    dossiers.ready(dossier, by=house.supervisor, at=now())
    with pytest.raises(ValidationError, match="prépare"):
        dossiers.comment(dossier, house.item("Q1"), words="…", by=house.supervisor, at=now())


def test_seats_are_given_by_the_body_one_each_and_only_their_holder_speaks(house):
    dossier = house.visiting()
    place = dossier.seats.get(kind="person")
    taken = house.sitting["relative"]
    with pytest.raises(ValidationError, match="déjà"):
        dossiers.seat(place, email=taken.email, called="X", by=house.looker, at=now())
    with pytest.raises(ValidationError, match="compte"):
        dossiers.seat(place, email="nulle@part.invalid", called="X", by=house.looker, at=now())
    with pytest.raises(PermissionDenied):
        dossiers.seat(place, email=UserFactory().email, called="X", by=house.supervisor, at=now())
    for user in (house.looker, house.supervisor, house.sitting["relative"]):
        with pytest.raises(PermissionDenied):
            dossiers.speak(place, words="À sa place", is_stranger=True, by=user, at=now())
    assert sees(house.sitting["person"], dossier)
    dossiers.speak(place, words="J’ai été reçue.", is_stranger=True, by=house.sitting["person"], at=now())
    with pytest.raises(ValidationError, match="parlé"):
        dossiers.seat(place, email=UserFactory().email, called="X", by=house.looker, at=now())


def test_the_report_waits_for_every_seat(house):
    dossier = house.visiting()
    with pytest.raises(ValidationError, match="attend"):
        reports.report(dossier, words="Vu.", by=house.looker, at=now())
    assert [one.title for one in waiting(house.sitting["person"], now())] == [
        "Dire ce que vous pensez d’une pratique"
    ]
    for place in dossier.seats.all():
        dossiers.speak(place, words="Rien à ajouter.", is_stranger=True, by=place.user, at=now())
    found = reports.report(dossier, words="Vu.", by=house.looker, at=now())
    assert found.answer_by == today() + timedelta(days=60)


def test_a_level_needs_a_scale_and_a_reason(house):
    dossier, given = house.visiting(), {"by": house.looker, "at": now()}
    with pytest.raises(ValidationError):
        reports.observe(dossier, house.item("C2"), observed="Vu", level=0, why_level="Car", **given)
    with pytest.raises(ValidationError, match="niveau"):
        reports.observe(dossier, house.item("C1"), observed="Vu", level=1, why_level=" ", **given)
    with pytest.raises(ValidationError):
        reports.observe(dossier, house.item("C1"), observed="Vu", level=3, why_level="Car", **given)
    entry = reports.observe(dossier, house.item("C1"), observed="Vu", level=1, why_level="Vu", **given)
    assert entry.level_words == "parfois"
    with pytest.raises(PermissionDenied):
        reports.observe(dossier, house.item("C1"), observed="…", by=house.supervisor, at=now())


def test_files_found_are_no_more_than_those_read(house):
    dossier, given = house.visiting(), {"by": house.looker, "at": now()}
    for read, found in ((3, 5), (3, None), (None, 2)):
        with pytest.raises(ValidationError):
            reports.observe(
                dossier, house.item("D1"), observed="", files_read=read, files_found=found, **given
            )
    entry = reports.observe(dossier, house.item("D1"), observed="", files_read=5, files_found=3, **given)
    assert (entry.files_read, entry.files_found) == (5, 3)


def test_the_team_has_its_days_to_answer_and_nothing_is_concluded_before(house):
    dossier = reports.report(house.spoken(), words="Vu.", by=house.looker, at=now())
    said = {"outcome": "recognised", "why": "Parce que.", "by": house.looker}
    with pytest.raises(ValidationError, match="attendez"):
        reports.conclude(dossier, **said, at=now())
    late = now() + timedelta(days=61)
    with pytest.raises(ValidationError, match="terminés"):
        reports.answer(dossier, words="Trop tard", by=house.supervisor, at=late)
    last = now() + timedelta(days=60)
    reports.answer(dossier, words="On se reconnaît.", by=house.supervisor, at=last)
    with pytest.raises(ValidationError):
        reports.answer(dossier, words="Encore", by=house.supervisor, at=last)
    found = reports.conclude(dossier, **said, at=last)
    assert found.next_on == next_day(found, (last).date()) or found.next_on.year == last.year + 2


def test_silent_past_its_days_the_body_may_conclude(house):
    dossier = reports.report(house.spoken(), words="Vu.", by=house.looker, at=now())
    found = reports.conclude(
        dossier, outcome="not_yet", why="…", by=house.looker, at=now() + timedelta(days=61)
    )
    assert found.state == "concluded"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 15), 24, date(2028, 3, 15)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_the_next_look_is_so_many_months_later(day, months, expected):
    grid = type("G", (), {"every_months": months})
    assert next_day(type("D", (), {"grid": grid}), day) == expected


@pytest.mark.parametrize("state", ["asked", "filling", "visiting", "reported"])
def test_the_team_stops_it_at_any_moment_and_nobody_else_reads_it_any_more(house, state):
    dossier = {
        "asked": house.asked,
        "filling": house.filling,
        "visiting": house.visiting,
        "reported": lambda: reports.report(house.spoken(), words="Vu.", by=house.looker, at=now()),
    }[state]()
    with pytest.raises(PermissionDenied):
        dossiers.stop(dossier, by=house.looker, at=now())
    dossiers.stop(dossier, by=house.supervisor, at=now())
    assert sees(house.supervisor, dossier)
    for user in (house.looker, house.stranger, *house.sitting.values()):
        assert not sees(user, dossier)


def test_it_is_shown_only_once_concluded_and_by_the_teams_choice(house):
    dossier = reports.report(house.spoken(), words="Vu.", by=house.looker, at=now())
    with pytest.raises(ValidationError):
        reports.show(dossier, True, by=house.supervisor, at=now())
    reports.answer(dossier, words="Oui.", by=house.supervisor, at=now())
    reports.conclude(dossier, outcome="recognised", why="Vu.", by=house.looker, at=now())
    assert not queries.shown_dossiers().exists()
    with pytest.raises(PermissionDenied):
        reports.show(dossier, True, by=house.looker, at=now())
    reports.show(dossier, True, by=house.supervisor, at=now())
    assert [one.pk for one in queries.shown_dossiers()] == [dossier.pk]


def test_a_no_says_why_and_a_retired_grid_is_not_asked_for(house):
    dossier = house.asked()
    with pytest.raises(ValidationError):
        dossiers.answer_asking(dossier, accepts=False, words="", by=house.looker, at=now())
    dossiers.answer_asking(dossier, accepts=False, words="Après l’été.", by=house.looker, at=now())
    grids.retire(house.grid, by=house.looker, at=now())
    house.grid.refresh_from_db()
    with pytest.raises(ValidationError, match="usage"):
        house.asked()


def test_the_pages_go_from_the_asking_to_the_conclusion(client, house):
    client.force_login(house.supervisor)
    given = {"team": house.team.pk, "grid": house.grid.pk, "why": "Pour voir."}
    assert client.post(reverse("dossier_new"), given | {"why": ""}).status_code == 422
    assert client.post(reverse("dossier_new"), given).status_code == 302
    dossier = Dossier.objects.get()
    do = reverse("dossier_do", args=[dossier.uid])
    client.force_login(house.looker)
    client.post(do, {"do": "accept", "words": "Avec vous."})
    client.force_login(house.supervisor)
    peers = reverse("dossier_item", args=[dossier.uid, house.item("C2").uid])
    assert "Votre propre chiffre" in client.get(peers).content.decode()
    client.post(peers, {"do": "put"})
    client.post(peers, {"do": "comment", "comment": "Deux jours par semaine."})
    client.post(do, {"do": "ready"})
    client.force_login(house.looker)
    page = client.get(peers).content.decode()
    assert "Deux jours par semaine" in page
    assert "Pair" in page
    for kind, user in house.sitting.items():
        url = reverse("dossier_seat", args=[dossier.uid, kind])
        assert client.post(url, {"email": user.email, "called": "Mado"}).status_code == 302
    scale = reverse("dossier_item", args=[dossier.uid, house.item("C1").uid])
    wrong = client.post(scale, {"do": "observe", "observed": "Vu", "level": "1", "why_level": ""})
    assert wrong.status_code == 422
    client.post(scale, {"do": "observe", "observed": "Vu", "level": "1", "why_level": "Deux fois sur trois"})
    report = reverse("dossier_report", args=[dossier.uid])
    assert client.post(report, {"do": "report", "words": "Vu."}).status_code == 422
    for place in dossier.seats.all():
        client.force_login(place.user)
        url = reverse("dossier_speak", args=[place.uid])
        assert client.post(url, {"words": "J’ai été reçue."}).status_code == 422
        assert client.post(url, {"words": "J’ai été reçue.", "is_stranger": "on"}).status_code == 302
    client.force_login(house.looker)
    assert client.post(report, {"do": "report", "words": "Vu."}).status_code == 302
    client.force_login(house.supervisor)
    client.post(reverse("dossier_answer", args=[dossier.uid]), {"words": "On se reconnaît."})
    client.force_login(house.looker)
    client.post(report, {"do": "conclude", "outcome": "recognised", "why": "Parce que."})
    client.force_login(house.supervisor)
    client.post(do, {"do": "show"})
    dossier.refresh_from_db()
    assert (dossier.state, dossier.is_shown) == ("concluded", True)
    client.force_login(house.stranger)
    assert "Équipe" in client.get(reverse("recognition")).content.decode()
    assert client.get(dossier.get_absolute_url()).status_code == 404


def test_a_dossier_is_read_in_few_queries(client, house, django_assert_max_num_queries):
    dossier = house.spoken()
    for code in ("Q1", "C1", "C2", "D1"):
        reports.observe(dossier, house.item(code), observed="Vu", by=house.looker, at=now())
    client.force_login(house.looker)
    with django_assert_max_num_queries(20):
        client.get(dossier.get_absolute_url())
