"""Who is behind each figure, and what is left out so that nobody is found by subtraction."""

import doctest
import json
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from arrimage.cli.pathways_document import described
from arrimage.science.trajectories.arcs import arcs
from arrimage.science.trajectories.comparison import compared
from arrimage.science.trajectories.counted import median_limits
from arrimage.science.trajectories.panel import panel
from arrimage.science.trajectories.quiet import OUTSIDE, Moved, moves_of, unsaid
from arrimage.science.trajectories.state import State
from arrimage.science.trajectories.travellers import repeats, travellers
from arrimage.science.trajectories.window import edges
from tests.science.test_trajectories import NAMES, Rules, rows_of_events, state_of
from tests.twins import trajectories as twin


@pytest.mark.parametrize("module", ["quiet", "counted", "calendar"])
def test_the_examples_of_the_documentation_run(module):
    found = doctest.testmod(import_module(f"arrimage.science.trajectories.{module}"))
    assert found.attempted
    assert not found.failed


@given(rows_of_events)
def test_who_is_behind_is_counted_as_the_slow_version_does(rows):
    state = state_of(rows)
    has, moves, back, again = twin.behind(rows)
    found = travellers(state)
    assert (found.activities, found.moves, found.bounces) == (has, moves, back)
    told = {one.activity: (one.persons, one.persons_again, one.events_again) for one in repeats(state)}
    assert told == again


@given(rows_of_events, st.integers(0, 20))
def test_stories_cut_by_the_window_are_counted(rows, days):
    found = edges(state_of(rows), days)
    assert (found.persons_early, found.persons_late) == twin.near_an_end(rows, days)


def test_nothing_at_all_has_nobody_behind_it():
    state = State.empty(NAMES, Rules())
    assert travellers(state).moves == {}
    assert repeats(state) == ()
    assert edges(state).persons_early == 0


def test_as_little_as_can_be_is_hidden_beside():
    """Two rows lack one cell each: one column beside them is enough for both."""
    cells = {("a", "x"): 2, ("a", "y"): 9, ("a", "z"): 8, ("b", "x"): 3, ("b", "y"): 9, ("b", "z"): 30}
    (gone,) = unsaid([{cell: Moved(count, count) for cell, count in cells.items()}], 5)
    assert len(gone) == 4


tables = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")),
    st.tuples(st.integers(1, 20), st.integers(1, 20)).map(lambda pair: Moved(max(pair), min(pair))),
    min_size=1,
)


def check_no_sum_tells(table, gone, least):
    for end in (0, 1):
        for name in {cell[end] for cell in table}:
            line = [cell for cell in table if cell[end] == name]
            out = [cell for cell in line if cell in gone]
            told = len(out) > 1 and sum(table[cell].count for cell in out) >= least
            assert not out or told or len(out) == len(line)


@given(tables, st.integers(0, 8))
def test_no_move_of_a_few_is_said_nor_left_alone(table, least):
    (gone,) = unsaid([table], least)
    assert all(cell in gone for cell, moved in table.items() if moved.persons < least)
    check_no_sum_tells(table, gone, least)
    if all(moved.persons >= least for moved in table.values()):
        assert not gone


@given(tables, st.data())
def test_groups_shown_beside_everybody_do_not_give_the_others_back(whole, data):
    """A part shares every move out: two groups, or three."""
    groups = [{}, {}, {}]
    for cell, moved in whole.items():
        cuts = sorted(data.draw(st.lists(st.integers(0, moved.count), min_size=2, max_size=2)))
        for group, count in zip(groups, (cuts[0], cuts[1] - cuts[0], moved.count - cuts[1]), strict=True):
            if count:
                group[cell] = Moved(count, min(count, moved.persons))
    shown = [whole, *groups]
    hidden = unsaid(shown, 5, parts=[[1, 2, 3]])
    for table, gone in zip(shown, hidden, strict=True):
        check_no_sum_tells(table, gone, 5)
    for cell in whole:
        line = [place for place in range(4) if cell in shown[place]]
        out = [place for place in line if cell in hidden[place]]
        assert not out or len(out) == len(line) or len(out) > 1


def rows_of(stories):
    """(person, path): a day between two events."""
    return [
        (who, name, day * twin.DAY, "a" if who % 2 else "b")
        for who, path in enumerate(stories)
        for day, name in enumerate(path)
    ]


def test_one_person_who_goes_the_same_way_thirty_times_is_not_told():
    usual = [("call", "visit")] * 9 + [("call", "assessment", "visit")] * 8
    alone = ("discharge", *("visit", "discharge") * 30)
    state = state_of(rows_of([*usual, alone]))
    assert max(arc.count for arc in arcs(state)) == 30
    told = described(state, suppress=5)
    assert "discharge" not in json.dumps(told)
    assert {(arc["from"], arc["to"]) for arc in told["arcs"]} <= {
        ("call", "visit"), ("call", "assessment"), ("assessment", "visit")
    }  # fmt: skip
    assert "discharge" in json.dumps(described(state))


@given(rows_of_events)
def test_what_is_told_with_small_groups_left_out_tells_of_nobody(rows):
    state, least = state_of(rows), 3
    told, behind = described(state, suppress=least), travellers(state)
    cells = moves_of(panel(state), behind)
    said = {(arc["from"], arc["to"]) for arc in told["arcs"]}
    said |= {(OUTSIDE, name) for name in told["starts"]} | {(name, OUTSIDE) for name in told["ends"]}
    assert all(cells[cell].persons >= least for cell in said)
    check_no_sum_tells(cells, set(cells) - said, least)
    assert all(way["persons"] >= least for way in told["top_variants"])
    left = state.persons - sum(way["persons"] for way in told["top_variants"])
    assert left == 0 or left >= least or not told["top_variants"]
    for name in ("returns", "repeats", "episodes"):
        assert all(behind.activities[service] >= least for service in told[name])
    for one in told["continuity"].values():
        assert one["persons"] is None or not 0 < one["persons"] < least
        assert one["excluded"] is None or not 0 < one["excluded"] < least
    for found in told["returns"].values():
        for day, count in found["within_days"].items():
            assert count is None or not 0 < count < least
            assert count is not None or found["estimate"][day]["value"] is None


@pytest.mark.parametrize("size", [1, 5, 6, 7, 20, 101, 1_000, 1_001, 20_000])
def test_the_ranks_around_a_median_are_those_of_the_binomial(size):
    limits = median_limits(np.arange(size), np.ones(size, int))
    if limits is None:
        assert binom.cdf(0, size, 0.5) > 0.025
        return
    low, high = limits
    assert high == size - 1 - low
    assert binom.cdf(low, size, 0.5) <= 0.025 + 2e-3 * (size > 1_000)
    assert binom.cdf(low + 1, size, 0.5) > 0.025 - 2e-3 * (size > 1_000)


def test_values_seen_several_times_are_ranked_as_if_listed():
    values, counts = np.array([2, 3, 9]), np.array([4, 3, 5])
    listed = np.repeat(values, counts)
    assert median_limits(values, counts) == median_limits(listed, np.ones(12, int))


def test_waits_of_two_periods_are_set_apart_with_an_interval():
    def period(wait, people):
        return [
            row
            for who in range(people)
            for row in ((who, "call", 0, None), (who, "visit", (wait + who % 3) * twin.DAY, None))
        ]

    (row,) = compared(state_of(period(10, 40)), state_of(period(20, 40))).arcs
    apart = row.wait_difference_days
    assert (row.median_wait_days, apart.value) == ((11, 21), 10)
    assert 8 < apart.low < 10 < apart.high < 12
    (few,) = compared(state_of(period(10, 40)), state_of(period(20, 4))).arcs
    assert (few.wait_difference_days.low, few.wait_difference_days.high) == (None, None)
    assert few.wait_difference_days.value is not None


def test_the_interval_of_two_medians_holds_95_times_in_100():
    chance, held = np.random.default_rng(5), 0
    for _ in range(300):
        sides = []
        for mean in (8.0, 12.0):
            waits = np.round(chance.exponential(mean, 60)).astype(int)
            rows = [
                row
                for who, wait in enumerate(waits.tolist())
                for row in ((who, "call", 0, None), (who, "visit", wait * twin.DAY, None))
            ]
            sides.append(state_of(rows))
        apart = compared(*sides).arcs[0].wait_difference_days
        held += apart.low <= (12.0 - 8.0) * np.log(2) <= apart.high
    assert held >= 275  # of 300; 285 expected, and rounding to the day widens a little
