"""Open answers of surveys, coded in the same place: what protects people there still does here."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.inquiry.actions import datasets
from arrimage.apps.qualitative.actions import texts
from arrimage.apps.qualitative.actions.answers import bring_answers
from arrimage.apps.qualitative.queries import answers as queries
from arrimage.apps.qualitative.queries.quotes import quotes_by_uid
from tests.qualitative.world import coded

BOOK = "item,label,kind\nmots,Quoi de neuf ?,long_text\ncite,Peut-on vous citer ?,single\n"
ANSWERS = """respondent,side,item,answer
a,tous,mots,Zoé m’aide.
a,tous,cite,yes
b,tous,mots,On se parle.
b,tous,cite,no
c,tous,mots,Rien du tout.
c,tous,cite,yes
"""


def brought(study, at, **more):
    given = {"title": "Une enquête", "source": "Un essai", "mode": "named", "threshold": 1} | more
    return datasets.import_dataset(
        ANSWERS.encode(),
        "a.csv",
        codebook=BOOK.encode(),
        codebook_name="c.csv",
        by=study.lead,
        at=at,
        **given,
    )


def test_answers_that_may_be_quoted_stand_apart_and_are_prepared_like_any_text(study, at):
    one = brought(study, at)
    ref = f"fichier:{one.uid}"
    assert [item.name for item in queries.open_items(queries.found(study.lead, ref))] == ["mots"]
    made = bring_answers(study.corpus, ref=ref, item="mots", consent="cite", by=study.lead, at=at)
    assert [text.text for text in made] == ["1 : Zoé m’aide.\n\n2 : Rien du tout.", "1 : On se parle."]
    assert {text.state for text in made} == {"prepared"}
    assert [bool(text.case.quotable_because) for text in made] == [True, False]
    quoted = []
    for text in made:
        frozen = texts.freeze(text, since=1, by=study.lead, at=at)
        words = frozen.text.split(" : ")[1].split("\n")[0]
        quoted.append(coded(frozen, study.codes[0], study.member(study.ana), words))
    assert set(quotes_by_uid([one.uid for one in quoted])) == {quoted[0].uid}


def test_without_a_word_about_quoting_nothing_is_quoted(study, at):
    ref = f"fichier:{brought(study, at).uid}"
    (text,) = bring_answers(study.corpus, ref=ref, item="mots", by=study.lead, at=at)
    assert text.case.quotable_because == ""


def test_too_few_answers_that_are_not_named_are_not_shown_here_either(study, at):
    ref = f"fichier:{brought(study, at, mode='anonymous', threshold=5).uid}"
    with pytest.raises(ValidationError, match="trop peu"):
        bring_answers(study.corpus, ref=ref, item="mots", by=study.lead, at=at)


def test_answers_one_may_not_read_are_not_brought(study, at):
    ref = f"fichier:{brought(study, at).uid}"
    with pytest.raises(PermissionDenied):
        bring_answers(study.corpus, ref=ref, item="mots", by=study.ana, at=at)
    for wrong in ("fichier:x", "", f"vague:{study.corpus.uid}"):
        with pytest.raises(ValidationError, match="choisissez"):
            bring_answers(study.corpus, ref=wrong, item="mots", by=study.lead, at=at)
    with pytest.raises(ValidationError):
        bring_answers(study.corpus, ref=ref, item="cite", by=study.lead, at=at)


def test_the_page_goes_from_a_survey_to_its_question(study, at, signed_in):
    ref = f"fichier:{brought(study, at).uid}"
    browser = signed_in(study.lead)
    address = reverse("corpus_answers", args=[study.corpus.uid])
    assert "Une enquête" in browser.get(address).content.decode()
    assert "Quoi de neuf" in browser.get(f"{address}?ref={ref}").content.decode()
    answer = browser.post(f"{address}?ref={ref}", {"item": "mots", "consent": "cite"})
    assert answer.status_code == 302
    assert study.corpus.transcripts.filter(origin="answers").count() == 2
