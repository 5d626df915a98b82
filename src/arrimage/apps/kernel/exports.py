"""Tables that leave for a spreadsheet. Journal the export first: the rows are read while they are sent."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font

from .uploads import safe_filename

Rows = Iterable[Sequence[Any]]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # characters in an XLSX cell

# What a spreadsheet would take for a formula, full-width twins included; a plain number is no formula.
_FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)?$")


def safe_cell(value: Any) -> Any:
    """The value as a cell: numbers stay numbers, moments become local, to the second, formulas text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        local = timezone.make_naive(value) if timezone.is_aware(value) else value
        return local.replace(microsecond=0)
    if isinstance(value, date):
        return value
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def csv_response(
    filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """A CSV sent row by row: comma, UTF-8 with BOM (Excel then reads the accents), CRLF."""
    return StreamingHttpResponse(
        _lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers=_headers(filename),
    )


def xlsx_response(filename: str, header: Sequence[Any], rows: Rows) -> HttpResponse:
    """The same table as a workbook of one sheet, its first row bold and frozen."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, _xlsx_cell(value)) for value in header])
    for row in rows:
        sheet.append([_xlsx_cell(value) for value in row])
    file = BytesIO()
    book.save(file)
    return HttpResponse(file.getvalue(), content_type=XLSX, headers=_headers(filename))


class _Echo:
    def write(self, text: str) -> str:
        return text


def _lines(header: Sequence[Any], rows: Rows) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([safe_cell(value) for value in header])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def _xlsx_cell(value: Any) -> Any:
    value = safe_cell(value)
    return ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST] if isinstance(value, str) else value


def _bold(sheet: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.font = Font(bold=True)
    return cell


def _headers(filename: str) -> dict[str, str]:
    disposition = content_disposition_header(True, safe_filename(filename))
    return {"Content-Disposition": disposition or "attachment", "Cache-Control": "no-store"}
