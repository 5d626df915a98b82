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

    def failing(part):
        for run_ in read(part):
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
