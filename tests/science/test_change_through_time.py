"""Run charts and control charts: published examples, slow twins, laws."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrimage.science.improvement import runs
from arrimage.science.improvement.control import Chart, Rule, control_chart
from arrimage.science.improvement.runs import run_chart
from tests.twins import improvement as twin

# Montgomery, Introduction to Statistical Quality Control, chapter 7.
CANS = "12 15 8 10 4 7 16 9 14 10 5 6 17 12 22 8 10 5 13 11 20 18 24 15 9 12 7 13 9 6"
BOARDS = "21 24 16 12 15 5 28 20 31 25 20 24 16 19 10 17 13 22 18 39 30 24 16 19 17 15"
SHIPMENTS = "2 3 8 1 1 4 1 4 5 1 8 2 4 3 4 1 8 3 7 4"
CLOTH = ("14 12 20 11 7 10 21 16 19 23", "10 8 13 10 9.5 10 12 10.5 12 12.5")


def numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]


def beyond(chart) -> list[int]:
    return [signal.points[0] + 1 for signal in chart.signals if signal.rule == Rule.BEYOND]


def test_the_published_p_chart():
    found = control_chart(Chart.P, numbers(CANS), [50] * 30)
    assert found.centre == pytest.approx(0.2313, abs=5e-5)
    assert (found.low[0], found.high[0]) == pytest.approx((0.0524, 0.4102), abs=1e-4)
    assert beyond(found) == [15, 23]


def test_the_published_c_chart():
    found = control_chart(Chart.C, numbers(BOARDS))
    assert found.centre == pytest.approx(19.85, abs=0.005)
    assert (found.low[0], found.high[0]) == pytest.approx((6.48, 33.22), abs=0.01)
    assert beyond(found) == [6, 20]


def test_the_published_u_charts():
    found = control_chart(Chart.U, numbers(SHIPMENTS), [50] * 20)
    assert found.centre == pytest.approx(0.0740)
    assert (found.low[0], found.high[0]) == pytest.approx((0, 0.1894), abs=1e-4)
    assert beyond(found) == []
    cloth = control_chart(Chart.U, *map(numbers, CLOTH))
    assert cloth.centre == pytest.approx(1.42, abs=0.005)
    assert (cloth.low[0], cloth.high[0]) == pytest.approx((0.29, 2.55), abs=0.01)
    assert (cloth.low[1], cloth.high[1]) == pytest.approx((0.16, 2.68), abs=0.01)


def rules(chart) -> set[str]:
    return {signal.rule for signal in chart.signals}


def test_eight_points_on_one_side_are_a_shift_and_seven_are_not():
    assert Rule.SHIFT in rules(control_chart(Chart.C, [9, 11] * 4 + [12] * 8, baseline=8))
    assert Rule.SHIFT not in rules(control_chart(Chart.C, [9, 11] * 4 + [9] + [12] * 7, baseline=8))


def test_six_points_that_only_go_up_are_a_trend_and_five_are_not():
    assert Rule.TREND in rules(control_chart(Chart.C, [10, 7, 8, 9, 10, 11, 12]))
    assert Rule.TREND not in rules(control_chart(Chart.C, [10, 7, 8, 9, 10, 11, 9]))


def test_two_of_three_far_on_one_side_are_a_sign():
    calm = [100, 101, 99, 100]
    assert Rule.OUTER_THIRD in rules(control_chart(Chart.C, [*calm, 122, 100, 122], baseline=4))
    assert Rule.OUTER_THIRD not in rules(control_chart(Chart.C, [*calm, 122, 100, 78], baseline=4))


def test_fifteen_points_close_to_the_centre_are_a_sign():
    assert Rule.INNER_THIRD in rules(control_chart(Chart.C, [100, 101] * 8))
    assert Rule.INNER_THIRD not in rules(control_chart(Chart.C, [100, 101] * 7))


@pytest.mark.parametrize(
    ("chart", "counts", "sizes"),
    [
        (Chart.P, [], []),
        (Chart.P, [3], None),
        (Chart.P, [3], [2]),
        (Chart.U, [3], [0]),
        (Chart.C, [-1], None),
        (Chart.U, [3, 4], [1]),
    ],
)
def test_counts_that_mean_nothing_are_refused(chart, counts, sizes):
    with pytest.raises(ValueError, match=r"chart|count|baseline"):
        control_chart(chart, counts, sizes)


@given(st.integers(1, 8), st.integers(1, 8))
def test_rare_numbers_of_runs_are_those_of_every_order_written_out(above, below):
    values = [1] * above + [-1] * below
    found = run_chart([*values], median_of=[0])
    assert (found.few, found.many) == twin.rare_runs(above, below)


def test_rare_numbers_of_runs_are_the_published_ones():
    # Swed & Eisenhart: ten above and ten below, 6 or fewer, 16 or more.
    found = run_chart([1, -1] * 10, median_of=[0])
    assert (found.few, found.many) == (6, 16)
    assert runs.Rule.TOO_MANY_RUNS in rules(found)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=14))
def test_trends_are_those_of_the_slow_twin(values):
    longest = twin.longest_trend(values)
    found = runs.trends(values, 3)
    assert max(map(len, found), default=0) == (longest if longest >= 3 else 0)
    for trend in found:
        steps = [values[after] > values[before] for before, after in itertools.pairwise(trend)]
        assert all(steps) or not any(steps)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20))
def test_points_on_the_median_make_and_break_nothing(values):
    found = run_chart(values)
    without = [value for value in values if value != found.median]
    if without:
        again = run_chart(without, median_of=[found.median])
        assert (again.runs, again.useful) == (found.runs, found.useful)
        lengths = [len(s.points) for s in found.signals if s.rule == runs.Rule.SHIFT]
        assert lengths == [len(s.points) for s in again.signals if s.rule == runs.Rule.SHIFT]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.integers(1, 9))
def test_a_c_chart_is_a_u_chart_of_equal_periods(counts, size):
    c = control_chart(Chart.C, counts)
    u = control_chart(Chart.U, counts, [size] * len(counts))
    assert [value * size for value in u.high] == pytest.approx(c.high)
    assert beyond(c) == beyond(u)


def test_no_value_is_refused():
    with pytest.raises(ValueError, match="has values"):
        run_chart([])
