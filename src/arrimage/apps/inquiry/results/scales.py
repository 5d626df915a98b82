"""Scores over a sheet: how they are spread, and whether the items of each hang together."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from arrimage.apps.inquiry.sheets import Sheet
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.apps.questionnaires.document.scores import Score
from arrimage.science.surveys.answers import Answers, Apart
from arrimage.science.surveys.reliability import Reliability, reliability
from arrimage.science.surveys.summaries import Interval, Summary, bootstrap, summary

from .columns import only, points, scored
from .items import EVERYBODY, SEED, groups_for, question
from .protection import Eye

CLASSES = 8


@dataclass(frozen=True)
class Class:
    """From `low` up to `high` (the last one included); `counts` by group."""

    low: float
    high: float
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Spread:
    """A score, told. `withheld`: nothing may be shown. groups: group → its seven numbers."""

    rule: Score
    title: str
    withheld: bool
    summary: Summary | None
    mean: Interval | None
    groups: Mapping[str, Summary]
    classes: tuple[Class, ...]
    reliability: Reliability | None


def spread(sheet: Sheet, rule: Score, eye: Eye, language: str) -> Spread:
    """Where small groups are hidden, a score is told only when no item of it hides anything: a mean and the
    counts of all items but one give the last one back."""
    title = said(rule.title, language) or rule.name
    if eye.hides(sheet) and _gives_back(sheet, rule, eye, language):
        return Spread(rule, title, True, None, None, {}, (), None)
    values = scored(sheet, rule)
    groups = {} if eye.hides(sheet) else groups_for(sheet, eye)
    known = [one for one in values.values() if not isinstance(one, Apart)]
    if eye.hides(sheet) and len(known) < eye.threshold(sheet):
        return Spread(rule, title, True, None, None, {}, (), None)
    items = points(sheet, rule)
    return Spread(
        rule,
        title,
        False,
        summary(values),
        bootstrap(values, "mean", seed=SEED),
        {name: summary(only(values, keys)) for name, keys in groups.items()},
        () if eye.hides(sheet) else _classes(values, groups or {EVERYBODY: tuple(values)}),
        reliability(items) if len(items) > 1 else None,
    )


def _gives_back(sheet: Sheet, rule: Score, eye: Eye, language: str) -> bool:
    for part in rule.parts:
        found = question(sheet, part.item, eye, language)
        if found.withheld or found.all is None or found.all.hidden:
            return True
    return False


def _classes(values: Answers[float], groups: Mapping[str, tuple[str, ...]]) -> tuple[Class, ...]:
    known = sorted({one for one in values.values() if not isinstance(one, Apart)})
    if not known:
        return ()
    low, high = known[0], known[-1]
    whole = all(one == int(one) for one in known)
    step = max((high - low) / CLASSES, 1e-9)
    if whole:
        step = max(1.0, -(-(high - low + 1) // CLASSES))
    edges = [low + step * place for place in range(CLASSES + 1)]
    edges = [edge for edge in edges if edge <= high] + [max(high, low + step)]
    classes = []
    for start, end in pairwise(edges):
        last = end == edges[-1]
        inside = {
            name: sum(
                not isinstance(values[key], Apart)
                and (start <= values[key] < end or (last and values[key] == end))
                for key in keys
            )
            for name, keys in groups.items()
        }
        shown_end = end - 1 if whole and not last else end
        classes.append(Class(start, shown_end, inside))
    return tuple(classes)
