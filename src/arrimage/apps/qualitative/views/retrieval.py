"""What was coded, found again; the grid, what goes together, what is still new, what goes the other way."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from arrimage.apps.audit.actions import record, seen
from arrimage.apps.kernel import exports
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.qualitative.figures import saturation_figure
from arrimage.apps.qualitative.forms.retrieval import FindForm
from arrimage.apps.qualitative.queries import coding, corpora
from arrimage.apps.qualitative.queries import retrieval as queries
from arrimage.design.numbers import percent
from arrimage.design.tables import Column, table_for

from .doors import TO_TEAM, corpus_for, page

CASES_SHOWN = 12  # side by side; the files have them all


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
def code_grid(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Code × case, in numbers of passages; each number opens them."""
    found, member = corpus_for(request, uid)
    rows = queries.rows_of(request.user, found, on=today())
    grid = queries.grid(found, rows)
    cases = Paginator(range(len(grid.cases)), CASES_SHOWN).get_page(request.GET.get("cas"))
    places = range(len(grid.cases)) if request.GET.get("export") else cases
    table = table_for(
        request, grid.rows, _grid_columns(found, grid, places), caption=_("Passages by code and case"),
        per_page=200,
    )  # fmt: skip
    pairs = table_for(
        request,
        queries.pairs(found, rows),
        [
            Column("one", _("Code"), value=lambda row: str(row[0])),
            Column("other", _("with"), value=lambda row: str(row[1])),
            Column("times", _("Overlaps"), value=lambda row: row[2].times, numeric=True),
            Column("share", _("Share of the passages of either"), value=lambda row: percent(row[2].share)),
        ],
        caption=_("Codes put on words that overlap"),
        per_page=30,
        prefix="p_",
    )
    for one, name in ((table, "codes-cas"), (pairs, "codes-ensemble")):
        if one.export_format:
            send = exports.csv_response if one.export_format == "csv" else exports.xlsx_response
            return send(f"{name}.{one.export_format}", one.header, one.export_rows)
    curve = queries.curve(request.user, found, rows, on=today())
    figure = saturation_figure(found, curve) if len(curve.texts) > 1 else None
    told = {"grid": grid, "cases": cases, "table": table, "pairs": pairs, "figure": figure}
    return page(request, "grid", found, member, **told)


def _grid_columns(corpus, grid: queries.Grid, places) -> list[Column]:
    """The code, all its passages, then those of the cases in these places; each number opens them."""
    passages = reverse("retrieval", args=[corpus.uid])

    def opened(row, case=None) -> str:
        return f"{passages}?code={row[0].uid}&alone=on" + (f"&case={case.uid}" if case else "")

    def of_case(place: int) -> Column:
        case = grid.cases[place]
        return Column(
            f"c{place}",
            str(case),
            value=lambda row: row[2][place] or "·",
            link=lambda row: opened(row, case) if row[2][place] else None,
            numeric=True,
        )

    return [
        Column("code", _("Code"), value=lambda row: f"{'— ' * row[1]}{row[0]}"),
        Column(
            "all",
            _("All cases"),
            value=lambda row: sum(row[2]),
            link=lambda row: opened(row) if any(row[2]) else None,
            numeric=True,
        ),
        *(of_case(place) for place in places),
    ]


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
