"""Weighted paths with exact lengths: a strong tie is a short one, and equal lengths are equal."""

from fractions import Fraction
from math import gcd, lcm

from .network import Network

# igraph takes two lengths for equal within 1e-10 of their sum: below this, whole numbers stay apart.
IGRAPH_TELLS_APART = 10**10
PRIME = 2**61 - 1


def integer_lengths(weights: tuple[Fraction, ...]) -> tuple[int, ...]:
    """LCM ÷ weight, the weights being first brought to whole numbers: lengths inverse to weights, and exact.

    With floats, 1/2 and 1/3 + 1/6 may differ, and libraries then disagree on who lies between whom.

    >>> integer_lengths((Fraction(1), Fraction(2), Fraction(3)))
    (6, 3, 2)
    >>> integer_lengths((Fraction("0.5"), Fraction("2.5")))
    (5, 1)
    """
    whole = _whole(weights)
    scale = lcm(*whole)
    return tuple(scale // number for number in whole)


def _whole(weights: tuple[Fraction, ...]) -> list[int]:
    """The smallest whole numbers in the same proportions."""
    scale = lcm(*(weight.denominator for weight in weights))
    numbers = [weight.numerator * (scale // weight.denominator) for weight in weights]
    shared = gcd(*numbers)
    return [number // shared for number in numbers]


def weighted_betweenness(network: Network) -> tuple[float, ...]:
    """Betweenness over the paths of least total length, lengths being `integer_lengths`. Raw, n values.

    Direction counts. Lengths small enough for igraph go to igraph. Weights of many different values have an
    LCM too large to write down: a compiled Brandes then compares lengths as floats, and takes two for equal
    when their remainders modulo 2⁶¹−1 are equal too.
    Raises ValueError without weights. Brandes (2001), doi:10.1080/0022250X.2001.9990249; Opsahl, Agneessens
    & Skvoretz (2010) for the inverse of weights, doi:10.1016/j.socnet.2010.03.006.

    >>> weighted_betweenness(Network.of([("a", "b", 4), ("b", "c", 4), ("a", "c", 1)]))
    (0.0, 1.0, 0.0)
    """
    if network.weights is None:
        raise ValueError("this network has no weights")
    if not network.ties:
        return (0.0,) * len(network)
    whole = _whole(network.weights)
    most, scale = IGRAPH_TELLS_APART * min(whole) // (2 * len(network)), 1
    for number in set(whole):
        scale = lcm(scale, number)
        if scale > most:
            return _compiled(network, whole)
    lengths = [scale // number for number in whole]
    return tuple(network.graph.betweenness(directed=network.directed, weights=lengths))


def _compiled(network: Network, whole: list[int]) -> tuple[float, ...]:
    import numpy as np

    from .compiled import betweenness

    arcs = [(*tie, number) for tie, number in zip(network.ties, whole, strict=True)]
    if not network.directed:
        arcs += [(target, source, number) for source, target, number in arcs]
    arcs.sort()
    strongest = max(whole)
    source, target = np.array([arc[:2] for arc in arcs], dtype=np.int64).T
    back = np.argsort(target, kind="stable")
    everyone = np.arange(len(network) + 1)
    found = betweenness(
        np.searchsorted(source, everyone),
        target.copy(),
        np.array([strongest / number for _, _, number in arcs]),
        # LCM ÷ weight and 1 ÷ weight differ by one factor: their remainders are equal together.
        np.array([pow(number, -1, PRIME) for _, _, number in arcs], dtype=np.int64),
        np.searchsorted(target[back], everyone),
        source[back],
        back,
        PRIME,
    )
    return tuple((found if network.directed else found / 2).tolist())
