"""What a REFI-QDA project says, as it says it: nothing here is turned into our own things yet.

GUIDs, dates and numbers are kept as they are written. `positions` count Unicode code points of the source's
own text, line ends included as they stand in its file.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stamp:
    """Who wrote and who changed, when; empty where the file does not say."""

    by: str = ""
    at: str = ""
    changed_by: str = ""
    changed_at: str = ""


@dataclass(frozen=True)
class User:
    guid: str
    name: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Code:
    guid: str
    name: str
    is_codable: bool = True
    color: str = ""
    description: str | None = None
    notes: tuple[str, ...] = ()
    codes: tuple["Code", ...] = ()


@dataclass(frozen=True)
class Variable:
    guid: str
    name: str
    type: str
    description: str | None = None


@dataclass(frozen=True)
class VariableValue:
    """`type` is one of VALUE_TYPES, or empty when the file gives no value."""

    variable: str
    type: str = ""
    value: str = ""


@dataclass(frozen=True)
class Coding:
    guid: str
    code: str
    stamp: Stamp = Stamp()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection:
    """From `start` up to `end`, which is not in it."""

    guid: str
    start: int
    end: int
    name: str | None = None
    description: str | None = None
    codings: tuple[Coding, ...] = ()
    notes: tuple[str, ...] = ()
    stamp: Stamp = Stamp()


@dataclass(frozen=True)
class Text:
    """A text source, or a note. Its words stand in the file (`content`) or beside it (`plain_path`)."""

    guid: str
    name: str | None = None
    content: str | None = None
    plain_path: str = ""
    rich_path: str = ""
    description: str | None = None
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    notes: tuple[str, ...] = ()
    values: tuple[VariableValue, ...] = ()
    stamp: Stamp = Stamp()


@dataclass(frozen=True)
class Kept:
    """An element we carry without reading it: a picture, a PDF, a sound, a graph."""

    xml: str


@dataclass(frozen=True)
class Case:
    guid: str
    name: str | None = None
    description: str | None = None
    codes: tuple[str, ...] = ()
    values: tuple[VariableValue, ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Set:
    guid: str
    name: str
    description: str | None = None
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    name: str
    origin: str | None = None
    base_path: str | None = None
    stamp: Stamp = Stamp()
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Text | Kept, ...] = ()
    notes: tuple[Text, ...] = ()
    links: tuple[Kept, ...] = ()
    sets: tuple[Set, ...] = ()
    graphs: tuple[Kept, ...] = ()
    description: str | None = None
    own_notes: tuple[str, ...] = ()  # those about the project as a whole
    files: dict[str, bytes] = field(default_factory=dict)  # name in the archive → content

    def texts(self) -> tuple[Text, ...]:
        return tuple(source for source in self.sources if isinstance(source, Text))

    def every_code(self) -> list[Code]:
        """The whole tree, a code before those under it."""
        found: list[Code] = []
        left = list(reversed(self.codes))
        while left:
            code = left.pop()
            found.append(code)
            left.extend(reversed(code.codes))
        return found


@dataclass(frozen=True)
class Codebook:
    """A .qdc: codes and sets alone."""

    codes: tuple[Code, ...] = ()
    sets: tuple[Set, ...] = ()
    origin: str | None = None
