"""Dossiers and the practices of the catalogue they speak of, from both sides."""

from collections.abc import Iterator

from arrimage.apps.learning.models import Piece
from arrimage.apps.practices.beside import Beside
from arrimage.apps.practices.queries.catalogue import editions_of, read_in

from .library import pieces_visible_to


def practices_of(piece: Piece, language: str) -> list:
    """What is published of the practices a piece speaks of, in the order they were named. Two queries."""
    return editions_of(piece.practices.values_list("slug", flat=True), language)


def practices_to_choose(language: str) -> list[tuple[str, str]]:
    """The catalogue, by name."""
    found = read_in(language).order_by("name", "id").values_list("practice__slug", "name")
    return list(found)


def pieces_beside(practice, user) -> Iterator[Beside]:
    """For the page of a practice: what came out that speaks of it. One query."""
    found = pieces_visible_to(user).filter(practices__slug=practice.slug).order_by("kind", "title", "id")
    for piece in found:
        yield Beside(piece.get_kind_display(), piece.title, piece.get_absolute_url())
