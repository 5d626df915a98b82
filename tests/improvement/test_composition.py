"""How a committee is made up: it warns, opens places, and blocks nothing."""

from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.improvement.composition import Remark, composition
from arrimage.apps.improvement.models import Place

WHOLE = [
    ("patient", False),
    ("patient", False),
    ("administrative", False),
    ("medical", False),
    ("worker", True),
    ("worker", False),
    ("lead", False),
    ("coach", False),
]
held = st.lists(st.tuples(st.sampled_from(Place.Kind.values), st.booleans()), max_size=14)


def test_the_composition_that_worked_elsewhere_has_no_remark():
    found = composition(WHOLE)
    assert (found.size, found.remarks, found.open_places) == (8, (), ())


def test_a_lone_person_is_warned_of_and_a_place_opened():
    found = composition(WHOLE[1:])
    assert found.remarks == (Remark.ALONE,)
    assert found.open_places == ("patient",)


def test_a_relative_is_company_for_a_person():
    assert Remark.ALONE not in composition([("relative", False), *WHOLE[1:]]).remarks


@given(held, st.lists(st.sampled_from(Place.Kind.values), max_size=3))
def test_opening_what_is_missing_leaves_nobody_alone_and_opens_nothing_twice(rows, vacant):
    first = composition(rows, vacant)
    again = composition(rows, [*vacant, *first.open_places])
    assert not again.open_places
    filled = composition([*rows, *((kind, False) for kind in (*vacant, *first.open_places))])
    gone = {Remark.ALONE, Remark.NOBODY, Remark.NO_LEAD, Remark.NO_COACH, Remark.NO_MEDICAL}
    assert not gone & set(filled.remarks)


@given(held)
def test_the_order_of_places_changes_nothing(rows):
    assert composition(rows) == composition(rows[::-1])


@given(held)
def test_each_remark_says_something_true(rows):
    found = composition(rows)
    lived = sum(kind in ("patient", "relative") for kind, _social in rows)
    workers = [social for kind, social in rows if kind == "worker"]
    assert (Remark.ALONE in found.remarks) == (lived == 1)
    assert (Remark.NOBODY in found.remarks) == (lived == 0)
    assert (Remark.NO_PSYCHOSOCIAL in found.remarks) == (bool(workers) and not any(workers))
    assert (Remark.SMALL in found.remarks) == (len(rows) < 6)
    assert (Remark.LARGE in found.remarks) == (len(rows) > 10)
