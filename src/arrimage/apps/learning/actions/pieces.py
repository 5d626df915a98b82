"""Beginning a piece of the library, saying for whom it is, where it stands in programmes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.learning import policies, videos
from arrimage.apps.learning.document import Document
from arrimage.apps.learning.models import Edition, Film, Piece, PieceNeed, PiecePractice, Theme
from arrimage.apps.network.vocabulary import Need

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def begin_piece(
    organisation,
    *,
    kind: str,
    title: str,
    by: User | None,
    at: datetime,
    audience: str = Piece.Audience.TEAMS,
    language: str = "fr",
) -> Edition:
    """Begin a piece of one's organisation. Returns its first edition, a draft. Raises PermissionDenied."""
    policies.check_edits_for(by, organisation.pk)
    piece = Piece.objects.create(
        organisation=organisation, kind=kind, title=title.strip(), audience=audience, language=language
    )
    edition = Edition(piece=piece, language=language, number=1, written_by=by)
    edition.document = Document(title=piece.title)
    edition.save()
    record("learning.piece_begun", by=by, at=at, subjects=[piece])
    return edition


@transaction.atomic
def place_piece(
    piece: Piece,
    *,
    audience: str,
    needs: Iterable[str],
    themes: Iterable[Theme],
    by: User | None,
    at: datetime,
    practices: Iterable[str] | None = None,
) -> Piece:
    """Say for whom it is, to which needs it speaks, of which practices, in which of our themes it stands.

    Themes of another organisation's programmes are left where that organisation put the piece.
    """
    piece = lock(piece, by)
    piece.audience = audience
    piece.save()
    wanted = {need for need in needs if need in Need.values}
    if wanted != set(piece.needs.values_list("need", flat=True)):
        piece.needs.all().delete()
        PieceNeed.objects.bulk_create(PieceNeed(piece=piece, need=need) for need in sorted(wanted))
    if practices is not None:
        name_practices(piece, practices)
    ours = Theme.objects.filter(programme__organisation=piece.organisation_id)
    chosen = {theme.pk for theme in themes}
    piece.themes.remove(*piece.themes.filter(pk__in=ours.values("pk")).exclude(pk__in=chosen))
    piece.themes.add(*ours.filter(pk__in=chosen))
    record("learning.piece_placed", by=by, at=at, subjects=[piece])
    return piece


def name_practices(piece: Piece, slugs: Iterable[str]) -> None:
    """The practices of the catalogue a piece speaks of, each once, in the order given."""
    wanted = list(dict.fromkeys(slugs))
    if wanted != list(piece.practices.values_list("slug", flat=True)):
        piece.practices.all().delete()
        PiecePractice.objects.bulk_create(PiecePractice(piece=piece, slug=slug) for slug in wanted)


@transaction.atomic
def put_in_theme(theme: Theme, piece: Piece, *, by: User | None, at: datetime) -> None:
    """Put a published piece, ours or another's, in a theme of ours. Twice is once."""
    policies.check_keeps(by, theme.programme)
    if not piece.editions.filter(status=Edition.Status.PUBLISHED).exists():
        raise ValidationError(_("Only what came out can be put in a theme."))
    if not theme.pieces.filter(pk=piece.pk).exists():
        theme.pieces.add(piece)
        record("learning.theme_written", by=by, at=at, subjects=[theme, piece])


@transaction.atomic
def take_out_of_theme(theme: Theme, piece: Piece, *, by: User | None, at: datetime) -> None:
    policies.check_keeps(by, theme.programme)
    if theme.pieces.filter(pk=piece.pk).exists():
        theme.pieces.remove(piece)
        record("learning.theme_written", by=by, at=at, subjects=[theme, piece])


@transaction.atomic
def copy_piece(piece: Piece, organisation, *, by: User | None, at: datetime) -> Edition:
    """One of ours begun from a published one; it says what it comes from, and is to be read anew."""
    policies.check_edits_for(by, organisation.pk)
    source = piece.editions.filter(status=Edition.Status.PUBLISHED, language=piece.language).first()
    if source is None:
        raise ValidationError(_("This piece has not come out: there is nothing to begin from."))
    edition = begin_piece(
        organisation,
        kind=piece.kind,
        title=piece.title,
        audience=piece.audience,
        language=piece.language,
        by=by,
        at=at,
    )
    edition.document = source.document
    edition.save()
    edition.piece.after = piece
    edition.piece.save()
    PieceNeed.objects.bulk_create(PieceNeed(piece=edition.piece, need=one.need) for one in piece.needs.all())
    name_practices(edition.piece, piece.practices.values_list("slug", flat=True))
    if film := Film.objects.filter(piece=piece).first():
        with film.file.open("rb") as file:
            keep_film(edition.piece, file, by=by, at=at, seconds=film.seconds)
    return edition


@transaction.atomic
def bring_film(piece: Piece, file, *, by: User | None, at: datetime, seconds: int | None = None) -> Film:
    """The video of a capsule; bringing another replaces it. Raises PermissionDenied, ValidationError."""
    piece = lock(piece, by)
    if piece.kind != Piece.Kind.CAPSULE:
        raise ValidationError(_("Only a capsule has a video."))
    film = keep_film(piece, file, by=by, at=at, seconds=seconds)
    record("learning.film_brought", by=by, at=at, subjects=[piece])
    return film


def keep_film(piece: Piece, file, *, by: User | None, at: datetime, seconds: int | None = None) -> Film:
    """Check the file, blot out what the camera wrote of itself, and keep it in place of the former one."""
    media_type = videos.check_video(file)
    former = Film.objects.filter(piece=piece).first()
    film = Film(
        piece=piece,
        media_type=media_type,
        size=file.size,
        seconds=seconds,
        added_at=at,
        added_by=str(by)[:200] if by else "",
    )
    # The name says nothing of the one who brought it: a number of ours, and the kind.
    film.file.save(f"{film.uid}.{media_type.partition('/')[2]}", file, save=False)
    if media_type == "video/mp4":
        with open(film.file.path, "r+b") as stored:
            videos.blot_out(stored)
    if former:
        name = former.file.name
        former.delete()
        transaction.on_commit(lambda: default_storage.delete(name))
    film.save()
    return film


def lock(piece: Piece, by: User | None) -> Piece:
    piece = Piece.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    policies.check_edits_for(by, piece.organisation_id)
    return piece
