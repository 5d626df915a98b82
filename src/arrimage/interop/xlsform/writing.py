"""A questionnaire as a workbook that other tools read, and that comes back equal."""

import json
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from arrimage.apps.questionnaires.document.questionnaire import (
    CHOSEN,
    Item,
    Kind,
    Questionnaire,
    Section,
    Texts,
    to_data,
)

from .terms import LANGUAGE_NAMES, OURS, limits_of, type_of, written

Row = dict[str, str]
YES = "yes"


def write_xlsform(form: Questionnaire, *, name: str, version: int = 1, to_fill: bool = False) -> bytes:
    """The workbook; `name` is its form_id. `to_fill` keeps the columns of words even when they are empty."""
    words = [f"label::{LANGUAGE_NAMES[language]}" for language in form.languages] if to_fill else []
    survey: list[Row] = []
    choices: list[Row] = []
    for section in form.sections:
        survey.append(_group(section))
        for item in section.items:
            survey.append(_item(item))
            if item.kind in CHOSEN:
                choices += [_choice(item, choice) for choice in item.choices]
        survey.append({"type": "end_group", "name": section.name})
    settings = {
        "form_title": form.title.get("fr") or next(iter(form.title.values()), ""),
        "form_id": name,
        "version": str(version),
        "default_language": LANGUAGE_NAMES[form.languages[0]],
        **_texts(f"{OURS}title", form.title),
        **_texts(f"{OURS}introduction", form.introduction),
        **_texts(f"{OURS}thanks", form.thanks),
        f"{OURS}languages": " ".join(form.languages),
    }
    if form.one_section_a_screen:
        settings["style"] = "pages"
    book = Workbook()
    book.remove(book.active)
    _sheet(book, "survey", survey, ["type", "name", *words])
    _sheet(book, "choices", choices, ["list_name", "name", *words])
    _sheet(book, "settings", [settings], [])
    if form.scores:
        rules = [{"score": json.dumps(to_data(score), ensure_ascii=False)} for score in form.scores]
        _sheet(book, f"{OURS}scores", rules, ["score"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _group(section: Section) -> Row:
    return {
        "type": "begin_group",
        "name": section.name,
        **_texts("label", section.title),
        **_texts("hint", section.help),
        "relevant": section.relevant,
        "appearance": "field-list",
    }


def _item(item: Item) -> Row:
    kind = type_of(item)
    row = {
        "type": f"{kind} {item.name}" if item.kind in CHOSEN else kind,
        "name": item.name,
        **_texts("label", item.label),
        **_texts("hint", item.help),
        "required": YES if item.required else "",
        "relevant": item.relevant,
        "constraint": item.constraint,
        **_texts("constraint_message", item.constraint_message),
        "calculation": item.calculation,
        "appearance": "multiline" if item.kind in (Kind.LONG_TEXT, Kind.ENTRIES) else "",
        f"{OURS}kind": str(item.kind),
        f"{OURS}not_applicable": YES if item.not_applicable else "",
        f"{OURS}declinable": YES if item.declinable else "",
        f"{OURS}alert": item.alert,
        **_texts(f"{OURS}low", item.low),
        **_texts(f"{OURS}high", item.high),
    }
    if item.kind is Kind.SCALE:
        row["parameters"] = f"start={written(item.minimum or 0)} end={written(item.maximum or 0)} step=1"
    elif limits := limits_of(item.minimum, item.maximum):
        row["constraint"] = f"{limits} and ({item.constraint})" if item.constraint else limits
        row[f"{OURS}minimum"] = "" if item.minimum is None else written(item.minimum)
        row[f"{OURS}maximum"] = "" if item.maximum is None else written(item.maximum)
    return row


def _choice(item: Item, choice) -> Row:
    return {
        "list_name": item.name,
        "name": choice.code,
        **_texts("label", choice.label),
        f"{OURS}points": "" if choice.points is None else written(choice.points),
        f"{OURS}alone": YES if choice.alone else "",
    }


def _texts(column: str, texts: Texts) -> Row:
    return {f"{column}::{LANGUAGE_NAMES[language]}": text for language, text in texts.items() if text}


def _sheet(book: Workbook, title: str, rows: list[Row], first: list[str]) -> None:
    """Only the columns that say something."""
    used = {column for row in rows for column, text in row.items() if text}
    ordered = dict.fromkeys([*first, *(column for row in rows for column in row)])
    columns = [column for column in ordered if column in used or column in first]
    sheet = book.create_sheet(title)
    sheet.append(columns)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([None] * len(columns))
        for place, column in enumerate(columns, 1):
            if text := row.get(column, ""):
                cell = sheet.cell(sheet.max_row, place, ILLEGAL_CHARACTERS_RE.sub("", text))
                cell.data_type = "s"  # a text that begins with = stays a text
    sheet.freeze_panes = "A2"
