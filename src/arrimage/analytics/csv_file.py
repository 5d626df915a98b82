"""CSV files as people hand them, read strictly: each fault told in one sentence. No database, no Django."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

MAX_BYTES = 50_000_000
# As programs write them: 1/3 takes sixteen decimals, a small probability three digits of exponent; never so
# large that it would be read as infinite.
NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,40})?|\.\d{1,40})([eE](\+?\d{1,2}|-\d{1,3}))?", re.ASCII)


class Refused(Exception):
    """The file cannot be used as it is; the message is a sentence to show."""


def short(text: str) -> str:
    """On one line, and not too long for it."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(f"{path.name} dépasse 50 Mo : est-ce le bon fichier ?")
        content = path.read_bytes()
    except OSError:
        raise Refused(f"{path.name} ne peut pas être ouvert : vérifiez le chemin et les droits.") from None
    check_not_empty(content, path.name)
    return content


def check_not_empty(content: bytes, name: str) -> None:
    """Raises Refused when there is nothing but blanks."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Refused(f"{name} est vide.")


def rows_of(content: bytes, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, column → trimmed cell) of a UTF-8 CSV with at least these columns, in any order. Raises Refused.

    Separated by commas, or as French spreadsheets do by semicolons, or by tabs: what the header shows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{name} n’est pas en UTF-8 : enregistrez-le de nouveau en « CSV UTF-8 ».") from None
    if "\0" in text:
        raise Refused(f"{name} n’est pas un fichier de texte : est-ce le bon ?")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        header = [column.strip() for column in next(reader)]
        if missing := [column for column in columns if column not in header]:
            raise Refused(
                f"{name} n’a pas de colonne {', '.join(missing)} (séparez-les par des virgules ou des"
                " points-virgules)."
            )
        if len(set(header)) < len(header):
            raise Refused(f"{name} a deux colonnes du même nom.")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise Refused(
                    f"{name}, ligne {reader.line_num} : {len(cells)} cellules au lieu de {len(header)}."
                )
            yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        wrong = "une cellule est trop longue" if "field limit" in str(error) else "cette ligne ne se lit pas"
        raise Refused(f"{name}, ligne {reader.line_num} : {wrong}.") from None


def _separator(text: str) -> str:
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)
