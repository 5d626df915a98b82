"""Components for templates; loaded everywhere."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.core.paginator import Page
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, BoundField
from django.template.base import render_value_in_context
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from arrimage.design import appearance as looks
from arrimage.design import forms, numbers
from arrimage.design.tables import Table, address_with
from arrimage.design.typography import first_words, typeset

if TYPE_CHECKING:
    from arrimage.design.figures import Figure

register = template.Library()

TAGS = ("own", "wait", "line", "closed")
NOTICES = ("info", "done", "warning", "alarm")
KNOTS = ("done", "now", "later")
DASHES = BLANK_CHOICE_DASH[0][1]  # what Django offers when nothing is chosen
NOTHING = ("", "—")
HEAD_OF_ROW = '<th role="rowheader" scope="row">'


def _one_of(word: str, words: tuple[str, ...], what: str) -> str:
    """A misspelt kind is the template's fault: say so while it is being written."""
    if word not in words:
        raise template.TemplateSyntaxError(f"{what}: {word!r} is not one of {', '.join(words)}")
    return word


# --- The page
@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    """The block `title` once more (a template may define a block only once): the <h1> repeats the <title>."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block("title") if blocks else None
    return typeset(block.render(context)) if block else ""


@register.simple_tag(takes_context=True)
def appearance(context: Context) -> str:
    """The reader's choice: `light`, `dark`, or `auto`."""
    return looks.chosen(context.get("request"))


@register.inclusion_tag("arrimage/crisis.html")
def crisis() -> dict:
    """The emergency lines: under every box in which somebody may write that they are not well."""
    return {}


# --- Words
@register.simple_tag
def tag(label: str, kind: str = "line") -> SafeString:
    return format_html('<span class="tag tag-{}">{}</span>', _one_of(kind, TAGS, "tag"), label)


@register.simple_block_tag
def notice(content: str, kind: str = "info") -> SafeString:
    _one_of(kind, NOTICES, "notice")
    said = {"done": _("Done:"), "warning": _("Please note:"), "alarm": _("Important:")}.get(kind, "")
    # Colour is never the only sign: the word is read aloud.
    word = format_html('<span class="visually-hidden">{}</span>', said) if said else ""
    return format_html('<div class="notice notice-{}">{}{}</div>', kind, word, mark_safe(content.strip()))  # noqa: S308


@register.inclusion_tag("arrimage/empty.html")
def empty(title: str, next_: str = "", url: str = "", label: str = "") -> dict:
    """Nothing here yet, and what to do about it."""
    return {"title": title, "next": next_, "url": url, "label": label}


@register.inclusion_tag("arrimage/thread.html")
def thread(steps: Iterable[Mapping[str, Any]]) -> dict:
    """A path as one mooring line. A step has `title`, `state` (done, now, later), perhaps `when`, `text`."""
    steps = list(steps)
    for step in steps:
        _one_of(step["state"], KNOTS, "thread")
    return {"steps": steps}


@register.filter
def iso_day(text: str) -> str:
    """A day kept as `2026-12-01` in data, as the reader writes it."""
    return date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""


@register.filter(is_safe=True)
def spaced(text: object) -> str:
    """The no-break spaces French wants: a colon never begins a line."""
    return typeset(text if isinstance(text, SafeString) else str(text))


@register.filter(name="first_words")
def opening_words(text: str, count: int) -> str:
    return first_words(text, count)


# --- Forms
@register.simple_tag
def field(bound: BoundField) -> SafeString:
    if not isinstance(bound, BoundField):
        raise template.TemplateSyntaxError(f"field: {bound!r} is no field of the form")
    return bound.as_field_group()


@register.simple_tag
def choices(groups: Iterable[tuple]) -> SafeString:
    """What a list offers. Django draws a template for each: of two hundred, half of a page's time."""
    drawn = []
    for name, options, _place in groups:
        inner = [
            format_html(
                '<option value="{}"{}>{}</option>',
                str(one["value"]),
                _attributes(one["attrs"]),
                _("Choose") if one["label"] == DASHES else one["label"],
            )
            for one in options
        ]
        drawn += [format_html('<optgroup label="{}">', name), *inner, "</optgroup>"] if name else inner
    return mark_safe("\n".join(drawn))  # noqa: S308


@register.simple_tag
def boxes(groups: Iterable[tuple]) -> SafeString:
    """Boxes to tick, each in its label, drawn in one go for the same reason."""
    drawn = []
    for name, options, _place in groups:
        if name:
            drawn.append(format_html('<p class="choices-group">{}</p>', name))
        for one in options:
            if one["label"] == DASHES:  # nobody ticks nothing
                continue
            at = one["attrs"].get("id")
            drawn.append(
                format_html(
                    '<label{}><input type="{}" name="{}" value="{}"{}><span>{}</span></label>',
                    format_html(' for="{}"', at) if at else "",
                    one["type"],
                    one["name"],
                    str(one["value"]),
                    _attributes(one["attrs"]),
                    one["label"],
                )
            )
    return mark_safe("\n".join(drawn))  # noqa: S308


def _attributes(attrs: Mapping[str, object]) -> SafeString:
    """As Django writes them: `True` is the name alone, `False` nothing."""
    drawn = [
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    ]
    return mark_safe("".join(drawn))  # noqa: S308


@register.inclusion_tag("arrimage/form_errors.html")
def form_errors(form: BaseForm) -> dict:
    return {"problems": forms.problems(form) if form.is_bound else []}


@register.filter
def is_lone_checkbox(bound: BoundField) -> bool:
    return forms.is_lone_checkbox(bound)


# --- Tables and numbers
@register.inclusion_tag("arrimage/table.html")
def table(table: Table) -> dict:
    return {"table": table}


@register.simple_tag
def table_body(table: Table) -> SafeString:
    """The rows, drawn in one go: a template walks each cell, and a page of a thousand has as many."""
    opened = [
        format_html(
            '<td role="cell" data-label="{}"{}>',
            column.label,
            mark_safe(' class="numeric"') if column.numeric else "",
        )
        for column in table.columns
    ]
    # On a phone, where a row is a card, what has no value is not said.
    empty = [
        one if column.numeric or not place else one.replace('role="cell"', 'role="cell" data-none', 1)
        for place, (one, column) in enumerate(zip(opened, table.columns, strict=True))
    ]
    drawn = []
    for row in table.rows:
        drawn.append('<tr role="row">')
        for place, cell in enumerate(row):
            opening, closing = (opened[place], "</td>") if place else (HEAD_OF_ROW, "</th>")
            words = _as_read(cell.value)
            inner = (
                f'<a href="{conditional_escape(cell.url)}">{words}</a>'
                if cell.url
                else f"<span>{words}</span>"
            )
            drawn.append(f"{empty[place] if words in NOTHING else opening}{inner}{closing}")
        drawn.append("</tr>\n")
    return mark_safe("".join(drawn))  # noqa: S308


def _as_read(value: object) -> SafeString:
    return conditional_escape(render_value_in_context(shown(value), Context()))


@register.inclusion_tag("arrimage/pages.html", takes_context=True)
def pages(context: Context, page_obj: Page, name: str = "page") -> dict:
    return _pages(page_obj, context["request"].GET, name)


@register.inclusion_tag("arrimage/pages.html")
def table_pages(table: Table) -> dict:
    return _pages(table.page, table.query, table.page_name) | {"of": table.caption}


def _pages(page: Page, query, name: str) -> dict:
    def link(number: int) -> str:
        return address_with(query, **{name: str(number)})

    return {
        "page": page,
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
        "links": [
            (number, link(number) if isinstance(number, int) else "")
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ],
    }


@register.filter
def number(value: object, decimals: int | None = None) -> str:
    return numbers.number(value, decimals)


@register.filter
def percent(share: float, decimals: int = 0) -> str:
    return numbers.percent(share, decimals)


@register.filter
def shown(value: object) -> object:
    """A table's value: numbers in the reader's format, nothing as a dash, text and markup as they are."""
    return numbers.number(value) if isinstance(value, int | float | Decimal | None) else value


# --- Figures
@register.inclusion_tag("arrimage/figure.html")
def figure(figure: "Figure") -> dict:
    return {"figure": figure}


@register.simple_tag
def figure_body(figure: "Figure") -> SafeString:
    """The rows of its table, in one go as those of any other."""
    drawn = []
    for first, *others in figure.rows:
        cells = "".join(f"<td>{_as_read(value)}</td>" for value in others)
        drawn.append(f'<tr><th scope="row">{_as_read(first)}</th>{cells}</tr>')
    return mark_safe("".join(drawn))  # noqa: S308
