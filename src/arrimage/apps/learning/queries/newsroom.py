"""What is being written: our pieces and their states, what waits for a reader, translations that lag."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from arrimage.apps.kernel.search import binary
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Edition, Piece, Reading, Theme

PUBLISHED = Edition.Status.PUBLISHED


def pieces_kept_by(user) -> QuerySet[Piece]:
    return Piece.objects.filter(policies.pieces_kept_by(user)).select_related("organisation", "after", "film")


def listed_pieces(user) -> QuerySet[Piece]:
    return pieces_kept_by(user).prefetch_related("editions").order_by(binary("title"), "id")


def editions_kept_by(user) -> QuerySet[Edition]:
    return Edition.objects.filter(policies.editions_kept_by(user)).select_related(
        "piece__organisation", "translates", "written_by"
    )


def editions_of(piece: Piece) -> list[Edition]:
    """By language, the first one first; newest first."""
    editions = piece.editions.select_related("translates", "written_by").prefetch_related("readings__reader")
    return sorted(editions, key=lambda one: (one.language != piece.language, one.language, -one.number))


def readings_asked_of(user) -> QuerySet[Reading]:
    """What waits for this reader: nothing said yet, or of an older text."""
    return Reading.objects.filter(policies.readings_asked_of(user)).select_related(
        "edition__piece__organisation"
    )


def readings_waiting_for(user) -> list[Reading]:
    return [one for one in readings_asked_of(user) if one.digest != one.edition.digest_now()]


def editions_readable_by(user) -> QuerySet[Edition]:
    """Before they come out: ours, and those we were asked to read."""
    asked = Reading.objects.filter(policies.readings_asked_of(user)).values("edition")
    return Edition.objects.filter(policies.editions_kept_by(user) | Q(pk__in=asked)).select_related(
        "piece__organisation"
    )


@dataclass(frozen=True)
class Behind:
    """A translation that follows an older edition."""

    piece: Piece
    language: str
    follows: int  # the edition it was made from
    now: int  # the edition that is out in the first language
    being_written: bool


def translations_behind(pieces) -> list[Behind]:
    """Of pieces whose editions were fetched, the translations that are out of date. No query."""
    late = []
    for piece in pieces:
        editions = list(piece.editions.all())
        original = next(
            (one for one in editions if one.language == piece.language and one.status == PUBLISHED), None
        )
        by_pk = {one.pk: one for one in editions}
        for one in editions:
            if one.status != PUBLISHED or one.language == piece.language or original is None:
                continue
            if one.translates_id and one.translates_id != original.pk:
                followed = by_pk.get(one.translates_id)
                being_written = any(
                    other.language == one.language and other.status in Edition.OPEN for other in editions
                )
                late.append(
                    Behind(
                        piece,
                        one.language,
                        followed.number if followed else 0,
                        original.number,
                        being_written,
                    )
                )
    return late


def themes_of_ours(user) -> QuerySet[Theme]:
    """Where one of our pieces may stand."""
    kept = Theme.objects.filter(policies.themes_kept_by(user))
    return kept.select_related("programme").order_by("programme__title", "position", "id")
