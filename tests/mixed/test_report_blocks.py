"""What reports show of this room: frozen with them, and never before those quoted have read it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document

from arrimage.apps.inquiry.actions import reports
from arrimage.apps.inquiry.queries.reports import content_of
from arrimage.apps.inquiry.report_content import shown
from arrimage.apps.inquiry.report_docx import docx_of
from arrimage.apps.mixed.actions import displays, logic
from tests.inquiry.study_world import begun, written


@pytest.fixture
def report(study):
    return written(begun(study.by, study.dataset), study.by, {"what": "question", "item": "logement"})


def published(study):
    display = study.display()
    study.quote(study.row(display))
    displays.offer(display, until=localdate(study.at) + timedelta(days=7), **study.given)
    return displays.publish(display, by=study.by, at=study.at + timedelta(days=8))


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
    from tests.inquiry.study_world import leader

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


def test_it_is_chosen_on_a_page(study, report, client):
    display = published(study)
    client.force_login(study.by)
    page = reverse("block_new", args=[report.uid, "display"])
    assert display.title in client.get(page).content.decode()
    sent = {"ref": str(display.uid), "title": "Ensemble", "text": "", "title_en": "", "text_en": ""}
    assert client.post(page, sent).status_code == 302
    assert report.blocks.get(kind="display").content["ref"] == str(display.uid)
    assert client.get(reverse("block_new", args=[report.uid, "logique"])).status_code == 404
