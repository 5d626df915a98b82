"""Logs that come as documents: XES (IEEE 1849), turned into rows in a scratch Parquet file."""

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pyarrow as pa
import pyarrow.parquet as pq
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

Row = tuple[str | None, str | None, str | None, str | None]
SCHEMA = pa.schema([(name, pa.string()) for name in ("case", "activity", "timestamp", "provider")])
AT_ONCE = 100_000


class Malformed(Exception):
    """The document cannot be used; the message is a sentence to show."""


def xes_to_parquet(path: Path, target: Path) -> None:
    """Raises Malformed."""
    try:
        write_rows(_xes_rows(path), target)
    except (ParseError, DefusedXmlException, EOFError, OSError) as error:
        raise Malformed(f"{path.name} n’est pas un journal XES lisible ({in_short(error)}).") from error


def _xes_rows(path: Path) -> Iterator[Row]:
    with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as stream:
        inside: list[str] = []
        trace = 0
        rows: list[list[str | None]] = []
        person: str | None = None
        about: dict[str, str] = {}
        for moment, element in iterparse(stream, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if moment == "start":
                inside.append(tag)
                if tag == "trace":
                    trace, rows, person = trace + 1, [], None
                elif tag == "event":
                    about = {}
                continue
            inside.pop()
            key, value = element.get("key"), element.get("value")
            if key is not None and value is not None and inside:
                if inside[-1] == "event":
                    about[key] = value
                elif inside[-1] == "trace" and key == "concept:name":
                    person = value
            if tag == "event":
                provider = about.get("org:resource") or about.get("org:group")
                rows.append([about.get("concept:name"), about.get("time:timestamp"), provider])
                element.clear()
            elif tag == "trace":
                # A trace without a name is somebody all the same.
                who = person if person is not None else f"trace {trace}"
                for name, when, provider in rows:
                    yield who, name, when, provider
                element.clear()


def write_rows(rows: Iterator[Row], target: Path) -> None:
    with pq.ParquetWriter(target, SCHEMA) as writer:
        while chunk := list(islice(rows, AT_ONCE)):
            columns = zip(*chunk, strict=True)
            writer.write_table(pa.table([pa.array(column, pa.string()) for column in columns], SCHEMA))


def in_short(error: object) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
