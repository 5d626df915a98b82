"""The dossiers, capsule and materials shipped with the software: read from files, published as they come."""

import re
import tomllib
from datetime import datetime
from importlib.resources import files

from django.core.files.base import ContentFile

from arrimage.apps.learning.document import Chapter, Document, GuideStep, Part, Reference
from arrimage.apps.learning.models import Edition, Piece, PieceNeed, Programme

from .editions import come_out_as_shipped
from .pieces import keep_film, name_practices

DATA = files("arrimage.apps.learning").joinpath("data", "starter", "pieces")
PLAIN = ("title", "summary", "question", "limits", "transcript", "captions")


def french(file) -> dict:
    """What a file of ours holds, with no-break spaces where French wants them."""
    text = re.sub(r" ([:;!?»])", "\u00a0\\1", file.read_text("utf-8"))
    return tomllib.loads(text.replace("« ", "«\u00a0"))


def load_pieces(programme: Programme, *, at: datetime) -> int:
    """Those that are not there yet, put in the programme's themes; how many."""
    themes = list(programme.themes.order_by("position"))
    made = 0
    for file in sorted(DATA.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            made += _load(french(file), themes, at)
    return made


def _load(row: dict, themes: list, at: datetime) -> int:
    piece, is_new = Piece.objects.get_or_create(
        slug=row["slug"],
        defaults={"kind": row["kind"], "title": row["title"], "audience": row.get("audience", "teams")},
    )
    if not is_new:
        return 0
    PieceNeed.objects.bulk_create(PieceNeed(piece=piece, need=need) for need in row["needs"])
    name_practices(piece, row.get("practices", []))
    if "theme" in row and row["theme"] < len(themes):
        themes[row["theme"]].pieces.add(piece)
    if "film" in row:
        film = ContentFile(DATA.joinpath(row["film"]).read_bytes(), name=row["film"])
        keep_film(piece, film, by=None, at=at, seconds=row["seconds"])
    edition = Edition(piece=piece, language="fr", number=1)
    edition.document = document_of(row)
    come_out_as_shipped(edition, at=at)
    return 1


def document_of(row: dict) -> Document:
    """The text a file holds."""
    said = {name: row[name].strip() if name != "captions" else row[name] for name in PLAIN if name in row}
    return Document(
        parts=tuple(Part(one["title"], one["text"].strip()) for one in row.get("part", [])),
        monday=tuple(row.get("monday", [])),
        guide=tuple(GuideStep(minutes, text) for minutes, text in row.get("guide", [])),
        literature=tuple(Reference(_csl(one)) for one in row.get("reference", [])),
        invites=tuple(row.get("invites", [])),
        chapters=tuple(Chapter(second, title) for second, title in row.get("chapters", [])),
        **said,
    )


def _csl(row: dict) -> dict:
    """A reference as CSL data."""
    item = {"type": "book" if "publisher" in row else "article-journal", "title": row["title"]}
    item["author"] = [
        dict(zip(("family", "given"), map(str.strip, name.split(",")), strict=True))
        for name in row["author"].split(";")
    ]
    item |= {name: row[name] for name in ("publisher", "volume", "issue", "page", "DOI") if name in row}
    if "where" in row:
        item["container-title"] = row["where"]
    return item | {"issued": {"date-parts": [[row["year"]]]}}
