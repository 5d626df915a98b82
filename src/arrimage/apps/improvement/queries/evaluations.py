"""What those of a cycle think of it: means, once closed, and only if enough answered."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language

from arrimage.apps.improvement import instruments
from arrimage.apps.improvement.models import Cycle, Evaluation, Holder
from arrimage.apps.questionnaires.document.answers import State
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.apps.questionnaires.queries import collecting

from .cycles import cycles_visible_to

FEWEST = 5  # under it, somebody would be recognised


@dataclass(frozen=True)
class Line:
    sentence: str
    mean: float | None
    of: int  # how many it applied to
    published: float


@dataclass(frozen=True)
class Shown:
    """An evaluation as one reader sees it. `lines` is empty until it is closed, or when too few answered."""

    evaluation: Evaluation
    answered: int
    asked: int
    may_answer: bool
    is_too_small: bool
    lines: tuple[Line, ...]
    words: tuple[str, ...]


def evaluations_visible_to(user, *, on: date) -> QuerySet[Evaluation]:
    seen = cycles_visible_to(user, on=on)
    return Evaluation.objects.filter(cycle__in=seen).select_related("cycle__committee", "opening")


def evaluations_shown(cycle: Cycle, mine: Holder | None) -> list[Shown]:
    found = cycle.evaluations.select_related("opening").prefetch_related("given_to")
    return [_shown(one, mine) for one in found]


def _shown(evaluation: Evaluation, mine: Holder | None) -> Shown:
    given = [one.pk for one in evaluation.given_to.all()]
    is_closed = evaluation.closed_at is not None
    rows, words = _rows(evaluation) if is_closed else ([], [])
    answered = len(rows) if is_closed else collecting.sent_to(evaluation.opening).count()
    enough = is_closed and answered >= FEWEST
    return Shown(
        evaluation=evaluation,
        answered=answered,
        asked=len(given),
        may_answer=not is_closed and mine is not None and mine.pk not in given,
        is_too_small=is_closed and not enough,
        lines=tuple(table(rows)) if enough else (),
        words=tuple(words) if enough else (),
    )


def _rows(evaluation: Evaluation) -> tuple[list[dict], list[str]]:
    rows, words = [], []
    for _response, answers in collecting.answers_sent_to(evaluation.opening):
        given = {name: answer.value for name, answer in answers.items() if answer.state is State.VALUE}
        rows.append({name: given.get(name) for name in instruments.PUBLISHED})
        if given.get("words"):
            words.append(given["words"])
    return rows, sorted(words)


def table(rows) -> list[Line]:
    """The twelve sentences with their means, beside the published ones."""
    language = (get_language() or "fr")[:2]
    labels = {name: said(item.label, language) for name, item in instruments.evaluation().items.items()}
    return [
        Line(labels[name], mean, of, instruments.PUBLISHED[name])
        for name, (mean, of) in instruments.means(rows).items()
    ]
