"""Two questions crossed, and whether they go together, exactly, as small numbers need."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import factorial, lgamma, prod, sqrt

import numpy as np
from numpy.typing import NDArray

from .answers import Answers, Basis, Method, side_by_side, sort_out

STEPS = 200_000  # before an exact count gives way to drawing
DRAWS = 9_999
SLACK = 1e-9


@dataclass(frozen=True)
class CrossTable:
    """cells: (row value, column value) → who is there; values in the order they were first met."""

    rows: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    cells: Mapping[tuple[Hashable, Hashable], tuple[str, ...]]
    basis: Basis

    @property
    def counts(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(len(self.cells[row, column]) for column in self.columns) for row in self.rows)


@dataclass(frozen=True)
class Association:
    """p_value: None when a question has one value only. arrangements: how many were drawn, the observed one
    included; None when exact. cramers_v: 0 for none, 1 when one answer tells the other; uncorrected.
    """

    p_value: float | None
    exact: bool
    arrangements: int | None
    seed: int
    cramers_v: float | None
    basis: Basis


def cross(first: Answers, second: Answers) -> CrossTable:
    """Who gives each pair of answers. Apart: who does not answer one of the two, by the first reason.

    >>> cross({"a": "yes", "b": "no"}, {"a": 1, "b": 1}).counts
    ((1,), (1,))
    """
    found = sort_out(side_by_side(first, second), Method.CROSS_TABLE)
    rows = tuple(dict.fromkeys(pair[0] for pair in found.values))
    columns = tuple(dict.fromkeys(pair[1] for pair in found.values))
    cells: dict[tuple[Hashable, Hashable], list[str]] = {(a, b): [] for a in rows for b in columns}
    for name, pair in zip(found.basis.rows, found.values, strict=True):
        cells[pair].append(name)
    return CrossTable(rows, columns, {pair: tuple(names) for pair, names in cells.items()}, found.basis)


def association(table: CrossTable, *, seed: int = 1, draws: int = DRAWS) -> Association:
    """Fisher's exact test, for tables of any size (Freeman & Halton): given how often each answer is given,
    the share of arrangements no more likely than this one. Counted in whole numbers; where there are too
    many, `draws` arrangements are drawn and the observed one is counted with them.

    Freeman & Halton (1951), doi:10.1093/biomet/38.1-2.141.

    >>> answers = {name: name < "e" for name in "abcdefgh"}
    >>> guesses = {name: name in "abce" for name in "abcdefgh"}
    >>> round(association(cross(answers, guesses)).p_value, 4)  # the lady tasting tea
    0.4857
    """
    counts = table.counts
    strength = cramers_v(counts)
    if strength is None:
        return Association(None, True, None, seed, None, table.basis)
    p_value = fisher_exact(counts)
    method = Method.FISHER_EXACT if p_value is not None else Method.FISHER_DRAWN
    basis = Basis(method, table.basis.rows, table.basis.apart)
    if p_value is not None:
        return Association(p_value, True, None, seed, strength, basis)
    return Association(_drawn(counts, seed, draws), False, draws + 1, seed, strength, basis)


def fisher_exact(counts: Sequence[Sequence[int]]) -> float | None:
    """The exact p of a table of counts; None when there are too many arrangements to count.

    >>> fisher_exact([[3, 1], [1, 3]]) == 34 / 70
    True
    """
    rows = [sum(row) for row in counts]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    # The likelihood of a table is a product over columns: arrangements that leave the same rows to fill, and
    # are as likely, are counted together.
    observed = prod(_ways(column) for column in zip(*counts, strict=True))
    states: dict[tuple[int, ...], Counter[int]] = {tuple(sorted(rows)): Counter({1: 1})}
    # Whole numbers grow with the table, and so does each step.
    steps, dearer = 0, 1 + sum(rows) // 10
    for total in columns:
        after: dict[tuple[int, ...], Counter[int]] = {}
        for left, likelihoods in states.items():
            for column in _fillings(total, left):
                rest = tuple(sorted(have - taken for have, taken in zip(left, column, strict=True)))
                ways = _ways(column)
                bag = after.setdefault(rest, Counter())
                for likelihood, count in likelihoods.items():
                    bag[likelihood * ways] += count
                steps += len(likelihoods) * dearer
                if steps > STEPS:
                    return None
        states = after
    (likelihoods,) = states.values()
    unlikely = sum(likelihood * count for likelihood, count in likelihoods.items() if likelihood <= observed)
    return unlikely / sum(likelihood * count for likelihood, count in likelihoods.items())


def cramers_v(counts: Sequence[Sequence[int]]) -> float | None:
    """√(χ² ÷ (n × (the smaller side − 1))), over the rows and columns that hold someone.

    >>> cramers_v([[5, 0], [0, 5]])
    1.0
    """
    if min(len(counts), *map(len, counts), 2) < 2:
        return None
    cells = np.array(counts, dtype=np.float64)
    cells = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]
    if min(cells.shape, default=0) < 2:
        return None
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum()
    square = ((cells - expected) ** 2 / expected).sum()
    return min(1.0, sqrt(square / (cells.sum() * (min(cells.shape) - 1))))


def _ways(column: Sequence[int]) -> int:
    """In how many orders a column can be filled so."""
    return factorial(sum(column)) // prod(map(factorial, column))


def _fillings(total: int, left: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """All the ways to take `total` from what is left in each row."""
    if len(left) == 1:
        yield (total,)
        return
    beyond = sum(left[1:])
    for taken in range(max(0, total - beyond), min(total, left[0]) + 1):
        for others in _fillings(total - taken, left[1:]):
            yield (taken, *others)


def _drawn(counts: Sequence[Sequence[int]], seed: int, draws: int) -> float:
    """The share of drawn tables no likelier than this one; all are drawn together, cell after cell."""
    random = np.random.default_rng(seed)
    left = np.tile([sum(row) for row in counts], (draws, 1))
    surprise = np.zeros(draws)
    for total in map(sum, zip(*counts, strict=True)):
        missing = np.full(draws, total)
        for row in range(left.shape[1]):
            taken = random.hypergeometric(left[:, row], left[:, row + 1 :].sum(axis=1), missing)
            left[:, row] -= taken
            missing -= taken
            surprise += _log_factorial(taken)
    observed = sum(_log_factorial(np.array(row)).sum() for row in counts)
    return float((1 + (surprise >= observed - SLACK).sum()) / (draws + 1))


def _log_factorial(numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    logs = np.array([lgamma(number + 1) for number in range(int(numbers.max(initial=0)) + 1)])
    return logs[numbers]
