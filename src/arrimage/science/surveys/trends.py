"""The same question over waves: what each wave says, and what became of those who answered two in a row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from .answers import Answers, Apart
from .paired import Moved, Turned, moved, turned
from .proportions import Difference, Proportion, difference, proportion
from .summaries import Summary, summary


@dataclass(frozen=True)
class ShareStep:
    """between: two waves that follow. overall: last share − first, each on its own base: who answers may have
    changed. same_rows: only those who answered both, which is the change itself."""

    between: tuple[str, str]
    overall: Difference
    same_rows: Turned


@dataclass(frozen=True)
class ShareTrend:
    waves: Mapping[str, Proportion]
    steps: tuple[ShareStep, ...]


@dataclass(frozen=True)
class ScoreStep:
    between: tuple[str, str]
    same_rows: Moved


@dataclass(frozen=True)
class ScoreTrend:
    waves: Mapping[str, Summary]
    steps: tuple[ScoreStep, ...]


def share_trend(
    waves: Mapping[str, Answers], among: Collection, *, populations: Mapping[str, int] | None = None
) -> ShareTrend:
    """Shares wave after wave, in the order given. `populations` as for `proportion`.

    The test of a step is of those who answered both waves: a wave is not a new sample of strangers, so a
    test that takes the two bases for different people would be wrong; `overall` shows, it does not prove.

    >>> found = share_trend({"2024": {"a": "no", "b": "yes"}, "2025": {"a": "yes", "c": "yes"}}, {"yes"})
    >>> [wave.share for wave in found.waves.values()], found.steps[0].same_rows.gained
    ([0.5, 1.0], ('a',))
    """
    shares = {
        wave: proportion(answers, among, population=(populations or {}).get(wave))
        for wave, answers in waves.items()
    }
    yes = {
        wave: {row: value if isinstance(value, Apart) else value in among for row, value in answers.items()}
        for wave, answers in waves.items()
    }
    steps = tuple(
        ShareStep((one, other), difference(shares[other], shares[one]), turned(yes[one], yes[other]))
        for one, other in pairwise(waves)
    )
    return ShareTrend(shares, steps)


def score_trend(waves: Mapping[str, Answers[float]]) -> ScoreTrend:
    """Scores wave after wave, in the order given.

    >>> found = score_trend({"before": {"a": 2, "b": 3}, "after": {"a": 4, "b": 3}})
    >>> found.waves["after"].mean, found.steps[0].same_rows.rose
    (3.5, ('a',))
    """
    steps = tuple(ScoreStep((one, other), moved(waves[one], waves[other])) for one, other in pairwise(waves))
    return ScoreTrend({wave: summary(answers) for wave, answers in waves.items()}, steps)
