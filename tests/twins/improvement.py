"""Signs in a measure followed through time, slow and obvious."""

from itertools import combinations, pairwise


def runs_of(sides):
    return sum(place == 0 or side != sides[place - 1] for place, side in enumerate(sides))


def rare_runs(above, below, alpha=0.05):
    """By writing every order of so many points above and below."""
    size = above + below
    every = [
        runs_of([place in chosen for place in range(size)])
        for chosen in map(set, combinations(range(size), above))
    ]
    few = [runs for runs in range(2, size + 1) if sum(r <= runs for r in every) / len(every) <= alpha / 2]
    many = [
        runs
        for runs in range(2, size + 1)
        if sum(r >= runs for r in every) > 0 and sum(r >= runs for r in every) / len(every) <= alpha / 2
    ]
    return max(few, default=None), min(many, default=None)


def longest_trend(values):
    """The longest way that only goes up or only goes down, equal neighbours counted once."""
    kept = [value for place, value in enumerate(values) if place == 0 or value != values[place - 1]]
    best = 1 if kept else 0
    for start in range(len(kept)):
        for end in range(start + 2, len(kept) + 1):
            piece = kept[start:end]
            steps = [after > before for before, after in pairwise(piece)]
            if all(steps) or not any(steps):
                best = max(best, len(piece))
    return best
