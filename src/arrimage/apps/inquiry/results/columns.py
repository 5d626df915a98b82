"""A sheet, one question at a time, as the science reads it: what each respondent says, or why not."""

from collections.abc import Iterable, Mapping
from typing import Any

from arrimage.apps.inquiry.sheets import Respondent, Sheet
from arrimage.apps.questionnaires.document.answers import NO_ANSWER, Answer, State
from arrimage.apps.questionnaires.document.questionnaire import Item, Kind
from arrimage.apps.questionnaires.document.scores import Score
from arrimage.apps.questionnaires.document.scoring import Outcome, apply, points_of
from arrimage.science.surveys.answers import Answers, Apart

APART = {
    State.NOT_APPLICABLE: Apart.NOT_APPLICABLE,
    State.DECLINED: Apart.DECLINED,
    State.NONE: Apart.MISSING,
    State.NOT_ASKED: Apart.NOT_ASKED,
}
NUMERIC = frozenset({Kind.SCALE, Kind.NUMBER})
WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.ENTRIES})


def column(sheet: Sheet, name: str) -> Answers[Any]:
    """Respondent → value, or why there is none. Whoever was not asked is there, and says so."""
    given = sheet.answers.get(name, {})
    asked = sides_asked(sheet, name)
    found: dict[str, Any] = {}
    for one in sheet.respondents:
        answer = given.get(one.key)
        if answer is None:
            found[one.key] = Apart.MISSING if one.side in asked else Apart.NOT_ASKED
        else:
            found[one.key] = answer.value if answer.state is State.VALUE else APART[answer.state]
    return found


def sides_asked(sheet: Sheet, name: str) -> frozenset[str]:
    """The sides some of whose respondents were asked."""
    given = sheet.answers.get(name, {})
    return frozenset(
        one.side
        for one in sheet.respondents
        if one.key in given and given[one.key].state is not State.NOT_ASKED
    )


def answer_of(sheet: Sheet, key: str, name: str) -> Answer:
    return sheet.answers.get(name, {}).get(key, NO_ANSWER)


def only(answers: Answers, keys: Iterable[str]) -> Answers:
    """The same, for these respondents."""
    return {key: answers[key] for key in keys if key in answers}


def numbers(item: Item, answers: Answers) -> Answers[float]:
    """As quantities: a scale, a number, or choices that have points."""
    if item.kind in NUMERIC:
        return {key: one if isinstance(one, Apart) else float(one) for key, one in answers.items()}
    worth = {choice.code: choice.worth for choice in item.choices}
    return {
        key: one if isinstance(one, Apart) else (Apart.MISSING if worth.get(one) is None else worth[one])
        for key, one in answers.items()
    }


def has_order(item: Item) -> bool:
    """Whether its answers can be ranked: a scale, a number, or choices that all have points."""
    if item.kind in NUMERIC:
        return True
    return item.kind is Kind.SINGLE and all(choice.worth is not None for choice in item.choices)


def scored(sheet: Sheet, rule: Score) -> Answers[float]:
    """Respondent → what the rule gives, or why it gives nothing."""
    found: dict[str, float | Apart] = {}
    for one in sheet.respondents:
        given = {part.item: _given(sheet, one, part.item) for part in rule.parts}
        result = apply(rule, sheet.form, given)
        if result.outcome is Outcome.VALUE and result.value is not None:
            found[one.key] = result.value
        else:
            away = result.outcome is Outcome.NOT_APPLICABLE
            found[one.key] = Apart.NOT_APPLICABLE if away else Apart.MISSING
    return found


def points(sheet: Sheet, rule: Score) -> Mapping[str, Answers[float]]:
    """Item → respondent → points, reversed items turned over already: what alpha is worked out from."""
    found = {}
    for part in rule.parts:
        counting = points_of(sheet.form.items[part.item], part.one_for)
        if counting is None:
            continue
        values: dict[str, float | Apart] = {}
        for one in sheet.respondents:
            answer = _given(sheet, one, part.item)
            worth = counting.worth(answer) if answer.state is State.VALUE else None
            if worth is None:
                values[one.key] = APART.get(answer.state, Apart.MISSING)
            else:
                values[one.key] = counting.least + counting.most - worth if part.reversed else worth
        found[part.item] = values
    return found


def _given(sheet: Sheet, one: Respondent, name: str) -> Answer:
    answer = sheet.answers.get(name, {}).get(one.key)
    if answer is not None:
        return answer
    return NO_ANSWER if one.side in sides_asked(sheet, name) else Answer(State.NOT_ASKED)


def grouping(sheet: Sheet) -> Mapping[str, tuple[str, ...]]:
    """The one grouping a sheet announces: its sides, else its strata; empty when there is a single one."""
    by: dict[str, list[str]] = {}
    word = "side" if len({one.side for one in sheet.respondents}) > 1 else "stratum"
    for one in sheet.respondents:
        by.setdefault(getattr(one, word), []).append(one.key)
    return {name: tuple(keys) for name, keys in by.items()} if len(by) > 1 else {}
