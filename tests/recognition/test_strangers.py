"""Whoever looks at a team is a stranger to it: what the register knows is checked, the rest is said."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.models import Membership
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.recognition.actions import dossiers, reports, visits
from tests.accounts.factories import UserFactory


def belongs(user, organisation, *, since=1000, until=None, role=Role.WORKER):
    """`since` and `until` in days before today."""
    day = today()
    return Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        since=day - timedelta(days=since),
        until=None if until is None else day - timedelta(days=until),
    )


def name(house, dossier, user):
    place = dossier.seats.get(kind="person")
    return dossiers.seat(place, email=user.email, called="Mado", by=house.looker, at=now())


@pytest.mark.parametrize("until", [None, -30, 1, 729])
def test_a_colleague_of_today_or_of_two_years_ago_does_not_sit(house, until):
    dossier, user = house.filling(), UserFactory()
    belongs(user, house.team.organisation, until=until)
    with pytest.raises(ValidationError, match="étrangère"):
        name(house, dossier, user)
    assert dossier.seats.get(kind="person").user is None


def test_one_who_left_longer_ago_or_works_elsewhere_sits(house):
    dossier, user = house.filling(), UserFactory()
    belongs(user, house.team.organisation, since=2000, until=730)
    belongs(user, house.stranger.acting.organisation)
    assert name(house, dossier, user).user == user


def test_a_resource_patient_of_the_centre_comes_for_themselves_and_says_that_nothing_ties_them(house):
    dossier, user = house.visiting(), UserFactory()
    belongs(user, house.team.organisation, role=Role.RESOURCE_PATIENT)
    place = name(house, dossier, user)
    with pytest.raises(ValidationError, match="lien"):
        dossiers.speak(place, words="Bien.", is_stranger=False, by=user, at=now())
    assert dossiers.speak(place, words="Bien.", is_stranger=True, by=user, at=now()).spoke_at


def test_whoever_was_named_and_then_hired_does_not_speak(house):
    dossier = house.visiting()
    place = dossier.seats.get(kind="person")
    belongs(place.user, house.team.organisation, since=0)
    with pytest.raises(ValidationError, match="lien"):
        dossiers.speak(place, words="Bien.", is_stranger=True, by=place.user, at=now())


def test_one_says_that_nothing_ties_one_to_the_team_or_does_not_speak(house):
    dossier = house.visiting()
    place = dossier.seats.get(kind="relative")
    with pytest.raises(ValidationError, match="lien"):
        dossiers.speak(place, words="Bien.", is_stranger=False, by=place.user, at=now())
    place = dossiers.speak(place, words="Bien.", is_stranger=True, by=place.user, at=now())
    assert place.is_stranger_at is not None


def test_a_seat_is_given_back_without_a_reason_and_another_sits(house, client):
    dossier = house.visiting()
    place = dossier.seats.get(kind="person")
    holder, other = place.user, UserFactory()
    with pytest.raises(PermissionDenied):
        dossiers.give_seat_back(place, by=other, at=now())
    client.force_login(holder)
    assert "Rendre le siège" in client.get(reverse("dossier_speak", args=[place.uid])).content.decode()
    assert client.post(reverse("dossier_speak", args=[place.uid]), {"do": "back"}).status_code == 302
    assert client.get(dossier.get_absolute_url()).status_code == 404
    assert name(house, dossier, other).user == other
    spoken = dossiers.speak(
        dossier.seats.get(kind="person"), words="Vu.", is_stranger=True, by=other, at=now()
    )
    with pytest.raises(ValidationError, match="reste"):
        dossiers.give_seat_back(spoken, by=other, at=now())


def test_an_editor_of_the_body_who_comes_from_the_team_looks_at_nothing(house):
    dossier = house.visiting()
    belongs(house.looker, house.team.organisation, until=300)
    given = {"by": house.looker, "at": now()}
    for act in (
        lambda: reports.observe(dossier, house.item("C1"), observed="Vu", **given),
        lambda: reports.report(dossier, words="Vu.", **given),
        lambda: visits.plan_visit(dossier, starts_at=now(), place="", **given),
        lambda: dossiers.seat(
            dossier.seats.get(kind="person"), email=UserFactory().email, called="X", **given
        ),
    ):
        with pytest.raises(ValidationError, match="collègue"):
            act()


def test_nor_do_they_accept_or_conclude(house):
    asked = house.asked()
    belonging = belongs(house.looker, house.team.organisation)
    with pytest.raises(ValidationError, match="collègue"):
        dossiers.answer_asking(asked, accepts=True, words="", by=house.looker, at=now())
    belonging.delete()
    dossiers.answer_asking(asked, accepts=False, words="Non.", by=house.looker, at=now())
    reported = reports.report(house.spoken(), words="Vu.", by=house.looker, at=now())
    reports.answer(reported, words="Oui.", by=house.supervisor, at=now())
    belongs(house.looker, house.team.organisation)
    with pytest.raises(ValidationError, match="collègue"):
        reports.conclude(reported, outcome="recognised", why="Vu.", by=house.looker, at=now())
