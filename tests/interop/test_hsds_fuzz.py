"""Somebody else's JSON may hold anything: it is taken in, refused or broken, and never a crash."""

import json
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from arrimage.apps.kernel.reading import BrokenFile
from arrimage.apps.network.models import Offer
from arrimage.interop.hsds.spec import TABLES, children

from .conftest import AT
from .test_hsds_import import service, take

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=30),
    st.sampled_from(
        ["2026-02-31", "MO,XX", "25:00", "-1", "1e999", "\ud800", "x" * 9000, "WEEKLY", "../..", ".."]
    ),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["id", "name", "code"]), st.text(max_size=5), max_size=2),
)


@st.composite
def oddities(draw) -> dict:
    """A sound service in which some fields, at some depth, were replaced."""
    thing = json.loads(json.dumps(service(attributes=[], schedules=[{"id": "h"}], languages=[{"id": "l"}])))
    for _each in range(draw(st.integers(0, 4))):
        table, place = "service", thing
        while nested := [c for c in children(table) if isinstance(place, dict) and place.get(c.key)]:
            if draw(st.booleans()):
                break
            child = draw(st.sampled_from(nested))
            inner = place[child.key]
            if isinstance(inner, list) and inner:
                inner = inner[0]
            if not isinstance(inner, dict):
                break
            table, place = child.table, inner
        keys = [column.name for column in TABLES[table].columns] + [c.key for c in children(table)]
        place[draw(st.sampled_from(keys))] = draw(ODD)
    return thing


class Anything(TestCase):
    @settings(max_examples=150, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(things=st.lists(oddities(), min_size=1, max_size=3))
    def test_anything_is_taken_in_refused_or_broken_and_the_second_time_changes_nothing(self, things):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "services.json"
            path.write_text(json.dumps(things), encoding="utf-8")
            try:
                first = take(path)
            except BrokenFile:
                assert not Offer.objects.exists()
                return
            again = take(path, at=AT + timedelta(days=1))
            for kind in ("organizations", "locations", "services", "contacts"):
                assert (again[kind]["created"], again[kind]["updated"], again[kind]["closed"]) == (0, 0, 0), (
                    again
                )
                assert again[kind]["refused_rows"] == first[kind]["refused_rows"]
