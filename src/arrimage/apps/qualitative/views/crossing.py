"""Codings counted: by code and case, what goes together, what is still new. Each on a page of its own."""

from collections.abc import Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arrimage.apps.kernel import exports
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import today
from arrimage.apps.qualitative.figures import saturation_figure
from arrimage.apps.qualitative.models import Case, Corpus
from arrimage.apps.qualitative.queries import crossing as queries
from arrimage.design.numbers import percent
from arrimage.design.tables import Column, Table, table_for

from .doors import TO_TEAM, corpus_for, page

CASES_SHOWN = 12  # side by side; the files have them all


@require_GET
@reachable_by(TO_TEAM)
def code_grid(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Code × case, in numbers of passages; each number opens them."""
    found, member = corpus_for(request, uid)
    grid = queries.grid(request.user, found, on=today())
    cases = Paginator(grid.cases, CASES_SHOWN).get_page(request.GET.get("cas"))
    side_by_side = grid.cases if request.GET.get("export") else list(cases)
    table = table_for(
        request,
        grid.lines,
        _columns(found, side_by_side),
        caption=_("Passages by code and case"),
        per_page=200,
    )
    told = {"lines": grid.lines, "cases": cases, "table": table}
    return _file(table, "codes-cas") or page(request, "grid", found, member, **told)


@require_GET
@reachable_by(TO_TEAM)
def codes_together(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Codes put on words that overlap."""
    found, member = corpus_for(request, uid)
    table = table_for(
        request,
        queries.pairs(request.user, found, on=today()),
        [
            Column("one", _("Code"), value=lambda row: str(row[0])),
            Column("other", _("with"), value=lambda row: str(row[1])),
            Column("times", _("Overlaps"), value=lambda row: row[2].times, numeric=True),
            Column("share", _("Share of the passages of either"), value=lambda row: percent(row[2].share)),
        ],
        caption=_("Codes put on words that overlap"),
        per_page=30,
    )
    return _file(table, "codes-ensemble") or page(request, "together", found, member, table=table)


@require_GET
@reachable_by(TO_TEAM)
def new_codes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whether the last texts still brought something new."""
    found, member = corpus_for(request, uid)
    curve = queries.curve(request.user, found, on=today())
    figure = saturation_figure(found, curve) if len(curve.texts) > 1 else None
    return page(request, "new_codes", found, member, figure=figure)


def _file(table: Table, name: str) -> HttpResponse | None:
    if not table.export_format:
        return None
    send = exports.csv_response if table.export_format == "csv" else exports.xlsx_response
    return send(f"{name}.{table.export_format}", table.header, table.export_rows)


def _columns(corpus: Corpus, cases: Sequence[Case]) -> list[Column]:
    """The code, all its passages, then those of each case; each number opens them."""
    passages = reverse("retrieval", args=[corpus.uid])

    def opened(line: queries.Line, case: Case | None = None) -> str:
        return f"{passages}?code={line.code.uid}&alone=on" + (f"&case={case.uid}" if case else "")

    def of_case(case: Case) -> Column:
        return Column(
            f"c{case.pk}",
            str(case),
            value=lambda line: line.by_case[case.pk] or "",
            export=lambda line: line.by_case[case.pk],
            link=lambda line: opened(line, case) if line.by_case[case.pk] else None,
            numeric=True,
        )

    return [
        Column("code", _("Code"), value=lambda line: f"{'— ' * line.depth}{line.code}"),
        Column(
            "all",
            _("All cases"),
            value=lambda line: line.passages,
            link=lambda line: opened(line) if line.passages else None,
            numeric=True,
        ),
        *(of_case(case) for case in cases),
    ]
