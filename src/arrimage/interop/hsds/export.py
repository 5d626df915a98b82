"""The whole directory as files: `json/`, one whole thing a line, and `tabular/`, a tabular data package."""

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from arrimage.apps.network.queries import exchange

from . import saying, terms
from .spec import TABLES, VERSION, Table, flatten

CHUNK = 500  # things loaded at once: memory stays level, and queries grow by a dozen a chunk

# The tables we have something to say in.
WRITTEN = (
    "organization",
    "service",
    "attribute",
    "service_at_location",
    "location",
    "phone",
    "contact",
    "address",
    "schedule",
    "service_area",
    "language",
    "accessibility",
    "taxonomy_term",
    "metadata",
    "cost_option",
    "organization_identifier",
    "taxonomy",
)
JSON_FILES = (
    "organizations",
    "services",
    "locations",
    "service_at_locations",
    "taxonomies",
    "taxonomy_terms",
)

Progress = Callable[[int, int], None]


class CannotExport(Exception):
    """The folder cannot be written; the message is a sentence to show."""


@dataclass
class Exported:
    organizations: int = 0
    services: int = 0
    locations: int = 0
    rows: dict[str, int] = field(default_factory=dict)


class JsonArray:
    """A JSON array on disk, one element a line: streams out, and an error can name its line."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.count = file, 0

    def write(self, thing: Mapping[str, Any]) -> None:
        # Whole, then written: the piecewise encoder of `json.dump` is ten times slower.
        text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
        self.file.write(f",\n{text}" if self.count else f"[\n{text}")
        self.count += 1

    def close(self) -> None:
        self.file.write("\n]\n" if self.count else "[]\n")


class CsvTable:
    def __init__(self, table: Table, file: TextIO) -> None:
        self.names = [column.name for column in table.columns]
        self.writer, self.count = csv.writer(file), 0
        self.writer.writerow(self.names)

    def write(self, row: Mapping[str, Any]) -> None:
        self.writer.writerow([row.get(name, "") for name in self.names])
        self.count += 1


def _batches(queryset) -> Iterator[list[Any]]:
    things = queryset.iterator(chunk_size=CHUNK)
    while chunk := list(islice(things, CHUNK)):
        yield chunk


def export(
    folder: Path, *, at: datetime, with_closed: bool = False, force: bool = False, progress: Progress
) -> Exported:
    """Write the directory as it is published at `at` into `folder`.

    The same directory gives the same bytes (but for the date in datapackage.json). Written in a folder of
    its own first: a failure leaves nothing half made. Raises CannotExport when the folder holds something
    and `force` is not given; with it, files of an earlier export are replaced and nothing else is touched.
    """
    if folder.exists() and not folder.is_dir():
        raise CannotExport(_("%(path)s is not a folder: choose another path.") % {"path": folder})
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise CannotExport(
            _("%(path)s is not empty. Choose an empty folder, or add --force to replace an earlier export.")
            % {"path": folder}
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    except OSError as error:
        raise CannotExport(
            _("%(path)s cannot be written: check the path and the rights.") % {"path": folder}
        ) from error
    try:
        with terms.french():
            exported = _write(draft, at=at, with_closed=with_closed, progress=progress)
        for made in sorted(draft.glob("*/*")):
            target = folder / made.relative_to(draft)
            target.parent.mkdir(exist_ok=True)
            os.replace(made, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return exported


def _write(folder: Path, *, at: datetime, with_closed: bool, progress: Progress) -> Exported:
    day = timezone.localdate(at)
    organisations = exchange.published_organisations(day, with_closed=with_closed)
    offers = exchange.published_offers(day, with_closed=with_closed)
    total, done = organisations.count() + offers.count(), 0
    (folder / "json").mkdir()
    (folder / "tabular").mkdir()
    with ExitStack() as files:

        def opened(path: Path) -> TextIO:
            return files.enter_context(path.open("w", encoding="utf-8", newline=""))

        arrays = {name: JsonArray(opened(folder / "json" / f"{name}.json")) for name in JSON_FILES}
        tables = {
            name: CsvTable(TABLES[name], opened(folder / "tabular" / TABLES[name].file)) for name in WRITTEN
        }

        def write_rows(table: str, thing: Mapping[str, Any], skip: Iterable[str] = ()) -> None:
            for name, row in flatten(table, thing, skip=frozenset(skip) | {"taxonomy_term"}):
                tables[name].write(row)

        for chunk in _batches(organisations):
            revisions = exchange.last_revisions(saying.subjects(organisations=chunk))
            for organisation in chunk:
                said = saying.organisation(organisation, revisions=revisions)
                arrays["organizations"].write(said)
                write_rows("organization", said)
                for location in said.get("locations", ()):
                    arrays["locations"].write(location)
            progress(done := done + len(chunk), total)
        for chunk in _batches(offers):
            revisions = exchange.last_revisions(saying.subjects(offers=chunk))
            for offer in chunk:
                said = saying.service(offer, day=day, revisions=revisions)
                arrays["services"].write(said)
                write_rows("service", said, skip={"organization", "location"})
                for site in offer.published_sites:
                    arrays["service_at_locations"].write(
                        saying.service_at_location_in_brief(offer, site, day=day)
                    )
            progress(done := done + len(chunk), total)
        for taxonomy in terms.taxonomy_objects():
            arrays["taxonomies"].write(taxonomy)
            write_rows("taxonomy", taxonomy)
        for term in terms.term_objects(dynamic_terms(day, with_closed=with_closed)):
            arrays["taxonomy_terms"].write(term)
            write_rows("taxonomy_term", term, skip={"taxonomy_detail"})
        for array in arrays.values():
            array.close()
    package = folder / "tabular" / "datapackage.json"
    package.write_text(json.dumps(datapackage(at), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return Exported(
        organizations=arrays["organizations"].count,
        services=arrays["services"].count,
        locations=arrays["locations"].count,
        rows={name: table.count for name, table in tables.items()},
    )


def dynamic_terms(day, *, with_closed: bool = False) -> Iterator[terms.Term]:
    """The terms that are the directory's own: its territories, and the federations somebody belongs to."""
    for code, name in exchange.territory_names():
        yield terms.Term("territory", code, name)
    for uid, name in exchange.federation_names(day, with_closed=with_closed):
        yield terms.Term("affiliation", uid, name)


def datapackage(at: datetime) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": f"arrimage-{slugify(settings.BASE_URL.split('//')[-1]) or 'local'}",
        "title": _("Directory of the territory’s mental-health network"),
        "description": _("Human Services Data Specification %(version)s, exported by Arrimage.")
        % {"version": VERSION},
        "version": f"{VERSION}.0",
        "homepage": settings.BASE_URL,
        "created": timezone.localtime(at).isoformat(timespec="seconds"),
        "resources": [TABLES[name].as_resource(set(WRITTEN)) for name in WRITTEN],
    }
