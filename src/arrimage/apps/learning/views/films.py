"""The video of a capsule and its captions. A player asks for pieces of the file: they are given as asked."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.learning.models import Film
from arrimage.apps.learning.policies import EDITORS
from arrimage.apps.learning.queries import library, newsroom

CHUNK = 256 * 1024
RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
TO_READERS = doors(door(*EDITORS, relation=Relation.OWN), door(relation=Relation.SELF))


@reachable_by(EVERYONE)
def piece_film(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(library.pieces_visible_to(request.user), uid=uid)
    return served(request, _film_of(found))


@reachable_by(EVERYONE)
def piece_captions(request: HttpRequest, uid: UUID, language: str) -> HttpResponse:
    found = get_object_or_404(library.with_editions(library.pieces_visible_to(request.user)), uid=uid)
    edition = next((one for one in found.came_out if one.language == language), None)
    return _captions(edition)


@reachable_by(TO_READERS)
def edition_film(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For those who read it before it comes out."""
    edition = get_object_or_404(newsroom.editions_readable_by(request.user), uid=uid)
    return served(request, _film_of(edition.piece))


@reachable_by(TO_READERS)
def edition_captions(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _captions(get_object_or_404(newsroom.editions_readable_by(request.user), uid=uid))


def _film_of(piece) -> Film:
    film = Film.objects.filter(piece=piece).first()
    if film is None:
        raise Http404
    return film


def _captions(edition) -> HttpResponse:
    if edition is None or not edition.document.captions:
        raise Http404
    return HttpResponse(edition.document.captions, content_type="text/vtt; charset=utf-8")


def served(request: HttpRequest, film: Film) -> HttpResponse:
    """The file, or the part of it that was asked for (RFC 9110, one range)."""
    try:
        size = film.file.size
    except FileNotFoundError:
        raise Http404 from None
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked and not (asked[1] or asked[2]):
        asked = None
    first, last = 0, size - 1
    if asked and asked[1]:
        first, last = int(asked[1]), min(int(asked[2] or last), last)
    elif asked:  # the last so many bytes
        first = max(0, size - int(asked[2]))
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(
        _bytes_of(film, first, last - first + 1),
        status=206 if asked else 200,
        content_type=film.media_type,
        headers={
            "Accept-Ranges": "bytes",
            "Content-Length": str(last - first + 1),
            "Cache-Control": "private, max-age=3600",
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
        },
    )
    if asked:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _bytes_of(film: Film, first: int, length: int) -> Iterator[bytes]:
    """Opened when it is first read: an answer nobody reads holds no file."""
    with film.file.open("rb") as file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
