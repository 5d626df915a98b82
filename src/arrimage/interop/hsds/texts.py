"""Texts: read with care from somebody else's rows; and one text where HSDS has one field and we several.

The parts are kept apart by a Markdown rule; attributes of the taxonomy `text` say which they are, in order.
Whoever reads the description alone reads everything, their own words first.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import nh3
from django.utils.translation import gettext as _

Row = Mapping[str, Any]

RULE = "\n\n* * *\n\n"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
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


class Unusable(Exception):
    """This thing cannot be taken in; the message says why."""


def text_of(row: Row, name: str) -> str:
    value = row.get(name, "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unusable(_("“%(field)s” is not a text.") % {"field": name})
    text = str(value).strip()
    if _UNPRINTABLE.search(text):
        raise Unusable(_("“%(field)s” holds an invisible character.") % {"field": name})
    return text


def prose_of(row: Row, name: str) -> str:
    return without_markup(text_of(row, name))


def sentence(*parts: str, between: str = ", ") -> str:
    return between.join(part for part in parts if part)


def required(row: Row, name: str) -> str:
    if text := text_of(row, name):
        return text
    raise Unusable(_("“%(field)s” is empty.") % {"field": name})


def labelled(label: str, text: str) -> str:
    return f"{label}\u00a0: {text}" if text else ""


def our_texts(text: str, names: list[str], lines: list[str], *, longest: int) -> dict[str, str]:
    """Our texts from their description: the parts it was packed from, or the whole where it fits."""
    parts = {} if names == ["none"] else unpack(text, names or ["description"])
    if "" in parts:  # rewritten elsewhere: theirs, whole
        parts = {"description": parts.pop("")}
    parts["description"] = sentence(parts.get("description", ""), *lines, between="\n")
    if len(parts["description"]) > longest and not parts.get("own_words"):
        parts = {"own_words": parts["description"], "description": ""} | {
            name: text for name, text in parts.items() if name == "own_values"
        }
    names = ["own_words", "description", "own_values"] if longest == 600 else ["own_words", "description"]
    return {name: parts.get(name, "") for name in names}
