"""A project as it goes to and comes from other software: plain facts, in nobody's format."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CodeTold:
    uid: UUID
    name: str
    parent: UUID | None = None
    definition: str = ""
    when: str = ""
    when_not: str = ""
    example: str = ""
    contrary: str = ""
    colour: str = ""
    is_codable: bool = True


@dataclass(frozen=True)
class VariableTold:
    uid: UUID
    name: str
    type: str
    description: str = ""


@dataclass(frozen=True)
class CaseTold:
    """`texts`: those that are of this case. `is_implied`: nobody named it, its text was of no case."""

    uid: UUID
    name: str
    description: str = ""
    values: dict[UUID, str] = field(default_factory=dict)
    texts: tuple[UUID, ...] = ()
    is_implied: bool = False


@dataclass(frozen=True)
class TextTold:
    uid: UUID
    title: str
    text: str


@dataclass(frozen=True)
class CodingTold:
    uid: UUID
    passage: UUID
    text: UUID
    code: UUID
    coder: UUID
    start: int
    end: int
    memo: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class MemoTold:
    uid: UUID
    words: str
    coder: UUID
    text: UUID | None = None
    code: UUID | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class ProjectTold:
    title: str
    coders: dict[UUID, str]
    codes: tuple[CodeTold, ...] = ()  # a code before those under it
    variables: tuple[VariableTold, ...] = ()
    cases: tuple[CaseTold, ...] = ()
    texts: tuple[TextTold, ...] = ()
    codings: tuple[CodingTold, ...] = ()
    memos: tuple[MemoTold, ...] = ()
    carried: bytes = b""  # the file it came from, for all that is not read here
    uids: dict[str, str] = field(default_factory=dict)  # of the file → here, where they differ
    imported: frozenset[str] = frozenset()  # codings and memos of the file that were read
