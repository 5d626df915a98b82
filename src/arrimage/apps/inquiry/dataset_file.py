"""A file of answers, line by line, and its codebook: what is kept, or what to mend and where.

Long form: `respondent,side,territory,item,answer` (CSV in UTF-8, or the first sheet of a workbook), and if
wished `stratum`, `answered_by`, `organisation` (its public id). A codebook says what may be answered:
`item,label,label_en,section,kind,choices,sides,asked_after,score,reversed` (only `item` must be there), as a
second file or as the sheet «items». Without one,
the answers are yes, no, na or nothing.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from arrimage.apps.kernel.reading import BrokenFile, Row, rows_of
from arrimage.apps.questionnaires.document.answers import (
    DECLINED,
    LONGEST_LONG_TEXT,
    NO_ANSWER,
    NOT_APPLICABLE,
    NOT_ASKED,
    Answer,
    State,
    Unreadable,
    read,
    value,
)
from arrimage.apps.questionnaires.document.questionnaire import Choice, Item, Kind, Questionnaire, Section
from arrimage.apps.questionnaires.document.scores import Part, Score

COLUMNS = ("respondent", "side", "item", "answer")
CODEBOOK = ("item",)
MARKS = {"na": NOT_APPLICABLE, "declined": DECLINED, "not_asked": NOT_ASKED, "": NO_ANSWER}
LONGEST_NAME = 200
LONGEST_WORD = 60
MOST_PROBLEMS = 20
MOST_ROWS = 400_000
YES_NO = (
    Choice("yes", {"fr": "Oui", "en": "Yes"}, points=1),
    Choice("no", {"fr": "Non", "en": "No"}, points=0),
)
KINDS = {"single", "several", "scale", "number", "date", "text", "long_text", "entries"}


class Refused(Exception):
    """The file is not kept; `problems` say what to mend, by line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass
class Person:
    key: str
    side: str
    territory: str = ""
    stratum: str = ""
    answered_by: str = ""
    organisation: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Described:
    """A line of the codebook. sides: empty for all; after: only who said yes to it was asked."""

    item: Item
    sides: tuple[str, ...] = ()
    after: str = ""
    section: str = ""
    score: str = ""
    reversed: bool = False


@dataclass(frozen=True)
class Read:
    form: Questionnaire
    people: tuple[Person, ...]


def read_files(
    content: bytes, name: str, *, title: str, codebook: bytes | None = None, codebook_name: str = ""
) -> Read:
    """What the file says. Raises Refused."""
    problems: list[str] = []
    try:
        rows = _rows(content, name, COLUMNS, sheet=0)
        if codebook:
            items = _codebook(_rows(codebook, codebook_name, CODEBOOK, sheet=0), codebook_name, problems)
        elif name.lower().endswith(".xlsx") and _has_sheet(content, "items"):
            items = _codebook(_rows(content, name, CODEBOOK, sheet="items"), "items", problems)
        else:
            items = None
        if problems:
            raise Refused(problems)
        people, seen = _people(rows, name, items, problems)
    except BrokenFile as broken:
        raise Refused([str(broken)]) from None
    if problems:
        raise Refused(problems)
    if items is None:
        items = {item: Described(Item(item, Kind.SINGLE, {"fr": item}, choices=YES_NO)) for item in seen}
    _complete(people, items, seen)
    return Read(_form(title, items), tuple(people.values()))


def _form(title: str, items: Mapping[str, Described]) -> Questionnaire:
    """Sections in the order in which they are first met; a score counts its yes, or adds its points."""
    sections: dict[str, list[Item]] = {}
    scores: dict[str, list[Part]] = {}
    for one in items.values():
        sections.setdefault(one.section, []).append(one.item)
        if one.score:
            codes = {choice.code for choice in one.item.choices}
            part = Part(one.item.name, one.reversed, one_for=("yes",) if codes == {"yes", "no"} else ())
            scores.setdefault(one.score, []).append(part)
    return Questionnaire(
        {"fr": title},
        tuple(
            Section(f"s{place}", tuple(members), {"fr": name} if name else {})
            for place, (name, members) in enumerate(sections.items(), 1)
        ),
        scores=tuple(
            Score(f"score{place}", _texts(name), tuple(parts), minimum_answered=1, not_applicable_counts=True)
            for place, (name, parts) in enumerate(scores.items(), 1)
        ),
    )


def _complete(
    people: Mapping[str, Person], items: Mapping[str, Described], seen: Mapping[str, set[str]]
) -> None:
    """What a respondent was not asked says so; what was asked and left out has no answer."""
    for person in people.values():
        for name, one in items.items():
            sides = one.sides or tuple(seen.get(name, ()))
            answer = person.answers.get(name, NO_ANSWER if person.side in sides else NOT_ASKED)
            if answer == NO_ANSWER and one.after and person.answers.get(one.after, NO_ANSWER) != value("yes"):
                answer = NOT_ASKED
            person.answers[name] = answer


def _people(rows: Iterable[Row], name: str, items, problems: list[str]):
    people: dict[str, Person] = {}
    seen: dict[str, set[str]] = {}
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise Refused(
                [_("%(file)s has more than %(most)d lines: split it.") % {"file": name, "most": MOST_ROWS}]
            )
        if wrong := _line(row, people, seen, items):
            problems.append(_place(name, row.number, wrong))
            if len(problems) >= MOST_PROBLEMS:
                problems.append(_("… and perhaps more: mend these, then bring the file again."))
                break
    return people, seen


def _line(row: Row, people: dict[str, Person], seen: dict[str, set[str]], items) -> str:
    """What is wrong in this line; nothing once it is kept."""
    given = row.values
    key, side, item = given["respondent"], given["side"], given["item"]
    for column, text, most in (
        ("respondent", key, LONGEST_NAME),
        ("side", side, LONGEST_WORD),
        ("item", item, LONGEST_WORD),
        ("territory", given.get("territory", ""), LONGEST_NAME),
        ("stratum", given.get("stratum", ""), LONGEST_WORD),
        ("answered_by", given.get("answered_by", ""), LONGEST_WORD),
    ):
        if len(text) > most:
            return _("the column %(column)s has more than %(most)d characters.") % {
                "column": column,
                "most": most,
            }
    if not key:
        return _("the column respondent is empty.")
    if not item:
        return _("the column item is empty.")
    person = people.get(key)
    if person is None:
        person = Person(
            key,
            side,
            *(given.get(name, "") for name in ("territory", "stratum", "answered_by", "organisation")),
        )
    for column, now, before in (
        ("side", side, person.side),
        ("territory", given.get("territory", ""), person.territory),
    ):
        if now != before:
            return _("“%(who)s” has another %(column)s here than above (“%(now)s”, “%(before)s”).") % {
                "who": _short(key),
                "column": column,
                "now": _short(now),
                "before": _short(before),
            }
    if item in person.answers:
        return _("“%(who)s” has already answered “%(item)s”: is this respondent there twice?") % {
            "who": _short(key),
            "item": _short(item),
        }
    answer, wrong = _answer(given["answer"], item, side, items)
    if wrong:
        return wrong
    people.setdefault(key, person).answers[item] = answer
    seen.setdefault(item, set()).add(side)
    return ""


def _answer(text: str, name: str, side: str, items) -> tuple[Answer, str]:
    if len(text) > LONGEST_LONG_TEXT:
        return NO_ANSWER, _("the answer has %(size)d characters; at most %(most)d are kept.") % {
            "size": len(text),
            "most": LONGEST_LONG_TEXT,
        }
    if items is None:
        if text in MARKS:
            return MARKS[text], ""
        if text in ("yes", "no"):
            return value(text), ""
        return NO_ANSWER, _("the answer “%(answer)s” is unknown: write yes, no or na, or leave it empty.") % {
            "answer": _short(text)
        }
    if name not in items:
        return NO_ANSWER, _("“%(item)s” is not in the codebook.") % {"item": _short(name)}
    item, sides = items[name].item, items[name].sides
    if sides and side not in sides and text not in ("", "not_asked"):
        return NO_ANSWER, _("“%(item)s” was not asked on the side “%(side)s”.") % {
            "item": _short(name),
            "side": _short(side),
        }
    if text in MARKS:
        return (NOT_ASKED if sides and side not in sides else MARKS[text]), ""
    try:
        typed = re.split(r"[;|]", text) if item.kind is Kind.SEVERAL else [text]
        if item.kind is Kind.ENTRIES:
            typed = [re.sub(r"\s*\|\s*", "\n", text)]
        found = read(item, typed, [])
    except Unreadable as refusal:
        return NO_ANSWER, _("the answer “%(answer)s” to “%(item)s” is unknown. %(why)s") % {
            "answer": _short(text),
            "item": _short(name),
            "why": refusal,
        }
    return (found if found.state is State.VALUE else NO_ANSWER), ""


def _codebook(rows: Iterable[Row], name: str, problems: list[str]) -> dict[str, Described]:
    found: dict[str, Described] = {}
    for row in rows:
        try:
            one = _described(row.values, found)
        except Unreadable as refusal:
            problems.append(_place(name, row.number, str(refusal)))
            if len(problems) >= MOST_PROBLEMS:
                break
        else:
            found[one.item.name] = one
    return found


def _described(given: Mapping[str, str], before: Mapping[str, Described]) -> Described:
    """One line of the codebook. Raises Unreadable."""
    name, kind = given["item"], given.get("kind", "") or "single"
    after = given.get("asked_after", "")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}", name):
        raise Unreadable(
            _("“%(item)s” cannot be the name of a question: letters, digits, - and _.")
            % {"item": _short(name)}
        )
    if name in before:
        raise Unreadable(_("“%(item)s” is there twice.") % {"item": _short(name)})
    if kind not in KINDS:
        raise Unreadable(
            _("the kind “%(kind)s” is unknown: one of %(kinds)s.")
            % {"kind": _short(kind), "kinds": ", ".join(sorted(KINDS))}
        )
    if after and after not in before:
        raise Unreadable(
            _("“%(item)s” is asked after “%(other)s”, which must come before it.")
            % {"item": _short(name), "other": _short(after)}
        )
    low, high = _ends(given.get("choices", "")) if kind == "scale" else (None, None)
    if kind == "scale" and (low is None or high is None or not 0 < high - low <= 100):
        raise Unreadable(_("a scale is written “1..5” in the column choices."))
    choices = _choices(given.get("choices", "")) if kind in ("single", "several") else ()
    label = {"fr": given.get("label", "") or given.get("title", "") or name}
    item = Item(
        name,
        Kind(kind),
        label | ({"en": given["label_en"]} if given.get("label_en") else {}),
        choices=choices or (YES_NO if kind == "single" else ()),
        not_applicable=True,
        declinable=True,
        relevant=f"${{{after}}} = 'yes'" if after else "",
        minimum=low,
        maximum=high,
    )
    return Described(
        item,
        tuple(one.strip() for one in re.split(r"[;|,]", given.get("sides", "")) if one.strip()),
        after,
        given.get("section", ""),
        given.get("score", ""),
        given.get("reversed", "") in ("yes", "oui", "1"),
    )


def _texts(text: str) -> dict[str, str]:
    """`Oui`, or `Oui/Yes` in both languages."""
    french, slash, english = text.partition("/")
    return (
        {"fr": french.strip(), "en": english.strip()} if slash and english.strip() else {"fr": text.strip()}
    )


def _place(name: str, line: int, what: str) -> str:
    return _("%(file)s, line %(line)d: %(what)s") % {"file": name, "line": line, "what": what}


def _choices(text: str) -> tuple[Choice, ...]:
    """`yes=Oui|no=Non`, or in both languages `yes=Oui/Yes|no=Non/No`."""
    found = []
    for part in filter(None, map(str.strip, text.split("|"))):
        code, _equal, label = (word.strip() for word in part.partition("="))
        found.append(Choice(code, _texts(label or code), points={"yes": 1.0, "no": 0.0}.get(code)))
    return tuple(found)


def _ends(text: str) -> tuple[float | None, float | None]:
    found = re.fullmatch(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*", text)
    return (float(found[1]), float(found[2])) if found else (None, None)


def _rows(content: bytes, name: str, columns: Iterable[str], *, sheet: int | str) -> Iterator[Row]:
    if not name.lower().endswith(".xlsx"):
        yield from rows_of(content, name=name, columns=tuple(columns))
        return
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        page = book[sheet] if isinstance(sheet, str) else book.worksheets[sheet]
        lines = page.iter_rows(values_only=True)
        header = [_cell(one) for one in next(lines, ())]
        if missing := [column for column in columns if column not in header]:
            raise BrokenFile(
                _("%(file)s lacks the columns %(columns)s: is it the right file?")
                % {"file": name, "columns": ", ".join(missing)}
            )
        empty = True
        for number, line in enumerate(lines, 2):
            cells = [_cell(one) for one in line]
            if any(cells):
                empty = False
                yield Row(number, dict(zip(header, cells, strict=False)))
        if empty:
            raise BrokenFile(_("%(file)s has a header and no row.") % {"file": name})
    finally:
        book.close()


def _has_sheet(content: bytes, sheet: str) -> bool:
    book = load_workbook(io.BytesIO(content), read_only=True)
    try:
        return sheet in book.sheetnames
    finally:
        book.close()


def _cell(found: object) -> str:
    if found is None:
        return ""
    if isinstance(found, float) and found.is_integer():
        return str(int(found))
    return str(found).strip()


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
