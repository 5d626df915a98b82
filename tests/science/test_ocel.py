"""OCEL 2.0 logs in their three dresses tell the same stories, as pm4py writes them and flattens them."""

import json
import sqlite3
from datetime import datetime, timedelta

import pm4py
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.science.test_pathways_cli import measured, refused

KINDS = ("appel", "visite à domicile", "bilan")
OBJECTS = {"o1": "person", "NA": "person", "o3": "person", "p1": "place"}


def event(number, kind, when, *objects):
    related = [{"objectId": name, "qualifier": "de"} for name in objects]
    return {"id": f"e{number}", "type": kind, "time": when, "attributes": [], "relationships": related}


def written(path, events):
    document = {
        "objectTypes": [{"name": name, "attributes": []} for name in ("person", "place")],
        "eventTypes": [{"name": name, "attributes": []} for name in KINDS],
        "objects": [
            {"id": name, "type": kind, "attributes": [], "relationships": []}
            for name, kind in OBJECTS.items()
        ],
        "events": events,
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def told(*arguments):
    found = measured(*arguments, "--object-type", "person", "--exact")
    return {key: found[key] for key in ("persons", "events", "variants", "top_variants", "arcs", "starts")}


@pytest.fixture
def logs(tmp_path):
    """The same log in three dresses, the last two written by pm4py."""

    def logs(events):
        path = written(tmp_path / "log.json", events)
        found = pm4py.read_ocel2_json(str(path))
        for name in ("log.xmlocel", "log.sqlite"):
            (tmp_path / name).unlink(missing_ok=True)
        pm4py.write_ocel2_xml(found, str(tmp_path / "log.xmlocel"))
        pm4py.write_ocel2_sqlite(found, str(tmp_path / "log.sqlite"))
        return path, tmp_path / "log.xmlocel", tmp_path / "log.sqlite"

    return logs


moments = st.integers(0, 400).map(lambda hours: datetime(2024, 1, 1) + timedelta(hours=hours))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            moments,
            st.lists(st.sampled_from(sorted(OBJECTS)), min_size=1, unique=True),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda row: row[1],
    )
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_three_dresses_tell_the_same_stories(logs, rows):
    rows = [("appel", datetime(2023, 1, 1), ["o1", "p1"]), *sorted(rows, key=lambda row: row[1])]
    paths = logs([event(n, kind, f"{when.isoformat()}Z", *who) for n, (kind, when, who) in enumerate(rows)])
    as_json, as_xml, as_tables = (told(path) for path in paths)
    assert as_json == as_xml == as_tables
    flat = pm4py.ocel_flattening(pm4py.read_ocel2_json(str(paths[0])), "person")
    assert (as_json["persons"], as_json["events"]) == (flat["case:concept:name"].nunique(), len(flat))


def test_an_event_told_twice_of_one_object_is_one_event_and_order_parts_equal_moments(logs):
    same = "2024-01-01T00:00:00Z"
    twice = event(1, "visite à domicile", same, "o1")
    twice["relationships"].append({"objectId": "o1", "qualifier": "chez"})
    path, as_xml, as_tables = logs([twice, event(2, "appel", same, "o1"), event(3, "bilan", same, "o1")])
    expected = [{"path": ["visite à domicile", "appel", "bilan"], "persons": 1}]
    assert told(path)["top_variants"] == expected
    # Who writes XML keeps the order of the file; pm4py writes tables in it too.
    assert told(as_xml)["top_variants"] == expected
    assert told(as_tables)["top_variants"] == expected


def test_what_is_no_ocel_log_is_refused_in_one_line(tmp_path, logs):
    (tmp_path / "cut.xmlocel").write_text("<log><objects>")
    assert "OCEL 2" in refused("measure", tmp_path / "cut.xmlocel")
    bomb = '<!DOCTYPE a [<!ENTITY b "bb">]><log><object-types/><objects><object id="&b;" type="t"/>'
    (tmp_path / "bomb.xml").write_text(bomb)
    assert "OCEL 2" in refused("measure", tmp_path / "bomb.xml")
    (tmp_path / "not.sqlite").write_bytes(b"SQLite format 3\0and nothing else")
    assert "OCEL 2" in refused("measure", tmp_path / "not.sqlite")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("create table people (name)")
    connection.close()
    assert "OCEL 2" in refused("measure", tmp_path / "other.db")
    path, as_xml, as_tables = logs([event(1, "appel", "2024-01-01T00:00:00Z", "o1", "p1")])
    for one in (path, as_xml, as_tables):
        assert "person, place" in refused("measure", one)
        assert "person, place" in refused("measure", one, "--object-type", "rien")


def test_an_xml_file_of_xes_is_still_one(tmp_path):
    (tmp_path / "log.xml").write_text(
        '<log><trace><string key="concept:name" value="NA"/><event><string key="concept:name" value="appel"/>'
        '<date key="time:timestamp" value="2024-01-01T00:00:00Z"/></event></trace></log>'
    )
    assert measured(tmp_path / "log.xml")["starts"] == {"appel": 1}
