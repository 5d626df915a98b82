"""One network explained by several: regression with a test that exchanges organisations (MRQAP)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations as arrangements_of
from math import factorial

import numpy as np
from numpy.typing import NDArray

from .comparison import EXACT_UP_TO, TOO_FEW, drawn_orders

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """coefficient: change of the outcome per unit. p_value: share of arrangements whose t is at least as far
    from zero; None when there are too few organisations to tell."""

    name: str
    coefficient: float
    t: float
    p_value: float | None


@dataclass(frozen=True)
class Regression:
    intercept: float
    effects: tuple[Effect, ...]
    r_squared: float
    arrangements: int
    exact: bool
    seed: int


def mrqap(
    outcome: Matrix,
    predictors: Mapping[str, Matrix],
    *,
    permutations: int,
    seed: int,
    directed: bool = True,
) -> Regression:
    """Least squares over the cells off the diagonal; each effect tested by double semi-partialling.

    outcome, predictors: shape (n, n) (`Network.matrix`, `same`); without direction only the upper half is
    read. To test a predictor, what the others do not explain of it is kept, its organisations are exchanged,
    and the regression is run again: t is compared, which resists predictors that go together. Up to 7
    organisations all n! arrangements are looked at; otherwise `permutations`, and the observed one.

    Dekker, Krackhardt & Snijders (2007), doi:10.1007/s11336-007-9016-1. Raises ValueError for shapes that
    differ, predictors that repeat one another or never vary, too few cells, or fewer than one permutation.

    >>> from arrimage.science.networks.network import Network
    >>> friends = Network.of([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")], directed=False)
    >>> found = mrqap(friends.matrix(), {"sector": same(["x", "x", "y", "y", "y"])}, permutations=99, seed=1,
    ...     directed=False)
    >>> round(found.effects[0].coefficient, 3), round(found.effects[0].p_value, 3)
    (0.583, 0.3)
    """
    size = len(outcome)
    if permutations < 1:
        raise ValueError("at least one permutation")
    if any(matrix.shape != (size, size) for matrix in (outcome, *predictors.values())):
        raise ValueError("matrices of the same organisations")
    mask = ~np.eye(size, dtype=bool) if directed else np.triu(np.ones((size, size), dtype=bool), 1)
    y = outcome[mask]
    columns = {name: matrix[mask] for name, matrix in predictors.items()}
    design = np.column_stack([np.ones(len(y)), *columns.values()])
    freedom = len(y) - design.shape[1]
    if not columns or freedom < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("predictors that vary, do not repeat one another, and fewer than the cells")
    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    residual = y - design @ coefficients
    variation = ((y - y.mean()) ** 2).sum()
    if not variation:
        raise ValueError("the outcome never varies")
    exact = size <= EXACT_UP_TO
    effects = []
    for place, name in enumerate(columns, start=1):
        others, _ = np.linalg.qr(np.delete(design, place, axis=1))
        unexplained = np.zeros((size, size))
        unexplained[mask] = _apart_from(others, columns[name])
        if not directed:
            unexplained += unexplained.T
        t = _t_of(unexplained[mask], _apart_from(others, y), others, freedom)
        p_value = None
        if size > TOO_FEW:
            as_far = seen = 0
            for order in _orders(size, permutations, seed, exact=exact):
                moved = unexplained[np.ix_(order, order)][mask]
                as_far += abs(_t_of(moved, _apart_from(others, y), others, freedom)) >= abs(t) * (1 - 1e-9)
                seen += 1
            p_value = as_far / seen if exact else (1 + as_far) / (1 + seen)
        effects.append(Effect(name, float(coefficients[place]), float(t), p_value))
    return Regression(
        intercept=float(coefficients[0]),
        effects=tuple(effects),
        r_squared=float(1 - (residual**2).sum() / variation),
        arrangements=factorial(size) if exact else permutations + 1,
        exact=exact,
        seed=seed,
    )


def same(groups: Sequence[str]) -> Matrix:
    """Shape (n, n): 1 where two organisations share a group, 0 elsewhere and on the diagonal.

    >>> same(["x", "x", "y"]).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    labels = np.array(groups, dtype=object)
    return (labels[:, None] == labels[None, :]).astype(float) - np.eye(len(labels))


def _apart_from(basis: Matrix, values: Matrix) -> Matrix:
    """What an orthonormal basis does not explain of these values."""
    return values - basis @ (basis.T @ values)


def _t_of(predictor: Matrix, outcome: Matrix, others: Matrix, freedom: int) -> float:
    """t of `predictor` beside `others`, the outcome being already apart from them (Frisch–Waugh–Lovell)."""
    explained = others.T @ predictor
    alone = predictor @ predictor - explained @ explained
    if alone <= 1e-12 * (predictor @ predictor):
        return 0.0  # wholly explained by the others once moved: says nothing
    shared = predictor @ outcome
    left = outcome @ outcome - shared * shared / alone
    if left <= 1e-12 * (outcome @ outcome):
        return float(np.copysign(np.inf, shared)) if shared else 0.0  # nothing left to explain
    return float(shared / np.sqrt(alone * left / freedom))


def _orders(size: int, permutations: int, seed: int, *, exact: bool) -> Iterator:
    if exact:
        yield from map(list, arrangements_of(range(size)))
    else:
        for batch in drawn_orders(size, permutations, seed):
            yield from batch
