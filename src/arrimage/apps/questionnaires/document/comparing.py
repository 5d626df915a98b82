"""What changed from one version of a questionnaire to another, question by question, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .conditions import in_words, quoted
from .questionnaire import Item, Questionnaire, Section, said, to_data
from .scores import Score, Texts

WORDS_ALONE = frozenset({"label", "help", "constraint_message", "low", "high"})


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """`parts` are the fields that differ, `sentences` what each says now."""

    kind: Kind
    name: str
    before: str
    after: str
    parts: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def is_of_words(self) -> bool:
        """The answers to the two can be read together."""
        return self.kind is Kind.MOVED or (self.kind is Kind.CHANGED and set(self.parts) <= WORDS_ALONE)


def changes(old: Questionnaire, new: Questionnaire) -> list[Change]:
    """Of the questions, in the new order, then what is gone. An item is the same when its name is."""
    return [*_of_items(old, new), *_gone(old, new)]


def around(old: Questionnaire, new: Questionnaire) -> list[str]:
    """What changed beside the questions: the title, the parts, the scores."""
    return [*_of_the_whole(old, new), *_of_parts(old, new), *_of_scores(old, new)]


def _of_items(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    order = [name for name in old.items if name in new.items]
    moved = _moved(order, [name for name in new.items if name in old.items])
    for name, item in new.items.items():
        if name not in old.items:
            yield Change(Kind.ADDED, name, "", said(item.label, "fr"))
            continue
        before = old.items[name]
        ends = said(before.label, "fr"), said(item.label, "fr")
        if parts := _parts(before, item):
            told = [one for part in parts for one in _told(part, before, item, new)]
            if name in moved:
                told.append(_("It is asked elsewhere."))
            yield Change(Kind.CHANGED, name, *ends, parts, tuple(told))
        elif name in moved:
            yield Change(Kind.MOVED, name, *ends)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest names one must move to go from one order to the other."""
    place = {name: number for number, name in enumerate(before)}
    best: list[list[str]] = []  # the longest run kept in order that ends at each name
    for at, name in enumerate(after):
        earlier = [best[i] for i in range(at) if place[after[i]] < place[name]]
        best.append([*max(earlier, key=len, default=[]), name])
    return set(after) - set(max(best, key=len, default=[]))


def _parts(before: Any, after: Any) -> tuple[str, ...]:
    return tuple(
        one.name
        for one in fields(before)
        if to_data(getattr(before, one.name)) != to_data(getattr(after, one.name))
    )


def _gone(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    for name, item in old.items.items():
        if name not in new.items:
            yield Change(Kind.REMOVED, name, said(item.label, "fr"), "")


# --- In words


def _told(part: str, before: Item, after: Item, form: Questionnaire) -> Iterator[str]:
    old, new = getattr(before, part), getattr(after, part)
    if part == "label":
        if said(old, "fr") == said(new, "fr"):
            yield _("Its words changed in another language.")
    elif part == "choices":
        yield from _told_choices(before, after)
    elif part in ("relevant", "alert", "constraint"):
        yield _expression(part, new, form, after)
    elif part in FLAGS:
        yield FLAGS[part]()[bool(new)]
    elif part in ("minimum", "maximum"):
        yield _("%(part)s: %(old)s, now %(new)s.") % {
            "part": part_words(part).capitalize(),
            "old": _shown(old),
            "new": _shown(new),
        }
    elif isinstance(new, Mapping):
        yield _reworded(part_words(part), old, new)
    else:
        yield _("%(part)s changed.") % {"part": part_words(part).capitalize()}


def _told_choices(before: Item, after: Item) -> Iterator[str]:
    old = {choice.code: choice for choice in before.choices}
    new = {choice.code: choice for choice in after.choices}
    for code, choice in new.items():
        label = quoted(said(choice.label, "fr"))
        if code not in old:
            yield _("%(answer)s may now be answered.") % {"answer": label}
        elif said(old[code].label, "fr") != said(choice.label, "fr"):
            yield _("%(old)s now reads %(new)s.") % {"old": quoted(said(old[code].label, "fr")), "new": label}
        elif old[code].points != choice.points:
            yield _("%(answer)s is worth %(points)s points.") % {
                "answer": label,
                "points": _shown(choice.points),
            }
    for code, choice in old.items():
        if code not in new:
            yield _("%(answer)s cannot be answered any more.") % {"answer": quoted(said(choice.label, "fr"))}
    kept = [code for code in new if code in old]
    if kept != [code for code in old if code in new]:
        yield _("The answers are in another order.")


FLAGS = {
    "required": lambda: (_("It may now be left without an answer."), _("It must now be answered.")),
    "not_applicable": lambda: (
        _("“Does not apply to me” is not offered any more."),
        _("“Does not apply to me” may now be answered."),
    ),
    "declinable": lambda: (
        _("“I prefer not to say” is not offered any more."),
        _("“I prefer not to say” may now be answered."),
    ),
    "whole": lambda: (_("Decimals are taken."), _("Only whole numbers are taken.")),
    "pictures_only": lambda: (_("A PDF is taken too."), _("Only pictures are taken.")),
}


def _expression(part: str, text: str, form: Questionnaire, item: Item) -> str:
    words = in_words(text, {**form.items, ".": item}, "fr") or text
    if part == "relevant":
        return _("It is asked when %(words)s.") % {"words": words} if text else _("It is now always asked.")
    if part == "alert":
        return (
            _("It is an alert when %(words)s.") % {"words": words} if text else _("It is no alert any more.")
        )
    return _("Its limit is now %(words)s.") % {"words": words} if text else _("It has no limit any more.")


def _reworded(what: str, old: Texts, new: Texts) -> str:
    if not said(old, "fr"):
        return _("%(part)s, added: %(new)s.") % {"part": what.capitalize(), "new": quoted(said(new, "fr"))}
    if not said(new, "fr"):
        return _("%(part)s, removed.") % {"part": what.capitalize()}
    return _("%(part)s now reads %(new)s.") % {"part": what.capitalize(), "new": quoted(said(new, "fr"))}


def _shown(value: float | None) -> str:
    return _("none") if value is None else f"{value:g}".replace(".", ",")


def part_words(name: str) -> str:
    words = {
        "label": pgettext("part of a question", "the question"),
        "help": pgettext("part of a question", "the help"),
        "kind": pgettext("part of a question", "how it is answered"),
        "choices": pgettext("part of a question", "the answers to choose from"),
        "required": pgettext("part of a question", "whether it must be answered"),
        "relevant": pgettext("part of a question", "its condition"),
        "constraint": pgettext("part of a question", "its limit"),
        "constraint_message": pgettext("part of a question", "what is said past the limit"),
        "calculation": pgettext("part of a question", "its calculation"),
        "alert": pgettext("part of a question", "its alert"),
        "minimum": pgettext("part of a question", "the least"),
        "maximum": pgettext("part of a question", "the most"),
        "low": pgettext("part of a question", "the words at the low end"),
        "high": pgettext("part of a question", "the words at the high end"),
    }
    return words.get(name) or pgettext("part of a question", "a detail")


# --- Beside the questions


def _of_the_whole(old: Questionnaire, new: Questionnaire) -> Iterator[str]:
    words = {
        "title": pgettext("part of a questionnaire", "the title"),
        "introduction": pgettext("part of a questionnaire", "the introduction"),
        "thanks": pgettext("part of a questionnaire", "the thanks"),
    }
    for part, what in words.items():
        before, after = getattr(old, part), getattr(new, part)
        if said(before, "fr") != said(after, "fr"):
            yield _reworded(what, before, after)
    if "en" in new.languages and "en" not in old.languages:
        yield _("It can now be answered in English too.")
    if "en" in old.languages and "en" not in new.languages:
        yield _("It cannot be answered in English any more.")
    if old.one_section_a_screen != new.one_section_a_screen:
        yield _("One part a screen.") if new.one_section_a_screen else _("All of it on one screen.")


def _of_parts(old: Questionnaire, new: Questionnaire) -> Iterator[str]:
    before = {section.name: section for section in old.sections}
    after = {section.name: section for section in new.sections}
    for name, section in after.items():
        if name not in before:
            yield _("A part is added: %(title)s.") % {"title": _title(section)}
        elif said(before[name].title, "fr") != said(section.title, "fr"):
            told = {"old": _title(before[name]), "new": _title(section)}
            yield _("The part %(old)s is now called %(new)s.") % told
        if name in before and before[name].relevant != section.relevant:
            words = in_words(section.relevant, new.items, "fr") or section.relevant or _("always")
            yield _("The part %(title)s is asked: %(words)s.") % {"title": _title(section), "words": words}
    for name, section in before.items():
        if name not in after:
            yield _("A part is gone: %(title)s.") % {"title": _title(section)}


def _of_scores(old: Questionnaire, new: Questionnaire) -> Iterator[str]:
    before = {score.name: score for score in old.scores}
    after = {score.name: score for score in new.scores}
    for name, score in after.items():
        if name not in before:
            yield _("A score is added: %(title)s.") % {"title": _title(score)}
        elif to_data(before[name]) != to_data(score):
            is_of_words = set(_parts(before[name], score)) <= {"title", "source"}
            if is_of_words:
                yield _("The words of the score %(title)s changed.") % {"title": _title(score)}
            else:
                yield _("The score %(title)s is worked out otherwise: do not compare it.") % {
                    "title": _title(score)
                }
    for name, score in before.items():
        if name not in after:
            yield _("A score is gone: %(title)s.") % {"title": _title(score)}


def _title(thing: Section | Score) -> str:
    return quoted(said(thing.title, "fr") or thing.name)
