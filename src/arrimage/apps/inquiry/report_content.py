"""What a report holds, block by block: figures drawn alive from a small spec, then frozen as plain data.

Frozen content is JSON alone (no object, no lazy text), in both languages, so that its digest means something
and any later version of the software can show it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from arrimage.apps.inquiry.results import drawn, drawn_pairs
from arrimage.apps.inquiry.results.answering import answering
from arrimage.apps.inquiry.results.drawn import Drawn
from arrimage.apps.inquiry.results.items import question
from arrimage.apps.inquiry.results.pairs import Paired
from arrimage.apps.inquiry.results.protection import OUTSIDE
from arrimage.apps.inquiry.results.scales import spread
from arrimage.apps.inquiry.results.words import nature_words
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.design.figures import Figure, Key
from arrimage.design.figures.svg import spec_of

LANGUAGES = ("fr", "en")
FORMAT = 1
# What a figure or a table may show. Those with an item name one.
WHATS = ("answering", "voices", "agreement", "pairs", "covariate", "score", "question")
WITH_ITEM = frozenset({"question", "score"})


def labels_of(paired: Paired, language: str) -> dict[str, str]:
    return {key: said(label, language) for key, label in paired.rules.sides}


def draw(spec: Mapping[str, str], paired: Paired, language: str) -> Drawn | None:
    """The figure a spec asks for, as anybody outside may see it; None when it shows nothing."""
    with translation.override(language):
        sheet, labels, what = paired.sheet, labels_of(paired, language), spec.get("what", "")
        item = spec.get("item", "")
        if what == "answering":
            return drawn.answering_figure(sheet, answering(sheet, OUTSIDE), labels, OUTSIDE)
        if what == "voices":
            return drawn_pairs.voices_figure(paired, OUTSIDE, language)
        if what == "agreement":
            return drawn_pairs.agreement_figure(paired, OUTSIDE, language)
        if what == "pairs":
            return drawn_pairs.pairs_figure(paired, OUTSIDE, language)
        if what == "covariate" and paired.rules.covariates:
            return drawn_pairs.covariate_figure(paired, paired.rules.covariates[0], OUTSIDE, language)
        if what == "question" and item in sheet.form.items and item in sheet.answers:
            return drawn.question_figure(sheet, question(sheet, item, OUTSIDE, language), labels, OUTSIDE)
        rule = next((one for one in sheet.form.scores if one.name == item), None)
        if what == "score" and rule:
            return drawn.spread_figure(sheet, spread(sheet, rule, OUTSIDE, language), labels, OUTSIDE)
        return None


def can_be_shown(found: Drawn | None) -> str:
    """Why this figure cannot be published, as a sentence; nothing when it can."""
    if found is None:
        return _("it shows nothing: the answers are too few, or the question is not there any more.")
    if not found.figure.source.strip():
        return _("it has no source: give one to the answers it is made of.")
    if not found.base:
        return _("it has no denominator: nobody can say of how many it is.")
    return ""


# --- Frozen


def frozen_figure(found: Drawn) -> dict[str, Any]:
    figure = found.figure
    chart = str(figure.chart) if isinstance(figure.chart, str) else spec_of(figure.chart)
    return plain(
        {
            "title": figure.title,
            "summary": figure.summary,
            "header": list(figure.header),
            "rows": [list(row) for row in figure.rows],
            "source": figure.source,
            "note": figure.note,
            "base": found.base,
            "response_rate": figure.response_rate,
            "legend": [[key.label, key.swatch] for key in figure.legend],
            "chart": chart,
            "narrow": None if figure.narrow is None else spec_of(figure.narrow),
        }
    )


def thawed_figure(data: Mapping[str, Any]) -> Figure:
    """The figure again, from frozen data."""
    chart = data["chart"]
    title = data["title"]
    base = _("Base: %(base)d.") % {"base": data["base"]} if data.get("base") else ""
    return Figure(
        title=title,
        chart=mark_safe(chart) if isinstance(chart, str) else chart,  # noqa: S308 (our own drawing, frozen)
        summary=data["summary"],
        header=data["header"],
        rows=data["rows"],
        source=data["source"],
        note=" ".join(filter(None, (base, data["note"]))),
        response_rate=data["response_rate"],
        legend=[Key(label, swatch) for label, swatch in data["legend"]],
        narrow=data.get("narrow"),
    )


def plain(value: Any) -> Any:
    """The same as JSON's own kinds: lazy and safe texts become texts, sequences lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, str | SafeString):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Iterable):
        return [plain(one) for one in value]
    return str(value)


@dataclass(frozen=True)
class Problem:
    """Why a block cannot be published. number: its place on the page, from 1; 0 for the report itself."""

    number: int
    title: str
    sentence: str

    def __str__(self) -> str:
        if not self.number:
            return self.sentence
        return _("Block %(number)d, “%(title)s”: %(sentence)s") % {
            "number": self.number,
            "title": self.title,
            "sentence": self.sentence,
        }


# --- Read again


def paragraphs(text: str) -> list[tuple[str, list[str]]]:
    """(«p» or «ul», lines): an empty line parts paragraphs, lines that begin with «- » are a list."""
    found: list[tuple[str, list[str]]] = []
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        for line in lines:
            kind = "ul" if line.startswith("- ") else "p"
            words = line[2:].strip() if kind == "ul" else line
            if (kind == "ul" and found and found[-1][0] == "ul") or (
                kind == "p" and found and found[-1][0] == "p" and line is not lines[0]
            ):
                found[-1][1].append(words)
            else:
                found.append((kind, [words]))
    return found


def blocks_shown(content: dict, language: str) -> list[dict]:
    """The blocks of a content, ready for a page, in one language."""
    shown = []
    for block in content["blocks"]:
        figures = block.get("figure", {})
        figure = figures.get(language) or figures.get("fr")
        method = block.get("method", {})
        parts = block.get("parts", {})
        shown.append(
            {
                "kind": block["kind"],
                "title": said(block["title"], language),
                "paragraphs": paragraphs(said(block["text"], language)),
                "figure": thawed_figure(figure) if figure and block["kind"] == "figure" else None,
                "table": figure if block["kind"] == "table" else None,
                "quotes": [(one["text"], said(one["side"], language)) for one in block.get("quotes", ())],
                "method": method.get(language) or method.get("fr") or [],
                "parts": [_part(one) for one in parts.get(language) or parts.get("fr") or ()],
                "other_language": language != "fr"
                and not block["title"].get(language)
                and bool(block["title"].get("fr")),
            }
        )
    return shown


def _part(part: dict) -> dict:
    """A piece of a block of a room above, as a block of its own."""
    return {
        "kind": part["kind"],
        "title": part["title"],
        "paragraphs": paragraphs(part["text"]),
        "figure": None,
        "table": part["table"],
        "quotes": [tuple(one) for one in part["quotes"]],
        "method": [],
        "parts": [],
    }


def shown(content: dict, language: str) -> dict:
    """All a page of a report needs."""
    study = content["study"]
    return {
        "title": said(content["title"], language),
        "summary": paragraphs(said(content.get("summary", {}), language)),
        "blocks": blocks_shown(content, language),
        "nature": nature_words(content["nature"]),
        "led_by": content["led_by"],
        "study_title": said(study["title"], language),
        "study_on": date.fromisoformat(study["on"]),
        "replies": [
            {
                "organisation": one["organisation"],
                "paragraphs": paragraphs(said(one["text"], language)),
                "on": date.fromisoformat(one["on"]) if one["on"] else None,
            }
            for one in content.get("replies", ())
        ],
        "licence": content["licence"],
    }
