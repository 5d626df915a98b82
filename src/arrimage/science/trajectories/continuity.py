"""How far a person keeps the same providers. All indices need at least two visits with a known provider."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .state import State
from .tags import Tag

LEAST = 2  # visits


@dataclass(frozen=True)
class Index:
    """mean over `persons` (None without any); `excluded` persons had fewer than two such visits."""

    mean: float | None
    persons: int
    excluded: int

    @property
    def excluded_share(self) -> float | None:
        total = self.persons + self.excluded
        return self.excluded / total if total else None


@dataclass(frozen=True)
class Continuity:
    bice_boxerman: Index
    usual_provider: Index
    sequential: Index
    herfindahl: Index


def continuity(state: State) -> Continuity:
    """Four indices between 0 (never twice the same) and 1 (always the same), averaged over persons.

    With n_p visits to provider p, N in all: Bice–Boxerman (Σ n_p² − N) ÷ (N (N − 1)); usual provider
    max n_p ÷ N; sequential: visits to the same provider as the visit before ÷ (N − 1); Herfindahl
    Σ (n_p ÷ N)².
    References: Bice and Boxerman 1977, doi:10.1097/00005650-197704000-00010; Steinwachs 1979,
    doi:10.1097/00005650-197906000-00001.
    """
    return Continuity(
        bice_boxerman=_index(state, Tag.BICE_BOXERMAN, lambda n, x, k: Fraction(x - n * k, n * (n - 1))),
        usual_provider=_index(state, Tag.USUAL, lambda n, x, k: Fraction(x, n)),
        sequential=_index(state, Tag.SEQUENTIAL, lambda n, x, k: Fraction(x, n - 1)),
        herfindahl=_index(state, Tag.BICE_BOXERMAN, lambda n, x, k: Fraction(x, n * n)),
    )


def _index(state: State, tag: Tag, of: Callable[[int, int, int], Fraction]) -> Index:
    """of: the index summed over k persons of n visits, whose values sum to x. Exact: the mean does not depend
    on the order of persons."""
    visits, values, counts = state.tallies(tag)
    if not visits.size:
        return Index(None, 0, 0)
    sizes, begins = np.unique(visits, return_index=True)
    people = np.add.reduceat(counts, begins).tolist()
    sums = np.add.reduceat(values * counts, begins).tolist()
    groups = list(zip(sizes.tolist(), sums, people, strict=True))
    persons = sum(count for size, _, count in groups if size >= LEAST)
    total = sum((of(*group) for group in groups if group[0] >= LEAST), Fraction())
    return Index(float(total / persons) if persons else None, persons, sum(people) - persons)
