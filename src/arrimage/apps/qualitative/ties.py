"""What a question of a guide may be tied to in a room above: it says so in its `AppConfig.ready`.

    register_tie(TieKind("lights", _("A box of a logic model"), find=…, listed=…))

Two ties exist: what a question `lights`, and the `figure` that opened it. The question keeps a neutral
reference and the words of the day; `find(user, refs)` says what is behind them today, as that user may read
it (what is missing is not theirs to read, or is gone), `listed(user, source)` what may be chosen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Groups = list[tuple[str, list[tuple[str, str]]]]  # (heading, [(ref, label)])


@dataclass(frozen=True)
class Tie:
    """What is behind a reference. `mark`: a figure in short, to see later that it moved."""

    label: str
    url: str = ""
    state: str = ""
    mark: str = ""


def _no_source(_user: Any) -> list[tuple[str, str]]:
    return []


@dataclass(frozen=True)
class TieKind:
    """`sources(user)`: what one chooses in first, where all of it would be too long a list."""

    name: str
    label: Any
    find: Callable[[Any, Iterable[str]], dict[str, Tie]]
    listed: Callable[[Any, str], Groups]
    sources: Callable[[Any], list[tuple[str, str]]] = _no_source


TIES: dict[str, TieKind] = {}


def register_tie(kind: TieKind) -> None:
    """Registering it again replaces it."""
    TIES[kind.name] = kind


def ties_of(user: Any, name: str, refs: Iterable[str]) -> dict[str, Tie]:
    """By reference, what is behind it; nothing for what this user may not read."""
    known, wanted = TIES.get(name), {ref for ref in refs if ref}
    return known.find(user, wanted) if known and wanted else {}
