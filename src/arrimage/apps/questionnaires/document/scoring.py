"""What a rule of score says of some answers.

A result keeps what it was worked out from (`rows`), so that whoever reads the number can be shown how. When
everything is «not applicable», so is the score: never 0 %.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .answers import NO_ANSWER, Answer, State
from .questionnaire import Item, Kind, Questionnaire
from .scores import Method, Score, Texts, Unanswered


class Outcome(StrEnum):
    VALUE = "value"
    NOT_APPLICABLE = "not_applicable"
    NOT_ENOUGH = "not_enough"  # fewer answers than the rule asks for


@dataclass(frozen=True)
class Row:
    """What one item brought: `points` is None when it brought nothing, and `state` says why."""

    item: str
    state: str
    points: float | None


@dataclass(frozen=True)
class Result:
    score: str
    outcome: Outcome
    value: float | None
    numerator: float | None
    denominator: float | None
    answered: int
    not_applicable: int
    unanswered: int
    band: Texts | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Range:
    """How an answer counts, and the least and the most it can."""

    worth: Callable[[Answer], float | None]
    least: float
    most: float


def points_of(item: Item, one_for: tuple[str, ...] = ()) -> Range | None:
    """How this item counts in a score; None when it cannot."""
    if item.kind is Kind.SINGLE and one_for:
        return Range(lambda answer: float(answer.value in one_for), 0.0, 1.0)
    if item.kind is Kind.SINGLE:
        worths = {choice.code: choice.worth for choice in item.choices if choice.worth is not None}
        if not worths:
            return None
        return Range(lambda answer: worths.get(answer.value), min(worths.values()), max(worths.values()))
    if item.kind is Kind.SEVERAL:
        given = {choice.code: choice.worth or 0.0 for choice in item.choices}
        return Range(
            lambda answer: sum(given.get(code, 0.0) for code in answer.value),
            sum(min(one, 0.0) for one in given.values()),
            sum(max(one, 0.0) for one in given.values()),
        )
    if item.kind in (Kind.SCALE, Kind.NUMBER) and item.minimum is not None and item.maximum is not None:
        return Range(lambda answer: float(answer.value), item.minimum, item.maximum)
    return None


def apply(rule: Score, form: Questionnaire, answers: Mapping[str, Answer]) -> Result:
    """What a rule says of some answers. A declined answer is unanswered; the rows tell them apart."""
    rows: list[Row] = []
    weighed: list[tuple[float, float, float]] = []  # weight, points, most possible: of what counts
    as_zero: list[tuple[float, float, float]] = []  # … and of what counts though it does not apply
    silent = away = 0
    for part in rule.parts:
        item = form.items[part.item]
        answer = answers.get(part.item, NO_ANSWER)
        counting = points_of(item, part.one_for)
        if counting is None:
            raise ValueError(f"{part.item} has no points: `checking.problems` says so")
        points = counting.worth(answer) if answer.state is State.VALUE else None
        if points is not None and part.reversed:
            points = counting.least + counting.most - points
        rows.append(Row(part.item, str(answer.state), points))
        if points is not None:
            weighed.append((part.weight, points, counting.most))
        elif answer.state in (State.NOT_APPLICABLE, State.NOT_ASKED):
            away += 1
            if rule.not_applicable_counts and answer.state is State.NOT_APPLICABLE:
                as_zero.append((part.weight, 0.0, counting.most))
        else:
            silent += 1

    def result(outcome: Outcome, value=None, numerator=None, denominator=None) -> Result:
        band = _band(rule, value) if value is not None else None
        return Result(
            rule.name, outcome, value, numerator, denominator, len(weighed), away, silent, band, tuple(rows)
        )

    applicable = len(rule.parts) - away
    if applicable == 0:
        return result(Outcome.NOT_APPLICABLE)
    needed = applicable if rule.minimum_answered is None else min(rule.minimum_answered, applicable)
    if len(weighed) < max(needed, 1):
        return result(Outcome.NOT_ENOUGH)
    counted = weighed + as_zero
    total = sum(weight * points for weight, points, _ in counted)
    if rule.method is Method.SHARE:
        possible = sum(weight * most for weight, _, most in counted)
        if possible == 0:
            return result(Outcome.NOT_APPLICABLE)
        return result(Outcome.VALUE, 100 * total / possible * rule.multiplied_by, total, possible)
    weights = sum(weight for weight, *_ in counted)
    if rule.method is Method.MEAN:
        return result(Outcome.VALUE, total / weights * rule.multiplied_by, total, weights)
    if rule.unanswered is Unanswered.MEAN and silent:
        missing = sum(
            part.weight
            for part, row in zip(rule.parts, rows, strict=True)
            if row.points is None and row.state in (State.NONE, State.DECLINED)
        )
        total += missing * total / weights
    return result(Outcome.VALUE, total * rule.multiplied_by, total, None)


def _band(rule: Score, value: float) -> Texts | None:
    reached = [band for band in rule.bands if band.at <= value]
    return max(reached, key=lambda band: band.at).label if reached else None
