"""Funding: one's own lines, and what a study published of the coalitions' budgets."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from arrimage.apps.accounts.roles import KEEPERS
from arrimage.apps.kernel.access import EVERYONE, Relation, door, doors, reachable_by
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.kernel.models import StaleVersion
from arrimage.apps.network.actions import funding as actions
from arrimage.apps.network.forms.funding import FundingForm
from arrimage.apps.network.queries import agreements
from arrimage.apps.network.queries import funding as queries
from arrimage.design.numbers import number
from arrimage.design.tables import Column, Table, table_for

TO_KEEPERS = doors(door(*KEEPERS))
TO_OWN_KEEPERS = doors(door(*KEEPERS, relation=Relation.OWN))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


def dollars(amount: int) -> str:
    """«28 790 $», never cut at the end of a line."""
    return pgettext("money", "%(amount)s\u00a0$") % {"amount": number(amount)}


def funding_table(request: HttpRequest, lines, *, caption: str, own: bool = False) -> Table:
    """Funding lines by year and kind. No total: kinds of funding do not add up to what a mission costs."""
    columns = [
        Column("year", _("Year"), lambda line: line.financial_year, sort="year"),
        Column("kind", _("Kind of funding"), lambda line: line.get_kind_display(), sort="kind"),
        Column(
            "amount",
            _("Amount"),
            lambda line: dollars(line.amount),
            sort="amount",
            numeric=True,
            export=lambda line: line.amount,
        ),
        Column("funder", _("Given by"), lambda line: line.funder, sort="funder"),
        Column("words", _("In their words"), lambda line: line.words or None),
    ]
    if own:
        columns[0] = Column(
            "year",
            _("Year"),
            lambda line: line.financial_year,
            sort="year",
            link=lambda line: reverse("funding_edit", args=[line.uid]),
            export=lambda line: line.financial_year,
        )
        columns.append(
            Column(
                "published",
                pgettext("funding", "Who sees it"),
                lambda line: _("everyone") if line.published_at else _("your organisation alone"),
                sort="published_at",
            )
        )
    return table_for(request, lines, columns, caption=caption, sort="-year", prefix="f-")


@reachable_by(TO_KEEPERS)
def funding_new(request: HttpRequest) -> HttpResponse:
    """Note a line: one's own alone see it until it is published."""
    mine = request.user.acting.organisation
    form = FundingForm(request.POST or None, agreements=agreements.agreements_of(request.user))
    if request.method == "POST" and form.is_valid():
        actions.note_funding(mine, by=request.user, at=now(), **form.said())
        notices.success(request, _("Noted. Your organisation alone sees it until you publish it."))
        return redirect("agreements")
    return render(request, "network/funding_form.html", {"form": form}, status=422 if form.is_bound else 200)


@reachable_by(TO_OWN_KEEPERS)
def funding_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    line = get_object_or_404(queries.funding_of(request.user), uid=uid)
    form = FundingForm(request.POST or None, instance=line, agreements=agreements.agreements_of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            actions.change_funding(line, version=version, by=request.user, at=now(), **form.said())
        except StaleVersion:
            form.add_error(None, _("A colleague changed this line meanwhile: open it again to see."))
        else:
            notices.success(request, _("Corrected."))
            return redirect("agreements")
    context = {"form": form, "line": line}
    return render(request, "network/funding_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@reachable_by(TO_OWN_KEEPERS)
def funding_publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish a line, take it back, or remove it."""
    line = get_object_or_404(queries.funding_of(request.user), uid=uid)
    do, given = request.POST.get("do", ""), {"by": request.user, "at": now()}
    if do in {"publish", "unpublish"}:
        actions.publish_funding(line, is_public=do == "publish", **given)
        notices.success(
            request,
            _("Published: everyone reads it on your page.")
            if do == "publish"
            else _("Taken back: your organisation alone sees it."),
        )
    elif do == "remove":
        actions.remove_funding(line, **given)
        notices.success(request, _("Removed."))
    else:
        raise BadRequest
    return redirect("agreements")


@reachable_by(EVERYONE)
def coalition_budgets(request: HttpRequest) -> HttpResponse:
    """The fifteen coalitions' budgets of 2018–2019, as published, in the order of the regions."""
    rows = queries.coalition_budgets()
    table = table_for(
        request,
        rows,
        [
            Column("name", _("Coalition of"), lambda row: row.name),
            Column("region", _("Code of the region"), lambda row: row.region, sort="region"),
            Column(
                "dollars",
                _("Budget 2018–2019"),
                lambda row: dollars(row.dollars),
                numeric=True,
                sort="dollars",
                export=lambda row: row.dollars,
            ),
        ],
        caption=_("Budgets of the regional coalitions, 2018–2019"),
        per_page=50,
    )
    if export := EXPORTS.get(table.export_format or ""):
        return export(_("coalition-budgets"), table.header, table.export_rows)
    context = {"table": table, "source": rows[0].source}
    return render(request, "network/coalition_budgets.html", context)
