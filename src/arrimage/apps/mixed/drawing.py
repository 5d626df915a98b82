"""A logic model drawn for wide screens: columns, boxes, arrows. The list beside it says all of it."""

from textwrap import wrap

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Box
from .queries.logic import Drawn

WIDTH, GAP, LINE, PAD, LETTERS = 186, 30, 17, 11, 22
MARKS = {"supported": "●", "nuanced": "◐", "contradicted": "✕", "not_enough": "?"}


def _lines(box: Box) -> list[str]:
    words = wrap(box.words, LETTERS) or [""]
    return [*words[:4], words[4][:20] + "…"] if len(words) > 5 else words


def _height(box: Box) -> int:
    return PAD * 2 + LINE * (len(_lines(box)) + bool(box.finding))


def draw(drawn: Drawn, title: str) -> SafeString | None:
    """None while there are no two boxes to hold beside each other."""
    columns = [(label, boxes) for _kind, label, boxes in drawn.columns]
    if sum(len(boxes) for _label, boxes in columns) < 2:
        return None
    tallest = max(sum(_height(box) + 14 for box in boxes) for _label, boxes in columns)
    places: dict[int, tuple[int, int, int]] = {}
    parts = []
    for number, (label, boxes) in enumerate(columns):
        x = number * (WIDTH + GAP) + 2
        y = 48 + (tallest - sum(_height(box) + 14 for box in boxes)) // 2
        for row, words in enumerate(wrap(label, LETTERS)[:2]):
            parts.append(f'<text class="head" x="{x}" y="{16 + row * 16}">{escape(words)}</text>')
        for box in boxes:
            places[box.pk] = (x, y, _height(box))
            parts.append(_box(box, x, y))
            y += _height(box) + 14
    arrows = [
        _arrow(places[one.source_id], places[one.target_id])
        for one in drawn.arrows
        if one.source_id in places and one.target_id in places
    ]
    wide, high = len(columns) * (WIDTH + GAP) - GAP + 30, tallest + 56
    told = {"boxes": len(places), "arrows": len(arrows)}
    summary = ngettext("%(count)d box", "%(count)d boxes", told["boxes"]) % {"count": told["boxes"]}
    summary += ", " + ngettext("%(count)d arrow", "%(count)d arrows", told["arrows"]) % {
        "count": told["arrows"]
    }
    summary += ". " + _("The list says the same in words.")
    return mark_safe(  # noqa: S308 (every text is escaped)
        f'<svg class="model-drawing" viewBox="0 0 {wide} {high}" role="img"'
        f' aria-label="{escape(title)}. {escape(summary)}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>' + "".join(arrows + parts) + "</svg>"
    )


def _box(box: Box, x: int, y: int) -> str:
    lines = _lines(box)
    found = f" {box.finding}" if box.finding else ""
    parts = [f'<g class="box{found}"><rect x="{x}" y="{y}" width="{WIDTH}" height="{_height(box)}" rx="8"/>']
    for row, words in enumerate(lines):
        parts.append(f'<text x="{x + PAD}" y="{y + PAD + LINE * row + 12}">{escape(words)}</text>')
    if box.finding:
        said = f"{MARKS[box.finding]} {box.get_finding_display()}"
        parts.append(
            f'<text class="found" x="{x + PAD}" y="{y + PAD + LINE * len(lines) + 13}">{escape(said)}</text>'
        )
    return "".join(parts) + "</g>"


def _arrow(start: tuple[int, int, int], end: tuple[int, int, int]) -> str:
    x1, y1, x2, y2 = start[0] + WIDTH, start[1] + start[2] // 2, end[0], end[1] + end[2] // 2
    if start[0] == end[0]:  # the same column: round its right side
        x2 = end[0] + WIDTH
        return f'<path class="arrow" d="M{x1} {y1}C{x1 + 34} {y1} {x2 + 34} {y2} {x2 + 2} {y2}"/>'
    half = (x2 - x1) // 2
    return f'<path class="arrow" d="M{x1} {y1}C{x1 + half} {y1} {x2 - half} {y2} {x2 - 2} {y2}"/>'
