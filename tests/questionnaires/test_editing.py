"""Edits of a draft: any of them, in any order, leave a document that reads back equal."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.questionnaires.document import editing, wording
from arrimage.apps.questionnaires.document.conditions import (
    Comparison,
    Conditions,
    Sign,
    in_words,
    read,
    write,
)
from arrimage.apps.questionnaires.document.editing import Gone
from arrimage.apps.questionnaires.document.questionnaire import (
    Choice,
    Item,
    Kind,
    Questionnaire,
    Section,
    from_data,
    to_data,
)
from arrimage.apps.questionnaires.document.scores import Part, Score
from tests.questionnaires.factories import FORM, YES_NO

EMPTY = Questionnaire({"fr": "Vide"})
WORDS = st.text(alphabet="aé 1-’?", max_size=8)
LABELS = st.dictionaries(st.sampled_from(["fr", "en"]), WORDS).map(lambda says: editing.texts(**says))
ITEMS = st.builds(
    Item,
    name=WORDS,
    kind=st.sampled_from(Kind),
    label=LABELS,
    required=st.booleans(),
    relevant=st.sampled_from(["", "${met} = 'yes'", "${gone} != '${met}'", "("]),
    minimum=st.none() | st.integers(-2, 2),
)


def named(draw, form: Questionnaire) -> str:
    return draw(st.sampled_from([*sorted(editing.names_of(form)), "nowhere"]))


EDITS = {
    "add": lambda draw, form: editing.add_item(
        form, draw(ITEMS), after=draw(st.sampled_from(["", *form.items]))
    ),
    "change": lambda draw, form: editing.replace_item(form, named(draw, form), draw(ITEMS)),
    "remove": lambda draw, form: editing.remove_item(form, named(draw, form)),
    "copy": lambda draw, form: editing.duplicate_item(form, named(draw, form)),
    "move": lambda draw, form: editing.move_item(form, named(draw, form), draw(st.sampled_from([-1, 1]))),
    "section": lambda draw, form: editing.add_section(form, draw(LABELS)),
    "split": lambda draw, form: editing.split_section(form, named(draw, form)),
    "join": lambda draw, form: editing.join_section(form, named(draw, form)),
    "drop": lambda draw, form: editing.remove_section(form, named(draw, form)),
    "shift": lambda draw, form: editing.move_section(form, named(draw, form), draw(st.sampled_from([-1, 1]))),
    "score": lambda draw, form: editing.put_score(
        form, Score(draw(st.sampled_from(["a", "b"])), draw(LABELS), (Part("met"),))
    ),
    "unscore": lambda draw, form: editing.remove_score(form, named(draw, form)),
    "borrow": lambda draw, form: editing.borrow(form, FORM, draw(st.sets(st.sampled_from([*FORM.items])))),
    "reword": lambda draw, form: wording.reword(
        form, draw(st.sampled_from([one.place for one in wording.wordings(form)])), "en", draw(WORDS)
    ),
}


@given(st.data(), st.sampled_from([EMPTY, FORM]))
def test_any_edits_in_any_order_leave_a_document_that_reads_back_equal(data, form):
    for _ in range(data.draw(st.integers(1, 8))):
        before, edit = form, data.draw(st.sampled_from(sorted(EDITS)))
        try:
            form = EDITS[edit](data.draw, form)
        except Gone:
            form = before
        names = [item.name for section in form.sections for item in section.items]
        names += [section.name for section in form.sections]
        assert len(names) == len(set(names))
        assert from_data(json.loads(json.dumps(to_data(form)))) == form
        assert to_data(before) == to_data(from_data(to_data(before)))  # the former is left untouched


@given(st.sampled_from([*FORM.items]), st.sampled_from([-1, 1]))
def test_a_question_moved_and_moved_back_is_where_it_was(name, by):
    moved = editing.move_item(FORM, name, by)
    assert moved == FORM or editing.move_item(moved, name, -by) == FORM
    assert set(moved.items) == set(FORM.items)


@given(st.sampled_from([*FORM.items]))
def test_a_section_split_and_joined_again_asks_the_same(name):
    split = editing.split_section(FORM, name)
    assert [*split.items] == [*FORM.items]
    added = next(one.name for one in split.sections if one.name not in {s.name for s in FORM.sections})
    assert editing.join_section(split, added) == FORM


def test_a_name_is_made_of_the_first_words_and_is_nobody_elses():
    assert editing.new_name("Avez-vous rencontré l’équipe ?", set()) == "avez_vous_rencontre_lequipe"
    assert editing.new_name("L’aide", {"laide"}) == "laide_2"
    assert editing.new_name("12 mois", set()) == "question_12_mois"
    assert editing.new_name("", set()) == "question"
    assert len(editing.new_name("mot " * 40, set())) <= editing.LONGEST_NAME


def test_whatever_speaks_of_a_question_follows_its_name():
    asked = Section(
        "a",
        (
            Item("old", Kind.SINGLE, {"fr": "?"}, choices=YES_NO),
            Item("b", Kind.TEXT, {"fr": "?"}, relevant="${ old } = 'yes' and '${old}' != ''"),
        ),
    )
    form = Questionnaire({"fr": "x"}, (asked,), scores=(Score("s", {"fr": "S"}, (Part("old"),)),))
    new = editing.replace_item(form, "old", replace(form.items["old"], name="new"))
    assert new.items["b"].relevant == "${new} = 'yes' and '${old}' != ''"
    assert new.scores[0].parts[0].item == "new"


def test_a_condition_of_a_section_that_goes_stays_with_its_questions():
    form = editing.replace_section(FORM, "second", relevant="${met} = 'yes'")
    joined = editing.join_section(form, "second")
    assert joined.items["words"].relevant == "${met} = 'yes'"


def test_borrowed_questions_bring_what_speaks_of_them_alone():
    form = editing.borrow(EMPTY, FORM, ["met", "times", "liked"])
    assert form.items["times"].relevant == "${met} = 'yes'"
    assert [score.name for score in form.scores] == ["useful"]
    twice = editing.borrow(form, FORM, ["met", "times", "liked"])
    assert twice.items["times_2"].relevant == "${met_2} = 'yes'"
    assert [part.item for part in twice.scores[1].parts] == ["met_2", "liked_2"]
    alone = editing.borrow(EMPTY, FORM, ["times"])
    assert (alone.items["times"].relevant, alone.scores) == ("", ())


@pytest.mark.parametrize(
    "edit",
    [
        lambda: editing.remove_item(FORM, "gone"),
        lambda: editing.replace_item(FORM, "gone", FORM.items["met"]),
        lambda: editing.add_item(FORM, FORM.items["met"], after="gone"),
        lambda: editing.add_item(FORM, FORM.items["met"], section="gone"),
        lambda: editing.remove_section(FORM, "gone"),
        lambda: editing.remove_score(FORM, "gone"),
        lambda: wording.reword(FORM, "item:gone:label", "fr", "x"),
        lambda: wording.reword(FORM, "choice:met:gone", "fr", "x"),
        lambda: wording.reword(FORM, "nothing", "fr", "x"),
    ],
)
def test_what_is_not_there_any_more_is_said(edit):
    with pytest.raises(Gone):
        edit()


def test_every_text_can_be_said_in_another_language():
    form = FORM
    for one in wording.wordings(FORM):
        form = wording.reword(form, one.place, "en", f"In English {one.place}")
    assert not [one for one in wording.wordings(form) if one.lacks(("fr", "en"))]
    assert form.items["met"].choices[0].label["en"] == "In English choice:met:yes"
    assert [one.says["fr"] for one in wording.wordings(form)] == [
        one.says["fr"] for one in wording.wordings(FORM)
    ]


# --- Conditions as people say them

ASKED = {
    "one": Item("one", Kind.SINGLE, {"fr": "Un ?"}, choices=YES_NO),
    "many": Item("many", Kind.SEVERAL, {"fr": "Quoi ?"}, choices=(Choice("a", {"fr": "A"}), *YES_NO)),
    "scale": Item("scale", Kind.SCALE, {"fr": "Sur dix ?"}, minimum=0, maximum=10),
    "rank": Item(
        "rank", Kind.SINGLE, {"fr": "À quel point ?"}, choices=(Choice("1", {"fr": "Peu"}), Choice("2"))
    ),
    "words": Item("words", Kind.TEXT, {"fr": "Un mot ?"}),
}
COMPARISONS = st.one_of(
    st.builds(
        Comparison, st.just("one"), st.sampled_from([Sign.IS, Sign.IS_NOT]), st.sampled_from(["yes", "no"])
    ),
    st.builds(
        Comparison, st.just("many"), st.sampled_from([Sign.IS, Sign.IS_NOT]), st.sampled_from(["a", "no"])
    ),
    st.builds(
        Comparison,
        st.just("scale"),
        st.sampled_from([Sign.IS, Sign.IS_NOT, Sign.AT_LEAST, Sign.AT_MOST]),
        st.sampled_from(["3", "-2", "0.5"]),
    ),
    st.builds(
        Comparison,
        st.just("rank"),
        st.sampled_from([Sign.IS, Sign.IS_NOT, Sign.AT_LEAST, Sign.AT_MOST]),
        st.sampled_from(["1", "2"]),
    ),
    st.builds(Comparison, st.sampled_from([*ASKED]), st.sampled_from([Sign.ANSWERED, Sign.UNANSWERED])),
)


@given(st.lists(COMPARISONS, min_size=1, max_size=4), st.booleans())
def test_a_condition_said_in_rows_reads_back_the_same(rows, is_any):
    said = Conditions(tuple(rows), is_any and len(rows) > 1)
    assert read(write(said, ASKED), ASKED) == said
    assert in_words(write(said, ASKED), ASKED, "fr")


@pytest.mark.parametrize(
    "formula",
    ["${one} = 'yes' and (${scale} > 2 or ${words} != '')", "${one} = ${many}", "${gone} = 1", "(",
     "string-length(${words}) > 3", "${scale} + 1 >= 2", "${one} = 'maybe'", "${words} = 'x'", "'yes'"],
)  # fmt: skip
def test_what_cannot_be_said_in_rows_is_a_formula(formula):
    assert read(formula, ASKED) is None


def test_a_row_that_says_nothing_yet_is_left_out():
    rows = (
        Comparison("one", Sign.IS, "yes"),
        Comparison("scale", Sign.AT_LEAST, ""),
        Comparison("", Sign.IS, ""),
    )
    assert write(Conditions(rows), ASKED) == "${one} = 'yes'"
    assert write(Conditions(()), ASKED) == ""
