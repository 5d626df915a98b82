"""The spaces that do not break, and the first words of a text."""

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe

from arrimage.design.typography import first_words, typeset


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Qui ? Quoi ; « toi » : oui !", "Qui\u00a0? Quoi\u00a0; «\u00a0toi\u00a0»\u00a0: oui\u00a0!"),
        ("2 000 personnes, 1 000 000 de pas", "2\u00a0000 personnes, 1\u00a0000\u00a0000 de pas"),
        ("12 %", "12\u00a0%"),
        ("en 2019 250 personnes", "en 2019 250 personnes"),
        (":sourire et 12 45", ":sourire et 12 45"),
    ],
)
def test_french_spaces_are_not_broken(typed, said):
    assert typeset(typed) == said
    assert len(typeset(typed)) == len(typed)  # places in a text stay where they were


def test_what_is_safe_stays_so_and_nothing_else_becomes_it():
    assert isinstance(typeset(mark_safe("<b>Qui ?</b>")), SafeString)
    shown = Template("{{ text|spaced }}").render(Context({"text": "<b> ?"}))
    assert shown == "&lt;b&gt;\u00a0?"


@pytest.mark.parametrize(
    ("text", "count", "said"),
    [
        ("Un deux trois", 3, "Un deux trois"),
        ("Un deux, trois", 2, "Un deux…"),
        ("Un deux. Trois", 2, "Un deux…"),
        ("As-tu « deux » ? Oui", 4, "As-tu «\u00a0deux\u00a0»…"),
        ("Un\n\ndeux", 9, "Un deux"),
    ],
)
def test_the_first_words_end_on_a_word(text, count, said):
    assert first_words(text, count) == said
