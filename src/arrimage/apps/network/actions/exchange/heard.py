"""A source once read, and what became of it. No database here."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

AS_CLOSED = "closed"  # instead of a date: closed, on a day nobody says
KINDS = ("organisation", "site", "offer", "contact")  # in the order they depend on each other


@dataclass(frozen=True)
class Said:
    """What a source says of one thing: our fields, as JSON keeps them; other things by their uid.

    Beside the fields: `confirmed_on` (when the source last checked), `kept` (what we hand on as it came),
    and lists that hang on the thing (`sites`, `needs`, `opening_hours`, `coverages`, `affiliations`).
    """

    code: str  # its identifier in the source
    uid: UUID
    file: str
    row: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """A thing that was left out, and where it stands in the source."""

    file: str
    row: int
    code: str
    reason: str


@dataclass(frozen=True)
class Note:
    """A detail that was left out, or kept otherwise than it came."""

    file: str
    row: int
    text: str


@dataclass
class Heard:
    """A whole source, by kind (`KINDS`); `present` holds the codes it names at all, refused ones too."""

    said: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    present: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    refusals: dict[str, list[Refusal]] = field(default_factory=lambda: defaultdict(list))
    notes: list[Note] = field(default_factory=list)

    def note(self, said: Said, text: str) -> None:
        self.notes.append(Note(said.file, said.row, text))


@dataclass
class Outcome:
    """What became of one kind of thing. `kept` names what people had changed and the source did not undo."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "closed": self.closed,
            "refused": len(self.refusals),
        }

    @property
    def changed_nothing(self) -> bool:
        return not (self.created or self.updated or self.closed)
