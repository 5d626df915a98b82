"""Counts, shares, summaries, tables and waves answer as their slow twins and scipy, and keep their laws."""

import doctest
import importlib
import pkgutil
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from arrimage.science import surveys
from arrimage.science.surveys import proportions, response, several_tests, summaries, tables, trends
from arrimage.science.surveys.answers import Apart, Method, side_by_side, sort_out
from tests.science.answers_made import named, near, quick, ratings, some
from tests.twins import surveys as twin

Z = NormalDist().inv_cdf(0.975)


def test_the_examples_of_the_science_run():
    for module in pkgutil.walk_packages(surveys.__path__, surveys.__name__ + "."):
        assert not doctest.testmod(importlib.import_module(module.name)).failed


def test_each_method_is_said_in_words():
    page = Path(__file__).resolve().parents[2] / "docs" / "decisions" / "0018-surveys.md"
    assert not [method for method in Method if f"`{method}`" not in page.read_text(encoding="utf-8")]


# What is apart


@given(some(0, 8, st.one_of(ratings, st.sampled_from(Apart))))
def test_each_row_counts_or_is_apart_once(values):
    found = sort_out(named(values), Method.SUMMARY).basis
    everywhere = [*found.rows, *(row for rows in found.apart.values() for row in rows)]
    assert sorted(everywhere) == sorted(named(values))
    assert found.base == sum(not isinstance(value, Apart) for value in values)


def test_a_filtered_question_has_its_own_base():
    asked = named(["yes"] * 9 + ["no"] * 3 + [Apart.NOT_ASKED] * 3)
    found = proportions.proportion(asked, {"yes"})
    assert (found.count, found.base, found.share) == (9, 12, 0.75)
    assert found.basis.apart == {Apart.NOT_ASKED: ("p12", "p13", "p14")}


def test_only_not_applicable_is_no_share_and_never_zero():
    found = proportions.proportion(named([Apart.NOT_APPLICABLE] * 4), {"yes"})
    assert (found.share, found.low, found.base) == (None, None, 0)
    assert summaries.summary(named([Apart.NOT_APPLICABLE])).mean is None


def test_two_answers_meet_where_both_are_given():
    first = {"a": 1, "b": Apart.DECLINED, "c": 3}
    assert side_by_side(first, {"a": 2, "b": Apart.MISSING, "c": Apart.NOT_APPLICABLE}) == {
        "a": (1, 2),
        "b": Apart.DECLINED,
        "c": Apart.NOT_APPLICABLE,
    }


# Proportions


@given(st.integers(1, 60).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
@quick
def test_wilson(pair):
    from scipy.stats import binomtest

    count, base = pair
    low, high = proportions.wilson(count, base)
    assert (low, high) == tuple(map(near, twin.score_interval(count, base, Z)))
    theirs = binomtest(count, base).proportion_ci(method="wilson")
    assert (low, high) == (near(theirs.low), near(theirs.high))
    assert 0 <= low <= count / base <= high <= 1
    mirror = proportions.wilson(base - count, base)
    assert (1 - high, 1 - low) == tuple(map(near, mirror))


@given(
    st.integers(1, 30).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))),
    st.integers(0, 30),
)
@quick
def test_when_all_were_asked_the_share_is_known(pair, others):
    count, base = pair
    low, high = proportions.wilson(count, base, population=base)
    assert (low, high) == (near(count / base), near(count / base))
    fraction = others / (base + others - 1) if others else 0
    low, high = proportions.wilson(count, base, population=base + others)
    assert (low, high) == tuple(map(near, twin.score_interval(count, base, Z, fraction)))
    free = proportions.wilson(count, base)
    assert free[0] <= low + 1e-12
    assert high <= free[1] + 1e-12


def test_published_intervals_of_shares():
    # Newcombe (1998), Statistics in Medicine 17: 857 and 873
    for count, base, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        assert proportions.wilson(count, base) == (
            pytest.approx(low, abs=5e-5),
            pytest.approx(high, abs=5e-5),
        )
    first = proportions.proportion(named([1] * 56 + [0] * 14), {1})
    second = proportions.proportion(named([1] * 48 + [0] * 32), {1})
    found = proportions.difference(first, second)
    assert found.difference == pytest.approx(0.2)
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_a_share_that_cannot_be_is_refused():
    for count, base, population in [(3, 2, None), (-1, 2, None), (1, 3, 2)]:
        with pytest.raises(ValueError, match="population"):
            proportions.wilson(count, base, population=population)


@given(some(0, 12, st.sampled_from(["yes", "no", Apart.MISSING])))
def test_counts_add_up_to_their_base(values):
    found = proportions.frequency(named(values))
    assert sum(map(len, found.counts.values())) == found.basis.base
    for value, rows in found.counts.items():
        assert len(rows) == values.count(value)


# Summaries


@given(some(1, 12, st.integers(-20, 20)))
def test_summaries(values):
    found = summaries.summary(named(values))
    assert found.mean == near(twin.mean(values))
    quartiles = [found.lowest, found.first_quartile, found.median, found.third_quartile, found.highest]
    assert quartiles == [near(twin.quantile(values, share / 4)) for share in range(5)]
    deviation = float(twin.variance(values)) ** 0.5 if len(values) > 1 else None
    assert found.deviation == near(deviation)


@given(some(2, 4, st.integers(0, 9)), st.sampled_from(["mean", "median"]), st.sampled_from([0.5, 0.8, 0.95]))
@quick
def test_the_bootstrap_of_few_values_looks_at_all(values, statistic, confidence):
    take = twin.mean if statistic == "mean" else lambda drawn: twin.quantile(drawn, 0.5)
    drawn = twin.resampled(values, take)
    found = summaries.bootstrap(named(values), statistic, seed=1, confidence=confidence)
    assert (found.exact, found.resamples) == (True, len(drawn))
    below = int((1 - confidence) / 2 * (len(drawn) - 1) + 1e-9)
    assert found.low == near(drawn[below])
    assert found.high == near(drawn[len(drawn) - 1 - below])


def test_the_bootstrap_follows_its_seed_and_the_population():
    values = named([3, 7, 8, 12, 13, 14, 18, 21, 22, 30])
    first, again, other = (summaries.bootstrap(values, "mean", seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    from scipy.stats import bootstrap

    theirs = bootstrap((list(values.values()),), np.mean, method="percentile", rng=3).confidence_interval
    assert (first.low, first.high) == (
        pytest.approx(theirs.low, abs=0.5),
        pytest.approx(theirs.high, abs=0.5),
    )
    known = summaries.bootstrap(values, "mean", seed=1, population=10)
    assert (known.low, known.high) == (near(first.value), near(first.value))
    half = summaries.bootstrap(values, "mean", seed=1, population=20)
    assert half.high - half.low == pytest.approx((first.high - first.low) * 0.5**0.5)
    assert summaries.bootstrap({"a": 3}, "mean", seed=1).low is None
    assert summaries.bootstrap({}, "mean", seed=1).value is None
    for wrong in ({"statistic": "mode"}, {"draws": 0}, {"population": 9}):
        with pytest.raises(ValueError, match=r"at least one draw|population"):
            summaries.bootstrap(values, **({"statistic": "mean", "seed": 1} | wrong))


# Tables


@given(some(1, 7, st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))))
@quick
def test_the_exact_test_of_a_table(pairs):
    table = tables.cross(named([one for one, _ in pairs]), named([other for _, other in pairs]))
    found = tables.association(table)
    if len(table.rows) < 2 or len(table.columns) < 2:
        assert (found.p_value, found.cramers_v) == (None, None)
    else:
        assert found.exact
        assert found.p_value == near(twin.fisher(pairs))
        assert 0 <= found.cramers_v <= 1
    assert sum(map(sum, table.counts)) == len(pairs)


@given(st.tuples(*[st.integers(0, 15)] * 4))
def test_two_by_two_agrees_with_scipy(cells):
    from scipy.stats import fisher_exact

    a, b, c, d = cells
    assume(a + b and c + d and a + c and b + d)
    assert tables.fisher_exact([[a, b], [c, d]]) == near(fisher_exact([[a, b], [c, d]]).pvalue)


def test_a_large_table_is_drawn():
    # Agresti (2002), p. 57: job satisfaction by income; R's fisher.test gives 0.7827.
    counts = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
    flat = [(row, column) for row in range(4) for column in range(4) for _ in range(counts[row][column])]
    table = tables.cross(named([row for row, _ in flat]), named([column for _, column in flat]))
    found, again = tables.association(table), tables.association(table)
    assert (found.exact, found.arrangements, found.basis.method) == (False, 10_000, Method.FISHER_DRAWN)
    assert found == again
    assert found.p_value == pytest.approx(0.7827, abs=0.015)
    assert tables.association(table, seed=2).p_value != found.p_value


# Several tests


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1)))
def test_several_tests_at_once(p_values):
    found = several_tests.adjusted(p_values)
    assert found.family == len(p_values)
    assert list(found.holm) == list(found.benjamini_hochberg) == list(p_values)
    for name, p_value in p_values.items():
        assert found.holm[name] == near(twin.holm(p_values, name))
        assert found.benjamini_hochberg[name] == near(twin.false_discovery(p_values, name))
        assert p_value <= found.benjamini_hochberg[name] + 1e-12 <= found.holm[name] + 2e-12
    if p_values:
        from scipy.stats import false_discovery_control

        theirs = false_discovery_control(list(p_values.values()))
        assert list(found.benjamini_hochberg.values()) == pytest.approx(list(theirs))


def test_what_is_no_p_is_refused():
    with pytest.raises(ValueError, match="between"):
        several_tests.adjusted({"a": 1.5})


# Trends and response


def test_a_trend_shows_all_and_tests_those_who_stayed():
    waves = {
        "2023": named(["no"] * 6 + ["yes"] * 2),
        "2024": named(["yes"] * 6 + ["yes", Apart.MISSING]) | {"new": "no"},
        "2025": {},
    }
    found = trends.share_trend(waves, {"yes"}, populations={"2023": 8})
    assert [wave.share for wave in found.waves.values()] == [0.25, 7 / 8, None]
    assert found.waves["2023"].low == found.waves["2023"].high == 0.25
    first, last = found.steps
    assert (len(first.same_rows.gained), first.same_rows.lost, first.same_rows.p_value) == (6, (), 2 / 2**6)
    assert first.overall.difference == pytest.approx(5 / 8)
    assert (last.overall.difference, last.same_rows.p_value) == (None, None)
    scores = trends.score_trend({"before": {"a": 2, "b": 3, "c": 1}, "after": {"a": 4, "b": 2, "d": 5}})
    assert (scores.steps[0].same_rows.rose, scores.steps[0].same_rows.fell) == (("a",), ("b",))
    assert scores.waves["after"].mean == pytest.approx(11 / 3)


@given(st.dictionaries(st.integers(0, 20).map(str), st.sampled_from("NSEW")), st.data())
def test_who_is_missing_is_described(strata, data):
    answered = data.draw(st.sets(st.sampled_from(sorted(strata)))) if strata else set()
    found = response.response(strata, answered)
    assert (found.asked, found.answered) == (len(strata), len(answered))
    assert sum(len(one.asked) for one in found.strata.values()) == len(strata)
    spoken = [one for one in found.strata.values() if one.answered]
    assert sum(one.weight * len(one.answered) for one in spoken) == near(
        sum(len(one.asked) for one in spoken)
    )
    assert all((name in found.silent) == (one.rate == 0) for name, one in found.strata.items())
    if answered:
        assert sum(one.share_of_answered for one in found.strata.values()) == near(1)


def test_a_stranger_does_not_answer():
    with pytest.raises(ValueError, match="without being asked"):
        response.response({"a": "north"}, {"b"})
