"""Reports: written in blocks, read first by those asked, published whole with their replies."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.actions import reports as actions
from arrimage.apps.inquiry.actions.report_files import FORMS, file_of_edition
from arrimage.apps.inquiry.models import Block, EditionFile, Report, digest_of
from arrimage.apps.inquiry.queries import reports as queries
from arrimage.apps.inquiry.report_content import can_be_shown, draw, paragraphs
from arrimage.apps.kernel.clock import now, today
from tests.accounts.factories import acting_user
from tests.inquiry.pdf_words import tags_of, words_of
from tests.inquiry.study_world import (
    ANSWERS,
    begun,
    being_read,
    brought,
    leader,
    published,
    study_2018,
    written,
)
from tests.network.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
TEXT = {"title": {"fr": "Titre"}, "text": {"fr": "Mots"}}
WORDS = "respondent,side,territory,item,answer\n" + "".join(
    f"{who},{side},Nord,{item},{answer}\n"
    for who, side, answers in (
        ("c1", "centre", ("yes", "Un dîner par mois", "yes")),
        ("r1", "coalition", ("no", "On nous rappelle", "no")),
    )
    for item, answer in zip(("logement", "mots", "accord"), answers, strict=True)
)
CODEBOOK = b"item,kind\nlogement,single\nmots,long_text\naccord,single\n"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def by():
    return leader()


@pytest.fixture
def asked():
    return acting_user(Role.COALITION_COORDINATOR, organisation=OrganisationFactory(name="Le regroupement"))


def refusals(report, by) -> list[str]:
    return [str(one) for one in queries.content_of(report, by)[1]]


# --- Blocks


def test_blocks_are_ordered_taken_out_and_put_back(by):
    report = written(begun(by), by)
    first, second = report.blocks.all()
    actions.move_block(second, up=True, by=by, at=now())
    assert [block.pk for block in queries.blocks_of(report)] == [second.pk, first.pk]
    actions.remove_block(first, by=by, at=now())
    assert [block.pk for block in queries.blocks_of(report)] == [second.pk]
    actions.restore_block(first, by=by, at=now())
    third = actions.add_block(report, "text", TEXT, after=second, by=by, at=now())
    assert [block.pk for block in queries.blocks_of(report)] == [second.pk, third.pk, first.pk]


def test_figures_follow_the_answers_until_they_are_frozen(by):
    study = begun(by)
    report = written(study, by, {"what": "question", "item": "logement"})
    before = queries.content_of(report, by)[0]["blocks"][1]["figure"]["fr"]["rows"]
    edition = being_read(study, by, OrganisationFactory(), report=report)
    study.sources.all().delete()
    from arrimage.apps.inquiry.actions import studies

    more = ANSWERS + "c3,centre,Est,logement,no\n"
    studies.attach_source(study, "fichier", brought(by, more).uid, by=by, at=now())
    after = queries.content_of(report, by)[0]["blocks"][1]["figure"]["fr"]["rows"]
    assert after != before
    edition.refresh_from_db()
    assert edition.content["blocks"][1]["figure"]["fr"]["rows"] == before


def test_a_figure_without_a_source_is_refused_by_block(by):
    study = begun(by, brought(by, source=""))
    report = written(study, by, {"what": "question", "item": "logement"})
    (sentence,) = refusals(report, by)
    assert "Bloc 2" in sentence
    assert "source" in sentence
    with pytest.raises(ValidationError, match="source"):
        being_read(study, by, OrganisationFactory(), report=report)
    assert Report.objects.get().state == Report.State.WRITING


def test_a_figure_without_a_denominator_is_refused_by_block(by):
    report = written(begun(by), by, {"what": "answering"})  # nobody said how many were asked
    assert ["Bloc 2" in one for one in refusals(report, by)] == [True]
    found = draw({"what": "question", "item": "logement"}, _paired(report, by), "fr")
    assert can_be_shown(found) == ""
    from dataclasses import replace

    assert "dénominateur" in can_be_shown(replace(found, base=0))


def _paired(report, by):
    from arrimage.apps.inquiry.queries.studies import paired_of

    return paired_of(report.study, by)


def test_an_empty_block_or_report_is_refused(by):
    report = actions.start_report(begun(by), title="Vide", by=by, at=now())
    assert len(refusals(report, by)) == 1
    actions.add_block(report, "text", {"title": {}, "text": {}}, by=by, at=now())
    assert "Bloc 1" in refusals(report, by)[0]


def test_small_groups_stay_hidden_in_a_report_though_the_team_sees_them(by):
    rows = "".join(f"c{n},centre,P{n},q,{'yes' if n < 20 else 'no'}\n" for n in range(22))
    rows += "".join(f"r{n},coalition,P{n},q,yes\n" for n in range(22))
    dataset = brought(by, "respondent,side,territory,item,answer\n" + rows, mode="named", threshold=5)
    report = written(begun(by, dataset), by, {"what": "question", "item": "q"}, {"what": "agreement"})
    content, problems = queries.content_of(report, by)
    told = json.dumps(content["blocks"][1]["figure"]["fr"]["rows"], ensure_ascii=False)
    assert "masqué" in told
    assert ", 2, " not in told
    assert [one.number for one in problems] == [3]  # pairs would name two respondents each


def test_quotes_need_the_consent_of_who_wrote_them(by):
    dataset = brought(by, WORDS, codebook=CODEBOOK, codebook_name="q.csv")
    study = begun(by, dataset, consent_item="accord")
    report = written(study, by, {"what": "question", "item": "logement"})
    (piece,) = queries.quotable(report, "mots", by)
    assert piece.text == "Un dîner par mois"
    content = {"title": {}, "text": {}, "item": "mots", "words": [piece.ref]}
    block = actions.add_block(report, "quotes", content, by=by, at=now())
    assert not refusals(report, by)
    frozen = queries.content_of(report, by)[0]["blocks"][2]["quotes"]
    assert frozen == [{"text": "Un dîner par mois", "side": {"fr": "Centres", "en": "Centres"}}]
    # Another's words, whose author said no: their reference is worth nothing.
    from arrimage.apps.inquiry.queries.study_words import words_of
    from arrimage.apps.inquiry.results.protection import INSIDE

    other = [
        one.ref
        for one in words_of(_paired(report, by).sheet, "etude", study.uid, "mots", INSIDE)
        if one.ref != piece.ref
    ]
    actions.change_block(block, content | {"words": other}, since=block.version, by=by, at=now())
    assert "Bloc 3" in refusals(report, by)[0]
    study.consent_item = ""
    study.save()
    assert queries.quotable(Report.objects.get(), "mots", by) == []


# --- Reading and publishing


def test_those_asked_read_first_and_nobody_else(client, by, asked):
    edition = being_read(begun(by), by, asked.acting.organisation)
    reader = edition.readers.get()
    client.force_login(asked)
    assert client.get(reverse("report_read", args=[reader.uid])).status_code == 200
    reader.refresh_from_db()
    assert reader.opened_at
    assert edition.report.title in client.get(reverse("readings")).content.decode()
    client.force_login(acting_user(Role.MANAGER))
    assert client.get(reverse("report_read", args=[reader.uid])).status_code == 404
    client.logout()
    assert client.get(edition.report.get_public_url()).status_code == 404
    assert edition.report.title not in client.get(reverse("reports")).content.decode()


def test_those_asked_are_told_by_mail_without_what_it_says(by, asked, mailoutbox):
    being_read(begun(by), by, asked.acting.organisation)
    assert [asked.email] == [to for mail in mailoutbox for to in mail.to if to == asked.email]
    mail = next(one for one in mailoutbox if asked.email in one.to)
    assert "rapports/lectures/" in mail.body
    assert "logement" not in mail.body


def test_it_does_not_change_while_it_is_read(by):
    report = being_read(begun(by), by, OrganisationFactory()).report
    with pytest.raises(ValidationError):
        actions.add_block(report, "text", TEXT, by=by, at=now())
    with pytest.raises(ValidationError):
        actions.change_block(report.blocks.first(), TEXT, since=1, by=by, at=now())


def test_it_waits_for_the_readers_then_goes_with_their_reply(by, asked):
    report = being_read(begun(by), by, asked.acting.organisation, days=3).report
    with pytest.raises(ValidationError):
        actions.publish_report(report, by=by, at=now())
    reader = queries.edition_being_read(report).readers.get()
    actions.reply(reader, "Nous le voyons autrement.", by=asked, at=now())
    edition = actions.publish_report(report, by=by, at=now())
    assert edition.content["replies"][0]["text"] == {"fr": "Nous le voyons autrement."}
    assert actions.publish_report(report, by=by, at=now()) == edition
    with pytest.raises(ValidationError):
        actions.reply(reader, "Trop tard", by=asked, at=now())


def test_after_the_last_day_silence_does_not_hold_it_back(by):
    report = being_read(begun(by), by, OrganisationFactory(), days=3).report
    with pytest.raises(ValidationError):
        actions.publish_report(report, by=by, at=now() + timedelta(days=3))
    assert actions.publish_report(report, by=by, at=now() + timedelta(days=4)).published_at


def test_only_who_speaks_for_an_organisation_replies(by, asked):
    reader = being_read(begun(by), by, asked.acting.organisation).readers.get()
    worker = acting_user(Role.WORKER, organisation=asked.acting.organisation)
    for other in (worker, acting_user(Role.MANAGER), by):
        with pytest.raises(PermissionDenied):
            actions.reply(reader, "Non", by=other, at=now())


def test_no_reader_no_reading_and_no_reading_without_a_day(by):
    with pytest.raises(ValidationError):
        being_read(begun(by), by)
    with pytest.raises(ValidationError):
        being_read(begun(by), by, OrganisationFactory(), days=0)


def test_taken_back_it_is_read_anew_and_replies_are_kept(by, asked):
    report = being_read(begun(by), by, asked.acting.organisation).report
    reader = queries.edition_being_read(report).readers.get()
    actions.reply(reader, "Une réplique", by=asked, at=now())
    actions.take_back(report, by=by, at=now())
    assert not queries.readings_of(asked).exists()
    actions.add_block(report, "text", TEXT, by=by, at=now())
    edition = being_read(report.study, by, report=report)
    again = edition.readers.get()
    assert (again.reply, again.done_at) == ("Une réplique", None)
    assert len(edition.content["blocks"]) == 3


def test_what_is_published_never_changes_and_older_editions_stay(client, by):
    study = begun(by)
    report = being_read(study, by, OrganisationFactory()).report
    first = published(report, by)
    assert first.digest == digest_of(first.content)
    actions.begin_edition(report, by=by, at=now())
    actions.add_block(report, "text", TEXT, by=by, at=now())
    second = published(being_read(study, by, OrganisationFactory(), report=report).report, by)
    assert (first.number, second.number) == (1, 2)
    latest = client.get(report.get_public_url()).content.decode()
    older = client.get(first.get_absolute_url()).content.decode()
    assert second.digest in latest
    assert first.digest in older
    assert "Titre" not in older
    first.refresh_from_db()
    assert first.digest == digest_of(first.content)


def test_a_changed_content_is_seen(client, by):
    edition = published(being_read(begun(by), by, OrganisationFactory()).report, by)
    intact = "l’empreinte de ce qui est montré est celle"
    assert intact in client.get(edition.get_absolute_url()).content.decode()
    edition.content["title"]["fr"] = "Autre chose"
    edition.save()
    assert intact not in client.get(edition.get_absolute_url()).content.decode()


def test_what_was_read_is_what_is_published_or_nothing_is(by):
    report = being_read(begun(by), by, OrganisationFactory()).report
    edition = queries.edition_being_read(report)
    edition.content["title"]["fr"] = "Autre chose"
    edition.save()
    with pytest.raises(ValidationError):
        published(report, by)


def test_who_does_not_lead_writes_and_publishes_nothing(client, by):
    report = written(begun(by), by)
    other = leader()
    for act in (
        lambda: actions.add_block(report, "text", TEXT, by=other, at=now()),
        lambda: being_read(report.study, other, OrganisationFactory(), report=report),
        lambda: actions.publish_report(report, by=other, at=now()),
    ):
        with pytest.raises(PermissionDenied):
            act()
    client.force_login(other)
    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(reverse("report_reading", args=[report.uid])).status_code == 404
    assert client.post(reverse("block_move", args=[report.uid, Block.objects.first().uid])).status_code == 404


def test_a_report_cannot_skip_its_reading(by):
    report = written(begun(by), by)
    with pytest.raises(ValidationError):
        actions.publish_report(report, by=by, at=now())


# --- Outputs


@pytest.fixture
def edition(by, asked):
    report = written(
        study_2018(by),
        by,
        {"what": "voices"},
        {"what": "question", "item": "satisfied"},
        {"what": "agreement"},
    )
    report = actions.change_report(
        report, since=report.version, title_en="What is said", summary="Court.", by=by, at=now()
    )
    table = {"title": {"fr": "=Chaque paire"}, "text": {}, "spec": {"what": "pairs"}}
    actions.add_block(report, "table", table, by=by, at=now())
    actions.add_block(report, "method", {"title": {}, "text": {}}, by=by, at=now())
    reading = being_read(report.study, by, asked.acting.organisation, report=report)
    actions.reply(reading.readers.get(), "=Notre réplique", by=asked, at=now())
    return actions.publish_report(report, by=by, at=now())


def test_the_pdf_is_tagged_titled_and_says_it_all(edition):
    data = file_of_edition(edition, "pdf-fr")
    assert data.startswith(b"%PDF-")
    assert EditionFile.objects.filter(form="pdf-fr").count() == 1
    assert file_of_edition(edition, "pdf-fr") == data
    assert b"/MarkInfo<</Marked true" in data
    assert b"/Lang(fr-CA)" in data
    assert b"/Title(Ce qui est dit)" in data
    assert {"H1", "H2", "Figure", "Table", "TH"} <= set(tags_of(data))
    text = words_of(data)
    for words in ("17 sur 21", "8 sur 15", "Reconstruction", "=Notre réplique", edition.digest[:20]):
        assert words.replace(" ", "") in text, words


def test_the_pdf_in_english_speaks_english(edition):
    data = file_of_edition(edition, "pdf-en")
    assert b"/Lang(en-CA)" in data
    assert "of21" in words_of(data)
    assert "sur21" not in words_of(data)
    from django.utils import translation

    from arrimage.apps.inquiry.report_plain import plain_report

    with translation.override("en"):
        plain = plain_report(edition.content, edition.digest, "en")
    assert plain["title"] == "What is said"
    assert "of 21" in json.dumps(plain["blocks"])
    assert "sur 21" not in json.dumps(plain["blocks"])


def test_the_word_document_has_headings_descriptions_and_headed_tables(edition):
    from docx import Document

    document = Document(io.BytesIO(file_of_edition(edition, "docx-fr")))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") >= 5
    assert document.core_properties.title == "Ce qui est dit"
    assert document.core_properties.language == "fr-CA"
    xml = document.element.xml
    assert len(re.findall(r'<wp:docPr[^>]*descr="[^"]{20,}"', xml)) == len(document.inline_shapes) > 0
    assert xml.count("w:tblHeader") == len(document.tables) > 0
    assert "=Notre réplique" in "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_data_come_with_their_codebook_and_licence(edition):
    archive = zipfile.ZipFile(io.BytesIO(file_of_edition(edition, "donnees")))
    names = set(archive.namelist())
    assert {"answers.csv", "codebook.csv", "LICENCE.txt", "README.md", "datapackage.json"} <= names
    package = json.loads(archive.read("datapackage.json"))
    assert {one["path"] for one in package["resources"]} == {name for name in names if name.endswith(".csv")}
    assert package["hash"] == f"sha256:{edition.digest}"
    answers = archive.read("answers.csv").decode("utf-8-sig")
    assert answers.count("reconstruction") == len(answers.splitlines()) - 1
    assert "Reconstruction" in archive.read("README.md").decode()
    assert "=Notre réplique" in archive.read("README.md").decode()
    for name in names:
        if name.endswith(".csv"):
            lines = archive.read(name).decode("utf-8-sig").splitlines()
            assert not [line for line in lines if re.match(r'"?[=+@]', line)]


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_the_package_of_answers_nobody_may_trace_holds_no_row(by, mode):
    rows = "".join(f"c{n},centre,P{n},q,{'yes' if n < 30 else 'no'}\n" for n in range(33))
    rows += "".join(f"r{n},coalition,P{n},q,yes\n" for n in range(22))
    dataset = brought(by, "respondent,side,territory,item,answer\n" + rows, mode=mode, threshold=5)
    study = begun(by, dataset)
    report = written(study, by, {"what": "question", "item": "q"})
    edition = published(being_read(study, by, OrganisationFactory(), report=report).report, by)
    archive = zipfile.ZipFile(io.BytesIO(file_of_edition(edition, "donnees")))
    assert "answers.csv" not in archive.namelist()
    everything = "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    assert not re.search(r"\bc1\d\b|\bP1\d\b|\bn000", everything)
    (figure,) = [name for name in archive.namelist() if name.startswith("figures/")]
    assert ",3," not in archive.read(figure).decode("utf-8-sig")  # the three who said no


def test_named_answers_are_in_the_package_only_if_those_asked_agreed(by):
    study = begun(by, brought(by))
    report = written(study, by, {"what": "question", "item": "logement"})
    edition = published(being_read(study, by, OrganisationFactory(), report=report).report, by)
    archive = zipfile.ZipFile(io.BytesIO(file_of_edition(edition, "donnees")))
    assert "answers.csv" not in archive.namelist()


def test_every_form_opens_at_its_public_address(client, edition):
    for form in FORMS:
        answer = client.get(reverse("report_file", args=[edition.report.uid, edition.number, form]))
        assert answer.status_code == 200
        assert answer["Content-Type"] == FORMS[form][0]
    assert client.get(reverse("report_file", args=[edition.report.uid, 1, "exe"])).status_code == 404
    assert client.get(reverse("report_file", args=[edition.report.uid, 9, "pdf-fr"])).status_code == 404


def test_the_page_carries_the_reconstruction_the_reply_and_the_digest(client, edition):
    body = client.get(edition.report.get_public_url()).content.decode()
    for words in ("Reconstruction", "=Notre réplique", edition.digest, "17 sur 21", "Le regroupement"):
        assert words.replace(" ", "") in body.replace("\u00a0", " ").replace(" ", ""), words


def test_a_published_page_counts_its_queries(client, edition, django_assert_max_num_queries):
    client.get(edition.report.get_public_url())
    with django_assert_max_num_queries(8):
        client.get(edition.report.get_public_url())


# --- Pages


def test_a_report_is_written_read_and_published_on_its_pages(client, by, asked):
    study = begun(by)
    client.force_login(by)
    page = client.post(reverse("report_new", args=[study.uid]), {"title": "Au jour", "licence": "CC0"})
    report = Report.objects.get()
    assert page["Location"] == report.get_absolute_url()
    new = reverse("block_new", args=[report.uid, "text"])
    assert client.post(new, {"title": "", "text": ""}).status_code == 422
    client.post(new, {"title": "La question", "text": "Pourquoi ?"})
    client.post(reverse("block_new", args=[report.uid, "figure"]), {"spec": "question:logement"})
    assert [block.kind for block in report.blocks.all()] == ["text", "figure"]
    block = report.blocks.first()
    edit = reverse("block_edit", args=[report.uid, block.uid])
    assert client.post(edit, {"title": "Mieux", "text": "x", "version": 1}).status_code == 302
    assert client.post(edit, {"title": "Pire", "text": "x", "version": 1}).status_code == 422
    move = reverse("block_move", args=[report.uid, block.uid])
    for do in ("down", "up", "remove", "restore"):
        assert client.post(move, {"do": do}).status_code == 302
    assert client.post(move, {"do": "x"}).status_code == 400
    reading = reverse("report_reading", args=[report.uid])
    assert "Le regroupement" in client.get(reading + "?q=regroupement").content.decode()
    given = {"do": "open", "organisations": asked.acting.organisation.pk}
    assert client.post(reading, given | {"until": today().isoformat()}).status_code == 422
    client.post(reading, given | {"until": (today() + timedelta(days=5)).isoformat()})
    reader = queries.edition_being_read(report).readers.get()
    client.force_login(asked)
    assert client.get(reverse("report_reply", args=[reader.uid])).status_code == 200
    client.post(reverse("report_reply", args=[reader.uid]), {"reply": "Nous aussi."})
    client.force_login(by)
    assert "Nous aussi." in client.get(reading).content.decode()
    page = client.post(reading, {"do": "publish"})
    assert page["Location"] == report.get_public_url()
    client.logout()
    assert "Nous aussi." in client.get(report.get_public_url()).content.decode()


def test_a_reply_with_nothing_to_add_is_noted(client, by, asked):
    reader = being_read(begun(by), by, asked.acting.organisation).readers.get()
    client.force_login(asked)
    client.post(reverse("report_reply", args=[reader.uid]), {"reply": ""})
    reader.refresh_from_db()
    assert (reader.reply, bool(reader.done_at)) == ("", True)


def test_words_become_paragraphs_and_lists():
    assert paragraphs("Un\n\n- a\n- b\n\nDeux\nlignes") == [
        ("p", ["Un"]),
        ("ul", ["a", "b"]),
        ("p", ["Deux", "lignes"]),
    ]


def test_time_alone_opens_the_publication(by):
    report = being_read(begun(by), by, OrganisationFactory(), days=2).report
    with time_machine.travel(now() + timedelta(days=3)):
        assert actions.publish_report(report, by=by, at=now()).published_at
