"""Answers to a questionnaire: what each says or leaves unsaid, and what is asked of whom."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from arrimage.apps.questionnaires.expressions import (
    Value,
    as_text,
    evaluate,
    is_true,
    parse,
)

from .questionnaire import Item, Kind, Questionnaire, Section, said

LONGEST_TEXT = 200
LONGEST_LONG_TEXT = 20_000
MOST_ENTRIES = 50


class State(StrEnum):
    """Four silences that are not the same, and a value."""

    VALUE = "value"
    NOT_APPLICABLE = "not_applicable"
    DECLINED = "declined"  # prefers not to say
    NONE = "none"  # asked, and left without an answer
    NOT_ASKED = "not_asked"  # its condition was not met


@dataclass(frozen=True)
class Attached:
    """A file that was given: its name is not kept, which often says whose it is."""

    uid: str
    kind: str  # its extension
    size: int  # bytes

    def name(self, item: str) -> str:
        """As it is called wherever it is downloaded."""
        return f"{self.uid[:8]}-{item}.{self.kind}"


@dataclass(frozen=True)
class Answer:
    """`value` is a code, a number, a day, a text or a file; several codes or entries are a tuple."""

    state: State = State.NONE
    value: Any = None

    def to_expression(self) -> Value:
        """As an expression reads it: what has no value is the empty text."""
        if self.state is not State.VALUE:
            return ""
        if isinstance(self.value, tuple):
            return " ".join(self.value)
        if isinstance(self.value, Attached):
            return self.value.kind
        return float(self.value) if isinstance(self.value, int | float) else self.value


NO_ANSWER = Answer()
NOT_APPLICABLE = Answer(State.NOT_APPLICABLE)
DECLINED = Answer(State.DECLINED)
NOT_ASKED = Answer(State.NOT_ASKED)

Answers = Mapping[str, Answer]
cached_parse = lru_cache(maxsize=4_096)(parse)


def value(of: Any) -> Answer:
    return Answer(State.VALUE, of)


def to_json(given: Any) -> str:
    """The value of an answer as it is kept."""
    return json.dumps(asdict(given) if isinstance(given, Attached) else given, ensure_ascii=False)


def from_json(text: str) -> Any:
    given = json.loads(text)
    if isinstance(given, dict):
        return Attached(**given)
    return tuple(given) if isinstance(given, list) else given


class Reading:
    """A questionnaire in the light of some answers, on a day."""

    def __init__(self, form: Questionnaire, answers: Answers, *, on: date) -> None:
        self.form, self.on = form, on
        self.given = dict(answers)
        self.words: dict[str, Value] = {}  # as expressions read them
        self.shown: set[str] = set()
        self.open_sections: set[str] = set()
        self._read()

    def _read(self) -> None:
        """Downwards, once: a condition asks about what comes before it (`checking` refuses the contrary)."""
        for section in self.form.sections:
            is_open = self._holds(section.relevant)
            if is_open:
                self.open_sections.add(section.name)
            for item in section.items:
                if not (is_open and self._holds(item.relevant)):
                    self.words[item.name] = ""
                    continue
                if item.kind is Kind.CALCULATED:
                    self.words[item.name] = self._calculated(item)
                else:
                    self.shown.add(item.name)
                    self.words[item.name] = self.given.get(item.name, NO_ANSWER).to_expression()

    def _holds(self, text: str) -> bool:
        return not text or is_true(cached_parse(text), self.words, on=self.on)

    def _calculated(self, item: Item) -> Value:
        found = evaluate(cached_parse(item.calculation), self.words, on=self.on)
        return found if not isinstance(found, float) or as_text(found) else ""

    def is_asked(self, item: Item) -> bool:
        return item.name in self.shown and item.is_asked

    def sections(self) -> list[Section]:
        """The sections in which something is shown."""
        return [
            section
            for section in self.form.sections
            if section.name in self.open_sections and any(item.name in self.shown for item in section.items)
        ]

    def items(self, section: Section) -> Iterator[Item]:
        return (item for item in section.items if item.name in self.shown)

    def problem(self, item: Item, language: str) -> str:
        """What is to mend in this answer, as a sentence; nothing when it is right."""
        if not self.is_asked(item):
            return ""
        answer = self.given.get(item.name, NO_ANSWER)
        if answer.state is State.NONE:
            return _("Answer this question, please.") if item.required else ""
        if answer.state is State.VALUE and item.constraint:
            own = self.words | {".": answer.to_expression()}
            if not is_true(cached_parse(item.constraint), own, on=self.on):
                return said(item.constraint_message, language) or _(
                    "This answer is not possible: look again."
                )
        return ""

    def problems(self, language: str, section: Section | None = None) -> dict[str, str]:
        items = section.items if section else self.form.items.values()
        return {item.name: wrong for item in items if (wrong := self.problem(item, language))}

    def alarms(self) -> list[Item]:
        """The items whose answer must be told at once to those named for that."""
        found = []
        for item in self.form.items.values():
            if item.alert and self.is_asked(item):
                own = self.words | {".": self.words[item.name]}
                if is_true(cached_parse(item.alert), own, on=self.on):
                    found.append(item)
        return found

    def final(self) -> dict[str, Answer]:
        """One answer for every item that asks: what was not asked keeps no value."""
        final = {
            item.name: self.given.get(item.name, NO_ANSWER) if self.is_asked(item) else NOT_ASKED
            for item in self.form.asked
        }
        for item in self.form.items.values():
            if item.kind is Kind.CALCULATED:
                text = as_text(self.words.get(item.name, ""))
                final[item.name] = value(text) if text else NO_ANSWER
        return final


class Unreadable(ValueError):
    """What was typed is no answer to this question; the message is a sentence to show."""


_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)


def read(item: Item, typed: list[str], marks: list[str]) -> Answer:
    """The answer in a form that was sent: `typed` are the item's values, `marks` its ticked silences.

    Raises Unreadable. A value wins over a mark: whoever wrote something meant it.
    """
    given = [text.strip() for text in typed if text.strip()]
    if not given:
        if item.not_applicable and State.NOT_APPLICABLE in marks:
            return NOT_APPLICABLE
        return DECLINED if item.declinable and State.DECLINED in marks else NO_ANSWER
    if item.kind is Kind.FILE:
        raise Unreadable(_("Choose a file, please."))  # it never comes as a text
    if item.kind is Kind.SEVERAL:
        return value(_several(item, given))
    text = given[0]
    if item.kind is Kind.SINGLE:
        if item.not_applicable and text == State.NOT_APPLICABLE:
            return NOT_APPLICABLE
        if item.declinable and text == State.DECLINED:
            return DECLINED
        if item.choice(text) is None:
            raise Unreadable(_("Choose one of the answers, please."))
        return value(text)
    if item.kind is Kind.SCALE:
        if text in (State.NOT_APPLICABLE, State.DECLINED):
            return read(item, [], [text])
        return value(_number(item, text))
    if item.kind is Kind.NUMBER:
        return value(_number(item, text))
    if item.kind is Kind.DATE:
        return value(_day(text))
    if item.kind is Kind.ENTRIES:
        return value(_entries(text))
    longest = LONGEST_LONG_TEXT if item.kind is Kind.LONG_TEXT else LONGEST_TEXT
    if len(text) > longest:
        raise Unreadable(_("This is longer than %(most)d characters: shorten it.") % {"most": longest})
    return value(text)


def _several(item: Item, codes: list[str]) -> tuple[str, ...]:
    chosen = [choice for choice in item.choices if choice.code in codes]
    if len(chosen) != len(set(codes)):
        raise Unreadable(_("Choose among the answers, please."))
    if len(chosen) > 1 and (alone := next((choice for choice in chosen if choice.alone), None)):
        raise Unreadable(
            _("“%(choice)s” goes with no other answer: keep it, or the others.")
            % {"choice": said(alone.label, "fr")}
        )
    return tuple(choice.code for choice in chosen)


def _number(item: Item, text: str) -> float:
    text = re.sub(r"[\s\u202f\u00a0]", "", text)
    if not _NUMBER.fullmatch(text) or len(text) > 18:
        raise Unreadable(_("Write a number, please: 12 or 3.5."))
    number = float(text.replace(",", "."))
    if (item.whole or item.kind is Kind.SCALE) and number != int(number):
        raise Unreadable(_("Write a whole number, please."))
    low, high = item.minimum, item.maximum
    if low is not None and number < low:
        raise Unreadable(_("Write a number of at least %(least)s.") % {"least": _shown(low)})
    if high is not None and number > high:
        raise Unreadable(_("Write a number of at most %(most)s.") % {"most": _shown(high)})
    return int(number) if number == int(number) else number


def _shown(number: float) -> str:
    return number_format(int(number) if number == int(number) else number)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unreadable(_("Write a day as 2026-05-01, please.")) from None


def _entries(text: str) -> tuple[str, ...]:
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    if len(lines) > MOST_ENTRIES:
        raise Unreadable(
            _("There are more than %(most)d lines: keep the main ones.") % {"most": MOST_ENTRIES}
        )
    if any(len(line) > 1_000 for line in lines):
        raise Unreadable(_("One of the lines is longer than a thousand characters: shorten it."))
    return lines
