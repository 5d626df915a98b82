"""Answers made up for the tests of surveys."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st

quick = settings(max_examples=40, deadline=None)
ratings = st.integers(1, 5)


def named(values):
    return {f"p{number}": value for number, value in enumerate(values)}


def near(value):
    return None if value is None else pytest.approx(float(value), rel=1e-9, abs=1e-9)


def some(least, most, values=ratings):
    return st.lists(values, min_size=least, max_size=most)
