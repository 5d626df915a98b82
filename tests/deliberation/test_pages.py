"""Pages: who reads what, what leaks nowhere, how many queries, what one sees when it goes wrong."""

import base64
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.deliberation.actions import consultations as preparing
from arrimage.apps.deliberation.actions import contributions as actions
from arrimage.apps.deliberation.actions import gatherings, outcomes, publishing
from arrimage.apps.deliberation.models import Consultation, Contribution, Extract, Sound, Wording
from arrimage.apps.deliberation.queries import contributions as said
from arrimage.apps.kernel.clock import now, today
from tests.accounts.factories import UserFactory, acting_user
from tests.deliberation import factories
from tests.deliberation.factories import OURSELVES
from tests.kernel.test_recordings import SECRET, ogg
from tests.public import told_everywhere

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- Who reads what


def test_a_draft_is_read_by_those_who_prepare_it_alone(db):
    room = factories.room(is_open=False)
    page = room.consultation.get_absolute_url()
    for user, status in (
        (room.leader, 200), (room.moderator, 200), (room.synthesist, 200),
        (room.invited, 404), (room.stranger, 404), (UserFactory(), 404),
    ):  # fmt: skip
        client = signed_in(user)
        assert client.get(page).status_code == status, user
        assert ("Nos pratiques" in client.get("/consultations/").content.decode()) == (status == 200)
    assert Client().get(page).status_code == 404
    assert "Nos pratiques" not in Client().get("/consultations/").content.decode()


def test_a_private_consultation_leaks_nowhere(private):
    contribution, code = private.says("Un secret de la maison.", by=private.invited, speaker=OURSELVES)
    private.place(contribution, private.idea("Une idée secrète"))
    private.close()
    synthesis = publishing.publish(private.consultation, by=private.synthesist, at=now())
    one = private.consultation
    question = private.first
    pages = [
        one.get_absolute_url(),
        *(
            reverse(name, args=[one.uid])
            for name in ("consultation_rules", "contributions", "workbook", "outcomes")
        ),
        reverse("contribute", args=[one.uid, question.uid]),
        contribution.get_absolute_url(),
        synthesis.get_absolute_url(),
        reverse("synthesis_file", args=[one.uid, 1]),
        reverse("contributions", args=[one.uid]) + "?export=csv",
        reverse("sound", args=[contribution.uid]),
    ]
    outcomes.contest(
        "norm", "siv/places", label="Une norme", words="Non.", consultation=one, by=private.invited, at=now()
    )
    for user in (None, private.stranger, UserFactory(), acting_user(Role.AUDITOR)):
        client = signed_in(user) if user else Client()
        for page in pages:
            assert client.get(page).status_code == 404, (user, page)
        for page in (
            "/consultations/",
            "/",
            "/trouver/?q=pratiques",
            "/consultations/contestations/",
            "/consultations/contestations/?export=csv",
            *told_everywhere(),
        ):
            answer = client.get(page)
            content = answer.getvalue().decode()
            assert str(one.uid) not in content, page
            assert "Nos pratiques" not in content, page
            assert "secret" not in content, page
    for user in (private.invited, private.leader):
        assert signed_in(user).get(pages[0]).status_code == 200


WORK = (
    "consultation_edit consultation_questions rules_write consultation_guests consultation_team"
    " consultation_documents"
).split()
MODERATE = ["moderation", "type_in", "gathering_new"]
WRITE = ["workbench", "ideas", "conclusions_write", "replies"]


def test_each_member_of_the_team_opens_what_is_theirs(room):
    elsewhere = factories.room()
    expected = [
        (room.leader, WORK + MODERATE + WRITE, []),
        (room.moderator, MODERATE, WORK + WRITE),
        (room.synthesist, WRITE, WORK + MODERATE),
        (room.invited, [], WORK + MODERATE + WRITE),
        (room.stranger, [], WORK + MODERATE + WRITE),
        (elsewhere.leader, [], WORK + MODERATE + WRITE),
        (elsewhere.moderator, [], WORK + MODERATE + WRITE),
        (elsewhere.synthesist, [], WORK + MODERATE + WRITE),
    ]
    for user, opened, refused in expected:
        client = signed_in(user)
        for name in opened:
            assert client.get(reverse(name, args=[room.consultation.uid])).status_code == 200, (user, name)
        for name in refused:
            status = client.get(reverse(name, args=[room.consultation.uid])).status_code
            assert status in (403, 404), (user, name)


def test_what_is_under_another_consultation_is_not_reached_through_mine(room):
    elsewhere = factories.room()
    contribution, _code = elsewhere.says("Ailleurs.")
    idea = elsewhere.idea()
    client = signed_in(room.leader)
    mine = room.consultation.uid
    for address in (
        reverse("place_words", args=[mine, contribution.uid]),
        reverse("moderate", args=[mine, contribution.uid]),
        reverse("idea", args=[mine, idea.uid]),
    ):
        assert client.get(address).status_code == 404
    here, _code = room.says("Ici.")
    extract = elsewhere.place(contribution, idea)
    address = reverse("place_words", args=[mine, here.uid])
    assert client.post(address, {"do": "out", "extract": extract.uid}).status_code == 404
    assert Extract.objects.filter(pk=extract.pk).exists()


def test_the_draft_synthesis_is_read_by_its_team_then_by_those_who_contributed(room):
    contribution, _code = room.says(by=room.invited, speaker=OURSELVES)
    spoken, code = room.says("Sans nom.")
    for one in (contribution, spoken):
        room.place(one, room.idea())
    address = reverse("synthesis_draft", args=[room.consultation.uid])
    by_code = reverse("draft_by_code", args=[code, room.consultation.uid])
    assert signed_in(room.synthesist).get(address).status_code == 200
    assert signed_in(room.invited).get(address).status_code == 404
    assert Client().get(by_code).status_code == 404
    room.close()
    publishing.share(room.consultation, by=room.synthesist, at=now())
    assert signed_in(room.invited).get(address).status_code == 200
    assert signed_in(room.stranger).get(address).status_code in (403, 404)
    assert Client().get(by_code).status_code == 200


# --- Speaking


def test_a_word_without_a_name_is_given_from_a_phone_and_followed_by_its_code(room):
    client = Client()
    page = reverse("contribute", args=[room.consultation.uid, room.first.uid])
    shown = client.get(page).content.decode()
    assert "988" in shown
    assert "ce qui est protégé" in shown
    answer = client.post(page, {"text": "Je n’appelle plus.", "naming": "anonymous", "side": "person"})
    assert answer.status_code == 302
    mine = client.get(answer["Location"])
    assert mine["Referrer-Policy"] == "same-origin"
    assert "no-store" in mine["Cache-Control"]
    assert "Je n’appelle plus." in mine.content.decode()
    assert client.session.get("deliberation.keys") is None, "no code is kept in a session"
    code = answer["Location"].rstrip("/").rpartition("/")[2]
    found = client.post("/consultations/ma-parole/", {"code": code.replace("-", " ").upper()})
    assert found["Location"] == answer["Location"]
    assert client.post("/consultations/ma-parole/", {"code": "aaaa-bbbb-cccc-dddd"}).status_code == 422
    assert client.get("/consultations/ma-parole/aaaa-bbbb-cccc-dddd/").status_code == 404


def test_an_empty_word_is_refused_in_a_sentence(room):
    page = reverse("contribute", args=[room.consultation.uid, room.first.uid])
    answer = Client().post(page, {"text": " ", "naming": "anonymous", "side": "person"})
    assert answer.status_code == 422
    assert "enregistre ta voix" in answer.content.decode()


def test_a_voice_loses_what_its_file_says_and_waits_to_be_written_out(room):
    page = reverse("contribute", args=[room.consultation.uid, room.first.uid])
    voice = SimpleUploadedFile("voix.ogg", ogg())
    answer = Client().post(page, {"voice": voice, "naming": "anonymous", "side": "person"})
    assert answer.status_code == 302
    heard = Sound.objects.get()
    assert SECRET not in base64.b64decode(heard.data)
    address = reverse("sound", args=[heard.contribution.uid])
    assert Client().get(address).status_code == 404
    assert signed_in(room.invited).get(address).status_code == 404
    listened = signed_in(room.moderator).get(address)
    assert listened["Content-Type"] == "audio/ogg"
    assert Contribution.objects.get().number == 1
    assert Client().get(reverse("words_given", args=[heard.contribution.uid])).status_code == 404
    actions.write_out(heard.contribution, "Je dis.", by=room.moderator, at=now())
    assert Client().get(address).status_code == 200


def test_what_is_no_sound_is_refused(room):
    page = reverse("contribute", args=[room.consultation.uid, room.first.uid])
    voice = SimpleUploadedFile("voix.mp3", b"<html>")
    answer = Client().post(page, {"voice": voice, "naming": "anonymous", "side": "person"})
    assert answer.status_code == 422


def test_text_is_shown_as_text(room):
    room.says("<script>alert(1)</script>")
    shown = Client().get(reverse("contributions", args=[room.consultation.uid])).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;" in shown


def test_by_a_code_one_corrects_and_withdraws_one_s_own_words_alone(room):
    mine, code = room.says("À moi.")
    other, _code = room.says("À l’autre.")
    client, page = Client(), f"/consultations/ma-parole/{code}/"
    client.post(page, {"do": "correct", "contribution": mine.uid, "text": "À moi, mieux dit."})
    assert said.words_of(Contribution.objects.get(pk=mine.pk)) == "À moi, mieux dit."
    assert client.post(page, {"do": "withdraw", "contribution": other.uid}).status_code == 404
    client.post(page, {"do": "withdraw", "contribution": mine.uid})
    assert Contribution.objects.get(pk=mine.pk).is_withdrawn
    assert not Contribution.objects.get(pk=other.pk).is_withdrawn
    assert "Retirée par" in client.get(page).content.decode()


def test_the_reply_of_a_code_goes_beside_the_idea(room):
    mine, code = room.says("Rester.")
    idea = room.idea("La présence")
    room.place(mine, idea)
    room.close()
    publishing.publish(room.consultation, by=room.synthesist, at=now())
    page = f"/consultations/ma-parole/{code}/"
    empty = {"do": "reply", "contribution": mine.uid, "idea": idea.uid, "stance": "not_meant", "words": ""}
    assert Client().post(page, empty).status_code == 422
    Client().post(page, empty | {"words": "Ce n’est pas ça."})
    shown = Client().get(reverse("synthesis", args=[room.consultation.uid, 1])).content.decode()
    assert "Ce n’est pas ça." in shown


def test_a_reason_is_given_about_somebody_s_words(room):
    about, _code = room.says("Un.")
    page = about.get_absolute_url()
    answer = signed_in(room.invited).post(
        page, {"stance": "disagree", "text": "Parce que.", "naming": "organisation", "side": "community"}
    )
    assert answer.status_code == 302
    shown = Client().get(page).content.decode()
    assert "Parce que." in shown
    assert "Je ne suis pas d’accord" in shown


# --- Working


def test_placing_goes_on_to_the_next_one_and_can_be_taken_back(room):
    first, second = room.says("Un. Deux. Trois.")[0], room.says("Quatre.")[0]
    client = signed_in(room.synthesist)
    page = reverse("place_words", args=[room.consultation.uid, first.uid])
    assert client.get(page).status_code == 200
    assert client.post(page, {"do": "place", "how": "cited"}).status_code == 422
    answer = client.post(
        page, {"do": "place", "how": "cited", "title": "Compter", "sentence": ["4-10"]}, follow=True
    )
    extract = Extract.objects.get()
    assert extract.wording.text[extract.start : extract.end] == "Deux."
    assert answer.redirect_chain[-1][0].startswith(
        reverse("place_words", args=[room.consultation.uid, second.uid])
    )
    here = answer.redirect_chain[-1][0].partition("?")[0]
    client.post(here, {"do": "out", "extract": extract.uid})
    assert not Extract.objects.exists()
    client.post(page, {"do": "singular"})
    assert Extract.objects.get().how == "singular"


def test_an_unknown_filter_breaks_no_page(room):
    client = signed_in(room.synthesist)
    page = reverse("workbench", args=[room.consultation.uid])
    for query in ("?placed=x&question=y&side=z&page=abc", "?question=" + "9" * 200, "?q=" + "é" * 500):
        assert client.get(page + query).status_code == 200


def test_words_are_looked_for_without_accents(room):
    room.says("Une présence.")
    room.says("Autre chose.")
    page = reverse("workbench", args=[room.consultation.uid]) + "?placed=all&q=PRESENCE"
    shown = signed_in(room.synthesist).get(page).content.decode()
    assert "Une présence." in shown
    assert "Autre chose." not in shown


def test_a_table_writes_without_an_account_and_without_javascript(room):
    meeting = gatherings.plan_gathering(
        room.consultation, title="Ici", starts_at=now(), tables=1, by=room.moderator, at=now()
    )
    gatherings.move(meeting, "live", by=room.moderator, at=now())
    client = Client()
    entered = client.post("/consultations/table/", {"code": meeting.tables.get().code.upper()})
    client.post(
        entered["Location"],
        {"question": room.first.uid, "shared": "On reste.", "version": "0", "do": "hand_in"},
    )
    assert said.words_of(Contribution.objects.get()) == "On reste."
    assert client.post("/consultations/table/", {"code": "zzzz-zzzz"}).status_code == 422
    assert client.post(entered["Location"] + "garder/", {"question": "x"}).status_code == 400


def test_exports_carry_no_formula_and_no_withdrawn_word(room):
    room.says("=HYPERLINK(1)")
    gone, _code = room.says("À effacer.")
    actions.withdraw(gone, by=None, at=now())
    answer = Client().get(reverse("contributions", args=[room.consultation.uid]) + "?export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert "effacer" not in text


# --- A thousand contributions


@pytest.fixture
def thousand(room):
    """A thousand contributions on two questions, one in ten about another, a third placed."""
    rules = room.consultation.rules.get()
    idea = room.idea()
    day = today() - timedelta(days=1)
    Contribution.objects.bulk_create(
        Contribution(
            consultation=room.consultation,
            question=room.first if number % 2 else room.second,
            rules=rules,
            number=number,
            naming="anonymous",
            side="person",
            given_on=day,
            wording=1,
        )
        for number in range(1, 1001)
    )
    made = list(Contribution.objects.order_by("number"))
    for one in made[::10]:
        one.responds_to, one.stance = made[one.number % 9 + 1], "agree"
    Contribution.objects.bulk_update(made[::10], ["responds_to", "stance"])
    Wording.objects.bulk_create(
        Wording(contribution=one, number=1, text=f"Un mot, le {one.number}ᵉ. " * 8, given_on=day)
        for one in made
    )
    Extract.objects.bulk_create(
        Extract(wording=wording, start=0, end=6, how="cited", idea=idea, placed_at=now())
        for wording in Wording.objects.filter(contribution__number__lte=333)
    )
    return room


def test_a_thousand_contributions_are_read_and_placed_in_twelve_queries(
    thousand, django_assert_max_num_queries
):
    room = thousand
    reads, writes = signed_in(room.invited), signed_in(room.synthesist)
    for client in (reads, writes):
        client.get("/consultations/")  # the first page of a session also notes the device
    pages = [
        (reads, reverse("contributions", args=[room.consultation.uid])),
        (reads, reverse("contributions", args=[room.consultation.uid]) + "?page=7"),
        (writes, reverse("workbench", args=[room.consultation.uid])),
        (writes, reverse("workbench", args=[room.consultation.uid]) + "?placed=all&side=person&page=3"),
        (writes, reverse("workbench", args=[room.consultation.uid]) + "?placed=all&q=mot"),
    ]
    for client, page in pages:
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200, page


def test_a_contribution_much_answered_shows_ten_reasons_and_leads_to_the_others(room, client):
    about, _code = room.says("Un.")
    for number in range(12):
        room.says(f"Raison {number:02}.", responds_to=about, stance="agree")
    page = reverse("contributions", args=[room.consultation.uid])
    shown = client.get(page).content.decode()
    assert "Raison 09." in shown
    assert "Raison 10." not in shown
    assert "2 autres raisons" in shown
    whole = client.get(about.get_absolute_url()).content.decode()
    assert "Raison 11." in whole


def test_the_dates_of_a_consultation_are_told_in_order(room):
    preparing.change(room.consultation, closes_on=today() + timedelta(days=9), by=room.leader, at=now())
    shown = Client().get(room.consultation.get_absolute_url()).content.decode()
    assert shown.index("Elle ouvre") < shown.index("Les contributions ferment") < shown.index("Un an après")
    assert Consultation.objects.get().closes_on == today() + timedelta(days=9)


def test_the_context_is_typed_with_a_few_marks_and_comes_back_as_it_was_typed(db):
    room = factories.room(is_open=False)
    client = signed_in(room.leader)
    address = reverse("consultation_edit", args=[room.consultation.uid])
    typed = "Depuis **un an**.\n\n## Ce qui s’est passé\n\n- une chose\n- une autre"
    given = {"title": "Nos pratiques", "summary": "…", "context": typed, "audience": "public"}
    assert client.post(address, given).status_code == 302
    room.fresh()
    assert "<h3>Ce qui s’est passé</h3>" in room.consultation.context
    assert client.get(address).context["form"]["context"].value() == typed
    assert "<li>une chose</li>" in client.get(room.consultation.get_absolute_url()).content.decode()


def test_once_it_is_open_its_questions_are_shown_and_not_offered_to_be_changed(room):
    page = signed_in(room.leader).get(reverse("consultation_questions", args=[room.consultation.uid]))
    said = page.content.decode()
    assert room.first.text.split()[0] in said
    assert "<textarea" not in said


def test_what_is_said_is_read_question_by_question(room, client):
    words = [("un", room.first), ("deux", room.second), ("trois", room.first)]
    for text, question in words:
        room.says(text, question=question)
    rows = list(said.listed(room.consultation))
    assert [one.question for one in rows] == [room.first, room.first, room.second]
    assert [one.number for one in rows] == [1, 3, 2]
    page = client.get(reverse("contributions", args=[room.consultation.uid])).content.decode()
    assert page.count("<h2>") == 2
