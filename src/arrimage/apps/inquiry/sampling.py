"""Drawing a sample: at random, from a seed that is printed, each group in proportion to its size."""

import random
from collections.abc import Sequence

from arrimage.apps.inquiry.populations import Candidate


def shares(sizes: Sequence[int], count: int) -> list[int]:
    """How many to take of each group: in proportion, by largest remainders; at least one of each while there
    is room, so that no group is silent by the draw alone.

    >>> shares([60, 30, 3], 31)
    [20, 10, 1]
    >>> shares([100, 1, 1], 2)
    [1, 1, 0]
    """
    total = sum(sizes)
    count = min(count, total)
    if not count:
        return [0 for _ in sizes]
    largest_first = sorted(range(len(sizes)), key=lambda at: (-sizes[at], at))
    taken = [0] * len(sizes)
    for at in [at for at in largest_first if sizes[at]][:count]:
        taken[at] = 1
    ideal = [size * count / total for size in sizes]
    while sum(taken) < count:
        # Whoever is furthest under its share, among those with somebody left.
        at = max((at for at in largest_first if taken[at] < sizes[at]), key=lambda at: ideal[at] - taken[at])
        taken[at] += 1
    return taken


def draw(candidates: Sequence[Candidate], count: int | None, *, seed: int) -> list[Candidate]:
    """The sample, in the order of the population; everyone when no number is asked. Same seed, same draw."""
    if count is None or count >= len(candidates):
        return list(candidates)
    groups: dict[str, list[int]] = {}
    for at, candidate in enumerate(candidates):
        groups.setdefault(candidate.stratum, []).append(at)
    generator = random.Random(seed)  # noqa: S311 (a sample anybody can draw again)
    kept: set[int] = set()
    for places, number in zip(
        groups.values(), shares([len(places) for places in groups.values()], count), strict=True
    ):
        kept.update(generator.sample(places, number))
    return [candidate for at, candidate in enumerate(candidates) if at in kept]
