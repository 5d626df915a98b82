"""A REFI-QDA file from end to end: looked at by line, then read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from .checking import Fault, faults_of
from .grammar import CODEBOOK
from .package import open_package
from .project import Codebook, Project
from .reading import read_codebook, read_project
from .references import dangling
from .texts import NoText, raw_text


@dataclass(frozen=True)
class Checked:
    """`read` is None when something is wrong in the shape of the file. `remarks` stand in nobody's way."""

    read: Project | Codebook | None
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...] = ()

    @property
    def codes(self) -> int:
        if isinstance(self.read, Project):
            return len(self.read.every_code())
        return len(Project("", codes=self.read.codes).every_code()) if self.read else 0

    @property
    def sources(self) -> int:
        return len(self.read.sources) if isinstance(self.read, Project) else 0


def check(content: bytes) -> Checked:
    """What the file says, and all that is wrong in it. Raises NotAProject."""
    opened = open_package(content)
    remarks = _pass_over_empty_sets(opened.root)
    if faults := faults_of(opened.root):
        return Checked(None, tuple(faults), remarks)
    loose = dangling(opened.root)
    if etree.QName(opened.root).namespace == CODEBOOK:
        return Checked(read_codebook(opened.root), tuple(loose), remarks)
    project = read_project(opened.root, opened.files)
    found = sorted([*loose, *_outside(project, opened.root)], key=lambda fault: fault.line)
    return Checked(project, tuple(found), remarks)


def selections_in(content: bytes) -> int:
    """Selections of every kind of source, of a file that opened."""
    elements = _elements(open_package(content).root)
    return sum(etree.QName(one).localname.endswith("Selection") for one in elements)


def _elements(root: etree._Element) -> list[etree._Element]:
    return [one for one in root.iter() if isinstance(one.tag, str)]


def _pass_over_empty_sets(root: etree._Element) -> tuple[Fault, ...]:
    """Some software writes an empty <Sets/>, which says nothing: it is left out."""
    empty = [one for one in root.findall("{*}Sets") if not len(one)]
    for one in empty:
        root.remove(one)
    return tuple(Fault(one.sourceline, _("“Sets” is empty: passed over.")) for one in empty)


def _outside(project: Project, root: etree._Element) -> list[Fault]:
    """Selections that end before they begin, or after their text; texts that are not in the archive."""
    lines = {one.get("guid"): one.sourceline for one in _elements(root) if one.get("guid")}
    found = []
    for source in (*project.texts(), *project.notes):
        try:
            length = len(raw_text(project, source))
        except NoText:
            says = _("the text of “%(name)s” is not in the archive, or is not UTF-8.")
            found.append(Fault(lines[source.guid], says % {"name": source.name or source.guid}))
            continue
        for one in source.selections:
            if not 0 <= one.start <= one.end <= length:
                says = _("a selection goes from %(start)s to %(end)s in a text of %(length)s characters.")
                told = {"start": one.start, "end": one.end, "length": length}
                found.append(Fault(lines[one.guid], says % told))
    return found
