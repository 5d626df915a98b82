"""Texts as people hand them in, read into plain lines: «Speaker: words», in code points, ended by LF.

Nothing of the file is kept but its words: no author, no date of the word processor, no comment.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

from arrimage.apps.kernel.uploads import Kind

ALLOWED = frozenset({Kind.TEXT, Kind.DOCX, Kind.ODT, Kind.VTT, Kind.SRT, Kind.CSV})
LONGEST = 1_000_000  # code points; a day of talking is about 500,000
SPEAKERS = ("speaker", "personne", "locuteur", "locutrice", "qui")
WORDS = ("text", "texte", "words", "paroles", "propos")
_TIMES = re.compile(r"^\d{1,2}:\d{2}(?::\d{2})?[.,]\d{3}\s+-->")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_MARKUP = re.compile(r"</?[a-z][^>]*>|\{\\[^}]*\}", re.I)
_SAYS = re.compile(r"^[^\s:][^:\n]{0,39}[ \u00a0\u202f]?:(?=\s|$)")
# What reading a part of a damaged document is known to raise.
BROKEN = (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)
_ZERO_WIDTH = dict.fromkeys((0x200B, 0x2060, 0xFEFF, 0x00AD))


def read_text(data: bytes, kind: Kind) -> str:
    """The words of a checked file. Raises ValidationError with a sentence that says what to do."""
    text = tidy(_READERS[kind](data))
    if not text:
        raise ValidationError(_("There are no words in this file. Choose another one."))
    if len(text) > LONGEST:
        raise ValidationError(_("This text is too long to be read at once: cut it in two."))
    return text


def tidy(text: str) -> str:
    """Composed accents, LF, no mark nobody sees, no more than one empty line.

    >>> tidy("\\ufeffMado\\u00a0: Oui.  \\r\\n\\r\\n\\r\\nINT : Bon.\\r\\n")
    'Mado\\xa0: Oui.\\n\\nINT : Bon.'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(sign for sign in text.translate(_ZERO_WIDTH) if sign in "\n\t" or ord(sign) >= 32)
    text = re.sub(r"[ \t]+$", "", text.replace("\t", " "), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _plain(data: bytes) -> str:
    return data.decode("utf-8-sig")


def _parsed(data: bytes, part: str) -> etree._Element:
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as document:
            return etree.fromstring(document.read(part), reader)
    except BROKEN as error:
        raise ValidationError(_("This document is damaged. Save it again and retry.")) from error


def _docx(data: bytes) -> str:
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines = []
    for paragraph in _parsed(data, "word/document.xml").iter(f"{space}p"):
        words = []
        for piece in paragraph.iter(f"{space}t", f"{space}tab", f"{space}br", f"{space}cr"):
            name = etree.QName(piece).localname
            words.append((piece.text or "") if name == "t" else " " if name == "tab" else "\n")
        lines.append("".join(words))
    return "\n".join(lines)


def _odt(data: bytes) -> str:
    space = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    root = _parsed(data, "content.xml")
    return "\n".join("".join(_odt_words(one, space)) for one in root.iter(f"{space}p", f"{space}h"))


def _odt_words(element: etree._Element, space: str) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if child.tag == f"{space}s":
                yield " " * int(child.get(f"{space}c", "1"))
            elif child.tag == f"{space}tab":
                yield " "
            elif child.tag == f"{space}line-break":
                yield "\n"
            elif etree.QName(child).localname not in {"annotation", "note", "tracked-changes"}:
                yield from _odt_words(child, space)
        yield child.tail or ""


def _cues(data: bytes) -> str:
    """Subtitles (VTT, SRT): the words alone; what one person says over several cues is one turn."""
    said: list[tuple[str, str]] = []
    for block in re.split(r"\n\s*\n", _plain(data).replace("\r\n", "\n")):
        lines = block.strip().split("\n")
        at = next((place for place, line in enumerate(lines) if _TIMES.match(line)), None)
        if at is None:
            continue  # the head, a note, a style
        for line in lines[at + 1 :]:
            voice = _VOICE.search(line)
            words = _MARKUP.sub("", line).strip()
            if not words:
                continue
            says = _SAYS.match(words)
            who = voice[1].strip() if voice else says[0].rstrip(": \u00a0\u202f") if says else ""
            said.append((who, words[says.end() :].strip() if says and not voice else words))
    return _turns(said)


def _turns(said: Iterable[tuple[str, str]]) -> str:
    turns: list[tuple[str, list[str]]] = []
    for who, words in said:
        if turns and (not who or who == turns[-1][0]):
            turns[-1][1].append(words)
        else:
            turns.append((who, [words]))
    return "\n\n".join(f"{who} : {' '.join(words)}" if who else " ".join(words) for who, words in turns)


def _csv(data: bytes) -> str:
    text = _plain(data)
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    words = next((head.index(name) for name in WORDS if name in head), None)
    if words is None:
        raise ValidationError(
            _("Line 1: name one column “texte”, and if you can another “personne”, then bring it back.")
        )
    speaker = next((head.index(name) for name in SPEAKERS if name in head), None)
    said = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            says = _("Line %(number)s: %(found)s columns instead of %(wanted)s. Mend it, then bring it back.")
            raise ValidationError(says % {"number": number, "found": len(row), "wanted": len(head)})
        said.append((row[speaker].strip() if speaker is not None else "", row[words].strip()))
    if speaker is None:
        return "\n\n".join(spoken for _who, spoken in said)
    return _turns(said)


_READERS = {
    Kind.TEXT: _plain,
    Kind.DOCX: _docx,
    Kind.ODT: _odt,
    Kind.VTT: _cues,
    Kind.SRT: _cues,
    Kind.CSV: _csv,
}
