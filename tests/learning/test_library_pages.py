"""The shipped library, its films and papers, and writing an edition without a script."""

import struct
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from arrimage.apps.kernel.clock import now
from arrimage.apps.learning import videos
from arrimage.apps.learning.actions import pieces, starter
from arrimage.apps.learning.document import BadCaptions, Document, check_captions, from_data, missing, to_data
from arrimage.apps.learning.models import Edition, Film, Piece
from arrimage.apps.learning.queries import library


@pytest.fixture(autouse=True)
def films_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shipped(db):
    return starter.load_starter(at=now())


def test_every_shipped_piece_is_whole(shipped):
    found = Piece.objects.all()
    assert sorted(found.values_list("kind", flat=True)) == ["capsule"] + ["dossier"] * 9 + ["material"] * 3
    for piece in found:
        document = piece.editions.get().document
        assert missing(document, piece.kind) == [], piece
        assert to_data(from_data(to_data(document))) == to_data(document)
        if piece.kind == "dossier":
            assert document.limits, piece
            assert document.guide, piece
            assert document.invites, piece
            assert all(
                item.link or item.csl.get("publisher") or item.csl["volume"] for item in document.literature
            )
    for theme in shipped.themes.all():
        assert theme.pieces.exists(), theme


def test_a_shipped_text_says_that_nobody_here_has_read_it(shipped, client):
    page = client.get(Piece.objects.get(slug="les-proches-avec-nous").get_absolute_url()).content.decode()
    assert "Aucune personne qui l’a vécu" in page


@pytest.mark.parametrize("slug", ["dire-bonjour-dabord", "les-proches-avec-nous"])
def test_a_piece_leads_to_its_facilitation_guide(shipped, client, slug):
    piece = Piece.objects.get(slug=slug)
    guide = reverse("piece_guide", args=[piece.uid])
    assert client.get(piece.get_absolute_url()).content.decode().count(f'href="{guide}') == 2
    assert client.get(guide).status_code == 200


def test_a_reference_reads_as_one_is_used_to(shipped):
    document = Piece.objects.get(slug="retablissement-personnel").editions.get().document
    assert str(document.literature[0]) == (
        "Anthony, W. A. (1993). Recovery from mental illness: The guiding vision of the mental health service"
        " system in the 1990s. Psychosocial Rehabilitation Journal, 16(4), 11-23."
    )
    assert document.literature[0].link == "https://doi.org/10.1037/h0095655"


def test_the_paper_is_an_accessible_pdf(shipped, client):
    for slug in ("les-proches-avec-nous", "dire-bonjour-dabord", "mes-jours-difficiles"):
        response = client.get(reverse("piece_pdf", args=[Piece.objects.get(slug=slug).uid]))
        assert response.content.startswith(b"%PDF-")
        assert b"pdfuaid" in response.content


def test_references_leave_as_csl(shipped, client):
    uid = Piece.objects.get(slug="travailler-etudier").uid
    items = client.get(reverse("piece_references", args=[uid])).json()
    assert items[0]["DOI"] == "10.2975/31.4.2008.280.290"
    assert items[0]["author"][0] == {"family": "Bond", "given": "Gary R."}


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        (None, 200, b"0123456789"),
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=0-999", 206, b"0123456789"),
        ("bytes=50-60", 416, b""),
        ("bytes=", 200, b"0123456789"),
    ],
)
def test_a_film_is_served_by_parts(shipped, client, asked, status, content):
    piece = Piece.objects.get(slug="dire-bonjour-dabord")
    piece.film.file.save("a.webm", ContentFile(b"0123456789"))
    headers = {"range": asked} if asked else {}
    response = client.get(reverse("piece_film", args=[piece.uid]), headers=headers)
    assert response.status_code == status
    assert (b"".join(response.streaming_content) if response.streaming else response.content) == content


def test_captions_are_served_as_such(shipped, client):
    piece = Piece.objects.get(slug="dire-bonjour-dabord")
    response = client.get(reverse("piece_captions", args=[piece.uid, "fr"]))
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response.content.startswith(b"WEBVTT")
    assert client.get(reverse("piece_captions", args=[piece.uid, "en"])).status_code == 404


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def test_what_a_phone_wrote_of_the_place_is_blotted_out(school):
    place = b"+46.8123-071.2145/"
    told = _box(b"udta", _box(b"\xa9xyz", place))
    film = (
        _box(b"ftyp", b"isom\0\0\0\0") + _box(b"moov", _box(b"trak", told) + told) + _box(b"mdat", b"images")
    )
    piece = pieces.begin_piece(
        school.coalition, kind="capsule", title="Une capsule", by=school.author, at=now()
    ).piece
    kept = pieces.bring_film(piece, ContentFile(film, "IMG_2041.mp4"), by=school.author, at=now())
    with kept.file.open() as file:
        stored = file.read()
    assert len(stored) == len(film)
    assert place not in stored
    assert b"images" in stored
    assert "IMG" not in kept.file.name


def test_bringing_another_film_replaces_the_first(school, django_capture_on_commit_callbacks):
    edition = pieces.begin_piece(school.coalition, kind="capsule", title="C", by=school.author, at=now())
    webm = b"\x1aE\xdf\xa3" + b"..webm.."
    first = pieces.bring_film(edition.piece, ContentFile(webm, "a.webm"), by=school.author, at=now())
    path = first.file.path
    with django_capture_on_commit_callbacks(execute=True):
        pieces.bring_film(edition.piece, ContentFile(webm, "b.webm"), by=school.author, at=now())
    assert Film.objects.count() == 1
    with pytest.raises(FileNotFoundError):
        open(path).close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>"),
        ("film.mp4", b"<html>" + b" " * 20),
        ("film.webm", b"\x1aE\xdf\xa3 matroska"),
        ("film.mp4", b"\0\0\0\x14ftypqt  "),
        ("film.mp4.exe", b"MZ"),
    ],
)
def test_what_is_no_video_is_refused(name, content):
    with pytest.raises(ValidationError):
        videos.check_video(ContentFile(content, name))


def test_a_damaged_film_is_left_as_it_is():
    for broken in (b"", b"\0\0\0\x02moov", b"\xff\xff\xff\xffmoov", struct.pack(">I4s", 5000, b"moov")):
        file = BytesIO(broken)
        assert videos.blot_out(file) == 0
        assert file.getvalue() == broken


@pytest.mark.parametrize(
    "captions",
    [
        "00:00.000 --> 00:01.000\nSans en-tête",
        "WEBVTT\n\nRien",
        "WEBVTT\n\n00:05.000 --> 00:04.000\nÀ rebours",
        "WEBVTT\n\n00:05.000 --> 00:06.000\nUn\n\n00:01.000 --> 00:02.000\nDeux",
    ],
)
def test_captions_that_cannot_be_followed_are_refused(captions):
    with pytest.raises(BadCaptions):
        check_captions(captions)


def test_a_capsule_without_captions_transcript_or_film_does_not_go_to_its_readers(school, client):
    edition = pieces.begin_piece(school.coalition, kind="capsule", title="C", by=school.author, at=now())
    client.force_login(school.author)
    client.post(reverse("edition", args=[edition.uid]), {"title": "C", "summary": "Une."})
    page = client.post(reverse("edition_step", args=[edition.uid]), {"do": "send"}, follow=True)
    for part in ("la vidéo", "la transcription de la vidéo", "les sous-titres de la vidéo"):
        assert part in page.content.decode()
    assert Edition.objects.get(pk=edition.pk).status == "draft"


def test_an_edition_is_written_without_a_script(school, client):
    edition = pieces.begin_piece(school.coalition, kind="dossier", title="D", by=school.author, at=now())
    client.force_login(school.author)
    page = reverse("edition", args=[edition.uid])
    typed = {
        "since": edition.version,
        "title": "Un dossier",
        "summary": "Court.",
        "part0_title": "Un",
        "part0_text": "Texte.",
        "monday": "Rappeler\n\nÉcouter",
        "question": "Qui ?",
        "guide": "5 Lire\n10 min Parler",
        "invites": ["rights_defence"],
        "ref0_authors": "Davidson, Larry; Un collectif",
        "ref0_title": "Un titre",
        "ref0_where": "Une revue",
        "ref0_year": "2012",
        "ref0_link": "https://doi.org/10.1016/j.wpsyc.2012.05.009",
    }
    assert client.post(page, typed | {"guide": "Lire d’abord"}).status_code == 422
    assert client.post(page, typed | {"ref0_year": "deux"}).status_code == 422
    assert client.post(page, typed).status_code == 302
    document = Edition.objects.get(pk=edition.pk).document
    assert document.monday == ("Rappeler", "Écouter")
    assert [(step.minutes, step.text) for step in document.guide] == [(5, "Lire"), (10, "Parler")]
    assert document.literature[0].csl == {
        "type": "article-journal",
        "title": "Un titre",
        "author": [{"family": "Davidson", "given": "Larry"}, {"literal": "Un collectif"}],
        "container-title": "Une revue",
        "issued": {"date-parts": [[2012]]},
        "DOI": "10.1016/j.wpsyc.2012.05.009",
    }
    assert client.post(page, typed).status_code == 422  # somebody saved it since


def test_the_library_costs_the_same_for_two_and_for_twelve(shipped, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = client.get("/apprendre/bibliotheque/")
    assert page.content.decode().count('<li class="card"') == 13
    with django_assert_max_num_queries(8):
        client.get("/apprendre/bibliotheque/?q=proches")
    with django_assert_max_num_queries(12):
        client.get(Piece.objects.get(slug="les-proches-avec-nous").get_absolute_url())


def test_one_finds_what_is_for_oneself(shipped):
    for_persons = library.found(AnonymousUser(), library.Wanted(audience="persons"))
    assert {piece.slug for piece in for_persons} == {"mes-jours-difficiles", "preparer-mon-rendez-vous"}


def test_a_copied_capsule_brings_its_film(shipped, school):
    capsule = Piece.objects.get(slug="dire-bonjour-dabord")
    copy = pieces.copy_piece(capsule, school.coalition, by=school.author, at=now())
    assert copy.status == "draft"
    assert copy.piece.after == capsule
    assert copy.piece.film.size == capsule.film.size
    assert copy.document.captions.startswith("WEBVTT")


def test_what_a_piece_is_has_to_be_chosen_among_what_there_is(school, client):
    client.force_login(school.author)
    page = client.get(reverse("piece_new")).content.decode()
    assert "---------" not in page
    assert 'name="kind" value=""' not in page


def test_nothing_in_a_search_is_said_to_be_optional(client, db):
    assert "facultatif" not in client.get(reverse("library")).content.decode()


def test_the_marks_of_a_line_are_shown_as_they_read(school, client):
    piece = pieces.begin_piece(school.coalition, kind="dossier", title="D", by=school.author, at=now())
    document = Document(title="D", monday=("Demander comment **il** va",))
    Edition.objects.filter(pk=piece.pk).update(
        status="published", digest="0", published_at=now(), content=to_data(document)
    )
    page = client.get(piece.piece.get_absolute_url()).content.decode()
    assert "comment <strong>il</strong> va" in page
    paper = client.get(reverse("piece_pdf", args=[piece.piece.uid]))
    assert paper.status_code == 200


def test_collections_gather_by_need_what_came_out(shipped, client):
    found = library.collections(AnonymousUser())
    assert found
    for one in found:
        wanted = library.Wanted(need=one.need)
        assert one.count == library.found(AnonymousUser(), wanted).count() > 0
    page = client.get(reverse("library")).content.decode()
    assert f'href="?need={found[0].need}"' in page
    hidden = Piece.objects.filter(needs__need=found[0].need)
    Edition.objects.filter(piece__in=hidden).update(status="retired")
    assert found[0].need not in [one.need for one in library.collections(AnonymousUser())]
