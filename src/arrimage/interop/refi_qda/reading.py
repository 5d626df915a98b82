"""From XML to `project`: exact, and only for files `checking` finds nothing wrong in."""

from collections.abc import Iterator

from lxml import etree

from .grammar import CODEBOOK, PROJECT
from .project import (
    Case,
    Code,
    Codebook,
    Coding,
    Kept,
    Project,
    Selection,
    Set,
    Stamp,
    Text,
    User,
    Variable,
    VariableValue,
)


def read_project(root: etree._Element, files: dict[str, bytes]) -> Project:
    r = _Reader(PROJECT)
    return Project(
        name=root.get("name", ""),
        origin=root.get("origin"),
        base_path=root.get("basePath"),
        stamp=Stamp(
            root.get("creatingUserGUID", ""),
            root.get("creationDateTime", ""),
            root.get("modifyingUserGUID", ""),
            root.get("modifiedDateTime", ""),
        ),
        users=tuple(User(one.get("guid"), one.get("name"), one.get("id")) for one in r.inside(root, "Users")),
        codes=tuple(map(r.code, r.inside(root, "CodeBook/Codes"))),
        variables=tuple(
            Variable(one.get("guid"), one.get("name"), one.get("typeOfVariable"), r.words(one))
            for one in r.inside(root, "Variables")
        ),
        cases=tuple(map(r.case, r.inside(root, "Cases"))),
        sources=tuple(
            r.text(one) if etree.QName(one).localname == "TextSource" else kept(one)
            for one in r.inside(root, "Sources")
        ),
        notes=tuple(map(r.text, r.inside(root, "Notes"))),
        links=tuple(map(kept, r.inside(root, "Links"))),
        sets=tuple(map(r.set, r.inside(root, "Sets"))),
        graphs=tuple(map(kept, r.inside(root, "Graphs"))),
        description=r.words(root),
        own_notes=r.refs(root, "NoteRef"),
        files=dict(files),
    )


def read_codebook(root: etree._Element) -> Codebook:
    r = _Reader(CODEBOOK)
    codes, sets = map(r.code, r.inside(root, "Codes")), map(r.set, r.inside(root, "Sets"))
    return Codebook(tuple(codes), tuple(sets), root.get("origin"))


def kept(element: etree._Element) -> Kept:
    return Kept(etree.tostring(element, encoding="unicode", with_tail=False))


class _Reader:
    """Reads elements of one namespace."""

    def __init__(self, space: str) -> None:
        self.space = space

    def all(self, element: etree._Element, tag: str) -> list[etree._Element]:
        return element.findall(f"{{{self.space}}}{tag}")

    def inside(self, element: etree._Element, path: str) -> Iterator[etree._Element]:
        found = element.find("/".join(f"{{{self.space}}}{tag}" for tag in path.split("/")))
        return (child for child in (found if found is not None else ()) if isinstance(child.tag, str))

    def words(self, element: etree._Element, tag: str = "Description") -> str | None:
        found = element.find(f"{{{self.space}}}{tag}")
        return None if found is None else found.text or ""

    def refs(self, element: etree._Element, tag: str) -> tuple[str, ...]:
        return tuple(one.get("targetGUID") or one.get("guid", "") for one in self.all(element, tag))

    def stamp(self, element: etree._Element) -> Stamp:
        names = ("creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
        return Stamp(*(element.get(name, "") for name in names))

    def code(self, element: etree._Element) -> Code:
        return Code(
            guid=element.get("guid"),
            name=element.get("name"),
            is_codable=element.get("isCodable").strip() in ("true", "1"),
            color=element.get("color", ""),
            description=self.words(element),
            notes=self.refs(element, "NoteRef"),
            codes=tuple(map(self.code, self.all(element, "Code"))),
        )

    def set(self, element: etree._Element) -> Set:
        return Set(
            element.get("guid"),
            element.get("name"),
            self.words(element),
            self.refs(element, "MemberCode"),
            self.refs(element, "MemberSource"),
            self.refs(element, "MemberNote"),
        )

    def case(self, element: etree._Element) -> Case:
        return Case(
            element.get("guid"),
            element.get("name"),
            self.words(element),
            self.refs(element, "CodeRef"),
            self.values(element),
            self.refs(element, "SourceRef"),
            self.refs(element, "SelectionRef"),
        )

    def values(self, element: etree._Element) -> tuple[VariableValue, ...]:
        found = []
        for one in self.all(element, "VariableValue"):
            variable, *value = (child for child in one if isinstance(child.tag, str))
            kind = etree.QName(value[0]).localname.removesuffix("Value") if value else ""
            found.append(
                VariableValue(variable.get("targetGUID"), kind, (value[0].text or "") if value else "")
            )
        return tuple(found)

    def codings(self, element: etree._Element) -> tuple[Coding, ...]:
        return tuple(
            Coding(
                one.get("guid"),
                self.refs(one, "CodeRef")[0],
                Stamp(one.get("creatingUser", ""), one.get("creationDateTime", "")),
                self.refs(one, "NoteRef"),
            )
            for one in self.all(element, "Coding")
        )

    def text(self, element: etree._Element) -> Text:
        return Text(
            guid=element.get("guid"),
            name=element.get("name"),
            content=self.words(element, "PlainTextContent"),
            plain_path=element.get("plainTextPath", ""),
            rich_path=element.get("richTextPath", ""),
            description=self.words(element),
            selections=tuple(map(self.selection, self.all(element, "PlainTextSelection"))),
            codings=self.codings(element),
            notes=self.refs(element, "NoteRef"),
            values=self.values(element),
            stamp=self.stamp(element),
        )

    def selection(self, element: etree._Element) -> Selection:
        return Selection(
            guid=element.get("guid"),
            start=int(element.get("startPosition")),
            end=int(element.get("endPosition")),
            name=element.get("name"),
            description=self.words(element),
            codings=self.codings(element),
            notes=self.refs(element, "NoteRef"),
            stamp=self.stamp(element),
        )
