"""A grid's items read from a file of its owner, CSV or JSON. Pure: text in, items out, or every cell refused.

One line an item: kind (criterion, question, file), code, title, text, author, reason, levels (separated by
«|»), figure. Headings in French or English. Nothing is kept unless all of it can be.
"""

import csv
import io
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from arrimage.apps.kernel.search import sort_key

MOST = 300
HEADINGS = {
    "kind": ("kind", "sorte", "genre"),
    "code": ("code",),
    "title": ("title", "titre"),
    "text": ("text", "texte"),
    "author": ("author", "auteur", "auteurs", "autrice"),
    "reason": ("reason", "raison", "pourquoi"),
    "levels": ("levels", "niveaux"),
    "figure": ("figure", "chiffre"),
}
KINDS = {
    "criterion": "criterion", "critere": "criterion", "question": "question",
    "file": "file", "dossier": "file", "lecture de dossiers": "file",
}  # fmt: skip
LENGTHS = {"code": 20, "title": 300, "text": 3000, "author": 200, "reason": 1000}


@dataclass(frozen=True)
class Read:
    kind: str
    code: str
    title: str
    text: str = ""
    author: str = ""
    reason: str = ""
    levels: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Refusal:
    """One cell, by its line in the file and its heading, and what to do."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        return _("line %(line)d, “%(column)s”: %(words)s") % {
            "line": self.line,
            "column": self.column,
            "words": self.words,
        }


def read_items(data: bytes, figures: Collection[str]) -> tuple[list[Read], list[Refusal]]:
    """The items of a file, or what is refused of it: one of the two is empty."""
    rows, refused = _rows(data)
    items: list[Read] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        said = {name: str(cells.get(name) or "").strip() for name in HEADINGS}
        said["levels"] = "\n".join(one.strip() for one in said["levels"].split("|") if one.strip())
        kind = KINDS.get(sort_key(said["kind"]), "")
        faults = list(_faults(line, said, kind, figures))
        if said["code"] in seen:
            faults.append(
                Refusal(line, "code", _("it is on line %(line)d already") % {"line": seen[said["code"]]})
            )
        seen.setdefault(said["code"], line)
        refused += faults
        items.append(Read(**said | {"kind": kind}))
    if not rows and not refused:
        refused.append(Refusal(1, "code", _("the file holds no item: one line for each, under its headings")))
    return ([], refused) if refused else (items, [])


def _faults(line: int, said: dict[str, str], kind: str, figures: Collection[str]) -> Iterable[Refusal]:
    if not kind:
        yield Refusal(line, "kind", _("write criterion, question or file"))
    for name in ("code", "title"):
        if not said[name]:
            yield Refusal(line, name, _("it is empty"))
    for name, most in LENGTHS.items():
        if len(said[name]) > most:
            yield Refusal(line, name, _("at most %(most)d letters") % {"most": most})
    if said["levels"]:
        if kind and kind != "criterion":
            yield Refusal(line, "levels", _("only a criterion has levels"))
        if said["levels"].count("\n") == 0:
            yield Refusal(line, "levels", _("one level says nothing: give two or more, separated by |"))
        for name in ("author", "reason"):
            if not said[name]:
                yield Refusal(line, name, _("no score without it: say who wrote the criterion, and why"))
    if said["figure"] and said["figure"] not in figures:
        yield Refusal(
            line, "figure", _("no such figure here: %(known)s") % {"known": ", ".join(sorted(figures))}
        )


def _rows(data: bytes) -> tuple[list[tuple[int, dict]], list[Refusal]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Refusal(1, "code", _("the file is not in UTF-8: save it again so"))]
    if text.lstrip().startswith(("[", "{")):
        return _from_json(text)
    return _from_csv(text)


def _from_json(text: str) -> tuple[list[tuple[int, dict]], list[Refusal]]:
    try:
        found = json.loads(text)
    except ValueError:
        return [], [Refusal(1, "code", _("the file is not JSON"))]
    found = found.get("items") if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return [], [Refusal(1, "code", _("give a list of items"))]
    rows = []
    for number, one in enumerate(found[: MOST + 1], 1):
        cells = {name: one.get(name, "") for name in HEADINGS}
        if isinstance(cells["levels"], list):
            cells["levels"] = "|".join(map(str, cells["levels"]))
        rows.append((number, cells))
    return _few(rows)


def _from_csv(text: str) -> tuple[list[tuple[int, dict]], list[Refusal]]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    if not lines:
        return [], []
    names = {folded: name for name, known in HEADINGS.items() for folded in known}
    heads = [names.get(sort_key(cell), "") for cell in lines[0][1]]
    missing = [name for name in ("kind", "code", "title") if name not in heads]
    if missing:
        return [], [Refusal(lines[0][0], name, _("this heading is missing")) for name in missing]
    rows = [
        (number, {name: cell for name, cell in zip(heads, cells, strict=False) if name})
        for number, cells in lines[1 : MOST + 2]
    ]
    return _few(rows)


def _few(rows: list[tuple[int, dict]]) -> tuple[list[tuple[int, dict]], list[Refusal]]:
    if len(rows) > MOST:
        return [], [Refusal(rows[MOST][0], "code", _("at most %(most)d items") % {"most": MOST})]
    return rows, []
