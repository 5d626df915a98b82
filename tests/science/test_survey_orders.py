"""Two groups, two orders, twice the same rows: as their slow twins, scipy, and what was published."""

from math import isclose
from statistics import NormalDist

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from arrimage.science.surveys import ordinal, paired, rank_correlation
from tests.science.answers_made import named, near, quick, ratings, some
from tests.twins import surveys as twin

Z = NormalDist().inv_cdf(0.975)


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
