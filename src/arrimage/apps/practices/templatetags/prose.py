"""What people wrote, as paragraphs and lists. Plain text: what looks like markup is shown as typed."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from arrimage.design.typography import first_words, typeset

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Blank lines part paragraphs; lines that begin with a dash make a list.

    >>> prose("Un.\\n\\n- deux\\n- trois")
    '<p>Un.</p><ul><li>deux</li><li>trois</li></ul>'
    """
    blocks = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in block.split("\n")]
        listed = [line[2:].strip() for line in lines if line.startswith(("- ", "– ", "• "))]
        if listed and len(listed) == len(lines):
            blocks.append("<ul>" + "".join(f"<li>{_said(line)}</li>" for line in listed) + "</ul>")
        elif block.strip():
            blocks.append("<p>" + "<br>".join(_said(line) for line in lines) + "</p>")
    return mark_safe("".join(blocks))  # noqa: S308 (every piece is escaped)


def _said(line: str) -> str:
    return typeset(escape(line))


@register.filter
def opening(text: str, words: int = 32) -> str:
    """The first words, on one line, for a card."""
    return first_words(text, words)
