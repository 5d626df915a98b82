"""A report as plain words and drawings, in one language: what a PDF and a Word document are made of."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arrimage.design.figures import Figure
from arrimage.design.numbers import number, percent

from .report_content import shown, thawed_figure


def plain_report(content: dict[str, Any], digest: str, language: str) -> dict[str, Any]:
    """Call it within the language."""
    page = shown(content, language)
    day = date.fromisoformat(content["published_on"])
    return {
        "lang": language,
        "title": page["title"],
        "led_by": page["led_by"],
        "under": _("%(who)s · edition %(number)d, published on %(day)s")
        % {"who": page["led_by"], "number": content["number"], "day": date_format(day, "DATE_FORMAT")},
        "footer": page["title"][:80],
        "nature": page["nature"],
        "summary": page["summary"],
        "blocks": [
            _block(part)
            for block in page["blocks"]
            for part in ([block | {"kind": "text"}, *block["parts"]] if block["parts"] else [block])
        ],
        "replies": [
            {
                "organisation": one["organisation"],
                "paragraphs": one["paragraphs"],
                "on": date_format(one["on"], "DATE_FORMAT") if one["on"] else "",
            }
            for one in page["replies"]
        ],
        "words": {
            "quotes": _("In their own words"),
            "method": _("How it was made"),
            "replies": _("Replies of those asked"),
            "about": _("About this document"),
        },
        "licence": _("Licence: %(licence)s.") % {"licence": page["licence"].rstrip(".")},
        "digest": _("Digest of the published content (SHA-256): %(digest)s") % {"digest": digest},
    }


def _block(block: dict[str, Any]) -> dict[str, Any]:
    figure = block["figure"] or (thawed_figure(block["table"]) if block["table"] else None)
    return {
        "kind": block["kind"],
        "title": block["title"],
        "paragraphs": block["paragraphs"],
        "quotes": [[f"« {text} »", side] for text, side in block["quotes"]],
        "method": block["method"],
        "figure": _figure(figure, drawn=block["kind"] == "figure") if figure else None,
    }


def _figure(figure: Figure, *, drawn: bool) -> dict[str, Any]:
    source = [_("Source: %(source)s") % {"source": figure.source}]
    if figure.response_rate is not None:
        source.append(_("response rate %(rate)s") % {"rate": percent(figure.response_rate)})
    # A drawing of ours needs its page: elsewhere its table says the same.
    svg = figure.file if drawn and figure.live else ""
    return {
        "title": figure.title,
        "summary": figure.summary,
        "header": [str(one) for one in figure.header],
        "rows": [[_cell(one) for one in row] for row in figure.rows],
        "source": " ".join(filter(None, (" · ".join(source) + ".", figure.note))),
        "svg": svg,
        "alt": " ".join((figure.title, figure.summary, _("The table below has every number."))),
        "legend": _legend(figure),
    }


def _legend(figure: Figure) -> str:
    """In words: on paper, a legend is read."""
    words = {
        "mark mark-circle public": _("circle"),
        "mark mark-diamond community": _("diamond"),
    }
    return " · ".join(
        f"{words[key.swatch]} : {key.label}" if key.swatch in words else key.label for key in figure.legend
    )


def _cell(value: object) -> str:
    return number(value)
