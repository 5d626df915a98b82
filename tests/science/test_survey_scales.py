"""Alpha and omega: published values, slow twins, laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.science.surveys import reliability
from arrimage.science.surveys.answers import Apart
from tests.science.answers_made import named, near, quick, ratings
from tests.twins import surveys as twin

# Chatterjee & Price (1977): 30 departments, share of favourable answers to seven questions.
ATTITUDE = """
43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48  61 63 45 47 54 84 35  81 78 56 66 71 83 47
43 55 49 44 54 49 34  58 67 42 56 66 68 35  71 75 50 55 70 66 41  72 82 72 67 71 83 31  67 61 45 47 62 80 41
64 53 53 58 58 67 34  67 60 47 39 59 74 41  69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46
81 90 50 72 60 54 36  74 85 64 69 79 79 63  65 60 65 75 55 80 60  65 70 46 57 75 85 46  50 58 68 54 64 78 52
50 40 33 34 43 64 33  64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49  63 54 42 48 66 75 33
66 77 66 63 88 76 72  78 75 58 74 80 78 49  48 57 44 45 51 83 38  85 85 71 71 77 74 55  82 82 39 59 64 78 39
"""


def scale_of(rows):
    return {f"q{place}": named([row[place] for row in rows]) for place in range(len(rows[0]))}


def test_published_alpha():
    flat = list(map(int, ATTITUDE.split()))
    found = reliability.reliability(scale_of([flat[start : start + 7] for start in range(0, 210, 7)]))
    # psych::alpha(attitude): raw_alpha 0.84; without complaints 0.80, without critical 0.86
    assert found.alpha == pytest.approx(0.84, abs=0.005)
    assert found.alpha_without["q1"] == pytest.approx(0.80, abs=0.005)
    assert found.alpha_without["q5"] == pytest.approx(0.86, abs=0.005)
    assert found.low < found.alpha < found.high
    assert found.omega > found.alpha
    assert found.against == ()


@given(st.lists(st.lists(ratings, min_size=3, max_size=3), min_size=3, max_size=8))
@quick
def test_alpha(rows):
    expected = twin.alpha(rows)
    found = reliability.reliability(scale_of(rows))
    assert found.alpha == near(expected)
    if expected is not None:
        shifted = reliability.reliability(scale_of([[value + 7 for value in row] for row in rows]))
        assert shifted.alpha == near(expected)


@given(st.lists(st.lists(ratings, min_size=4, max_size=4), min_size=4, max_size=8))
@quick
def test_a_reversed_item_is_turned_over_first(rows):
    turned = [[6 - row[0], *row[1:]] for row in rows]
    straight = reliability.reliability(scale_of(rows))
    assert reliability.reliability(scale_of(turned), reverse={"q0"}, scale=(1, 5)) == straight


def test_an_item_against_the_rest_is_named():
    rows = [[level, level + (level == 3), 6 - level] for level in (1, 2, 3, 4, 5, 2, 4)]
    assert "q2" in reliability.reliability(scale_of(rows)).against
    assert reliability.reliability(scale_of(rows), reverse={"q2"}, scale=(1, 5)).against == ()


def test_omega_finds_the_factor_that_made_the_answers():
    random = np.random.default_rng(5)
    loadings = np.array([0.9, 0.8, 0.6, 0.5])
    model = np.outer(loadings, loadings)
    np.fill_diagonal(model, 1)
    # Answers whose correlations are exactly those of the model.
    drawn = random.normal(size=(40, 4))
    drawn -= drawn.mean(axis=0)
    white = drawn @ np.linalg.inv(np.linalg.cholesky(np.cov(drawn, rowvar=False))).T
    rows = (white @ np.linalg.cholesky(model).T).tolist()
    found = reliability.reliability(scale_of(rows))
    assert list(found.loadings.values()) == pytest.approx(loadings.tolist(), abs=1e-6)
    expected = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    assert found.omega == pytest.approx(expected, abs=1e-6)
    assert found.alpha <= found.omega


def test_omega_answers_as_its_twin():
    random = np.random.default_rng(2)
    common = random.normal(size=25)
    rows = [[round(3 * one + random.normal() * spread) for spread in (1, 2, 3, 4)] for one in common]
    found = reliability.reliability(scale_of(rows))
    slow = twin.one_factor(rows)
    assert list(found.loadings.values()) == pytest.approx(slow, abs=1e-5)
    assert found.omega == pytest.approx(twin.omega(rows, slow), abs=1e-5)


def test_what_has_no_reliability_says_so():
    assert reliability.reliability({"q": named([1, 2, 3])}).alpha is None
    assert reliability.reliability(scale_of([[1, 1], [1, 1]])).alpha is None
    two = reliability.reliability(scale_of([[1, 2], [3, 4], [5, 5]]))
    assert (two.omega, two.loadings) == (None, {})
    flat = reliability.reliability(scale_of([[1, 2, 3], [2, 3, 3], [4, 4, 3]]))
    assert (flat.omega, flat.with_the_rest["q2"]) == (None, None)
    lacking = reliability.reliability(
        {"x": {"a": 1, "b": 2, "c": 4}, "y": {"a": 2, "b": Apart.DECLINED, "c": 4}}
    )
    assert lacking.basis.apart == {Apart.DECLINED: ("b",)}
    for wrong in ({"reverse": {"z"}, "scale": (1, 5)}, {"reverse": {"x"}}):
        with pytest.raises(ValueError, match="reverse"):
            reliability.reliability({"x": {"a": 1}}, **wrong)
    with pytest.raises(ValueError, match="outside"):
        reliability.reversed_answers({"a": 9}, 1, 5)
