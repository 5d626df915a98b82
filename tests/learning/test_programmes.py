"""Writing a programme, and answering one that is not one's own."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.learning.actions import programmes, starter, teams, themes
from arrimage.apps.learning.coverage import Count, NotComparable, share
from arrimage.apps.learning.models import Programme, Stance
from arrimage.apps.learning.queries import programmes as queries
from arrimage.apps.network.models import Network
from arrimage.apps.network.vocabulary import TerritoryKind
from tests.accounts.factories import acting_user
from tests.network.factories import TerritoryFactory


def test_a_draft_is_seen_by_its_own_organisation_alone(school):
    draft = programmes.create_programme(
        school.coalition, title="En chantier", purpose="…", by=school.author, at=now()
    )
    colleague = acting_user(Role.WORKER, organisation=school.coalition)
    auditor = acting_user(Role.AUDITOR, organisation=school.coalition)
    assert draft in queries.programmes_visible_to(colleague)
    assert draft not in queries.programmes_visible_to(auditor)
    assert draft not in queries.programmes_visible_to(school.supervisor)


def test_a_programme_without_a_theme_is_not_published(school):
    empty = programmes.create_programme(
        school.coalition, title="Vide", purpose="…", by=school.author, at=now()
    )
    with pytest.raises(ValidationError, match="au moins un thème"):
        programmes.publish_programme(empty, by=school.author, at=now())


def test_another_organisation_neither_changes_nor_publishes_a_programme(school):
    for act in (programmes.publish_programme, programmes.withdraw_programme):
        with pytest.raises(PermissionDenied):
            act(school.programme, by=school.supervisor, at=now())
    with pytest.raises(PermissionDenied):
        themes.add_theme(school.programme, title="Le nôtre", summary="…", by=school.worker, at=now())


def test_nobody_writes_over_what_somebody_else_just_saved(school):
    read = school.programme.version
    change = {"title": "Un", "purpose": "…", "concerns": [], "by": school.author, "at": now()}
    programmes.change_programme(school.programme, since=read, **change)
    with pytest.raises(StaleVersion):
        programmes.change_programme(school.programme, since=read, **change)


def test_a_withdrawn_programme_is_read_by_those_who_took_part_in_it(school):
    school.team(school.supervisor)
    programmes.withdraw_programme(school.programme, by=school.author, at=now())
    assert school.programme in queries.programmes_visible_to(school.supervisor)
    assert school.programme not in queries.programmes_visible_to(school.worker)
    programmes.publish_programme(school.programme, by=school.author, at=now())
    assert school.programme in queries.programmes_visible_to(school.worker)


def test_publishing_twice_is_journalled_once(school):
    programmes.publish_programme(school.programme, by=school.author, at=now())
    assert Entry.objects.filter(action="learning.programme_published").count() == 1


@pytest.mark.parametrize("answer", ["borrowed", "declined"])
def test_an_answer_replaces_the_one_before_and_can_be_taken_back(school, answer):
    school.borrow(school.worker, "declined" if answer == "borrowed" else "borrowed")
    school.borrow(school.worker, answer)
    assert Stance.objects.get().answer == answer
    programmes.take_answer_back(school.programme, school.house, by=school.worker, at=now())
    assert not Stance.objects.exists()


def test_one_does_not_answer_one_s_own_programme_nor_for_another_organisation(school):
    with pytest.raises(ValidationError, match="le vôtre"):
        school.borrow(school.author)
    with pytest.raises(PermissionDenied):
        programmes.answer_programme(
            school.programme, school.house, answer="borrowed", by=school.supervisor, at=now()
        )


def test_those_who_decline_are_named_to_nobody(school, client):
    school.borrow(school.worker, "declined")
    client.force_login(school.author)
    page = client.get(school.programme.get_absolute_url()).content.decode()
    assert school.house.name not in page


def test_a_copy_brings_themes_and_sources_but_neither_days_nor_teams(school):
    themes.add_source(school.theme, kind="guide", title="Un guide", by=school.author, at=now())
    themes.add_activity(
        school.theme, kind="read", title="Lire", on=date(2026, 1, 5), by=school.author, at=now()
    )
    school.team(school.supervisor)
    copy = programmes.copy_programme(school.programme, school.centre, by=school.supervisor, at=now())
    theme = copy.themes.get()
    assert (copy.status, copy.after, copy.organisation) == ("draft", school.programme, school.centre)
    assert (theme.title, theme.sources.get().title) == ("Les proches", "Un guide")
    assert (theme.activities.get().title, theme.activities.get().on) == ("Lire", None)
    assert not copy.enrolments.exists()
    assert [concern.words for concern in copy.concerns.all()] == ["Le risque"]


def test_a_theme_that_a_team_worked_on_is_not_removed(school):
    team = school.team(school.supervisor)
    teams.take_step(team, school.theme, step="seen", on=date(2026, 1, 5), by=school.supervisor, at=now())
    with pytest.raises(ValidationError, match="reste"):
        themes.remove_theme(school.theme, by=school.author, at=now())


def test_themes_change_places_and_stay_at_the_edge(school):
    other = themes.add_theme(school.programme, title="Le logement", summary="…", by=school.author, at=now())
    themes.move_theme(other, up=True, by=school.author, at=now())
    themes.move_theme(other, up=True, by=school.author, at=now())
    for themes_in_order in (school.programme.themes.all(), queries.themes_of(school.programme)):
        assert [theme.title for theme in themes_in_order] == ["Le logement", "Les proches"]


def test_the_same_source_twice_is_one(school):
    for _twice in range(2):
        themes.add_source(school.theme, kind="voice", title="Des proches", by=school.author, at=now())
    assert school.theme.sources.count() == 1


# --- The starter programme, and what was published of the pilot


def test_the_starter_programme_has_the_pilot_s_eight_themes_and_a_ninth(db):
    programme = starter.load_starter(at=now())
    assert programme == starter.load_starter(at=now())
    titles = [theme.title for theme in programme.themes.all()]
    assert len(titles) == 9
    assert titles[8].startswith("Stigmatisation et discrimination")
    for theme in programme.themes.all():
        assert theme.sources.exists(), theme
        assert theme.question, theme
    assert programme.concerns.count() == 5


def test_the_pilot_s_published_figures_come_from_rows(db):
    programme = starter.load_starter(at=now())
    places = queries.published_places(programme)
    assert [(place.team_count, place.workers) for place in places] == [
        (2, 14), (7, 84), (3, 27), (6, 37), (5, 20),
    ]  # fmt: skip
    assert (sum(place.teams["sim"] for place in places), sum(place.teams["siv"] for place in places)) == (
        10,
        13,
    )
    totals = {table.measure: table.total for table in queries.published_tables(programme)}
    assert totals == {"teams": 23, "workers": 182, "registered": 524}
    registered = programme.counts.filter(measure="registered")
    assert list(registered.values_list("value", flat=True)) == [324, 111, 89]


def test_no_rate_is_drawn_of_324_registered_over_182_workers():
    groups = [Count("registered", 324), Count("registered", 111), Count("registered", 89)]
    assert share(groups[0], groups) == pytest.approx(324 / 524)
    with pytest.raises(NotComparable):
        share(groups[0], [Count("workers", 182)])


def test_the_programme_page_shows_the_pilot_and_no_share_of_it(client, db):
    programme = starter.load_starter(at=now())
    page = client.get(programme.get_absolute_url()).content.decode()
    for figure in ("524", "324", "111", "89", "182", "23"):
        assert figure in page
    assert "178" not in re.sub(r"<[^>]+>", " ", page)  # 324 / 182, but in addresses
    assert "%" not in page.split("<main")[1].split("</main>")[0]


def test_a_shipped_programme_is_written_by_nobody(school):
    programme = starter.load_starter(at=now())
    for user in (school.author, school.supervisor):
        with pytest.raises(PermissionDenied):
            programmes.withdraw_programme(programme, by=user, at=now())
        assert programme not in queries.programmes_kept_by(user)
    assert Programme.objects.get(pk=programme.pk).status == "published"


def test_in_a_networks_name_only_whom_both_sides_mandated_writes_and_publishes(school, client):
    network = Network.objects.create(
        name="Le réseau", territory=TerritoryFactory(code="991", kind=TerritoryKind.TERRITORY)
    )
    speaks = acting_user(Role.NETWORK_COORDINATOR, organisation=school.coalition)
    told = {"title": "Ensemble", "purpose": "Des deux côtés.", "network": network}
    for by in (school.author, speaks):
        with pytest.raises(PermissionDenied):
            programmes.create_programme(school.coalition, by=by, at=now(), **told)
    mandate = network.mandates.create(
        user=speaks, since=date(2020, 1, 1), proposed_at=now(), public_yes_at=now(), community_yes_at=now()
    )
    client.force_login(speaks)
    typed = {"title": "Ensemble", "purpose": "Des deux côtés.", "language": "fr", "network": network.pk}
    assert client.post(reverse("programme_new"), typed).status_code == 302
    made = Programme.objects.get(title="Ensemble")
    assert made.network == network
    themes.add_theme(made, title="Un", summary="…", by=speaks, at=now())
    client.force_login(school.author)  # of the same house, without the yes of both sides
    assert client.get(reverse("programme_edit", args=[made.uid])).status_code == 404
    for act in (programmes.publish_programme, programmes.withdraw_programme):
        with pytest.raises(PermissionDenied):
            act(made, by=school.author, at=now())
    with pytest.raises(PermissionDenied):
        themes.add_theme(made, title="Deux", summary="…", by=school.author, at=now())
    programmes.publish_programme(made, by=speaks, at=now())
    page = Client().get(made.get_absolute_url()).content.decode()
    assert "Le réseau" in page
    mandate.until = today()
    mandate.save()
    with pytest.raises(PermissionDenied):
        programmes.withdraw_programme(made, by=speaks, at=now())


def test_who_speaks_for_no_network_is_offered_none(school, client):
    client.force_login(school.author)
    assert 'name="network"' not in client.get(reverse("programme_new")).content.decode()


def test_the_database_holds_that_a_networks_programme_is_kept_by_somebody(school):
    network = Network.objects.create(
        name="Le réseau", territory=TerritoryFactory(code="991", kind=TerritoryKind.TERRITORY)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.create(title="De personne", purpose="…", network=network)
