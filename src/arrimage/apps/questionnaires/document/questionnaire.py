"""The parts of a questionnaire, and how they are written as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any

from .scores import Score, Texts

LANGUAGES = ("fr", "en")


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"  # one choice
    SEVERAL = "several"  # any number of choices
    SCALE = "scale"  # a whole number between two ends that have words
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"  # one line
    LONG_TEXT = "long_text"
    ENTRIES = "entries"  # a list, one thing a line: «name your successes»
    FILE = "file"  # a picture or a PDF
    NOTE = "note"  # nothing is asked: words between questions
    CALCULATED = "calculated"  # never shown: worked out from the answers


CHOSEN = frozenset({Kind.SINGLE, Kind.SEVERAL})
UNASKED = frozenset({Kind.NOTE, Kind.CALCULATED})


def said(texts: Texts, language: str) -> str:
    """The text in a language; else in French, else in whichever there is."""
    return texts.get(language) or texts.get("fr") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Choice:
    code: str
    label: Texts = field(default_factory=dict)
    points: float | None = None  # what it counts for in a score; None: its code, when that is a number
    alone: bool = False  # «none of these»: excludes the other choices

    @property
    def worth(self) -> float | None:
        if self.points is not None:
            return self.points
        try:
            return float(self.code)
        except ValueError:
            return None


@dataclass(frozen=True)
class Item:
    """One question. Expressions are those of `expressions`; an empty one says nothing."""

    name: str
    kind: Kind
    label: Texts = field(default_factory=dict)
    help: Texts = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    required: bool = False
    not_applicable: bool = False  # «does not apply» may be answered
    declinable: bool = False  # «I prefer not to say» may be answered
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    calculation: str = ""
    whole: bool = False  # a number without decimals
    minimum: float | None = None
    maximum: float | None = None
    low: Texts = field(default_factory=dict)  # the words at the ends of a scale
    high: Texts = field(default_factory=dict)
    alert: str = ""  # when it is true of the answer, the people named for that are told at once
    pictures_only: bool = False  # a file that is no picture (which says who wrote it) is not taken

    @property
    def is_asked(self) -> bool:
        return self.kind not in UNASKED

    def choice(self, code: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), None)

    @property
    def steps(self) -> range:
        """The values of a scale."""
        return range(int(self.minimum or 0), int(self.maximum or 0) + 1)


@dataclass(frozen=True)
class Section:
    name: str
    items: tuple[Item, ...] = ()
    title: Texts = field(default_factory=dict)
    help: Texts = field(default_factory=dict)
    relevant: str = ""


@dataclass(frozen=True)
class Questionnaire:
    title: Texts = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    introduction: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)
    languages: tuple[str, ...] = ("fr",)
    one_section_a_screen: bool = True
    scores: tuple[Score, ...] = ()

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by name, in order."""
        return {item.name: item for section in self.sections for item in section.items}

    @cached_property
    def asked(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items.values() if item.is_asked)

    def section_of(self, name: str) -> Section:
        return next(section for section in self.sections if any(item.name == name for item in section.items))

    def texts(self) -> Iterator[tuple[str, Texts]]:
        """Every text there is to say, with the place it stands at: translations are checked over these."""
        yield "title", self.title
        yield "introduction", self.introduction
        yield "thanks", self.thanks
        for section in self.sections:
            yield f"{section.name}.title", section.title
            yield f"{section.name}.help", section.help
            for item in section.items:
                for word in ("label", "help", "constraint_message", "low", "high"):
                    yield f"{item.name}.{word}", getattr(item, word)
                for choice in item.choices:
                    yield f"{item.name}.{choice.code}", choice.label


# --- As JSON: only what differs from the ordinary is written, so that two documents compare by eye.


def to_data(thing: Any) -> Any:
    """The document as JSON's own kinds."""
    if hasattr(thing, "__dataclass_fields__"):
        written = {}
        for one in fields(thing):
            value = getattr(thing, one.name)
            if value not in ("", None, (), {}) and value != one.default:
                written[one.name] = to_data(value)
        return written
    if isinstance(thing, Mapping):
        return {key: value for key, value in thing.items() if value}
    if isinstance(thing, tuple):
        return [to_data(one) for one in thing]
    return str(thing) if isinstance(thing, StrEnum) else thing


def from_data(data: Mapping[str, Any]) -> Questionnaire:
    """The document that `to_data` wrote."""
    return Questionnaire(
        **{
            **data,
            "sections": tuple(_section(section) for section in data.get("sections", ())),
            "languages": tuple(data.get("languages", ("fr",))),
            "scores": tuple(Score.from_data(score) for score in data.get("scores", ())),
        }
    )


def _section(data: Mapping[str, Any]) -> Section:
    return Section(**{**data, "items": tuple(_item(item) for item in data.get("items", ()))})


def _item(data: Mapping[str, Any]) -> Item:
    choices = tuple(Choice(**choice) for choice in data.get("choices", ()))
    return Item(**{**data, "kind": Kind(data["kind"]), "choices": choices})
