"""Known instruments: whose each is, what is shipped of it, and what it takes to use it here."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.audit.actions import record
from arrimage.apps.kernel.access import Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.document import known as catalogue
from arrimage.apps.questionnaires.document.known import Known
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.apps.questionnaires.queries.known import permissions_kept_by
from arrimage.design.tables import Column, table_for

TO_AUTHORS = doors(door(*policies.AUTHORS))  # the catalogue is nobody's: any author reads it
TO_KEEPERS = doors(door(*policies.AUTHORS, relation=Relation.OWN))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@never_cache
@reachable_by(TO_AUTHORS)
def known_instruments(request: HttpRequest) -> HttpResponse:
    """All of them: licence, what is shipped, what is needed, and which are ready to be asked here."""
    language = get_language()
    ours = {permission.known for permission in permissions_kept_by(request.user)}

    def here(known: Known) -> str:
        return _("Text brought by your organisation") if known.slug in ours else _short_need(known)

    table = table_for(
        request,
        list(catalogue.known_instruments()),
        [
            Column(
                "title",
                _("Instrument"),
                lambda known: said(known.title, language),
                sort=lambda known: said(known.title, language),
                link=lambda known: reverse("known_instrument", args=[known.slug]),
            ),
            Column("measures", _("What it looks at"), lambda known: said(known.measures, language)),
            Column(
                "licence", _("Licence"), _short_licence, export=lambda known: said(known.licence, language)
            ),
            Column("shipped", _("What is shipped"), _shipped),
            Column("needed", _("To use it here"), here, export=lambda known: said(known.needed, language)),
        ],
        caption=_("Known instruments"),
    )
    if table.export_format:
        return EXPORTS[table.export_format](_("known-instruments"), table.header, table.export_rows)
    return render(request, "questionnaires/known_instruments.html", {"table": table})


def _short_licence(known: Known) -> str:
    """Enough for a list; the page of the instrument and the files say it whole."""
    if known.is_free:
        return pgettext("licence of an instrument", "Free")
    return pgettext("licence of an instrument", "Rights reserved")


def _short_need(known: Known) -> str:
    if known.form is None:
        return pgettext("known instrument", "Its authors’ own tool")
    if known.is_free:
        return pgettext("known instrument", "The official text")
    return pgettext("known instrument", "A permission, and the text")


def _shipped(known: Known) -> str:
    if known.form is None:
        return pgettext("known instrument", "Its description and its thresholds")
    count = len(known.form.asked)
    return pgettext("known instrument", "Its scoring, on %(count)d numbered questions") % {"count": count}


@never_cache
@reachable_by(TO_AUTHORS)
def known_instrument(request: HttpRequest, slug: str) -> HttpResponse:
    """One instrument: its rules in plain words, and how its text is brought."""
    known = catalogue.known_instrument(slug)
    if known is None:
        raise Http404
    language = get_language()
    scores = [
        (
            said(score.title, language),
            score.source,
            [(band.at, said(band.label, language)) for band in score.bands],
        )
        for score in (known.form.scores if known.form else ())
    ]
    context = {
        "known": known,
        "title": said(known.title, language),
        "measures": said(known.measures, language),
        "licence": said(known.licence, language),
        "needed": said(known.needed, language),
        "scoring": said(known.scoring, language),
        "shipped": _shipped(known),
        "scores": scores,
        "permissions": permissions_kept_by(request.user).filter(known=slug),
    }
    return render(request, "questionnaires/known_instrument.html", context)


@never_cache
@reachable_by(TO_KEEPERS)
def permission_proof(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The permission itself, always downloaded: nothing of it runs on our page."""
    found = get_object_or_404(permissions_kept_by(request.user).exclude(proof=None), uid=uid)
    record("questionnaire.permission_read", by=request.user, at=now(), subjects=[found.instrument])
    return HttpResponse(
        bytes(found.proof),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, found.proof_name) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
