"""The same rows asked twice (before and after, or two sides of one pair): who moved, and which way."""

from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist

import numpy as np

from .answers import Answers, Basis, Method, side_by_side, sort_out
from .ordinal import doubled_ranks

EXACT_UP_TO = 50  # rows that moved


@dataclass(frozen=True)
class Turned:
    """Rows by their two answers. p_value: exact, two-sided; 1 when nobody moved, None without a row."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    kept: tuple[str, ...]  # yes both times
    never: tuple[str, ...]
    p_value: float | None
    basis: Basis


@dataclass(frozen=True)
class Moved:
    """Rows by the sign of second − first. median_change: of all rows.

    balance: (ranks that rose − ranks that fell) ÷ all, from −1 to 1 (matched-pairs rank-biserial); None when
    nobody moved. p_value: two-sided; 1 when nobody moved, None without a row.
    """

    rose: tuple[str, ...]
    fell: tuple[str, ...]
    stayed: tuple[str, ...]
    median_change: float | None
    balance: float | None
    p_value: float | None
    exact: bool
    basis: Basis


def turned(first: Answers[bool], second: Answers[bool]) -> Turned:
    """McNemar's test, exact: of those who changed their answer, as many each way?

    McNemar (1947), doi:10.1007/BF02295996.

    >>> before, after = {"a": False, "b": False, "c": True}, {"a": True, "b": True, "c": True}
    >>> found = turned(before, after)
    >>> found.gained, found.lost, found.p_value
    (('a', 'b'), (), 0.5)
    """
    found = sort_out(side_by_side(first, second), Method.MCNEMAR_EXACT)
    kinds: dict[tuple[bool, bool], list[str]] = {}
    for row, (one, other) in zip(found.basis.rows, found.values, strict=True):
        kinds.setdefault((bool(one), bool(other)), []).append(row)
    gained, lost, kept, never = (
        tuple(kinds.get(kind, ())) for kind in ((False, True), (True, False), (True, True), (False, False))
    )
    movers, fewer = len(gained) + len(lost), min(len(gained), len(lost))
    tail = sum(comb(movers, count) for count in range(fewer + 1))
    p_value = min(1.0, 2 * tail / 2**movers) if found.values else None
    return Turned(gained, lost, kept, never, p_value, found.basis)


def moved(first: Answers[float], second: Answers[float]) -> Moved:
    """Wilcoxon's signed ranks: did the answers rise? Rows that stayed say nothing about it.

    Up to 50 rows that moved, over all 2ⁿ ways to sign the same ranks, ties included; beyond, the normal
    approximation with ties and continuity corrected.

    Wilcoxon (1945), doi:10.2307/3001968; Kerby (2014), doi:10.2466/11.IT.3.1.

    >>> found = moved({"a": 1, "b": 2, "c": 3}, {"a": 2, "b": 5, "c": 3})
    >>> found.rose, found.stayed, found.median_change, found.p_value
    (('a', 'b'), ('c',), 1.0, 0.5)
    """
    found = sort_out(side_by_side(first, second), Method.SIGNED_RANKS)
    changes = np.array([other - one for one, other in found.values], dtype=np.float64)
    rows = np.array(found.basis.rows, dtype=object)
    rose, fell, stayed = (tuple(rows[signs]) for signs in (changes > 0, changes < 0, changes == 0))
    apart = changes[changes != 0]
    exact = len(apart) <= EXACT_UP_TO
    if not len(apart):
        median, p_value = (0.0, 1.0) if len(changes) else (None, None)
        return Moved(rose, fell, stayed, median, None, p_value, exact, found.basis)
    ranks = doubled_ranks(np.abs(apart))
    up, total = int(ranks[apart > 0].sum()), int(ranks.sum())
    if exact:
        distances = np.abs(2 * np.arange(total + 1) - total)
        p_value = float(_signings(ranks)[distances >= abs(2 * up - total)].sum() / 2 ** len(apart))
    else:
        # In plain ranks: half of `up`, whose variance is the sum of their squares over 4.
        deviation = sqrt(float((ranks.astype(np.float64) ** 2).sum()) / 16)
        distance = max(0.0, abs(up - total / 2) / 2 - 0.5)
        p_value = min(1.0, 2 * NormalDist().cdf(-distance / deviation))
    balance = (2 * up - total) / total
    return Moved(rose, fell, stayed, float(np.median(changes)), balance, p_value, exact, found.basis)


def _signings(ranks: np.ndarray) -> np.ndarray:
    """How many ways to sign the ranks give each sum of the positive ones, in exact numbers."""
    ways = np.zeros(int(ranks.sum()) + 1, dtype=object)
    ways[0] = 1
    for rank in ranks:
        positive = np.zeros_like(ways)
        positive[rank:] = ways[: len(ways) - rank]
        ways = ways + positive
    return ways
