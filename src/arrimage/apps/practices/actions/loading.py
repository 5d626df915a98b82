"""The starter catalogue: loaded after migrate, then owned by its editors.

A practice nobody has touched follows its file. As soon as a person has written an edition, the file is
silent: loading again never undoes anybody's work, and says what it left alone.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.clock import now
from arrimage.apps.practices.models import Edition, Practice
from arrimage.apps.practices.references import check_references
from arrimage.apps.practices.vocabulary import FACTS, SECTIONS

from .catalogue import index
from .steps import named

FOLDER = Path(__file__).resolve().parents[1] / "data" / "catalogue"
PART = {"journal": "container-title"}


@dataclass
class Loaded:
    """Slugs of what was added, brought up to date, and left alone because people have written since."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def _author(name: str) -> dict[str, str]:
    family, comma, given = name.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": name}


def csl_of(key: str, row: dict) -> dict:
    """A reference of the file as a CSL item."""
    item = {"id": key, "type": row["type"], "title": row["title"]}
    item["author"] = [_author(name) for name in row["authors"]]
    item["issued"] = {"date-parts": [[row["year"]]]}
    for name in ("journal", "publisher", "volume", "issue", "page", "DOI"):
        if name in row:
            item[PART.get(name, name)] = row[name]
    return item


def read_catalogue(folder: Path = FOLDER) -> tuple[list[dict], dict[str, dict]]:
    """The French practices with their facts, in the order of the files; the English texts by slug."""
    with (folder / "references.toml").open("rb") as file:
        references = {key: csl_of(key, row) for key, row in tomllib.load(file).items()}
    practices: list[dict] = []
    for path in sorted(folder.glob("[0-9]_*.toml")):
        with path.open("rb") as file:
            practices += tomllib.load(file)["practice"]
    for row in practices:
        row["references"] = [references[key] for key in row["references"]]
        check_references(row["references"])
        _trim(row)
    english: dict[str, dict] = {}
    for path in sorted((folder / "en").glob("*.toml")):
        with path.open("rb") as file:
            english |= {row["slug"]: _trim(row) for row in tomllib.load(file)["practice"]}
    return practices, english


def _trim(row: dict) -> dict:
    for name in ("name", *SECTIONS):
        row[name] = row.get(name, "").strip()
    return row


def digest_of(row: dict) -> str:
    written = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


@transaction.atomic
def load_catalogue(*, at: datetime, folder: Path = FOLDER) -> Loaded:
    """Add what is missing, follow the files where nobody has written. Twice in a row changes nothing."""
    loaded = Loaded()
    practices, english = read_catalogue(folder)
    published = {
        (edition.practice.slug, edition.language): edition
        for edition in Edition.objects.filter(state=Edition.State.PUBLISHED).select_related("practice")
    }
    for row in practices:
        french = _follow(row["slug"], "fr", row, published, loaded, at=at)
        text = english.get(row["slug"])
        # A translation of what a person has since rewritten would translate something else.
        if text and french and french.loaded:
            _follow(row["slug"], "en", text, published, loaded, at=at, translates=french)
    if loaded.added or loaded.updated:
        record("practice.loaded", at=at, details={"added": len(loaded.added), "updated": len(loaded.updated)})
    return loaded


def _follow(
    slug: str,
    language: str,
    row: dict,
    published: dict[tuple[str, str], Edition],
    loaded: Loaded,
    *,
    at: datetime,
    translates: Edition | None = None,
) -> Edition | None:
    """The edition that is published now: the file's, or the one people wrote."""
    there, digest = published.get((slug, language)), digest_of(row)
    # A translation also follows when only the French it says has moved.
    moved = there is not None and (there.loaded != digest or there.translates_id != _key(translates))
    if there is not None and not moved:
        return there
    name = slug if language == "fr" else f"{slug} ({language})"
    written_by_people = Edition.objects.filter(practice__slug=slug, language=language, loaded="").exists()
    if written_by_people:
        loaded.left.append(name)
        return there
    practice, _new = Practice.objects.get_or_create(slug=slug)
    last = practice.editions.filter(language=language).order_by("-number").first()
    facts = {field: row[field] for field in FACTS} if language == "fr" else {"level": translates.level}
    edition = Edition(
        practice=practice,
        language=language,
        number=last.number + 1 if last else 1,
        state=Edition.State.PUBLISHED,
        translates=translates,
        name=row["name"],
        written_at=at,
        published_at=at,
        loaded=digest,
        **{code: row[code] for code in SECTIONS},
        **facts,
    )
    if there is not None:
        Edition.objects.filter(pk=there.pk).update(state=Edition.State.REPLACED)
    index(edition)
    edition.save()
    (loaded.updated if there else loaded.added).append(name)
    record("practice.published", at=at, subjects=[named(edition, edition.name)])
    return edition


def _key(edition: Edition | None) -> int | None:
    return edition.pk if edition else None


def load_catalogue_after_migrate(sender, using: str = "default", **_) -> None:
    """The catalogue is there without a command to know."""
    tables = connection.introspection.table_names()
    if using == "default" and {Edition._meta.db_table, "audit_entry", "audit_unsealed"} <= set(tables):
        load_catalogue(at=now())
