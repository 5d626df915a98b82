"""A draft laid out for whoever writes it: each question as it will be answered, and what is to mend in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from arrimage.apps.questionnaires.document import checking, conditions
from arrimage.apps.questionnaires.document.answers import Reading
from arrimage.apps.questionnaires.document.checking import Problem
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind, Questionnaire, Section, said
from arrimage.apps.questionnaires.document.scores import Score

from .filling import ItemField, SectionForm
from .presets import KINDS


@dataclass(frozen=True)
class Card:
    """One question: `field` draws it, None when it cannot be drawn yet."""

    item: Item
    number: int
    label: str
    kind: str
    field: ItemField | None
    condition: str
    alert: str
    problems: list[str]


@dataclass(frozen=True)
class Part:
    section: Section
    title: str
    help: str
    condition: str
    problems: list[str]
    cards: list[Card]


class Outline:
    """`only` keeps one question, where nothing else is shown again."""

    def __init__(self, form: Questionnaire, *, on: date, only: str = "") -> None:
        self.form, self.only, self.language = form, only, form.languages[0]
        self.problems = checking.problems(form)
        self.items = form.items
        # As if everything were asked: a condition being written must not hide its own question.
        self.bare = replace(
            form,
            sections=tuple(
                replace(section, relevant="", items=tuple(map(_bare, section.items)))
                for section in form.sections
            ),
        )
        self.drawing = SectionForm(list(self.bare.sections), Reading(self.bare, {}, on=on), self.language)

    def __iter__(self) -> Iterator[Part]:
        number = 0
        for section in self.form.sections:
            cards = []
            for item in section.items:
                number += item.is_asked
                if not self.only or item.name == self.only:
                    cards.append(self._card(item, number))
            yield Part(
                section,
                said(section.title, self.language),
                said(section.help, self.language),
                in_words_or_formula(section.relevant, self.items, self.language),
                self._wrong(section.name),
                cards,
            )

    def card(self, name: str) -> Card | None:
        return next((card for part in self for card in part.cards if card.item.name == name), None)

    def _card(self, item: Item, number: int) -> Card:
        wrong = [problem for problem in self.problems if problem.where == item.name]
        is_drawn = item.kind is not Kind.CALCULATED and not any(one.part == "minimum" for one in wrong)
        alert = {".": item, **self.items}
        return Card(
            item,
            number,
            said(item.label, self.language) or (item.calculation if item.kind is Kind.CALCULATED else ""),
            str(KINDS[item.kind]),
            self.drawing.field(self.bare.items[item.name]) if is_drawn else None,
            in_words_or_formula(item.relevant, self.items, self.language),
            in_words_or_formula(item.alert, alert, self.language),
            [problem.sentence for problem in wrong],
        )

    def _wrong(self, name: str) -> list[str]:
        return [problem.sentence for problem in self.problems if problem.where == name]

    def scores(self) -> list[tuple[Score, str, list[str]]]:
        return [
            (score, said(score.title, self.language) or score.name, self._wrong(score.name))
            for score in self.form.scores
        ]

    def to_mend(self, uid) -> list[tuple[str, str, str]]:
        """What is wrong: where one mends it, what it is about in its own words, the sentence."""
        return [(self._address(uid, one), self._about(one), one.sentence) for one in self.problems]

    def _address(self, uid, problem: Problem) -> str:
        name = problem.where
        if name in self.items:
            return reverse("draft_item", args=[uid, name])
        if any(section.name == name for section in self.form.sections):
            return reverse("draft_section", args=[uid, name])
        if any(score.name == name for score in self.form.scores):
            return reverse("draft_score", args=[uid, name])
        if problem.part == "sections":
            return reverse("draft_new", args=[uid])
        return reverse("draft_heading", args=[uid])

    def _about(self, problem: Problem) -> str:
        name = problem.where
        if item := self.items.get(name):
            return said(item.label, self.language) or _("A question without words")
        section = next((one for one in self.form.sections if one.name == name), None)
        if section:
            return said(section.title, self.language) or _("A part without a title")
        score = next((one for one in self.form.scores if one.name == name), None)
        return said(score.title, self.language) or name if score else ""


def _bare(item: Item) -> Item:
    return replace(item, relevant="", constraint="", calculation="", alert="")


def in_words_or_formula(text: str, items: Mapping[str, Item], language: str) -> str:
    return (conditions.in_words(text, items, language) or text) if text else ""
