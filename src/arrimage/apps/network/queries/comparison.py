"""Two pictures side by side: what is kept, no longer said, new; whether they go together, and by chance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from arrimage.apps.network.analysis_words import milieu_of
from arrimage.science.networks import comparison
from arrimage.science.networks.network import Network as Graph
from arrimage.science.networks.regression import Regression, mrqap, same

from .analysis import Answer, Member, Picture

PERMUTATIONS, SEED = 1000, 1
# A regression is run again for each predictor and each exchange: fewer of them in a large network.
MOST_CELLS, LEAST = 2_000_000, 99


@dataclass(frozen=True)
class Comparison:
    """`members` are those asked in both; ties are by their positions."""

    first: Picture
    second: Picture
    members: tuple[Member, ...]
    left_out: tuple[Member, ...]
    changes: comparison.Changes
    correlation: comparison.Correlation
    unheard: frozenset[int]  # of the members, those not heard in the second

    def was_not_heard(self, tie: tuple[int, int]) -> bool:
        """Whether an end of this tie was not heard the second time: it may only not have been said."""
        return bool(set(tie) & self.unheard)


def compare(first: Picture, second: Picture) -> Comparison:
    there = {member.pk for member in first.members}
    members = tuple(member for member in second.members if member.pk in there)
    both = {member.pk for member in members}
    left_out = [member for member in (*first.members, *second.members) if member.pk not in both]
    before, after = graphs(first, second, members)
    return Comparison(
        first=first,
        second=second,
        members=members,
        left_out=tuple(left_out),
        changes=comparison.changes(before, after),
        correlation=_qap(before, after),
        unheard=frozenset(
            place
            for place, member in enumerate(members)
            if member.answer in (Answer.AWAITED, Answer.DECLINED)
        ),
    )


def graphs(first: Picture, second: Picture, members: tuple[Member, ...]) -> tuple[Graph, Graph]:
    """Both among the same organisations, both with a direction or neither; ties there or not."""
    directed = first.directed and second.directed
    place = {member.pk: number for number, member in enumerate(members)}
    names = tuple(str(member.uid) for member in members)
    found = []
    for picture in (first, second):
        ties = set()
        for tie in picture.ties:
            if tie.source in place and tie.target in place:
                ends = place[tie.source], place[tie.target]
                ties.add(ends if directed else (min(ends), max(ends)))
        found.append(Graph(names, tuple(sorted(ties)), None, directed))
    return found[0], found[1]


@lru_cache(maxsize=32)
def _qap(before: Graph, after: Graph) -> comparison.Correlation:
    return comparison.qap(before, after, permutations=PERMUTATIONS, seed=SEED)


def other_kinds(whole: Picture, *, but: tuple[str, ...]) -> dict[str, list[tuple[int, int]]]:
    """Kind → pairs of organisations (ids) it ties in a picture of every kind, those of `but` left out."""
    return {
        kind: [(whole.members[one].pk, whole.members[other].pk) for one, other in pairs]
        for kind, pairs in sorted(whole.by_kind.items())
        if kind not in but
    }


def explained(
    found: Comparison, others: Mapping[str, Iterable[tuple[int, int]]], *, labels: Mapping[str, str]
) -> Regression | None:
    """The second explained by the first, by `others` (more relations: pairs of ids, whichever way), by being
    of one milieu, and near one another in the territory. None where nothing can be told: too few
    organisations, or nothing that varies.

    labels: names of `first`, `milieu`, `near`.
    """
    if len(found.members) <= comparison.TOO_FEW:
        return None
    before, after = graphs(found.first, found.second, found.members)
    predictors = {labels["first"]: before.matrix()}
    place = {member.pk: number for number, member in enumerate(found.members)}
    for name, pairs in others.items():
        cells = np.zeros((len(place), len(place)))
        for one, other in pairs:
            if one in place and other in place:
                cells[place[one], place[other]] = cells[place[other], place[one]] = 1
        predictors[name] = cells
    predictors[labels["milieu"]] = same([str(milieu_of(member.kind)) for member in found.members])
    predictors[labels["near"]] = _near(found.members)
    off = ~np.eye(len(found.members), dtype=bool)
    # What never varies, or repeats another, explains nothing more.
    kept: dict[str, np.ndarray] = {}
    for name, matrix in predictors.items():
        cells = matrix[off]
        if cells.size and np.ptp(cells) and not any(np.array_equal(matrix, one) for one in kept.values()):
            kept[name] = matrix
    if not kept:
        return None
    return _mrqap(after, tuple((name, matrix.tobytes()) for name, matrix in kept.items()), len(found.members))


@lru_cache(maxsize=32)
def _mrqap(after: Graph, predictors: tuple[tuple[str, bytes], ...], size: int) -> Regression | None:
    try:
        return mrqap(
            after.matrix(),
            {name: np.frombuffer(cells).reshape(size, size) for name, cells in predictors},
            permutations=max(LEAST, min(PERMUTATIONS, MOST_CELLS // size**2)),
            seed=SEED,
            directed=after.directed,
        )
    except ValueError:
        return None


def _near(members: tuple[Member, ...]) -> np.ndarray:
    cells = np.array([[bool(one.territories & other.territories) for other in members] for one in members])
    return cells.astype(float) - np.diag(np.diag(cells).astype(float))
