"""Every statistic of surveys answers as its slow twin does, agrees with scipy, and keeps its laws."""

import doctest
import importlib
import pkgutil
from math import isclose
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from arrimage.science import surveys
from arrimage.science.surveys import (
    ordinal,
    paired,
    proportions,
    rank_correlation,
    reliability,
    response,
    several_tests,
    summaries,
    suppression,
    tables,
    trends,
)
from arrimage.science.surveys.answers import Apart, Method, side_by_side, sort_out
from tests.twins import surveys as twin

Z = NormalDist().inv_cdf(0.975)
quick = settings(max_examples=40, deadline=None)
ratings = st.integers(1, 5)


def named(values, prefix="p"):
    return {f"{prefix}{number}": value for number, value in enumerate(values)}


def near(value):
    return None if value is None else pytest.approx(float(value), rel=1e-9, abs=1e-9)


def some(least, most, values=ratings):
    return st.lists(values, min_size=least, max_size=most)


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


# Ordinal


@given(some(1, 5), some(1, 5))
@quick
def test_mann_whitney_with_ties(left, right):
    found = ordinal.compare(named(left), named(right))
    assert found.u == near(twin.u_statistic(left, right))
    assert found.p_value == near(twin.mann_whitney(left, right))
    assert found.delta == near(2 * twin.u_statistic(left, right) / (len(left) * len(right)) - 1)
    mirror = ordinal.compare(named(right), named(left))
    assert (mirror.delta, mirror.p_value) == (near(-found.delta), near(found.p_value))
    if found.low is not None:
        assert -1 <= found.low <= found.delta + 1e-9
        assert found.delta - 1e-9 <= found.high <= 1
        assert (mirror.low, mirror.high) == (near(-found.high), near(-found.low))


@given(st.permutations(list(range(12))), st.integers(1, 11))
@quick
def test_mann_whitney_agrees_with_scipy(values, size):
    from scipy.stats import mannwhitneyu

    left, right = values[:size], values[size:]
    assert ordinal.compare(named(left), named(right)).p_value == near(
        mannwhitneyu(left, right, method="exact").pvalue
    )


@given(some(21, 30), some(21, 30))
@quick
def test_large_groups_agree_with_scipy(left, right):
    from scipy.stats import mannwhitneyu

    assume(len(set(left + right)) > 1)
    found = ordinal.compare(named(left), named(right))
    assert not found.exact
    assert found.p_value == near(mannwhitneyu(left, right, method="asymptotic").pvalue)


@given(some(2, 6), some(2, 6))
@quick
def test_the_interval_of_delta_stands_on_cliffs_variance(left, right):
    found = ordinal.compare(named(left), named(right))
    assume(abs(found.delta) < 1)
    m, n, d = len(left), len(right), found.delta
    variance = max(twin.cliff_variance(left, right), (1 - d**2) / (m * n - 1))
    half = Z * variance**0.5 * ((1 - d**2) ** 2 + Z**2 * variance) ** 0.5
    low = (d - d**3 - half) / (1 - d**2 + Z**2 * variance)
    assert isclose(found.low, max(-1, low), abs_tol=1e-9)


def test_published_comparison_of_two_groups():
    # Hollander & Wolfe (1973), p. 69: W = 35; two-sided p = 0.2544
    term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    early = [1.15, 0.88, 0.90, 0.74, 1.21]
    found = ordinal.compare(named(term), named(early))
    assert (found.u, found.p_value) == (35, pytest.approx(0.2544, abs=5e-5))
    assert ordinal.compare(named(term), {}).u is None


# Rank correlation


@given(st.lists(st.tuples(ratings, ratings), min_size=2, max_size=6))
@quick
def test_rank_correlation(pairs):
    left, right = [one for one, _ in pairs], [other for _, other in pairs]
    found = rank_correlation.rank_correlation(named(left), named(right))
    assert found.rho == near(twin.spearman(left, right))
    assert found.tau == near(twin.kendall(left, right))
    assert found.few
    if found.rho is not None:
        assert found.p_value == near(twin.spearman_p(left, right))
    if found.low is not None:
        assert -1 <= found.low < found.rho < found.high <= 1


@given(st.lists(st.tuples(ratings, ratings), min_size=9, max_size=15))
@quick
def test_rank_correlation_agrees_with_scipy(pairs):
    from scipy.stats import kendalltau, spearmanr

    left, right = [one for one, _ in pairs], [other for _, other in pairs]
    assume(len(set(left)) > 1 and len(set(right)) > 1)
    found = rank_correlation.rank_correlation(named(left), named(right), draws=99)
    assert found.rho == near(spearmanr(left, right).statistic)
    assert found.tau == near(kendalltau(left, right).statistic)
    assert (found.exact, found.arrangements) == (False, 100)
    assert 0.01 <= found.p_value <= 1


def test_published_rank_correlation():
    # Hollander & Wolfe (1973), p. 187: Hunter's measure of lightness and consumers' scores; tau = 0.444
    lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
    scores = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]
    found = rank_correlation.rank_correlation(named(lightness), named(scores))
    assert found.tau == pytest.approx(0.4444, abs=5e-5)
    assert found.rho == pytest.approx(0.6)
    assert found.p_value == pytest.approx(0.0968, abs=0.01)  # over all 9! arrangements


# Paired


@given(st.lists(st.tuples(ratings, ratings), min_size=1, max_size=7))
@quick
def test_signed_ranks_with_ties(pairs):
    before, after = named([one for one, _ in pairs]), named([other for _, other in pairs])
    found = paired.moved(before, after)
    assert found.p_value == near(twin.signed_ranks([other - one for one, other in pairs]))
    assert len(found.rose) + len(found.fell) + len(found.stayed) == len(pairs)
    back = paired.moved(after, before)
    assert (back.rose, back.fell, back.p_value) == (found.fell, found.rose, near(found.p_value))


@given(st.lists(st.integers(-9, 9).filter(bool), min_size=3, max_size=12, unique_by=abs))
@quick
def test_signed_ranks_agree_with_scipy(changes):
    from scipy.stats import wilcoxon

    found = paired.moved(named([0] * len(changes)), named(changes))
    assert found.p_value == near(wilcoxon(changes, method="exact").pvalue)


def test_many_signed_ranks_agree_with_scipy():
    from scipy.stats import wilcoxon

    changes = [(number * 37 % 11) - 4 for number in range(90)]
    found = paired.moved(named([0] * 90), named(changes))
    assert not found.exact
    theirs = wilcoxon([change for change in changes if change], method="asymptotic", correction=True)
    assert found.p_value == near(theirs.pvalue)


def test_published_paired_comparison():
    # Hollander & Wolfe (1973), p. 29: depression before and after; V = 40, one-sided p = 0.01953
    before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    found = paired.moved(named(before), named(after))
    assert found.p_value == pytest.approx(2 * 0.01953125)
    assert (len(found.rose), len(found.fell)) == (2, 7)
    assert found.balance == pytest.approx((5 - 40) / 45)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8))
def test_mcnemar(pairs):
    found = paired.turned(named([one for one, _ in pairs]), named([other for _, other in pairs]))
    gained, lost = len(found.gained), len(found.lost)
    assert (gained, lost) == (pairs.count((False, True)), pairs.count((True, False)))
    assert (len(found.kept), len(found.never)) == (pairs.count((True, True)), pairs.count((False, False)))
    assert found.p_value == (near(twin.mcnemar(gained, lost)) if pairs else None)


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


# Reliability

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


# Trends and response


def test_a_trend_shows_all_and_tests_those_who_stayed():
    waves = {
        "2023": named(["no"] * 6 + ["yes"] * 2),
        "2024": named(["yes"] * 6 + ["yes", Apart.MISSING], "p") | {"new": "no"},
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


# Suppression


@st.composite
def counts(draw, height, width, most):
    return [draw(some(width, width, st.integers(0, most))) for _ in range(height)]


@pytest.mark.parametrize(("height", "width", "most", "threshold"), [(2, 2, 5, 3), (1, 3, 6, 4), (2, 3, 2, 2)])
def test_no_hidden_small_group_can_be_worked_out(height, width, most, threshold):
    @given(counts(height, width, most), st.booleans())
    @settings(max_examples=15, deadline=None)
    def law(table, hide_zeros):
        found = suppression.protect(table, threshold=threshold, hide_zeros=hide_zeros)
        whole = suppression.with_totals(table)
        highest = max(map(max, table)) + threshold
        for row, shown in enumerate(found.shown):
            for column, count in enumerate(shown):
                hidden = (row, column) in found.small | found.beside
                assert count == (None if hidden else whole[row][column])
                small = (0 if hide_zeros else 1) <= whole[row][column] < threshold
                assert small == ((row, column) in found.small)
        for cell in sorted(found.small)[:2]:
            assert twin.could_be(found.shown, cell, highest) >= threshold

    law()


@given(st.integers(2, 5), st.integers(2, 5), st.data())
@quick
def test_the_bound_agrees_with_a_linear_programme(height, width, data):
    from scipy.optimize import linprog

    whole = suppression.with_totals(data.draw(counts(height, width, 9)))
    cells = [(row, column) for row in range(height + 1) for column in range(width + 1)]
    hidden = data.draw(st.sets(st.sampled_from(cells), min_size=1))
    cell = min(hidden)
    place = {other: number for number, other in enumerate(cells)}
    sums = []
    for row in range(height + 1):
        sums.append({(row, column): 1 for column in range(width)} | {(row, width): -1})
    for column in range(width + 1):
        sums.append({(row, column): 1 for row in range(height)} | {(height, column): -1})
    matrix = np.array([[one.get(other, 0) for other in cells] for one in sums])
    bounds = [(0, None) if (r, c) in hidden else (whole[r][c], whole[r][c]) for r, c in cells]
    goal = np.zeros(len(cells))
    goal[place[cell]] = -1
    theirs = linprog(goal, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=bounds)
    ours = suppression.upper_bound(whole, hidden, cell)
    if theirs.status == 3:  # no end to it
        assert ours is None
    else:
        assert ours == round(-theirs.fun)


@given(st.integers(1, 6), st.integers(1, 6), st.data())
@quick
def test_large_tables_are_protected(height, width, data):
    table = data.draw(counts(height, width, 40))
    found = suppression.protect(table)
    whole = suppression.with_totals(table)
    hidden = set(found.small | found.beside)
    for cell in found.small:
        most = suppression.upper_bound(whole, hidden, cell)
        assert most is None or most >= 5
    if not found.small:
        assert not found.beside


def test_what_is_no_table_is_refused():
    for wrong in ([], [[]], [[1], [1, 2]], [[-1]]):
        with pytest.raises(ValueError, match=r"row|negative"):
            suppression.protect(wrong)
    with pytest.raises(ValueError, match="threshold"):
        suppression.protect([[1]], threshold=0)
