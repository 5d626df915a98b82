"""What points at nothing in a project, and identifiers used twice."""

from django.utils.translation import gettext as _
from lxml import etree

from .checking import MOST, Fault

IDENTIFIED = frozenset(
    """User Code Variable Case TextSource PictureSource PDFSource AudioSource VideoSource
Note Set Link Graph Vertex Edge PlainTextSelection PictureSelection PDFSelection AudioSelection VideoSelection
TranscriptSelection Transcript Coding SyncPoint TextDescription Representation""".split()
)
SOURCES = frozenset(
    """TextSource PictureSource PDFSource AudioSource VideoSource TextDescription
Representation Transcript""".split()
)
SELECTIONS = frozenset(tag for tag in IDENTIFIED if tag.endswith("Selection"))
POINTS_AT = {
    "CodeRef": frozenset({"Code"}),
    "MemberCode": frozenset({"Code"}),
    "VariableRef": frozenset({"Variable"}),
    "SourceRef": SOURCES,
    "MemberSource": SOURCES,
    "SelectionRef": SELECTIONS,
    "NoteRef": frozenset({"Note"}),
    "MemberNote": frozenset({"Note"}),
}
USERS = ("creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID")


def plain(guid: str) -> str:
    """A GUID without its braces, in small letters: two ways of writing one."""
    return guid.strip().strip("{}").lower()


def dangling(root: etree._Element) -> list[Fault]:
    """References to what is not there, and identifiers used twice for different things."""
    known: dict[str, tuple[str, int]] = {}
    found: list[Fault] = []
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for element in elements:
        name, guid = etree.QName(element).localname, plain(element.get("guid", ""))
        if name not in IDENTIFIED or not guid:
            continue
        if guid in known:
            says = _("this “%(tag)s” has the identifier of the “%(other)s” of line %(line)s.")
            told = {"tag": name, "other": known[guid][0], "line": known[guid][1]}
            found.append(Fault(element.sourceline, says % told))
        else:
            known[guid] = name, element.sourceline
    for element in elements:
        name = etree.QName(element).localname
        if name in POINTS_AT:
            guid = plain(element.get("targetGUID") or element.get("guid") or "")
            if guid and (guid not in known or known[guid][0] not in POINTS_AT[name]):
                says = _("“%(tag)s” points at %(guid)s, which is not there.")
                found.append(Fault(element.sourceline, says % {"tag": name, "guid": guid}))
        for attribute in USERS:
            guid = plain(element.get(attribute, ""))
            if guid and known.get(guid, ("",))[0] != "User":
                says = _("“%(name)s” names %(guid)s, who is none of the users.")
                found.append(Fault(element.sourceline, says % {"name": attribute, "guid": guid}))
    return sorted(found, key=lambda fault: fault.line)[:MOST]
