"""Reading a CSV somebody hands us: strictly, and saying in a sentence what is wrong with it."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

MAX_BYTES = 50_000_000
csv.field_size_limit(200_000)


class BrokenFile(Exception):
    """The file as a whole cannot be used; the message is a sentence to show."""


@dataclass(frozen=True)
class Row:
    """One line of the file; `number` counts as a spreadsheet does (the header is line 1)."""

    number: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def blank(self, column: str) -> bool:
        return not self.values[column]


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises BrokenFile when it is absent, a folder, empty or too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise BrokenFile(_("%(file)s is larger than 50 MB: is it the right file?") % {"file": path.name})
        content = path.read_bytes()
    except OSError as error:
        raise BrokenFile(
            _("%(file)s cannot be opened: check the path and the rights.") % {"file": path.name}
        ) from error
    if not content.strip():
        raise BrokenFile(_("%(file)s is empty.") % {"file": path.name})
    return content


def rows_of(content: bytes, *, name: str, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a UTF-8 CSV (BOM or not), trimmed, with at least these columns.

    Raises BrokenFile for another encoding, a missing column, a line cut short or too long, no row at all.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenFile(
            _("%(file)s is not in UTF-8 (byte %(place)d): save it again as “CSV UTF-8”.")
            % {"file": name, "place": error.start}
        ) from error
    if "\0" in text:
        raise BrokenFile(_("%(file)s is not a text file: is it the right file?") % {"file": name})
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip() for column in next(reader, [])]
        if missing := [column for column in columns if column not in header]:
            raise BrokenFile(
                _("%(file)s lacks the columns %(columns)s: is it the right file?")
                % {"file": name, "columns": ", ".join(missing)}
            )
        if len(set(header)) < len(header):
            raise BrokenFile(_("%(file)s has two columns of the same name.") % {"file": name})
        empty = True
        for values in reader:
            if not values:
                continue
            if len(values) != len(header):
                raise BrokenFile(
                    _("%(file)s, line %(line)d: %(found)d cells where %(expected)d were expected.")
                    % {
                        "file": name,
                        "line": reader.line_num,
                        "found": len(values),
                        "expected": len(header),
                    }
                )
            empty = False
            yield Row(
                reader.line_num,
                dict(zip(header, (value.strip() for value in values), strict=True)),
            )
        if empty:
            raise BrokenFile(_("%(file)s has a header and no row.") % {"file": name})
    except csv.Error as error:
        raise BrokenFile(
            _("%(file)s, line %(line)d: this line cannot be read (%(why)s).")
            % {"file": name, "line": reader.line_num, "why": error}
        ) from error
