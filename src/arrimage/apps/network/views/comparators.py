"""A territory beside Belgium, Canada and Québec: no ranking, and what does not compare is said."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.access import EVERYONE, door, doors, reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.actions import comparators as actions
from arrimage.apps.network.forms.comparators import FigureForm
from arrimage.apps.network.models import Territory
from arrimage.apps.network.queries import comparators as queries
from arrimage.apps.network.queries.territories import territories_on
from arrimage.apps.network.queries.together import territories_of_mandates
from arrimage.design.figures import Figure, side_by_side
from arrimage.design.numbers import number
from arrimage.design.tables import Column, table_for

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
TO_COORDINATORS = doors(door(Role.NETWORK_COORDINATOR))


def shown(figure: queries.ComparedFigure) -> str:
    """«environ 35 000 000», «16,9», or that it is not known here."""
    if figure.value is None:
        return _("not known here")
    value = round(figure.value, 0 if figure.is_count else 1)
    text = number(value, 1 if value % 1 else 0)
    return _("about %(number)s") % {"number": text} if figure.is_rounded else text


@reachable_by(EVERYONE)
def comparators(request: HttpRequest, code: str) -> HttpResponse:
    """Every indicator: a figure to see, a table to take away, and what keeps them from comparing."""
    territory = get_object_or_404(territories_on(), code=code)
    compared = queries.comparisons(territory, today())
    columns = [
        Column("label", _("What is counted")),
        Column("place", _("Where")),
        Column(
            "value",
            _("Per 100,000 inhabitants"),
            shown,
            numeric=True,
            export=lambda each: None if each.value is None else round(float(each.value), 2),
        ),
        Column("as_written", _("As written in the source"), lambda each: each.as_written or None),
        Column("year", _("Year of the figure"), _year),
    ]
    if request.GET.get("export"):  # the page says these beside each figure, once
        columns += [
            Column("counted", _("What exactly"), lambda each: f"{each.counted} {each.flag}".strip()),
            Column("source", _("Source of the figure")),
        ]
    figures = [figure for comparison in compared for figure in comparison.figures]
    table = table_for(request, figures, columns, caption=_("The figures, to take away"), per_page=100)
    if export := EXPORTS.get(table.export_format or ""):
        return export(_("comparators") + f"-{code}", table.header, table.export_rows)
    context = {
        "territory": territory,
        "comparisons": [
            (each, [(figure, shown(figure), _year(figure)) for figure in each.figures]) for each in compared
        ],
        "figure": _figure(territory, compared),
        "table": table,
        "source": queries.published_figures()[0][1].source,
        "may_note": request.user.is_authenticated
        and territories_of_mandates(request.user).filter(pk=territory.pk).exists(),
    }
    return render(request, "network/comparators.html", context)


def _year(figure: queries.ComparedFigure) -> str | None:
    if figure.value is None:
        return None
    return str(figure.year) if figure.year else _("year not told")


def _figure(territory: Territory, compared: list[queries.Comparison]) -> Figure:
    rates = [comparison for comparison in compared if not comparison.is_count]
    known = sum(figure.is_here and figure.value is not None for each in rates for figure in each.figures)
    return side_by_side(
        [
            (
                each.label,
                [
                    (_place(figure), None if figure.value is None else float(figure.value), shown(figure))
                    for figure in each.figures
                ],
            )
            for each in rates
        ],
        title=_("How many, for the same number of inhabitants?"),
        summary=_(
            "Per 100,000 inhabitants, in the order of the source. Of %(territory)s, %(known)d of these"
            " figures are known here, out of %(all)d."
        )
        % {"territory": territory.name, "known": known, "all": len(rates)},
        header=[_("What is counted"), _("Where"), _("Per 100,000 inhabitants"), _("Year of the figure")],
        rows=[
            [each.label, _place(figure), shown(figure), _year(figure)]
            for each in rates
            for figure in each.figures
        ],
        source=queries.published_figures()[0][1].source,
        note=_("Years and definitions differ: a longer bar is neither better nor worse."),
    )


def _place(figure: queries.ComparedFigure) -> str:
    return _("Here") if figure.is_here else figure.place


@reachable_by(TO_COORDINATORS)
def comparator_note(request: HttpRequest) -> HttpResponse:
    """Note, correct or remove a figure of a territory one is mandated in."""
    mandated = territories_of_mandates(request.user)
    given = {"by": request.user, "at": now()}
    if request.POST.get("do") == "remove":
        figure = get_object_or_404(queries.figures_noted_by(request.user), uid=_uid(request))
        actions.remove_figure(figure, **given)
        notices.success(request, _("The figure is removed."))
        return redirect("comparators", code=figure.territory.code)
    form = FigureForm(
        request.POST or None,
        territories=mandated,
        initial={name: request.GET.get(name, "") for name in ("territory", "indicator")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.note_figure(data["territory"], data["indicator"], data["year"], **form.said(), **given)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            notices.success(request, _("The figure is noted, with its source."))
            return redirect("comparators", code=data["territory"].code)
    context = {
        "form": form,
        "noted": queries.figures_noted_by(request.user),
        "has_territory": mandated.exists(),
    }
    return render(request, "network/comparator_form.html", context, status=422 if form.is_bound else 200)


def _uid(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("which", ""))
    except ValueError:
        raise Http404 from None
