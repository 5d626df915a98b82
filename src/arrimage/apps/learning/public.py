"""What anybody may read of learning: programmes and their themes, pieces that came out, webinars."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Q, QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.public import Kind, Told

from .models import Piece, Programme, Theme, Webinar
from .queries import library, programmes, webinars

ANYBODY = AnonymousUser()


def _programmes() -> QuerySet[Programme]:
    return programmes.programmes_visible_to(ANYBODY)


def _themes() -> QuerySet[Theme]:
    return programmes.themes_visible_to(ANYBODY)


def _pieces() -> QuerySet[Piece]:
    """`came_out_at`: when the latest of its editions did."""
    out = Max("editions__published_at", filter=Q(editions__status=library.PUBLISHED))
    return library.pieces_visible_to(ANYBODY).annotate(came_out_at=out)


def _told_of_programmes(rows: Sequence[Programme]) -> list[Told]:
    return [Told(one.title, one.purpose) for one in rows]


def _told_of_pieces(rows: Sequence[Piece]) -> list[Told]:
    """By the edition a reader of this language is shown. Two queries."""
    pieces = library.pieces_visible_to(ANYBODY).filter(pk__in=[one.pk for one in rows])
    shown = {
        one.pk: library.edition_in(one, get_language() or "fr").document
        for one in library.with_editions(pieces)
    }
    return [Told(shown[one.pk].title, shown[one.pk].summary) for one in rows]


def _told_of_webinars(rows: Sequence[Webinar]) -> list[Told]:
    return [Told(one.title, one.words) for one in rows]


KINDS = (
    Kind(
        "programmes",
        _("Programme"),
        found=_programmes,
        came_out="published_at",
        tell=_told_of_programmes,
    ),
    Kind("themes", _("Theme"), found=_themes),
    Kind(
        "bibliotheque",
        pgettext_lazy("came out", "To read or to watch"),
        found=_pieces,
        changed="came_out_at",
        came_out="came_out_at",
        tell=_told_of_pieces,
    ),
    Kind(
        "webinaires",
        _("Webinar"),
        found=webinars.webinars,
        came_out="created_at",
        tell=_told_of_webinars,
    ),
)
