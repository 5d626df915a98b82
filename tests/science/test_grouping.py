"""Events of any order, person by person: the same state whatever the file, the memory, the threads."""

from collections import Counter
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.analytics.events.grouping import Unclean, grouped
from arrimage.analytics.events.measuring import coded, shared_out
from arrimage.analytics.events.reading import Mapping, opened
from arrimage.analytics.events.spark import counting_of, states_together
from arrimage.science.trajectories.state import Rules
from tests.twins import trajectories as twin

COLUMNS = {"case": "who", "activity": "what", "timestamp": "when", "provider": "by"}
RULES = Rules(pairs=(("a", "a"), ("a", "b")), episode_gap=3)
FAR = 10**16
people = st.one_of(
    st.lists(st.integers(-3, 2**40), min_size=1, max_size=4),
    st.lists(st.sampled_from(["NA", "é", "1", "une personne au nom bien long"]), min_size=1, max_size=4),
)


def written(path, rows, *, together=1 << 20):
    who, what, when, by = zip(*rows, strict=True)
    table = pa.table(
        {
            "who": pa.array(who),
            "what": pa.array(what),
            "when": pa.array(when, pa.timestamp("us")),
            "by": pa.array(by, pa.string()),
        }
    )
    pq.write_table(table, path, row_group_size=together)
    return path


def state(path, scratch, *, allowed=10**9, threads=1):
    scratch.mkdir(exist_ok=True)
    shared = grouped([path], COLUMNS, scratch, earliest=-FAR, until=FAR, allowed=allowed, threads=threads)
    found = shared.measured(RULES, threads=threads)
    shared.close()
    return found


@given(st.data(), people, st.randoms())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_gives_what_the_slow_version_gives(tmp_path, data, names, chance):
    event = st.tuples(
        st.sampled_from(names),
        st.sampled_from("abc"),
        st.integers(0, 900).map(lambda hours: datetime(2024, 1, 1) + timedelta(hours=hours)),
        st.sampled_from([None, "x", "y"]),
    )
    rows = data.draw(st.lists(event, min_size=1, max_size=40))
    whole = state(written(tmp_path / "whole.parquet", rows), tmp_path / "one")
    epoch = datetime(1970, 1, 1)
    plain = [(who, what, (when - epoch) // timedelta(microseconds=1), by) for who, what, when, by in rows]
    assert Counter(dict(zip(whole.variants, whole.people.tolist(), strict=True))) == twin.variants(plain)
    assert whole.microseconds == sum(twin.durations(plain))
    # In pieces, on disk, by two threads: the same counts.
    cut = written(tmp_path / "cut.parquet", rows, together=3)
    assert state(cut, tmp_path / "two", allowed=0, threads=2) == whole
    if len({(row[0], row[2]) for row in rows}) == len(rows):
        chance.shuffle(rows)
        assert state(written(tmp_path / "shuffled.parquet", rows), tmp_path / "three") == whole


@given(st.data(), people, st.integers(1, 4), st.integers(1, 7))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_tasks_of_a_cluster_count_the_same(tmp_path, data, names, shares, together):
    """Spark's own part (sharing persons out, putting each in order) is done here by a list."""
    event = st.tuples(
        st.sampled_from(names),
        st.sampled_from("abc"),
        st.integers(0, 90).map(lambda hours: datetime(2024, 1, 1) + timedelta(hours=hours)),
        st.sampled_from([None, "x", "y"]),
    )
    rows = data.draw(st.lists(event, min_size=1, max_size=40))
    path = written(tmp_path / "log.parquet", rows)
    mapping = Mapping(case="who", activity="what", timestamp="when", provider="by")
    with opened(path, mapping, until=FAR) as source:
        source = source.judged()
        known = source.names("activity")
        table = pa.Table.from_batches(coded(source))
        counting = counting_of(known, len(source.names("provider")), RULES)
    found = []
    for share in range(shares):
        mine = [row for row in table.to_pylist() if hash(row["person"]) % shares == share]
        mine.sort(key=lambda row: (str(row["person"]), row["moment"], row["rank"]))
        batches = pa.Table.from_pylist(mine, table.schema).to_batches(max_chunksize=together)
        found += [batch.column("state")[0].as_py() for batch in counting(iter(batches))]
    assert len(found) == shares
    assert states_together(found, known, RULES) == state(path, tmp_path / "one")


def test_who_reads_a_long_file_is_told_how_far_it_is(tmp_path):
    rows = [(str(k % 9), "a", datetime(2024, 1, 1), None) for k in range(50)]
    text = "who,what,when\n" + "".join(f"{who},{what},{when}\n" for who, what, when, _ in rows)
    (tmp_path / "log.csv").write_text(text)
    mapping, told = Mapping(case="who", activity="what", timestamp="when"), []
    for path in (written(tmp_path / "log.parquet", rows, together=20), tmp_path / "log.csv"):
        told.clear()
        with opened(path, mapping, until=FAR, told=told.append) as source:
            shared, _ = shared_out(source, threads=1)
            shared.close()
        assert told[-1] == 50


def test_many_events_fall_in_many_buckets(tmp_path):
    day = datetime(2024, 1, 1)
    rows = [
        (f"person {k * 7919 % 5000}", "abcd"[k % 4], day + timedelta(minutes=k * 31 % 90_001), "x")
        for k in range(40_000)
    ]
    path = written(tmp_path / "log.parquet", rows, together=9_000)
    one = state(path, tmp_path / "one")
    assert (one.persons, one.events) == (5_000, 40_000)
    assert state(path, tmp_path / "two", allowed=500_000, threads=2) == one


@pytest.mark.parametrize(
    "row",
    [
        (None, "a", datetime(2024, 1, 1), "x"),
        ("", "a", datetime(2024, 1, 1), "x"),
        (" 1", "a", datetime(2024, 1, 1), "x"),
        ("1", None, datetime(2024, 1, 1), "x"),
        ("1", " ", datetime(2024, 1, 1), "x"),
        ("1", "a", None, "x"),
        ("1", "a", datetime(2999, 1, 1), "x"),
    ],
)
def test_a_row_that_does_not_count_asks_for_care(tmp_path, row):
    path = written(tmp_path / "log.parquet", [("1", "a", datetime(2024, 1, 1), None), row])
    with pytest.raises(Unclean):
        state(path, tmp_path / "one")
