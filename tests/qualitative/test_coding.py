"""Putting codes on words: what is marked, by whom, and what stays when texts and codebooks change."""

from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.qualitative.actions import coding as actions
from arrimage.apps.qualitative.cutting import joined, turns_of
from arrimage.apps.qualitative.models import Code, Coding
from arrimage.apps.qualitative.queries import coding as queries
from tests.qualitative.world import coded, text_of

HTMX = {"HX-Request": "true"}


def place(text, words: str) -> tuple[int, int]:
    start = text.text.index(words)
    return start, start + len(words)


def put(study, at, words="C’est neuf.", by=None, code=0, **more):
    return actions.put_codes(
        study.text,
        [study.codes[code]],
        [place(study.text, words)],
        by=by or study.ana,
        at=at,
        **more,
    )


def test_a_code_is_put_on_words_by_somebody_in_a_round(study, at):
    (one,) = put(study, at, memo="Elle insiste.", is_contrary=True)
    assert study.text.text[one.start : one.end] == "C’est neuf."
    assert (one.coder, one.round, one.memo) == (study.member(study.ana), study.together, "Elle insiste.")


def test_whoever_is_not_of_the_team_codes_nothing(study, at):
    with pytest.raises(PermissionDenied):
        put(study, at, by=study.manager)


def test_the_same_code_is_put_once_on_the_same_words_by_the_same_person(study, at):
    put(study, at)
    assert put(study, at) == []
    assert len(put(study, at, by=study.bo)) == 1
    assert len(put(study, at, words="neuf. J’ai")) == 1  # passages overlap as they like


def test_sentences_that_follow_each_other_are_one_passage(study, at):
    first, second = place(study.text, "C’est neuf."), place(study.text, "J’ai moins peur.")
    actions.put_codes(study.text, study.codes[:2], [second, first], by=study.ana, at=at)
    assert {(one.start, one.end) for one in Coding.objects.all()} == {(first[0], second[1])}
    assert len(set(Coding.objects.values_list("passage", flat=True))) == 1


@pytest.mark.parametrize("span", [(0, 0), (5, 3), (0, 9_999), (27, 28)])
def test_words_that_are_not_there_are_refused(study, at, span):
    text = study.text
    assert text.text[27:28].strip() or span != (27, 28)
    blank = text.text.index("\n\n")
    spans = [(blank, blank + 2)] if span == (27, 28) else [span]
    with pytest.raises(ValidationError):
        actions.put_codes(text, study.codes[:1], spans, by=study.ana, at=at)


def test_a_code_of_another_project_is_refused(study, at):
    from tests.qualitative.world import corpus_of

    other = Code.objects.create(corpus=corpus_of(study.organisation), name="Ailleurs")
    with pytest.raises(ValidationError):
        actions.put_codes(study.text, [other], [(0, 5)], by=study.ana, at=at)


def test_one_takes_away_ones_own_alone(study, at):
    (one,) = put(study, at)
    with pytest.raises(PermissionDenied):
        actions.take_coding_away(one, by=study.bo, at=at)
    actions.take_coding_away(one, by=study.ana, at=at)
    assert not Coding.objects.exists()


@given(
    st.text("aé. !\n:M😀", max_size=80),
    st.lists(st.tuples(st.integers(0, 79), st.integers(1, 20)), max_size=6),
)
def test_whatever_is_coded_the_page_shows_each_sign_once_and_marks_the_coded_ones(text, marks):
    codings = [
        Coding(start=start, end=min(start + length, len(text)))
        for start, length in marks
        if start < len(text)
    ]
    turns = turns_of(text, codings)
    shown = [(one, "".join(piece.text for piece in one.pieces)) for turn in turns for one in turn.sentences]
    assert all(text[one.start : one.end] == words for one, words in shown)
    assert "".join("".join(words.split()) for _one, words in shown) == "".join(text.split())
    for one, _words in shown:
        at = one.start
        for piece in one.pieces:
            over = {c.uid.hex[:8] for c in codings if c.start < at + len(piece.text) and c.end > at}
            assert set(piece.marks) == over
            at += len(piece.text)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9))))
def test_joined_passages_never_touch(spans):
    text = "x" * 40
    found = joined([(start, start + length) for start, length in spans], text)
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert {n for s, length in spans for n in range(s, s + length)} == {
        n for s, e in found for n in range(s, e)
    }


# --- The page
def test_sentences_and_codes_are_chosen_without_a_script(study, signed_in):
    browser = signed_in(study.ana)
    address = study.text.get_absolute_url()
    start, end = place(study.text, "C’est neuf.")
    page = browser.get(address).content.decode()
    assert f'value="{start}-{end}"' in page
    sent = {"span": f"{start}-{end}", "code": [str(one.uid) for one in study.codes[:2]]}
    answer = browser.post(address, sent)
    assert answer.status_code == 302
    assert answer["Location"].endswith("#t2")
    assert Coding.objects.count() == 2
    for refused in ({"span": "x", "code": sent["code"]}, {"span": sent["span"]}, {"code": sent["code"]}):
        assert browser.post(address, refused).status_code == 422


def test_with_a_script_the_turns_that_changed_come_back_alone(study, signed_in):
    browser = signed_in(study.ana)
    start, _end = place(study.text, "neuf. J’ai")
    sent = {"words": f"{start}-{start + 10}", "span": "0-5", "code": str(study.codes[0].uid)}
    answer = browser.post(study.text.get_absolute_url(), sent, headers=HTMX).content.decode()
    assert 'id="t2"' in answer
    assert 'id="t1"' not in answer
    assert study.text.text[start : start + 10] == "neuf. J’ai"
    one = Coding.objects.get()
    assert (one.start, one.end) == (start, start + 10)
    gone = browser.post(study.text.get_absolute_url(), {"remove": str(one.uid)}, headers=HTMX)
    assert 'id="t2"' in gone.content.decode()
    assert not Coding.objects.exists()


def test_others_codings_are_announced_while_one_reads_together(study, at, signed_in):
    browser = signed_in(study.ana)
    address = f"{study.text.get_absolute_url()}nouveau/?depuis={at.isoformat().replace('+', '%2B')}"
    coded(study.text, study.codes[0], study.member(study.ana), "On se parle.")
    assert "codage" not in browser.get(address).content.decode()
    coded(study.text, study.codes[0], study.member(study.bo), "On se parle.")
    assert "codage" in browser.get(address).content.decode()


def test_the_page_of_a_text_costs_the_same_whatever_is_coded(study, signed_in, django_assert_max_num_queries):
    for code in study.codes:
        for user in (study.ana, study.bo):
            for words in ("On se parle.", "C’est neuf.", "J’ai moins peur."):
                coded(study.text, code, study.member(user), words)
    browser = signed_in(study.ana)
    with django_assert_max_num_queries(24):
        browser.get(study.text.get_absolute_url())
    with django_assert_max_num_queries(16):
        browser.get(f"/entretiens/{study.corpus.uid}/codes/")


# --- The codebook
def test_the_tree_is_read_from_the_root_down(study):
    below = Code.objects.create(corpus=study.corpus, name="Sous", parent=study.codes[0], place=9)
    found = [(code.name, depth) for code, depth in queries.tree(study.corpus.codes.all())]
    assert found == [("Se parler", 0), ("Sous", 1), ("Peur", 0), ("Temps", 0)]
    assert below.parent == study.codes[0]


def test_a_code_is_not_under_itself(study, at):
    below = actions.add_code(study.corpus, name="Sous", parent=study.codes[0], by=study.ana, at=at)
    with pytest.raises(ValidationError, match="lui-même"):
        actions.change_code(study.codes[0], parent=below, by=study.ana, at=at, since=1)


def test_two_who_define_the_same_code_do_not_overwrite_each_other(study, at):
    actions.change_code(study.codes[0], definition="Un temps.", by=study.ana, at=at, since=1)
    with pytest.raises(StaleVersion):
        actions.change_code(
            Code.objects.get(pk=study.codes[0].pk), definition="B", by=study.bo, at=at, since=1
        )


def test_joined_codes_are_counted_once(study, at):
    put(study, at)
    put(study, at, code=1)
    put(study, at, code=1, words="On se parle.")
    actions.merge_code(study.codes[1], study.codes[0], by=study.ana, at=at)
    line = next(one for one in queries.codebook(study.ana, study.corpus, on=localdate(at)))
    assert (line.passages, line.cases) == (2, 1)
    assert "Peur" not in [
        one.code.name for one in queries.codebook(study.ana, study.corpus, on=localdate(at))
    ]


def test_a_retired_code_is_put_on_nothing_new_and_keeps_what_it_had(study, at):
    put(study, at)
    actions.retire_code(study.codes[0], by=study.ana, at=at)
    with pytest.raises(ValidationError):
        put(study, at, words="On se parle.")
    assert Coding.objects.count() == 1


def test_memos_on_texts_and_codes_are_the_teams(study, at):
    actions.write_memo(study.corpus, "Elle rit.", transcript=study.text, by=study.ana, at=at)
    assert queries.memos_visible_to(study.bo, on=localdate(at)).get().words == "Elle rit."
    assert not queries.memos_visible_to(study.manager, on=localdate(at)).exists()


def test_a_text_that_is_not_frozen_is_not_coded(study, at):
    raw = text_of(study.corpus, "Léa", state="prepared", frozen_at=None, frozen_by="")
    with pytest.raises(ValidationError, match="figé"):
        actions.put_codes(raw, study.codes[:1], [(0, 5)], by=study.lead, at=at)
