"""A questionnaire as a document: what is asked of whom, what an answer is, what is refused."""

import json
from datetime import date

import pytest

from arrimage.apps.questionnaires.document import checking
from arrimage.apps.questionnaires.document.answers import (
    DECLINED,
    NO_ANSWER,
    NOT_APPLICABLE,
    NOT_ASKED,
    Reading,
    Unreadable,
    read,
    value,
)
from arrimage.apps.questionnaires.document.questionnaire import (
    Choice,
    Item,
    Kind,
    Questionnaire,
    Section,
    from_data,
    said,
    to_data,
)
from arrimage.apps.questionnaires.document.scores import Part, Score

ON = date(2026, 5, 1)
YES_NO = (Choice("yes", {"fr": "Oui", "en": "Yes"}), Choice("no", {"fr": "Non", "en": "No"}))
FORM = Questionnaire(
    {"fr": "Essai", "en": "Trial"},
    (
        Section(
            "first",
            (
                Item(
                    "met",
                    Kind.SINGLE,
                    {"fr": "Avez-vous rencontré l’équipe ?"},
                    choices=YES_NO,
                    required=True,
                ),
                Item(
                    "times",
                    Kind.NUMBER,
                    {"fr": "Combien de fois ?"},
                    relevant="${met} = 'yes'",
                    whole=True,
                    minimum=1,
                    constraint=". <= 50",
                    constraint_message={"fr": "Pas plus de 50."},
                ),
                Item("double", Kind.CALCULATED, calculation="${times} * 2"),
            ),
        ),
        Section(
            "second",
            (Item("again", Kind.LONG_TEXT, {"fr": "Que feriez-vous autrement ?"}),),
            relevant="${double} > 4",
        ),
    ),
    languages=("fr", "en"),
    scores=(Score("met", {"fr": "Rencontres"}, (Part("met"),)),),
)


def reading(**answers) -> Reading:
    return Reading(FORM, {name: value(given) for name, given in answers.items()}, on=ON)


def test_a_document_written_as_json_is_read_back_the_same():
    assert from_data(json.loads(json.dumps(to_data(FORM)))) == FORM


def test_a_text_is_said_in_french_when_it_has_no_other():
    assert (said({"fr": "Oui", "en": "Yes"}, "en"), said({"fr": "Oui"}, "en"), said({}, "fr")) == (
        "Yes",
        "Oui",
        "",
    )


def test_a_question_is_asked_only_under_its_condition():
    assert not reading(met="no").is_asked(FORM.items["times"])
    assert reading(met="yes").is_asked(FORM.items["times"])


def test_a_calculation_opens_a_section():
    assert [section.name for section in reading(met="yes", times=2).sections()] == ["first"]
    assert [section.name for section in reading(met="yes", times=3).sections()] == ["first", "second"]


def test_what_was_answered_before_its_condition_fell_is_not_counted():
    final = reading(met="no", times=3).final()
    assert final["times"] == NOT_ASKED
    assert final["again"] == NOT_ASKED
    assert final["double"] == NO_ANSWER
    assert reading(met="yes", times=3).final()["double"] == value("6")


def test_a_limit_and_a_missing_answer_are_said():
    assert reading(met="yes", times=60).problems("fr") == {"times": "Pas plus de 50."}
    assert list(Reading(FORM, {}, on=ON).problems("fr")) == ["met"]


def item(kind: Kind, **more) -> Item:
    return Item("q", kind, {"fr": "?"}, **more)


@pytest.mark.parametrize(
    ("asked", "typed", "marks", "expected"),
    [
        (item(Kind.SINGLE, choices=YES_NO), ["yes"], [], value("yes")),
        (item(Kind.SINGLE, choices=YES_NO, not_applicable=True), ["not_applicable"], [], NOT_APPLICABLE),
        (item(Kind.SINGLE, choices=YES_NO, declinable=True), ["declined"], [], DECLINED),
        (item(Kind.SEVERAL, choices=YES_NO), ["no", "yes"], [], value(("yes", "no"))),
        (item(Kind.SCALE, minimum=0, maximum=10), ["0"], [], value(0)),
        (item(Kind.SCALE, minimum=0, maximum=10, declinable=True), ["declined"], [], DECLINED),
        (item(Kind.NUMBER), ["1 234,5"], [], value(1234.5)),
        (item(Kind.DATE), ["2026-05-01"], [], value("2026-05-01")),
        (item(Kind.TEXT), ["  Bonjour  "], [], value("Bonjour")),
        (item(Kind.TEXT, not_applicable=True), ["Bonjour"], ["not_applicable"], value("Bonjour")),
        (item(Kind.TEXT, not_applicable=True), [" "], ["not_applicable"], NOT_APPLICABLE),
        (item(Kind.TEXT), [""], ["declined"], NO_ANSWER),
        (item(Kind.ENTRIES), ["un\n\n deux \n"], [], value(("un", "deux"))),
    ],
)
def test_what_is_typed_becomes_an_answer(asked, typed, marks, expected):
    assert read(asked, typed, marks) == expected


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        (item(Kind.SINGLE, choices=YES_NO), ["maybe"]),
        (item(Kind.SINGLE, choices=YES_NO), ["declined"]),
        (item(Kind.SEVERAL, choices=YES_NO), ["yes", "maybe"]),
        (item(Kind.SEVERAL, choices=(*YES_NO, Choice("none", {"fr": "Rien"}, alone=True))), ["yes", "none"]),
        (item(Kind.SCALE, minimum=0, maximum=10), ["11"]),
        (item(Kind.SCALE, minimum=0, maximum=10), ["1.5"]),
        (item(Kind.NUMBER), ["douze"]),
        (item(Kind.NUMBER), ["1e400"]),
        (item(Kind.NUMBER, minimum=1), ["0"]),
        (item(Kind.DATE), ["2026-02-30"]),
        (item(Kind.TEXT), ["x" * 201]),
        (item(Kind.LONG_TEXT), ["x" * 5_000_000]),
        (item(Kind.ENTRIES), ["x\n" * 51]),
    ],
)
def test_what_is_no_answer_is_refused_with_a_sentence(asked, typed):
    with pytest.raises(Unreadable, match=r"\.$"):
        read(asked, typed, [])


def changed(**item_changes) -> Questionnaire:
    asked = Item(**{"name": "q", "kind": Kind.TEXT, "label": {"fr": "?"}, **item_changes})
    return Questionnaire({"fr": "Essai"}, (Section("a", (asked,)),))


def test_a_sound_questionnaire_has_nothing_to_mend():
    assert checking.problems(changed()) == []


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("label", {"label": {}}),
        ("name", {"name": "été"}),
        ("name", {"name": "a"}),
        ("relevant", {"relevant": "${q} = 1"}),
        ("relevant", {"relevant": ". = 1"}),
        ("constraint", {"constraint": "${after} = ."}),
        ("constraint", {"constraint": "eval(.)"}),
        ("calculation", {"kind": Kind.CALCULATED}),
        ("choices", {"kind": Kind.SINGLE}),
        ("choices", {"kind": Kind.SINGLE, "choices": (YES_NO[0], YES_NO[0])}),
        ("choices", {"kind": Kind.SINGLE, "choices": (*YES_NO, Choice("declined", {"fr": "x"}))}),
        ("minimum", {"kind": Kind.SCALE}),
        ("minimum", {"kind": Kind.SCALE, "minimum": 0, "maximum": 1_000_000}),
        ("minimum", {"kind": Kind.NUMBER, "minimum": 2, "maximum": 1}),
    ],
)
def test_what_could_not_be_answered_is_found_beforehand(part, changes):
    assert part in {problem.part for problem in checking.problems(changed(**changes))}


def test_a_score_counts_only_what_can_be_counted():
    # «met» has neither points nor numbers for codes
    assert [(problem.where, problem.part) for problem in checking.problems(FORM)] == [("met", "parts")]


def test_an_alert_is_raised_by_the_answer_it_names():
    form = changed(kind=Kind.SINGLE, choices=YES_NO, alert=". = 'yes'")
    assert [found.name for found in Reading(form, {"q": value("yes")}, on=ON).alarms()] == ["q"]
    assert Reading(form, {"q": value("no")}, on=ON).alarms() == []
    assert Reading(form, {"q": DECLINED}, on=ON).alarms() == []
