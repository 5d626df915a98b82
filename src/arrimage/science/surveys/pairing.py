"""A paired survey: two sides answer the same questions about the same territories, side by side.

Every figure is the length of a tuple that names who it counts, so that none has to be believed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from statistics import median

from .answers import Answers, Apart


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NA = "na"  # not applicable
    MISSING = ""


class Rule(StrEnum):
    """What several respondents of one side, in one territory, score together."""

    MEAN = "mean"
    MAXIMUM = "maximum"
    APART = "apart"  # nothing together: each is paired on its own


@dataclass(frozen=True)
class Respondent:
    name: str
    side: str
    territory: str


@dataclass(frozen=True)
class Study:
    """Who was asked what, and said what.

    sides: two. items: each with the sides it was asked on. answers: (respondent, item) → answer; none is
    `Answer.MISSING`. Raises ValueError for a respondent there twice or of an unknown side, an item asked on
    no side, an answer by nobody, or to an item not asked on that side.
    """

    sides: tuple[str, str]
    respondents: tuple[Respondent, ...]
    items: Mapping[str, tuple[str, ...]]
    answers: Mapping[tuple[str, str], Answer]

    def __post_init__(self) -> None:
        side_of = {respondent.name: respondent.side for respondent in self.respondents}
        if len(set(self.sides)) != 2:
            raise ValueError("a paired survey has two sides")
        if len(side_of) < len(self.respondents):
            raise ValueError("a respondent is there twice")
        if not set(side_of.values()) <= set(self.sides):
            raise ValueError("a respondent is of an unknown side")
        for item, sides in self.items.items():
            if not sides or not set(sides) <= set(self.sides):
                raise ValueError(f"asked on no side, or on an unknown one: {item}")
        for name, item in self.answers:
            if side_of.get(name) not in self.items.get(item, ()):
                raise ValueError(f"{item} was not asked to {name}")

    @property
    def common(self) -> tuple[str, ...]:
        """The items asked on both sides; only these make scores."""
        return tuple(item for item, sides in self.items.items() if set(sides) == set(self.sides))

    def on(self, side: str, territory: str | None = None) -> tuple[str, ...]:
        """The respondents of a side, in a territory or in all."""
        return self._places.get((side, territory), ())

    @cached_property
    def _places(self) -> dict[tuple[str, str | None], tuple[str, ...]]:
        places: dict[tuple[str, str | None], list[str]] = {}
        for one in self.respondents:
            for territory in (one.territory, None):
                places.setdefault((one.side, territory), []).append(one.name)
        return {place: tuple(names) for place, names in places.items()}

    def said(self, name: str, item: str) -> Answer:
        return self.answers.get((name, item), Answer.MISSING)


@dataclass(frozen=True)
class Split:
    """Names by answer: respondents for an item, items for a respondent."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    na: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def share_of_applicable(self) -> Fraction | None:
        """yes ÷ (yes + no); None when nothing applied."""
        applicable = len(self.yes) + len(self.no)
        return Fraction(len(self.yes), applicable) if applicable else None


@dataclass(frozen=True)
class Side:
    """scores: respondent → the common items, by answer; the score is the number of yes.

    The mean, median, lowest and highest are over respondents; None when there are none.
    mean_share_of_applicable: over the respondents to whom something applied.
    """

    scores: Mapping[str, Split]

    @property
    def yes(self) -> tuple[int, ...]:
        return tuple(len(split.yes) for split in self.scores.values())

    @property
    def mean_score(self) -> Fraction | None:
        return _mean(self.yes)

    @property
    def median_score(self) -> Fraction | None:
        return median(map(Fraction, self.yes)) if self.yes else None

    @property
    def lowest(self) -> int | None:
        return min(self.yes, default=None)

    @property
    def highest(self) -> int | None:
        return max(self.yes, default=None)

    @property
    def mean_share_of_applicable(self) -> Fraction | None:
        shares = (split.share_of_applicable for split in self.scores.values())
        return _mean(share for share in shares if share is not None)


@dataclass(frozen=True)
class Agreement:
    """The territories, by what both sides say of an item; each is in one place only."""

    both_yes: tuple[str, ...]
    both_no: tuple[str, ...]
    only: Mapping[str, tuple[str, ...]]  # side → territories where it alone says yes
    one_na: tuple[str, ...]  # not applicable on one side at least
    incomplete: tuple[str, ...]  # a side says nothing; comes first


@dataclass(frozen=True)
class Item:
    sides: Mapping[str, Split]
    pairs: Agreement | None  # None for an item asked on one side only


@dataclass(frozen=True)
class Territory:
    """respondents: side → those who answered. scores: side → what the rule makes of theirs; None for an
    absent side, and under `Rule.APART` for a side of several. pair_score: their sum; None when one is None.
    apart: under that rule, one (respondent of each side, sum) per encounter; otherwise empty.
    highest_possible: common items × sides, whoever answered.
    """

    respondents: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, Fraction | None]
    pair_score: Fraction | None
    apart: tuple[tuple[tuple[str, str], int], ...]
    highest_possible: int


@dataclass(frozen=True)
class Pairing:
    sides: Mapping[str, Side]
    items: Mapping[str, Item]
    territories: Mapping[str, Territory]
    rule: Rule

    def pair_scores(self) -> Answers[float]:
        """Territory → pair score, to cross with something else known of it (see `rank_correlation`)."""
        return _answers({name: one.pair_score for name, one in self.territories.items()})

    def gaps(self) -> Answers[float]:
        """Territory → score of the first side − score of the second."""
        gaps: dict[str, Fraction | None] = {}
        for name, one in self.territories.items():
            first, second = one.scores.values()
            gaps[name] = None if first is None or second is None else first - second
        return _answers(gaps)


def pair(study: Study, *, rule: Rule = Rule.MEAN) -> Pairing:
    """Hear both sides of each territory side by side.

    >>> study = Study(
    ...     ("centre", "coalition"),
    ...     (Respondent("c", "centre", "North"), Respondent("r", "coalition", "North")),
    ...     {"housing": ("centre", "coalition"), "funding": ("coalition",)},
    ...     {("c", "housing"): Answer.YES, ("r", "housing"): Answer.NO, ("r", "funding"): Answer.YES},
    ... )
    >>> found = pair(study)
    >>> found.items["housing"].pairs.only
    {'centre': ('North',), 'coalition': ()}
    >>> found.items["funding"].pairs is None, found.territories["North"].pair_score
    (True, Fraction(1, 1))
    """
    territories = tuple(dict.fromkeys(one.territory for one in study.respondents))
    common = study.common
    sides = {
        side: Side(
            {name: _split({item: study.said(name, item) for item in common}) for name in study.on(side)}
        )
        for side in study.sides
    }
    items = {
        item: Item(
            {side: _split({name: study.said(name, item) for name in study.on(side)}) for side in asked},
            _agreement(study, item, territories) if item in common else None,
        )
        for item, asked in study.items.items()
    }
    scored = {
        territory: _territory(
            {side: study.on(side, territory) for side in study.sides}, sides, rule, 2 * len(common)
        )
        for territory in territories
    }
    return Pairing(sides, items, scored, rule)


def together(answers: Iterable[Answer]) -> Answer:
    """What several respondents of a side say: yes if any does, else no, else not applicable.

    >>> together([Answer.NA, Answer.NO, Answer.MISSING])
    <Answer.NO: 'no'>
    """
    said = set(answers)
    return next((answer for answer in Answer if answer in said), Answer.MISSING)


def _split(answers: Mapping[str, Answer]) -> Split:
    return Split(*(tuple(name for name, said in answers.items() if said == answer) for answer in Answer))


def _agreement(study: Study, item: str, territories: Iterable[str]) -> Agreement:
    found: dict[str, list[str]] = {key: [] for key in ("both_yes", "both_no", "one_na", "incomplete")}
    only: dict[str, list[str]] = {side: [] for side in study.sides}
    for territory in territories:
        said = [
            together(study.said(name, item) for name in study.on(side, territory)) for side in study.sides
        ]
        if Answer.MISSING in said:
            found["incomplete"].append(territory)
        elif Answer.NA in said:
            found["one_na"].append(territory)
        elif said[0] == said[1]:
            found["both_yes" if said[0] == Answer.YES else "both_no"].append(territory)
        else:
            only[study.sides[said.index(Answer.YES)]].append(territory)
    return Agreement(
        only={side: tuple(names) for side, names in only.items()},
        **{key: tuple(names) for key, names in found.items()},
    )


def _territory(
    names: Mapping[str, tuple[str, ...]], sides: Mapping[str, Side], rule: Rule, highest_possible: int
) -> Territory:
    own = {side: {name: len(sides[side].scores[name].yes) for name in names[side]} for side in names}
    scores = {side: _by_rule(tuple(yes.values()), rule) for side, yes in own.items()}
    known = [score for score in scores.values() if score is not None]
    first, second = own.values()
    apart = tuple(((a, b), first[a] + second[b]) for a in first for b in second) if rule == Rule.APART else ()
    return Territory(
        names, scores, sum(known, Fraction()) if len(known) == len(scores) else None, apart, highest_possible
    )


def _by_rule(scores: tuple[int, ...], rule: Rule) -> Fraction | None:
    if not scores or (rule == Rule.APART and len(scores) > 1):
        return None
    return Fraction(max(scores)) if rule == Rule.MAXIMUM else _mean(scores)


def _answers(scores: Mapping[str, Fraction | None]) -> Answers[float]:
    return {name: Apart.MISSING if score is None else float(score) for name, score in scores.items()}


def _mean(values: Iterable[int | Fraction]) -> Fraction | None:
    values = tuple(values)
    return sum(map(Fraction, values), Fraction()) / len(values) if values else None
