"""A store is read part by part: a part that fails is read again, and counted once."""

import pyarrow as pa
import pytest

from arrimage.analytics.events import store
from arrimage.analytics.events.reading import Unreadable
from arrimage.science.trajectories.state import Rules
from tests.science.test_pathways_cli import HEAD, measured, refused, run


@pytest.fixture
def kept(tmp_path):
    rows = "".join(f"{who},a,2024-01-01,x\n{who},b,2024-01-04,x\n" for who in range(60))
    (tmp_path / "log.csv").write_text(HEAD + rows, encoding="utf-8")
    assert run("store", tmp_path / "log.csv", tmp_path / "kept").exit_code == 0
    return store.open_store(tmp_path / "kept")


def test_a_part_that_fails_once_is_read_again_and_counted_once(kept, monkeypatch):
    whole, failed, read = store.measured_store(kept, Rules()), set(), store.runs_of

    def failing(part, paths):
        for run_ in read(part, paths):
            yield run_
            if part not in failed:  # half of it was given already
                failed.add(part)
                raise pa.ArrowInvalid("a page is torn")

    monkeypatch.setattr(store, "runs_of", failing)
    monkeypatch.setattr(store, "PAUSE", 0)
    assert store.measured_store(kept, Rules()) == whole
    assert failed == set(kept.parts)


def test_a_part_that_always_fails_is_said_in_one_line(kept):
    kept.parts[0].write_bytes(b"PAR1 and nothing else")
    with pytest.raises(Unreadable, match="part-"):
        store.measured_store(kept, Rules())
    assert "part-" in refused("measure", kept.folder)


def test_threads_change_nothing(kept):
    assert measured(kept.folder, "--threads", 1) == measured(kept.folder, "--threads", 5)


def _arrow(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    return sink.getvalue().to_pybytes()


def test_a_part_whose_paths_are_those_of_others_is_refused(kept, monkeypatch):
    monkeypatch.setattr(store, "PAUSE", 0)
    one, other = sorted(kept.folder.glob("paths-*.arrow"), key=lambda path: path.stat().st_size)[
        :: len(kept.parts) - 1
    ]
    fewer = pa.table({"codes": pa.array([[0]], pa.large_list(pa.uint8())), "people": [1]})
    for spoiled in (other.read_bytes()[:40], b"not arrow", _arrow(fewer)):
        one.write_bytes(spoiled)
        with pytest.raises(Unreadable, match="part-"):
            store.measured_store(kept, Rules())


def test_a_path_is_kept_once_for_all_who_took_it(kept):
    paths = [store.paths_of_part(part) for part in kept.parts]
    assert sum(int(one.people.sum()) for one in paths) == 60
    assert all(len(one.people) == 1 for one in paths)


def test_persons_come_in_the_order_of_their_paths_whatever_the_order_of_the_file(tmp_path):
    ways = ["ab", "a", "ba", "aab", "ab", "abc" * 40, "c"]
    rows = [
        f"{who},{name},2024-01-{1 + place % 28:02},x\n"
        if len(way) < 28
        else f"{who},{name},{2000 + place}-01-01,x\n"
        for who in range(90)
        for way in [ways[who % len(ways)]]
        for place, name in enumerate(way)
    ]
    found = []
    for name, lines in (("one", rows), ("other", rows[::-1])):
        (tmp_path / f"{name}.csv").write_text(HEAD + "".join(lines), encoding="utf-8")
        assert run("store", tmp_path / f"{name}.csv", tmp_path / name).exit_code == 0
        kept = store.open_store(tmp_path / name)
        for part in kept.parts:
            paths = store.paths_of_part(part)
            assert (paths.hashes[1:] >= paths.hashes[:-1]).all()
        found.append(store.measured_store(kept, Rules()))
    assert found[0] == found[1]
    assert found[0].people.sum() == 90
    assert len(found[0].people) == len(set(ways))
