"""One text where HSDS has one field and we have several, and back again.

The parts are kept apart by a Markdown rule; attributes of the taxonomy `text` say which they are, in order.
Whoever reads the description alone reads everything, their own words first.
"""

import html
import re
from collections.abc import Iterable, Sequence

import nh3

RULE = "\n\n* * *\n\n"
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def pack(parts: Iterable[tuple[str, str]]) -> tuple[str, list[str]]:
    """(name, text) pairs as one text and the names of those that say something."""
    said = [(name, text.strip()) for name, text in parts if text.strip()]
    return RULE.join(text for _name, text in said), [name for name, _text in said]


def unpack(text: str, names: Sequence[str]) -> dict[str, str]:
    """The parts of a text packed under these names; all of it under "" if it was rewritten since."""
    parts = text.split(RULE)
    if not names or len(parts) != len(names):
        return {"": text}
    return dict(zip(names, (part.strip() for part in parts), strict=True))


def without_markup(text: str) -> str:
    """HSDS allows HTML in descriptions; we keep what it says, not how it looks."""
    return html.unescape(nh3.clean(text, tags=set())).strip() if _TAG.search(text) else text
