"""Where a relation stands between mutual adjustment, alliance and integration, and why. Pure.

Source 001 (N3) gives, for each criterion, what it looks like in each of the three forms:

| criterion | mutual adjustment | alliance | integration |
|---|---|---|---|
| governance | informal influence | negotiation | hierarchy |
| formalisation | none | medium or large | large |
| sanctions | few | some | many |
| extent of transactions | small | large | large |
| problem handled | acute, little coordination | chronic or complex | chronic and complex |

The source's grid leaves one cell of its first column empty: it is filled here by our guess, and the page
says so. What is large may be of two forms: it counts for both. The form that the most answers fit is
proposed; when two fit equally, the less integrated one, and the other is named. Fewer than two answers
propose nothing. It is a proposal: what the organisations call their relation stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from arrimage.apps.network.vocabulary_ties import Reading

_MUTUAL, _ALLIANCE, _INTEGRATION = Reading
LEAST = 2  # answers without which nothing is proposed

POINTS_TO: dict[str, dict[int, frozenset[Reading]]] = {
    "governance": {1: frozenset({_MUTUAL}), 2: frozenset({_ALLIANCE}), 3: frozenset({_INTEGRATION})},
    "formalisation": {
        1: frozenset({_MUTUAL}),
        2: frozenset({_ALLIANCE}),
        3: frozenset({_ALLIANCE, _INTEGRATION}),
    },
    "sanctions": {1: frozenset({_MUTUAL}), 2: frozenset({_ALLIANCE}), 3: frozenset({_INTEGRATION})},
    "extent": {1: frozenset({_MUTUAL}), 2: frozenset({_ALLIANCE, _INTEGRATION})},
    "problem": {1: frozenset({_MUTUAL}), 2: frozenset({_ALLIANCE}), 3: frozenset({_INTEGRATION})},
}


@dataclass(frozen=True)
class Pull:
    """One answer, and the forms it fits."""

    criterion: str
    grade: int
    fits: frozenset[Reading]


@dataclass(frozen=True)
class Proposal:
    reading: Reading
    rival: Reading | None  # another form that as many answers fit
    pulls: tuple[Pull, ...]

    @property
    def towards(self) -> tuple[Pull, ...]:
        return tuple(pull for pull in self.pulls if self.reading in pull.fits)

    @property
    def away(self) -> tuple[Pull, ...]:
        return tuple(pull for pull in self.pulls if self.reading not in pull.fits)


def propose(grades: Mapping[str, int | None]) -> Proposal | None:
    """The form that the most answers fit, or None when fewer than two were given.

    >>> propose({"governance": 2, "formalisation": 3, "sanctions": 2}).reading.name
    'ALLIANCE'
    """
    pulls = tuple(
        Pull(criterion, grade, POINTS_TO[criterion][grade])
        for criterion in POINTS_TO
        if (grade := grades.get(criterion)) is not None
    )
    if len(pulls) < LEAST:
        return None
    fitting = {reading: sum(reading in pull.fits for pull in pulls) for reading in Reading}
    most = max(fitting.values())
    best = [reading for reading in Reading if fitting[reading] == most]
    return Proposal(best[0], best[1] if len(best) > 1 else None, pulls)
