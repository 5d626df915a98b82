"""Writing the catalogue, reading it over, publishing it, contesting it, loading it."""

import shutil
import tomllib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.practices.actions import catalogue as actions
from arrimage.apps.practices.actions.contestations import (
    answer_contestation,
    contest,
    withdraw_contestation,
)
from arrimage.apps.practices.actions.loading import FOLDER, load_catalogue, read_catalogue
from arrimage.apps.practices.models import Contestation, Edition, Practice
from arrimage.apps.practices.queries import catalogue as queries
from arrimage.apps.practices.references import DOI, from_lines, sentence, to_lines, with_edits
from arrimage.apps.practices.vocabulary import SECTIONS, Shelf
from tests.accounts.factories import acting_user

from .conftest import DAY, TEXTS


class TestPublication:
    def test_an_edition_is_written_read_and_published_by_three_people(self, world):
        edition = world.edition()
        assert edition.state == "published"
        page = queries.page_of(edition.practice, language="fr", user=world.keeper, day=DAY)
        assert [one.is_lived for one in page.readings] == [True]

    def test_nobody_publishes_what_they_wrote(self, world):
        draft = actions.begin_practice("Seule", by=world.editor, at=now(), level="limited", aim="Aller")
        actions.save_edition(draft, since=1, by=world.editor, at=now(), values=TEXTS)
        actions.send_to_readers(draft, by=world.editor, at=now())
        actions.read_over(draft, agrees=True, by=world.reader, at=now())
        with pytest.raises(ValidationError, match="Vous l’avez écrite"):
            actions.publish_edition(draft, by=world.editor, at=now())

    def test_nothing_is_published_before_somebody_who_lived_it_has_read_it(self, world):
        draft = actions.begin_practice("Sans", by=world.editor, at=now(), level="limited", aim="Aller")
        actions.save_edition(draft, since=1, by=world.editor, at=now(), values=TEXTS)
        actions.send_to_readers(draft, by=world.editor, at=now())
        actions.read_over(draft, agrees=True, by=world.second_editor, at=now())
        with pytest.raises(ValidationError, match="vécu"):
            actions.publish_edition(draft, by=world.second_editor, at=now())

    def test_an_objection_is_answered_in_writing_before_publication(self, world):
        draft = actions.begin_practice("Dite", by=world.editor, at=now(), level="limited", aim="Aller")
        actions.save_edition(draft, since=1, by=world.editor, at=now(), values=TEXTS)
        actions.send_to_readers(draft, by=world.editor, at=now())
        with pytest.raises(ValidationError):
            actions.read_over(draft, agrees=False, by=world.reader, at=now())
        reading = actions.read_over(draft, agrees=False, words="Ce mot blesse.", by=world.reader, at=now())
        with pytest.raises(ValidationError, match="répondez"):
            actions.publish_edition(draft, by=world.second_editor, at=now())
        actions.answer_reading(reading, words="Il est enlevé.", by=world.editor, at=now())
        assert actions.publish_edition(draft, by=world.second_editor, at=now()).state == "published"

    def test_a_coordinator_without_the_yes_of_both_sides_writes_but_does_not_publish(self, world):
        alone = acting_user(Role.NETWORK_COORDINATOR)
        draft = actions.begin_practice("Mandat", by=world.editor, at=now(), level="limited", aim="Aller")
        actions.save_edition(draft, since=1, by=world.editor, at=now(), values=TEXTS)
        actions.send_to_readers(draft, by=alone, at=now())
        actions.read_over(draft, agrees=True, by=world.reader, at=now())
        with pytest.raises(ValidationError, match="mandatée"):
            actions.publish_edition(draft, by=alone, at=now())

    def test_a_worker_writes_no_catalogue(self, world):
        with pytest.raises(PermissionDenied):
            actions.begin_practice("Non", by=world.keeper, at=now(), level="limited", aim="Aller")
        edition = world.edition()
        with pytest.raises(PermissionDenied):
            actions.begin_edition(edition.practice, by=world.stranger, at=now())

    def test_publishing_again_replaces_and_keeps_what_was_there(self, world):
        first = world.edition()
        draft = actions.begin_edition(first.practice, by=world.editor, at=now())
        assert actions.begin_edition(first.practice, by=world.second_editor, at=now()) == draft
        draft = actions.save_edition(
            draft, since=draft.version, by=world.editor, at=now(), values={"aim": "Garder un logement."}
        )
        second = world.publish(draft)
        first.refresh_from_db()
        assert (first.state, second.number) == ("replaced", 2)
        assert [change.title for change in queries.changes(first, second)] == ["Ce qu’elle vise"]
        actions.publish_edition(second, by=world.second_editor, at=now())  # twice changes nothing
        assert second.practice.editions.filter(state="published", language="fr").count() == 1

    def test_two_editors_do_not_overwrite_each_other(self, world):
        draft = actions.begin_practice("Deux", by=world.editor, at=now(), level="limited", aim="Aller")
        actions.save_edition(draft, since=1, by=world.editor, at=now(), values={"how": "Un"})
        with pytest.raises(StaleVersion):
            actions.save_edition(draft, since=1, by=world.second_editor, at=now(), values={"how": "Deux"})

    def test_a_published_edition_never_changes(self, world):
        edition = world.edition()
        with pytest.raises(ValidationError):
            actions.save_edition(edition, since=edition.version, by=world.editor, at=now(), values=TEXTS)


class TestTranslations:
    def test_what_the_french_changed_is_named(self, world):
        french = world.edition()
        draft = actions.begin_edition(french.practice, language="en", by=world.editor, at=now())
        draft = actions.save_edition(
            draft, since=draft.version, by=world.editor, at=now(), values=TEXTS | {"aim": "Keeping a home."}
        )
        world.publish(draft)
        assert [one.state for one in queries.translations()] == ["true"]
        page = queries.page_of(french.practice, language="en", user=world.keeper, day=DAY)
        assert page.edition.aim == "Keeping a home."
        new = actions.begin_edition(french.practice, by=world.editor, at=now())
        new = actions.save_edition(
            new, since=new.version, by=world.editor, at=now(), values={"limits": "Autre chose."}
        )
        world.publish(new)
        (late,) = queries.translations()
        assert (late.state, late.parts) == ("late", ["Limites et critiques"])

    def test_facts_are_those_of_the_french(self, world):
        french = world.edition(needs=["housing"])
        draft = actions.begin_edition(french.practice, language="en", by=world.editor, at=now())
        actions.save_edition(
            draft, since=draft.version, by=world.editor, at=now(), values={"needs": ["now"], "aim": "Home"}
        )
        draft.refresh_from_db()
        assert draft.needs == ["housing"]

    def test_there_is_no_translation_without_french(self, world):
        draft = actions.begin_practice("Non publiée", by=world.editor, at=now(), level="limited", aim="A")
        with pytest.raises(ValidationError):
            actions.begin_edition(draft.practice, language="en", by=world.editor, at=now())


class TestContestation:
    def test_it_stands_beside_the_text_until_it_is_withdrawn(self, world):
        edition = world.edition()
        found = contest(
            edition.practice, words="On nous réduit.", section="limits", by=world.keeper, at=now()
        )
        page = queries.page_of(edition.practice, language="fr", user=world.keeper, day=DAY)
        assert [part.contestations for part in page.parts if part.code == "limits"] == [[found]]
        answer_contestation(found, words="C’est ajouté.", by=world.editor, at=now())
        page = queries.page_of(edition.practice, language="fr", user=world.keeper, day=DAY)
        assert [part.contestations for part in page.parts if part.code == "limits"] == [[found]]
        with pytest.raises(PermissionDenied):
            withdraw_contestation(found, by=world.editor, at=now())
        withdraw_contestation(found, by=world.keeper, at=now())
        page = queries.page_of(edition.practice, language="fr", user=world.keeper, day=DAY)
        assert not any(part.contestations for part in page.parts)
        assert not page.contested

    def test_a_room_above_registers_what_was_said_elsewhere(self, world):
        edition = world.edition()
        said = {"words": "L’assemblée conteste.", "source": "Assemblée", "source_url": "/deliberations/1/"}
        one = contest(edition.practice, by=None, at=now(), **said)
        assert contest(edition.practice, by=None, at=now(), **said) == one, "said twice, it is one"
        assert one.said_by == "Assemblée"
        for address in ("javascript:alert(1)", "//ailleurs.invalid/", "http://clair.invalid"):
            with pytest.raises(ValidationError):
                contest(edition.practice, by=None, at=now(), **(said | {"source_url": address}))

    def test_it_outlives_the_edition_it_was_about(self, world):
        edition = world.edition()
        found = contest(edition.practice, words="Non.", section="aim", by=world.keeper, at=now())
        draft = actions.begin_edition(edition.practice, by=world.editor, at=now())
        world.publish(actions.save_edition(draft, since=1, by=world.editor, at=now(), values={"aim": "Oui"}))
        page = queries.page_of(edition.practice, language="fr", user=world.keeper, day=DAY)
        assert found in [one for part in page.parts for one in part.contestations]

    def test_a_person_without_an_organisation_to_keep_does_not_contest(self, world):
        edition = world.edition()
        with pytest.raises(PermissionDenied):
            contest(edition.practice, words="Non.", by=acting_user(Role.EVALUATOR), at=now())


@pytest.fixture(scope="module")
def rows():
    return read_catalogue()


class TestStarterCatalogue:
    def test_the_29_practices_of_the_review_stand_in_its_four_families(self, rows):
        practices, _english = rows
        families = [shelf for row in practices for shelf in row["shelves"] if shelf.startswith("2015:")]
        counted = {shelf: families.count(shelf) for shelf in set(families)}
        assert counted == {"2015:approach": 7, "2015:therapy": 7, "2015:strategy": 7, "2015:model": 8}
        assert len([row for row in practices if any(s.startswith("2015:") for s in row["shelves"])]) == 29

    def test_the_further_ones_it_names_are_there(self, rows):
        slugs = {row["slug"] for row in rows[0]}
        assert {
            "autogestion", "gestion-de-la-medication", "psychoeducation-familles",
            "premier-episode-psychotique", "soins-partages", "traitement-integre", "reseaux-integres",
            "soins-chroniques",
        } <= slugs  # fmt: skip

    def test_each_says_its_limits_and_what_persons_say_of_it(self, rows):
        for row in rows[0]:
            assert all(len(row[code]) > 20 for code in SECTIONS), row["slug"]
            assert row["shelves"], row["slug"]
            assert set(row["shelves"]) <= set(Shelf.values), row["slug"]
            assert row["slug"] not in row["related"]
            assert set(row["related"]) <= {one["slug"] for one in rows[0]}, row["slug"]

    def test_the_unconfirmed_line_on_housing_first_is_not_published(self, rows):
        (row,) = [row for row in rows[0] if row["slug"] == "logement-dabord"]
        text = " ".join(row[code] for code in SECTIONS)
        assert "62" not in text
        assert "31 %" not in text

    def test_every_doi_looks_like_one_and_none_is_used_for_two_works(self, rows):
        works = {item["id"]: item for row in rows[0] for item in row["references"]}
        dois = [item["DOI"] for item in works.values() if "DOI" in item]
        assert all(DOI.fullmatch(doi) for doi in dois)
        assert len(dois) == len(set(dois)) > 60

    def test_english_translates_practices_that_exist_part_by_part(self, rows):
        practices, english = rows
        french = {row["slug"]: row for row in practices}
        assert set(english) <= set(french)
        for slug, row in english.items():
            said = {code for code in SECTIONS if row[code]}
            assert said == {code for code in SECTIONS if french[slug][code]}, slug

    def test_loading_twice_changes_nothing(self, db):
        first = load_catalogue(at=now())
        assert len([slug for slug in first.added if "(en)" not in slug]) == Practice.objects.count() == 46
        again = load_catalogue(at=now())
        assert not (again.added)
        assert not (again.updated)
        assert not (again.left)

    def test_the_file_is_followed_until_a_person_writes(self, world, tmp_path):
        folder = tmp_path / "catalogue"
        shutil.copytree(FOLDER, folder)
        load_catalogue(at=now(), folder=folder)
        path = folder / "1_approaches.toml"

        def rewrite(text):
            path.write_text(path.read_text("utf-8").replace("Comprendre et changer", text, 1), "utf-8")

        rewrite("Saisir et changer")
        assert load_catalogue(at=now(), folder=folder).updated[0] == "systemique"
        practice = Practice.objects.get(slug="systemique")
        draft = actions.begin_edition(practice, by=world.editor, at=now())
        draft = actions.save_edition(
            draft, since=draft.version, by=world.editor, at=now(), values={"aim": "Nos mots à nous."}
        )
        path.write_text(path.read_text("utf-8").replace("Saisir et changer", "Voir", 1), "utf-8")
        loaded = load_catalogue(at=now(), folder=folder)
        assert "systemique" in loaded.left, "a draft by a person already silences the file"
        world.publish(draft)
        load_catalogue(at=now(), folder=folder)
        edition = practice.editions.get(state="published", language="fr")
        assert edition.aim == "Nos mots à nous."

    def test_it_is_valid_toml_written_once_per_practice(self):
        slugs = []
        for path in sorted(FOLDER.glob("[0-9]_*.toml")):
            slugs += [row["slug"] for row in tomllib.loads(path.read_text("utf-8"))["practice"]]
        assert len(slugs) == len(set(slugs))


class TestReferences:
    LINE = "Bond, G.; Drake, R. (2012). A title. World Psychiatry. doi:10.1016/j.wpsyc.2012.01.005"

    def test_lines_become_csl_and_lines_again(self):
        (item,) = from_lines(self.LINE)
        assert item["DOI"] == "10.1016/j.wpsyc.2012.01.005"
        assert item["container-title"] == "World Psychiatry"
        assert [author["family"] for author in item["author"]] == ["Bond", "Drake"]
        assert to_lines([item]) == self.LINE

    def test_an_untouched_line_keeps_all_that_was_known(self):
        known = from_lines(self.LINE)
        known[0]["volume"] = "11"
        assert with_edits(to_lines(known) + "\nTremblay, J. (2014). Un rapport.", known)[0] == known[0]

    def test_a_line_without_a_year_is_refused_in_a_sentence(self):
        with pytest.raises(ValidationError, match="année"):
            from_lines("Bond. A title.")

    def test_what_was_typed_is_escaped(self):
        (item,) = from_lines("<script>alert(1)</script> (2012). <b>Titre</b>. <img src=x onerror=alert(1)>")
        assert "<script>" not in sentence(item)
        assert "<img" not in sentence(item)
        assert "<b>" not in sentence(item)


class TestPages:
    def test_the_page_shows_parts_contestations_and_references(self, world, client):
        edition = world.edition(references=from_lines(TestReferences.LINE))
        contest(edition.practice, words="On nous réduit.", by=world.keeper, at=now())
        page = client.get(edition.practice.get_absolute_url()).content.decode()
        assert "Limites et critiques" in page
        assert "On nous réduit." in page
        assert "doi.org/10.1016" in page

    def test_a_draft_is_seen_by_editors_alone(self, world, client):
        draft = actions.begin_practice("Cachée", by=world.editor, at=now(), level="limited", aim="Aller")
        address = draft.get_absolute_url()
        assert client.get(address).status_code == 404
        for user in (world.keeper, world.reader):
            client.force_login(user)
            assert client.get(address).status_code == 404
        client.force_login(world.editor)
        assert client.get(address).status_code == 200
        assert client.get(reverse("practice", args=[draft.practice.slug])).status_code == 404

    def test_an_edition_being_read_over_is_seen_by_its_readers(self, world, client):
        draft = actions.begin_practice("Relue", by=world.editor, at=now(), level="limited", aim="Aller")
        actions.save_edition(draft, since=1, by=world.editor, at=now(), values=TEXTS)
        actions.send_to_readers(draft, by=world.editor, at=now())
        client.force_login(world.keeper)
        assert client.get(reverse("practice_read", args=[draft.uid])).status_code == 403
        client.force_login(world.reader)
        assert client.get(reverse("practice_read", args=[draft.uid])).status_code == 200
        sent = client.post(reverse("practice_read", args=[draft.uid]), {"agrees": "no", "words": "Doux ?"})
        assert sent.status_code == 302
        assert draft.readings.get().words == "Doux ?"

    def test_an_editor_writes_from_the_form(self, world, client):
        edition = world.edition()
        client.force_login(world.editor)
        response = client.post(reverse("practice_write", args=[edition.practice.slug, "fr"]))
        draft = edition.practice.editions.get(state="draft")
        assert response["Location"] == reverse("practice_edit", args=[draft.uid])
        typed = {
            **dict.fromkeys(SECTIONS, "Un texte."), "name": "Autre nom", "level": "mixed",
            "version": draft.version,
            "lines": TestReferences.LINE, "needs": ["housing"], "shelves": ["more:rights"], "do": "readers",
            "said_of_change": "Le nom",
        }  # fmt: skip
        response = client.post(reverse("practice_edit", args=[draft.uid]), typed)
        assert response.status_code == 302, response.context["form"].errors
        draft.refresh_from_db()
        assert (draft.state, draft.name, draft.needs) == ("in_review", "Autre nom", ["housing"])
        assert draft.references[0]["DOI"].startswith("10.1016")

    def test_the_number_of_queries_of_the_page_is_known(self, world, client, django_assert_max_num_queries):
        edition = world.edition(needs=["housing"])
        for place in range(5):
            world.told(f"Une maison {place}", needs=["housing"], tags=["toit"])
            contest(edition.practice, words=f"Non {place}", by=world.keeper, at=now())
        with django_assert_max_num_queries(14):
            client.get(edition.practice.get_absolute_url())

    def test_the_state_of_translations_leaves_as_a_table(self, world, client):
        world.edition()
        table = client.get(reverse("practice_translations") + "?export=csv")
        assert "pas traduite" in b"".join(table.streaming_content).decode()


def test_the_states_cannot_be_jumped(world):
    draft = actions.begin_practice("Sautée", by=world.editor, at=now(), level="limited", aim="Aller")
    with pytest.raises(ValidationError):
        actions.publish_edition(draft, by=world.second_editor, at=now())
    assert Edition.objects.get(pk=draft.pk).state == "draft"
    assert not Contestation.objects.exists()
