"""How long somebody was there: the slow twin, and laws."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from arrimage.apps.learning.presence import Attended, Stay, clashes, hours_earned, merged, minutes
from tests.twins import presence as twin

START = datetime(2026, 1, 5, 12)
END = START + timedelta(minutes=20)
second = st.integers(-300, 1500).map(lambda n: START + timedelta(seconds=n))
stay = st.tuples(second, second).map(lambda pair: Stay(min(pair), max(pair)))
stays = st.lists(stay, max_size=5)
rows = st.lists(
    st.builds(Attended, who=st.sampled_from("abc"), session=st.integers(1, 3), stay=stay), max_size=10
)


@settings(max_examples=60)
@given(stays)
def test_minutes_are_those_of_the_slow_twin(found):
    assert minutes(found, START, END) == twin.minutes(found, START, END)


@given(stays, st.integers(1, 25))
def test_hours_are_those_of_the_slow_twin(found, required):
    there = minutes(found, START, END)
    assert hours_earned(there, required=required, announced=Decimal("1.5")) == twin.hours_earned(
        twin.minutes(found, START, END), required, Decimal("1.5")
    )


@given(stays)
def test_the_same_stay_twice_counts_once(found):
    assert minutes(found + found, START, END) == minutes(found, START, END)


@given(stays)
def test_merged_stays_are_apart_in_order_and_inside(found):
    whole = merged(found, START, END)
    assert all(START <= one.arrived_at < one.left_at <= END for one in whole)
    assert all(one.left_at < other.arrived_at for one, other in pairwise(whole))


@given(rows)
def test_those_in_two_sessions_at_once_are_those_of_the_slow_twin(found):
    flagged = {(clash.who, clash.sessions) for clash in clashes(found)}
    assert flagged == twin.in_two_at_once(found)


def test_leaving_for_another_session_is_no_clash():
    here = Stay(START, START + timedelta(minutes=10))
    there = Stay(START + timedelta(minutes=10), END)
    assert clashes([Attended("a", 1, here), Attended("a", 2, there)]) == []
