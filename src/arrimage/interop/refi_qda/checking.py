"""What is wrong in the shape of a project or of a codebook, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from .grammar import CODEBOOK, KINDS, PROJECT, TYPES, Kind
from .package import NotAProject

XSI = "http://www.w3.org/2001/XMLSchema-instance"
MOST = 500  # faults told; a file that has more is not mended by hand


@dataclass(frozen=True)
class Fault:
    """One thing to mend, in one sentence."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return _("line %(line)s: %(sentence)s") % {"line": self.line, "sentence": self.sentence}


def faults_of(root: etree._Element) -> list[Fault]:
    """All that is wrong in the shape of the file, in the order of its lines; at most MOST.

    Raises NotAProject when it is something else altogether.
    """
    start = {f"{{{PROJECT}}}Project": "project", f"{{{CODEBOOK}}}CodeBook": "codebook"}.get(root.tag)
    if start is None:
        raise NotAProject(_("This is neither a REFI-QDA project nor a codebook."))
    found: list[Fault] = []
    for fault in _shape(root, KINDS[start], etree.QName(root).namespace or ""):
        found.append(fault)
        if len(found) == MOST:
            break
    return sorted(found, key=lambda fault: fault.line)


def _shape(element: etree._Element, kind: Kind, space: str) -> Iterator[Fault]:
    yield from _attributes(element, kind)
    children = [child for child in element if isinstance(child.tag, str)]
    if kind.value:
        yield from _text(element, kind, children)
        return
    loose = [element.text, *(child.tail for child in element)]
    # An element that holds nothing holds no blank either.
    if any(words and (words.strip() or not kind.children) for words in loose):
        yield Fault(element.sourceline, _("“%(tag)s” holds loose text.") % {"tag": _name(element)})
    for child, expected in _in_order(element, kind, children, space):
        if isinstance(expected, Fault):
            yield expected
        else:
            name = _name(child) if expected.kind == "value" else expected.kind
            yield from _shape(child, KINDS[name], space)


def _in_order(element, kind: Kind, children: list, space: str) -> Iterator[tuple]:
    """Each child with what it is expected to be, or the fault of its place; then what is missing."""
    place = 0
    times = dict.fromkeys(range(len(kind.children)), 0)
    for child in children:
        name = _name(child) if etree.QName(child).namespace == space else child.tag
        at = _find(kind, name, 0 if kind.any_order else place)
        if at is None:
            anywhere = _find(kind, name, 0) is not None
            says = (
                _("“%(tag)s” is not at its place in “%(in)s”.")
                if anywhere
                else _("“%(tag)s” is not expected in “%(in)s”.")
            )
            yield child, Fault(child.sourceline, says % {"tag": name, "in": _name(element)})
            continue
        place = at
        times[at] += 1
        expected = kind.children[at]
        if times[at] > expected.most and not kind.any_order:
            says = _("“%(tag)s” stands more than once in “%(in)s”.")
            yield child, Fault(child.sourceline, says % {"tag": name, "in": _name(element)})
            continue
        yield child, expected
    if kind.any_order:
        if not children:
            yield element, Fault(element.sourceline, _("“%(tag)s” is empty.") % {"tag": _name(element)})
        return
    for at, expected in enumerate(kind.children):
        if times[at] < expected.least:
            says = _("“%(tag)s” is missing in “%(in)s”.")
            yield element, Fault(element.sourceline, says % {"tag": expected.tag, "in": _name(element)})


def _find(kind: Kind, name: str, start: int) -> int | None:
    for at in range(start, len(kind.children)):
        if name in kind.children[at].tag.split("|"):
            return at
    return None


def _attributes(element: etree._Element, kind: Kind) -> Iterator[Fault]:
    for name, value in element.attrib.items():
        if name.startswith(f"{{{XSI}}}"):
            continue
        if name not in kind.attributes:
            says = _("“%(tag)s” has an attribute “%(name)s”, which is not of the format.")
            yield Fault(element.sourceline, says % {"tag": _name(element), "name": name})
            continue
        type_, _required = kind.attributes[name]
        if not _reads(type_, value):
            says = _("“%(name)s” of “%(tag)s” cannot be “%(value)s”.")
            told = {"tag": _name(element), "name": name, "value": value[:60]}
            yield Fault(element.sourceline, says % told)
    for name, (_type, required) in kind.attributes.items():
        if required and name not in element.attrib:
            says = _("“%(name)s” of “%(tag)s” is missing.")
            yield Fault(element.sourceline, says % {"tag": _name(element), "name": name})


def _text(element: etree._Element, kind: Kind, children: list) -> Iterator[Fault]:
    for child in children:
        says = _("“%(tag)s” is not expected in “%(in)s”.")
        yield Fault(child.sourceline, says % {"tag": _name(child), "in": _name(element)})
    if not children and not _reads(kind.value, element.text or ""):
        says = _("“%(tag)s” cannot be “%(value)s”.")
        yield Fault(element.sourceline, says % {"tag": _name(element), "value": (element.text or "")[:60]})


def _reads(type_: str, value: str) -> bool:
    if type_ != "text":
        value = " ".join(value.split())
    return bool(TYPES[type_].fullmatch(value)) and _is_a_day(type_, value)


def _is_a_day(type_: str, value: str) -> bool:
    """The pattern lets a 30th of February pass."""
    if type_ not in ("date", "moment"):
        return True
    year, month, day = (
        int(part) for part in value.lstrip("-")[: value.lstrip("-").index("-") + 6].split("-")
    )
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = {2: 29 if leap else 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    return year > 0 and day <= longest


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
