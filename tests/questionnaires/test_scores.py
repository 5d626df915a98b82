"""Scores: rules are data, silences are told apart, and each number says what it was worked out from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.questionnaires.document.answers import DECLINED, NO_ANSWER, NOT_APPLICABLE, value
from arrimage.apps.questionnaires.document.questionnaire import Choice, Item, Kind, Questionnaire, Section
from arrimage.apps.questionnaires.document.scores import Band, Method, Part, Score, Unanswered
from arrimage.apps.questionnaires.document.scoring import Outcome, apply

FREQUENCY = tuple(Choice(str(n), {"fr": f"degré {n}"}) for n in range(4))
YES_NO = (Choice("yes", {"fr": "Oui"}, points=1), Choice("no", {"fr": "Non"}, points=0))


def form(*, choices=FREQUENCY, number=9) -> Questionnaire:
    items = tuple(
        Item(f"q{n}", Kind.SINGLE, {"fr": f"Question {n}"}, choices=choices) for n in range(1, number + 1)
    )
    return Questionnaire({"fr": "Essai"}, (Section("a", items),))


def rule(**changes) -> Score:
    parts = changes.pop("parts", tuple(Part(f"q{n}") for n in range(1, 10)))
    return Score("total", {"fr": "Total"}, parts, **changes)


def answers(*codes) -> dict:
    return {
        f"q{n}": code if not isinstance(code, int | str) else value(str(code))
        for n, code in enumerate(codes, 1)
    }


def test_a_sum_adds_the_points_and_says_each():
    found = apply(rule(), form(), answers(0, 1, 2, 3, 0, 1, 2, 3, 0))
    assert (found.outcome, found.value, found.answered) == (Outcome.VALUE, 12, 9)
    assert [row.points for row in found.rows] == [0, 1, 2, 3, 0, 1, 2, 3, 0]


def test_when_nothing_applies_the_score_does_not_either():
    for method in Method:
        found = apply(rule(method=method), form(), answers(*[NOT_APPLICABLE] * 9))
        assert (found.outcome, found.value, found.not_applicable) == (Outcome.NOT_APPLICABLE, None, 9)


def test_nine_yes_and_ten_not_applicable_are_nine_of_nine():
    nineteen = form(choices=YES_NO, number=19)
    share = rule(parts=tuple(Part(f"q{n}") for n in range(1, 20)), method=Method.SHARE)
    found = apply(share, nineteen, answers(*["yes"] * 9, *[NOT_APPLICABLE] * 10))
    assert (found.value, found.numerator, found.denominator) == (100, 9, 9)
    counted = apply(
        rule(parts=share.parts, method=Method.SHARE, not_applicable_counts=True),
        nineteen,
        answers(*["yes"] * 9, *[NOT_APPLICABLE] * 10),
    )
    assert (counted.numerator, counted.denominator) == (9, 19)


def test_too_few_answers_make_no_score():
    given = answers(3, 3, 3, NO_ANSWER, NO_ANSWER, DECLINED, 3, 3, 3)
    assert apply(rule(), form(), given).outcome is Outcome.NOT_ENOUGH
    assert apply(rule(minimum_answered=7), form(), given).outcome is Outcome.NOT_ENOUGH
    found = apply(rule(minimum_answered=6), form(), given)
    assert (found.outcome, found.value, found.unanswered) == (Outcome.VALUE, 18, 3)
    assert {row.state for row in found.rows} == {"value", "none", "declined"}


def test_a_missing_answer_may_count_as_the_mean_of_the_others():
    given = answers(2, 2, 2, 2, 2, 2, 2, NO_ANSWER, DECLINED)
    found = apply(rule(minimum_answered=7, unanswered=Unanswered.MEAN), form(), given)
    assert found.value == 18


def test_a_reversed_item_counts_from_the_other_end():
    found = apply(rule(parts=(Part("q1"), Part("q2", reversed=True))), form(), answers(3, 3))
    assert found.value == 3


def test_a_mean_and_its_weights():
    found = apply(rule(parts=(Part("q1", weight=3), Part("q2")), method=Method.MEAN), form(), answers(2, 0))
    assert (found.value, found.numerator, found.denominator) == (1.5, 6, 4)


@pytest.mark.parametrize(
    ("points", "expected"), [(0, "minimal"), (4, "minimal"), (5, "léger"), (27, "grave")]
)
def test_a_band_begins_at_its_value(points, expected):
    bands = (Band(0, {"fr": "minimal"}), Band(5, {"fr": "léger"}), Band(20, {"fr": "grave"}))
    codes, left = [], points
    for _ in range(9):
        codes.append(min(left, 3))
        left -= codes[-1]
    assert apply(rule(bands=bands), form(), answers(*codes)).band == {"fr": expected}


def test_a_well_being_index_goes_from_nothing_to_a_hundred():
    six = tuple(Choice(str(n), {"fr": str(n)}) for n in range(6))
    five = rule(parts=tuple(Part(f"q{n}") for n in range(1, 6)), multiplied_by=4)
    assert apply(five, form(choices=six, number=5), answers(*[5] * 5)).value == 100


def test_several_choices_and_scales_count_too():
    picked = Item(
        "picked",
        Kind.SEVERAL,
        choices=(Choice("a", {"fr": "a"}, 1), Choice("b", {"fr": "b"}, 2), Choice("c", {"fr": "c"})),
    )
    scale = Item("scale", Kind.SCALE, minimum=0, maximum=10)
    both = Questionnaire({"fr": "x"}, (Section("a", (picked, scale)),))
    share = rule(parts=(Part("picked"), Part("scale", reversed=True)), method=Method.SHARE)
    found = apply(share, both, {"picked": value(("a", "b")), "scale": value(4)})
    assert (found.numerator, found.denominator) == (9, 13)


@given(st.lists(st.sampled_from([0, 1, 2, 3, NO_ANSWER, DECLINED, NOT_APPLICABLE]), min_size=9, max_size=9))
def test_every_item_is_counted_once_and_a_sum_stays_in_its_range(given_answers):
    found = apply(rule(minimum_answered=1), form(), answers(*given_answers))
    assert found.answered + found.not_applicable + found.unanswered == 9
    if found.outcome is Outcome.VALUE:
        assert 0 <= found.value <= 27
        assert found.value == sum(row.points for row in found.rows if row.points is not None)
    else:
        assert found.value is None
