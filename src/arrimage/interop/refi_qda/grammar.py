"""What the format allows: for each kind of element its attributes and, in order, what it may hold.

Written from the REFI-QDA standard; a test holds it against the official schemas where they are at hand.
"""

import re
from dataclasses import dataclass

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
MANY = 10**9

_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_DAY = r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
TYPES = {
    "text": re.compile(r".*", re.DOTALL),
    "guid": re.compile(rf"{_GUID}|\{{{_GUID}\}}"),
    "color": re.compile(r"#(?:[A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})"),
    "boolean": re.compile(r"true|false|0|1"),
    "integer": re.compile(r"[+-]?\d+"),
    "decimal": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
    "date": re.compile(_DAY + _ZONE),
    "moment": re.compile(f"{_DAY}T{_TIME}{_ZONE}"),
    "direction": re.compile("Associative|OneWay|Bidirectional"),
    "variable": re.compile("Text|Boolean|Integer|Float|Date|DateTime"),
    "shape": re.compile(
        "Person|Oval|Rectangle|RoundedRectangle|Star|LeftTriangle|RightTriangle|UpTriangle|DownTriangle|Note"
    ),
    "line": re.compile("dotted|dashed|solid"),
}


@dataclass(frozen=True)
class Child:
    tag: str
    kind: str
    least: int = 0
    most: int = 1


@dataclass(frozen=True)
class Kind:
    """attributes: name → (type, required). any_order: its children come in any order (a choice)."""

    attributes: dict[str, tuple[str, bool]]
    children: tuple[Child, ...] = ()
    value: str = ""  # the type of its text, when it holds text alone
    any_order: bool = False


def _own(**attributes: str) -> dict[str, tuple[str, bool]]:
    """«type» or «type!» when it must be there."""
    return {name.rstrip("_"): (kind.rstrip("!"), kind.endswith("!")) for name, kind in attributes.items()}


def _any(tag: str, kind: str) -> Child:
    return Child(tag, kind, 0, MANY)


_STAMP = _own(creatingUser="guid", creationDateTime="moment", modifyingUser="guid", modifiedDateTime="moment")
_WORDS = Child("Description", "string")
_NOTES = _any("NoteRef", "ref")
_CODINGS = _any("Coding", "coding")
_VALUES = _any("VariableValue", "variable_value")
_SELECTION = (_WORDS, _CODINGS, _NOTES)
_CORNERS = _own(firstX="integer!", firstY="integer!", secondX="integer!", secondY="integer!")
_FILE = _own(guid="guid!", name="text", path="text", currentPath="text") | _STAMP
_SELECTED = _own(guid="guid!", name="text") | _STAMP
_SOURCES = ("Text", "Picture", "PDF", "Audio", "Video")

KINDS: dict[str, Kind] = {
    "string": Kind({}, value="text"),
    "ref": Kind(_own(targetGUID="guid!")),
    "project": Kind(
        _own(
            name="text!",
            origin="text",
            creatingUserGUID="guid",
            creationDateTime="moment",
            modifyingUserGUID="guid",
            modifiedDateTime="moment",
            basePath="text",
        ),
        (
            Child("Users", "users"),
            Child("CodeBook", "project_codebook"),
            Child("Variables", "variables"),
            Child("Cases", "cases"),
            Child("Sources", "sources"),
            Child("Notes", "notes"),
            Child("Links", "links"),
            Child("Sets", "sets"),
            Child("Graphs", "graphs"),
            _WORDS,
            _NOTES,
        ),
    ),
    "users": Kind({}, (Child("User", "user", 1, MANY),)),
    "user": Kind(_own(guid="guid!", name="text", id="text")),
    "project_codebook": Kind({}, (Child("Codes", "codes", 1),)),
    "codes": Kind({}, (Child("Code", "code", 1, MANY),)),
    "code": Kind(
        _own(guid="guid!", name="text!", isCodable="boolean!", color="color"),
        (_WORDS, _NOTES, _any("Code", "code")),
    ),
    "variables": Kind({}, (Child("Variable", "variable", 1, MANY),)),
    "variable": Kind(_own(guid="guid!", name="text!", typeOfVariable="variable!"), (_WORDS,)),
    "variable_value": Kind(
        {},
        (
            Child("VariableRef", "ref", 1),
            Child("TextValue|BooleanValue|IntegerValue|FloatValue|DateValue|DateTimeValue", "value"),
        ),
    ),
    "TextValue": Kind({}, value="text"),
    "BooleanValue": Kind({}, value="boolean"),
    "IntegerValue": Kind({}, value="integer"),
    "FloatValue": Kind({}, value="decimal"),
    "DateValue": Kind({}, value="date"),
    "DateTimeValue": Kind({}, value="moment"),
    "cases": Kind({}, (Child("Case", "case", 1, MANY),)),
    "case": Kind(
        _own(guid="guid!", name="text"),
        (_WORDS, _any("CodeRef", "ref"), _VALUES, _any("SourceRef", "ref"), _any("SelectionRef", "ref")),
    ),
    "sets": Kind({}, (Child("Set", "set", 1, MANY),)),
    "set": Kind(
        _own(guid="guid!", name="text!"),
        (_WORDS, _any("MemberCode", "ref"), _any("MemberSource", "ref"), _any("MemberNote", "ref")),
    ),
    "sources": Kind(
        {}, tuple(Child(f"{one}Source", f"{one.lower()}_source", 0, MANY) for one in _SOURCES), any_order=True
    ),
    "text_source": Kind(
        _own(guid="guid!", name="text", richTextPath="text", plainTextPath="text") | _STAMP,
        (
            _WORDS,
            Child("PlainTextContent", "string"),
            _any("PlainTextSelection", "text_selection"),
            _CODINGS,
            _NOTES,
            _VALUES,
        ),
    ),
    "text_selection": Kind(_SELECTED | _own(startPosition="integer!", endPosition="integer!"), _SELECTION),
    "picture_source": Kind(
        _FILE,
        (
            _WORDS,
            Child("TextDescription", "text_source"),
            _any("PictureSelection", "picture_selection"),
            _CODINGS,
            _NOTES,
            _VALUES,
        ),
    ),
    "picture_selection": Kind(_SELECTED | _CORNERS, _SELECTION),
    "pdf_source": Kind(
        _FILE,
        (
            _WORDS,
            _any("PDFSelection", "pdf_selection"),
            Child("Representation", "text_source"),
            _CODINGS,
            _NOTES,
            _VALUES,
        ),
    ),
    "pdf_selection": Kind(
        _SELECTED | _CORNERS | _own(page="integer!"),
        (_WORDS, Child("Representation", "text_source"), _CODINGS, _NOTES),
    ),
    "audio_source": Kind(
        _FILE,
        (_WORDS, _any("Transcript", "transcript"), _any("AudioSelection", "span"), _CODINGS, _NOTES, _VALUES),
    ),
    "video_source": Kind(
        _FILE,
        (_WORDS, _any("Transcript", "transcript"), _any("VideoSelection", "span"), _CODINGS, _NOTES, _VALUES),
    ),
    "span": Kind(_SELECTED | _own(begin="integer!", end="integer!"), _SELECTION),
    "transcript": Kind(
        _own(guid="guid!", name="text", richTextPath="text", plainTextPath="text") | _STAMP,
        (
            _WORDS,
            Child("PlainTextContent", "string"),
            _any("SyncPoint", "sync_point"),
            _any("TranscriptSelection", "transcript_selection"),
            _NOTES,
        ),
    ),
    "transcript_selection": Kind(_SELECTED | _own(fromSyncPoint="guid", toSyncPoint="guid"), _SELECTION),
    "sync_point": Kind(_own(guid="guid!", timeStamp="integer", position="integer")),
    "coding": Kind(
        _own(guid="guid!", creatingUser="guid", creationDateTime="moment"),
        (Child("CodeRef", "ref", 1), _NOTES),
    ),
    "notes": Kind({}, (Child("Note", "text_source", 1, MANY),)),
    "links": Kind({}, (Child("Link", "link", 1, MANY),)),
    "link": Kind(
        _own(
            guid="guid!",
            name="text",
            direction="direction",
            color="color",
            originGUID="guid",
            targetGUID="guid",
        ),
        (_NOTES,),
    ),
    "graphs": Kind({}, (Child("Graph", "graph", 1, MANY),)),
    "graph": Kind(_own(guid="guid!", name="text"), (_any("Vertex", "vertex"), _any("Edge", "edge"))),
    "vertex": Kind(
        _own(
            guid="guid!",
            representedGUID="guid",
            name="text",
            firstX="integer!",
            firstY="integer!",
            secondX="integer",
            secondY="integer",
            shape="shape",
            color="color",
        )
    ),
    "edge": Kind(
        _own(
            guid="guid!",
            representedGUID="guid",
            name="text",
            sourceVertex="guid!",
            targetVertex="guid!",
            color="color",
            direction="direction",
            lineStyle="line",
        )
    ),
    # A codebook of its own: codes have no notes there.
    "codebook": Kind(_own(origin="text"), (Child("Codes", "book_codes", 1), Child("Sets", "book_sets"))),
    "book_codes": Kind({}, (Child("Code", "book_code", 1, MANY),)),
    "book_code": Kind(
        _own(guid="guid!", name="text!", isCodable="boolean!", color="color"),
        (_WORDS, _any("Code", "book_code")),
    ),
    "book_sets": Kind({}, (Child("Set", "book_set", 1, MANY),)),
    "book_set": Kind(_own(guid="guid!", name="text!"), (_WORDS, _any("MemberCode", "member_code"))),
    "member_code": Kind(_own(guid="guid!")),
}
