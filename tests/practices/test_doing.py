"""Who practises what, where: said by those who do, with what was adapted and why it stopped."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.network.models import TerritoryParent
from arrimage.apps.network.vocabulary import TerritoryKind
from arrimage.apps.practices.actions import doing as actions
from arrimage.apps.practices.actions import own as own_actions
from arrimage.apps.practices.queries import doing as queries
from tests.network.factories import CoverageFactory, OfferFactory, SiteFactory, TerritoryFactory

from .conftest import DAY


@pytest.fixture
def practice(world):
    return world.edition("Une clé d’abord", needs=["housing"]).practice


def say(world, practice, **more):
    said = {"how": "On donne la clé.", "by": world.keeper, "at": now(), "practice": practice} | more
    return actions.say_doing(world.house, **said)


class TestSaying:
    def test_it_is_said_in_general_or_for_a_service_with_how_first(self, world, practice):
        offer = OfferFactory(organisation=world.house)
        general, of_offer = say(world, practice), say(world, practice, offer=offer, since_year=2019)
        assert general != of_offer
        assert say(world, practice) == general, "said twice, it is one"
        with pytest.raises(ValidationError, match="mesure"):
            say(world, practice, how=" ", offer=OfferFactory(organisation=world.house))

    def test_nobody_says_it_for_another(self, world, practice):
        with pytest.raises(PermissionDenied):
            say(world, practice, by=world.stranger)
        with pytest.raises(ValidationError):
            say(world, practice, offer=OfferFactory(organisation=world.other))
        told = world.told(by=world.stranger)
        with pytest.raises(ValidationError):
            say(world, None, own=told.practice)

    def test_its_history_keeps_every_telling(self, world, practice):
        doing = say(world, practice, since_year=2015)
        by = {"by": world.keeper, "at": now()}
        actions.tell_otherwise(doing, how="Autrement.", since_year=2015, since=doing.version, **by)
        actions.note_adaptation(doing, words="Sans visite le soir.", **by)
        actions.note_adaptation(doing, words="Sans visite le soir.", **by)
        actions.stop_doing(doing, why="Plus de local.", until_year=2024, **by)
        actions.resume_doing(doing, **by)
        doing.refresh_from_db()
        assert [note.kind for note in doing.notes.all()] == [
            "told",
            "retold",
            "adapted",
            "stopped",
            "resumed",
        ]
        assert [note.words for note in doing.notes.all()][:2] == ["On donne la clé.", "Autrement."]
        assert not doing.is_stopped
        assert doing.why_stopped == ""

    def test_stopping_says_why_and_years_are_in_order(self, world, practice):
        doing = say(world, practice, since_year=2015)
        by = {"by": world.keeper, "at": now()}
        for wrong in ({"why": " ", "until_year": 2020}, {"why": "x", "until_year": 2010},
                      {"why": "x", "until_year": 3000}):  # fmt: skip
            with pytest.raises(ValidationError):
                actions.stop_doing(doing, **wrong, **by)
        with pytest.raises(PermissionDenied):
            actions.stop_doing(doing, why="x", until_year=2020, by=world.stranger, at=now())

    def test_a_colleague_is_not_overwritten(self, world, practice):
        doing = say(world, practice)
        by = {"by": world.keeper, "at": now(), "since_year": None}
        actions.tell_otherwise(doing, how="Un", since=1, **by)
        with pytest.raises(StaleVersion):
            actions.tell_otherwise(doing, how="Deux", since=1, **by)


class TestWhere:
    @pytest.fixture
    def places(self, world):
        region = TerritoryFactory(code="98", kind=TerritoryKind.REGION, name="Région")
        here = TerritoryFactory(code="981", kind=TerritoryKind.TERRITORY, name="Ici")
        there = TerritoryFactory(code="982", kind=TerritoryKind.TERRITORY, name="Là-bas")
        for part in (here, there):
            TerritoryParent.objects.create(territory=part, parent=region)
        CoverageFactory(organisation=world.house, territory=here)
        return region, here, there

    def test_an_absence_says_only_that_nobody_told_us(self, world, practice, places, client):
        say(world, practice)
        rows = queries.rows(queries.Chosen(practice=practice.slug), language="fr", day=DAY)
        here, there = queries.by_part(rows, places[1:])
        assert [row.doing.organisation for row in here.now] == [world.house]
        assert there.now == []
        assert there.stopped == []
        page = client.get(reverse("doings") + f"?practice={practice.slug}&territory=98").content.decode()
        assert "personne ne nous l’a dit ici" in page
        assert queries.regions_told(rows) == {"98": 1}
        assert [one.edition.practice for one in queries.unheard("982", language="fr", day=DAY)] == [practice]
        assert queries.unheard("981", language="fr", day=DAY) == []

    def test_a_confidential_address_tells_no_more_than_what_it_covers(self, world, practice, places):
        SiteFactory(organisation=world.house, territory=places[2], is_address_hidden=True)
        say(world, practice)
        (row,) = queries.rows(queries.Chosen(), language="fr", day=DAY)
        assert row.places == ["981"]

    def test_what_stopped_is_listed_beside_and_counted_nowhere(self, world, practice, places, client):
        doing = say(world, practice)
        actions.stop_doing(doing, why="Le loyer a doublé.", until_year=2023, by=world.keeper, at=now())
        rows = queries.rows(queries.Chosen(state="stopped"), language="fr", day=DAY)
        assert len(rows) == 1
        assert queries.regions_told(rows) == {}
        assert queries.rows(queries.Chosen(state="now"), language="fr", day=DAY) == []
        assert "Le loyer a doublé." in client.get(doing.get_absolute_url()).content.decode()

    def test_a_place_is_said_by_its_name_and_what_is_inside_it_is_not_said_again(
        self, world, practice, places, client
    ):
        CoverageFactory(organisation=world.house, territory=places[0])
        say(world, practice)
        page = client.get(reverse("doings")).content.decode()
        assert f"<span>{places[0].short_name}</span>" in page
        assert queries.widest(["98", "981", "99"]) == ["98", "99"]

    def test_the_table_leaves_whole_and_safe(self, world, practice, places, client):
        say(world, practice, how="=HYPERLINK(1)")
        sent = client.get(reverse("doings") + "?export=csv")
        text = b"".join(sent.streaming_content).decode()
        assert "'=HYPERLINK(1)" in text
        assert "Une clé d’abord" in text
        assert client.get(reverse("doings") + "?export=xlsx").status_code == 200

    def test_the_number_of_queries_does_not_grow(self, world, practice, places, django_assert_num_queries):
        for _place in range(5):
            say(world, practice, offer=OfferFactory(organisation=world.house))
        with django_assert_num_queries(4):
            rows = queries.rows(queries.Chosen(territory="98"), language="fr", day=DAY)
        assert len(rows) == 5

    def test_what_its_organisation_took_back_is_not_shown(self, world):
        version = world.told()
        doing = actions.say_doing(
            world.house, own=version.practice, how="En rond.", by=world.keeper, at=now()
        )
        assert queries.doings().count() == 1
        own_actions.withdraw(version.practice, by=world.keeper, at=now())
        assert queries.doings().count() == 0
        assert queries.doings_visible_to(world.keeper).get() == doing
        assert not queries.doings_visible_to(world.stranger).exists()


class TestPages:
    def test_it_is_said_told_otherwise_adapted_and_stopped_from_the_forms(self, world, practice, client):
        client.force_login(world.keeper)
        address = reverse("doing_new") + f"?practice={practice.slug}"
        assert client.get(address).status_code == 200
        client.post(address, {"practice": practice.slug, "how": "La clé.", "since_year": 2018})
        (row,) = queries.rows(queries.Chosen(), language="fr", day=DAY)
        uid, version = row.doing.uid, row.doing.version
        for name, typed in (
            ("doing_edit", {"how": "La clé et le café.", "since_year": 2018, "version": version}),
            ("doing_note", {"words": "Pas de visite."}),
            ("doing_stop", {"until_year": 2024, "why_stopped": "Le bail."}),
        ):
            assert client.get(reverse(name, args=[uid])).status_code == 200
            assert client.post(reverse(name, args=[uid]), typed).status_code == 302, name
        client.post(reverse("doing_resume", args=[uid]))
        kinds = [note.kind for note in row.doing.notes.all()]
        assert kinds == ["told", "retold", "adapted", "stopped", "resumed"]

    def test_one_s_own_practice_may_be_said_too(self, world, client):
        version = world.told()
        client.force_login(world.keeper)
        client.post(reverse("doing_new"), {"practice": f"own:{version.practice.uid}", "how": "En rond."})
        assert version.practice.doings.count() == 1

    def test_a_mistake_comes_back_with_what_was_typed(self, world, practice, client):
        client.force_login(world.keeper)
        response = client.post(reverse("doing_new"), {"practice": practice.slug, "how": "", "since_year": 12})
        assert response.status_code == 422
