"""Rows read with care: each one cleaned and judged, those that count written apart, in their order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

LISTED = 100  # refused rows shown; all are counted
BATCH = 122_880  # DuckDB's row group
EARLIEST = "1900-01-01"
EARLIEST_AT = -2_208_988_800_000_000  # the same, in microseconds since 1970
ZONE = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
TOLD = ("reason", "zoned")  # columns about a row, not of it


@dataclass
class Judged:
    """refused: how many; rows: the first of them, (row of the file, reason). zoned, plain: how many moments
    said their zone, or did not."""

    refused: int = 0
    rows: list[tuple[int, str]] = field(default_factory=list)
    zoned: int = 0
    plain: int = 0


def kept_rows(
    connection: duckdb.DuckDBPyConnection, query: str, target: Path, told: Callable[[int], None]
) -> Judged:
    """Write the rows of `judged` that count. Streamed: nothing is held but a batch."""
    reader = connection.sql(query).to_arrow_reader(BATCH)
    found, seen = Judged(), 0
    schema = pa.schema([column for column in reader.schema if column.name not in TOLD])
    with pq.ParquetWriter(target, schema) as writer:
        for batch in reader:
            reason = batch.column("reason")
            if reason.null_count < len(reason):
                for row in pc.indices_nonzero(reason.is_valid()).to_pylist():
                    found.refused += 1
                    if len(found.rows) < LISTED:
                        found.rows.append((seen + row + 1, reason[row].as_py()))
                batch_kept = batch.filter(reason.is_null())
            else:
                batch_kept = batch
            seen += len(reason)
            told(seen)
            zoned = pc.sum(batch_kept.column("zoned")).as_py() or 0
            found.zoned, found.plain = found.zoned + zoned, found.plain + batch_kept.num_rows - zoned
            writer.write_batch(batch_kept.drop_columns(list(TOLD)))
    return found


def judged(source: str, columns: dict[str, tuple[str, str]], date_format: str | None, until: int) -> str:
    """Every row, cleaned, with the reason it cannot be used or null."""
    person, kind = columns["case"]
    numbers = kind in {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
    moment, moment_kind = columns["timestamp"]
    provider = columns.get("provider")
    when = f"trim({_quoted(moment)})" if moment_kind == "VARCHAR" else _quoted(moment)
    if date_format:
        escaped = date_format.replace("'", "''")
        parsed = f"epoch_us(try_strptime({when}, '{escaped}')::timestamptz)"
    elif moment_kind in {"BIGINT", "INTEGER"}:
        parsed = f"{when}::bigint"  # already microseconds since 1970
    else:
        parsed = f"epoch_us(try_cast({when} as timestamptz))"

    def words(column: str) -> str:
        return f"nullif(trim({_quoted(column)}::varchar), '')"

    return f"""
        select * exclude (written), case
            when person is null then 'sans personne'
            when activity is null then 'sans activité'
            when written is null or written::varchar = '' then 'sans date'
            when moment is null then 'date illisible'
            when moment > {until} then 'date dans le futur'
            when moment < epoch_us(timestamp '{EARLIEST}') then 'date avant 1900'
        end as reason, regexp_matches(substr(written::varchar, 11), '{ZONE}') as zoned
        from (
            select {_quoted(person) if numbers else words(person)} as person,
                {words(columns["activity"][0])} as activity,
                {parsed} as moment,
                {words(provider[0]) if provider else "null::varchar"} as provider,
                {f"{words(columns['cohort'][0])} as cohort," if "cohort" in columns else ""}
                {when} as written
            from {source}
        )"""


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
