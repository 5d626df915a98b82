"""A new month merges into what was measured: `measure --state-in --state-out`."""

import json
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.science.test_pathways_cli import HEAD, measured, refused, run

event = st.tuples(
    st.sampled_from(["1", "2", "NA", "é"]),
    st.sampled_from("abcd"),
    st.integers(0, 4_000).map(lambda hours: datetime(2024, 1, 1) + timedelta(hours=hours)),
    st.sampled_from(["", "x", "y"]),
)


def csv(path, rows):
    text = "".join(f"{who},{what},{when.isoformat()},{by}\n" for who, what, when, by in rows)
    path.write_text(HEAD + text, encoding="utf-8")
    return path


@given(st.lists(event, min_size=3, max_size=25), st.integers(1, 24), st.integers(1, 24), st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_months_added_one_by_one_give_what_the_whole_gives(tmp_path_factory, rows, cut, later, in_time):
    folder = tmp_path_factory.mktemp("months")
    if in_time:
        rows.sort(key=lambda row: row[2])
    cut, later = sorted((min(cut, len(rows) - 2), min(later, len(rows) - 1)))
    later = max(later, cut + 1)
    months = [rows[:cut], rows[cut:later], rows[later:]]
    kept: list[str] = []
    found = None
    for place, month in enumerate(months):
        out = folder / f"state-{place}"
        since = ["--state-in", folder / f"state-{place - 1}"] if place else []
        found = measured(csv(folder / f"{place}.csv", month), *since, "--state-out", out)
        kept.append(str(out))
    assert found == measured(csv(folder / "all.csv", rows))


def test_what_was_measured_stays_as_it_was(tmp_path):
    day = datetime(2024, 1, 1)
    first = csv(tmp_path / "first.csv", [("1", "a", day, "x"), ("2", "b", day, "x")])
    second = csv(tmp_path / "second.csv", [("1", "b", day + timedelta(9), "x"), ("3", "c", day, "")])
    state, both = tmp_path / "state", tmp_path / "both"
    alone = measured(first, "--state-out", state)
    together = measured(second, "--state-in", state, "--state-out", both)
    assert (alone["persons"], together["persons"], together["events"]) == (2, 3, 4)
    # The same month again, from the same state: the same figures; nothing was counted twice.
    assert measured(second, "--state-in", state) == together
    assert sorted(path.name for path in both.iterdir()) == [
        "events-0000.parquet", "events-0001.parquet", "state.npz",
    ]  # fmt: skip


def test_what_cannot_be_added_is_refused_in_one_line(tmp_path):
    day = datetime(2024, 1, 1)
    path = csv(tmp_path / "log.csv", [("1", "a", day, "x"), ("1", "b", day, "x")])
    state = tmp_path / "state"
    measured(path, "--state-out", state)
    assert "existe déjà" in refused("measure", path, "--state-out", state)
    assert "d’autres options" in refused("measure", path, "--state-in", state, "--exact")
    assert "d’autres options" in refused("measure", path, "--state-in", state, "--follow-up", "a->b")
    (tmp_path / "bare").mkdir()
    assert "pas de mesure lisible" in refused("measure", path, "--state-in", tmp_path / "bare")
    (state / "state.npz").write_bytes(b"PK and nothing else")
    assert "pas de mesure lisible" in refused("measure", path, "--state-in", state)
    run("store", path, tmp_path / "store")
    assert "fichier d’événements" in refused("measure", tmp_path / "store", "--state-out", tmp_path / "x")
    assert json.loads(run("measure", tmp_path / "store", "--json").stdout)["persons"] == 1
