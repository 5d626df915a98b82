"""Texts: read from what people have, prepared until nobody can be named in them, frozen, masked."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.kernel.uploads import Kind, check_upload
from arrimage.apps.qualitative import naming
from arrimage.apps.qualitative.actions import texts
from arrimage.apps.qualitative.models import Coding
from arrimage.apps.qualitative.queries import corpora as queries
from arrimage.apps.qualitative.queries.naming import found_in
from arrimage.apps.qualitative.texts import ALLOWED, read_text, tidy
from tests.network.factories import OrganisationFactory
from tests.qualitative.world import coded, person_of, text_of

SAID = "INT : Bonjour.\n\nMado : Oui, ça va."
DOCX = """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:r><w:t>INT : Bonjour.</w:t></w:r></w:p><w:p/>
<w:p><w:r><w:t xml:space="preserve">Mado : Oui, </w:t></w:r><w:r><w:t>ça va.</w:t></w:r></w:p></w:body>
</w:document>"""
ODT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
<text:p>INT : Bonjour.</text:p><text:p/><text:p>Mado :<text:s/>Oui, <text:span>ça</text:span> va.</text:p>
</office:text></office:body></office:document-content>"""


def packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as document:
        for name, content in parts.items():
            document.writestr(name, content)
    return file.getvalue()


FILES = {
    "a.txt": "\ufeffINT : Bonjour.\r\n\r\n\r\n\r\nMado : Oui, ça va. \r\n".encode(),
    "a.docx": packed(**{"[Content_Types].xml": "<Types/>", "word/document.xml": DOCX}),
    "a.odt": packed(**{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT}),
    "a.vtt": (
        "WEBVTT\n\nNOTE rien\n\n1\n00:00:01.000 --> 00:00:02.000\n<v INT>Bonjour.</v>\n\n"
        "00:03.000 --> 00:04.000\n<v Mado>Oui,\n\n00:05.000 --> 00:06.000\n<v Mado><i>ça va.</i>\n"
    ).encode(),
    "a.srt": (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nINT : Bonjour.\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:04,000\r\nMado : Oui,\r\nça va.\r\n"
    ).encode(),
    "a.csv": "personne;texte\r\nINT;Bonjour.\r\nMado;Oui,\r\nMado;ça va.\r\n".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_words_come_out_of_every_kind_of_file(name):
    file = SimpleUploadedFile(name, FILES[name])
    kind = check_upload(file, allowed=ALLOWED).kind
    assert read_text(file.read(), kind) == SAID


def test_a_table_that_does_not_hold_is_refused_by_line():
    with pytest.raises(ValidationError, match="Ligne 3"):
        read_text(b"personne,texte\nA,oui\nB,non,encore\n", Kind.CSV)
    with pytest.raises(ValidationError, match="texte"):
        read_text(b"a,b\n1,2\n", Kind.CSV)


def test_a_file_without_words_is_refused():
    with pytest.raises(ValidationError):
        read_text(b" \n ", Kind.TEXT)


@given(st.text(max_size=200))
def test_tidying_twice_changes_nothing_more(text):
    once = tidy(text)
    assert tidy(once) == once
    assert "\r" not in once


# --- What could name somebody
TEXT = (
    "INT : Qui était là ?\n\nMado : Josée Tremblay, de La Veilleuse, et M. Roy. On s’est vus à"
    " Pont-aux-Lilas. Josée m’a appelée au 418 555-0147. Le lendemain, Internet ne marchait pas."
)


def test_names_places_organisations_and_numbers_are_noticed_once_each():
    found = naming.suspects(
        TEXT,
        people=["Josée Tremblay"],
        directory={"La Veilleuse": "organisation", "Pont-aux-Lilas": "place"},
        replaced={"M. Roy": "[superviseur]"},
    )
    assert [(one.words, str(one.why), one.times) for one in found] == [
        ("Josée Tremblay", "person", 1),
        ("La Veilleuse", "organisation", 1),
        ("M. Roy", "replaced", 1),
        ("Pont-aux-Lilas", "place", 1),
        ("Josée", "person", 1),
        ("418 555-0147", "number", 1),
    ]
    assert found[2].proposed == "[superviseur]"


def test_the_name_of_who_speaks_and_the_beginning_of_a_sentence_are_no_suspects():
    assert naming.suspects("Mado : Demain, oui. Bien. « Peut-être »") == []
    assert [one.words for one in naming.suspects("Mado : avec Gertrude hier")] == ["Gertrude"]


def test_the_directory_and_the_frame_are_asked(study, at):
    OrganisationFactory(name="La Maison bleue", short_name="LMB")
    person_of(study.corpus)
    text = text_of(
        study.corpus, text="Elle : chez La Maison bleue, avec Yvonne.", state="prepared", frozen_at=None
    )
    assert [one.words for one in found_in(text)] == ["La Maison bleue", "Yvonne"]


def prepared(study, at, text="Elle : avec Gertrude, puis Gertrude et Gertrudes."):
    person_of(study.corpus)
    return texts.bring_text(study.text.case, title="Une autre", text=text, by=study.lead, at=at)


def test_what_is_confirmed_is_replaced_everywhere_and_proposed_in_the_next_text(study, at):
    text = prepared(study, at)
    done = texts.replace_names(text, {"Gertrude": "[G.]"}, by=study.lead, at=at, since=1)
    assert done.text == "Elle : avec [G.], puis [G.] et Gertrudes."
    assert done.length == len(done.text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT original FROM qualitative_replacement")
        assert "Gertrude" not in str(cursor.fetchall())
    other = texts.bring_text(study.other.case, title="B", text="Et Gertrude ?", by=study.lead, at=at)
    assert [(one.words, one.proposed) for one in found_in(other)] == [("Gertrude", "[G.]")]


def test_what_names_nobody_is_not_asked_about_again(study, at):
    text = prepared(study, at)
    assert [one.words for one in found_in(text)] == ["Gertrude", "Gertrudes"]
    texts.replace_names(text, {}, left=["Gertrudes"], by=study.lead, at=at, since=1)
    text.refresh_from_db()
    assert [one.words for one in found_in(text)] == ["Gertrude"]
    assert "Gertrudes" in text.text


def test_a_text_being_prepared_is_read_by_those_who_lead_alone(study, at, signed_in):
    text = prepared(study, at)
    assert text not in queries.transcripts_visible_to(study.ana, on=at.date())
    assert signed_in(study.ana).get(f"/entretiens/textes/{text.uid}/preparer/").status_code == 404
    assert (
        "Gertrude" in signed_in(study.lead).get(f"/entretiens/textes/{text.uid}/preparer/").content.decode()
    )


def test_names_are_confirmed_on_the_page_and_the_text_frozen(study, at, signed_in):
    text = prepared(study, at)
    browser = signed_in(study.lead)
    address = f"/entretiens/textes/{text.uid}/preparer/"
    refused = browser.post(address, {"since": 1, "do": "replace", "do0": "replace", "s0": ""})
    assert refused.status_code == 422
    sent = {"since": 1, "do": "freeze", "do0": "replace", "s0": "[G.]", "do1": "leave"}
    assert browser.post(address, sent).status_code == 302
    text.refresh_from_db()
    assert text.is_frozen
    assert "Gertrude," not in text.text


def test_two_who_prepare_the_same_text_do_not_overwrite_each_other(study, at):
    text = prepared(study, at)
    texts.replace_names(text, {"Gertrude": "[G.]"}, by=study.lead, at=at, since=1)
    with pytest.raises(StaleVersion):
        texts.freeze(text, by=study.lead, at=at, since=1)


def test_a_frozen_text_is_prepared_no_more(study, at):
    with pytest.raises(ValidationError, match="figé"):
        texts.replace_names(study.text, {"Mado": "X"}, by=study.lead, at=at, since=1)
    with pytest.raises(PermissionDenied):
        texts.freeze(prepared(study, at), by=study.ana, at=at, since=1)


def test_a_mask_leaves_each_coding_its_words(study, at):
    text = text_of(study.corpus, "Léa", text="Avec Gertrude hier. Puis Gertrude a ri, et moi aussi.")
    ana, bo, code = study.member(study.ana), study.member(study.bo), study.codes[0]
    inside = [coded(text, code, ana, words) for words in ("Gertrude", "Avec Gertrude", "et moi aussi")]
    coded(text, code, bo, "hier")
    twice = coded(text, code, ana, "Gert")  # once masked, it says the same as «Gertrude»
    texts.mask(text, "Gertrude", "[une collègue]", by=study.lead, at=at, since=1)
    text.refresh_from_db()
    assert text.text == "Avec [une collègue] hier. Puis [une collègue] a ri, et moi aussi."
    words = [text.text[one.start : one.end] for one in Coding.objects.filter(transcript=text).order_by("id")]
    assert words == ["[une collègue]", "Avec [une collègue]", "et moi aussi", "hier"]
    assert not Coding.objects.filter(pk=twice.pk).exists()
    assert len(inside) == 3


@given(st.data())
def test_whatever_is_masked_the_words_outside_of_it_are_kept(data):
    text = data.draw(st.text("abcé \n😀", min_size=3, max_size=60))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    by = data.draw(st.text("[x]", min_size=1, max_size=9))
    moved = naming.masked(text, start, end, by)
    one = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.integers(one + 1, len(text)))
    new = moved.text[moved.place(one) : moved.place(other, is_end=True)]
    if other <= start or one >= end:
        assert new == text[one:other]
    else:
        assert new == text[one : min(max(one, start), other)] * (one < start) + by + text[end:other] * (
            other > end
        )


def test_only_a_text_nobody_coded_is_taken_away(study, at):
    coded(study.text, study.codes[0], study.member(study.ana), "C’est neuf.")
    with pytest.raises(ValidationError, match="codé"):
        texts.discard_text(study.text, by=study.lead, at=at)
    texts.discard_text(study.other, by=study.lead, at=at)
