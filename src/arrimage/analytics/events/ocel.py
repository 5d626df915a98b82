"""OCEL 2.0 logs, in their three dresses (JSON, XML, SQLite): one story per object of a type."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from .documents import Malformed, Row, in_short, write_rows

MOST_JSON = 500_000_000  # bytes
SQLITE = b"SQLite format 3\0"
JSON, XML, TABLES = (".json", ".jsonocel"), (".xmlocel", ".xml"), (".sqlite", ".sqlite3", ".db")


def is_ocel(path: Path) -> bool:
    """By its name, and for a name that other logs have too, by what it begins with."""
    name = path.name.lower()
    if name.endswith(JSON) or name.endswith(".xmlocel"):
        return True
    if not name.endswith((".xml", *TABLES)):
        return False
    with path.open("rb") as file:
        head = file.read(64_000)
    return head.startswith(SQLITE) if name.endswith(TABLES) else b"<object-type" in head


def ocel_to_parquet(path: Path, target: Path, object_type: str | None) -> None:
    """An event that is told of an object twice is one event of its story. Raises Malformed."""
    name = path.name.lower()
    try:
        if name.endswith(JSON):
            _from_json(path, target, object_type)
        elif name.endswith(XML):
            _from_xml(path, target, object_type)
        else:
            _from_tables(path, target, object_type)
    except (
        ValueError, KeyError, TypeError, AttributeError, RecursionError, ParseError, DefusedXmlException,
        sqlite3.Error,
    ) as error:  # fmt: skip
        raise Malformed(f"{path.name} n’est pas un journal OCEL 2 lisible ({in_short(error)}).") from error


def _chosen(known: set[str], object_type: str | None) -> str:
    if object_type is None and len(known) == 1:
        return next(iter(known))
    if object_type is None or object_type not in known:
        listed = ", ".join(sorted(known))
        raise Malformed(
            f"De quels objets suivre l’histoire ? Choisissez avec --object-type parmi : {listed}."
        )
    return object_type


def _from_json(path: Path, target: Path, object_type: str | None) -> None:
    if path.stat().st_size > MOST_JSON:
        raise Malformed(f"{path.name} dépasse 500 Mo : donnez-le en XML, en SQLite, en CSV ou en Parquet.")
    document = json.loads(path.read_bytes())
    types = {thing["id"]: thing["type"] for thing in document["objects"]}
    chosen = _chosen(set(types.values()), object_type)

    def rows() -> Iterator[Row]:
        for event in document["events"]:
            told = (related["objectId"] for related in event.get("relationships", ()))
            yield from _of_each(told, types, chosen, event["type"], event["time"])

    write_rows(rows(), target)


def _from_xml(path: Path, target: Path, object_type: str | None) -> None:
    """Gone through twice, since objects may come after the events that tell of them."""
    types: dict[str, str] = {}
    for element in _elements(path, "object"):
        types[element.attrib["id"]] = element.attrib["type"]
    chosen = _chosen(set(types.values()), object_type)

    def rows() -> Iterator[Row]:
        for element in _elements(path, "event"):
            told = (one.attrib["object-id"] for one in element.iter() if _tag(one) == "relationship")
            yield from _of_each(told, types, chosen, element.attrib["type"], element.attrib["time"])

    write_rows(rows(), target)


def _elements(path: Path, kind: str):
    with path.open("rb") as stream:
        inside: list[str] = []
        for moment, element in iterparse(stream, events=("start", "end")):
            if moment == "start":
                inside.append(_tag(element))
                continue
            inside.pop()
            if inside[1:] == [f"{kind}s"]:
                yield element
                element.clear()


def _tag(element) -> str:
    return element.tag.rpartition("}")[2]


def _of_each(
    told: Iterator[str], types: Mapping[str, str], chosen: str, activity: str, when: str
) -> Iterator[Row]:
    for name in dict.fromkeys(told):
        if types.get(name) == chosen:
            yield name, activity, when, None


def _from_tables(path: Path, target: Path, object_type: str | None) -> None:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("pragma trusted_schema = off")  # it is somebody else's file
        known = {row[0] for row in connection.execute("select distinct ocel_type from object")}
        chosen = _chosen(known, object_type)
        kinds = connection.execute("select distinct ocel_type_map from event_map_type").fetchall()
        tables = ['"event_' + name.replace('"', '""') + '"' for (name,) in kinds]
        times = " union all ".join(f"select ocel_id, ocel_time from {table}" for table in tables)
        # In the order of the log, which parts equal moments.
        rows = connection.execute(
            f"""select distinct about.ocel_object_id, event.ocel_type, told.ocel_time, event.rowid
            from event join ({times}) as told on told.ocel_id = event.ocel_id
            join event_object as about on about.ocel_event_id = event.ocel_id
            join object on object.ocel_id = about.ocel_object_id
            where object.ocel_type = ? order by event.rowid""",
            (chosen,),
        )
        write_rows(((name, activity, when, None) for name, activity, when, _ in rows), target)
    finally:
        connection.close()
