"""What was coded, found again; what goes the other way."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from arrimage.apps.audit.actions import record, seen
from arrimage.apps.kernel import exports
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.qualitative.forms.retrieval import FindForm
from arrimage.apps.qualitative.queries import coding, corpora
from arrimage.apps.qualitative.queries import retrieval as queries

from .doors import TO_TEAM, corpus_for, page


@require_GET
@reachable_by(TO_TEAM)
def retrieval(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Passages by code × case × variable, with what stands around; the whole list as a file."""
    found, member = corpus_for(request, uid)
    form = FindForm(request.GET, corpus=found)
    asked = form.asked if form.is_valid() else queries.Asked()
    rows = queries.passages(request.user, found, asked, on=today()).select_related("code", "coder", "round")
    if (kind := request.GET.get("export")) in ("csv", "xlsx"):
        return _file(request, found, rows, kind)
    shown_page = Paginator(rows, 20).get_page(request.GET.get("page"))
    with seen("qualitative.passages_read", by=request.user, request=request) as shown:
        passages = queries.shown(shown_page)
        shown({one.coding.transcript_id: one.coding.transcript for one in passages}.values())
        response = page(request, "retrieval", found, member, form=form, passages=passages, found=shown_page)
    return response


def _file(request: HttpRequest, corpus, rows, kind: str) -> HttpResponse:
    """Journalled first: the rows are read while they are sent."""
    record("qualitative.passages_exported", by=request.user, at=now(), subjects=[corpus], request=request)
    header = [
        _("Case"), _("Text"), _("Code"), _("Words"), _("Opposite"), _("Coded by"), _("Reading"),
        pgettext("position", "From"), pgettext("position", "To"), _("May be quoted"),
    ]  # fmt: skip
    lines = (
        [
            str(one.coding.transcript.case), str(one.coding.transcript), str(one.coding.code), one.words,
            one.coding.is_contrary, str(one.coding.coder), str(one.coding.round), one.coding.start,
            one.coding.end, one.may_be_quoted,
        ]
        for one in queries.shown(rows)
    )  # fmt: skip
    send = exports.csv_response if kind == "csv" else exports.xlsx_response
    return send(f"passages.{kind}", header, lines)


@require_GET
@reachable_by(TO_TEAM)
def negative_cases(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What would break a pattern: words that say the opposite, people read without it."""
    code = get_object_or_404(coding.codes_visible_to(request.user, on=today()), uid=uid)
    member = corpora.member_of(request.user, code.corpus, on=today())
    with seen("qualitative.passages_read", by=request.user, request=request) as shown:
        found = queries.otherwise(request.user, code.corpus, code, on=today())
        shown({one.coding.transcript_id: one.coding.transcript for one in found.contrary}.values())
        response = page(request, "negative", code.corpus, member, code=code, found=found)
    return response
