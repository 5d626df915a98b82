"""Trajectories beside the one a network expects: a few rules, each with whom it concerns and whom it fits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from arrimage.science.surveys.proportions import wilson

from .state import State

Path = Sequence[str]


class Kind(StrEnum):
    """Constraints of Declare (Pesic, Schonenberg and van der Aalst 2007, doi:10.1109/EDOC.2007.14)."""

    STARTS_WITH = "starts_with"  # the story opens with `activity`
    ENDS_WITH = "ends_with"  # … ends with it
    PRESENT = "present"  # it happens
    ABSENT = "absent"  # it never happens
    AT_MOST = "at_most"  # … `times` times at most
    RESPONSE = "response"  # every `activity` is followed, sooner or later, by `other`
    PRECEDENCE = "precedence"  # no `activity` before a first `other`
    CHAIN_RESPONSE = "chain_response"  # every `activity` is followed at once by `other`
    NOT_TOGETHER = "not_together"  # never both in one story


ABOUT_TWO = {Kind.RESPONSE, Kind.PRECEDENCE, Kind.CHAIN_RESPONSE, Kind.NOT_TOGETHER}


@dataclass(frozen=True)
class Rule:
    """One expectation. why: in the words of who expects it. Raises ValueError when something lacks."""

    kind: Kind
    activity: str
    other: str = ""
    times: int = 0
    why: str = ""

    def __post_init__(self) -> None:
        if not self.activity or (self.kind in ABOUT_TWO) != bool(self.other):
            raise ValueError(f"{self.kind} is about {'two activities' if self.kind in ABOUT_TWO else 'one'}")
        if self.times < 0:
            raise ValueError("times is zero or more")


@dataclass(frozen=True)
class Fit:
    """concerned: persons the rule speaks of (for «every A is followed», those with an A); fitting: those it
    holds for; low, high: 95 % interval of their share (Wilson), None when it concerns nobody. apart: paths
    that do not fit, the most travelled first, with their persons."""

    rule: Rule
    concerned: int
    fitting: int
    low: float | None
    high: float | None
    apart: tuple[tuple[tuple[str, ...], int], ...]


def fits(state: State, rules: Iterable[Rule], *, shown: int = 5) -> tuple[Fit, ...]:
    """Each rule against every variant. shown: how many paths apart to name.

    A rule that few follow is a question about the rule as much as about the paths.
    """
    variants = list(zip(state.variants, state.people.tolist(), strict=True))
    return tuple(_fit(rule, variants, shown) for rule in rules)


def _fit(rule: Rule, variants: list[tuple[tuple[str, ...], int]], shown: int) -> Fit:
    concerns, holds = CHECKS[rule.kind]
    concerned = fitting = 0
    apart = []
    for path, persons in variants:
        if concerns(rule, path):
            concerned += persons
            if holds(rule, path):
                fitting += persons
            else:
                apart.append((path, persons))
    apart.sort(key=lambda pair: (-pair[1], pair[0]))
    low, high = wilson(fitting, concerned) if concerned else (None, None)
    return Fit(rule, concerned, fitting, low, high, tuple(apart[:shown]))


def _everybody(rule: Rule, path: Path) -> bool:
    return True


def _has_it(rule: Rule, path: Path) -> bool:
    return rule.activity in path


def _is_followed(rule: Rule, path: Path) -> bool:
    last = len(path) - 1 - path[::-1].index(rule.activity)
    return rule.other in path[last + 1 :]


def _comes_after(rule: Rule, path: Path) -> bool:
    return rule.other in path[: path.index(rule.activity)]


def _is_followed_at_once(rule: Rule, path: Path) -> bool:
    after = [*path[1:], None]
    return all(next_ == rule.other for here, next_ in zip(path, after, strict=True) if here == rule.activity)


Check = Callable[[Rule, Path], bool]
CHECKS: dict[Kind, tuple[Check, Check]] = {
    Kind.STARTS_WITH: (_everybody, lambda rule, path: path[0] == rule.activity),
    Kind.ENDS_WITH: (_everybody, lambda rule, path: path[-1] == rule.activity),
    Kind.PRESENT: (_everybody, _has_it),
    Kind.ABSENT: (_everybody, lambda rule, path: rule.activity not in path),
    Kind.AT_MOST: (_everybody, lambda rule, path: list(path).count(rule.activity) <= rule.times),
    Kind.RESPONSE: (_has_it, _is_followed),
    Kind.PRECEDENCE: (_has_it, _comes_after),
    Kind.CHAIN_RESPONSE: (_has_it, _is_followed_at_once),
    Kind.NOT_TOGETHER: (_has_it, lambda rule, path: rule.other not in path),
}
