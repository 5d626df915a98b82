"""One question: who says what, of how many, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from arrimage.apps.inquiry.sheets import Sheet
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, said
from arrimage.science.surveys.answers import Answers, Apart, Basis
from arrimage.science.surveys.proportions import chosen, frequency, proportion, wilson
from arrimage.science.surveys.summaries import Interval, Summary, bootstrap, summary

from .columns import NUMERIC, WRITTEN, column, grouping, only
from .protection import Eye, shown, withheld
from .words import apart_word

EVERYBODY = ""
SEED = 1
MOST_CLASSES = 12


@dataclass(frozen=True)
class Line:
    """One answer. count: None where hidden; low, high: limits of its share, None where there are none."""

    code: object
    label: str
    count: int | None
    share: float | None
    low: float | None
    high: float | None
    rows: tuple[str, ...]  # who; to be shown only where `Eye.may_name`


@dataclass(frozen=True)
class Told:
    """A question, as one group answers it. base: how many the shares are of; None where hidden.

    apart: silences by reason, with their counts; people: everybody in the group, asked or not.
    """

    group: str
    lines: tuple[Line, ...]
    base: int | None
    people: int | None
    apart: Mapping[Apart, int | None]
    basis: Basis
    population: int | None

    @property
    def hidden(self) -> bool:
        return self.base is None or any(line.count is None for line in self.lines)

    def count(self, code: object) -> int | None:
        return next((line.count for line in self.lines if line.code == code), 0)

    def share(self, code: object) -> float | None:
        return next((line.share for line in self.lines if line.code == code), None)


@dataclass(frozen=True)
class Question:
    """What is known of an item. `withheld`: nothing may be shown; `all` and `groups` are then empty."""

    item: Item
    label: str
    all: Told | None
    groups: tuple[Told, ...]
    summary: Summary | None
    mean: Interval | None
    withheld: bool
    is_filtered: bool
    written: int  # how many wrote something, for questions answered in words

    @cached_property
    def parts(self) -> tuple[Told, ...]:
        """By group where there are groups, else everybody."""
        return self.groups or ((self.all,) if self.all else ())


def groups_for(sheet: Sheet, eye: Eye) -> Mapping[str, tuple[str, ...]]:
    """The announced groups; where small ones are hidden, those too small are read together."""
    found = dict(grouping(sheet))
    least = eye.threshold(sheet)
    while len(found) > 1 and (small := [name for name in found if len(found[name]) < least]):
        name = min(small, key=lambda one: (len(found[one]), one))
        other = min((one for one in found if one != name), key=lambda one: (len(found[one]), one))
        keys = found.pop(name) + found.pop(other)
        found[f"{other} + {name}"] = keys
    return found if len(found) > 1 else {}


def values_of(item: Item, answers: Answers) -> list[object]:
    """The answers there are to give, in their order; of a number, those that were given."""
    if item.choices:
        return [choice.code for choice in item.choices]
    if item.kind is Kind.SCALE:
        return list(item.steps)
    return sorted({one for one in answers.values() if not isinstance(one, Apart)}, key=_order)


def _order(value: object) -> tuple:
    return (0, value, "") if isinstance(value, int | float) else (1, 0, str(value))


def label_of(item: Item, code: object, language: str) -> str:
    if choice := item.choice(code) if isinstance(code, str) else None:
        return said(choice.label, language) or choice.code
    if item.kind is Kind.SCALE and item.minimum is not None:
        ends = {item.minimum: item.low, item.maximum: item.high}
        words = said(ends.get(float(code), {}), language) if isinstance(code, int | float) else ""
        return f"{code} · {words}" if words else str(code)
    return str(code).replace(".", ",") if language == "fr" and isinstance(code, float) else str(code)


def counts_of(sheet: Sheet, eye: Eye):
    """How `withheld` counts an item: a row for each group, a column for each answer and each silence."""

    def counted(item: Item) -> list[list[int]]:
        return _counts(item, column(sheet, item.name), groups_for(sheet, eye) or _whole(sheet))[0]

    return counted


def _whole(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    return {EVERYBODY: tuple(one.key for one in sheet.respondents)}


def _counts(item: Item, answers: Answers, groups: Mapping[str, tuple[str, ...]]):
    """The one table of an item, and its columns. Where several may be chosen, a column is one choice."""
    codes: list[object] = values_of(item, answers)
    reasons = [one for one in Apart if one in answers.values()]

    def row(keys: tuple[str, ...]) -> list[int]:
        mine = [answers[key] for key in keys if key in answers]
        return [
            *(sum(not isinstance(one, Apart) and one == code for one in mine) for code in codes),
            *(sum(one is reason for one in mine) for reason in reasons),
        ]

    return [row(keys) for keys in groups.values()], codes, reasons


def question(sheet: Sheet, name: str, eye: Eye, language: str) -> Question:
    """Everything to show of an item, already protected."""
    item = sheet.form.items[name]
    answers = column(sheet, name)
    label = said(item.label, language) or name
    section = sheet.form.section_of(name)
    is_filtered = bool(item.relevant or section.relevant)
    nothing = Question(item, label, None, (), None, None, True, is_filtered, 0)
    if eye.is_too_few(sheet) or withheld(sheet, item, counts_of(sheet, eye), eye):
        return nothing
    groups = groups_for(sheet, eye)
    parts: tuple[Told, ...] = ()
    if item.kind in WRITTEN or item.kind is Kind.DATE or (item.kind is Kind.NUMBER and eye.hides(sheet)):
        # A number that one person gave would be read in the list of those given.
        whole = _silences_alone(sheet, item, answers, eye)
    elif item.kind is Kind.SEVERAL:
        whole, parts = _several(sheet, item, answers, groups, eye, language)
    else:
        whole, parts = _single(sheet, item, answers, groups, eye, language)
    if whole is None:
        return nothing
    written = sum(not isinstance(one, Apart) for one in answers.values()) if item.kind in WRITTEN else 0
    short, mean = _quantity(sheet, item, answers, whole, eye)
    return Question(item, label, whole, parts, short, mean, False, is_filtered, written)


def _quantity(sheet, item, answers, whole: Told, eye: Eye) -> tuple[Summary | None, Interval | None]:
    """Mean and quartiles, unless they would give back a count that is hidden."""
    if item.kind not in NUMERIC or not whole.base or whole.hidden:
        return None, None
    values = {key: one if isinstance(one, Apart) else float(one) for key, one in answers.items()}
    short = summary(values)
    if eye.hides(sheet):
        short = replace(short, lowest=None, highest=None)  # each is one person's
    return short, bootstrap(values, "mean", seed=SEED, population=_population(sheet, item, EVERYBODY))


def _population(sheet: Sheet, item: Item, group: str) -> int | None:
    """All there are, where they were all asked and the question went to all."""
    section = sheet.form.section_of(item.name)
    if not sheet.everyone_asked or item.relevant or section.relevant:
        return None
    if group == EVERYBODY:
        return sheet.asked if not grouping(sheet) else None
    return sheet.asked_by_stratum.get(group)


def _single(sheet, item, answers, groups, eye, language) -> tuple[Told, tuple[Told, ...]]:
    asked_of = groups or _whole(sheet)
    counts, codes, reasons = _counts(item, answers, asked_of)
    table = shown(sheet, counts, eye)
    everyone = _told(sheet, item, EVERYBODY, answers, codes, reasons, table.cells[-1], language, eye)
    if not groups:
        return everyone, ()
    parts = tuple(
        _told(sheet, item, name, only(answers, keys), codes, reasons, table.cells[place], language, eye)
        for place, (name, keys) in enumerate(groups.items())
    )
    return everyone, parts


def _told(sheet, item, group, answers, codes, reasons, cells, language, eye) -> Told:
    """`cells`: its counts as they may be shown, then how many people in all."""
    found = frequency(answers)
    by_code = dict(zip(codes, cells, strict=False))
    silences = dict(zip(reasons, cells[len(codes) : -1], strict=True))
    known = [count for count in by_code.values() if count is not None]
    base = sum(known) if len(known) == len(by_code) else None
    population = _population(sheet, item, group)
    lines = []
    for code in codes:
        count = by_code[code]
        share = low = high = None
        if count is not None and base:
            one = proportion(answers, {code}, population=population)
            share, low, high = one.share, one.low, one.high
        rows = found.counts.get(code, ()) if eye.may_name(sheet) else ()
        lines.append(Line(code, label_of(item, code, language), count, share, low, high, rows))
    apart = {reason: count for reason, count in silences.items() if count != 0}
    return Told(group, tuple(lines), base, cells[-1], apart, found.basis, population)


def _several(sheet, item, answers, groups, eye, language) -> tuple[Told | None, tuple[Told, ...]]:
    """Each choice is a table of its own (chosen, not chosen), since one may choose several.

    They share those who answered: where small groups are hidden, nothing is shown unless that number is, and
    groups are not told apart.
    """
    silent = _silences_alone(sheet, item, answers, eye)
    if eye.hides(sheet):
        if silent is None or silent.hidden:
            return None, ()
        groups = {}

    def told(group: str, mine: Answers) -> Told:
        found = chosen(mine)
        base = found.basis.base
        lines = []
        for choice in item.choices:
            yes = len(found.counts.get(choice.code, ()))
            count = shown(sheet, [[yes, base - yes]], eye).cells[0][0]
            low, high = wilson(count, base) if base and count is not None else (None, None)
            share = count / base if base and count is not None else None
            rows = found.counts.get(choice.code, ()) if eye.may_name(sheet) else ()
            label = said(choice.label, language) or choice.code
            lines.append(Line(choice.code, label, count, share, low, high, rows))
        apart = {reason: len(keys) for reason, keys in found.basis.apart.items()}
        return Told(group, tuple(lines), base, len(mine), apart, found.basis, None)

    parts = tuple(told(name, only(answers, keys)) for name, keys in groups.items())
    return told(EVERYBODY, answers), parts


def _silences_alone(sheet: Sheet, item: Item, answers: Answers, eye: Eye) -> Told:
    """How many answered and how many did not, why; what they said has its own page."""
    found = frequency({key: one if isinstance(one, Apart) else "written" for key, one in answers.items()})
    reasons = [one for one in Apart if one in answers.values()]
    counts = [[found.basis.base, *(len(found.basis.apart.get(one, ())) for one in reasons)]]
    cells = shown(sheet, counts, eye).cells[-1]
    apart = {reason: count for reason, count in zip(reasons, cells[1:-1], strict=True) if count != 0}
    return Told(EVERYBODY, (), cells[0], cells[-1], apart, found.basis, None)


def silences(told: Told) -> list[tuple[str, int | None]]:
    """In words, those there are."""
    return [(apart_word(reason), count) for reason, count in told.apart.items()]
