"""Practices in their makers' own words: drafts, signatures, media, words, quotations, the one list."""

import io
import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.kernel.uploads import check_upload
from arrimage.apps.network.queries.search import search_directory
from arrimage.apps.practices import policies
from arrimage.apps.practices.actions import own as actions
from arrimage.apps.practices.actions import tags as tag_actions
from arrimage.apps.practices.actions.media import ALLOWED, add_medium, remove_medium
from arrimage.apps.practices.finding import drawn
from arrimage.apps.practices.models import Kinship, Medium, MediumContent, OwnVersion, Tag
from arrimage.apps.practices.queries import catalogue, listing, own, tags
from arrimage.apps.practices.templatetags.prose import prose
from tests.accounts.factories import acting_user
from tests.public import told_everywhere

from .conftest import DAY


def found(**asked):
    lines, total = listing.found(listing.Asked(**asked), language="fr", day=DAY, start=0, size=100)
    assert len(lines) == total
    return [line.title for line in lines]


class TestTelling:
    def test_a_draft_is_seen_by_its_own_people_alone(self, world, client):
        draft = actions.begin(world.house, title="Un secret", by=world.keeper, at=now())
        for user, expected in ((None, 404), (world.stranger, 404), (world.keeper, 200)):
            if user:
                client.force_login(user)
            assert client.get(draft.practice.get_absolute_url()).status_code == expected
        assert "Un secret" not in found()
        assert not tags.shown_tags().exists()

    def test_what_is_published_is_signed_and_kept_when_it_is_told_otherwise(self, world, client):
        first = world.told("Le cercle", story="Au début.")
        draft = actions.go_on(first.practice, by=world.keeper, at=now())
        draft = actions.save_draft(
            draft, since=draft.version, by=world.keeper, at=now(), values={"story": "Autrement."}
        )
        second = actions.publish(draft, by=world.keeper, at=now())
        assert (second.number, second.signed) == (2, "La maison")
        assert "Autrement." in client.get(first.practice.get_absolute_url()).content.decode()
        page = client.get(first.get_absolute_url()).content.decode()
        assert "Au début." in page
        assert "Autrement." not in page

    def test_nobody_speaks_for_another_organisation(self, world):
        version = world.told()
        for act in (
            lambda: actions.begin(world.house, title="Non", by=world.stranger, at=now()),
            lambda: actions.go_on(version.practice, by=world.stranger, at=now()),
            lambda: actions.withdraw(version.practice, by=world.stranger, at=now()),
            lambda: actions.withdraw(version.practice, by=acting_user(Role.EVALUATOR), at=now()),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_a_published_version_never_changes(self, world):
        version = world.told()
        with pytest.raises(ValidationError):
            actions.save_draft(
                version, since=version.version, by=world.keeper, at=now(), values={"story": "Non"}
            )

    def test_two_colleagues_do_not_overwrite_each_other(self, world):
        draft = actions.begin(world.house, title="Un", by=world.keeper, at=now())
        actions.save_draft(draft, since=1, by=world.keeper, at=now(), values={"story": "A"})
        with pytest.raises(StaleVersion):
            actions.save_draft(draft, since=1, by=world.keeper, at=now(), values={"story": "B"})

    def test_an_empty_page_is_not_published(self, world):
        draft = actions.begin(world.house, title="Vide", by=world.keeper, at=now())
        with pytest.raises(ValidationError, match="histoire"):
            actions.publish(draft, by=world.keeper, at=now())

    def test_whoever_refuses_models_is_tied_to_none(self, world):
        edition = world.edition()
        version = world.told(
            refuses_models=True, refusal="Pas de case.", links=[edition.practice], needs=["housing"]
        )
        assert not version.links.exists()

    def test_taken_back_it_is_read_nowhere_and_can_be_shown_again(self, world, client):
        version = world.told("Le cercle du lundi")
        actions.withdraw(version.practice, by=world.keeper, at=now())
        assert found() == []
        assert client.get(version.get_absolute_url()).status_code == 404
        for address in told_everywhere():
            assert "Le cercle du lundi" not in client.get(address).content.decode()
        assert not search_directory("cercle lundi").hits
        client.force_login(world.keeper)
        assert client.get(version.practice.get_absolute_url()).status_code == 200
        actions.show_again(version.practice, by=world.keeper, at=now())
        assert found() == ["Le cercle du lundi"]

    def test_throwing_a_draft_away_leaves_what_is_published(self, world):
        version = world.told()
        draft = actions.go_on(version.practice, by=world.keeper, at=now())
        actions.discard_draft(draft, by=world.keeper, at=now())
        assert list(version.practice.versions.all()) == [version]
        with pytest.raises(ValidationError):
            actions.discard_draft(version, by=world.keeper, at=now())


class TestTheOneList:
    def test_what_is_told_and_what_is_described_are_in_the_same_list(self, world):
        world.edition("Une clé d’abord")
        world.told("Le cercle du lundi")
        assert sorted(found()) == ["Le cercle du lundi", "Une clé d’abord"]

    def test_it_is_found_by_stems_without_accents_by_need_and_by_family(self, world):
        world.edition("Une clé d’abord", needs=["housing"], shelves=["2015:model"], how="L’hébergement.")
        world.told(
            "La marée", story="Nous hébergeons des pêcheuses.", needs=["isolation"], tags=["Traversée"]
        )
        assert sorted(found(text="heberge")) == ["La marée", "Une clé d’abord"]
        assert found(text="PECHEUSE") == ["La marée"]
        assert found(text="traverse") == ["La marée"]
        assert found(needs=("housing",)) == ["Une clé d’abord"]
        assert sorted(found(needs=("housing", "isolation"))) == ["La marée", "Une clé d’abord"]
        assert found(family="model") == ["Une clé d’abord"]
        assert found(what="own") == ["La marée"]
        assert found(text="introuvable") == []

    def test_whoever_declares_no_need_is_found_by_their_own_words(self, world):
        world.told("Le toit", story="Un logement à plusieurs, une clé chacune.")
        assert found(needs=("housing",)) == ["Le toit"]

    def test_a_name_comes_before_a_mention(self, world):
        for place in range(6):
            world.told(f"Autre {place}", story="On parle aussi de marée.")
        world.told("La marée")
        assert found(text="marée")[0] == "La marée"

    def test_the_order_is_the_same_all_day_and_nobody_stays_first(self, world):
        for place in range(8):
            world.told(f"Pratique {place}")
        assert found() == found()
        first = set()
        for day in range(20):
            lines, _total = listing.found(
                listing.Asked(), language="fr", day=DAY + timedelta(days=day), start=0, size=1
            )
            first.add(lines[0].title)
        assert len(first) > 3

    @given(st.lists(st.uuids(), min_size=2, max_size=30, unique=True), st.dates())
    def test_the_draw_depends_on_nothing_but_the_day(self, uids, day):
        shuffled = random.Random(1).sample(uids, len(uids))
        order = sorted(uids, key=lambda uid: drawn(uid, day))
        assert sorted(shuffled, key=lambda uid: drawn(uid, day)) == order

    def test_the_number_of_queries_does_not_grow_with_the_list(self, world, django_assert_num_queries):
        for place in range(4):
            world.edition(f"Modèle {place}", needs=["housing"])
            world.told(f"Parole {place}", tags=["toit", "clé"])
        asked = listing.Asked(text="o", needs=("housing",))
        with django_assert_num_queries(7):
            lines, _n = listing.found(asked, language="fr", day=DAY, start=0, size=24)
            [line.url for line in lines]
            [tag.word for line in lines if line.version for tag in line.version.tags.all()]

    def test_a_model_shows_what_else_serves_the_same_need(self, world):
        edition = world.edition(needs=["housing"])
        other = world.told("La maison des Saules", needs=["housing"], refuses_models=True, refusal="Non.")
        near = world.told("Presque pareil", links=[edition.practice])
        world.told("Sans rapport", needs=["eating"], story="La cuisine.")
        page = catalogue.page_of(edition.practice, language="fr", user=world.keeper, day=DAY)
        assert [one.version for one in page.alternatives] == [other]
        assert [one.version for one in page.told_by] == [near]


class TestDirectory:
    def test_finding_help_finds_what_an_organisation_tells(self, world):
        world.told("Le cercle", story="On y tricote des mitaines.", needs=["isolation"])
        assert [hit.organisation for hit in search_directory("mitaines").hits] == [world.house]
        assert [hit.organisation for hit in search_directory("", need="isolation").hits] == [world.house]

    def test_its_page_shows_what_it_tells_and_drafts_to_its_own(self, world, client):
        world.told("Le cercle")
        actions.begin(world.house, title="Un secret", by=world.keeper, at=now())
        page = client.get(world.house.get_absolute_url()).content.decode()
        assert "Le cercle" in page
        assert "Un secret" not in page
        client.force_login(world.keeper)
        assert "Un secret" in client.get(world.house.get_absolute_url()).content.decode()

    def test_a_search_by_need_leads_to_practices(self, world, client):
        page = client.get(reverse("find") + "?need=housing").content.decode()
        assert reverse("practices") + "?need=housing" in page


def picture(**options):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Chez Solange"
    Image.new("RGB", (30, 20), "teal").save(file, "JPEG", exif=exif)
    upload = SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")
    upload.upload = check_upload(upload, allowed=ALLOWED)
    return {"file": upload, "in_words": "La table ronde.", "consent": "nobody"} | options


class TestMedia:
    def test_a_picture_is_seen_once_published_without_what_the_phone_said(self, world, client):
        draft = actions.begin(world.house, title="Le cercle", by=world.keeper, at=now())
        medium = add_medium(draft.practice, by=world.keeper, at=now(), **picture())
        assert client.get(medium.get_file_url()).status_code == 404
        client.force_login(world.stranger)
        assert client.get(medium.get_file_url()).status_code == 404
        draft = actions.save_draft(draft, since=1, by=world.keeper, at=now(), values={"story": "Oui."})
        actions.publish(draft, by=world.keeper, at=now())
        client.logout()
        response = client.get(medium.get_file_url())
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
        assert b"Solange" not in response.content
        assert "La table ronde." in client.get(draft.practice.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("missing", [{"in_words": "  "}, {"consent": ""}])
    def test_without_words_or_consent_nothing_is_kept(self, world, missing):
        draft = actions.begin(world.house, title="Le cercle", by=world.keeper, at=now())
        with pytest.raises(ValidationError):
            add_medium(draft.practice, by=world.keeper, at=now(), **picture(**missing))
        assert not Medium.objects.exists()

    def test_a_consent_taken_back_empties_it_everywhere_at_once(self, world, client):
        version = world.told()
        medium = add_medium(version.practice, by=world.keeper, at=now(), **picture())
        actions.publish(actions.go_on(version.practice, by=world.keeper, at=now()), by=world.keeper, at=now())
        assert client.get(medium.get_file_url()).status_code == 200
        with pytest.raises(PermissionDenied):
            remove_medium(medium, by=world.stranger, at=now())
        remove_medium(medium, by=world.keeper, at=now())
        assert client.get(medium.get_file_url()).status_code == 404
        assert not MediumContent.objects.exists()
        assert "La table ronde." not in client.get(version.get_absolute_url()).content.decode()

    def test_a_player_may_ask_for_a_piece(self, world, client):
        version = world.told()
        medium = add_medium(version.practice, by=world.keeper, at=now(), **picture())
        client.force_login(world.keeper)
        whole = client.get(medium.get_file_url()).content
        piece = client.get(medium.get_file_url(), headers={"range": "bytes=2-5"})
        assert (piece.status_code, piece.content) == (206, whole[2:6])
        assert piece["Content-Range"] == f"bytes 2-5/{len(whole)}"
        assert client.get(medium.get_file_url(), headers={"range": "bytes=-3"}).content == whole[-3:]
        assert client.get(medium.get_file_url(), headers={"range": "bytes=999999-"}).status_code == 416

    def test_the_form_adds_one(self, world, client):
        version = world.told()
        client.force_login(world.keeper)
        said = picture()
        said["file"].seek(0)
        response = client.post(reverse("own_media", args=[version.practice.uid]), said)
        assert response.status_code == 302, response.context["form"].errors
        assert version.practice.media.get().media_type == "image/webp"


class TestWords:
    def test_the_same_word_of_two_organisations_is_two_words(self, world):
        world.told(tags=["Entraide"])
        world.told("Autre", by=world.stranger, tags=["entraide"])
        assert sorted(str(tag) for tag in tags.shown_tags()) == ["Entraide", "entraide"]

    def test_words_that_look_alike_are_shown_never_imposed(self, world):
        version = world.told(tags=["accompagnement"])
        world.told("Autre", by=world.stranger, tags=["accompagner", "soudure"])
        (mine,) = version.tags.all()
        others = tags.shown_tags().exclude(pk=mine.pk)
        assert [str(tag) for tag in tags.alike(mine.word, mine.key, others)] == ["accompagner"]
        assert [str(tag) for tag in version.tags.all()] == ["accompagnement"]

    def test_two_words_are_tied_only_by_both_owners(self, world):
        mine = world.told(tags=["marche"]).tags.get()
        other = world.told("Autre", by=world.stranger, tags=["randonnée"]).tags.get()
        with pytest.raises(PermissionDenied):
            tag_actions.say_alike(other, mine, by=world.keeper, at=now())
        kinship = tag_actions.say_alike(mine, other, by=world.keeper, at=now())
        assert not kinship.holds
        assert tags.kin_of([mine.pk]) == set()
        assert tag_actions.say_alike(mine, other, by=world.keeper, at=now()).holds is False
        tied = tag_actions.say_alike(other, mine, by=world.stranger, at=now())
        assert tied.pk == kinship.pk
        assert tied.holds
        assert tags.with_kin(mine.uid) == [mine.pk, other.pk]
        assert sorted(found(tag=str(mine.uid))) == ["Autre", "Le cercle du lundi"]
        tag_actions.end_kinship(tied, by=world.keeper, at=now())
        assert tags.kin_of([mine.pk]) == set()
        assert {str(tag) for tag in Tag.objects.all()} == {"marche", "randonnée"}, "no word is ever lost"

    # Each sequence begins by clearing the ties: the world may stay the same.
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["yes", "end"])), max_size=9))
    def test_a_tie_holds_exactly_while_both_have_said_yes_since_it_last_ended(self, pair, steps):
        mine, other, users = pair
        Kinship.objects.all().delete()
        said: set[str] = set()
        for side, step in steps:
            one, two = (mine, other) if side == "a" else (other, mine)
            if step == "yes":
                tag_actions.say_alike(one, two, by=users[side], at=now())
                said.add(side)
            elif open_tie := Kinship.objects.filter(ended_at=None).first():
                tag_actions.end_kinship(open_tie, by=users[side], at=now())
                said.clear()
            assert (other.pk in tags.kin_of([mine.pk])) is (said == {"a", "b"})

    @pytest.fixture
    def pair(self, world):
        mine = world.told(tags=["marche"]).tags.get()
        other = world.told("Autre", by=world.stranger, tags=["randonnée"]).tags.get()
        return mine, other, {"a": world.keeper, "b": world.stranger}

    @given(st.text(max_size=30), st.text(max_size=30))
    def test_likeness_is_symmetric_and_whole_for_the_same_word(self, one, other):
        assert tags.likeness(one, other) == tags.likeness(other, one)
        assert tags.likeness(one, one) == 1
        assert 0 <= tags.likeness(one, other) <= 1

    def test_pages_of_words_propose_and_answer(self, world, client):
        mine = world.told(tags=["marche"]).tags.get()
        other = world.told("Autre", by=world.stranger, tags=["randonnée"]).tags.get()
        client.force_login(world.keeper)
        client.post(reverse("own_word_tie", args=[other.uid]), {"mine": str(mine.uid)})
        client.force_login(world.stranger)
        page = client.get(mine.get_absolute_url()).content.decode()
        assert "Oui, ils parlent de la même chose" in page
        client.post(reverse("own_word_tie", args=[mine.uid]), {"mine": str(other.uid)})
        assert Kinship.objects.get().holds
        client.post(reverse("kinship_end", args=[Kinship.objects.get().uid]))
        assert Kinship.objects.get().ended_at


class TestQuoting:
    def test_whoever_told_it_sees_who_quotes_it_and_nobody_else_does(self, world, client):
        version = world.told()
        client.force_login(world.stranger)
        address = reverse("own_quote", args=[version.practice.uid, version.number])
        assert client.post(address, {"title": "Plan régional", "words": "En rond."}).status_code == 302
        client.post(address, {"title": "Plan régional"})  # said twice
        listed = reverse("own_quotations", args=[version.practice.uid])
        assert client.get(listed).status_code == 404
        client.force_login(world.keeper)
        page = client.get(listed).content.decode()
        assert page.count("Plan régional") == 1
        assert "Le centre" in page

    def test_a_draft_cannot_be_quoted(self, world):
        draft = actions.begin(world.house, title="Un", by=world.keeper, at=now())
        with pytest.raises(ValidationError):
            actions.quote(draft, title="Plan", by=world.stranger, at=now())

    def test_the_citation_names_the_version_and_an_address_that_stays(self, world, client):
        version = world.told(signed="Le cercle")
        (item,) = client.get(reverse("own_citation", args=[version.practice.uid, 1])).json()
        assert item["author"] == [{"literal": "Le cercle"}]
        assert item["URL"].endswith(version.get_absolute_url())
        assert client.get(item["URL"]).status_code == 200


# What is known to have fooled sanitisers; here nothing is markup, so nothing can.
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "- <iframe srcdoc='<script>alert(1)</script>'></iframe>\n- b",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "{{ 7|add:7 }}{% debug %}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_known_attacks_are_shown_as_they_were_typed(world, client, attack):
    version = world.told(
        attack[:100], story=f"Avant.\n\n{attack}\n\nAprès.", values=attack, tags=[attack[:50]]
    )
    page = client.get(version.practice.get_absolute_url()).content.decode()
    for mark in ("<script>alert", "onerror=alert(1)>", "<svg/", "<iframe", "javascript:alert(1)'>", "14"):
        assert mark not in page.replace("onerror=alert(1)&gt;", "") or mark == "14"
    for address in (reverse("practices"), reverse("own_words"), world.house.get_absolute_url()):
        assert "<script>alert" not in client.get(address).content.decode()


@given(st.text(max_size=300))
def test_prose_makes_no_element_but_its_own(text):
    out = str(prose(text))
    for element in ("<p>", "</p>", "<br>", "<ul>", "</ul>", "<li>", "</li>"):
        out = out.replace(element, "")
    assert "<" not in out
    assert ">" not in out


def test_list_and_single_page_never_differ(world):
    """What a user finds in the list of versions is exactly what they may open."""
    world.told("Publiée")
    draft = actions.begin(world.house, title="Brouillon", by=world.keeper, at=now())
    withdrawn = world.told("Reprise")
    actions.withdraw(withdrawn.practice, by=world.keeper, at=now())
    theirs = actions.begin(world.other, title="Leur brouillon", by=world.stranger, at=now())
    for user, hidden in (
        (world.keeper, {theirs.pk}),
        (world.stranger, {draft.pk, withdrawn.pk}),
        (world.editor, {draft.pk, withdrawn.pk, theirs.pk}),
    ):
        seen = set(own.versions_visible_to(user).values_list("pk", flat=True))
        assert seen == set(OwnVersion.objects.values_list("pk", flat=True)) - hidden
        one_by_one = {
            pk
            for pk in OwnVersion.objects.values_list("pk", flat=True)
            if OwnVersion.objects.filter(policies.own_versions_visible_to(user), pk=pk).exists()
        }
        assert one_by_one == seen


class TestForms:
    def test_a_practice_is_told_from_the_form_and_kept_while_typing(self, world, client):
        client.force_login(world.keeper)
        response = client.post(reverse("own_new"), {"title": "Le cercle"})
        draft = OwnVersion.objects.get()
        write = reverse("own_write", args=[draft.practice.uid])
        assert response["Location"] == write
        typed = {"title": "Le cercle", "story": "Un.", "tags": "rond, lundi", "version": 1}
        kept = client.post(write, typed, headers={"hx-request": "true"}).content.decode()
        assert 'name="version" value="2"' in kept
        assert "Enregistré" in kept
        stale = client.post(write, typed, headers={"hx-request": "true"}).content.decode()
        assert 'value="1"' in stale
        assert "collègue" in stale
        client.force_login(acting_user(Role.WORKER, organisation=world.house))
        response = client.post(write, typed | {"version": 1, "do": "keep"})
        assert response.status_code == 422
        assert "Rien du vôtre n’est perdu" in response.content.decode()
        client.force_login(world.keeper)
        # The last word kept while typing came in just before the button: it was oneself.
        response = client.post(write, typed | {"version": 1, "do": "publish"})
        assert response.status_code == 302
        draft.refresh_from_db()
        assert draft.state == "published"
        assert [str(tag) for tag in draft.tags.all()] == ["lundi", "rond"]

    def test_the_page_offers_the_next_gesture_to_its_own(self, world, client):
        version = world.told()
        client.force_login(world.keeper)
        client.post(reverse("own_step", args=[version.practice.uid]), {"do": "write"})
        assert version.practice.versions.get(state="draft").number == 2
        assert client.get(reverse("own_write", args=[version.practice.uid])).status_code == 200

    def test_comparing_keeps_what_is_told_whole(self, world, client):
        edition = world.edition("Une clé d’abord")
        version = world.told("Le cercle", story="Entier.", values="Aussi.")
        address = f"{reverse('practice_compare')}?p={edition.practice.slug}&p={version.practice.uid}"
        page = client.get(address).content.decode()
        assert "Limites et critiques" in page
        assert "Entier." in page
        assert "Aussi." in page
        assert client.get(reverse("practice_compare") + "?p=rien&p=&p=<b>").status_code == 200


def test_addresses_typed_by_hand_break_no_page(client, db):
    for query in ("need=rien&family=rien&what=rien&page=-3", "q=" + "a" * 500, "page=99999999", "q=%00"):
        assert client.get(f"{reverse('practices')}?{query}").status_code == 200


def test_a_request_without_a_user_acting_is_no_keeper(world):
    request = RequestFactory().get("/")
    request.user = world.keeper
    world.keeper.acting = None
    assert policies.kept_by(request.user) is None
