"""What may be shown of a sheet, and to whom.

Inside the team that leads, named answers are shown as they are. In every other case (confidential or
anonymous answers, and whatever leaves the team) groups under the threshold are hidden, and further counts
beside them, so that nothing shown gives them back (`science.surveys.suppression`).

Two tables of the same people shown side by side could give back what each hides. So, where something is
hidden at all:

- each question has one table, whole: its answers, its silences, and how many there are in all; split by the
  one grouping the sheet announces, both are protected as a single table;
- nothing else is crossed, filtered or grouped on demand;
- a question asked after another (a filter) is shown only when the table of the other hides nothing, since
  «not asked» in one is «no» in the other;
- no lowest, no highest, no distribution of a score that has a small class.

Not protected: one who answered, and subtracts oneself; everybody giving the same answer (0 says it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arrimage.apps.inquiry.sheets import Sheet
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind
from arrimage.apps.questionnaires.expressions import ExpressionError, parse
from arrimage.science.surveys.answers import Apart
from arrimage.science.surveys.suppression import protect

NAMED = "named"


@dataclass(frozen=True)
class Eye:
    """Who looks. `outside`: anybody who is not of the team that leads."""

    outside: bool = False

    def threshold(self, sheet: Sheet) -> int:
        """Groups smaller than this are hidden; 1: none is."""
        return sheet.threshold if self.outside or sheet.mode != NAMED else 1

    def hides(self, sheet: Sheet) -> bool:
        return self.threshold(sheet) > 1

    def may_cross(self, sheet: Sheet) -> bool:
        """Whether any two questions may be crossed, and groups made on demand."""
        return not self.hides(sheet)

    def may_name(self, sheet: Sheet) -> bool:
        """Whether a single respondent's answers, or a single pair's, may be shown."""
        return sheet.mode == NAMED and not self.hides(sheet)

    def is_too_few(self, sheet: Sheet) -> bool:
        """Fewer people than the smallest group: nothing at all is shown."""
        return self.hides(sheet) and len(sheet.respondents) < self.threshold(sheet)


INSIDE, OUTSIDE = Eye(), Eye(outside=True)
Counts = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Shown:
    """A table as it may be shown: `cells` with totals (last row, last column), None where hidden."""

    cells: tuple[tuple[int | None, ...], ...]

    @property
    def hidden(self) -> bool:
        return any(count is None for row in self.cells for count in row)

    @property
    def row_totals(self) -> tuple[int | None, ...]:
        return tuple(row[-1] for row in self.cells[:-1])


def shown(sheet: Sheet, counts: Counts, eye: Eye) -> Shown:
    return Shown(protect(counts, threshold=eye.threshold(sheet)).shown)


def reads(sheet: Sheet, item: Item) -> frozenset[str]:
    """The questions its condition, and its section's, ask about."""
    section = sheet.form.section_of(item.name)
    names: set[str] = set()
    for text in (item.relevant, section.relevant):
        if text:
            try:
                names |= set(parse(text).names)
            except ExpressionError:
                continue
    return frozenset(names) & frozenset(sheet.form.items)


def withheld(sheet: Sheet, item: Item, counts_of, eye: Eye) -> bool:
    """Whether an item is shown at all. `counts_of(item)` is its one table, a column for each silence too."""
    if not eye.hides(sheet):
        return False
    if eye.is_too_few(sheet) or item.kind is Kind.CALCULATED:
        return True
    threshold = eye.threshold(sheet)
    for name in reads(sheet, item):
        other = sheet.form.items[name]
        if other.is_asked and (
            withheld(sheet, other, counts_of, eye) or shown(sheet, counts_of(other), eye).hidden
        ):
            return True
    away = _not_asked(sheet, item)
    asked = len(sheet.respondents) - away
    return 0 < asked < threshold or 0 < away < threshold


def _not_asked(sheet: Sheet, item: Item) -> int:
    from .columns import column

    return sum(one is Apart.NOT_ASKED for one in column(sheet, item.name).values())


def small_answers(by_value: Mapping, threshold: int) -> bool:
    """Whether some value is given by fewer than the threshold (and by somebody)."""
    return any(0 < len(names) < threshold for names in by_value.values())
