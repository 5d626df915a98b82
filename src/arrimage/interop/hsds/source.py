"""Somebody's HSDS, whatever its form, as tables: a tabular package, JSON objects, arrays or pages."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from arrimage.apps.kernel.reading import BrokenFile, rows_of

from .spec import TABLES, flatten

MAX_BYTES = 500_000_000
# Things that stand by themselves; everything else hangs on one of them.
ENTITIES = frozenset(
    "organization program service location service_at_location contact taxonomy_term".split()
)
# What we neither keep nor need: their history, their money, the description of their tables.
IGNORED = frozenset({"metadata", "funding", "meta_table_description"})
# The columns through which a row hangs on a thing.
_HOLDERS = frozenset(
    "organization_id service_id location_id contact_id phone_id service_at_location_id link_id".split()
)
_TABLE_OF_FILE = {table.file: name for name, table in TABLES.items()}
_PLURALS = {f"{name}s": name for name in TABLES} | {"taxonomies": "taxonomy", "addresses": "address"}


@dataclass(frozen=True)
class Where:
    """A place in the source, as a person finds it again."""

    file: str
    line: int


@dataclass
class Entity:
    """One thing, from all the places that speak of it: what stands by itself is believed before what is
    nested in another thing, then the first to speak."""

    row: dict[str, Any]
    where: Where
    is_nested: bool = False


@dataclass
class Tables:
    """`entities[table][id]`, and `held[table, column, id]`: the rows of a table that hang on an id."""

    entities: dict[str, dict[str, Entity]] = field(default_factory=lambda: defaultdict(dict))
    held: dict[tuple[str, str, str], dict[str, dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    repeated: list[tuple[str, str, Where, int]] = field(default_factory=list)  # table, id, where, first line
    seen: set[str] = field(default_factory=set)  # tables the source speaks of at all, be it to say nothing
    nameless: list[tuple[str, Where]] = field(default_factory=list)  # rows without an id

    def add(
        self, table: str, row: dict[str, Any], where: Where, *, is_flat: bool, is_nested: bool = False
    ) -> None:
        """`is_flat`: in a CSV an id stands once; in nested JSON a thing comes back as often as it is held."""
        if table in IGNORED:
            return
        self.seen.add(table)
        row = {name: value for name, value in row.items() if value not in (None, "", [], {})}
        identifier = row.get("id")
        if not isinstance(identifier, str) or not identifier.strip():
            self.nameless.append((table, where))
            return
        identifier = row["id"] = identifier.strip()
        if table in ENTITIES:
            known = self.entities[table].get(identifier)
            if known is None:
                self.entities[table][identifier] = Entity(row, where, is_nested)
            elif is_flat:
                self.repeated.append((table, identifier, where, known.where.line))
                return
            elif known.is_nested and not is_nested:
                known.row.update(row)
                known.where, known.is_nested = where, False
            else:
                known.row.update({name: value for name, value in row.items() if name not in known.row})
        for column, value in row.items():
            if column in _HOLDERS and isinstance(value, str):
                self.held[table, column, value].setdefault(identifier, row)

    def of(self, table: str, column: str, identifier: str) -> list[dict[str, Any]]:
        return list(self.held.get((table, column, identifier), {}).values())

    @property
    def is_empty(self) -> bool:
        return not any(self.entities.values())


def read(path: Path) -> tuple[Tables, str]:
    """What the path holds, and the name it gives itself.

    A folder is read as a tabular package if it holds one (there or in `tabular/`), else as JSON files (there
    or in `json/`). Raises BrokenFile with a sentence to show.
    """
    if not path.exists():
        raise BrokenFile(_("%(path)s does not exist: check the path.") % {"path": path})
    tables = Tables()
    if path.is_file():
        _read_file(path, tables)
        name = path.stem
    else:
        files = _files_of(path)
        for file in files:
            _read_file(file, tables)
        name = _name_of_package(files[0].parent) or path.resolve().name
    if tables.is_empty:
        raise BrokenFile(
            _("%(path)s holds no organisation, service or place in HSDS form.") % {"path": path.name or path}
        )
    return tables, name


def _files_of(folder: Path) -> list[Path]:
    for place in (folder, folder / "tabular"):
        if found := sorted(file for file in place.glob("*.csv") if file.name in _TABLE_OF_FILE):
            return found
    for place in (folder, folder / "json"):
        found = [*place.glob("*.json"), *place.glob("*.ndjson")]
        if found := sorted(file for file in found if file.name not in {"datapackage.json", "openapi.json"}):
            return found
    raise BrokenFile(
        _("%(path)s holds neither HSDS tables (organizations.csv…) nor JSON files.") % {"path": folder}
    )


def _name_of_package(folder: Path) -> str:
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8-sig"))
        name = package["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    # The official package's own name says nothing of who fills it.
    return name if isinstance(name, str) and name != "human_services_data" else ""


def _read_file(path: Path, tables: Tables) -> None:
    content = _bytes_of(path)
    if path.suffix == ".csv":
        _read_csv(path, content, tables)
    else:
        _read_json(path, content, tables)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BrokenFile(_("%(file)s is larger than 500 MB: is it the right file?") % {"file": path.name})
        content = path.read_bytes()
    except OSError as error:
        raise BrokenFile(
            _("%(file)s cannot be opened: check the path and the rights.") % {"file": path.name}
        ) from error
    if not content.strip():
        raise BrokenFile(_("%(file)s is empty.") % {"file": path.name})
    return content


def _read_csv(path: Path, content: bytes, tables: Tables) -> None:
    table = TABLES.get(_TABLE_OF_FILE.get(path.name, ""))
    if table is None:
        raise BrokenFile(
            _("%(file)s is none of the HSDS tables (organizations.csv, services.csv…).") % {"file": path.name}
        )
    tables.seen.add(table.name)
    if table.name in IGNORED or b"\n" not in content.strip():
        return  # a header alone is a table with nothing in it
    columns = [column.name for column in table.columns if column.required]
    for row in rows_of(content, name=path.name, columns=columns):
        tables.add(table.name, dict(row.values), Where(path.name, row.number), is_flat=True)


def _read_json(path: Path, content: bytes, tables: Tables) -> None:
    try:
        text = content.decode("utf-8-sig")
        for table, thing, line in _things_in(text, path):
            try:
                for number, (name, row) in enumerate(flatten(table, thing)):
                    tables.add(name, row, Where(path.name, line), is_flat=False, is_nested=number > 0)
            except TypeError as error:
                raise BrokenFile(
                    _("%(file)s, line %(line)d: “%(what)s” is not in HSDS form.")
                    % {"file": path.name, "line": line, "what": error}
                ) from error
    except UnicodeDecodeError as error:
        raise BrokenFile(
            _("%(file)s is not in UTF-8 (byte %(place)d): save it again in UTF-8.")
            % {"file": path.name, "place": error.start}
        ) from error
    except json.JSONDecodeError as error:
        raise BrokenFile(
            _("%(file)s, line %(line)d: the JSON is broken there. Nothing was changed.")
            % {"file": path.name, "line": error.lineno}
        ) from error
    except RecursionError as error:
        raise BrokenFile(_("%(file)s is nested too deep to be HSDS.") % {"file": path.name}) from error


def _things_in(text: str, path: Path) -> Iterator[tuple[str, Any, int]]:
    """(table, thing, line) for each thing: in an array, lines, a page, a tabular document, or alone."""
    named = _table_named(path)
    start = len(text) - len(text.lstrip())
    if text[start] == "[":
        for thing, line in _elements(text, start + 1):
            yield _table_of(thing, named, path, line), thing, line
        return
    if path.suffix == ".ndjson":
        for line, written in enumerate(text.splitlines(), 1):
            if written.strip():
                thing = _parsed(written, line)
                yield _table_of(thing, named, path, line), thing, line
        return
    whole = json.loads(text)
    line = text.count("\n", 0, start) + 1
    if isinstance(whole, dict) and isinstance(whole.get("contents"), list):
        for thing in whole["contents"]:
            yield _table_of(thing, named, path, line), thing, line
    elif isinstance(whole, dict) and whole and all(isinstance(rows, list) for rows in whole.values()):
        for key, rows in whole.items():
            if table := _TABLE_OF_FILE.get(key) or (key if key in TABLES else None):
                yield from ((table, row, line) for row in rows)
    elif not (
        isinstance(whole, dict) and "openapi_url" in whole
    ):  # the root of an API says nothing of services
        yield _table_of(whole, named, path, line), whole, line


def _parsed(written: str, line: int) -> Any:
    try:
        return json.loads(written)
    except json.JSONDecodeError as error:
        error.lineno = line
        raise


def _elements(text: str, place: int) -> Iterator[tuple[Any, int]]:
    """The elements of a JSON array one by one, each with the line it starts on."""
    decoder, line, counted = json.JSONDecoder(), 1, 0
    while True:
        place = _after_blanks(text, place)
        if text[place : place + 1] == "]":
            if text[_after_blanks(text, place + 1) :]:
                raise json.JSONDecodeError("", text, place + 1)
            return
        line, counted = line + text.count("\n", counted, place), place
        thing, place = decoder.raw_decode(text, place)
        yield thing, line
        place = _after_blanks(text, place)
        if text[place : place + 1] == ",":
            place += 1
        elif text[place : place + 1] != "]":
            raise json.JSONDecodeError("", text, place)


def _after_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _table_named(path: Path) -> str:
    """The table a file's name announces: `services.json`, `service_full.json`, `organization_list.json`."""
    stem = path.stem.lower().removesuffix("_full").removesuffix("_list")
    return stem if stem in TABLES else _PLURALS.get(stem, "")


def _table_of(thing: Any, named: str, path: Path, line: int) -> str:
    if named:
        return named
    if isinstance(thing, dict):
        if "status" in thing and "name" in thing:
            return "service"
        if "location_type" in thing:
            return "location"
        if "service" in thing or "location" in thing:
            return "service_at_location"
        if "taxonomy_detail" in thing or "parent_id" in thing or "code" in thing:
            return "taxonomy_term"
        if "name" in thing and "description" in thing:
            return "organization" if "version" not in thing else "taxonomy"
    raise BrokenFile(
        _("%(file)s, line %(line)d: this is no HSDS organisation, service or place.")
        % {"file": path.name, "line": line}
    )
