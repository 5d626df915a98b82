"""From a file of events to what the pass needs: shared out by person, or as codes for those who sort."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from arrimage.science.trajectories.state import Rules
from arrimage.science.trajectories.tags import DAY

from .grouping import Grouped, Unclean, grouped, moments
from .judging import EARLIEST_AT
from .reading import Opened

BATCH = 122_880  # DuckDB's row group
AWAITED = 64  # activities up to which each is awaited after itself


def rules_for(
    activities: tuple[str, ...],
    *,
    exact: bool = False,
    pairs: tuple[tuple[str, str], ...] = (),
    working_days: tuple[int, ...] | None = None,
    episode_gap: int | None = None,
) -> Rules:
    """The usual rules: returns to every activity (when they are few), and the pairs asked for."""
    returns = [(name, name) for name in activities] if len(activities) <= AWAITED else []
    return Rules(
        unit=1 if exact else DAY,
        pairs=tuple(dict.fromkeys([*returns, *pairs])),
        working_days=working_days,
        episode_gap=episode_gap,
    )


def shared_out(source: Opened, *, threads: int = 2) -> tuple[Grouped, Opened]:
    """Events by person, and the source as it had to be read: with care when a row may not count."""
    how = {"earliest": EARLIEST_AT, "until": source.until, "threads": threads, "told": source.told}
    if source.memory:
        how["allowed"] = source.memory // 8  # counting, and what was read last, need the rest
    try:
        return grouped(source.files, source.columns, source.scratch, **how), source
    except Unclean:
        source = source.judged()
        return grouped(source.files, source.columns, source.scratch, **how), source


def coded(source: Opened) -> pa.RecordBatchReader:
    """Columns person, moment, activity, provider (codes in the order of names, −1 for none), rank.

    Parquet keeps names as a dictionary: they become codes without reading one of them twice.
    """
    roles = ("activity", "provider")
    places = {role: {name: code for code, name in enumerate(source.names(role))} for role in roles}
    schema = pa.schema(
        [
            ("person", _person_type(source)),
            ("moment", pa.int64()),
            ("activity", pa.int32()),
            ("provider", pa.int32()),
            ("rank", pa.int64()),
        ]
    )

    def batches() -> Iterator[pa.RecordBatch]:
        rank = 0
        named = [source.columns[role] for role in roles if role in source.columns]
        for path in source.files:
            with pq.ParquetFile(path, read_dictionary=named) as file:
                for batch in file.iter_batches(BATCH, columns=list(source.columns.values())):
                    size = batch.num_rows
                    codes = [
                        _codes(batch.column(source.columns[role]), places[role])
                        if role in source.columns
                        else np.full(size, -1, np.int32)
                        for role in roles
                    ]
                    person = batch.column(source.columns["case"]).cast(schema.field("person").type)
                    moment = moments(batch.column(source.columns["timestamp"]))
                    ranks = np.arange(rank, rank + size)
                    yield pa.record_batch(
                        [person, moment, *map(pa.array, codes), pa.array(ranks)], schema=schema
                    )
                    rank += size

    return pa.RecordBatchReader.from_batches(schema, batches())


def _person_type(source: Opened) -> pa.DataType:
    kind = pq.read_schema(source.files[0]).field(source.columns["case"]).type
    return pa.int64() if pa.types.is_integer(kind) else pa.string()


def _codes(column: pa.Array, places: dict[str, int]) -> np.ndarray:
    """int32 codes, −1 for none."""
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    code = [places.get((name or "").strip(), -1) for name in column.dictionary.to_pylist()]
    lookup = np.array([*code, -1], np.int32)  # the last place is that of none
    indices = column.indices
    if indices.null_count:
        indices = pc.fill_null(indices.cast(pa.int32()), len(code))
    return lookup[indices.to_numpy(zero_copy_only=False)]


def first_of_person(people: pa.Array, before: pa.Scalar | None) -> tuple[np.ndarray, pa.Scalar]:
    """Where a person opens, given the last person of the run before; and the last person of this one."""
    first = np.empty(len(people), bool)
    first[0] = before is None or before.as_py() != people[0].as_py()
    first[1:] = pc.not_equal(people[1:], people[:-1]).to_numpy(zero_copy_only=False)
    return first, people[-1]


def span(source: Opened) -> tuple[int | None, int | None]:
    """The first and last moment, in microseconds since 1970."""
    low, high = [], []
    for path in source.files:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH, columns=[source.columns["timestamp"]]):
                found = pc.min_max(moments(batch.column(0)))
                low.append(found["min"].as_py())
                high.append(found["max"].as_py())
    return min(low, default=None), max(high, default=None)
