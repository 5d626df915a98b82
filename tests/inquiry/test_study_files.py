"""Answers brought as a file: kept whole, or refused with what to mend and where."""

import csv
import io
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.inquiry.actions import datasets as actions
from arrimage.apps.inquiry.models import Dataset, DatasetRow
from arrimage.apps.inquiry.queries.datasets import sheet_of_dataset
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.document.answers import State
from tests.accounts.factories import acting_user
from tests.inquiry.study_world import ANSWERS, begun, brought, leader

pytestmark = pytest.mark.django_db
HEAD = "respondent,side,territory,item,answer\n"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def by():
    return leader()


def refusal(by, text: str, **more) -> str:
    with pytest.raises(ValidationError) as refused:
        brought(by, text, **more)
    assert not Dataset.objects.exists()
    return " ".join(refused.value.messages)


def test_a_file_is_kept_with_what_was_asked_of_whom(by):
    sheet = sheet_of_dataset(brought(by))
    assert [one.key for one in sheet.respondents] == ["c1", "r1", "c2", "r2"]
    assert sheet.answers["emploi"]["c1"].state is State.NOT_APPLICABLE
    assert sheet.answers["emploi"]["r2"].state is State.NONE  # asked, and left without an answer
    assert sheet.answers["ententes"]["r1"].state is State.NOT_ASKED
    assert Entry.objects.filter(action="dataset.imported").exists()


def test_the_same_as_a_workbook_with_its_codebook(by):
    book = Workbook()
    for line in ANSWERS.splitlines():
        book.active.append(line.split(","))
    items = book.create_sheet("items")
    items.append(["item", "label", "choices"])
    for name in ("logement", "emploi", "ententes"):
        items.append([name, f"Question {name}", "yes=Oui/Yes|no=Non/No"])
    file = io.BytesIO()
    book.save(file)
    dataset = actions.import_dataset(
        file.getvalue(), "reponses.xlsx", title="Classeur", mode="named", threshold=1, by=by, at=now()
    )
    assert dataset.form.items["emploi"].choices[0].label == {"fr": "Oui", "en": "Yes"}
    assert len(sheet_of_dataset(dataset).respondents) == 4


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("c1,centre,Nord,logement,peut-être\n", "ligne 2\\W.*peut-être.* inconnue"),
        ("c1,centre,Nord,logement,yes\nc1,centre,Nord,logement,no\n", "ligne 3\\W.*déjà répondu"),
        ("c1,centre,Nord,logement,yes\nc1,coalition,Nord,emploi,no\n", "ligne 3\\W.*un autre side"),
        (",centre,Nord,logement,yes\n", "ligne 2\\W.*respondent est vide"),
        ("c1,centre,Nord,,yes\n", "ligne 2\\W.*item est vide"),
        (f"{'x' * 300},centre,Nord,logement,yes\n", "ligne 2\\W.*plus de 200"),
    ],
)
def test_each_fault_is_said_by_line(by, line, said):
    assert re.search(said, refusal(by, HEAD + line))


def test_all_the_faults_are_said_at_once(by):
    words = refusal(by, HEAD + "a,centre,N,x,oui\nb,centre,N,x,non\nc,centre,N,x,yes\n")
    assert "ligne 2" in words
    assert "ligne 3" in words
    assert "ligne 4" not in words


def test_an_item_on_the_wrong_side_is_refused(by):
    codebook = "item,sides\nlogement,centre;coalition\nententes,centre\n"
    text = HEAD + "r1,coalition,Nord,ententes,yes\n"
    words = refusal(by, text, codebook=codebook.encode(), codebook_name="questions.csv")
    assert "ligne 2" in words
    assert "coalition" in words


def test_a_code_the_codebook_does_not_have_is_refused(by):
    codebook = b"item,kind,choices\nchoix,single,a=A|b=B\nnote,scale,1..5\n"
    for answer, item in (("c", "choix"), ("6", "note"), ("a", "autre")):
        assert "ligne 2" in refusal(
            by, HEAD + f"r,centre,N,{item},{answer}\n", codebook=codebook, codebook_name="q.csv"
        )


def test_a_text_of_five_megabytes_is_refused(by):
    assert "ligne 2" in refusal(by, HEAD + f"c1,centre,Nord,logement,{'a' * 5_000_000}\n")
    codebook = b"item,kind\nmots,long_text\n"
    long = HEAD + f"c1,centre,Nord,mots,{'a' * 30_000}\n"
    assert "30000" in refusal(by, long, codebook=codebook, codebook_name="q.csv").replace("\u00a0", "")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", HEAD.encode()])
def test_what_is_no_such_file_is_refused_in_a_sentence(by, content):
    with pytest.raises(ValidationError) as refused:
        actions.import_dataset(content, "x.csv", title="X", by=by, at=now())
    assert "x.csv" in refused.value.messages[0]


def test_more_answered_than_were_asked_is_refused(by):
    assert "2" in refusal(by, ANSWERS, asked={"centre": 1})
    assert "nulle-part" in refusal(by, ANSWERS, asked={"nulle-part": 9})


def test_only_named_answers_are_published_row_by_row(by):
    refusal(by, ANSWERS, mode="anonymous", threshold=5, rows_may_be_published=True)


def test_anonymous_rows_keep_neither_name_nor_order(by):
    dataset = brought(by, mode="anonymous", threshold=3)
    keys = [row.key for row in dataset.rows.all()]
    assert not {"c1", "r1", "c2", "r2"} & set(keys)
    sheet = sheet_of_dataset(dataset)
    assert {one.label for one in sheet.respondents} == {""}
    assert {one.organisation_id for one in sheet.respondents} == {None}


def test_answers_are_encrypted_at_rest(by):
    from django.db import connection

    dataset = brought(by)
    with connection.cursor() as cursor:
        cursor.execute("select answers from inquiry_datasetrow where dataset_id = %s", [dataset.pk])
        assert all("yes" not in row[0] for row in cursor.fetchall())


def test_who_does_not_lead_brings_nothing():
    with pytest.raises(PermissionDenied):
        brought(acting_user(Role.WORKER))


def test_a_file_a_study_reads_is_not_taken_away(by):
    dataset = brought(by)
    begun(by, dataset)
    with pytest.raises(ValidationError):
        actions.remove_dataset(dataset, by=by, at=now())
    other = brought(by)
    actions.remove_dataset(other, by=by, at=now())
    assert not DatasetRow.objects.filter(dataset_id=other.pk).exists()


def test_the_page_says_what_to_mend_and_keeps_what_is_right(client, by):
    client.force_login(by)
    given = {"title": "Mes réponses", "mode": "named", "threshold": 1, "nature": "collected"}
    page = client.post(
        reverse("dataset_new"), given | {"answers": io.BytesIO(b"respondent\n1\n")}, format="multipart"
    )
    assert page.status_code == 422
    file = io.BytesIO(ANSWERS.encode())
    file.name = "reponses.csv"
    page = client.post(reverse("dataset_new"), given | {"answers": file})
    assert page.status_code == 302
    assert client.get(page["Location"]).status_code == 200


def test_formulas_leave_as_text_in_every_table(client, by):
    """A name, an item, a code that a spreadsheet would run."""
    codebook = b"item,label,kind,choices\nq,=HYPERLINK(1),single,a=+1+1|b=@x\n"
    text = HEAD + "=cmd,-x,+y,q,a\nr,-x,+y,q,b\n"
    dataset = brought(by, text, codebook=codebook, codebook_name="q.csv", title="=T")
    client.force_login(by)
    for name, arguments in (("results", []), ("results_item", ["q"])):
        address = reverse(name, args=["fichier", dataset.uid, *arguments])
        body = b"".join(client.get(address + "?export=csv").streaming_content).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(body)) for cell in row]
        assert cells
        assert not [cell for cell in cells if re.match(r"[=+\-@](?![\d.,]*$)", cell)]
        book = load_workbook(io.BytesIO(client.get(address + "?export=xlsx").content))
        for row in book.active.iter_rows(values_only=True):
            assert not [cell for cell in row if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@")]
