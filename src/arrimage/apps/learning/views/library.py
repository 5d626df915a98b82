"""The library: what there is to read and watch, for teams, persons and relatives."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.learning import papers, policies
from arrimage.apps.learning.forms.library import SearchForm
from arrimage.apps.learning.models import Edition, Piece
from arrimage.apps.learning.queries import library as queries
from arrimage.apps.learning.queries.beside import practices_of

from .supervision import hosts_of

LANGUAGES = ("fr", "en")


@reachable_by(EVERYONE)
def library(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    wanted = queries.Wanted(**form.cleaned_data) if form.is_valid() else queries.Wanted()
    page = Paginator(queries.found(request.user, wanted), 24).get_page(request.GET.get("page"))
    return render(
        request,
        "learning/library.html",
        {
            "form": form,
            "page": page,
            "cards": [(piece, queries.edition_in(piece, get_language())) for piece in page],
            "collections": queries.collections(request.user),
            "wanted": wanted,
            "is_search": any(form.cleaned_data.values()) if form.is_valid() else False,
            "edits": policies.editor_for(request.user) is not None,
        },
    )


@reachable_by(EVERYONE)
def piece(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, edition = _asked(request, uid)
    mine = policies.editor_for(request.user)
    return render(
        request,
        "learning/piece.html",
        {
            **_shown(found, edition),
            "is_ours": mine is not None and found.organisation_id == mine,
            "guide_url": reverse("piece_guide", args=[found.uid]),
            "copies": mine is not None and found.organisation_id != mine,
            "hosts": hosts_of(request, edition.document.invites),
        },
    )


def _shown(found: Piece, edition: Edition) -> dict:
    original = next((one for one in found.came_out if one.language == found.language), None)
    return {
        "piece": found,
        "edition": edition,
        "document": edition.document,
        "others": [one for one in found.came_out if one.pk != edition.pk],
        "is_behind": queries.is_behind(edition, original),
        "readers": queries.readers_named(edition),
        "was_read": queries.was_read_by_lived(edition),
        "film": getattr(found, "film", None),
        "practices": practices_of(found, edition.language),
    }


@reachable_by(EVERYONE)
def piece_guide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The facilitation guide on one page, to print or to hold."""
    found, edition = _asked(request, uid)
    if not edition.document.guide:
        raise Http404
    return render(
        request,
        "learning/piece_guide.html",
        {"piece": found, "edition": edition, "document": edition.document},
    )


@reachable_by(EVERYONE)
def piece_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole piece as an accessible PDF."""
    found, edition = _asked(request, uid)
    response = HttpResponse(papers.piece(found, edition), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.kind}-{edition.language}.pdf"'
    return response


@reachable_by(EVERYONE)
def piece_references(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The literature as CSL data, for a reference manager."""
    _found, edition = _asked(request, uid)
    items = [
        {"id": f"ref{number}"} | reference.csl
        for number, reference in enumerate(edition.document.literature, 1)
    ]
    response = JsonResponse(items, safe=False, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{pgettext("file name", "references")}.json"'
    return response


def _asked(request: HttpRequest, uid: UUID) -> tuple[Piece, Edition]:
    """The piece, and its edition in the language asked for, or in the reader's."""
    found = get_object_or_404(queries.with_editions(queries.pieces_visible_to(request.user)), uid=uid)
    language = request.GET.get("langue", "")
    edition = queries.edition_in(found, language if language in LANGUAGES else get_language())
    if edition is None:
        raise Http404
    return found, edition
