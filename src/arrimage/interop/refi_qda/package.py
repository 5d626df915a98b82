"""Opening and closing the archive: what may be trusted of a file somebody sends, and nothing more."""

import io
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

PROJECT_FILE = "project.qde"
SOURCES = "sources/"
LARGEST = 200_000_000  # bytes, unpacked
MOST_FILES = 20_000
LARGEST_XML = 100_000_000
FIXED = (1980, 1, 1, 0, 0, 0)  # the same project gives the same bytes


class NotAProject(ValueError):
    """It is no REFI-QDA file, or it cannot be read at all; the message is a sentence to show."""


@dataclass(frozen=True)
class Opened:
    root: etree._Element
    files: dict[str, bytes]  # beside the project, by their name in the archive


def open_package(content: bytes) -> Opened:
    """A .qdpx, a .qde or a .qdc. Raises NotAProject."""
    if not content.strip():
        raise NotAProject(_("This file is empty."))
    if not content.startswith(b"PK"):
        return Opened(parse(content, _("This file is neither a REFI-QDA archive nor XML.")), {})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = _unpacked(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        if isinstance(error, NotAProject):
            raise
        raise NotAProject(_("This archive is damaged: export the project again.")) from None
    names = [name for name in files if name.lower() == PROJECT_FILE]
    if not names:
        raise NotAProject(_("This archive holds no project.qde: it is no REFI-QDA project."))
    return Opened(parse(files.pop(names[0]), _("The project.qde of this archive is no XML.")), files)


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > LARGEST:
        raise NotAProject(_("This archive is too large: 200 MB unpacked at the most."))
    files: dict[str, bytes] = {}
    room = LARGEST
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise NotAProject(_("This archive holds a file outside of itself: it was not opened."))
        with archive.open(member) as file:
            files[name] = file.read(room + 1)  # the size it declares may be a lie
        room -= len(files[name])
        if room < 0:
            raise NotAProject(_("This archive is too large: 200 MB unpacked at the most."))
    return files


def parse(content: bytes, otherwise: str) -> etree._Element:
    """The root of an XML that loads nothing from elsewhere. Raises NotAProject, by line."""
    if len(content) > LARGEST_XML:
        raise NotAProject(_("The project is too large: 100 MB of XML at the most."))
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(content, reader)
    except etree.XMLSyntaxError as error:
        if not content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
            raise NotAProject(otherwise) from None
        says = _("line %(line)s: the XML cannot be read any further; the file is damaged.")
        raise NotAProject(says % {"line": error.lineno or 1}) from None
    except ValueError:
        raise NotAProject(otherwise) from None
    if root.getroottree().docinfo.doctype:
        raise NotAProject(_("This file declares its own entities, which no REFI-QDA file does."))
    return root


def close_package(project_xml: bytes, files: dict[str, bytes]) -> bytes:
    """The bytes of a .qdpx: the same project gives the same bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in [(PROJECT_FILE, project_xml), *sorted(files.items())]:
            package.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()
