"""The same events by group of persons: by where they come in, by when, by what a column says of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrimage.science.trajectories.state import Integers, Rules, State
from arrimage.science.trajectories.tally import Events, Tally

MOST = 6  # groups of a kind


@dataclass(frozen=True)
class Run:
    """Finished persons, and what a column says of each event (codes), where one was asked for."""

    events: Events
    cohort: NDArray[np.integer] | None = None


Runs = Callable[[], Iterator[Run]]  # they are gone over twice
Of = Callable[[Run, Integers], NDArray[np.integer]]


def doors(run: Run, opens: Integers) -> NDArray[np.integer]:
    return run.events.activity[opens]


def years(run: Run, opens: Integers) -> NDArray[np.integer]:
    return run.events.at[opens].astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64) + 1970


def cohorts(run: Run, opens: Integers) -> NDArray[np.integer]:
    """What the column says at the person's first event."""
    if run.cohort is None:
        raise ValueError("no column was read")
    return run.cohort[opens]


def parted(
    runs: Runs, of: Of, activities: tuple[str, ...], providers: int, rules: Rules, *, most: int = MOST
) -> dict[int, State]:
    """The state of each of the largest groups, the largest first."""
    sizes: Counter[int] = Counter()
    for run in runs():
        labels, counts = np.unique(of(run, np.flatnonzero(run.events.first)), return_counts=True)
        sizes.update(dict(zip(labels.tolist(), counts.tolist(), strict=True)))
    kept = sorted(sizes, key=lambda label: (-sizes[label], label))[:most]
    tallies = {label: Tally(activities, providers, rules) for label in kept}
    for run in runs():
        first = run.events.first
        label = of(run, np.flatnonzero(first))[np.cumsum(first) - 1]
        for group in np.intersect1d(label, kept).tolist():
            mine = label == group
            events = run.events
            tallies[group].add_whole(
                Events(first[mine], events.activity[mine], events.at[mine], events.provider[mine])
            )
    return {label: under_way.state() for label, under_way in tallies.items()}
