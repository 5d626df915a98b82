"""Blocks of a report that come from a room above: it says so in its `AppConfig.ready`.

    register_block(BlockKind("display", _("Joint display"), listed=…, parts=…))

`listed(user)` is what may be chosen; `parts(user, ref, language)` what it says today, as pieces a report
knows (text, table, quotes), or None when it is not there, or not theirs to publish. They are read again each
time the draft is opened, and frozen with the report. `wrong(user, ref)`: what keeps it from going out yet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """One piece, in one language. A table has a source; `quotes`: (words, who is said to say them)."""

    title: str = ""
    text: str = ""
    header: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()
    source: str = ""
    note: str = ""
    quotes: Sequence[tuple[str, str]] = field(default=())

    def frozen(self) -> dict[str, Any]:
        """As plain data: what an edition keeps, whatever becomes of this room."""
        table = None
        if self.header:
            table = {
                "title": self.title,
                "summary": "",
                "header": list(self.header),
                "rows": [list(row) for row in self.rows],
                "source": self.source,
                "note": self.note,
                "base": None,
                "response_rate": None,
                "legend": [],
                "chart": "",
                "narrow": None,
            }
        kind = "table" if table else "quotes" if self.quotes else "text"
        return {
            "kind": kind,
            "title": self.title,
            "text": self.text,
            "table": table,
            "quotes": [list(one) for one in self.quotes],
        }


def _nothing_wrong(_user: Any, _ref: str) -> list[str]:
    return []


@dataclass(frozen=True)
class BlockKind:
    """`kind` is kept with the block: ten letters at most, never another's."""

    kind: str
    label: Any
    listed: Callable[[Any], list[tuple[str, str]]]
    parts: Callable[[Any, str, str], list[Part] | None]
    wrong: Callable[[Any, str], list[str]] = _nothing_wrong


BLOCKS: dict[str, BlockKind] = {}


def register_block(block: BlockKind) -> None:
    """Registering it again replaces it."""
    BLOCKS[block.kind] = block
