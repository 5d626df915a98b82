"""From draft to published: who reads it before it comes out, and what is refused."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.learning.actions import editions, pieces, readings
from arrimage.apps.learning.document import Document, Part
from arrimage.apps.learning.models import Edition
from arrimage.apps.learning.queries import library, newsroom
from tests.accounts.factories import UserFactory, acting_user
from tests.public import told_everywhere

WHOLE = Document(
    title="Les proches",
    summary="Avec nous.",
    parts=(Part("Un", "Une clé sous le paillasson."),),
    monday=("Rappeler.",),
    question="À qui parler ?",
)


@pytest.fixture
def desk(school):
    """A whole draft of the coalition, and somebody who has lived it."""
    return Desk(school)


class Desk:
    def __init__(self, school) -> None:
        self.school, self.by = school, school.author
        self.edition = pieces.begin_piece(
            school.coalition, kind="dossier", title="Les proches", by=self.by, at=now()
        )
        self.write(WHOLE)
        self.reader = UserFactory(email="leonie@essai.invalid", name="Léonie")

    @property
    def now(self) -> Edition:
        return Edition.objects.select_related("piece").get(pk=self.edition.pk)

    def write(self, text: Document) -> None:
        editions.save_draft(self.now, text, since=self.now.version, by=self.by, at=now())

    def ask(self, reader=None, voice: str = "lived"):
        email = (reader or self.reader).email
        return readings.ask_to_read(self.now, email=email, voice=voice, by=self.by, at=now())

    def send(self) -> None:
        editions.send_to_readers(self.now, by=self.by, at=now())

    def say(self, verdict: str = "agrees", reader=None, **said) -> None:
        reader = reader or self.reader
        readings.answer_reading(
            self.now.readings.get(reader=reader), verdict=verdict, by=reader, at=now(), **said
        )

    def publish(self) -> Edition:
        return editions.publish(self.now, by=self.by, at=now())

    def come_out(self) -> Edition:
        self.ask()
        self.send()
        self.say(signed="Léonie")
        return self.publish()


def test_a_text_comes_out_once_somebody_who_lived_it_agreed(desk, client):
    desk.send()
    with pytest.raises(ValidationError, match="personne qui l’a vécu"):
        desk.publish()
    desk.ask()
    desk.say(signed="Léonie")
    out = desk.publish()
    assert out.status == "published"
    assert out.digest == out.digest_now()
    page = client.get(out.piece.get_absolute_url()).content.decode()
    assert "Léonie" in page
    assert "Une clé sous le paillasson" in page


def test_the_word_of_a_colleague_is_not_enough(desk):
    colleague = acting_user(Role.WORKER, organisation=desk.school.coalition)
    desk.ask(colleague, voice="practice")
    desk.send()
    desk.say(reader=colleague)
    with pytest.raises(ValidationError, match="personne qui l’a vécu"):
        desk.publish()


def test_whoever_wrote_it_does_not_read_it_for_themselves(desk):
    desk.ask(desk.by, voice="lived")
    desk.send()
    desk.say(reader=desk.by)
    with pytest.raises(ValidationError, match="quelqu’un d’autre"):
        desk.publish()


def test_a_text_changed_since_is_to_be_read_again(desk):
    desk.ask()
    desk.send()
    desk.say()
    editions.take_back(desk.now, by=desk.by, at=now())
    desk.write(replace(WHOLE, summary="Tout autrement."))
    desk.send()
    with pytest.raises(ValidationError, match="personne qui l’a vécu"):
        desk.publish()
    desk.say()
    assert desk.publish().status == "published"


def test_nothing_comes_out_against_a_reader_who_lived_it(desk):
    other = UserFactory(email="amadou@essai.invalid")
    desk.ask()
    desk.ask(other)
    desk.send()
    desk.say()
    with pytest.raises(ValidationError, match="dans tes mots"):
        desk.say("changes", reader=other)
    desk.say("changes", reader=other, words="Ce n’est pas ce que nous avons dit.")
    with pytest.raises(ValidationError, match="demande un changement"):
        desk.publish()


def test_an_unfinished_text_is_not_sent(desk):
    desk.write(replace(WHOLE, monday=(), question=""))
    with pytest.raises(ValidationError, match="lundi matin"):
        desk.send()


def test_a_published_text_never_changes_and_the_next_one_replaces_it(desk):
    first = desk.come_out()
    with pytest.raises(ValidationError, match="brouillon"):
        desk.write(replace(WHOLE, title="Autre"))
    second = editions.begin_edition(first.piece, "fr", by=desk.by, at=now())
    assert second == editions.begin_edition(first.piece, "fr", by=desk.by, at=now())
    desk.edition = second
    desk.write(replace(WHOLE, title="Les proches, encore"))
    second = desk.come_out()
    first.refresh_from_db()
    assert (first.status, second.status, second.number) == ("retired", "published", 2)
    assert second.piece.title == "Les proches, encore"


def test_nobody_writes_over_what_somebody_else_just_saved(desk):
    since = desk.now.version
    desk.write(replace(WHOLE, summary="Un."))
    with pytest.raises(StaleVersion):
        editions.save_draft(desk.now, WHOLE, since=since, by=desk.by, at=now())


def test_another_organisation_neither_writes_nor_publishes(desk):
    for act in (editions.send_to_readers, editions.publish):
        with pytest.raises(PermissionDenied):
            act(desk.now, by=desk.school.supervisor, at=now())
    with pytest.raises(PermissionDenied):
        readings.ask_to_read(
            desk.now, email=desk.reader.email, voice="lived", by=desk.school.worker, at=now()
        )


def test_nobody_answers_in_the_place_of_a_reader(desk):
    reading = desk.ask()
    desk.send()
    with pytest.raises(PermissionDenied):
        readings.answer_reading(reading, verdict="agrees", by=desk.by, at=now())


def test_a_translation_made_from_an_older_edition_is_reported(desk):
    first = desk.come_out()
    english = editions.begin_edition(first.piece, "en", by=desk.by, at=now())
    desk.edition = english
    desk.write(replace(WHOLE, title="Families"))
    desk.come_out()
    assert newsroom.translations_behind(newsroom.listed_pieces(desk.by)) == []
    desk.edition = editions.begin_edition(first.piece, "fr", by=desk.by, at=now())
    desk.come_out()
    late = newsroom.translations_behind(newsroom.listed_pieces(desk.by))
    assert [(one.language, one.follows, one.now, one.being_written) for one in late] == [("en", 1, 2, False)]
    editions.begin_edition(first.piece, "en", by=desk.by, at=now())
    late = newsroom.translations_behind(newsroom.listed_pieces(desk.by))
    assert late[0].being_written


def test_a_draft_leaks_nowhere(desk, client):
    secret = "Une clé sous le"
    desk.ask()
    desk.send()
    stranger = acting_user(Role.MANAGER)
    piece = desk.now.piece
    places = [
        "/apprendre/bibliotheque/?q=paillasson",
        "/apprendre/",
        piece.get_absolute_url(),
        piece.get_absolute_url() + "document.pdf",
        piece.get_absolute_url() + "references.json",
        reverse("piece_desk", args=[piece.uid]),
        reverse("edition", args=[desk.now.uid]),
        reverse("edition_read", args=[desk.now.uid]),
        reverse("edition_captions", args=[desk.now.uid]),
        "/apprendre/redaction/",
        "/trouver/?q=paillasson",
        desk.school.programme.get_absolute_url(),
        desk.school.theme.get_absolute_url(),
    ]
    told = told_everywhere()
    for user in (None, stranger, desk.school.supervisor):
        client.logout()
        if user:
            client.force_login(user)
        for place in places:
            response = client.get(place, follow=True)
            assert secret not in response.content.decode(), (user, place)
        for place in told:
            said = client.get(place).content.decode()
            assert "Avec nous." not in said, (user, place)  # its summary
            assert str(piece.uid) not in said, (user, place)
    client.force_login(desk.reader)
    assert secret in client.get(reverse("edition_read", args=[desk.now.uid])).content.decode()


def test_once_it_came_out_a_reader_reads_drafts_no_more(desk, client):
    out = desk.come_out()
    client.force_login(desk.reader)
    assert client.get(reverse("edition_read", args=[out.uid])).status_code == 404


def test_words_are_found_whatever_their_form_in_what_came_out_alone(desk):
    wanted = library.Wanted(q="clés paillassons")
    assert not library.found(desk.by, wanted)
    desk.come_out()
    assert [piece.title for piece in library.found(desk.by, wanted)] == ["Les proches"]
    assert not library.found(desk.by, library.Wanted(q="clé armoire"))
    assert not library.found(desk.by, library.Wanted(q="clé", need="housing"))
    piece = desk.now.piece
    pieces.place_piece(
        piece, audience="all", needs=["housing"], themes=[desk.school.theme], by=desk.by, at=now()
    )
    assert library.found(desk.by, library.Wanted(q="clé", need="housing", audience="persons"))
    assert piece.themes.get() == desk.school.theme


def test_a_reader_says_what_they_think_from_their_own_page(desk, client, mailoutbox):
    desk.ask()
    desk.send()
    assert "paillasson" not in mailoutbox[-1].body
    assert mailoutbox[-1].to == [desk.reader.email]
    client.force_login(desk.reader)
    assert "Les proches" in client.get("/apprendre/redaction/").content.decode()
    page = reverse("edition_read", args=[desk.now.uid])
    assert client.post(page, {"verdict": "changes", "voice": "lived"}).status_code == 422
    sent = {"verdict": "changes", "voice": "relative", "words": "Plus court."}
    assert client.post(page, sent).status_code == 302
    reading = desk.now.readings.get()
    assert (reading.verdict, reading.voice, reading.words) == ("changes", "relative", "Plus court.")
    assert desk.reader not in [one.reader for one in newsroom.readings_waiting_for(desk.reader)]
