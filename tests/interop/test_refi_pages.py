"""Projects of other software become ours and leave again: the same, but for what changed here."""

import io
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings

from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now
from arrimage.apps.qualitative.actions import coding, rounds, texts
from arrimage.apps.qualitative.actions.exchange import bring_project
from arrimage.apps.qualitative.models import Code, Coding, Corpus, Memo
from arrimage.apps.qualitative.queries.exchange import project_told
from arrimage.interop.refi_qda import project as model
from arrimage.interop.refi_qda.files import check
from arrimage.interop.refi_qda.hearing import heard
from arrimage.interop.refi_qda.saying import said
from arrimage.interop.refi_qda.writing import write_qdc, write_qdpx
from tests.interop.test_refi_qda import projects
from tests.qualitative.conftest import Study
from tests.qualitative.world import coded

G = "00000000-0000-4000-8000-0000000000{:02}".format


@pytest.fixture
def study(db) -> Study:
    return Study()


def small(text: str = "Mado a dit\r\noui, à moi.") -> model.Project:
    """Two coders, a memo, a case, a text ended by CR LF, a selection without any code."""
    stamp = model.Stamp(G(1), "2026-10-03T14:05:09Z")
    start = text.index("oui")
    return model.Project(
        "Étude d’ailleurs",
        "Autre",
        users=(model.User(G(1), "Ana"), model.User(G(2), "Bo")),
        codes=(model.Code(G(3), "Dire", codes=(model.Code(G(4), "Dire oui", color="#0f6b68"),)),),
        variables=(model.Variable(G(5), "Âge", "Integer"),),
        cases=(
            model.Case(G(6), "Mado", values=(model.VariableValue(G(5), "Integer", "42"),), sources=(G(7),)),
        ),
        sources=(
            model.Text(
                G(7),
                "Entretien",
                plain_path=f"internal://{G(7)}.txt",
                selections=(
                    model.Selection(
                        G(8),
                        start,
                        start + 3,
                        codings=(
                            model.Coding(G(9), G(4), stamp),
                            model.Coding(G(10), G(4), model.Stamp(G(2)), notes=(G(11),)),
                        ),
                    ),
                    model.Selection(G(12), 0, 0),
                ),
                stamp=stamp,
            ),
        ),
        notes=(model.Text(G(11), "Note", "Elle hésite.", stamp=stamp),),
        files={f"sources/{G(7)}.txt": text.encode()},
    )


def brought(study, project: model.Project) -> Corpus:
    content = write_qdpx(project)
    return bring_project(study.organisation, heard(check(content).read, content), by=study.lead, at=now())


def left(study, corpus) -> model.Project:
    return said(project_told(study.lead, corpus, on=localdate()))


def test_a_project_becomes_ours_with_its_coders_memos_cases_and_places(study):
    corpus = brought(study, small())
    text = corpus.transcripts.get()
    assert text.text == "Mado a dit\noui, à moi."
    found = Coding.objects.filter(transcript=text).order_by("coder__called")
    assert [(one.coder.called, str(one.code), text.text[one.start : one.end]) for one in found] == [
        ("Ana", "Dire oui", "oui"),
        ("Bo", "Dire oui", "oui"),
    ]
    assert found[1].memo == "Elle hésite."
    assert [str(value) for value in text.case.values.all()] == ["42"]
    assert [one.called for one in corpus.members.filter(until=None)] == ["lea"]


def test_what_nobody_touched_leaves_as_it_came(study):
    project = small()
    assert left(study, brought(study, project)) == project


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(project=projects())
def test_any_project_leaves_as_it_came(study, project):
    with transaction.atomic():
        assert left(study, brought(study, project)) == project
        transaction.set_rollback(True)


@pytest.mark.shared
def test_the_project_of_another_software_leaves_as_it_came(study, shared):
    content = (shared / "qda" / "nvivo_project.qdpx").read_bytes()
    project = check(content).read
    corpus = bring_project(study.organisation, heard(project, content), by=study.lead, at=now())
    assert corpus.codes.count() == 262
    assert left(study, corpus) == project


def test_the_same_project_may_be_brought_twice(study):
    project = small()
    brought(study, project)
    again = brought(study, project)
    assert left(study, again) == project
    assert Code.objects.filter(name="Dire oui").count() == 2


def test_what_changed_here_is_what_changes_in_the_file(study):
    corpus = brought(study, small())
    text, code, day = corpus.transcripts.get(), corpus.codes.get(name="Dire"), now()
    start = text.text.index("à moi")
    coding.put_codes(text, [code], [(start, start + 5)], memo="Tiens.", by=study.lead, at=day)
    coding.write_memo(corpus, "À relire.", transcript=text, by=study.lead, at=day)
    Coding.objects.get(uid=G(9)).delete()
    found = left(study, corpus)
    assert check(write_qdpx(found)).faults == ()
    source = found.texts()[0]
    raw = found.files[f"sources/{G(7)}.txt"].decode()
    kept, without, fresh = source.selections
    assert [one.guid for one in kept.codings] == [G(10)]
    assert without.codings == ()
    assert raw[fresh.start : fresh.end] == "à moi"
    assert raw[kept.start : kept.end] == "oui"
    words = {note.guid: note.content for note in found.notes}
    assert [words[guid] for guid in (*fresh.codings[0].notes, *source.notes)] == ["Tiens.", "À relire."]
    assert [one.name for one in found.users] == ["Ana", "Bo", "lea"]


def test_a_masked_text_leaves_masked_with_its_places(study):
    corpus = brought(study, small())
    text = corpus.transcripts.get()
    texts.mask(text, "Mado", "[la personne]", by=study.lead, at=now(), since=1)
    source = left(study, corpus).texts()[0]
    assert "Mado" not in source.content
    assert {source.content[one.start : one.end] for one in source.selections if one.codings} == {"oui"}


def test_our_own_project_is_valid_and_comes_back(study):
    coded(study.text, study.codes[0], study.member(study.ana), "C’est neuf.")
    Memo.objects.create(
        corpus=study.corpus, code=study.codes[0], by=study.member(study.bo), words="Quand ?", at=now()
    )
    found = left(study, study.corpus)
    content = write_qdpx(found)
    assert check(content).read == found
    again = bring_project(study.organisation, heard(found, content), by=study.lead, at=now())
    one = Coding.objects.get(transcript__corpus=again)
    assert one.transcript.text[one.start : one.end] == "C’est neuf."
    assert one.coder.called == "ana"
    assert Memo.objects.get(corpus=again).words == "Quand ?"


def test_a_file_hides_what_a_blind_round_hides(study):
    rounds.open_blind_round(
        study.corpus,
        name="À deux",
        unit="sentence",
        texts=[study.text],
        coders=[study.member(study.lead), study.member(study.bo)],
        by=study.lead,
        at=now(),
    )
    blind = study.corpus.rounds.get(kind="blind")
    coded(study.text, study.codes[0], study.member(study.bo), "C’est neuf.", blind)
    coded(study.text, study.codes[1], study.member(study.lead), "C’est neuf.", blind)
    found = left(study, study.corpus)
    put = [one.code for source in found.texts() for s in source.selections for one in s.codings]
    assert put == [str(study.codes[1].uid)]


def test_the_file_it_came_from_is_unreadable_in_the_database(study):
    brought(study, small())
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM qualitative_carried")
        assert "PK" not in str(cursor.fetchone()[0])[:4]


# --- Pages
def upload(content: bytes, name: str = "a.qdpx") -> dict:
    return {"file": SimpleUploadedFile(name, content)}


def test_a_project_is_brought_in_and_taken_out_on_the_pages(study, client):
    client.force_login(study.lead)
    project = small()
    answer = client.post(reverse("refi_import"), upload(write_qdpx(project)))
    corpus = Corpus.objects.get(title="Étude d’ailleurs")
    assert answer["Location"] == corpus.get_absolute_url()
    taken = client.get(reverse("refi_export", args=[corpus.uid]))
    assert check(taken.content).read == project
    assert taken["Content-Disposition"] == 'attachment; filename="etude-dailleurs.qdpx"'
    assert Entry.objects.filter(action="qualitative.project_exported").count() == 1
    client.force_login(study.ana)
    assert client.get(reverse("refi_export", args=[study.corpus.uid])).status_code == 404


def test_a_broken_file_is_refused_by_line_and_nothing_comes_in(study, client):
    client.force_login(study.lead)
    project = replace(small(), sources=(), cases=())
    with zipfile.ZipFile(io.BytesIO(write_qdpx(project))) as archive:
        xml = archive.read("project.qde").replace(b'isCodable="true"', b'isCodable="perhaps"', 1)
    before = Corpus.objects.count()
    page = client.post(reverse("refi_import"), upload(xml, "a.qde"))
    assert page.status_code == 422
    assert "ligne 2" in page.content.decode()
    for content in (b"", b"%PDF-1.4", b"PK\x03\x04"):
        assert client.post(reverse("refi_import"), upload(content)).status_code == 422
    assert Corpus.objects.count() == before


def test_a_codebook_goes_out_and_comes_in(study, client):
    client.force_login(study.lead)
    coding.change_code(
        study.codes[0], definition="Un temps.", when="Le lundi.", by=study.lead, at=now(), since=1
    )
    book = client.get(reverse("refi_codebook_export", args=[study.corpus.uid])).content
    read = check(book).read
    assert [one.name for one in read.codes] == ["Se parler", "Peur", "Temps"]
    assert "Le lundi." in read.codes[0].description
    other = brought(study, small())
    address = reverse("refi_codebook_import", args=[other.uid])
    assert client.post(address, upload(write_qdc(read), "a.qdc")).status_code == 302
    assert other.codes.filter(name="Peur").exists()
    assert client.post(reverse("refi_import"), upload(book, "a.qdc")).status_code == 422
