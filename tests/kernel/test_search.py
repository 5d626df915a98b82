"""Words as people type them: accents, elisions, acronyms, and the order of the steps."""

import doctest

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from arrimage.apps.kernel import search
from arrimage.apps.kernel.search import LONGEST, fold, sort_key, words


def stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]


def test_the_examples_of_the_docstrings_run():
    assert doctest.testmod(search).failed == 0


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("accès", "acces"),
        ("décès", "deces"),
        ("procès", "proces"),
        ("détresse", "detresse"),
        ("hébergement", "hebergement"),
        ("élève", "eleve"),
        ("élèves", "eleve"),
        ("cœur", "coeur"),
        ("Sainte-Thérèse", "ste-therese"),
        ("C.L.S.C.", "clsc"),
        ("l’hébergement", "hébergement"),
        ("e\u0301cole", "école"),
        ("ÉCOUTE", "écoute"),
        ("proches", "proche"),
    ],
)
def test_a_word_typed_without_its_accents_is_the_same_word(written, typed):
    assert stems(written) == stems(typed) != []


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ", "`"])
def test_elisions_are_split_whatever_the_apostrophe(apostrophe):
    text = "lorsqu’on s’inquiète d’un proche, jusqu’à l’hôpital".replace("’", apostrophe)
    assert [word.key for word in words(text)] == ["inquiete", "proche", "hopital"]


def test_a_word_with_an_apostrophe_inside_is_no_elision():
    assert [word.key for word in words("aujourd’hui")] == ["aujourd", "hui"]


@pytest.mark.parametrize("acronym", ["SIM", "SIV", "RRASMQ", "CLSC"])
def test_an_acronym_is_found_with_or_without_its_dots(acronym):
    dotted = ".".join(acronym) + "."
    keys = [word.key for word in words(f"équipe {dotted} du secteur")]
    assert keys == ["equipe", acronym.lower(), "secteur"]
    assert stems(dotted) == stems(acronym) == stems(acronym.lower())


def test_numbers_and_parts_of_compounds_are_words():
    assert [word.key for word in words("Info-Social 811, option 2 (18-25 ans)")] == [
        "info", "social", "811", "option", "2", "18", "25", "ans",
    ]  # fmt: skip


def test_the_wrapping_of_a_question_is_dropped():
    assert [word.written for word in words("Où est-ce que je peux trouver de l’aide pour ma mère ?")] == [
        "aide",
        "mère",
    ]


def test_stop_words_are_kept_when_asked_for():
    assert [word.key for word in words("Chez nous", stops=True)] == ["chez", "nous"]


def test_a_name_of_another_alphabet_is_still_a_word():
    assert len(words("ᓄᓇᕕᒃ")) == 1


@given(st.text())
@example("ﬁ ½ ℡ ⒈ İ ẞ")
@example("\x00")
def test_any_text_gives_short_clean_stable_words(text):
    for word in words(text, stops=True):
        assert word.key
        assert max(map(len, (word.written, word.key, word.stem))) <= LONGEST
        assert "\x00" not in word.written + word.key
        assert fold(word.key) == word.key
        assert [again.key for again in words(word.key, stops=True)] in ([word.key], [])


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert sort_key(sort_key(text)) == sort_key(text)
