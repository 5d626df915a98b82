"""Events of any order, person by person: shared out in buckets of persons while they are read, then each
bucket, small enough for the processor's cache, put in order and counted at once.

Rows of a bucket keep the order they were read in, which parts equal moments. What does not fit the memory
allowed goes to a scratch file. Nothing is sorted as a whole.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from arrimage.science.trajectories.state import Rules, State
from arrimage.science.trajectories.tally import Events, Tally, state_of_all

from .parting import Run
from .reading import Unreadable, silent

ROWS = 1 << 20  # read at once
BUCKET = 8_192  # events, about
MOST_BITS = 10  # of buckets
LOT = 1 << 17  # events put in order and counted at once, about
MOST_ACTIVITIES, MOST_COHORTS = (1 << 23) - 1, 255
KEPT = 600_000_000  # bytes of shared events in memory, unless a limit is given


class Unclean(Exception):
    """Some row cannot be used: the file must be read with care."""


@dataclass
class Chunk:
    """Rows read together, by bucket. begins: where each bucket begins. records: None once on disk, from
    `place` on (bytes)."""

    begins: NDArray[np.int64]
    records: NDArray[np.int64] | None
    place: int = 0


@dataclass
class Grouped:
    """activities: names in order. providers: how many. first_at, last_at: microseconds since 1970."""

    activities: tuple[str, ...]
    providers: int
    events: int
    first_at: int | None
    last_at: int | None
    cohorts: tuple[str, ...]  # by code; the first is that of none
    _chunks: list[Chunk]
    _width: int
    _spilled: "_Spilled"
    _places: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def measured(self, rules: Rules, *, threads: int = 2) -> State:
        """The pass, buckets shared between threads; the same state whatever their number."""
        lots, lock = self._lots(), Lock()

        def work() -> Tally:
            under_way, room = Tally(self.activities, self.providers, rules), _Room(self._width)
            while True:
                with lock:
                    lot = next(lots, None)
                if lot is None:
                    return under_way
                under_way.add_whole(self._in_order(*lot, room).events)

        if not self.events:
            return State.empty(self.activities, rules)
        with ThreadPoolExecutor(threads) as pool:
            tallies = [task.result() for task in [pool.submit(work) for _ in range(threads)]]
        return state_of_all(tallies, threads=threads)

    def runs(self) -> Iterator[Run]:
        """Everybody, as often as wanted."""
        room = _Room(self._width)
        for lot in self._lots():
            yield self._in_order(*lot, room)

    def close(self) -> None:
        self._spilled.close()

    def _lots(self) -> Iterator[tuple[int, int]]:
        """Runs of buckets with about LOT events."""
        sizes = sum(np.diff(chunk.begins) for chunk in self._chunks).tolist()
        begin = filled = 0
        for bucket, size in enumerate(sizes):
            if filled and filled + size > LOT:
                yield begin, bucket
                begin, filled = bucket, 0
            filled += size
        yield begin, len(sizes)

    def _in_order(self, begin: int, end: int, room: "_Room") -> Run:
        from .compiled import put_in_order  # compiled when first used

        parts = [(chunk.begins, self._spilled.rows(chunk, begin, end)) for chunk in self._chunks]
        size = sum(len(rows) for _, rows in parts)
        records, first, activity, at, provider, cohort = room.of(size)
        ends, filled = np.empty(end - begin, np.int64), 0
        for bucket in range(begin, end):
            for begins, rows in parts:
                some = rows[begins[bucket] - begins[begin] : begins[bucket + 1] - begins[begin]]
                records[filled : filled + len(some)] = some
                filled += len(some)
            ends[bucket - begin] = filled
        put_in_order(records, ends, self._places, first.view(np.uint8), activity, at, provider, cohort)
        return Run(Events(first, activity, at, provider), cohort)


class _Room:
    """Columns for one lot after another: what was just used is still in the cache."""

    def __init__(self, width: int) -> None:
        self._width, self._size = width, -1
        self._columns: tuple[NDArray, ...] = ()

    def of(self, size: int) -> list[NDArray]:
        if size > self._size:
            self._size = max(size, LOT + BUCKET)
            kinds = (np.bool_, np.int32, np.int64, np.int32, np.uint8)
            records = np.empty((self._size, self._width), np.int64)
            self._columns = (records, *(np.empty(self._size, kind) for kind in kinds))
        return [column[:size] for column in self._columns]


class _Spilled:
    """A scratch file of what memory does not hold; made when first needed."""

    def __init__(self, folder: Path, allowed: int) -> None:
        self._folder, self._allowed, self._lock = folder, allowed, Lock()
        self._file: int | None = None
        self._kept = self._written = 0
        self.width = 0  # numbers of a record

    def keep(self, records: NDArray[np.int64], begins: NDArray[np.int64]) -> Chunk:
        with self._lock:
            if self._kept + records.nbytes <= self._allowed:
                self._kept += records.nbytes
                return Chunk(begins, records)
            if self._file is None:
                self._file, path = tempfile.mkstemp(dir=self._folder)
                os.unlink(path)  # its room is given back whatever happens
            place = self._written
            self._written += records.nbytes
        view, written = memoryview(records).cast("B"), 0
        while written < len(view):
            written += os.pwrite(self._file, view[written:], place + written)
        return Chunk(begins, None, place)

    def rows(self, chunk: Chunk, begin: int, end: int) -> NDArray[np.int64]:
        low, high = int(chunk.begins[begin]), int(chunk.begins[end])
        if chunk.records is not None:
            return chunk.records[low:high]
        return self._read(chunk, low, high)

    def _read(self, chunk: Chunk, low: int, high: int) -> NDArray[np.int64]:
        rows = np.empty((high - low, self.width), np.int64)
        view, place, read = memoryview(rows).cast("B"), chunk.place + low * self.width * 8, 0
        while read < len(view):
            got = os.preadv(self._file, [view[read:]], place + read)
            if not got:
                raise OSError("the scratch file ends too soon")
            read += got
        return rows

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def grouped(
    files: list[Path],
    columns: dict[str, str],
    scratch: Path,
    *,
    earliest: int,
    until: int,
    allowed: int = KEPT,
    threads: int = 2,
    told: Callable[[int], None] = silent,
) -> Grouped:
    """Read Parquet files once, every row shared out. columns: role → name.

    earliest, until: microseconds since 1970 a moment must lie between. allowed: bytes of memory for what is
    shared out. Raises Unclean when a row lacks something, has a blank around a name, or lies outside.
    told: called with the number of rows read so far.
    """
    sharing = _Sharing(files, columns, _Spilled(scratch, allowed), earliest, until, told)
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(sharing.read, *zip(*sharing.units, strict=True))) if sharing.units else []
    chunks = [chunk for several in found for chunk in several]
    names = sorted(sharing.codes["activity"], key=sharing.codes["activity"].__getitem__)
    activities = tuple(sorted(names))
    place = {name: code for code, name in enumerate(activities)}
    return Grouped(
        activities,
        len(sharing.codes["provider"]),
        sum(int(chunk.begins[-1]) for chunk in chunks),
        min(sharing.lows, default=None),
        max(sharing.highs, default=None),
        ("", *sharing.codes["cohort"]),
        chunks,
        sharing.spilled.width,
        sharing.spilled,
        np.array([place[name] for name in names], np.int32),
    )


class _Sharing:
    """The reading under way. codes: role → name → code, in order of appearance."""

    def __init__(self, files, columns, spilled: _Spilled, earliest: int, until: int, told) -> None:
        self._columns, self.spilled, self._bounds = columns, spilled, (earliest, until)
        self._lock, self._told, self._read = Lock(), told, 0
        self.codes: dict[str, dict[str, int]] = {"activity": {}, "provider": {}, "cohort": {}}
        self.lows: list[int] = []
        self.highs: list[int] = []
        self.units: list[tuple[Path, int]] = []
        events = 0
        for path in files:
            with pq.ParquetFile(path) as file:
                about = file.metadata
                events += about.num_rows
                self.units += [(path, group) for group in range(about.num_row_groups)]
        self._bits = min(max(events // BUCKET, 1).bit_length() - 1, MOST_BITS)
        words = bool(files) and not pa.types.is_integer(pq.read_schema(files[0]).field(columns["case"]).type)
        self._keys = 2 if words else 1
        spilled.width = self._keys + 2

    def read(self, path: Path, group: int) -> list[Chunk]:
        named = [self._columns[role] for role in self.codes if role in self._columns]
        with pq.ParquetFile(path, read_dictionary=named) as file:
            batches = file.iter_batches(
                ROWS, row_groups=[group], columns=list(set(self._columns.values())), use_threads=False
            )
            return [self._share_out(batch) for batch in batches if batch.num_rows]

    def _share_out(self, batch: pa.RecordBatch) -> Chunk:
        from .compiled import share_out  # compiled when first used

        size = batch.num_rows
        person, moment = (batch.column(self._columns[role]) for role in ("case", "timestamp"))
        if person.null_count or moment.null_count:
            raise Unclean
        activity, activity_code = self._coded(batch, "activity")
        provider, provider_code = self._coded(batch, "provider")
        cohort, cohort_code = self._coded(batch, "cohort")
        if len(self.codes["cohort"]) > MOST_COHORTS or len(self.codes["activity"]) > MOST_ACTIVITIES:
            raise Unreadable("Trop de valeurs différentes pour une activité, ou une cohorte (255).")
        records = np.empty((size, self.spilled.width), np.int64)
        begins = np.zeros((1 << self._bits) + 1, np.int64)
        low, high = share_out(
            self._keys_of(person), moments(moment).to_numpy(), activity, activity_code, cohort, cohort_code,
            provider, provider_code, self._bits, records, begins,
        )  # fmt: skip
        if low < self._bounds[0] or high > self._bounds[1]:
            raise Unclean
        with self._lock:
            self.lows.append(low)
            self.highs.append(high)
            self._read += size
            self._told(self._read)
        return self.spilled.keep(records, begins)

    def _keys_of(self, person: pa.Array) -> NDArray[np.int64]:
        if pa.types.is_integer(person.type):
            if person.type == pa.uint64():
                return person.to_numpy().view(np.int64).reshape(-1, 1)
            return person.to_numpy().astype(np.int64, copy=False).reshape(-1, 1)
        from .compiled import hash_words

        words = person.cast(pa.large_string())
        _, begins, data = words.buffers()
        keys = np.empty((len(words), 2), np.int64)
        begins = np.frombuffer(begins, np.int64)[words.offset : words.offset + len(words) + 1]
        text = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
        if hash_words(begins, text, keys):
            raise Unclean
        return keys

    def _coded(self, batch: pa.RecordBatch, role: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(place in a list of codes for each row, the list); its last code is that of none, −1."""
        if role not in self._columns:
            return np.zeros(batch.num_rows, np.int32), np.array([-1], np.int32)
        column = batch.column(self._columns[role])
        if not pa.types.is_dictionary(column.type):
            column = column.cast(pa.string()).dictionary_encode()
        names = [(name or "").strip() for name in column.dictionary.to_pylist()]
        known = self.codes[role]
        with self._lock:
            codes = [known.setdefault(name, len(known)) if name else -1 for name in names]
        places = column.indices.cast(pa.int32())
        if places.null_count:
            places = pc.fill_null(places, len(codes))
        if role == "activity" and (column.null_count or -1 in codes):
            raise Unclean
        return places.to_numpy(), np.array([*codes, -1], np.int32)


def moments(column: pa.Array) -> pa.Array:
    """Microseconds since 1970."""
    if pa.types.is_date(column.type):
        column = column.cast(pa.timestamp("s"))
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column.cast(pa.int64())
