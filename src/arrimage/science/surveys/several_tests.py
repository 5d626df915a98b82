"""Several tests at once: of twenty, one is "significant" by chance alone. The note to write beside them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Adjusted:
    """family: how many tests were read together. holm: to claim that none is by chance;
    benjamini_hochberg: to accept that a share of the claims is. Each at most 1, in the order given."""

    family: int
    holm: Mapping[str, float]
    benjamini_hochberg: Mapping[str, float]


def adjusted(p_values: Mapping[str, float]) -> Adjusted:
    """The p of each test, once it is known how many were looked at.

    Holm (1979), www.jstor.org/stable/4615733; Benjamini & Hochberg (1995),
    doi:10.1111/j.2517-6161.1995.tb02031.x. Raises ValueError for a p outside 0 … 1.

    >>> found = adjusted({"a": 0.01, "b": 0.02, "c": 0.5})
    >>> found.holm, found.benjamini_hochberg
    ({'a': 0.03, 'b': 0.04, 'c': 0.5}, {'a': 0.03, 'b': 0.03, 'c': 0.5})
    """
    if not all(0 <= p_value <= 1 for p_value in p_values.values()):
        raise ValueError("a p lies between 0 and 1")
    family = len(p_values)
    order = sorted(p_values, key=lambda name: p_values[name])
    holm: dict[str, float] = {}
    so_far = 0.0
    for rank, name in enumerate(order):
        so_far = max(so_far, min(1.0, (family - rank) * p_values[name]))
        holm[name] = so_far
    rates: dict[str, float] = {}
    so_far = 1.0
    for rank in range(family, 0, -1):
        so_far = min(so_far, p_values[order[rank - 1]] * family / rank)
        rates[order[rank - 1]] = so_far
    return Adjusted(family, {name: holm[name] for name in p_values}, {name: rates[name] for name in p_values})
