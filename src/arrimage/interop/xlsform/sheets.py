"""A workbook's sheets as rows of texts that know the cell each came from."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from .terms import KNOWN_LANGUAGES

MOST_ROWS = 5_000
MOST_COLUMNS = 200


class NotAWorkbook(ValueError):
    """The file cannot be opened; the message is a sentence."""


@dataclass(frozen=True)
class Line:
    """One row: texts by column (in small letters), and where they stand."""

    sheet: str
    number: int
    texts: dict[str, str]
    places: dict[str, str] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    def cell(self, column: str) -> str:
        """`C12`; the row's first cell when the column is not there."""
        return f"{self.places.get(column, 'A')}{self.number}"

    def in_languages(self, column: str, default: str) -> dict[str, str]:
        """The texts of `label`, `label::English (en)`, `label:French`…, by language; others are left out."""
        found = {}
        for name, text in self.texts.items():
            word, _colon, language = name.partition(":")
            if word.strip() == column and text:
                code = language_of(language.strip(" :")) if language else default
                if code:
                    found[code] = text
        return found

    def flag(self, column: str) -> bool:
        return self[column].strip().lower() in {"yes", "true", "true()", "1", "oui"}


def language_of(name: str) -> str:
    """`fr` or `en`; empty for a language we do not speak."""
    inside = name[name.rfind("(") + 1 :].rstrip(")").strip().lower() if "(" in name else name.strip().lower()
    return KNOWN_LANGUAGES.get(inside) or KNOWN_LANGUAGES.get(name.split("(")[0].strip().lower(), "")


def read_sheets(content: bytes) -> dict[str, list[Line]]:
    """Every sheet by its name in small letters. Raises NotAWorkbook."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAWorkbook(_("This is the old .xls format: save it again as .xlsx, and bring it back."))
    try:
        book = load_workbook(BytesIO(content), data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise NotAWorkbook(_("This file is no .xlsx workbook.")) from error
    return {sheet.title.strip().lower(): _lines(sheet) for sheet in book.worksheets}


def _lines(sheet: Any) -> list[Line]:
    rows = sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS))
    header = next(rows, ())
    columns = {
        place: " ".join(_text(cell.value).lower().split()).replace("list name", "list_name")
        for place, cell in enumerate(header)
        if _text(cell.value)
    }
    places = {name: get_column_letter(place + 1) for place, name in columns.items()}
    lines = []
    for number, row in enumerate(rows, 2):
        texts = {name: text for place, name in columns.items() if (text := _text(row[place].value))}
        if texts:
            lines.append(Line(sheet.title, number, texts, places))
    return lines


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip()
