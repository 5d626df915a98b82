"""The spaces that do not break, which people seldom type."""

import re
from typing import TypeVar

from django.utils.safestring import SafeString, mark_safe

Words = TypeVar("Words", str, SafeString)
# Before «: ; ? ! » %», after «, and between the thousands of a number.
SPACES = re.compile(
    r" (?=[:;?!»%](?!\w))|(?<=«) "
    r"|(?:(?<=\b\d)|(?<=\b\d\d)|(?<=\b\d\d\d)) (?=\d{3}\b)"
)


def first_words(text: str, count: int) -> str:
    """The first words, on one line; «…» stands for the rest, and for the point or comma before it."""
    said = str(text).split()
    if len(said) <= count:
        return typeset(" ".join(said))
    return typeset(" ".join(said[:count])).rstrip(" .,;:…\u00a0") + "…"


def typeset(text: Words) -> Words:
    """The same words, with the spaces French wants: a colon never begins a line.

    >>> typeset("Qui, « en 2 000 mots » ?").count("\u00a0")
    4
    """
    spaced = SPACES.sub("\u00a0", text)
    return mark_safe(spaced) if isinstance(text, SafeString) else spaced  # noqa: S308 (as safe as it was)
