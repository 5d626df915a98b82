"""What was coded, found again; what goes together, what is still new, what goes against."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from arrimage.apps.audit.models import Entry
from arrimage.apps.qualitative.models import Code, Value, Variable
from arrimage.apps.qualitative.queries import crossing
from arrimage.apps.qualitative.queries import retrieval as queries
from arrimage.apps.qualitative.queries.retrieval import Asked
from tests.qualitative.world import coded, person_of, text_of


@pytest.fixture
def read(study):
    """Mado: Se parler, Peur on words that overlap; Jo: Se parler, the other way."""
    person_of(study.corpus)
    ana, bo = study.member(study.ana), study.member(study.bo)
    study.below = Code.objects.create(corpus=study.corpus, name="Le lundi", parent=study.codes[0], place=9)
    coded(study.text, study.below, ana, "On se parle.")
    coded(study.text, study.codes[1], bo, "parle. C’est neuf.")
    other = coded(study.other, study.codes[0], bo, "J’ai moins peur.")
    other.is_contrary = True
    other.save()
    role = Variable.objects.create(corpus=study.corpus, name="Rôle")
    Value.objects.create(case=study.text.case, variable=role, value="intervenante")
    Value.objects.create(case=study.other.case, variable=role, value="superviseur")
    study.role = role
    return study


def found(study, **asked) -> list[str]:
    rows = queries.passages(study.ana, study.corpus, Asked(**asked), on=localdate())
    return [one.words for one in queries.shown(rows)]


def test_a_code_is_found_with_those_under_it(read):
    assert found(read, codes=(read.codes[0],)) == ["J’ai moins peur.", "On se parle."]
    assert found(read, codes=(read.below,)) == ["On se parle."]


def test_by_case_variable_coder_and_what_says_the_opposite(read):
    assert found(read, cases=(read.other.case,)) == ["J’ai moins peur."]
    assert found(read, values={read.role: "intervenante"}) == ["On se parle.", "parle. C’est neuf."]
    assert found(read, coder=read.member(read.ana)) == ["On se parle."]
    assert found(read, only_contrary=True) == ["J’ai moins peur."]
    assert found(read, codes=(read.codes[1],), cases=(read.other.case,)) == []


def test_each_passage_says_whether_it_may_be_quoted(read):
    rows = queries.passages(read.ana, read.corpus, Asked(), on=localdate())
    assert {one.words: one.may_be_quoted for one in queries.shown(rows)} == {
        "On se parle.": True,
        "parle. C’est neuf.": True,
        "J’ai moins peur.": False,
    }


def test_the_grid_counts_passages_by_code_and_case(read):
    grid = crossing.grid(read.ana, read.corpus, on=localdate())
    assert [str(one) for one in grid.cases] == ["Jo", "Mado"]
    counts = {str(one.code): [one.by_case[case.pk] for case in grid.cases] for one in grid.lines}
    assert counts == {"Se parler": [1, 0], "Le lundi": [0, 1], "Peur": [0, 1], "Temps": [0, 0]}


def test_codes_on_words_that_overlap_go_together(read):
    # The same words coded by two people are one passage.
    coded(read.text, read.below, read.member(read.bo), "On se parle.")
    ((one, other, pair),) = crossing.pairs(read.ana, read.corpus, on=localdate())
    assert {str(one), str(other)} == {"Le lundi", "Peur"}
    assert (pair.times, pair.share) == (1, 1.0)


def test_what_is_new_is_told_text_after_text(read):
    curve = crossing.curve(read.ana, read.corpus, on=localdate())
    assert [str(text.case) for text in curve.texts] == ["Mado", "Jo"]
    assert curve.found.new == (2, 1)


def test_who_goes_the_other_way_is_asked_for(read):
    against = queries.otherwise(read.ana, read.corpus, read.codes[0], on=localdate())
    assert [one.words for one in against.contrary] == ["J’ai moins peur."]
    assert ([str(one) for one in against.cases], [str(one) for one in against.without]) == (["Mado"], ["Jo"])


def test_pages_and_files_say_the_same_and_are_journalled(read, signed_in):
    browser = signed_in(read.ana)
    address = reverse("retrieval", args=[read.corpus.uid])
    asked = f"?code={read.codes[0].uid}"
    page = browser.get(address + asked).content.decode()
    assert "J’ai moins peur." in page
    assert "parle. C’est neuf.</mark>" not in page
    sent = b"".join(browser.get(f"{address}{asked}&export=csv").streaming_content).decode("utf-8-sig")
    assert [row["Mots"] for row in csv.DictReader(io.StringIO(sent))] == ["J’ai moins peur.", "On se parle."]
    assert browser.get(f"{address}{asked}&export=xlsx").status_code == 200
    kinds = set(Entry.objects.values_list("action", flat=True))
    assert {"qualitative.passages_read", "qualitative.passages_exported"} <= kinds
    assert browser.get(reverse("negative_cases", args=[read.codes[0].uid])).status_code == 200
    assert signed_in(read.manager).get(address).status_code in (403, 404)


def test_a_page_of_passages_costs_the_same_whatever_was_coded(read, signed_in, django_assert_max_num_queries):
    for code in read.codes:
        for text in (read.text, read.other):
            for words in ("INT", "C’est", "neuf", "moins"):
                coded(text, code, read.member(read.bo), words)
    for number in range(12):
        coded(text_of(read.corpus, f"P{number:02}"), read.codes[0], read.member(read.bo), "C’est neuf.")
    browser = signed_in(read.ana)
    browser.get(read.corpus.get_absolute_url())  # the first request of a session writes it
    for name, most in (("retrieval", 18), ("code_grid", 8), ("codes_together", 7), ("new_codes", 8)):
        with django_assert_max_num_queries(most):
            assert browser.get(reverse(name, args=[read.corpus.uid])).status_code == 200


def test_a_wide_grid_is_shown_twelve_cases_at_a_time_and_its_file_has_them_all(read, signed_in):
    for number in range(25):
        text = text_of(read.corpus, f"P{number:02}")
        coded(text, read.codes[0], read.member(read.bo), "C’est neuf.")
    where = reverse("code_grid", args=[read.corpus.uid])
    browser = signed_in(read.ana)
    page = browser.get(where).content.decode()
    assert 'data-label="P00"' in page
    assert 'data-label="P24"' not in page
    assert "Cas 1 à 12 sur 27" in page
    assert 'data-label="P24"' in browser.get(where + "?cas=3").content.decode()
    sent = b"".join(browser.get(where + "?export=csv").streaming_content).decode("utf-8-sig")
    (head, *rows) = list(csv.reader(io.StringIO(sent)))
    assert {"P00", "P24"} <= set(head)
    counts = {row[0]: row[1] for row in rows}
    assert counts["Se parler"] == "26"


def test_a_number_of_the_grid_opens_its_passages_and_no_others(read, signed_in):
    parent, case = read.codes[0], read.text.case
    coded(read.text, parent, read.member(read.bo), "C’est neuf.")  # and one under it: «Le lundi»
    browser = signed_in(read.ana)
    link = f"?code={parent.uid}&alone=on&case={case.uid}"
    page = browser.get(reverse("code_grid", args=[read.corpus.uid])).content.decode()
    assert link.replace("&", "&amp;") in page
    opened = browser.get(reverse("retrieval", args=[read.corpus.uid]) + link)
    assert [one.words for one in opened.context["passages"]] == ["C’est neuf."]


def test_what_goes_together_and_what_is_new_have_a_page_each(read, signed_in):
    browser = signed_in(read.ana)
    together = reverse("codes_together", args=[read.corpus.uid])
    assert "Le lundi" in browser.get(together).content.decode()
    sent = b"".join(browser.get(together + "?export=csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sent))
    assert row["Fois"] == "1"
    new = browser.get(reverse("new_codes", args=[read.corpus.uid])).content.decode()
    assert "Le dernier texte a apporté 1 nouveau code, sur 3 rencontrés." in new


def test_what_goes_together_says_what_to_do_while_nothing_does(study, signed_in):
    browser = signed_in(study.ana)
    for name in ("code_grid", "codes_together", "new_codes"):
        assert 'class="empty"' in browser.get(reverse(name, args=[study.corpus.uid])).content.decode()
