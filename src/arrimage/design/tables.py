"""Tables: sortable, paged, exportable, and cards on a phone. Works on querysets and on lists.

    table = table_for(request, offers, [
        Column("name", _("Service"), sort="name", link=lambda offer: offer.get_absolute_url()),
        Column("wait", _("Wait (days)"), sort="wait_days", numeric=True),
    ], caption=_("Services"))
    if table.export_format == "csv":
        return exports.csv_response("services", table.header, table.export_rows)

Reading a page costs two queries (the count and the rows); an export reads everything once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, QueryDict

EXPORTS = ("csv", "xlsx")


@dataclass(frozen=True)
class Column:
    """One column.

    `value` is what is shown (by default the attribute `key`); `sort` a field path for querysets, a function
    for lists, `None` when sorting makes no sense; `link` an address for the cell; `export` the plain value
    for files when what is shown is markup.
    """

    key: str
    label: str
    value: Callable[[Any], Any] | None = None
    sort: str | Callable[[Any], Any] | None = None
    numeric: bool = False
    link: Callable[[Any], str | None] | None = None
    export: Callable[[Any], Any] | None = None

    def shown(self, row: Any) -> Any:
        return self.value(row) if self.value else attrgetter(self.key)(row)


@dataclass(frozen=True)
class Head:
    column: Column
    url: str = ""  # empty: not sortable
    direction: str = ""  # "ascending", "descending" or "" as aria-sort has it


@dataclass(frozen=True)
class Cell:
    column: Column
    value: Any
    url: str | None


class Table:
    """What `{% table %}` draws, and what an export writes."""

    def __init__(
        self,
        query: QueryDict,
        rows: QuerySet | Sequence[Any],
        columns: Sequence[Column],
        *,
        caption: str,
        per_page: int,
        sort: str,
        prefix: str,
        exportable: bool,
    ) -> None:
        self.query, self.columns, self.caption, self.prefix = query, list(columns), caption, prefix
        self.exportable = exportable
        self.sort = self._known(query.get(self.sort_name, "")) or self._known(sort)
        self._rows = self._sorted(rows)
        self._per_page = per_page

    @property
    def sort_name(self) -> str:
        return f"{self.prefix}sort"

    @property
    def page_name(self) -> str:
        return f"{self.prefix}page"

    def _known(self, sort: str) -> str:
        """`sort` if it names a sortable column, else nothing: an address typed by hand breaks no page."""
        return sort if any(c.key == sort.removeprefix("-") and c.sort for c in self.columns) else ""

    def _sorted(self, rows):
        if not self.sort:
            return rows
        down = self.sort.startswith("-")
        sort = next(c.sort for c in self.columns if c.key == self.sort.removeprefix("-"))
        if isinstance(rows, QuerySet):
            # What is unknown comes last both ways, and ties by id: the two databases then agree.
            way = F(sort).desc(nulls_last=True) if down else F(sort).asc(nulls_last=True)
            return rows.order_by(way, "pk")
        key = attrgetter(sort) if isinstance(sort, str) else sort
        known = sorted((row for row in rows if key(row) is not None), key=key, reverse=down)
        return known + [row for row in rows if key(row) is None]

    @cached_property
    def page(self) -> Page:
        return Paginator(self._rows, self._per_page).get_page(self.query.get(self.page_name))

    @cached_property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column)
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
        wanted = f"-{column.key}" if now == "ascending" else column.key
        return Head(column, self._url(**{self.sort_name: wanted, self.page_name: None}), now)

    @property
    def rows(self) -> Iterator[list[Cell]]:
        for row in self.page:
            yield [
                Cell(column, column.shown(row), column.link(row) if column.link else None)
                for column in self.columns
            ]

    # --- files
    @property
    def export_format(self) -> str | None:
        """`csv` or `xlsx` when the address asks for a file (`?export=`), else None."""
        asked = self.query.get(f"{self.prefix}export")
        return asked if self.exportable and asked in EXPORTS else None

    @property
    def header(self) -> list[str]:
        return [str(column.label) for column in self.columns]

    @property
    def export_rows(self) -> Iterator[list[Any]]:
        """Every row, in the order shown, as plain values."""
        rows = self._rows
        for row in rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows:
            yield [(column.export or column.shown)(row) for column in self.columns]

    @property
    def exports(self) -> list[tuple[str, str]]:
        """(format in capitals, address) of each file."""
        if not self.exportable:
            return []
        return [
            (format_.upper(), self._url(**{f"{self.prefix}export": format_, self.page_name: None}))
            for format_ in EXPORTS
        ]

    def _url(self, **changes: str | None) -> str:
        return address_with(self.query, **changes)


def address_with(query: QueryDict, **changes: str | None) -> str:
    """The present address with some parameters changed (`None` removes one); the others are kept."""
    changed = query.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    return "?" + changed.urlencode()


def table_for(
    request: HttpRequest,
    rows: QuerySet | Sequence[Any],
    columns: Sequence[Column],
    *,
    caption: str,
    per_page: int = 25,
    sort: str = "",
    prefix: str = "",
    exportable: bool = True,
) -> Table:
    """The table of `rows` as this request asks for it (`?sort=-name&page=2&export=csv`).

    `sort` is the order when the request names none; `prefix` tells two tables of one page apart.
    """
    return Table(
        request.GET,
        rows,
        columns,
        caption=caption,
        per_page=per_page,
        sort=sort,
        prefix=prefix,
        exportable=exportable,
    )
