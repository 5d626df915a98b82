"""What a finding may rest on, by kind: rooms below are asked by their queries, those above register theirs.

    register_kind(Kind("code", _("A code"), find=…, listed=…))

`find(user, ref)` gives the piece as that user may read it today, or None; `listed(user)` what may be chosen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Piece:
    """Something that can be held beside something else, with where it comes from."""

    kind: str
    ref: str
    label: str
    source: str
    url: str = ""


@dataclass(frozen=True)
class Kind:
    kind: str
    label: Any
    find: Callable[[Any, str], Piece | None]
    listed: Callable[[Any], list[tuple[str, list[tuple[str, str]]]]]  # (heading, [(ref, label)])


KINDS: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Registering it again replaces it."""
    KINDS[kind.kind] = kind


def piece_at(user, kind: str, ref: str) -> Piece | None:
    known = KINDS.get(kind)
    return known.find(user, ref) if known else None
