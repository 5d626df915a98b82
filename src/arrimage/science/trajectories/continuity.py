"""How far a person keeps the same providers. All indices need at least two visits with a known provider."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

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
        bice_boxerman=_index(state, Tag.BICE_BOXERMAN, lambda n, x: Fraction(x - n, n * (n - 1))),
        usual_provider=_index(state, Tag.USUAL, lambda n, x: Fraction(x, n)),
        sequential=_index(state, Tag.SEQUENTIAL, lambda n, x: Fraction(x, n - 1)),
        herfindahl=_index(state, Tag.BICE_BOXERMAN, lambda n, x: Fraction(x, n * n)),
    )


def _index(state: State, tag: Tag, of: Callable[[int, int], Fraction]) -> Index:
    # Summed by number of visits, exactly: the mean does not depend on the order of persons.
    numerators: dict[int, int] = {}
    persons = excluded = 0
    visits, values, counts = (column.tolist() for column in state.tallies(tag))
    for n, value, count in zip(visits, values, counts, strict=True):
        if n < LEAST:
            excluded += count
            continue
        persons += count
        scale = n * n * (n - 1)  # a multiple of every denominator above
        numerators[n] = numerators.get(n, 0) + int(of(n, value) * scale) * count
    total = sum((Fraction(sum_, n * n * (n - 1)) for n, sum_ in numerators.items()), Fraction())
    return Index(float(total / persons) if persons else None, persons, excluded)
