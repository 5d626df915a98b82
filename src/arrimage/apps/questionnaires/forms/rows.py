"""Lists inside a form: the answers of a question, the comparisons of a condition, the bands of a score.

Each row has a number; a few empty ones follow, so that none of it needs a script. A row left empty is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import pgettext

from arrimage.apps.questionnaires.document import conditions
from arrimage.apps.questionnaires.document.conditions import (
    MEASURED,
    Comparison,
    Conditions,
    Sign,
    sign_words,
)
from arrimage.apps.questionnaires.document.editing import new_name, texts
from arrimage.apps.questionnaires.document.questionnaire import CHOSEN, Choice, Item, said
from arrimage.apps.questionnaires.document.scores import Band, Texts

MOST_ROWS = 220
SPARE = 2


def number_of(text: str) -> float | None:
    """A number as one types it, or None."""
    try:
        number = float(text.strip().replace(",", ".").replace("\u202f", "").replace("\u00a0", ""))
    except ValueError:
        return None
    if number != number or abs(number) > 1e12:
        return None
    return int(number) if number == int(number) else number


def written(number: float | None) -> str:
    return "" if number is None else f"{number:g}".replace(".", ",")


def _numbers(data: QueryDict, prefix: str) -> Iterator[int]:
    found = {key.split("-")[1] for key in data if key.startswith(f"{prefix}-")}
    return iter(sorted(int(one) for one in found if one.isdecimal() and int(one) < MOST_ROWS))


# --- The answers of a question


@dataclass
class ChoiceRow:
    number: int
    code: str = ""
    label: Texts = field(default_factory=dict)
    points: str = ""
    alone: bool = False


class ChoiceRows:
    def __init__(self, item: Item, languages: tuple[str, ...], data: QueryDict | None) -> None:
        self.languages = languages
        if data is None:
            self.rows = [
                ChoiceRow(number, choice.code, choice.label, written(choice.points), choice.alone)
                for number, choice in enumerate(item.choices)
            ]
            return
        self.rows = [self._row(data, number) for number in _numbers(data, "choice")]
        self.rows = [row for row in self.rows if row.label]
        pasted = [line.strip()[:300] for line in data.get("paste", "").splitlines()]
        self.rows += [ChoiceRow(0, label={languages[0]: line}) for line in pasted if line]
        self._move(data.get("do", ""))
        for number, row in enumerate(self.rows):
            row.number = number

    def _row(self, data: QueryDict, number: int) -> ChoiceRow:
        def given(part: str) -> str:
            return data.get(f"choice-{number}-{part}", "").strip()

        label = texts(**{language: given(f"label_{language}")[:300] for language in self.languages})
        return ChoiceRow(number, given("code")[:60], label, given("points")[:20], bool(given("alone")))

    def _move(self, do: str) -> None:
        """`choice-up-3`: the row of that number goes one place up."""
        for word, by in (("choice-up-", -1), ("choice-down-", 1)):
            if do.startswith(word):
                at = next((i for i, row in enumerate(self.rows) if str(row.number) == do[len(word) :]), None)
                if at is not None and 0 <= at + by < len(self.rows):
                    self.rows[at], self.rows[at + by] = self.rows[at + by], self.rows[at]

    @property
    def spare(self) -> list[ChoiceRow]:
        first = len(self.rows)
        return [ChoiceRow(number) for number in range(first, first + SPARE)]

    def shown(self) -> list[tuple[ChoiceRow, list[tuple[str, str]]]]:
        """Each row, with its text in each language."""
        return [
            (row, [(language, row.label.get(language, "")) for language in self.languages])
            for row in [*self.rows, *self.spare]
        ]

    def choices(self, former: Item) -> tuple[Choice, ...]:
        taken = {row.code for row in self.rows if row.code}
        made = []
        for row in self.rows:
            code = row.code or self._new_code(said(row.label, "fr"), taken)
            taken.add(code)
            old = former.choice(row.code)
            # A language that is not shown here stays as it was.
            label = {**{k: v for k, v in (old.label if old else {}).items() if k not in self.languages}}
            made.append(Choice(code, {**label, **row.label}, number_of(row.points), row.alone))
        return tuple(made)

    @staticmethod
    def _new_code(words: str, taken: set[str]) -> str:
        """The next number where the others are numbers; else a word."""
        if taken and all(code.isdecimal() for code in taken):
            return str(max(map(int, taken)) + 1)
        return new_name(words, {*taken, "not_applicable", "declined"}, "reponse")[:60]


# --- Conditions


@dataclass(frozen=True)
class Group:
    label: str
    options: list[tuple[str, str]]


class ConditionRows:
    """A condition as rows, or as a formula: `mode` is always, rows or formula."""

    def __init__(
        self,
        text: str,
        before: Mapping[str, Item],
        language: str,
        data: QueryDict | None,
        prefix: str = "when",
    ) -> None:
        self.before, self.language, self.prefix = before, language, prefix
        read = conditions.read(text, before)
        self.formula = text
        if data is None:
            self.mode = "always" if not text else "rows" if read else "formula"
            self.is_any = bool(read and read.any)
            self.rows = list(read.comparisons) if read else []
            return
        self.mode = data.get(f"{prefix}-mode", "always")
        self.is_any = data.get(f"{prefix}-any") == "any"
        self.formula = data.get(f"{prefix}-formula", "").strip()[:2_000]
        self.rows = [self._row(data, number) for number in _numbers(data, prefix)]
        self.rows = [row for row in self.rows if row.name]

    def _row(self, data: QueryDict, number: int) -> Comparison:
        about = data.get(f"{self.prefix}-{number}-about", "")
        name, _bar, code = about.rpartition("|")
        sign = data.get(f"{self.prefix}-{number}-sign", "")
        sign = Sign(sign) if sign in set(Sign) else Sign.IS
        if code == "*":
            is_not = sign is Sign.IS_NOT
            return Comparison(name, Sign.UNANSWERED if is_not else Sign.ANSWERED)
        if code == "#":
            value = number_of(data.get(f"{self.prefix}-{number}-number", ""))
            return Comparison(name, sign, "" if value is None else f"{value:.12g}")
        item = self.before.get(name)
        is_sign = sign in (Sign.IS, Sign.IS_NOT) or (item is not None and conditions.is_ordered(item))
        return Comparison(name, sign if is_sign else Sign.IS, code)

    def text(self) -> str:
        if self.mode == "formula":
            return self.formula
        if self.mode != "rows":
            return ""
        return conditions.write(Conditions(tuple(self.rows), self.is_any), self.before)

    @property
    def signs(self) -> list[tuple[str, str]]:
        words = sign_words()
        return [(str(sign), words[sign]) for sign in (Sign.IS, Sign.IS_NOT, Sign.AT_LEAST, Sign.AT_MOST)]

    @property
    def groups(self) -> list[Group]:
        """What a row may speak of, question by question."""
        return [Group(_short(item, self.language), list(self._options(item))) for item in self._sayable()]

    def _sayable(self) -> Iterator[Item]:
        return (item for item in self.before.values() if item.is_asked or item.kind in MEASURED)

    def _options(self, item: Item) -> Iterator[tuple[str, str]]:
        if item.kind in CHOSEN:
            for choice in item.choices:
                yield f"{item.name}|{choice.code}", conditions.quoted(said(choice.label, self.language))
        if item.kind in MEASURED:
            yield f"{item.name}|#", pgettext("condition", "the number…")
        if item.is_asked:
            yield f"{item.name}|*", pgettext("condition", "has an answer, whichever")

    def shown(self) -> list[dict]:
        """Each row as it is chosen in the page, and a spare one."""
        rows = [self._shown(row) for row in self.rows]
        rows += [{"about": "", "sign": str(Sign.IS), "number": ""}]
        return [{"index": index, **row} for index, row in enumerate(rows)]

    def _shown(self, row: Comparison) -> dict:
        item = self.before.get(row.name)
        if row.sign in (Sign.ANSWERED, Sign.UNANSWERED):
            sign = Sign.IS if row.sign is Sign.ANSWERED else Sign.IS_NOT
            return {"about": f"{row.name}|*", "sign": str(sign), "number": ""}
        if item and item.kind in MEASURED:
            return {"about": f"{row.name}|#", "sign": str(row.sign), "number": row.value.replace(".", ",")}
        return {"about": f"{row.name}|{row.value}", "sign": str(row.sign), "number": ""}


def _short(item: Item, language: str) -> str:
    words = said(item.label, language) or item.name
    return words if len(words) <= 60 else words[:59].rstrip() + "…"


# --- The bands of a score


class BandRows:
    def __init__(self, bands: Iterable[Band], languages: tuple[str, ...], data: QueryDict | None) -> None:
        self.languages = languages
        if data is None:
            self.rows = [(written(band.at), dict(band.label)) for band in bands]
            return
        self.rows = []
        for number in _numbers(data, "band"):
            label = {one: data.get(f"band-{number}-label_{one}", "")[:200] for one in languages}
            self.rows.append((data.get(f"band-{number}-at", "")[:20], texts(**label)))

    def bands(self) -> tuple[Band, ...]:
        found = [(number_of(at), label) for at, label in self.rows]
        made = [Band(at, label) for at, label in found if at is not None and label]
        return tuple(sorted(made, key=lambda band: band.at))

    def shown(self) -> list[tuple[int, str, list[tuple[str, str]]]]:
        rows = [*self.rows, *[("", {})] * SPARE]
        return [
            (number, at, [(language, label.get(language, "")) for language in self.languages])
            for number, (at, label) in enumerate(rows)
        ]
