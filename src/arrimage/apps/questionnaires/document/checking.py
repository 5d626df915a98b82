"""What is wrong in a questionnaire before anybody is asked to answer it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from arrimage.apps.questionnaires.expressions import ExpressionError, parse

from .questionnaire import CHOSEN, Item, Kind, Questionnaire, said
from .scores import Score
from .scoring import points_of

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}", re.ASCII)
CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}", re.ASCII)
MOST_ITEMS = 500
MOST_CHOICES = 200
WIDEST_SCALE = 101


@dataclass(frozen=True)
class Problem:
    """`where` is the name of what must be mended, `part` which field of it."""

    where: str
    part: str
    sentence: str
    code: str = ""  # of the choice it is about


def problems(form: Questionnaire) -> list[Problem]:
    """Everything to mend, in reading order."""
    return list(_problems(form))


def _problems(form: Questionnaire) -> Iterator[Problem]:
    if not said(form.title, "fr"):
        yield Problem("", "title", _("Give the questionnaire a title."))
    if not form.asked:
        yield Problem("", "sections", _("Ask at least one question."))
    if sum(len(section.items) for section in form.sections) > MOST_ITEMS:
        yield Problem(
            "", "sections", _("More than %(most)d questions: make two questionnaires.") % {"most": MOST_ITEMS}
        )
    before: set[str] = set()
    names: set[str] = set()
    for section in form.sections:
        yield from _name(section.name, names)
        yield from _expression(section.name, "relevant", section.relevant, before)
        for item in section.items:
            yield from _name(item.name, names)
            yield from _item(item, before)
            before.add(item.name)
    for score in form.scores:
        yield from _score(score, form)


def _name(name: str, taken: set[str]) -> Iterator[Problem]:
    if not NAME.fullmatch(name):
        yield Problem(
            name,
            "name",
            _("A name begins with a letter and has no space or accent: letters, digits, - and _."),
        )
    if name in taken:
        yield Problem(name, "name", _("This name is given twice: change one of them."))
    taken.add(name)


def _item(item: Item, before: set[str]) -> Iterator[Problem]:
    if item.kind is not Kind.CALCULATED and not said(item.label, "fr"):
        yield Problem(item.name, "label", _("Write the question."))
    yield from _expression(item.name, "relevant", item.relevant, before)
    yield from _expression(item.name, "constraint", item.constraint, before, itself=True)
    yield from _expression(item.name, "alert", item.alert, before, itself=True)
    yield from _expression(item.name, "calculation", item.calculation, before)
    if item.kind is Kind.CALCULATED and not item.calculation:
        yield Problem(item.name, "calculation", _("Write what is to be calculated."))
    if item.kind in CHOSEN:
        yield from _choices(item)
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        yield Problem(item.name, "minimum", _("The least is more than the most: exchange them."))
    elif item.kind is Kind.SCALE and (
        item.minimum is None
        or item.maximum is None
        or item.minimum != int(item.minimum)
        or item.maximum != int(item.maximum)
        or len(item.steps) not in range(2, WIDEST_SCALE + 1)
    ):
        yield Problem(item.name, "minimum", _("A scale goes from one whole number to another: 0 to 10, say."))


def _choices(item: Item) -> Iterator[Problem]:
    if len(item.choices) < 2:
        yield Problem(item.name, "choices", _("Give at least two answers to choose from."))
    if len(item.choices) > MOST_CHOICES:
        sentence = _("More than %(most)d answers: nobody reads so many.") % {"most": MOST_CHOICES}
        yield Problem(item.name, "choices", sentence)
    taken: set[str] = set()
    for choice in item.choices:
        sentence = ""
        if not CODE.fullmatch(choice.code) or choice.code in ("not_applicable", "declined"):
            sentence = _("The code “%(code)s” cannot be used.")
        elif choice.code in taken:
            sentence = _("The code “%(code)s” is given twice.")
        elif not said(choice.label, "fr"):
            sentence = _("Write the answer whose code is “%(code)s”.")
        if sentence:
            yield Problem(item.name, "choices", sentence % {"code": choice.code}, choice.code)
        taken.add(choice.code)


def problems_of(text: str, part: str, before: set[str]) -> list[str]:
    """What is wrong in one expression, while it is being written."""
    itself = part in ("constraint", "alert")
    return [problem.sentence for problem in _expression("", part, text, before, itself=itself)]


def _expression(
    where: str, part: str, text: str, before: set[str], itself: bool = False
) -> Iterator[Problem]:
    if not text:
        return
    try:
        names = parse(text).names
    except ExpressionError as error:
        sentence = _("At character %(place)d: %(problem)s") % {"place": error.place, "problem": error}
        yield Problem(where, part, sentence)
        return
    for name in sorted(names - before - ({".", where} if itself else set())):
        if name == ".":
            sentence = _("The point stands for the answer itself: only a limit may speak of it.")
        else:
            sentence = _("${%(name)s} is not asked before this: only earlier questions can be used.")
        yield Problem(where, part, sentence % {"name": name})


def _score(score: Score, form: Questionnaire) -> Iterator[Problem]:
    if not score.parts:
        yield Problem(score.name, "parts", _("Say which questions count in this score."))
    for part in score.parts:
        item = form.items.get(part.item)
        if item is None:
            sentence = _("The score counts “%(name)s”, which is not asked.")
        elif points_of(item, part.one_for) is None:
            sentence = _("“%(name)s” cannot be counted: its answers have no points.")
        else:
            continue
        yield Problem(score.name, "parts", sentence % {"name": part.item})
