"""Waits that may not be over: what comes after, how soon, and for how many, when watching stops one day."""

from dataclasses import dataclass

import numpy as np

from .state import State
from .tags import DAY, Tag

WINDOWS = (7, 30, 90)  # days


@dataclass(frozen=True)
class Followed:
    """What is known of the first `target` after each `source`, in the same person.

    events: how many sources. reached: days → how many were followed within them, as seen. estimate: days →
    the share that would be, had nobody been watched for less (Kaplan–Meier); None when nobody was watched
    that long. low, high: its 95 % interval (log-log). watched: days → sources watched for at least as long.
    """

    source: str
    target: str
    events: int
    reached: dict[int, int]
    estimate: dict[int, float | None]
    low: dict[int, float | None]
    high: dict[int, float | None]
    watched: dict[int, int]


def kaplan_meier(
    times: np.ndarray, happened: np.ndarray, censored: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share still waiting after each time, Greenwood's variance of its logarithm, and how many were left.

    times: (k,) increasing. happened, censored: (k,) how many at each; at equal times, what happens comes
    before the end of watching. Returns three (k,) arrays: survival, variance, at risk just before.
    Reference: Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452.
    """
    left = (happened + censored)[::-1].cumsum()[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(1 - happened / left)
        variance = np.cumsum(np.where(happened > 0, happened / (left * (left - happened)), 0.0))
    return survival, variance, left


def followed(state: State, *, watched_until: int | None = None) -> tuple[Followed, ...]:
    """One reading per pair of the rules, in their order.

    watched_until: microseconds since 1970 of the end of watching; the last event of all when None. An event
    nothing came after is watched from its moment until then (right censoring). Those seen only from the
    middle of their story (left truncation) count from what is seen.
    """
    end = state.last_at if watched_until is None else watched_until
    unit = state.rules.unit
    pairs, delays, counts = state.tallies(Tag.REACHED)
    missed, moments, missing = state.tallies(Tag.UNREACHED)
    days = unit / DAY
    found = []
    for name, (source, target) in enumerate(state.rules.pairs):
        here, there = pairs == name, missed == name
        ended = np.maximum((end or 0) // unit - moments[there], 0)
        found.append(_read(source, target, delays[here] * days, counts[here], ended * days, missing[there]))
    return tuple(found)


def _read(source, target, delays, counts, ended, missing) -> Followed:
    times = np.union1d(delays, ended)
    happened, censored = np.zeros(times.size, np.int64), np.zeros(times.size, np.int64)
    np.add.at(happened, np.searchsorted(times, delays), counts)
    np.add.at(censored, np.searchsorted(times, ended), missing)
    survival, variance, left = kaplan_meier(times, happened, censored)
    reached, estimate, low, high, watched = {}, {}, {}, {}, {}
    for window in WINDOWS:
        place = int(np.searchsorted(times, window, "right")) - 1
        reached[window] = int(happened[: place + 1].sum())
        watched[window] = (
            int(left[np.searchsorted(times, window)]) if times.size and times[-1] >= window else 0
        )
        known = times.size > 0 and (watched[window] > 0 or (place >= 0 and survival[place] == 0))
        value = (1 - float(survival[place]) if place >= 0 else 0.0) if known else None
        estimate[window] = value
        low[window], high[window] = _interval(value, float(variance[place]) if place >= 0 else 0.0)
    return Followed(source, target, int(counts.sum() + missing.sum()), reached, estimate, low, high, watched)


def _interval(value: float | None, variance: float) -> tuple[float | None, float | None]:
    """95 %, on the scale of log(−log survival), which stays between 0 and 1."""
    if value is None:
        return None, None
    if value in (0.0, 1.0) or not np.isfinite(variance):
        return value, value
    log = np.log(1 - value)
    spread = np.exp(1.959963984540054 * np.sqrt(variance) / abs(log))
    return float(1 - (1 - value) ** (1 / spread)), float(1 - (1 - value) ** spread)
