"""From `project` to XML: the exact opposite of `reading`, valid against the official schemas."""

from collections.abc import Iterable

from lxml import etree

from .grammar import CODEBOOK, PROJECT
from .package import close_package
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
    VariableValue,
)


def write_qdpx(project: Project) -> bytes:
    return close_package(project_xml(project), project.files)


def project_xml(project: Project) -> bytes:
    w = _Writer(PROJECT)
    root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT})
    stamp = project.stamp
    w.set_on(
        root,
        name=project.name,
        origin=project.origin,
        creatingUserGUID=stamp.by or None,
        creationDateTime=stamp.at or None,
        modifyingUserGUID=stamp.changed_by or None,
        modifiedDateTime=stamp.changed_at or None,
        basePath=project.base_path,
    )
    if project.users:
        users = w.add(root, "Users")
        for user in project.users:
            w.add(users, "User", guid=user.guid, name=user.name, id=user.id)
    if project.codes:
        codes = w.add(w.add(root, "CodeBook"), "Codes")
        w.codes(codes, project.codes)
    if project.variables:
        variables = w.add(root, "Variables")
        for one in project.variables:
            told = w.add(variables, "Variable", guid=one.guid, name=one.name, typeOfVariable=one.type)
            w.words(told, one.description)
    if project.cases:
        cases = w.add(root, "Cases")
        for case in project.cases:
            w.case(cases, case)
    if project.sources:
        sources = w.add(root, "Sources")
        for source in project.sources:
            if isinstance(source, Kept):
                sources.append(etree.fromstring(source.xml))
            else:
                w.text(sources, "TextSource", source)
    if project.notes:
        notes = w.add(root, "Notes")
        for note in project.notes:
            w.text(notes, "Note", note)
    w.kept(root, "Links", project.links)
    w.sets(root, project.sets)
    w.kept(root, "Graphs", project.graphs)
    w.words(root, project.description)
    w.refs(root, "NoteRef", project.own_notes)
    return _bytes(root)


def write_qdc(book: Codebook) -> bytes:
    w = _Writer(CODEBOOK)
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK})
    w.set_on(root, origin=book.origin)
    w.codes(w.add(root, "Codes"), book.codes)
    w.sets(root, book.sets)
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


class _Writer:
    """Writes elements of one namespace."""

    def __init__(self, space: str) -> None:
        self.space = space

    def set_on(self, element: etree._Element, **attributes: str | None) -> None:
        for name, value in attributes.items():
            if value is not None:
                element.set(name, value)

    def add(self, parent: etree._Element, tag: str, **attributes: str | None) -> etree._Element:
        element = etree.SubElement(parent, f"{{{self.space}}}{tag}")
        self.set_on(element, **attributes)
        return element

    def words(self, parent: etree._Element, words: str | None, tag: str = "Description") -> None:
        if words is not None:
            self.add(parent, tag).text = words

    def refs(self, parent: etree._Element, tag: str, guids: Iterable[str]) -> None:
        name = "guid" if self.space == CODEBOOK else "targetGUID"
        for guid in guids:
            self.add(parent, tag).set(name, guid)

    def kept(self, root: etree._Element, tag: str, elements: tuple[Kept, ...]) -> None:
        if elements:
            parent = self.add(root, tag)
            for one in elements:
                parent.append(etree.fromstring(one.xml))

    def codes(self, parent: etree._Element, codes: Iterable[Code]) -> None:
        for code in codes:
            element = self.add(
                parent,
                "Code",
                guid=code.guid,
                name=code.name,
                isCodable="true" if code.is_codable else "false",
                color=code.color or None,
            )
            self.words(element, code.description)
            if self.space == PROJECT:
                self.refs(element, "NoteRef", code.notes)
            self.codes(element, code.codes)

    def sets(self, root: etree._Element, sets: tuple[Set, ...]) -> None:
        if not sets:
            return
        parent = self.add(root, "Sets")
        for one in sets:
            element = self.add(parent, "Set", guid=one.guid, name=one.name)
            self.words(element, one.description)
            self.refs(element, "MemberCode", one.codes)
            if self.space == PROJECT:
                self.refs(element, "MemberSource", one.sources)
                self.refs(element, "MemberNote", one.notes)

    def case(self, parent: etree._Element, case: Case) -> None:
        element = self.add(parent, "Case", guid=case.guid, name=case.name)
        self.words(element, case.description)
        self.refs(element, "CodeRef", case.codes)
        self.values(element, case.values)
        self.refs(element, "SourceRef", case.sources)
        self.refs(element, "SelectionRef", case.selections)

    def values(self, parent: etree._Element, values: Iterable[VariableValue]) -> None:
        for one in values:
            element = self.add(parent, "VariableValue")
            self.refs(element, "VariableRef", [one.variable])
            if one.type:
                self.add(element, f"{one.type}Value").text = one.value

    def codings(self, parent: etree._Element, codings: Iterable[Coding]) -> None:
        for one in codings:
            element = self.add(
                parent,
                "Coding",
                guid=one.guid,
                creatingUser=one.stamp.by or None,
                creationDateTime=one.stamp.at or None,
            )
            self.refs(element, "CodeRef", [one.code])
            self.refs(element, "NoteRef", one.notes)

    def stamp(self, element: etree._Element, stamp: Stamp) -> None:
        self.set_on(
            element,
            creatingUser=stamp.by or None,
            creationDateTime=stamp.at or None,
            modifyingUser=stamp.changed_by or None,
            modifiedDateTime=stamp.changed_at or None,
        )

    def text(self, parent: etree._Element, tag: str, text: Text) -> None:
        element = self.add(
            parent,
            tag,
            guid=text.guid,
            name=text.name,
            richTextPath=text.rich_path or None,
            plainTextPath=text.plain_path or None,
        )
        self.stamp(element, text.stamp)
        self.words(element, text.description)
        self.words(element, text.content, "PlainTextContent")
        for one in text.selections:
            self.selection(element, one)
        self.codings(element, text.codings)
        self.refs(element, "NoteRef", text.notes)
        self.values(element, text.values)

    def selection(self, parent: etree._Element, one: Selection) -> None:
        element = self.add(
            parent,
            "PlainTextSelection",
            guid=one.guid,
            name=one.name,
            startPosition=str(one.start),
            endPosition=str(one.end),
        )
        self.stamp(element, one.stamp)
        self.words(element, one.description)
        self.codings(element, one.codings)
        self.refs(element, "NoteRef", one.notes)
