"""Several kinds of ties between the same organisations: how far they overlap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True)
class Overlap:
    """both, either: ties found in both kinds, in at least one. jaccard: both ÷ either, None without a tie."""

    kinds: tuple[str, str]
    both: int
    either: int
    jaccard: float | None


def overlaps(kinds: Mapping[str, Iterable[tuple[int, int]]]) -> tuple[Overlap, ...]:
    """Each pair of kinds, in alphabetical order. kinds: name → ties as in `Network.ties`.

    >>> overlaps({"referral": [(0, 1), (1, 2)], "agreement": [(0, 1)]})
    (Overlap(kinds=('agreement', 'referral'), both=1, either=2, jaccard=0.5),)
    """
    ties = {name: set(pairs) for name, pairs in kinds.items()}
    found = []
    for one, other in combinations(sorted(ties), 2):
        both, either = len(ties[one] & ties[other]), len(ties[one] | ties[other])
        found.append(Overlap((one, other), both, either, both / either if either else None))
    return tuple(found)


def multiplexity(kinds: Mapping[str, Iterable[tuple[int, int]]]) -> tuple[int, ...]:
    """How many ties are of one kind, of two, … of all: as many values as there are kinds.

    >>> multiplexity({"referral": [(0, 1), (1, 2)], "agreement": [(0, 1)]})
    (1, 1)
    """
    ties = [set(pairs) for pairs in kinds.values()]
    counts = [0] * len(ties)
    for tie in set().union(*ties):
        counts[sum(tie in pairs for pairs in ties) - 1] += 1
    return tuple(counts)
