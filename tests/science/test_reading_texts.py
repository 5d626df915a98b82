"""Texts cut into units, codes on units, what goes with what, when nothing new comes."""

import math
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.science.qualitative.retrieval import negative_cases, saturation, together
from arrimage.science.qualitative.units import Coded, Span, Unit, codes_on, units_of
from tests.twins import qualitative as twin

TALK = """INT : Comment ça s’est passé ?
Jo : Bien. M. Roy m’a rappelé… « Je viens mardi ! » qu’il disait.
J’y suis allé, p. ex. avec ma sœur.

INT : Et après ?"""


def said(unit: Unit, text: str = TALK) -> list[str]:
    return [text[span.start : span.end] for span in units_of(text, unit)]


def test_a_sentence_ends_where_a_reader_hears_it_end():
    assert said(Unit.SENTENCE) == [
        "INT : Comment ça s’est passé ?",
        "Jo : Bien.",
        "M. Roy m’a rappelé…",
        "« Je viens mardi ! »",
        "qu’il disait.",
        "J’y suis allé, p. ex. avec ma sœur.",
        "INT : Et après ?",
    ]


def test_a_turn_goes_from_one_speaker_to_the_next():
    turns = said(Unit.TURN)
    assert [turn[:3] for turn in turns] == ["INT", "Jo ", "INT"]
    assert turns[1].endswith("ma sœur.")


def test_a_text_in_which_nobody_is_named_is_one_turn():
    assert said(Unit.TURN, "Rien de neuf.\nOn verra.") == ["Rien de neuf.\nOn verra."]


@given(st.text(alphabet="aé𝒳.!? \n:M«»", max_size=60), st.sampled_from(Unit))
def test_units_never_overlap_and_leave_only_blanks_out(text, unit):
    spans = units_of(text, unit)
    left = list(text)
    for before, after in pairwise(spans):
        assert before.end <= after.start
    for span in spans:
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        left[span.start : span.end] = " " * (span.end - span.start)
    assert not "".join(left).strip()


spans = st.lists(st.integers(0, 12), min_size=2, max_size=8, unique=True).map(sorted)
marks = st.lists(
    st.tuples(st.integers(0, 10), st.integers(1, 6), st.sampled_from("xyz"), st.sampled_from("AB")).map(
        lambda one: (one[0], one[0] + one[1], one[2], one[3])
    ),
    max_size=8,
)


@given(spans, marks)
def test_codes_on_units_are_those_of_the_slow_twin(cuts, marked):
    units = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    found = codes_on(units, [Coded(*one) for one in marked], ["A", "B"])
    assert found == twin.codes_on([(unit.start, unit.end) for unit in units], marked, ["A", "B"])


@given(
    st.lists(
        st.tuples(st.sampled_from("st"), st.integers(0, 9), st.integers(1, 5), st.sampled_from("abc")).map(
            lambda one: (one[0], one[1], one[1] + one[2], one[3])
        ),
        max_size=10,
        unique=True,
    )
)
def test_what_goes_together_is_counted_as_pair_by_pair(passages):
    found = together(passages)
    assert {(row.one, row.other): row.times for row in found} == twin.overlapping(passages)
    assert all(0 < row.share <= 1 for row in found)


def test_the_mean_curve_is_the_mean_over_all_orders():
    codes = [{"a", "b"}, {"b"}, {"c"}, {"a", "d"}]
    every = []
    for order in permutations(codes):
        met: set = set()
        every.append([len(met := met | one) for one in order])
    found = saturation(codes)
    assert found.mean == pytest.approx(tuple(np.mean(every, axis=0)))
    assert found.read == (2, 2, 3, 4)
    assert found.new == (2, 0, 1, 1)
    assert all(low <= mean <= high for low, mean, high in zip(found.low, found.mean, found.high, strict=True))


def test_what_nobody_met_yet_is_estimated_from_what_was_met_once_or_twice():
    # Chao2 by hand: 3 met once, 1 met twice, 4 sources: 3/4 × 9/2.
    found = saturation([{"a", "x"}, {"b", "x"}, {"c"}, set()], orders=0)
    assert found.unseen == pytest.approx(3 / 4 * 9 / 2)
    assert saturation([], orders=0).unseen is None
    assert math.isclose(saturation([{"a"}, {"a"}], orders=0).unseen, 0)


def test_negative_cases_are_asked_for_on_both_sides():
    assert negative_cases({"Jo": ["a"], "Mado": ["a", "b"], "Lou": ["b"]}, "a", "b") == (["Jo"], ["Lou"])
