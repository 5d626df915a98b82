"""What reports show of this room: frozen with them, and never before those quoted have read it."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.actions import reports
from arrimage.apps.inquiry.actions.report_files import file_of_edition
from arrimage.apps.inquiry.queries.reports import content_of
from arrimage.apps.inquiry.report_content import shown
from arrimage.apps.inquiry.report_docx import docx_of
from arrimage.apps.mixed.actions import displays, logic
from tests.inquiry.pdf_words import tags_of, words_of
from tests.inquiry.study_world import begun, leader, written
from tests.network.factories import OrganisationFactory


@pytest.fixture
def report(study):
    return written(begun(study.by, study.dataset), study.by, {"what": "question", "item": "logement"})


def published(study):
    display = study.display()
    study.quote(study.row(display))
    displays.offer(display, until=localdate(study.at) + timedelta(days=7), **study.given)
    return displays.publish(display, by=study.by, at=study.at + timedelta(days=8))


def out(report, study):
    """The report, read by somebody, then published."""
    until = localdate(study.at) + timedelta(days=1)
    edition = reports.open_reading(report, [OrganisationFactory()], until=until, **study.given)
    for one in edition.readers.all():
        reader = leader(one.organisation, Role.MANAGER)
        reports.reply(one, "", by=reader, at=study.at)
    return reports.publish_report(report, by=study.by, at=study.at + timedelta(days=3))


def added(report, study, kind: str, ref: str):
    content = {"title": {"fr": "Ensemble"}, "text": {}, "ref": ref}
    return reports.add_block(report, kind, content, **study.given)


def test_a_published_display_is_a_block_with_its_source_and_its_words(study, report):
    added(report, study, "display", str(published(study).uid))
    content, problems = content_of(report, study.by)
    assert problems == []
    (block,) = [one for one in shown(content, "fr")["blocks"] if one["parts"]]
    _question, table, quotes = block["parts"]
    assert "3 sur 4" in table["table"]["rows"][0][0]
    assert table["table"]["source"] == "Un essai"
    assert quotes["quotes"] == [("Avant, pas après.", "Une personne")]


def test_a_display_its_people_have_not_read_is_in_no_report(study, report):
    display = study.display()
    study.quote(study.row(display))
    added(report, study, "display", str(display.uid))
    _content, problems = content_of(report, study.by)
    assert any("publié" in str(one) for one in problems)


def parts_in(report, study, language: str = "fr") -> list:
    content, _problems = content_of(report, study.by)
    (block,) = [one for one in shown(content, language)["blocks"] if one["parts"]]
    return block["parts"]


def lines_in(part) -> str:
    return " ".join(line for _kind, lines in part["paragraphs"] for line in lines)


def test_a_number_of_a_draft_follows_the_answers_and_says_what_moved(study, report):
    display = study.display()
    study.row(display)
    added(report, study, "display", str(display.uid))
    _question, table, later = parts_in(report, study)
    assert "3 sur 4" in table["table"]["rows"][0][0]
    assert "une fois" in lines_in(later)
    study.somebody_changes_their_mind()
    _question, table, moved, _later = parts_in(report, study)
    assert "2 sur 4" in table["table"]["rows"][0][0]
    assert moved["title"] == "Ce qui a bougé"
    assert "3 sur 4" in lines_in(moved)
    assert "2 sur 4" in lines_in(moved)
    displays.note_move(display.rows.get(), words="Rien de plus.", **study.given)
    noted = lines_in(parts_in(report, study)[2])
    assert "de 3 sur 4 à 2 sur 4" in noted
    assert "Rien de plus." in noted
    assert "depuis" not in noted


def test_nobody_s_words_are_in_a_draft_before_they_have_read_them(study, report, client):
    display = study.display()
    study.quote(study.row(display))
    added(report, study, "display", str(display.uid))
    client.force_login(study.by)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Les mots disent quand" in page
    assert "Avant, pas après" not in page


def test_a_published_display_moves_in_a_draft_and_rests_in_an_edition(study, report):
    added(report, study, "display", str(published(study).uid))
    study.somebody_changes_their_mind()
    _question, table, moved, _quotes = parts_in(report, study)
    assert "2 sur 4" in table["table"]["rows"][0][0]
    assert "3 sur 4" in lines_in(moved)
    assert "écrit avant" in lines_in(moved)
    edition = out(report, study)
    study.somebody_changes_their_mind("r2")
    (block,) = [one for one in shown(edition.content, "fr")["blocks"] if one["parts"]]
    assert "2 sur 4" in block["parts"][1]["table"]["rows"][0][0]
    assert "3 sur 4" in lines_in(block["parts"][2])
    reports.begin_edition(report, **study.given)
    report.refresh_from_db()
    assert "1 sur 4" in parts_in(report, study)[1]["table"]["rows"][0][0]


def test_a_number_that_cannot_be_read_any_more_stays_as_it_was_published(study, report):
    added(report, study, "display", str(published(study).uid))
    study.dataset.delete()
    content, _problems = content_of(report, study.by)
    parts = shown(content, "fr")["blocks"][-1]["parts"]
    assert "3 sur 4" in parts[1]["table"]["rows"][0][0]
    assert "ne se lit plus" in lines_in(parts[2])


def test_a_model_is_a_block_with_what_was_found_and_by_what(study, report):
    study.evidence("contradicts")
    logic.say_finding(study.outcome, finding="contradicted", words="Non, au contraire.", **study.given)
    logic.draw_arrow(study.activity, study.outcome, **study.given)
    added(report, study, "logic", str(study.model.uid))
    content, problems = content_of(report, study.by)
    assert problems == []
    (block,) = [one for one in shown(content, "fr")["blocks"] if one["parts"]]
    rows = {row[0]: row for row in block["parts"][1]["table"]["rows"]}
    assert rows["Être écouté"][2].startswith("Contredit")
    assert "Onze entrevues" in rows["Être écouté"][3]
    assert rows["En parler ensemble"][4] == "Être écouté"
    english = shown(content, "en")["blocks"][-1]["parts"][1]["table"]["rows"]
    assert any(row[2].startswith("Contradicted") for row in english)


def test_another_s_display_is_nobody_s_block(study, report, client):
    display = published(study)
    stranger = leader()
    other = written(begun(stranger), stranger, {"what": "question", "item": "logement"})
    reports.add_block(
        other,
        "display",
        {"title": {}, "text": {}, "ref": str(display.uid)},
        by=stranger,
        at=study.at,
    )
    _content, problems = content_of(other, stranger)
    assert ["publié" in str(one) for one in problems] == [True]
    client.force_login(stranger)
    page = client.get(reverse("block_new", args=[other.uid, "display"])).content.decode()
    assert "En regard" not in page


def test_it_goes_out_on_the_page_and_in_word_as_it_was_frozen(study, report, client):
    added(report, study, "display", str(published(study).uid))
    client.force_login(study.by)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Les mots disent quand" in page
    assert "Avant, pas après" in page
    content, _problems = content_of(report, study.by)
    content |= {"number": 1, "published_on": "2026-01-05", "replies": []}
    found = Document(BytesIO(docx_of(content, "0" * 64, "fr")))
    cells = " ".join(cell.text for table in found.tables for row in table.rows for cell in row.cells)
    assert "Les mots disent quand" in cells
    assert "Avant, pas après" in " ".join(one.text for one in found.paragraphs)


@pytest.fixture
def edition(study, report):
    """Published, with a joint display that moved and a logic model."""
    study.evidence("contradicts")
    logic.say_finding(study.outcome, finding="contradicted", words="Non, au contraire.", **study.given)
    added(report, study, "display", str(published(study).uid))
    added(report, study, "logic", str(study.model.uid))
    study.somebody_changes_their_mind()
    return out(report, study)


SAID = (
    "Les mots disent quand",
    "Avant, pas après",
    "Ce qui a bougé",
    "3 sur 4",
    "2 sur 4",
    "Être écouté",
    "Contredit",
    "Onze entrevues",
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_is_tagged_and_holds_both_blocks(edition, language):
    data = file_of_edition(edition, f"pdf-{language}")
    said, tags = words_of(data), tags_of(data)
    wanted = SAID if language == "fr" else ("What moved", "Contradicted", "2 of 4", "Avant, pas après")
    assert [one for one in wanted if one.replace(" ", "") not in said] == []
    assert tags.count("Table") >= 3
    assert "BlockQuote" in tags


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_word_document_holds_both_blocks(edition, language):
    found = Document(BytesIO(file_of_edition(edition, f"docx-{language}")))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    text = " ".join([*cells, *(one.text for one in found.paragraphs)])
    wanted = SAID if language == "fr" else ("What moved", "Contradicted", "2 of 4", "Avant, pas après")
    assert [one for one in wanted if one not in text] == []
    headings = [one.text for one in found.paragraphs if one.style.name.startswith("Heading")]
    assert {"En regard", "Un modèle"} <= set(headings)


def test_the_data_of_the_report_hold_the_tables_of_both_blocks(edition):
    with ZipFile(BytesIO(file_of_edition(edition, "donnees"))) as archive:
        tables = {name: archive.read(name).decode() for name in archive.namelist() if "figures/" in name}
    assert any("Les mots disent quand" in text for text in tables.values())
    assert any("Onze entrevues" in text for text in tables.values())


def test_it_is_chosen_on_a_page(study, report, client):
    display = published(study)
    client.force_login(study.by)
    page = reverse("block_new", args=[report.uid, "display"])
    assert display.title in client.get(page).content.decode()
    sent = {"ref": str(display.uid), "title": "Ensemble", "text": "", "title_en": "", "text_en": ""}
    assert client.post(page, sent).status_code == 302
    assert report.blocks.get(kind="display").content["ref"] == str(display.uid)
    assert client.get(reverse("block_new", args=[report.uid, "logique"])).status_code == 404
