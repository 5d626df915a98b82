"""Files people hand us: what they are is read from their bytes, never believed from their name.

A file passes when its extension is one we asked for, its bytes are of that kind, and opening it later can
neither fill the memory nor run anything: size, decompressed size, XML entities, macros, image dimensions.
"""

import codecs
import json
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

MAX_BYTES = 10_000_000
MAX_UNPACKED = 200_000_000  # bytes in all of a workbook's parts
MAX_RATIO = 200  # unpacked to packed, for the whole; tables of numbers stay under 30
MAX_PARTS = 2_000
MAX_SIDE = 12_000  # pixels
MAX_PIXELS = 50_000_000
CHUNK = 65_536


class Kind(StrEnum):
    CSV = "csv"
    TEXT = "txt"
    VTT = "vtt"
    SRT = "srt"
    XLSX = "xlsx"
    DOCX = "docx"
    ODT = "odt"
    JSON = "json"
    GEOJSON = "geojson"
    GRAPHML = "graphml"
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    MP3 = "mp3"
    M4A = "m4a"
    WAV = "wav"
    OGG = "ogg"
    WEBM = "webm"


TABLES = frozenset({Kind.CSV, Kind.XLSX})
IMAGES = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP})  # shown to others only once redrawn: `pictures`
SOUNDS = frozenset({Kind.MP3, Kind.M4A, Kind.WAV})  # … once rewritten: `sounds`
RECORDED = SOUNDS | {Kind.OGG, Kind.WEBM}  # what browsers record too; few other programs play them
EXTENSIONS = {str(kind): kind for kind in Kind} | {
    "jpg": Kind.JPEG,
    "opus": Kind.OGG,
    "weba": Kind.WEBM,
    "mp4": Kind.M4A,
    "3gp": Kind.M4A,
}


@dataclass(frozen=True)
class Upload:
    """What a checked file is. `width` and `height` in pixels, for images."""

    kind: Kind
    name: str  # safe to store and to send back
    size: int  # bytes
    width: int | None = None
    height: int | None = None


class Refused(Exception):
    """Why a file does not pass; the text is the sentence to show."""


def check_upload(file: File, *, allowed: Collection[Kind], max_bytes: int = MAX_BYTES) -> Upload:
    """What the file is. Raises ValidationError with a sentence that says what to do; rewinds the file."""
    name = safe_filename(file.name or "")
    kind = EXTENSIONS.get(name.rpartition(".")[2])
    try:
        if kind is None or kind not in allowed:
            raise Refused(
                _("“%(name)s” is not a kind of file we can take here. Choose one of: %(kinds)s.")
                % {"name": name, "kinds": ", ".join(sorted(allowed))}
            )
        if file.size > max_bytes:
            raise Refused(
                _("“%(name)s” is too large (%(size)s; at most %(most)s). Split it or make it smaller.")
                % {"name": name, "size": filesizeformat(file.size), "most": filesizeformat(max_bytes)}
            )
        if not file.size:
            raise Refused(_("“%(name)s” is empty. Choose another file.") % {"name": name})
        file.seek(0)
        width, height = _CHECKS[kind](file, name) or (None, None)
    except Refused as refusal:
        raise ValidationError(str(refusal), code="upload") from None
    finally:
        file.seek(0)
    return Upload(kind, name, file.size, width, height)


def safe_filename(name: str) -> str:
    """The last part of the name, with plain letters, one dot, at most 100 characters."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem, _dot, extension = last.rpartition(".") if "." in last else (last, "", "")
    stem = re.sub(r"[^\w \-()]+", "-", stem).strip(" -_")[:90] or "fichier"
    if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", stem):
        stem = f"{stem}-"  # names Windows keeps for itself
    extension = re.sub(r"[^a-z0-9]", "", extension.lower())[:9]
    return f"{stem}.{extension}" if extension else stem


class UploadField(forms.FileField):
    """A file of one of these kinds; the cleaned file has a safe `name`, and `upload` says what it is."""

    def __init__(self, *, allowed: Collection[Kind], max_bytes: int = MAX_BYTES, **options) -> None:
        self.allowed, self.max_bytes = frozenset(allowed), max_bytes
        super().__init__(**options)

    def widget_attrs(self, widget):
        extensions = sorted(f".{name}" for name, kind in EXTENSIONS.items() if kind in self.allowed)
        return super().widget_attrs(widget) | {"accept": ",".join(extensions)}

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if data:
            file.upload = check_upload(file, allowed=self.allowed, max_bytes=self.max_bytes)
            file.name = file.upload.name
        return file


def _not_what_it_says(name: str) -> Refused:
    return Refused(
        _("“%(name)s” is damaged, or is not what its name says. Save it again in that format and retry.")
        % {"name": name}
    )


# --- Text
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _check_text(file: IO[bytes], name: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
    try:
        while chunk := file.read(CHUNK):
            if _CONTROLS.search(decoder.decode(chunk)):
                raise _not_what_it_says(name)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Refused(
            _("“%(name)s” is not in UTF-8. Save it as “CSV UTF-8” (or as text in UTF-8) and retry.")
            % {"name": name}
        ) from None


def _read_json(file: IO[bytes], name: str):
    _check_text(file, name)
    file.seek(0)
    try:
        return json.loads(file.read().decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _not_what_it_says(name) from None


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _check_json(file: IO[bytes], name: str) -> None:
    _read_json(file, name)


_GEOMETRIES = {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"}


def _check_geojson(file: IO[bytes], name: str) -> None:
    document = _read_json(file, name)
    kinds = {"FeatureCollection", "Feature", "GeometryCollection", *_GEOMETRIES}
    if not isinstance(document, dict) or document.get("type") not in kinds:
        raise Refused(_("“%(name)s” is JSON, but not GeoJSON. Choose a GeoJSON file.") % {"name": name})


# --- Workbooks
# Everything the zip reader is known to raise on bytes that are no zip.
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip


def _check_xlsx(file: IO[bytes], name: str) -> None:
    _check_office(file, name, {"[Content_Types].xml", "xl/workbook.xml"})


def _check_docx(file: IO[bytes], name: str) -> None:
    _check_office(file, name, {"[Content_Types].xml", "word/document.xml"})


def _check_odt(file: IO[bytes], name: str) -> None:
    _check_office(file, name, {"mimetype", "content.xml"})


def _check_office(file: IO[bytes], name: str, wanted: set[str]) -> None:
    try:
        with zipfile.ZipFile(file) as book:
            parts = book.infolist()
            names = {part.filename for part in parts}
            if not wanted <= names or len(names) != len(parts):
                raise _not_what_it_says(name)
            if any(part.flag_bits & 0x1 for part in parts):
                raise Refused(_("“%(name)s” is locked by a password. Remove it and retry.") % {"name": name})
            if any(part.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for part in names):
                raise Refused(
                    _("“%(name)s” holds macros. Save it as an ordinary document (.xlsx, .docx) and retry.")
                    % {"name": name}
                )
            # Python reads no part past its declared size, so the declared sizes are the truth that counts.
            unpacked = sum(part.file_size for part in parts)
            if (
                len(parts) > MAX_PARTS
                or unpacked > MAX_UNPACKED
                or unpacked > MAX_RATIO * max(_size(file), CHUNK)
                or any(_escapes(part) for part in names)
            ):
                raise Refused(
                    _("“%(name)s” unpacks into far too much. Copy what is useful into a new document.")
                    % {"name": name}
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    with book.open(part) as content:
                        _check_xml_start(content, name)
    except _BROKEN_ZIP:
        raise _not_what_it_says(name) from None


def _size(file: IO[bytes]) -> int:
    return file.seek(0, 2)


def _escapes(path: str) -> bool:
    return path.startswith(("/", "\\")) or ".." in PurePosixPath(path.replace("\\", "/")).parts


class _Enough(Exception):
    """The root element is reached: no document type can follow."""


def _check_xml_start(content: IO[bytes], name: str) -> None:
    """No document type, so no entity: neither bombs nor files read from this machine."""

    def root(*_) -> None:
        raise _Enough

    def document_type(*_) -> None:
        raise _not_what_it_says(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = root
    parser.StartDoctypeDeclHandler = document_type
    try:
        while chunk := content.read(CHUNK):
            parser.Parse(chunk)
    except _Enough:
        return
    except expat.ExpatError:
        pass
    raise _not_what_it_says(name)


# --- PDF, images: their first bytes, never decoded
def _check_pdf(file: IO[bytes], name: str) -> None:
    head = file.read(8)
    file.seek(max(0, _size(file) - 2_048))
    if not re.match(rb"%PDF-[12]\.", head) or b"%%EOF" not in file.read():
        raise _not_what_it_says(name)


def _image(measure: Callable[[IO[bytes]], tuple[int, int]]):
    def check(file: IO[bytes], name: str) -> tuple[int, int]:
        try:
            width, height = measure(file)
        except (struct.error, ValueError, IndexError):
            raise _not_what_it_says(name) from None
        if not width or not height:
            raise _not_what_it_says(name)
        if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
            raise Refused(
                _("“%(name)s” is too large an image (%(width)s × %(height)s pixels). Make it smaller.")
                % {"name": name, "width": width, "height": height}
            )
        return width, height

    return check


def _png_size(file: IO[bytes]) -> tuple[int, int]:
    head = file.read(24)
    if not head.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"):
        raise ValueError
    return struct.unpack(">II", head[16:24])


def _jpeg_size(file: IO[bytes]) -> tuple[int, int]:
    """The first frame header; the segments before it are skipped by their lengths."""
    if file.read(2) != b"\xff\xd8":
        raise ValueError
    while True:
        if file.read(1) != b"\xff":
            raise ValueError
        marker = b"\xff"
        while marker == b"\xff":  # fill bytes
            marker = file.read(1)
        code = marker[0]
        if code == 0x01 or 0xD0 <= code <= 0xD8:
            continue
        if code in (0xD9, 0xDA):  # the end, or the image itself, before any header
            raise ValueError
        (length,) = struct.unpack(">H", file.read(2))
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        if length < 2:
            raise ValueError
        file.seek(length - 2, 1)


def _webp_size(file: IO[bytes]) -> tuple[int, int]:
    head = file.read(30)
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        raise ValueError
    match head[12:16]:
        case b"VP8X":
            return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
        case b"VP8L" if head[20] == 0x2F:
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 " if head[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack("<HH", head[26:30])
            return width & 0x3FFF, height & 0x3FFF
    raise ValueError


# --- Sounds: their first bytes; `sounds` reads the rest
def _starts(*heads: bytes, at: int = 0):
    def check(file: IO[bytes], name: str) -> None:
        first = file.read(at + max(map(len, heads)))[at:]
        if not first.startswith(heads):
            raise _not_what_it_says(name)

    return check


_CHECKS: dict[Kind, Callable[[IO[bytes], str], tuple[int, int] | None]] = {
    Kind.CSV: _check_text,
    Kind.TEXT: _check_text,
    Kind.VTT: _check_text,
    Kind.SRT: _check_text,
    Kind.XLSX: _check_xlsx,
    Kind.DOCX: _check_docx,
    Kind.ODT: _check_odt,
    Kind.JSON: _check_json,
    Kind.GEOJSON: _check_geojson,
    Kind.GRAPHML: _check_xml_start,
    Kind.PDF: _check_pdf,
    Kind.PNG: _image(_png_size),
    Kind.JPEG: _image(_jpeg_size),
    Kind.WEBP: _image(_webp_size),
    Kind.MP3: _starts(b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2"),
    Kind.M4A: _starts(b"ftyp", at=4),
    Kind.WAV: _starts(b"RIFF"),
    Kind.OGG: _starts(b"OggS"),
    Kind.WEBM: _starts(b"\x1a\x45\xdf\xa3"),
}
