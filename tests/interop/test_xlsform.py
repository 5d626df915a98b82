"""XLSForm: what comes in is asked as written or refused by its cell; what goes out comes back equal."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from arrimage.apps.accounts.roles import Role
from arrimage.apps.questionnaires.actions.demo import document
from arrimage.apps.questionnaires.document import checking
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Questionnaire, Section
from arrimage.apps.questionnaires.models import Version
from arrimage.interop.xlsform import Refused, read_xlsform, write_xlsform
from tests.accounts.factories import acting_user
from tests.questionnaires.factories import FORM, PublishedVersionFactory

LIMITED = Questionnaire(
    {"fr": "Bornes"},
    (
        Section(
            "a",
            (
                Item("n", Kind.NUMBER, {"fr": "Combien ?"}, minimum=1, maximum=2.5, constraint=". != 2"),
                Item("m", Kind.NUMBER, {"fr": "Et ?"}, whole=True, minimum=0),
                Item("s", Kind.SCALE, {"fr": "Sur dix ?"}, minimum=0, maximum=10, low={"fr": "peu"}),
                Item("d", Kind.CALCULATED, calculation="${n} * 2"),
                Item("words", Kind.NOTE, {"fr": "= un texte, pas une formule"}, relevant="${d} > 3"),
            ),
            help={"fr": "Une aide"},
        ),
    ),
    one_section_a_screen=False,
)


@pytest.mark.parametrize(
    "form", [FORM, LIMITED, document("after_three_months"), document("after_the_meeting")]
)
def test_what_goes_out_comes_back_equal(form):
    assert read_xlsform(write_xlsform(form, name="essai")).form == form


def test_other_tools_find_their_words_in_it():
    book = load_workbook(BytesIO(write_xlsform(document("after_three_months"), name="trois_mois")))
    assert book.sheetnames == ["survey", "choices", "settings", "arrimage_scores"]
    rows = list(book["survey"].iter_rows(values_only=True))
    header = rows[0]
    types = [row[0] for row in rows[1:]]
    assert "label::Français (fr)" in header
    assert "label::English (en)" in header
    assert {
        "begin_group",
        "end_group",
        "select_one listened",
        "select_multiple what",
        "range",
        "integer",
    } <= {*types}
    number = next(row for row in rows if row[1] == "how_many_doors")
    assert number[header.index("constraint")] == ". >= 1 and . <= 40"


def workbook(survey: list[list], choices: list[list] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in (("survey", survey), ("choices", choices)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


HEADER = ["type", "name", "label", "relevant", "constraint"]
LIST = [["list_name", "name", "label"], ["yn", "yes", "Oui"], ["yn", "no", "Non"]]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (["geopoint", "where", "Où ?"], "A2"),
        (["begin repeat", "r", "Encore"], "A2"),
        (["select_one nowhere", "q", "Quoi ?"], "A2"),
        (["text", "été", "Quoi ?"], "B2"),
        (["text", "q", ""], "C2"),
        (["text", "q", "Quoi ?", "${later} = 1"], "D2"),
        (["text", "q", "Quoi ?", "", "pulldata(.)"], "E2"),
        (["begin group", "g", "Groupe"], "A2"),
        (["end group", "", ""], "A2"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_cell(row, cell):
    with pytest.raises(Refused) as refusal:
        read_xlsform(workbook([HEADER, row, ["text", "later", "Plus tard"]], LIST))
    assert cell in {one.cell for one in refusal.value.refusals}


def test_a_wrong_choice_is_refused_at_its_own_row():
    bad = [*LIST, ["yn", "yes", "Encore oui"]]
    with pytest.raises(Refused) as refusal:
        read_xlsform(workbook([HEADER, ["select_one yn", "q", "Quoi ?"]], bad))
    assert refusal.value.refusals[0].sheet == "choices"


def test_what_a_device_says_by_itself_is_left_out_and_said():
    found = read_xlsform(workbook([HEADER, ["deviceid", "d", ""], ["text", "q", "Quoi ?"]]))
    assert list(found.form.items) == ["q"]
    assert len(found.remarks) == 1


def test_a_group_inside_a_section_gives_its_condition_to_its_questions():
    rows = [
        HEADER,
        ["begin_group", "a", "A"],
        ["select_one yn", "q", "Quoi ?"],
        ["begin_group", "b", "B", "${q} = 'yes'"],
        ["text", "r", "Et ?", "${q} != ''"],
        ["end_group"],
        ["end_group"],
    ]
    form = read_xlsform(workbook(rows, LIST)).form
    assert [section.name for section in form.sections] == ["a"]
    assert form.items["r"].relevant == "(${q} = 'yes') and (${q} != '')"
    assert form.items["b"].kind is Kind.NOTE


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 old", workbook([[]])])
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(content):
    with pytest.raises(Refused, match=r"\."):
        read_xlsform(content)


IMPORTED = {"group.xlsx", "specify_other.xlsx", "text_and_integer.xlsx", "yes_or_no_question.xlsx"}
REFUSED = {  # one of the cells that stand in the way
    "UCL_Biomass_Plot_Form.xlsx": "A16",
    "cascading_select_test_equivalent.xls": "",
    "choice_filter_test.xlsx": "D3",
    "flat_xlsform_test.xlsx": "A30",
    "ict_survey_fails.xls": "",
    "loop.xlsx": "A3",
    "or_other.xlsx": "D3",
    "repeat_date_test.xls": "",
    "widgets.xls": "",
    "xlsform_spec_test.xlsx": "A15",
}


@pytest.mark.shared
def test_the_shared_workbooks_are_asked_or_refused_by_cell(shared):
    assert {file.name for file in (shared / "xlsform").glob("*.xls*")} == IMPORTED | set(REFUSED)
    for name in IMPORTED:
        form = read_xlsform((shared / "xlsform" / name).read_bytes()).form
        assert checking.problems(form) == []
        assert read_xlsform(write_xlsform(form, name="x")).form == form
    for name, cell in REFUSED.items():
        with pytest.raises(Refused) as refusal:
            read_xlsform((shared / "xlsform" / name).read_bytes())
        assert cell in {one.cell for one in refusal.value.refusals}, name


# --- The pages


@pytest.fixture
def author(settings, db):
    settings.SECOND_FACTOR_REQUIRED = False
    return acting_user(Role.MANAGER)


def upload(content: bytes):
    return SimpleUploadedFile("essai.xlsx", content)


def test_a_workbook_brought_in_is_a_draft_and_goes_out_again(client, author):
    client.force_login(author)
    content = write_xlsform(FORM, name="essai")
    sent = client.post(reverse("xlsform_import"), {"workbook": upload(content)}, follow=True)
    assert sent.status_code == 200
    draft = Version.objects.get()
    assert (draft.form, draft.status) == (FORM, "draft")
    file = client.get(reverse("xlsform_export", args=[draft.instrument.uid, 1]))
    assert read_xlsform(file.content).form == FORM


def test_a_workbook_may_be_the_next_version(client, author):
    version = PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    client.force_login(author)
    content = write_xlsform(LIMITED, name="essai")
    page = reverse("xlsform_import") + f"?pour={version.instrument.uid}"
    client.post(page, {"workbook": upload(content)})
    draft = version.instrument.versions.get(status="draft")
    assert (draft.number, draft.form) == (2, LIMITED)


def test_what_stands_in_the_way_is_listed_on_the_page(client, author):
    client.force_login(author)
    content = workbook([HEADER, ["geopoint", "where", "Où ?"]])
    page = client.post(reverse("xlsform_import"), {"workbook": upload(content)})
    assert page.status_code == 422
    assert "A2" in page.content.decode()
    assert not Version.objects.exists()


def test_nobody_brings_a_version_to_anothers_questionnaire(client, author):
    version = PublishedVersionFactory()
    client.force_login(author)
    assert client.get(reverse("xlsform_import") + f"?pour={version.instrument.uid}").status_code == 404
    assert client.get(reverse("xlsform_export", args=[version.instrument.uid, 1])).status_code == 404
