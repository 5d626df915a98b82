"""From persons to workers: intervals and sensitivity against values worked out by hand and by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.science.needs.chain import Chain, assumptions, uncertain
from arrimage.science.needs.gap import Inputs, of_territory
from arrimage.science.needs.population import Ages, Group
from arrimage.science.needs.prevalence import Exposed, Rate, exposed
from arrimage.science.needs.profiles import DETERMINANT, NON_USE, Factor, Profile

PEOPLE = [Group("1", Ages(18, None), "all", 2025, 10_000)]
EVERYBODY = Ages(0, None)


def rate(value=0.1, low=None, high=None, group="mood"):
    return Rate(group, EVERYBODY, "all", value, "survey", low, high)


def profile(**more):
    told = {"per_worker": 25.0, "low": None, "high": None, "share_low": None, "share_high": None} | more
    return Profile("mood", "severe", 0.2, "3", "siv", "places", 1.5, "model", **told)


def chain(rates=(), factors=(), profiles=()):
    return Chain("1", exposed(PEOPLE, rates), tuple(rates), tuple(factors), tuple(profiles))


def test_persons_become_demand_places_and_workers():
    factors = [Factor("", "", DETERMINANT, 1.2, "s"), Factor("1", "mood", NON_USE, 0.25, "s", "stigma")]
    found = of_territory("1", PEOPLE, Inputs(rates=[rate()], factors=factors, profiles=[profile()]))
    assert found.needs == {"mood": pytest.approx(1200)}  # 10,000 × 0.1 × 1.2
    assert found.demand == {"mood": pytest.approx(900)}  # 25 in 100 do not ask
    (places,) = found.profiles
    assert places.amount == pytest.approx(270)  # 900 × 0.2 × 1.5
    assert places.workers == pytest.approx(10.8)
    assert (found.intervals, found.sensitivity) == ({}, ())


def test_a_factor_of_another_territory_changes_nothing():
    factors = [Factor("2", "", DETERMINANT, 3.0, "s"), Factor("", "other", NON_USE, 0.5, "s")]
    found = of_territory("1", PEOPLE, Inputs(rates=[rate()], factors=factors))
    assert found.needs == {"mood": pytest.approx(1000)}
    assert found.demand == {"mood": pytest.approx(1000)}


def test_reasons_that_pass_everybody_leave_nobody():
    factors = [Factor("", "", NON_USE, 0.7, "s", reason) for reason in ("alone", "stigma")]
    assert of_territory("1", PEOPLE, Inputs(rates=[rate()], factors=factors)).demand == {"mood": 0}


def test_one_assumption_gives_its_own_interval_to_all_that_follows():
    intervals, sensitivity = uncertain(chain([rate(0.1, 0.08, 0.14)], profiles=[profile()]), seed=1)
    for name, (low, high) in {
        ("needs", "mood"): (800, 1400),
        ("amount", "siv:places"): (240, 420),
        ("workers", "siv:places"): (9.6, 16.8),
    }.items():
        assert (intervals[name].low, intervals[name].high) == pytest.approx((low, high), rel=2e-3)
    assert [(one.measure, one.figure, one.share) for one in sensitivity] == [
        ("needs", "mood", 1.0),
        ("amount", "siv:places", 1.0),
        ("workers", "siv:places", 1.0),
    ]
    assert (sensitivity[0].low, sensitivity[0].high) == pytest.approx((800, 1400))


def test_the_heaviest_assumption_comes_first_and_shares_add_to_one():
    told = chain(
        [rate(0.1, 0.095, 0.105)],
        [Factor("", "", NON_USE, 0.3, "s", "access", 0.1, 0.5)],
        [profile(low=1.0, high=2.0, share_low=0.18, share_high=0.22)],
    )
    _, sensitivity = uncertain(told, seed=1)
    places = [one for one in sensitivity if one.measure == "amount"]
    assert [one.of for one in places] == ["amount", "factor", "share", "rate"]
    assert sum(one.share for one in places) == pytest.approx(1)
    assert (places[0].low, places[0].high) == pytest.approx((140, 280))  # 700 × 0.2 × 1, and × 2
    asked = [one for one in sensitivity if one.measure == "demand"]
    assert [one.of for one in asked] == ["factor", "rate"]


def test_the_interval_of_a_product_is_that_of_a_plain_simulation():
    """Two symmetric assumptions multiplied, against a hundred thousand plain draws."""
    told = chain([rate(0.1, 0.08, 0.12)], [Factor("", "", DETERMINANT, 1.5, "s", "", 1.0, 2.0)])
    intervals, _ = uncertain(told, seed=3)
    rng = np.random.default_rng(9)
    draws = 10_000 * rng.normal(0.1, 0.02 / 1.96, 100_000) * rng.normal(1.5, 0.5 / 1.96, 100_000)
    found = intervals["needs", "mood"]
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(draws, (0.025, 0.975))), rel=0.02)


def test_an_assumption_elsewhere_does_not_disturb_an_interval():
    alone, _ = uncertain(chain([rate(0.1, 0.08, 0.14)]), seed=5)
    both, _ = uncertain(
        chain(
            [rate(0.1, 0.08, 0.14), rate(0.2, 0.1, 0.3, "other")], [Factor("", "other", NON_USE, 0.1, "s")]
        ),
        seed=5,
    )
    assert alone["needs", "mood"] == both["needs", "mood"]


@given(
    st.floats(0.01, 0.5),
    st.floats(0, 0.6),
    st.floats(0, 0.6),
    st.floats(0.1, 3),
    st.floats(0, 1),
    st.floats(0, 40),
)
def test_draws_of_certain_values_give_the_figures_themselves(value, one, other, times, share, amount):
    """Every assumption given its own value as the draws: the arrays hold the plain figure."""
    told = Chain(
        "1",
        Exposed((1000.0,), {}, ()),
        (rate(value, value, value),),
        (Factor("", "", NON_USE, one, "s", "a"), Factor("", "", NON_USE, other, "s", "b"),
         Factor("", "", DETERMINANT, times, "s", "", times, times)),
        (Profile("mood", "x", share, "1", "siv", "places", amount, "s", 10, amount, amount, share, share),),
    )  # fmt: skip
    plain = told.figures().named()
    moved = told.moved({one: np.full(3, one.value) for one in assumptions(told)}).figures().named()
    assert moved.keys() == plain.keys()
    for name, number in plain.items():
        assert moved[name] == pytest.approx(np.full(3, number))
    assert plain["demand", "mood"] == pytest.approx(1000 * value * times * max(0, 1 - one - other))
