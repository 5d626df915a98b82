"""A section as somebody answers it: one field for each item, each with its own silences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.files.base import File
from django.http import QueryDict
from django.utils.translation import pgettext

from arrimage.apps.questionnaires.actions.responses import GivenFile
from arrimage.apps.questionnaires.document.answers import (
    LONGEST_LONG_TEXT,
    LONGEST_TEXT,
    NO_ANSWER,
    Answer,
    Attached,
    Reading,
    State,
    Unreadable,
    read,
    value,
)
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Section, said

from .files import accepted, read_file, told_file

ON_THEIR_OWN = frozenset({Kind.SINGLE, Kind.SCALE})  # their silences are choices among the others


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class ItemField:
    """What the template draws of an item."""

    item: Item
    label: str
    help: str
    is_shown: bool
    value: str
    options: list[Option]
    silences: list[Option]
    low: str
    high: str
    error: str
    is_alarming: bool
    file: str = ""  # the file that is kept, in words
    given_kind: str = ""  # … as conditions read it

    @property
    def id(self) -> str:
        return f"q-{self.item.name}"

    @property
    def first_id(self) -> str:
        """What a link in the summary of errors leads to."""
        return f"{self.id}-1" if self.is_group else self.id

    @property
    def is_group(self) -> bool:
        return self.item.kind in (Kind.SINGLE, Kind.SEVERAL, Kind.SCALE)

    @property
    def described_by(self) -> str:
        return " ".join(
            f"{self.id}-{part}" for part, text in (("help", self.help), ("error", self.error)) if text
        )

    @property
    def template(self) -> str:
        kind = "choices" if self.item.kind in (Kind.SINGLE, Kind.SEVERAL) else self.item.kind
        return f"questionnaires/items/{kind}.html"

    @property
    def accept(self) -> str:
        return accepted(self.item)

    @property
    def longest(self) -> int:
        return LONGEST_LONG_TEXT if self.item.kind in (Kind.LONG_TEXT, Kind.ENTRIES) else LONGEST_TEXT


class SectionForm:
    """Reads what was sent for some sections, and draws it."""

    def __init__(
        self,
        sections: list[Section],
        reading: Reading,
        language: str,
        data: QueryDict | None = None,
        files: Mapping[str, File] | None = None,
    ) -> None:
        self.sections, self.reading, self.language, self.data = sections, reading, language, data
        self.answers: dict[str, Answer] = {}
        self.files: dict[str, GivenFile] = {}  # what came with them
        self.errors: dict[str, str] = {}
        if data is not None:
            self._read(data, files or {})

    @property
    def items(self) -> list[Item]:
        return [
            item for section in self.sections for item in section.items if item.kind is not Kind.CALCULATED
        ]

    @property
    def has_files(self) -> bool:
        return any(item.kind is Kind.FILE for item in self.items)

    def _read(self, data: QueryDict, files: Mapping[str, File]) -> None:
        for item in self.items:
            if not item.is_asked:
                continue
            try:
                if item.kind is Kind.FILE:
                    self._read_file(item, data, files.get(item.name))
                else:
                    marks = data.getlist(f"{item.name}--silence")
                    self.answers[item.name] = read(item, data.getlist(item.name), marks)
            except Unreadable as refusal:
                self.errors[item.name] = str(refusal)
        given = {name: value(Attached("", file.kind, len(file.data))) for name, file in self.files.items()}
        self.reading = Reading(
            self.reading.form, self.reading.given | self.answers | given, on=self.reading.on
        )
        # What is not asked any more is in nobody's way.
        self.errors = {
            name: sentence
            for name, sentence in self.errors.items()
            if self.reading.is_asked(self.reading.form.items[name])
        }

    def _read_file(self, item: Item, data: QueryDict, file: File | None) -> None:
        """The one that came, else the one already there, unless it is taken back."""
        if file is not None:
            self.files[item.name] = read_file(item, file)
            return
        is_kept = self.reading.given.get(item.name, NO_ANSWER).state is State.VALUE
        if not is_kept or data.get("remove") == item.name:
            self.answers[item.name] = read(item, [], data.getlist(f"{item.name}--silence"))

    def check(self) -> bool:
        """Look for what is missing or not possible too. True when nothing is left to mend."""
        for section in self.sections:
            self.errors = self.reading.problems(self.language, section) | self.errors
        return not self.errors

    def newly_asked(self) -> list[str]:
        """What became a question by these very answers, and was not on the page that was sent."""
        if self.data is None or "shown" not in self.data:
            return []
        seen = set(self.data["shown"].split())
        return [item.name for item in self.items if item.name in self.reading.shown - seen]

    @property
    def shown(self) -> str:
        return " ".join(item.name for item in self.items if item.name in self.reading.shown)

    def conditions(self) -> dict:
        """What the page needs to open and close its questions: the same expressions, the other answers."""
        own = {item.name for section in self.sections for item in section.items}
        return {
            "on": self.reading.on.isoformat(),
            "words": {name: word for name, word in self.reading.words.items() if name not in own},
            "sections": [{"name": section.name, "relevant": section.relevant} for section in self.sections],
            "items": [
                {
                    "name": item.name,
                    "section": section.name,
                    "kind": str(item.kind),
                    "relevant": item.relevant,
                    "calculation": item.calculation,
                    "alert": item.alert,
                }
                for section in self.sections
                for item in section.items
            ],
        }

    def problems(self) -> list[tuple[str, str, str]]:
        return [(field.first_id, field.label, field.error) for field in self if field.error]

    def __iter__(self) -> Iterator[ItemField]:
        return (self.field(item) for item in self.items)

    def by_section(self) -> Iterator[tuple[Section, str, str, list[ItemField]]]:
        for section in self.sections:
            fields = [self.field(item) for item in section.items if item.kind is not Kind.CALCULATED]
            yield section, said(section.title, self.language), said(section.help, self.language), fields

    def field(self, item: Item) -> ItemField:
        answer = self.reading.given.get(item.name, NO_ANSWER)
        typed = self.data.getlist(item.name) if self.data is not None else None
        chosen = set(typed) if typed is not None else _codes(answer)
        return ItemField(
            item=item,
            label=said(item.label, self.language),
            help=said(item.help, self.language),
            is_shown=item.name in self.reading.shown,
            value=typed[0] if typed else "" if typed is not None else written(item, answer),
            options=self._options(item, chosen),
            silences=self._silences(item, answer),
            low=said(item.low, self.language),
            high=said(item.high, self.language),
            error=self.errors.get(item.name, ""),
            is_alarming=bool(item.alert) and item in self.reading.alarms(),
            file=told_file(answer.value) if isinstance(answer.value, Attached) else "",
            given_kind=answer.value.kind if isinstance(answer.value, Attached) else "",
        )

    def _options(self, item: Item, chosen: set[str]) -> list[Option]:
        if item.kind is Kind.SCALE:
            return [Option(str(step), str(step), str(step) in chosen) for step in item.steps]
        return [
            Option(choice.code, said(choice.label, self.language), choice.code in chosen)
            for choice in item.choices
        ]

    def _silences(self, item: Item, answer: Answer) -> list[Option]:
        silences = []
        if item.not_applicable:
            label = pgettext("answer", "Does not apply to me")
            silences.append(Option(State.NOT_APPLICABLE, label, answer.state is State.NOT_APPLICABLE))
        if item.declinable:
            label = pgettext("answer", "I prefer not to say")
            silences.append(Option(State.DECLINED, label, answer.state is State.DECLINED))
        return silences


def _codes(answer: Answer) -> set[str]:
    if answer.state is not State.VALUE:
        return set()
    return set(answer.value) if isinstance(answer.value, tuple) else {str(answer.value)}


def written(item: Item, answer: Answer) -> str:
    """The answer as it is typed again in its field."""
    if answer.state is not State.VALUE:
        return ""
    if item.kind is Kind.ENTRIES:
        return "\n".join(answer.value)
    if isinstance(answer.value, Attached):
        return told_file(answer.value)
    if item.kind is Kind.NUMBER:
        return str(answer.value).replace(".", ",")
    return str(answer.value)


def told(item: Item, answer: Answer, language: str) -> list[str]:
    """The answer as it is read: one line, or one for each choice or entry."""
    if answer.state is State.NOT_APPLICABLE:
        return [pgettext("answer", "Does not apply")]
    if answer.state is State.DECLINED:
        return [pgettext("answer", "Prefers not to say")]
    if answer.state is not State.VALUE:
        return []
    if item.kind in (Kind.SINGLE, Kind.SEVERAL):
        codes = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        return [said(choice.label, language) if (choice := item.choice(code)) else code for code in codes]
    if isinstance(answer.value, tuple):
        return list(answer.value)
    return [written(item, answer)]
