"""A page that suffices to itself, dressed as the house: no script, no network, prints, reads on a phone."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from arrimage.design.tokens import STATIC

if TYPE_CHECKING:
    from arrimage.design.figures import Figure

SHEETS = ("tokens", "base", "components", "report", "print")


def whole(title: str, parts: Iterable[str], *, lede: str = "", night: bool = False, style: str = "") -> str:
    """The HTML document, in French; `parts` and `lede` are HTML already. `style`: more CSS.

    `night`: follow a reader who prefers the dark, where every drawing of the page follows its roles.
    """
    under = f'<p class="lede">{lede}</p>' if lede else ""
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Arrimage</title><style>{_style(night)}{style}</style></head><body>"
        f'<header class="top"><div class="top-in"><span class="brand">{_logo()}<span>Arrimage</span></span>'
        '</div></header><main class="page"><div class="page-head"><div class="page-title">'
        f"<h1>{escape(title)}</h1>{under}</div></div>"
        f'<div class="page-content">{"".join(parts)}</div></main>'
        '<footer class="foot"><div class="foot-in"><p>Cette page se suffit : elle ne demande rien au réseau,'
        " s’imprime et se partage telle quelle.</p></div></footer></body></html>\n"
    )


def spaced(html: str) -> str:
    """French spaces that never break, in what is read and nowhere else: « 100 000 », 12 %, before : ; ? !"""
    return re.sub(r">[^<]+", lambda words: _INSIDE.sub("\u00a0", words.group()), html)


_INSIDE = re.compile(r"(?<=«) | (?=[»:;?!%])|(?<=\d) (?=\d{3}(?!\d))")


@cache
def _style(night: bool) -> str:
    sheets = [(STATIC / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    if night:
        dark = (STATIC / "dark.css").read_text(encoding="utf-8")
        sheets.insert(1, f"@media screen and (prefers-color-scheme: dark) {{{dark}}}")
    text = "".join(sheets)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()


@cache
def _logo() -> str:
    return (STATIC.parents[1] / "templates/arrimage/logo.html").read_text(encoding="utf-8").strip()


def table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: int,
    *,
    quiet: bool = False,
    marks: Sequence[str] = (),
) -> str:
    """The last `numbers` columns hold numbers. Cells are HTML already. On a phone each row is a card.

    `quiet`: the caption is for who listens, where a title just above says the same.
    `marks`: a class for each row.
    """

    def kind(column: int) -> str:
        return ' class="numeric"' if column >= len(header) - numbers else ""

    hidden = ' class="visually-hidden"' if quiet else ""
    head = "".join(
        f'<th role="columnheader" scope="col"{kind(n)}>{escape(name)}</th>' for n, name in enumerate(header)
    )
    body = "".join(
        f'<tr role="row" class="{mark}">{_cells(header, row, kind)}</tr>'
        for row, mark in zip(rows, marks or [""] * len(rows), strict=True)
    ).replace(' class=""', "")
    return (
        f'<div class="scroll" role="group" aria-label="{escape(caption)}" tabindex="0">'
        f'<table class="table cards compact" role="table"><caption{hidden}>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _cells(header: Sequence[str], row: Sequence[str], kind) -> str:
    first = f'<th role="rowheader" scope="row"{kind(0)}>{row[0]}</th>'
    return first + "".join(
        f'<td role="cell" data-label="{escape(header[n])}"{kind(n)}><span>{cell}</span></td>'
        for n, cell in enumerate(row)
        if n
    )


def card(title: str, parts: Iterable[str], *, kind: str = "", level: int = 3) -> str:
    """`kind`: `own` for what people say in their own terms. `parts` are HTML already."""
    return f'<section class="card {kind}"><h{level}>{escape(title)}</h{level}>{"".join(parts)}</section>'


def facts(rows: Iterable[tuple[str, str, str]]) -> str:
    """(what, in more words, the number), HTML already."""
    lines = "".join(
        f'<li class="fact"><span>{what}<small>{more}</small></span><strong>{number}</strong></li>'
        for what, more, number in rows
    )
    return f'<ul class="facts">{lines}</ul>'


def notice(text: str, kind: str = "info") -> str:
    """`kind`: info, warning. HTML already."""
    word = '<span class="visually-hidden">Attention : </span>' if kind == "warning" else ""
    return f'<div class="notice notice-{kind}">{word}<p>{text}</p></div>'


def folded(summary: str, parts: Iterable[str], *, kind: str = "", opened: bool = False) -> str:
    is_open = " open" if opened else ""
    return (
        f'<details class="{kind}"{is_open}><summary>{escape(summary)}</summary>'
        f'<div class="stack">{"".join(parts)}</div></details>'
    )


def drawn(figure: "Figure") -> str:
    """A figure of the house as pages show it, without its script: everything is there already."""
    with_design()
    from django.template.loader import render_to_string
    from django.utils import translation

    with translation.override("fr"):
        html = render_to_string("arrimage/figure.html", {"figure": _Still(figure)})
    # Names of languages look like addresses; a drawing inside a page does without them.
    return re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", html)


class _Still:
    """A figure that nothing in the page will draw again."""

    live = None

    def __init__(self, figure: "Figure") -> None:
        self.figure = figure

    def __getattr__(self, name: str) -> object:
        return getattr(self.figure, name)


def with_design() -> None:
    """Templates and words of the design alone: a page is written without the database, nor its secrets."""
    import django
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=["arrimage.design"],
        LANGUAGE_CODE="fr",
        LOCALE_PATHS=[STATIC.parents[1] / "locale"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "builtins": [
                        "django.templatetags.i18n",
                        "arrimage.design.templatetags.arrimage",
                    ]
                },
            }
        ],
    )
    django.setup()
