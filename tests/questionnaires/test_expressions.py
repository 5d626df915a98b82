"""The language of conditions: the same table of cases as in the browser, and limits that always hold."""

import json
import math
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.questionnaires.expressions import (
    LONGEST,
    Expression,
    ExpressionError,
    as_text,
    evaluate,
    is_true,
    parse,
)

TABLE = json.loads(Path(__file__).with_name("expressions.json").read_text(encoding="utf-8"))
ON = date.fromisoformat(TABLE["on"])


def check(text: str, answers: dict, expected) -> None:
    if expected == "refused":
        with pytest.raises(ExpressionError):
            parse(text)
        return
    value = evaluate(parse(text), answers, on=ON)
    if expected is None:
        assert isinstance(value, float)
        assert math.isnan(value)
    else:
        assert value == expected
        assert isinstance(value, bool) == isinstance(expected, bool)
        assert isinstance(value, str) == isinstance(expected, str)


@pytest.mark.parametrize(("text", "expected"), TABLE["cases"])
def test_each_case_of_the_table_holds(text, expected):
    check(text, TABLE["answers"], expected)


@pytest.mark.parametrize(("text", "itself", "expected"), TABLE["about_itself"])
def test_a_limit_speaks_of_the_answer_itself(text, itself, expected):
    check(text, TABLE["answers"] | {".": itself}, expected)


def test_an_expression_says_which_questions_it_asks_about():
    assert parse("${a} > 1 and selected(${b-2}, 'x') or .").names == {"a", "b-2", "."}


@pytest.mark.parametrize(
    ("text", "place"),
    [("1 + * 2", 5), ("${age} > 18 et ${b}", 13), ("foo(1)", 1), ("(1 + 2", 7), ("1 + ‘a’", 5)],
)
def test_a_refusal_says_where(text, place):
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert refusal.value.place == place
    assert str(refusal.value).endswith((".", "}"))


@pytest.mark.parametrize(
    "text",
    [
        "1" * (LONGEST + 1),
        "(" * 60 + "1" + ")" * 60,
        "-" * 60 + "1",
        "not(" * 60 + "1" + ")" * 60,
        "1+" * 400 + "1",
    ],
)
def test_what_is_too_long_or_too_deep_is_refused(text):
    with pytest.raises(ExpressionError):
        parse(text)


def test_no_pattern_and_no_text_makes_it_slow():
    cruel = parse("regex(., '(a+)+(a+)+(a+)+b')")
    started = time.perf_counter()
    assert not is_true(cruel, {".": "a" * 2_000}, on=ON)
    assert not is_true(cruel, {".": "a" * 5_000_000}, on=ON)
    assert time.perf_counter() - started < 2


def test_a_text_of_five_megabytes_is_nothing_to_it():
    answers = {"long": "mot " * 1_250_000}
    assert evaluate(parse("count-selected(${long})"), answers, on=ON) == 1_250_000


@given(st.text(alphabet="${}ab.()'\"=<>!+-*,1 andordivnot\\[]", max_size=60))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    try:
        found = parse(text)
    except ExpressionError:
        return
    assert isinstance(found, Expression)
    as_text(evaluate(found, {"a": 1.0, "b": "x y", ".": ""}, on=ON))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_is_read_back_the_same(number):
    assert evaluate(parse("number(.)"), {".": as_text(number)}, on=ON) == number
