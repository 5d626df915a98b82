"""Two questions crossed, groups compared, waves followed, and who did not answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from arrimage.apps.inquiry.sheets import Sheet
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind
from arrimage.science.surveys.answers import Answers, Apart
from arrimage.science.surveys.ordinal import Comparison, compare
from arrimage.science.surveys.paired import Turned
from arrimage.science.surveys.proportions import Proportion
from arrimage.science.surveys.several_tests import Adjusted, adjusted
from arrimage.science.surveys.tables import Association, CrossTable, association, cross
from arrimage.science.surveys.trends import ScoreTrend, ShareTrend, score_trend, share_trend

from .columns import NUMERIC, column, grouping, has_order, numbers, only
from .items import label_of, values_of
from .protection import Eye, shown

CROSSED = frozenset({Kind.SINGLE, Kind.SCALE})


@dataclass(frozen=True)
class Crossed:
    """rows, columns: labels; cells with totals, None where hidden."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    table: CrossTable
    association: Association | None  # None where something is hidden: the test would tell


def can_cross(item: Item) -> bool:
    return item.kind in CROSSED


def crossed(sheet: Sheet, one: str, other: str, eye: Eye, language: str) -> Crossed | None:
    """Two questions of a sheet; None where crossing is not allowed (see `protection`)."""
    items = sheet.form.items[one], sheet.form.items[other]
    if one == other or not all(map(can_cross, items)) or not eye.may_cross(sheet):
        return None
    answers = column(sheet, one), column(sheet, other)
    found = cross(*answers)
    codes = [
        [code for code in values_of(item, mine) if code in seen]
        for item, mine, seen in zip(items, answers, (found.rows, found.columns), strict=True)
    ]
    return _table(sheet, found, codes, items, eye, language)


def _table(sheet, found: CrossTable, codes, items, eye: Eye, language: str) -> Crossed:
    if not codes[0] or not codes[1]:
        return Crossed((), (), (), found, None)
    counts = [[len(found.cells[row, col]) for col in codes[1]] for row in codes[0]]
    safe = shown(sheet, counts, eye)
    return Crossed(
        tuple(label_of(items[0], code, language) for code in codes[0]),
        tuple(label_of(items[1], code, language) for code in codes[1]),
        safe.cells,
        found,
        None if safe.hidden else association(found),
    )


@dataclass(frozen=True)
class Compared:
    """Two groups on one question. ordered: ranks; association: of the answer with the group."""

    groups: tuple[str, str]
    ordered: Comparison | None
    association: Association | None


def compared(sheet: Sheet, name: str, eye: Eye) -> Compared | None:
    """The two announced groups on a question; None when there are not two, or something may be hidden."""
    groups = grouping(sheet)
    item = sheet.form.items[name]
    if len(groups) != 2 or not eye.may_cross(sheet) or item.kind not in CROSSED | NUMERIC:
        return None
    answers = column(sheet, name)
    first, second = (only(answers, keys) for keys in groups.values())
    names = tuple(groups)
    if not _said(first) or not _said(second):
        return None
    if has_order(item) and item.kind in NUMERIC:
        return Compared(names, compare(numbers(item, first), numbers(item, second)), None)
    where = {key: group for group, keys in groups.items() for key in keys}
    return Compared(names, None, association(cross(where, answers)))


def _said(answers: Answers) -> bool:
    return any(not isinstance(one, Apart) for one in answers.values())


def read_together(p_values: Mapping[str, float | None]) -> Adjusted | None:
    """Several tests on one page, once it is known how many they are; None for fewer than two."""
    known = {name: one for name, one in p_values.items() if one is not None}
    return adjusted(known) if len(known) > 1 else None


@dataclass(frozen=True)
class Wave:
    name: str
    sheet: Sheet


@dataclass(frozen=True)
class Followed:
    """A question over waves: shares of `among`, or scores; whichever the item gives."""

    shares: ShareTrend | None
    scores: ScoreTrend | None
    follows_people: bool  # the same keys mean the same respondents


def followed(waves: Mapping[str, Sheet], name: str, among: frozenset, eye: Eye) -> Followed | None:
    """None where a wave does not ask it, or hides some of it: what moved would give it back."""
    sheets = list(waves.values())
    if len(sheets) < 2 or any(name not in sheet.form.items for sheet in sheets):
        return None
    if any(eye.hides(sheet) for sheet in sheets):
        return None
    columns = {wave: column(sheet, name) for wave, sheet in waves.items()}
    item = sheets[-1].form.items[name]
    # In anonymous waves a key leads to nobody: the same one in two waves is two people.
    people = all(sheet.mode == "named" for sheet in sheets)
    if item.kind in NUMERIC:
        return Followed(None, score_trend({w: numbers(item, one) for w, one in columns.items()}), people)
    return Followed(share_trend(columns, among), None, people)


def turned_names(step: Turned) -> tuple[int, int, int, int]:
    return len(step.gained), len(step.lost), len(step.kept), len(step.never)


def limits(one: Proportion) -> tuple[float | None, float | None]:
    return one.low, one.high
