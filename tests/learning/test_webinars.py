"""A webinar from its announcement to its certificate."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from arrimage.apps.accounts.roles import Role
from arrimage.apps.learning.actions import attendance, webinars
from arrimage.apps.learning.attendance_files import Unreadable, read
from arrimage.apps.learning.models import Attendance, Certificate, Registration
from arrimage.apps.learning.queries import webinars as queries
from tests.accounts.factories import UserFactory, acting_user

START = timezone.make_aware(datetime(2026, 3, 4, 12))
BEFORE, DURING, AFTER = START - timedelta(days=3), START + timedelta(minutes=5), START + timedelta(hours=3)
ZOOM = """Topic,Meeting ID,Start Time,End Time
Entre se taire et tout dire,123,03/04/2026 11:50:00 AM,03/04/2026 01:10:00 PM

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Odile Gravel,Odile@essai.invalid,03/04/2026 11:58:10 AM,03/04/2026 12:30:00 PM,32,No
Odile Gravel,odile@essai.invalid,03/04/2026 12:29:00 PM,03/04/2026 01:02:00 PM,33,No
"Tremblay, Jo (Guest)",,03/04/2026 12:00:00 PM,03/04/2026 12:20:00 PM,20,Yes
"""
TEAMS = (
    "1. Résumé\nTitre de la réunion\tEntre se taire\nHeure de début\t2026-03-04 12:00:00\n\n"
    "2. Participants\nNom\tPremière participation\tDernier départ\tDurée\tCourriel\tRôle\n"
    "Odile Gravel\t2026-03-04 11:58:10\t2026-03-04 13:02:00\t1 h 3 min\todile@essai.invalid\tParticipant\n\n"
    "3. Activités pendant la réunion\nNom\tHeure d’arrivée\tHeure de départ\tDurée\tCourriel\tRôle\n"
    "Odile Gravel\t04/03/2026 11:58:10\t04/03/2026 12:30:00\t32 min\todile@essai.invalid\tParticipant\n"
    "Odile Gravel\t04/03/2026 12:29:00\t04/03/2026 13:02:00\t33 min\todile@essai.invalid\tParticipant\n"
    "Jo Tremblay\t04/03/2026 12:00:00\t04/03/2026 12:20:00\t20 min\t\tInvité\n"
)


def announced(school, title="Entre se taire et tout dire", start=START, **said):
    return webinars.announce(
        school.coalition,
        title=title,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        join_link="https://appel.invalid/secret",
        by=school.author,
        at=BEFORE,
        **{"hours": Decimal(1), "minutes_required": 45} | said,
    )


@pytest.fixture
def webinar(school):
    return announced(school)


@pytest.fixture
def odile(db):
    return UserFactory(email="odile@essai.invalid", name="Odile Gravel")


def bring(webinar, school, text=ZOOM):
    return attendance.import_attendance(webinar, text.encode(), by=school.author, at=AFTER)


@pytest.mark.parametrize("text", [ZOOM, TEAMS], ids=["zoom", "teams"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_files_of_the_common_tools_say_the_same(text, encoding):
    found = read(text.encode(encoding), near=START, zone=timezone.get_current_timezone())
    assert [
        (row.email, timezone.localtime(row.arrived_at).strftime("%d %H:%M:%S")) for row in found.rows
    ] == [
        ("odile@essai.invalid", "04 11:58:10"),
        ("odile@essai.invalid", "04 12:29:00"),
        ("", "04 12:00:00"),
    ]
    assert found.rows[0].left_at == START + timedelta(minutes=30)


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2", "Name,Join Time,Leave Time\nX,hier,demain", ZOOM.replace("2026", "2024")]
)
def test_a_file_that_cannot_be_followed_is_refused_with_a_sentence(text):
    with pytest.raises(Unreadable, match=r"\w"):
        read(text.encode(), near=START, zone=timezone.get_current_timezone())


def test_importing_the_same_file_again_adds_nothing(webinar, school, odile):
    first = bring(webinar, school)
    assert (first.added, first.known) == (3, 0)
    for _again in range(2):
        assert bring(webinar, school).added == 0
    assert bring(webinar, school, TEAMS).known == 2  # the same stays, said by another tool
    assert Attendance.objects.filter(user=odile).count() == 2
    there = {one.key: one.minutes for one in queries.presences(webinar)}
    assert there["odile@essai.invalid"] == 60  # two devices at once count once, before and after not at all


def test_a_fuller_file_lengthens_a_stay_and_never_shortens_it(webinar, school):
    bring(webinar, school)
    longer = ZOOM.replace("12:20:00 PM,20", "12:50:00 PM,50")
    assert bring(webinar, school, longer).added == 0
    bring(webinar, school)
    jo = Attendance.objects.get(email="")
    assert jo.left_at == START + timedelta(minutes=50)


def test_somebody_in_two_sessions_at_once_is_flagged(webinar, school, odile):
    other = announced(school, title="Ailleurs", start=START + timedelta(minutes=30))
    bring(webinar, school)
    assert not queries.clashes_of(webinar)
    bring(other, school)
    for one in (webinar, other):
        presence = next(row for row in queries.presences(one) if row.user == odile)
        assert len(presence.clashes) >= 1
    assert {clash.sessions for found in queries.clashes_of(webinar).values() for clash in found} == {
        tuple(sorted((webinar.pk, other.pk)))
    }


def test_presence_earns_a_certificate_once_and_a_name_alone_does_not(webinar, school, odile, client):
    UserFactory(email="absente@essai.invalid")
    bring(webinar, school)
    (made,) = attendance.issue_certificates(webinar, by=school.author, at=AFTER)
    assert (made.user, made.minutes, made.hours) == (odile, 60, Decimal(1))
    assert attendance.issue_certificates(webinar, by=school.author, at=AFTER) == []
    page = client.get(reverse("certificate", args=[made.code])).content.decode()
    assert "Odile Gravel" in page
    assert "Cette attestation est vraie" in page
    assert client.get(reverse("certificate", args=["AAAA-BBBB-CCCC"])).status_code == 404


def test_too_short_a_presence_earns_nothing(school, odile):
    strict = announced(school, minutes_required=60)
    bring(strict, school, ZOOM.replace("01:02:00 PM", "12:59:59 PM"))
    assert attendance.issue_certificates(strict, by=school.author, at=AFTER) == []
    with pytest.raises(ValidationError, match="plus longtemps"):
        announced(school, minutes_required=61)


def test_a_withdrawn_certificate_says_so_to_whoever_asks(webinar, school, odile, client):
    bring(webinar, school)
    (made,) = attendance.issue_certificates(webinar, by=school.author, at=AFTER)
    attendance.withdraw_certificate(made, by=school.author, at=AFTER)
    page = client.get(reverse("certificate", args=[made.code])).content.decode()
    assert "retirée" in page
    assert "Odile" not in page
    (again,) = attendance.issue_certificates(webinar, by=school.author, at=AFTER)
    assert again.code != made.code
    assert [year.hours for year in queries.record_of(odile)] == [Decimal(1)]


def test_a_certificate_is_an_accessible_paper_of_its_holder_alone(webinar, school, odile, client):
    bring(webinar, school)
    (made,) = attendance.issue_certificates(webinar, by=school.author, at=AFTER)
    page = reverse("certificate_pdf", args=[made.uid])
    client.force_login(school.author)
    assert client.get(page).status_code == 404
    client.force_login(odile)
    paper = client.get(page).content
    assert paper.startswith(b"%PDF-")
    assert b"pdfuaid" in paper
    assert "1 h" in client.get(reverse("my_record")).content.decode()


def test_codes_note_an_arrival_and_a_departure_during_the_session_alone(webinar, odile):
    given = {"by": odile}
    with pytest.raises(ValidationError, match="pendant la séance"):
        webinars.type_code(webinar, code=webinar.code_in, at=BEFORE, **given)
    with pytest.raises(ValidationError, match="du début"):
        webinars.type_code(webinar, code=webinar.code_out, at=DURING, **given)
    with pytest.raises(ValidationError, match="pas le code"):
        webinars.type_code(webinar, code="xxxxx", at=DURING, **given)
    for _twice in range(2):
        webinars.type_code(webinar, code=webinar.code_in.lower(), at=DURING, **given)
    for later in (50, 55):
        webinars.type_code(webinar, code=webinar.code_out, at=START + timedelta(minutes=later), **given)
    (presence,) = queries.presences(webinar)
    assert (presence.minutes, presence.hours) == (45, Decimal(1))


def test_the_link_to_join_is_for_those_who_register(webinar, odile, client):
    page, file = webinar.get_absolute_url(), reverse("webinar_calendar", args=[webinar.uid])
    with time_machine.travel(BEFORE, tick=False):
        assert "appel.invalid" not in client.get(page).content.decode()
        client.force_login(odile)
        assert "appel.invalid" not in client.get(page).content.decode()
        assert b"appel.invalid" not in client.get(file).content
        client.post(reverse("webinar_do", args=[webinar.uid]), {"do": "register"})
        assert "appel.invalid" in client.get(page).content.decode()
        assert b"appel.invalid" in client.get(file).content
        client.post(reverse("webinar_do", args=[webinar.uid]), {"do": "withdraw"})
    assert not Registration.objects.exists()


def test_a_question_that_could_name_somebody_comes_back_first(webinar, odile, client):
    page = reverse("webinar_do", args=[webinar.uid])
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(odile)
        client.post(page, {"do": "register"})
        asked = {"do": "ask", "words": "Que dire à Mme Bouchard, au 418 555-0147 ?"}
        shown = client.post(page, asked)
        assert shown.status_code == 422
        assert "Mme Bouchard" in shown.content.decode().replace("\u00a0", " ")
        assert not webinar.questions.exists()
        client.post(page, asked | {"words": "Que dire à une mère qui appelle ?"})
    assert webinar.questions.get().signed == ""


def test_only_those_who_registered_ask_and_read_questions(webinar, school, odile, client):
    with pytest.raises(PermissionDenied):
        webinars.ask(webinar, words="Et si… ?", by=odile, at=BEFORE)
    webinars.register(webinar, by=odile, at=BEFORE)
    question = webinars.ask(webinar, words="Et si la personne refuse ?", by=odile, at=BEFORE)
    stranger = acting_user(Role.MANAGER)
    assert not queries.questions_for(webinar, stranger, runs=False)
    webinars.treat_question(question, do="hidden", by=school.author, at=BEFORE)
    assert not queries.questions_for(webinar, odile, runs=False)
    with pytest.raises(PermissionDenied):
        webinars.treat_question(question, do="hidden", by=school.supervisor, at=BEFORE)


def test_another_organisation_neither_brings_attendance_nor_reads_it(webinar, school, odile, client):
    bring(webinar, school)
    with pytest.raises(PermissionDenied):
        attendance.import_attendance(webinar, ZOOM.encode(), by=school.supervisor, at=AFTER)
    client.force_login(school.supervisor)
    assert client.get(reverse("webinar_attendance", args=[webinar.uid])).status_code == 404
    client.force_login(school.author)
    assert "Odile" in client.get(reverse("webinar_attendance", args=[webinar.uid])).content.decode()


def test_attendance_is_brought_and_certificates_issued_from_the_page(
    webinar, school, odile, client, django_assert_max_num_queries
):
    client.force_login(school.author)
    page = reverse("webinar_attendance", args=[webinar.uid])
    file = SimpleUploadedFile("zoom.csv", ZOOM.encode())
    with time_machine.travel(AFTER, tick=False):
        assert client.post(page, {"do": "import", "file": file}).status_code == 302
        client.post(page, {"do": "issue"})
        with django_assert_max_num_queries(16):
            client.get(page)
        export = b"".join(client.get(page + "?export=csv").streaming_content).decode()
    assert Certificate.objects.get().user == odile
    assert "Odile Gravel,60" in export
