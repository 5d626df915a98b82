"""The library of the demonstration: a dossier read by people who have lived it, a translation that lags."""

from dataclasses import replace

from arrimage.apps.learning.document import Document, Part
from arrimage.apps.learning.models import Edition, Piece, Theme

from . import editions, pieces, readings


def add_library(content: dict, calendar, theme: Theme) -> None:
    """The coalition's own dossier in two editions, its English of the first, and a draft with its readers."""
    row = content["dossier"]
    by = calendar.user(row["by"])
    shipped = Piece.objects.get(slug=row["from"])
    first = pieces.copy_piece(shipped, by.acting.organisation, by=by, at=calendar.at(row["first"]))
    text = replace(first.document, title=row["title"], summary=row["summary"])
    _bring_out(first, text, content["reader"], calendar, row["first"], by=by)
    _translate(first, content["english"], content["reader"], calendar, by=by)
    added = Part(row["added_title"], row["added_text"].strip())
    second = editions.begin_edition(first.piece, "fr", by=by, at=calendar.at(row["second"]))
    _bring_out(
        second,
        replace(text, parts=(*text.parts, added)),
        content["reader"],
        calendar,
        row["second"],
        by=by,
    )
    pieces.put_in_theme(theme, first.piece, by=by, at=calendar.at(row["second"]))
    _draft(content, calendar)


def _bring_out(edition: Edition, text: Document, readers: list[dict], calendar, days: int, *, by) -> None:
    at = calendar.at(days)
    editions.save_draft(edition, text, since=edition.version, by=by, at=at)
    edition = Edition.objects.select_related("piece").get(pk=edition.pk)
    for row in readers:
        user = calendar.user(row["user"])
        readings.ask_to_read(edition, email=user.email, voice=row["voice"], by=by, at=at)
    editions.send_to_readers(edition, by=by, at=at)
    for row in readers:
        user = calendar.user(row["user"])
        readings.answer_reading(
            edition.readings.get(reader=user),
            verdict="agrees",
            words=row["words"],
            signed=row["signed"],
            by=user,
            at=calendar.at(days + 2),
        )
    editions.publish(edition, by=by, at=calendar.at(days + 3))


def _translate(original: Edition, row: dict, readers: list[dict], calendar, *, by) -> None:
    """Shorter than the French: a translation says what it can, and which edition it follows."""
    english = editions.begin_edition(original.piece, "en", by=by, at=calendar.at(row["days"]))
    text = replace(
        english.document,
        title=row["title"],
        summary=row["summary"],
        question=row["question"],
        monday=tuple(row["monday"]),
        parts=tuple(Part(title, words) for title, words in row["parts"]),
        guide=(),
        limits="",
    )
    _bring_out(english, text, readers, calendar, row["days"], by=by)


def _draft(content: dict, calendar) -> None:
    """A material on its way, with two readers who have not answered."""
    row = content["draft"]
    by, at = calendar.user(row["by"]), calendar.at(row["days"])
    edition = pieces.begin_piece(
        by.acting.organisation,
        kind=row["kind"],
        audience=row["audience"],
        title=row["title"],
        by=by,
        at=at,
    )
    text = Document(
        title=row["title"], summary=row["summary"], parts=(Part(row["part_title"], row["part_text"]),)
    )
    editions.save_draft(edition, text, since=edition.version, by=by, at=at)
    edition = Edition.objects.select_related("piece").get(pk=edition.pk)
    for reader in content["draft_reader"]:
        user = calendar.user(reader["user"])
        readings.ask_to_read(edition, email=user.email, voice=reader["voice"], by=by, at=at)
    editions.send_to_readers(edition, by=by, at=at)
