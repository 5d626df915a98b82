"""What is read over and over, drawn in one go: a template walks each sentence of an hour of talking."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from arrimage.apps.qualitative.cutting import Piece, Sentence

register = template.Library()


@register.simple_tag
def sentences(said: Iterable[Sentence]) -> SafeString:
    """Each in a box to tick, its words under the marks of what was put on them."""
    return mark_safe("".join(map(_sentence, said)))  # noqa: S308


def _sentence(one: Sentence) -> str:
    words = "".join(map(_piece, one.pieces))
    box = f'<input type="checkbox" name="span" value="{one.start}-{one.end}" id="s{one.start}">'
    label = f'<label for="s{one.start}" data-start="{one.start}">{words}</label>'
    return f'<span class="sentence">{box}{label}</span> '


def _piece(piece: Piece) -> str:
    words = escape(piece.text)
    if piece.marks:
        contrary = " contrary" if piece.is_contrary else ""
        return f'<mark class="n{piece.depth}{contrary}" data-c="{" ".join(piece.marks)}">{words}</mark>'
    return f"<b>{words}</b>" if piece.is_speaker else words
