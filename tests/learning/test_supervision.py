"""Supervision fed by a theme, and inviting an organisation in two clicks."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.identifiers import find
from arrimage.apps.learning.actions import starter, supervisions
from arrimage.apps.learning.models import Piece, Supervision
from arrimage.apps.learning.queries import supervisions as queries
from arrimage.apps.meetings.queries import meetings
from arrimage.apps.network.models import Message
from arrimage.apps.network.vocabulary import OrganisationKind
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory


@pytest.fixture
def team(school):
    return school.team(school.supervisor)


def plan(school, team, *, form="group", by=None, days=7, **said):
    given = {"question": "Qu’est-ce qui nous retient ?", "starts_at": now() + timedelta(days=days)} | said
    return supervisions.plan_supervision(
        team, school.theme, form=form, by=by or school.supervisor, at=now(), **given
    )


def test_the_question_brought_back_heads_the_agenda(school, team):
    held = plan(school, team)
    item = held.meeting.items.get()
    assert item.details == "Qu’est-ce qui nous retient ?"
    assert held.meeting.title == "Les proches"
    again = plan(school, team, form="codevelopment", days=14)
    assert again.meeting.series == held.meeting.series


def test_what_is_to_follow_up_comes_back_at_the_next_one(school, team):
    held = plan(school, team)
    follow_up = supervisions.follow_up(
        held, text="Appeler l’association", owner="Jo", due_on=today(), by=school.supervisor, at=now()
    )
    assert follow_up.series == plan(school, team, days=14).meeting.series


def test_a_team_s_supervision_is_seen_in_its_house_alone(school, team, client):
    held = plan(school, team)
    colleague = acting_user(Role.WORKER, organisation=school.centre)
    for user, sees in ((colleague, True), (school.worker, False), (school.author, False)):
        assert queries.supervisions_visible_to(user).filter(pk=held.pk).exists() is sees
        assert meetings.meetings_visible_to(user).filter(pk=held.meeting_id).exists() is sees
        client.force_login(user)
        assert client.get(held.get_absolute_url()).status_code == (200 if sees else 404)


def test_an_individual_supervision_is_read_by_the_two_alone(school, team, client):
    supervised = acting_user(Role.WORKER, organisation=school.centre)
    manager = acting_user(Role.MANAGER, organisation=school.centre)
    held = plan(school, team, form="individual", email=supervised.email)
    supervisions.note_supervision(
        held, tried="Un secret de deux", kept="", since=held.version, by=school.supervisor, at=now()
    )
    for user, sees in (
        (school.supervisor, True),
        (supervised, True),
        (manager, False),
        (school.author, False),
    ):
        client.force_login(user)
        response = client.get(held.get_absolute_url())
        assert ("Un secret de deux" in response.content.decode()) is sees, user
        assert meetings.meetings_visible_to(user).filter(pk=held.meeting_id).exists() is sees
        assert held.meeting.series in meetings.series_visible_to(user) or not sees
        assert str(held.uid) not in client.get(team.get_absolute_url()).content.decode() or sees
    assert (
        plan(school, team, form="individual", email=supervised.email, days=9).meeting.series
        == held.meeting.series
    )


def test_what_was_tried_is_unreadable_in_the_database(school, team):
    held = plan(school, team)
    supervisions.note_supervision(
        held, tried="Des mots à nous", kept="", since=held.version, by=school.supervisor, at=now()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT tried FROM learning_supervision")
        assert "mots" not in cursor.fetchone()[0]
    assert Supervision.objects.get().tried == "Des mots à nous"


def test_nobody_plans_or_notes_for_another_s_team(school, team):
    with pytest.raises(PermissionDenied):
        plan(school, team, by=school.worker)
    held = plan(school, team)
    with pytest.raises(PermissionDenied):
        supervisions.note_supervision(held, tried="", kept="", since=held.version, by=school.worker, at=now())
    with pytest.raises(ValidationError, match="adresse"):
        plan(school, team, form="individual", email="personne@essai.invalid")


def test_a_note_that_could_name_somebody_comes_back_and_whoever_wrote_judges(school, team, client):
    held = plan(school, team)
    client.force_login(school.supervisor)
    page = held.get_absolute_url()
    typed = {"do": "note", "since": held.version, "tried": "Parler à Mme Lavoie (dossier 123456)."}
    shown = client.post(page, typed)
    assert shown.status_code == 422
    assert "Mme Lavoie" in shown.content.decode()
    assert Supervision.objects.get().tried == ""
    assert client.post(page, typed | {"names_nobody": "on"}).status_code == 302
    assert Supervision.objects.get().tried.startswith("Parler")


# --- Inviting, in two clicks


def test_a_rights_organisation_is_invited_from_the_dossier_in_two_clicks(school, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    starter.load_starter(at=now())
    rights = OrganisationFactory(
        name="Droits debout", kind=OrganisationKind.RIGHTS_DEFENCE, email="droits@essai.invalid"
    )
    dossier = Piece.objects.get(slug="ce-qui-peut-se-dire")
    client.force_login(school.supervisor)
    page = client.get(dossier.get_absolute_url()).content.decode()
    link = reverse("piece_invite", args=[dossier.uid, rights.uid])
    assert link in page  # the first click
    form = client.get(link).context["form"]
    filled = {name: form[name].value() or "" for name in form.fields}
    assert dossier.title in filled["body"]
    assert client.post(link, filled).status_code == 302  # the second
    message = Message.objects.get()
    assert (message.organisation, message.recipients.get().organisation) == (school.centre, rights)
    client.logout()
    assert link not in client.get(dossier.get_absolute_url()).content.decode()


# --- What could name somebody

NAMING = [
    ("TREM 1234 5678", "health_number"),
    ("trem12345678", "health_number"),
    ("123 456 789", "social_number"),
    ("418 555-0147", "phone"),
    ("(418) 555-0147", "phone"),
    ("+1 418-555-0147", "phone"),
    ("jo@exemple.invalid", "email"),
    ("dossier no 45321", "file_number"),
    ("Dossier : AB-45321", "file_number"),
    ("né le 3 mai 1980", "birth"),
    ("Mme Bouchard", "name"),
    ("M. Côté", "name"),
]
NAMELESS = [
    "Appeler le 988, ou le 811 option 2.",
    "La ligne 1 866 277-3553 est ouverte à tous.",
    "En 2024, 324 personnes sur 524.",
    "Madame, monsieur : merci.",
    "Quatre rencontres de 90 minutes, de 2015 à 2018.",
    "Le dossier « Les proches » compte 4 parties.",
]


@pytest.mark.parametrize(("text", "kind"), NAMING)
def test_what_names_somebody_is_found(text, kind):
    assert kind in [one.kind for one in find(f"On a parlé de {text} hier.")]


@pytest.mark.parametrize("text", NAMELESS)
def test_what_names_nobody_is_left_in_peace(text):
    assert find(text) == []


@given(
    st.sampled_from(NAMING),
    st.text(alphabet="abc éà.\n", max_size=30),
    st.text(alphabet="abc éà.\n", max_size=30),
)
def test_what_names_somebody_is_found_wherever_it_stands(naming, before, after):
    text, kind = naming
    assert kind in [one.kind for one in find(f"{before} {text} {after}")]


def test_known_names_are_found_in_either_order_and_without_accents():
    names = ["Amélie Côté"]
    for text in ("amelie cote a dit", "Côté, Amélie", "CÔTÉ AMÉLIE"):
        assert [one.kind for one in find(text, names=names)] == ["name"]
    assert find("Amélie est venue", names=names) == []
