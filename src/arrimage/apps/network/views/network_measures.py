"""Every measure of a network, with what it means and what it does not."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.apps.network.analysis_words import POSITION, ROLES, WHOLE
from arrimage.apps.network.queries import measures as queries
from arrimage.apps.network.queries.departures import named_for
from arrimage.design.numbers import number, percent
from arrimage.design.tables import Column, Table, table_for

from .network_figures import address_of
from .network_look import Look, look

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
PER_PAGE = 25
PER_ORGANISATION = ("places", "reach", "between-sectors", "between-lines")
FILES = {  # table → name of its file
    "measures": "mesures",
    "places": "places",
    "reach": "portee",
    "between-sectors": "entre-secteurs",
    "between-lines": "entre-lignes",
    "kinds": "sortes-de-liens",
}


@reachable_by(EVERYONE)
def network_measures(request: HttpRequest, uid: UUID) -> HttpResponse:
    seen = look(request, uid)
    context = {"network": seen.network, "look": seen}
    if seen.picture is None:
        return render(request, "network/network_measures.html", context)
    tables = _tables(request, seen)
    for name, table in tables.items():
        if export := EXPORTS.get(table.export_format or ""):
            return export(f"{seen.network}-{FILES[name]}", table.header, table.export_rows)
    context |= {
        "tables_whole": tables["measures"],
        # Closed, so that the page is not endless on a phone; open is the one being sorted or leafed through.
        "per_organisation": [
            (tables[name], any(key in request.GET for key in _asked_of(tables[name])))
            for name in PER_ORGANISATION
        ],
        "kinds_table": tables["kinds"],
        "whole": [(WHOLE[key], told(key, value)) for key, value in queries.whole(seen.picture).items()],
        "positions": [POSITION[key] for key in _position_keys(seen)],
        "roles": list(ROLES.values()),
        "groups": _groups(seen),
        "bridges": _bridges(request, seen),
        "kinds_in_one_tie": [
            (kinds, ties) for kinds, ties in enumerate(queries.multiplexity(seen.picture), start=1) if ties
        ],
    }
    return render(request, "network/network_measures.html", context)


def _asked_of(table: Table) -> tuple[str, str]:
    return table.sort_name, table.page_name


def told(key: str, value: float | None) -> str:
    """A measure's value in the reader's format."""
    if value is not None and key in queries.SHARES:
        return percent(value)
    return number(value, 2 if isinstance(value, float) else None)


def _position_keys(seen: Look) -> list[str]:
    keys = list(POSITION)
    if not seen.picture.directed:
        keys = [key for key in keys if key not in ("in_degree", "out_degree")]
    if seen.picture.network.weights is None:
        keys = [key for key in keys if not key.startswith("weighted")]
    return keys


def _tables(request: HttpRequest, seen: Look) -> dict[str, Table]:
    """By the names of FILES."""
    standings = queries.standings(seen.picture)
    names = Column(
        "name",
        _("Organisation"),
        value=lambda row: row.member.name,
        export=lambda row: row.member.full_name,
        sort=lambda row: row.member.name,
        link=lambda row: address_of(seen, row.member),
    )
    heard = Column("heard", _("Heard"), value=lambda row: row.member.has_answered)

    def value_of(key: str):
        if key.startswith("extent_"):
            return lambda row: queries.share(getattr(row, key.removeprefix("extent_")))
        return lambda row: getattr(row.position, key) if row.position else None

    def column(key: str) -> Column:
        value = value_of(key)
        return Column(
            key,
            str(POSITION[key].label),
            value=lambda row: told_share(value(row)) if key.startswith("extent_") else _short(value(row)),
            sort=value,
            numeric=True,
            export=value,
        )

    def roles(by: str) -> list[Column]:
        return [
            Column(
                f"{by}_{key}",
                str(role.label),
                value=lambda row, key=key: getattr(getattr(row, by), key) if row.position else None,
                sort=lambda row, key=key: getattr(getattr(row, by), key),
                numeric=True,
            )
            for key, role in ROLES.items()
        ]

    keys = _position_keys(seen)
    places = [key for key in keys if not key.startswith("extent_")]
    reached = [key for key in keys if key.startswith("extent_")]

    def table(prefix: str, caption: str, columns: list[Column]) -> Table:
        return table_for(
            request,
            standings,
            [names, *columns],
            caption=caption,
            per_page=PER_PAGE,
            prefix=prefix,
            sort="name",
        )

    return {
        "measures": table_for(
            request,
            list(queries.whole(seen.picture).items()),
            [
                Column("measure", _("Measure"), value=lambda row: WHOLE[row[0]].label),
                Column("value", pgettext("column", "Value"), value=lambda row: row[1]),
                Column("means", _("What it means"), value=lambda row: WHOLE[row[0]].means),
                Column("does_not", _("What it does not mean here"), value=lambda row: WHOLE[row[0]].does_not),
            ],
            caption=_("Measures of the whole network"),
            prefix="w",
        ),
        "places": table("p", _("Where each stands"), [heard, *map(column, places)]),
        "reach": table("r", _("Whom each reaches directly"), [heard, *map(column, reached)]),
        "between-sectors": table("s", _("Between others, by sector"), roles("by_sector")),
        "between-lines": table("l", _("Between others, by line of service"), roles("by_line")),
        "kinds": table_for(
            request,
            queries.overlaps(seen.picture),
            [
                Column("one", _("A kind of tie"), value=lambda row: row.kinds[0]),
                Column("other", _("and another"), value=lambda row: row.kinds[1]),
                Column("both", _("Ties of both"), sort="both", numeric=True),
                Column("either", _("Ties of either"), sort="either", numeric=True),
                Column(
                    "jaccard",
                    _("In common"),
                    value=lambda row: told_share(row.jaccard),
                    sort="jaccard",
                    numeric=True,
                    export=lambda row: row.jaccard,
                ),
            ],
            caption=_("Kinds of ties that go together"),
            prefix="k",
            per_page=15,
        ),
    }


def told_share(value: float | None) -> str | None:
    return None if value is None else percent(value)


def _short(value: float | None):
    return number(value, 2) if isinstance(value, float) else value


def _groups(seen: Look) -> list[tuple[str, str, list[list[str]] | None]]:
    """Communities, clans, close groups, by names; None where they cannot all be listed."""
    picture = seen.picture

    def named(groups):
        if groups is None:
            return None
        return [[picture.members[one].name for one in group] for group in groups if len(group) > 1]

    panel = picture.panel
    return [
        (str(WHOLE["communities"].label), str(WHOLE["communities"].means), named(panel.communities.groups)),
        (str(WHOLE["clans"].label), str(WHOLE["clans"].means), named(panel.clans)),
        (str(WHOLE["plexes"].label), str(WHOLE["plexes"].means), named(queries.plexes(picture.network))),
    ]


def _bridges(request: HttpRequest, seen: Look) -> list[tuple[str, str]]:
    """Ties that alone hold two parts, named only where both departures may be read."""
    picture = seen.picture
    may = named_for(request.user, picture.wave)
    held = {picture.members[one].uid for one in picture.panel.articulation_points}
    return [
        (picture.members[one].name, picture.members[other].name)
        for one, other in picture.panel.bridges
        if {picture.members[one].uid, picture.members[other].uid} & held <= may
    ]
