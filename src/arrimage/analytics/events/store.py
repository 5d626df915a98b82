"""A store of events already sorted: measured at the speed of reading, as often as wanted.

A folder: `store.json` (what it holds, the lists of activities and providers) and, for each share of the
persons (by a hash of the person), two files. `paths-….arrow`: each path once, columns `codes` (a list of
activities, places in the list) and `people` (how many took it). `part-….parquet`: the events of those people,
in the order of the paths; each person's follow each other by moment, then order of arrival; columns `person`,
`moment`, `provider` (a place in the list). What a path says is so read once for all who took it. A store is
written beside and put in place whole: a failure leaves nothing half done.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from arrimage.science.trajectories.state import Rules, State
from arrimage.science.trajectories.tally import Events, Tally, joined, state_of_all

from .measuring import BATCH, coded, first_of_person
from .parting import Run
from .reading import Opened, Unreadable

if TYPE_CHECKING:
    from arrimage.science.trajectories.paths import Paths

VERSION = 2
PARTS, MOST = 16, 2_000_000  # at least; events of a part, about
ATTEMPTS, PAUSE = 3, 0.2  # seconds
ABOUT = "store.json"
PACKED = {"person": "zstd", "moment": "none", "provider": "none"}  # packing the others saves little room
COUNTED = ["moment", "provider"]  # what a pass reads of the events


@dataclass(frozen=True)
class Store:
    """What a folder holds. activities, providers: names; codes are places in them."""

    folder: Path
    activities: tuple[str, ...]
    providers: tuple[str, ...]
    persons: int
    events: int
    first_at: int | None
    last_at: int | None

    @property
    def parts(self) -> list[Path]:
        return sorted(self.folder.glob("part-*.parquet"))


def is_store(path: Path) -> bool:
    return (path / ABOUT).is_file()


def open_store(folder: Path) -> Store:
    """Raises Unreadable."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about.pop("version") != VERSION:
            raise Unreadable(
                f"{folder} a été fait par une autre version : refaites-le avec `pathways store`."
            )
        about["activities"], about["providers"] = tuple(about["activities"]), tuple(about["providers"])
        return Store(folder=folder, **about)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{folder} n’est pas un magasin d’événements lisible.") from error


def write_store(
    source: Opened, folder: Path, *, parts: int = 0, told: Callable[[int, int], None] | None = None
) -> Store:
    """Sort what is read into a new store. parts: as many as the size asks, unless said. told: called with
    (parts done, parts in all).

    Raises Unreadable where the folder holds something else.
    """
    _check_free(folder)
    events = sum(pq.read_metadata(path).num_rows for path in source.files)
    parts = parts or max(PARTS, events // MOST + 1)
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        store = _write(source, fresh, parts, told)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return Store(**(asdict(store) | {"folder": folder}))


def _check_free(folder: Path) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not is_store(folder)):
        raise Unreadable(f"{folder} contient autre chose qu’un magasin : choisissez un dossier vide.")


def _write(source: Opened, folder: Path, parts: int, told: Callable[[int, int], None] | None) -> Store:
    """First every event to its part, then each part in order: memory holds one part at most."""
    connection, cut = source.connection, source.scratch / "cut"
    connection.register("events", coded(source))
    connection.execute(
        f"""copy (select *, (hash(person::varchar) % {parts})::integer as part from events)
        to '{str(cut).replace("'", "''")}' (format parquet, partition_by (part))"""
    )
    connection.unregister("events")
    persons = events = 0
    moments: list[int] = []
    for part in range(parts):
        if (cut / f"part={part}").is_dir():
            written = _write_part(source, cut / f"part={part}", folder / f"part-{part:04}.parquet")
            size, people, first_at, last_at = written
            events, persons = events + size, persons + people
            moments += [first_at, last_at]
            shutil.rmtree(cut / f"part={part}")
        if told:
            told(part + 1, parts)
    store = Store(
        folder, source.names("activity"), source.names("provider"), persons, events,
        min(moments, default=None), max(moments, default=None),
    )  # fmt: skip
    about = {key: value for key, value in asdict(store).items() if key != "folder"}
    text = json.dumps(about | {"version": VERSION}, ensure_ascii=False)
    (folder / ABOUT).write_text(text, encoding="utf-8")
    return store


def _write_part(source: Opened, cut: Path, target: Path) -> tuple[int, int, int, int]:
    """Returns events, persons, first moment, last moment."""
    from arrimage.science.trajectories.paths import Paths, code_type, gathered_with_order, hashed

    table = source.connection.sql(
        f"""select person, activity, moment, provider
        from read_parquet('{str(cut / "*.parquet").replace("'", "''")}') order by person, moment, rank"""
    ).to_arrow_table()
    first, _ = first_of_person(table.column("person").combine_chunks(), None)
    begins = np.append(np.flatnonzero(first), len(first))
    codes = table.column("activity").to_numpy().astype(code_type(len(source.names("activity"))))
    alone = Paths(hashed(codes, begins), begins, np.ones(len(begins) - 1, np.int64), codes)
    paths, order = gathered_with_order(alone)
    _write_paths(paths, _paths_file(target))
    lengths = np.diff(begins)[order]
    rows = np.arange(len(first)) + np.repeat(begins[order] - (np.cumsum(lengths) - lengths), lengths)
    pq.write_table(
        table.drop_columns("activity").take(pa.array(rows)), target,
        row_group_size=BATCH, compression=PACKED, use_dictionary=["provider"], write_statistics=False,
    )  # fmt: skip
    at = table.column("moment").to_numpy()
    return len(first), len(order), int(at.min()), int(at.max())


def _write_paths(paths: "Paths", target: Path) -> None:
    lists = pa.LargeListArray.from_arrays(paths.begins, paths.codes)
    table = pa.table({"codes": lists, "people": paths.people})
    with pa.ipc.new_file(target, table.schema) as file:
        file.write_table(table)


def measured_store(store: Store, rules: Rules, *, threads: int = 2) -> State:
    """The pass over a store, parts shared between threads; the same state whatever their number."""
    waiting, lock = list(reversed(store.parts)), Lock()

    def work() -> Tally:
        under_way = Tally(store.activities, len(store.providers), rules)
        while True:
            with lock:
                if not waiting:
                    return under_way
                part = waiting.pop()
            under_way.add_with_paths(*_whole(part))

    with ThreadPoolExecutor(threads) as pool:
        tallies = [task.result() for task in [pool.submit(work) for _ in range(threads)]]
    return state_of_all(tallies, threads=threads)


def _whole(part: Path) -> "tuple[list[Events], Paths]":
    """A part read to its end before any of it is counted: read again when that fails, never half-counted."""
    for attempt in range(ATTEMPTS):
        try:
            paths = paths_of_part(part)
            return list(runs_of(part, paths)), paths
        except (OSError, pa.ArrowException) as error:
            if attempt == ATTEMPTS - 1:
                raise Unreadable(
                    f"{part} ne se lit pas : refaites le magasin avec `pathways store`."
                ) from error
            sleep(PAUSE)
    raise AssertionError


def people_of(store: Store) -> Iterator[Run]:
    """Everybody, part after part."""
    for part in store.parts:
        yield Run(joined(_whole(part)[0]))


def paths_of_part(part: Path) -> "Paths":
    from arrimage.science.trajectories.paths import Paths, hashed

    with pa.OSFile(str(_paths_file(part))) as file:
        table = pa.ipc.open_file(file).read_all()
    lists, people = (table.column(name).combine_chunks() for name in ("codes", "people"))
    begins, codes = lists.offsets.to_numpy(), lists.values.to_numpy()
    return Paths(hashed(codes, begins), begins, people.to_numpy(), codes)


def _paths_file(part: Path) -> Path:
    return part.with_name(part.name.replace("part", "paths")).with_suffix(".arrow")


def runs_of(part: Path, paths: "Paths") -> Iterator[Events]:
    """The events of a part: what its paths say of them, and what each has of its own."""
    from arrimage.science.trajectories.paths import expand

    size = int((np.diff(paths.begins) * paths.people).sum())
    first, activity = np.empty(size, bool), np.empty(size, np.int32)
    expand(paths.begins, paths.codes, paths.people, first, activity)
    begin = 0
    with pq.ParquetFile(part, pre_buffer=False) as file:
        if file.metadata.num_rows != size:
            raise pa.ArrowInvalid("the paths are those of other events")
        for batch in file.iter_batches(BATCH * 4, columns=COUNTED, use_threads=False):
            here = slice(begin, begin + len(batch))
            moment, provider = (column.to_numpy() for column in batch.columns)
            yield Events(first[here], activity[here], moment, provider)
            begin += len(batch)


def add_to_store(source: Opened, folder: Path, *, told: Callable[[int, int], None] | None = None) -> Store:
    """One more period into a store: the stories of those already there go on. Raises Unreadable.

    Events already there are not looked for again: a period is added once.
    """
    old = open_store(folder)
    kept = source.scratch / "both"
    kept.mkdir()
    names = {
        role: getattr(old, place) for role, place in (("activity", "activities"), ("provider", "providers"))
    }
    for place, path in enumerate(old.parts):
        activity = np.concatenate([run.activity for run in _whole(path)[0]])
        table = pq.read_table(path, columns=["person", "moment", "provider"])
        table = table.add_column(1, "activity", pa.array(activity))
        for role, listed in names.items():
            codes = table.column(role).combine_chunks()
            some = pc.if_else(pc.less(codes, 0), None, codes)
            dictionary = pa.array(listed or ("",), pa.string())
            index = table.schema.get_field_index(role)
            table = table.set_column(index, role, pa.DictionaryArray.from_arrays(some, dictionary))
        table = table.set_column(0, "person", table.column("person").cast(pa.string()))
        pq.write_table(table, kept / f"old-{place:04}.parquet")
    for place, batch_table in enumerate(_named_again(source)):
        pq.write_table(batch_table, kept / f"young-{place:04}.parquet")
    columns = {"case": "person", "activity": "activity", "timestamp": "moment", "provider": "provider"}
    both = Opened(source.connection, source.scratch, source.name, sorted(kept.iterdir()), columns)
    return write_store(both, folder, told=told)


def _named_again(source: Opened) -> Iterator[pa.Table]:
    roles = {"person": "case", "activity": "activity", "moment": "timestamp", "provider": "provider"}
    for path in source.files:
        table = pq.read_table(path, columns=list(source.columns.values()))
        size = len(table)
        columns = [
            table.column(source.columns[role]) if role in source.columns else pa.nulls(size, pa.string())
            for role in roles.values()
        ]
        columns[0] = columns[0].cast(pa.string())
        if pa.types.is_timestamp(columns[2].type):
            columns[2] = columns[2].cast(pa.timestamp("us", columns[2].type.tz), safe=False).cast(pa.int64())
        yield pa.table(dict(zip(roles, columns, strict=True)))
