"""How Altair charts look and write numbers: our tokens, our fonts, the reader's language."""

from typing import Any

from django.utils.translation import get_language

from arrimage.design.tokens import light

SANS = "Source Sans 3, Segoe UI, system-ui, Roboto, Helvetica Neue, sans-serif"
SERIF = "Source Serif 4, Charter, Georgia, serif"

# d3-format locales. A no-break space, so that a number never wraps.
FRENCH = {
    "decimal": ",",
    "thousands": "\u00a0",
    "grouping": [3],
    "currency": ["", "\u00a0$"],
    "percent": "\u00a0%",
}
ENGLISH = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""]}


def number_locale() -> dict[str, Any]:
    return ENGLISH if (get_language() or "fr").startswith("en") else FRENCH


def config() -> dict[str, Any]:
    """A Vega-Lite `config`; colours are day tokens, which pages turn into roles (see `svg.inlined`)."""
    token = light()
    words = {"labelFont": SANS, "titleFont": SANS, "labelColor": token["soft"], "titleColor": token["ink"]}
    return {
        "aria": False,  # one title and one description for the whole; the table says the rest
        "background": None,
        "font": SANS,
        "padding": 4,
        "view": {"stroke": None},
        "mark": {"color": token["river"]},
        "line": {"strokeWidth": 2.5},
        "rule": {"color": token["edge"]},
        "text": {"color": token["ink"], "fontSize": 12},
        "axis": {
            **words,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "domainColor": token["edge"],
            "tickColor": token["edge"],
            "gridColor": token["line"],
        },
        "legend": {**words, "labelFontSize": 12, "titleFontSize": 12, "orient": "bottom"},
        "title": {"font": SERIF, "color": token["ink"], "fontSize": 14, "fontWeight": 600},
        "header": words,
        "range": {
            "category": [token[name] for name in ("public", "community", "family", "intersectoral")],
            "ordinal": [token[f"step-{step}"] for step in range(1, 6)],
            "ramp": [token[f"step-{step}"] for step in range(1, 6)],
        },
    }
