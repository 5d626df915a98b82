"""The data of a report, to open elsewhere: tables as CSV, a codebook, a licence, and `datapackage.json`.

Rows of answers go in only where those who answered agreed to it, by name; otherwise the package holds the
figures of the report alone, already protected: it says no more than its pages do.
"""

import csv
import io
import json
import zipfile
from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arrimage.apps.inquiry.results.words import nature_words
from arrimage.apps.inquiry.sheets import Sheet
from arrimage.apps.kernel.exports import safe_cell
from arrimage.apps.questionnaires.document.answers import NOT_ASKED, Answer, State
from arrimage.apps.questionnaires.document.questionnaire import said

STAMP = (2020, 1, 1, 0, 0, 0)  # always the same bytes for the same content
MARKS = {State.NOT_APPLICABLE: "na", State.DECLINED: "declined", State.NONE: "", State.NOT_ASKED: "not_asked"}


def package_of(content: dict[str, Any], digest: str, sheet: Sheet | None, *, with_rows: bool) -> bytes:
    """`with_rows`: the answers themselves, of named respondents who agreed."""
    with translation.override("fr"):
        parts = _parts(content, digest, sheet, with_rows and sheet is not None and sheet.mode == "named")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8"))
    return file.getvalue()


def _parts(content, digest: str, sheet: Sheet | None, with_rows: bool) -> dict[str, str]:
    parts: dict[str, str] = {}
    resources = []
    for number, block in enumerate(content["blocks"], 1):
        tables = [one["table"] for one in block.get("parts", {}).get("fr", ())]
        for figure in filter(None, (block.get("figure", {}).get("fr"), *tables)):
            name = f"figures/{number:02}-{slugify(figure['title'])[:50] or 'figure'}.csv"
            parts[name] = _csv(figure["header"], figure["rows"])
            resources.append(_resource(name, figure["title"], figure["header"], source=figure["source"]))
    if sheet is not None:
        parts["codebook.csv"] = _csv(*_codebook(sheet))
        resources.append(_resource("codebook.csv", _("Codebook"), _codebook(sheet)[0]))
        if with_rows:
            header, rows = _rows(sheet)
            parts["answers.csv"] = _csv(header, rows)
            resources.append(_resource("answers.csv", _("Answers, one line each"), header))
    parts["LICENCE.txt"] = content["licence"] + "\n"
    parts["README.md"] = _readme(content, digest, with_rows)
    parts["datapackage.json"] = json.dumps(
        {
            "profile": "data-package",
            "name": slugify(content["title"].get("fr", ""))[:80] or "rapport",
            "title": content["title"].get("fr", ""),
            "description": nature_words(content["nature"]) or content.get("summary", {}).get("fr", ""),
            "version": str(content["number"]),
            "created": content["published_on"],
            "licenses": [{"title": content["licence"]}],
            "contributors": [{"title": content["led_by"], "role": "author"}],
            "hash": f"sha256:{digest}",
            "resources": resources,
        },
        ensure_ascii=False,
        indent=2,
    )
    return parts


def _resource(path: str, title: str, header, *, source: str = "") -> dict[str, Any]:
    return {
        "name": slugify(path.rpartition(".")[0].replace("/", "-")),
        "path": path,
        "title": title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [{"name": str(one), "type": "any"} for one in header]},
        **({"sources": [{"title": source}]} if source else {}),
    }


def _csv(header, rows) -> str:
    """With the byte-order mark spreadsheets need; what looks like a formula becomes text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(one) for one in header])
    writer.writerows([safe_cell(one) for one in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _codebook(sheet: Sheet) -> tuple[list[str], list[list[str]]]:
    header = ["item", "label", "label_en", "kind", "choices", "sides"]
    rows = []
    for item in sheet.form.asked:
        if item.name not in sheet.answers:
            continue
        given = sheet.answers[item.name]
        sides = sorted(
            {
                one.side
                for one in sheet.respondents
                if given.get(one.key, NOT_ASKED).state is not State.NOT_ASKED
            }
        )
        choices = "|".join(
            f"{one.code}={said(one.label, 'fr')}" + (f"/{one.label['en']}" if one.label.get("en") else "")
            for one in item.choices
        )
        if item.minimum is not None and item.maximum is not None:
            choices = f"{item.minimum:g}..{item.maximum:g}"
        rows.append(
            [item.name, said(item.label, "fr"), item.label.get("en", ""), item.kind, choices, ";".join(sides)]
        )
    return header, rows


def _rows(sheet: Sheet) -> tuple[list[str], list[list[object]]]:
    """The long form, which can be brought in again. `nature` on each line."""
    header = ["respondent", "side", "territory", "item", "answer", "nature"]
    rows: list[list[object]] = []
    for one in sheet.respondents:
        for item in sheet.form.asked:
            answer = sheet.answers.get(item.name, {}).get(one.key, NOT_ASKED)
            if answer.state is not State.NOT_ASKED:
                rows.append([one.key, one.side, one.territory, item.name, _written(answer), sheet.nature])
    return header, rows


def _written(answer: Answer) -> object:
    if answer.state is not State.VALUE:
        return MARKS[answer.state]
    return "|".join(answer.value) if isinstance(answer.value, tuple) else answer.value


def _readme(content, digest: str, with_rows: bool) -> str:
    lines = [f"# {content['title'].get('fr', '')}", ""]
    if nature := nature_words(content["nature"]):
        lines += [f"**{nature}**", ""]
    lines += [
        _("Led by: %(who)s.") % {"who": content["led_by"]},
        _("Edition %(number)d, published on %(day)s.")
        % {"number": content["number"], "day": content["published_on"]},
        _("Licence: %(licence)s.") % {"licence": content["licence"].rstrip(".")},
        _("Digest of the published content (SHA-256): %(digest)s") % {"digest": digest},
        "",
        _("Each file of `figures/` is the table of a figure of the report, with its base and its silences."),
        _("`answers.csv` has one line for each answer; an empty answer was asked and left without one.")
        if with_rows
        else _(
            "The answers themselves are not here: those who gave them did not agree to it, or were promised"
            " that nobody would know."
        ),
        "",
    ]
    title = pgettext("report", "Reply")
    for reply in content.get("replies", ()):
        lines += [f"## {title} · {reply['organisation']}", "", said(reply["text"], "fr"), ""]
    return "\n".join(lines)
