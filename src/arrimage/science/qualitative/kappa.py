"""Kappa: two coders (Cohen) or the same number on every unit (Fleiss), for one code or several."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .codings import Undefined, Value

REPLICATES = 2_000


@dataclass(frozen=True)
class Kappa:
    """kappa: agreement beyond chance; None when undefined. agreement: share of units said alike.

    low, high: percentile bootstrap over units. units: those both (all) coders spoke of.
    """

    kappa: float | None
    low: float | None
    high: float | None
    agreement: float | None
    units: int
    undefined: Undefined | None = None
    undefined_draws: int = 0


def cohen(
    pairs: Sequence[tuple[Value, Value]],
    *,
    confidence: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 1,
) -> Kappa:
    """(observed − expected) ÷ (1 − expected), expected from what each of the two says how often.

    Cohen (1960), doi:10.1177/001316446002000104.

    >>> cohen([(1, 1), (1, 0), (0, 0), (0, 0)], replicates=0).kappa
    0.5
    """
    if not pairs:
        return Kappa(None, None, None, None, 0, Undefined.NOTHING_SHARED)
    values = list(dict.fromkeys(value for pair in pairs for value in pair))
    place = {value: number for number, value in enumerate(values)}
    size = len(values)
    cells = np.zeros((size, size))
    for one, other in pairs:
        cells[place[one], place[other]] += 1
    agreement = float(np.trace(cells) / len(pairs))
    whole = _cohen(cells[None])[0]
    if np.isnan(whole):
        return Kappa(None, None, None, agreement, len(pairs), Undefined.ONE_VALUE)
    low = high = None
    undefined = 0
    if replicates and len(pairs) > 1:
        # Units that fell in the same cell are alike: drawing units is drawing how many fall in each.
        random = np.random.default_rng(seed)
        drawn = random.multinomial(len(pairs), (cells / len(pairs)).ravel(), size=replicates)
        found = _cohen(drawn.reshape(-1, size, size).astype(np.float64))
        low, high, undefined = _interval(found, confidence)
    return Kappa(float(whole), low, high, agreement, len(pairs), None, undefined)


def _cohen(cells: np.ndarray) -> np.ndarray:
    total = cells.sum(axis=(1, 2))
    observed = np.trace(cells, axis1=1, axis2=2) / total
    expected = (cells.sum(axis=1) * cells.sum(axis=2)).sum(axis=1) / total**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)


def fleiss(
    units: Sequence[Sequence[Value]],
    *,
    confidence: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 1,
) -> Kappa:
    """The same for m coders on every unit, who need not be the same ones.

    Fleiss (1971), doi:10.1037/h0031619. Raises ValueError when units have different numbers of values, or
    fewer than two: alpha reads those.

    >>> round(fleiss([(1, 1, 1), (1, 1, 0), (0, 0, 0), (0, 0, 1)], replicates=0).kappa, 4)
    0.3333
    """
    if not units:
        return Kappa(None, None, None, None, 0, Undefined.NOTHING_SHARED)
    coders = len(units[0])
    if coders < 2 or any(len(unit) != coders for unit in units):
        raise ValueError("every unit needs the same number of values, two at least")
    values = list(dict.fromkeys(value for unit in units for value in unit))
    table = np.array([[Counter(unit)[value] for value in values] for unit in units], dtype=np.float64)
    alike = (table * (table - 1)).sum(axis=1) / (coders * (coders - 1))
    ones = np.ones((1, len(units)))
    whole = _fleiss(ones, table, alike)[0]
    agreement = float(alike.mean())
    if np.isnan(whole):
        return Kappa(None, None, None, agreement, len(units), Undefined.ONE_VALUE)
    low = high = None
    undefined = 0
    if replicates and len(units) > 1:
        random = np.random.default_rng(seed)
        weights = random.multinomial(len(units), np.full(len(units), 1 / len(units)), size=replicates)
        low, high, undefined = _interval(_fleiss(weights.astype(np.float64), table, alike), confidence)
    return Kappa(float(whole), low, high, agreement, len(units), None, undefined)


def _fleiss(weights: np.ndarray, table: np.ndarray, alike: np.ndarray) -> np.ndarray:
    total = weights.sum(axis=1)
    observed = weights @ alike / total
    shares = weights @ table / (total * table[0].sum())[:, None]
    expected = (shares**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected < 1 - 1e-15, (observed - expected) / (1 - expected), np.nan)


def _interval(found: np.ndarray, confidence: float) -> tuple[float | None, float | None, int]:
    undefined = int(np.isnan(found).sum())
    if undefined == len(found):
        return None, None, undefined
    low, high = np.nanpercentile(found, (50 - 50 * confidence, 50 + 50 * confidence))
    return float(low), float(high), undefined


def by_code(
    said: Iterable[tuple[frozenset[str], frozenset[str]]], codes: Iterable[str], **options
) -> dict[str, Kappa]:
    """Cohen's kappa of two coders, code by code: each unit has the code, or has not, for each of them.

    A code neither ever used has no kappa, and says so.

    >>> pairs = [(frozenset({"hope"}), frozenset({"hope"})), (frozenset(), frozenset())]
    >>> {code: found.kappa for code, found in by_code(pairs, ["hope", "work"], replicates=0).items()}
    {'hope': 1.0, 'work': None}
    """
    pairs = list(said)
    return {code: cohen([(code in one, code in other) for one, other in pairs], **options) for code in codes}
