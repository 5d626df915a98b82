"""Any file of events as Parquet files of usable rows, with the names their columns have there.

Rows that cannot be used are counted and listed with their reason, never guessed at. Moments are
microseconds since 1970 (UTC); rows keep the order of the file, which parts equal moments. A person called
«NA» is a person.
"""

import ctypes
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from . import documents, ocel
from .judging import LISTED, judged, kept_rows

MEMORY = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([KMGT]?i?B)", re.IGNORECASE | re.ASCII)
UNITS = {"B": 1} | {f"{mark}B": 1000**k for k, mark in enumerate("KMGT", 1)}
UNITS |= {f"{mark}IB": 1024**k for k, mark in enumerate("KMGT", 1)}
LEAST = 400_000_000  # bytes
M_MMAP_THRESHOLD, LARGE = -3, 1 << 20  # of mallopt(3), bytes
# What each column is often called, the surest first; without regard to case.
USUAL = {
    "case": ("case:concept:name", "case_id", "case", "person", "person_id", "patient", "patient_id"),
    "activity": ("concept:name", "activity", "service", "event", "handling"),
    "timestamp": ("time:timestamp", "timestamp", "at", "time", "date", "datetime"),
    "provider": ("provider", "org:resource", "resource", "org:group", "employee"),
    "cohort": (),  # only where it is asked for
}
CALLED = {"case": "la personne", "activity": "l’activité", "timestamp": "la date"}
OPTION = {"case": "--case", "activity": "--activity", "timestamp": "--timestamp", "provider": "--provider"}


def silent(rows: int) -> None:
    """Who reads is told how many rows were read; by default, nobody is."""


class Unreadable(Exception):
    """The file cannot be used as it is; the message is a sentence to show."""


@dataclass(frozen=True)
class Mapping:
    """Names of the columns in the file (None: looked for), its separator, the format of its dates."""

    case: str | None = None
    activity: str | None = None
    timestamp: str | None = None
    provider: str | None = None
    separator: str | None = None
    date_format: str | None = None
    object_type: str | None = None  # OCEL: whose story is told
    cohort: str | None = None


@dataclass(frozen=True)
class Refusals:
    """How many rows were refused, and the first of them: (row of the file, reason)."""

    count: int
    rows: tuple[tuple[int, str], ...]


@dataclass
class Opened:
    """Parquet `files` whose rows all count, under `columns` (role → name there, no provider when unknown).

    connection: a DuckDB connection with the memory allowed; scratch: a folder that goes when this closes.
    notices: sentences about how the file was read. until: microseconds since 1970 a moment may not pass.
    unjudged: what reads the file with care, row by row, while nobody has made sure that every row counts.
    """

    connection: duckdb.DuckDBPyConnection
    scratch: Path
    name: str
    files: list[Path]
    columns: dict[str, str]
    refused: Refusals = Refusals(0, ())
    notices: list[str] = field(default_factory=list)
    until: int = 0
    memory: int = 0  # bytes allowed, 0 when unlimited
    unjudged: "Callable[[], Opened] | None" = None
    told: Callable[[int], None] = silent
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _raw: dict[str, set[str | None]] = field(default_factory=dict)

    def judged(self) -> "Opened":
        """The same with rows that all count."""
        return self.unjudged() if self.unjudged else self

    def names(self, role: str) -> tuple[str, ...]:
        """The distinct activities, or providers, in order."""
        if role not in self._names:
            column = self.columns.get(role)
            self._names[role] = ()
            if column is not None:
                files = ", ".join(_text(file) for file in self.files)
                rows = self.connection.execute(
                    f"select distinct {_name(column)}::varchar from read_parquet([{files}])"
                ).fetchall()
                self._raw[role] = {row[0] for row in rows}
                self._names[role] = tuple(sorted({name.strip() for name in self._raw[role] if name} - {""}))
        return self._names[role]

    @property
    def knows_every_activity(self) -> bool:
        self.names("activity")
        return all(name and name.strip() for name in self._raw["activity"])


@contextmanager
def opened(
    path: Path,
    mapping: Mapping,
    *,
    until: int,
    memory_limit: str = "",
    threads: int = 0,
    told: Callable[[int], None] = silent,
) -> Iterator[Opened]:
    """Read a CSV, Parquet, XES, XES.gz or OCEL 2 (JSON, XML, SQLite) file. Raises Unreadable.

    until: microseconds since 1970 past which a date is in the future, hence refused.
    memory_limit: such as «1GB» (DuckDB's own syntax); what does not fit goes to a scratch folder.
    told: called with the number of rows read so far.
    """
    if not path.exists():
        raise Unreadable(f"{path} n’existe pas : vérifiez le chemin.")
    with tempfile.TemporaryDirectory(prefix="arrimage-") as scratch:
        connection = duckdb.connect(str(Path(scratch) / "events.duckdb"))
        try:
            memory = memory_of(memory_limit)
            _prepare(connection, scratch, memory, threads)
            if memory and _size(path) > memory:
                _give_back_what_is_freed()
            source = _read(connection, path, mapping, until, Path(scratch), told)
            source.memory = memory
            yield source
        except duckdb.OutOfMemoryException as error:
            raise Unreadable(
                "La mémoire permise ne suffit pas pour trier ce fichier : augmentez --memory-limit, "
                "ou faites-en d’abord un magasin avec `arrimage pathways store`."
            ) from error
        finally:
            connection.close()


def memory_of(limit: str) -> int:
    """Bytes in «1GB», «800 MiB»…; 0 for nothing said. Raises Unreadable."""
    if not limit:
        return 0
    found = MEMORY.fullmatch(limit.strip())
    if found is None or not (size := int(float(found[1]) * UNITS[found[2].upper()])):
        raise Unreadable(f"« {limit} » n’est pas une quantité de mémoire : écrivez par exemple 1GB.")
    if size < LEAST:
        raise Unreadable(f"« {limit} » est trop peu : la lecture demande 400MB au moins.")
    return size


def _prepare(connection, scratch: str, memory: int, threads: int) -> None:
    connection.execute("set enable_progress_bar = false")  # it would write into the JSON of a long run
    connection.execute("set TimeZone = 'UTC'")  # a moment without a zone is read as UTC
    connection.execute("set temp_directory = ?", [scratch])
    if memory:  # the rest is for what follows, and for the program itself
        connection.execute("set memory_limit = ?", [f"{memory * 2 // 5_000_000}MB"])
        connection.execute("set enable_external_file_cache = false")
    if threads:
        connection.execute("set threads = ?", [threads])


def _rest(connection) -> None:
    """DuckDB gives back what it keeps for the next question."""
    limit = connection.execute("select current_setting('memory_limit')").fetchone()[0]
    for allowed in ("50MB", limit):
        connection.execute("set memory_limit = ?", [allowed])


def _size(path: Path) -> int:
    """Bytes of a file, or of all the files of a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def _give_back_what_is_freed() -> None:
    """The C library keeps for later what large arrays held; where it can be told, it gives that back at once.
    A fifth slower: only for files larger than the memory allowed."""
    try:
        told = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library, another system
        return
    told(M_MMAP_THRESHOLD, LARGE)


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """Whatever is wrong with the file is said in a sentence."""
    try:
        yield
    except documents.Malformed as error:
        raise Unreadable(str(error)) from error
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.Error, pa.ArrowException, UnicodeDecodeError) as error:
        if "Out of Memory" in str(error):
            raise duckdb.OutOfMemoryException(str(error)) from error
        first = str(error).strip().splitlines()[0][:200]
        raise Unreadable(f"{path.name} ne se lit pas comme un fichier d’événements ({first}).") from error


def _read(connection, path: Path, mapping: Mapping, until: int, scratch: Path, told) -> Opened:
    name = path.name.lower()
    with _plainly(path):
        if path.is_dir() or name.endswith((".parquet", ".pq")):
            return _parquet(connection, path, mapping, until, scratch, told)
        source = f"read_parquet({_text(scratch / 'read.parquet')})"
        if ocel.is_ocel(path):
            ocel.ocel_to_parquet(path, scratch / "read.parquet", mapping.object_type)
        elif name.endswith((".xes", ".xes.gz", ".xml")):
            documents.xes_to_parquet(path, scratch / "read.parquet")
        else:
            source = _csv(path, mapping.separator)
        columns = _columns(connection, source, mapping, path.name)
        query = judged(source, columns, mapping.date_format, until)
        return _kept(connection, path, scratch, columns, query, until, told)


def _parquet(connection, path: Path, mapping: Mapping, until: int, scratch: Path, told) -> Opened:
    """Read where it is; with care first when a row may not count."""
    files = sorted(path.glob("**/*.parquet")) if path.is_dir() else [path]
    if not files:
        raise Unreadable(f"{path} n’a aucun fichier Parquet.")
    source = f"read_parquet([{', '.join(_text(file) for file in files)}])"
    columns = _columns(connection, source, mapping, path.name)

    @_plainly(path)
    def with_care() -> Opened:
        query = judged(source, columns, mapping.date_format, until)
        return _kept(connection, path, scratch, columns, query, until, told)

    _check_alike(files, {column for column, _ in columns.values()})
    if not columns["timestamp"][1].startswith("TIMESTAMP") or mapping.date_format:
        return with_care()
    named = {role: column for role, (column, _) in columns.items()}
    return Opened(connection, scratch, path.name, files, named, until=until, unjudged=with_care, told=told)


def _check_alike(files: list[Path], columns: set[str]) -> None:
    """Files of one folder are one log. Raises Unreadable."""
    first = pq.read_schema(files[0])
    for file in files[1:]:
        there = pq.read_schema(file)
        for name in sorted(columns):
            if name not in there.names or _plain(there.field(name).type) != _plain(first.field(name).type):
                raise Unreadable(
                    f"{file.name} n’a pas la même colonne « {name} » que {files[0].name} : un dossier est un"
                    " seul journal."
                )


def _plain(kind: pa.DataType) -> pa.DataType:
    """Words are words, however they are kept."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.string() if pa.types.is_large_string(kind) else kind


def _kept(
    connection, path: Path, scratch: Path, columns: dict[str, tuple[str, str]], query: str, until: int, told
) -> Opened:
    """The rows that count, in their order, in a scratch file."""
    kept = scratch / "kept.parquet"
    found = kept_rows(connection, query, kept, told)
    broken = _broken_lines(connection)
    rows = tuple(sorted([*found.rows, *broken])[:LISTED])
    roles = {"case": "person", "activity": "activity", "timestamp": "moment", "provider": "provider"}
    if "cohort" in columns:
        roles["cohort"] = "cohort"
    notices = []
    if found.zoned and found.plain:
        notices.append(
            f"{found.plain} dates sans fuseau horaire sont lues en temps universel ; {found.zoned} en ont un."
        )
    refused = Refusals(found.refused + len(broken), rows)
    _rest(connection)
    return Opened(connection, scratch, path.name, [kept], roles, refused, notices, until, told=told)


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _csv(path: Path, separator: str | None) -> str:
    with path.open("rb") as file:
        head = file.read(64_000)
    if not head.strip():
        raise Unreadable(f"{path.name} est vide.")
    encoding = _encoding(head, path.name)
    line = head.decode(encoding, "replace").removeprefix("\ufeff").splitlines()[0]
    separator = separator or max(",;\t|^~", key=line.count)
    return (
        f"read_csv({_text(path)}, all_varchar = true, header = true, delim = {_text(separator)}, "
        f"quote = '\"', escape = '\"', store_rejects = true, max_line_size = 10000000, "
        f"encoding = '{encoding}', auto_detect = true)"
    )


def _encoding(head: bytes, name: str) -> str:
    """Raises Unreadable for an order of bytes that DuckDB does not read."""
    if head.startswith(b"\xfe\xff"):
        raise Unreadable(f"{name} est en UTF-16 : enregistrez-le de nouveau en « CSV UTF-8 ».")
    if head.startswith(b"\xff\xfe"):
        return "utf-16"  # «Texte Unicode» of spreadsheets
    try:
        head[:-4].decode()
    except UnicodeDecodeError:
        return "latin-1"  # what older office tools write in Québec
    return "utf-8"


def _columns(connection, source: str, mapping: Mapping, name: str) -> dict[str, tuple[str, str]]:
    """role → (column, its type). Raises Unreadable where one cannot be found."""
    there = {row[0]: row[1] for row in connection.execute(f"describe select * from {source}").fetchall()}
    lowered = {column.lower(): column for column in reversed(there)}
    found: dict[str, tuple[str, str]] = {}
    for role, usual in USUAL.items():
        asked = getattr(mapping, role)
        if asked is not None and asked not in there:
            raise Unreadable(
                f"{name} n’a pas de colonne « {asked} ». Colonnes lues : {', '.join(list(there)[:12])}."
            )
        column = asked or next((lowered[word] for word in usual if word in lowered), None)
        if column is None and role in CALLED:
            raise Unreadable(
                f"Aucune colonne de {name} ne semble dire {CALLED[role]} : nommez-la avec {OPTION[role]}. "
                f"Colonnes lues : {', '.join(list(there)[:12])}."
            )
        if column is not None:
            found[role] = (column, there[column])
    return found


def _broken_lines(connection) -> list[tuple[int, str]]:
    """Lines the CSV reader could not cut into columns."""
    try:
        rows = connection.execute("select distinct line from reject_errors order by 1").fetchall()
    except duckdb.CatalogException:
        return []
    return [(line - 1, "ligne mal formée") for (line,) in rows]
