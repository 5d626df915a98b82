"""A file as an answer: checked, free of what it says of its author, encrypted, read by those who may."""

import json
import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.actions import instruments as writing
from arrimage.apps.questionnaires.actions import openings as opening_actions
from arrimage.apps.questionnaires.actions import responses as actions
from arrimage.apps.questionnaires.actions.responses import GivenFile
from arrimage.apps.questionnaires.document.answers import DECLINED, Attached, value
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Questionnaire, Section
from arrimage.apps.questionnaires.models import Response, ResponseFile
from arrimage.apps.questionnaires.queries import files as queries
from arrimage.apps.questionnaires.queries import responses
from tests.accounts.factories import acting_user

pytestmark = pytest.mark.django_db

FORM = Questionnaire(
    {"fr": "Avec une photo"},
    (
        Section(
            "a",
            (
                Item("go", Kind.TEXT, {"fr": "Un mot ?"}),
                Item("photo", Kind.FILE, {"fr": "Une photo ?"}, declinable=True, relevant="${go} != 'non'"),
                Item("where", Kind.TEXT, {"fr": "Où est-ce ?"}, relevant="${photo} != ''"),
                Item("only", Kind.FILE, {"fr": "Et une image ?"}, pictures_only=True),
            ),
        ),
    ),
)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def author():
    return acting_user(Role.MANAGER)


@pytest.fixture
def opening(author):
    version = writing.publish(writing.create_instrument(FORM, by=author, at=now()), by=author, at=now())
    return opening_actions.open_questionnaire(version, title="Photos", by=author, at=now())


@pytest.fixture
def code(client, opening) -> str:
    begun = client.post(reverse("questionnaire", args=[opening.uid]))
    return re.search(r"mes-reponses/([\w-]+)/1/", begun["Location"]).group(1)


def taken_by_a_phone() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "TELEPHONE DE MARIE"
    exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 48.0, 30.0)})
    file = BytesIO()
    Image.new("RGB", (80, 40), "teal").save(file, "JPEG", exif=exif, comment=b"MARIE")
    return file.getvalue()


def photo(name: str = "Marie chez elle.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, taken_by_a_phone())


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.pdf", PDF)


def screen(code: str) -> str:
    return reverse("answer", args=[code, 1])


def given(response: Response, item: str = "photo", data: bytes = PDF) -> None:
    actions.save_answers(response, {}, files={item: GivenFile("pdf", data)}, at=now())


# --- Filling


def test_without_a_script_a_photo_is_sent_with_its_screen_and_opens_what_depends_on_it(client, code):
    sent = client.post(screen(code), {"photo": photo(), "shown": "go photo only"})
    assert sent["Location"] == screen(code)
    kept = ResponseFile.objects.get()
    assert b"MARIE" not in kept.data
    page = client.get(screen(code)).content.decode()
    assert 'data-item="where" data-kind="text" hidden' not in page
    assert "Photo, " in page or "Image, " in page
    assert client.post(screen(code), {"shown": "go photo where only"})["Location"] == reverse(
        "answer_review", args=[code]
    )
    assert ResponseFile.objects.get() == kept  # a screen sent without a file leaves the one there is


def test_with_a_script_the_file_is_kept_at_once_and_its_question_comes_back(client, code):
    address = reverse("answer_file", args=[code, "photo"])
    back = client.post(address, {"photo": photo()})
    assert back.status_code == 200
    assert 'data-given="webp"' in back.content.decode()
    own = client.get(address)
    assert own["Content-Type"] == "image/webp"
    assert "no-store" in own["Cache-Control"]
    assert "Marie" not in own["Content-Disposition"]
    assert 'data-given="' not in client.post(address, {"remove": "photo"}).content.decode()
    assert not ResponseFile.objects.exists()
    assert client.get(address).status_code == 404


def test_a_file_is_taken_back_without_a_script(client, code):
    client.post(screen(code), {"photo": photo()})
    assert client.post(screen(code), {"remove": "photo"})["Location"] == screen(code)
    assert not ResponseFile.objects.exists()


def test_another_file_takes_the_place_of_the_first(client, code):
    for file in (photo(), pdf()):
        client.post(screen(code), {"photo": file})
    response = Response.objects.get()
    assert ResponseFile.objects.get().kind == "pdf"
    assert responses.answers_of(response)["photo"].value.kind == "pdf"


@pytest.mark.parametrize(
    ("item", "file"),
    [
        ("photo", SimpleUploadedFile("virus.exe", b"MZ")),
        ("photo", SimpleUploadedFile("faux.jpg", PDF)),
        ("photo", SimpleUploadedFile("vide.pdf", b"")),
        ("photo", SimpleUploadedFile("enorme.pdf", PDF + b" " * 12_000_001)),
        ("photo", SimpleUploadedFile("page.html", b"<script>alert(1)</script>")),
        ("only", SimpleUploadedFile("plan.pdf", PDF)),
    ],
)
def test_what_is_no_file_we_take_is_refused_with_a_sentence(client, code, item, file):
    file.seek(0)
    page = client.post(reverse("answer_file", args=[code, item]), {item: file}).content.decode()
    assert 'class="field-error"' in page
    file.seek(0)
    assert client.post(screen(code), {item: file}).status_code == 422
    assert not ResponseFile.objects.exists()


def test_a_text_in_place_of_a_file_is_nothing(client, code):
    client.post(screen(code), {"photo": "C:\\fakepath\\photo.jpg"})
    assert responses.answers_of(Response.objects.get())["photo"].state == "none"


def test_keeping_what_is_typed_never_touches_a_file(client, code):
    client.post(reverse("answer_file", args=[code, "photo"]), {"photo": photo()})
    client.post(reverse("answer_keep", args=[code, 1]), {"go": "Bonjour", "photo--silence": "declined"})
    assert ResponseFile.objects.exists()
    assert responses.answers_of(Response.objects.get())["photo"].state == "value"


# --- What is kept


@pytest.fixture
def response(opening) -> Response:
    return actions.start_response(opening, at=now())[0]


def test_a_file_cannot_be_read_in_the_database_and_keeps_no_name(response):
    given(response)
    with connection.cursor() as cursor:
        cursor.execute("select data from questionnaires_responsefile")
        stored = cursor.fetchone()[0]
    assert stored.startswith("k1:")
    assert ResponseFile.objects.get().data == PDF
    assert "plan" not in str(ResponseFile.objects.values().get())


def test_a_file_goes_when_its_answer_goes(response):
    given(response)
    actions.save_answers(response, {"photo": DECLINED}, at=now())
    assert not ResponseFile.objects.exists()


def test_a_file_whose_question_is_not_asked_any_more_is_not_sent(response):
    given(response)
    actions.save_answers(response, {"go": value("non")}, at=now())
    assert ResponseFile.objects.exists()  # one may still change one's mind
    actions.send_response(response, at=now())
    assert not ResponseFile.objects.exists()


def test_the_answer_says_which_file_it_is(response):
    given(response)
    kept = ResponseFile.objects.get()
    attached = Attached(str(kept.uid), "pdf", len(PDF))
    assert responses.answers_of(response)["photo"] == value(attached)
    assert attached.name("photo") == f"{str(kept.uid)[:8]}-photo.pdf"


# --- Those who may read it


def sent(opening) -> ResponseFile:
    response, _code = actions.start_response(opening, at=now())
    given(response)
    actions.send_response(response, at=now())
    return response.files.get()


def test_the_team_opens_a_file_once_it_is_sent_and_that_is_journalled(client, author, opening, response):
    given(response)
    begun = response.files.get()
    file = sent(opening)
    client.force_login(author)
    page = client.get(reverse("response", args=[file.response.uid])).content.decode()
    assert reverse("response_file", args=[file.uid]) in page
    got = client.get(reverse("response_file", args=[file.uid]))
    assert (got.content, got["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert got["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(action="questionnaire.file_read").count() == 1
    assert client.get(reverse("response_file", args=[begun.uid])).status_code == 404
    assert set(queries.files_readable_by(author)) == {file}


def test_nobody_else_opens_it(client, opening):
    file = sent(opening)
    for user in (acting_user(Role.MANAGER), acting_user(Role.WORKER)):
        client.force_login(user)
        assert client.get(reverse("response_file", args=[file.uid])).status_code in (403, 404)
        assert client.get(reverse("opening_files", args=[opening.uid])).status_code in (403, 404)
        assert not queries.files_readable_by(user).exists()


def test_the_archive_names_each_file_as_the_table_of_answers_does(client, author, opening):
    files = [sent(opening), sent(opening)]
    client.force_login(author)
    whole = b"".join(client.get(reverse("opening_files", args=[opening.uid])).streaming_content)
    names = {f"{str(file.uid)[:8]}-photo.pdf" for file in files}
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        assert set(archive.namelist()) == names
        assert archive.read(names.copy().pop()) == PDF
        assert archive.testzip() is None
    table = client.get(reverse("opening", args=[opening.uid]) + "?export=csv")
    text = b"".join(table.streaming_content).decode("utf-8-sig")
    assert all(name in text for name in names)
    assert Entry.objects.filter(action="questionnaire.answers_exported").count() == 2


def test_it_is_in_the_review_in_ones_copy_and_in_fhir(client, author, code, opening):
    client.post(screen(code), {"photo": pdf(), "where": "Ici", "shown": "go photo where only"})
    assert "PDF" in client.get(reverse("answer_copy", args=[code])).content.decode()
    review = client.get(reverse("answer_review", args=[code])).content.decode()
    assert reverse("answer_file", args=[code, "photo"]) in review
    client.post(reverse("answer_review", args=[code]))
    client.force_login(author)
    response = Response.objects.get()
    resource = json.loads(client.get(reverse("response_fhir", args=[response.uid])).content)
    told = {item["linkId"]: item for item in resource["item"][0]["item"]}["photo"]["answer"][0]
    assert told["valueAttachment"]["contentType"] == "application/pdf"
    assert told["valueAttachment"]["url"].endswith(reverse("response_file", args=[response.files.get().uid]))


def test_trying_a_version_with_a_file_keeps_nothing(client, author, opening):
    client.force_login(author)
    page = reverse("version_try", args=[opening.questionnaire.instrument.uid, 1])
    assert client.post(page, {"photo": photo()}).status_code == 200
    assert not ResponseFile.objects.exists()
