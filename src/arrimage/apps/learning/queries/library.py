"""Reading the library: what came out, found by words, kind, audience and need."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from arrimage.apps.kernel.search import binary, words
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Edition, Piece, PieceNeed, Theme
from arrimage.apps.network.vocabulary import Need

PUBLISHED = Edition.Status.PUBLISHED


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty means all."""

    q: str = ""
    kind: str = ""
    audience: str = ""
    need: str = ""


def pieces_visible_to(user) -> QuerySet[Piece]:
    return Piece.objects.filter(policies.pieces_visible_to(user)).select_related("organisation", "after")


def found(user, wanted: Wanted) -> QuerySet[Piece]:
    """Pieces that say every word looked for, in any language; each with its published editions."""
    pieces = pieces_visible_to(user)
    if wanted.kind:
        pieces = pieces.filter(kind=wanted.kind)
    if wanted.audience:
        pieces = pieces.filter(Q(audience=wanted.audience) | Q(audience=Piece.Audience.ALL))
    if wanted.need:
        pieces = pieces.filter(needs__need=wanted.need)
    looked_for = {word.stem for word in words(wanted.q)}
    if looked_for:
        editions = Edition.objects.filter(status=PUBLISHED)
        for stem in sorted(looked_for):
            editions = editions.filter(stems__contains=f" {stem} ")
        pieces = pieces.filter(pk__in=editions.values("piece"))
    return with_editions(pieces).order_by(binary("title"), "id")


@dataclass(frozen=True)
class Collection:
    """What came out that speaks to one need."""

    need: str
    label: str
    count: int


def collections(user) -> list[Collection]:
    """By need, in the order people look for help; a need nothing speaks to is no collection. One query."""
    told = PieceNeed.objects.filter(piece__in=pieces_visible_to(user).values("pk")).values_list("need")
    counts = dict(told.annotate(count=Count("piece", distinct=True)).order_by())
    return [Collection(code, str(label), counts[code]) for code, label in Need.choices if code in counts]


def with_editions(pieces: QuerySet[Piece]) -> QuerySet[Piece]:
    """`came_out`: the published editions, without what a search looks into."""
    editions = Edition.objects.filter(status=PUBLISHED).defer("stems").order_by("id")
    return pieces.prefetch_related(Prefetch("editions", queryset=editions, to_attr="came_out"), "needs")


def edition_in(piece: Piece, language: str) -> Edition | None:
    """What a reader of this language is shown: theirs, else the piece's first language, else any."""
    editions = {edition.language: edition for edition in piece.came_out}
    return editions.get(language) or editions.get(piece.language) or next(iter(editions.values()), None)


def is_behind(edition: Edition, original: Edition | None) -> bool:
    """Whether a translation follows an older edition than the one that is out in the first language."""
    return bool(original and edition.translates_id and edition.translates_id != original.pk)


def pieces_in(theme: Theme, user) -> list[Piece]:
    return list(with_editions(pieces_visible_to(user).filter(themes=theme)).order_by("kind", "title", "id"))


def pieces_not_in(theme: Theme, user) -> QuerySet[Piece]:
    """What could be put in the theme."""
    here = Piece.objects.filter(themes=theme).values("pk")
    return pieces_visible_to(user).exclude(pk__in=here).order_by(binary("title"), "id")


def readers_named(edition: Edition) -> list:
    """Those who read the text before it came out and agreed to be named."""
    read = edition.readings.exclude(signed="").filter(verdict="agrees", digest=edition.digest)
    return list(read.order_by("answered_at"))


def was_read_by_lived(edition: Edition) -> bool:
    return edition.readings.filter(
        verdict="agrees", digest=edition.digest, voice__in=["lived", "relative"]
    ).exists()
