"""A page that suffices to itself: no script, no network, prints, reads on a phone."""

from collections.abc import Iterable
from html import escape

from arrimage.design.tokens import light

STYLE = """
:root { font: 100%/1.55 system-ui, sans-serif; color: INK; background: PAPER }
body { max-width: 62rem; margin: 0 auto; padding: 1rem }
h1, h2, h3 { line-height: 1.2 } h2 { margin-top: 2.5rem; border-top: 1px solid; padding-top: 1rem }
.scroll { overflow-x: auto } .scroll:focus-visible { outline: 3px solid }
table { border-collapse: collapse; width: 100%; margin-bottom: 1rem }
caption { text-align: left; font-weight: 600; padding: .5rem 0 }
caption span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 2rem) }
small { display: block; white-space: nowrap }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid LINE }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.bar { display: block; width: 100%; max-width: 30rem; height: 1.1rem; color: RIVER }
.curve { display: block; width: 100%; height: 4.5rem; color: RIVER }
figure { margin: 1rem 0 }
details { margin: .6rem 0 } summary { cursor: pointer; padding: .3rem 0 }
"""


def whole(title: str, parts: Iterable[str]) -> str:
    """The HTML document, in French; `parts` are HTML already."""
    colours, style = light(), STYLE
    for role in ("ink", "paper", "line", "river"):
        style = style.replace(role.upper(), colours[role])
    head = (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>"
    )
    return f"{head}<h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>\n"


def table(caption: str, header: list[str], rows: list[list[str]], numbers: int) -> str:
    """The last `numbers` columns hold numbers. Cells are HTML already."""

    def kind(column: int) -> str:
        return ' class="n"' if column >= len(header) - numbers else ""

    head = "".join(f'<th scope="col"{kind(n)}>{escape(name)}</th>' for n, name in enumerate(header))
    body = "".join(
        "<tr>" + "".join(f"<td{kind(n)}>{cell}</td>" for n, cell in enumerate(row)) + "</tr>" for row in rows
    )
    return (
        f'<div class="scroll" role="region" aria-label="{escape(caption)}" tabindex="0"><table>'
        f"<caption><span>{escape(caption)}</span></caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
