"""What is hidden cannot be worked out: against every possible table, and a linear programme."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrimage.science.surveys import suppression
from tests.science.answers_made import quick, some
from tests.twins import surveys as twin


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
