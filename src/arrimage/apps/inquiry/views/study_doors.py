"""Who the pages of studies are for, and tables made of plain rows."""

from collections.abc import Sequence

from django.http import HttpRequest

from arrimage.apps.inquiry.policies.studies import LEADERS, SPEAKERS
from arrimage.apps.kernel.access import Relation, door, doors
from arrimage.apps.kernel.exports import csv_response, xlsx_response
from arrimage.design.tables import Column, Table, table_for

TO_LEADERS = doors(door(*LEADERS, relation=Relation.OWN))
TO_READERS = doors(door(relation=Relation.OWN))
TO_SPEAKERS = doors(door(*SPEAKERS, relation=Relation.OWN))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


def plain_table(
    request: HttpRequest,
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    caption: str,
    prefix: str = "",
    numeric: Sequence[int] = (),
    links: Sequence[str] = (),
    per_page: int = 50,
) -> Table:
    """Rows as they are; `links`: where the first cell of each leads."""
    places = {id(row): place for place, row in enumerate(rows)}

    def link(row):
        return links[places[id(row)]]

    columns = [
        Column(
            f"c{place}",
            label,
            lambda row, place=place: row[place],
            numeric=place in numeric,
            link=link if links and place == 0 else None,
        )
        for place, label in enumerate(header)
    ]
    return table_for(request, list(rows), columns, caption=caption, prefix=prefix, per_page=per_page)


def file_of(name: str, *tables: Table):
    """The file one of these tables is asked for as, or None."""
    for table in tables:
        if table.export_format:
            return EXPORTS[table.export_format](name, table.header, table.export_rows)
    return None
