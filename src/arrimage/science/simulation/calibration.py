"""A scenario from what happened: arrivals, waits, durations, ways, patience and capacity, read from episodes.

Days are counted from the first event (day 0); `span` is how long the log lasts. What had begun before it is
not seen, and what goes on after it is censored: durations are fitted with that, the rest is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from . import censored
from .fitting import Fit

YEAR = 365.0
MONTH_ENDS = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
LEAST_P = 0.05
CURVE = 40  # points of a curve kept to be drawn


@dataclass(frozen=True)
class Episodes:
    """(m,) arrays, one row for each visit to a service; days, −1 when unknown (see `episodes.episodes`)."""

    service: np.ndarray
    group: np.ndarray
    asked: np.ndarray
    began: np.ndarray
    ended: np.ndarray
    left: np.ndarray
    origin: np.ndarray
    how: np.ndarray
    span: float
    doubled: int = 0
    orphans: int = 0

    @property
    def asked_or_began(self) -> np.ndarray:
        return np.where(self.asked >= 0, self.asked, self.began)

    @property
    def asked_until(self) -> np.ndarray:
        """When each wait was over, or the end of the log."""
        return np.where(self.began >= 0, self.began, np.where(self.left >= 0, self.left, self.span))


@dataclass(frozen=True)
class Arrivals:
    """People of a class who come from outside, a day; `dispersion`: variance ÷ mean of their weekly counts, 1
    when they come at random. `seasons`: by month, 1 on average, where they differ (`seasons_p` below 5 %)."""

    group: str
    count: int
    per_day: float
    dispersion: float | None
    seasons: tuple[float, ...]
    seasons_p: float | None


@dataclass(frozen=True)
class Durations:
    """How long a service takes. `over`, `going_on`: how many ended, and not yet. `laws`: the best first.

    `proposed`: the best law that is not refused (p of at least 5 %), else `empirical`, whose `values` stand
    for those observed. None when nothing ended.
    """

    over: int
    going_on: int
    mean_days: float | None
    laws: tuple[Fit, ...]
    proposed: str | None
    values: tuple[float, ...]
    curve: tuple[tuple[float, float], ...] = ()  # days, and the share who go on longer: Kaplan and Meier

    @property
    def law(self) -> Fit | None:
        return next((law for law in self.laws if law.distribution == self.proposed), None)


@dataclass(frozen=True)
class Leaving:
    """How long people are ready to wait: all the waiting ÷ how many gave up.

    `distance`: of Kolmogorov, between what was seen and the exponential law the simulation knows. `to`: where
    most of them went (None: they left); `shares`: where, with the share of those who gave up.
    """

    gave_up: int
    mean_days: float
    distance: float
    to: str | None
    shares: dict[str, float]


@dataclass(frozen=True)
class Capacity:
    """Persons being served at once: `most`, and `full`, their median number while somebody waited (None when
    hardly anybody did). `proposed`: the one, else the other."""

    most: int
    full: int | None

    @property
    def proposed(self) -> int:
        return max(1, self.most if self.full is None else self.full)


@dataclass(frozen=True)
class Observed:
    """What the last year (or second half) of the log shows, for the simulation to give back."""

    since: float
    wait_mean: float | None
    wait_p90: float | None
    queue_mean: float | None
    utilisation: float | None
    abandoned_share: float | None


@dataclass(frozen=True)
class Calibrated:
    """One service. `routing`: shares of those who ended; `returns`: (share, mean days, to) of those who left
    the network, None when hardly anybody came back."""

    name: str
    episodes: int
    arrivals: tuple[Arrivals, ...]
    durations: Durations
    leaving: Leaving | None
    capacity: Capacity | None
    routing: dict[str, float]
    returns: tuple[float, float, str] | None
    observed: Observed
    notes: tuple[str, ...] = field(default=())


def calibrated(
    found: Episodes,
    services: Sequence[str],
    groups: Sequence[str],
    *,
    follow: float,
    tells_asked: Sequence[bool],
    servers: Mapping[str, int],
    first_day_of_year: int,
    seed: int,
) -> tuple[Calibrated, ...]:
    """Everything the log says of each service. `servers`: known capacities; `first_day_of_year`: of day 0."""
    from .episodes import GAVE_UP, OUTSIDE, SENT

    since = max(found.span - YEAR, found.span / 2)
    answers = []
    for s, name in enumerate(services):
        mine = found.service == s
        arrivals = tuple(
            _arrivals(group, found.asked_or_began[came], found.span, first_day_of_year)
            for g, group in enumerate(groups)
            if (came := mine & (found.how == OUTSIDE) & (found.group == g)).any()
        )
        capacity = _capacity(found, mine, known=servers.get(name))
        answers.append(
            Calibrated(
                name,
                int(mine.sum()),
                arrivals,
                _durations(found, mine, seed),
                _leaving(found, mine, services, follow, GAVE_UP) if tells_asked[s] else None,
                capacity,
                _routing(found, mine, services, follow, SENT),
                _returns(found, mine, services, follow),
                _observed(found, mine, since, servers.get(name) or (capacity.proposed if capacity else None)),
                _notes(found, mine, tells_asked[s]),
            )
        )
    return tuple(answers)


def _arrivals(group: str, days: np.ndarray, span: float, first: int) -> Arrivals:
    weeks = int(span // 7)
    counts = np.bincount((days // 7).astype(int), minlength=weeks)[:weeks] if weeks else np.zeros(0)
    dispersion = float(counts.var(ddof=1) / counts.mean()) if len(counts) > 1 and counts.mean() > 0 else None
    seasons: tuple[float, ...] = ()
    p = None
    if span >= YEAR:
        whole = int(span // YEAR) * YEAR  # whole years, so that each month is seen as often
        month = np.searchsorted(MONTH_ENDS, (days[days < whole] + first) % YEAR, side="right") - 1
        seen = np.bincount(month, minlength=12)
        lengths = np.diff(MONTH_ENDS)
        expected = seen.sum() * lengths / YEAR
        if expected.min() >= 5:
            p = _chi_square_above(float(((seen - expected) ** 2 / expected).sum()), 11)
            if p < LEAST_P:
                # The simulation's months are twelve equal parts of a year.
                rates = seen / lengths
                seasons = tuple(float(one) for one in rates / rates.mean())
    return Arrivals(group, len(days), len(days) / span, dispersion, seasons, p)


def _chi_square_above(value: float, freedom: int) -> float:
    return float(1 - censored.gamma_below(freedom / 2, np.array([max(value, 1e-12) / 2]))[0])


def _durations(found: Episodes, mine: np.ndarray, seed: int) -> Durations:
    begun = mine & (found.began >= 0)
    over = found.ended[begun] >= 0
    limits = found.span - found.began[begun]
    days = np.where(over, found.ended[begun] - found.began[begun], limits)
    kept = (days > 0) & (limits > 0)
    days, over, limits = days[kept], over[kept], limits[kept]
    if not over.any():
        return Durations(0, int((~over).sum()), None, (), None, ())
    try:
        laws = censored.fits_of(days, over, limits, seed=seed)
    except ValueError:
        laws = ()
    good = [law for law in laws if law.p_value >= LEAST_P]
    stand = tuple(float(one) for one in censored.values(days, over))
    mean = float(np.mean(stand)) if not good else good[0].mean_days
    proposed = good[0].distribution if good else "empirical"
    ends, share = censored.survival(days, over)
    some = np.unique(np.linspace(0, len(ends) - 1, CURVE).astype(int))
    curve = tuple((float(ends[k]), float(share[k])) for k in some)
    kept_values = () if good else stand
    return Durations(int(over.sum()), int((~over).sum()), mean, laws, proposed, kept_values, curve)


def _leaving(found: Episodes, mine: np.ndarray, services, follow: float, gave_up_how: int) -> Leaving | None:
    waited = mine & (found.asked >= 0)
    gone = found.left[waited] >= 0
    if gone.sum() < 5:
        return None
    days = np.maximum((found.asked_until - found.asked)[waited], 0.0)
    mean = censored.exponential_mean(days, gone)
    ends, share = censored.survival(days, gone)
    distance = float(abs(np.exp(-ends / mean) - share).max())
    rows = np.flatnonzero(mine & (found.left >= 0) & (found.left <= found.span - follow))
    followed = _next_service(found, rows, gave_up_how)
    shares = {services[k]: float((followed == k).mean()) for k in np.unique(followed[followed >= 0])}
    heaviest = max(shares, key=lambda name: shares[name], default=None)
    to = heaviest if heaviest is not None and shares[heaviest] > 0.5 else None
    return Leaving(int(gone.sum()), mean, distance, to, shares)


def _next_service(found: Episodes, rows: np.ndarray, how: int) -> np.ndarray:
    """For each row, the service of the first episode that came of it that way, −1 for none."""
    after = np.full(len(found.service), -1)
    came = np.flatnonzero((found.how == how) & (found.origin >= 0))[::-1]
    after[found.origin[came]] = found.service[came]  # the first one is written last
    return after[rows]


def _routing(found: Episodes, mine: np.ndarray, services, follow: float, sent: int) -> dict[str, float]:
    rows = np.flatnonzero(mine & (found.ended >= 0) & (found.ended <= found.span - follow))
    if not len(rows):
        return {}
    after = _next_service(found, rows, sent)
    return {services[k]: float((after == k).mean()) for k in np.unique(after[after >= 0])}


def _returns(found: Episodes, mine: np.ndarray, services, follow: float) -> tuple[float, float, str] | None:
    """Those who ended with nothing next within `follow` days, and came back later: by Kaplan and Meier's
    share at the longest gap seen, since the log ends before some come back."""
    from .episodes import CAME_BACK, SENT

    rows = np.flatnonzero(mine & (found.ended >= 0) & (found.ended <= found.span - follow))
    rows = rows[_next_service(found, rows, SENT) < 0]
    back = _next_service(found, rows, CAME_BACK)
    if (back >= 0).sum() < 5:
        return None
    when = np.full(len(found.service), -1.0)
    came = np.flatnonzero((found.how == CAME_BACK) & (found.origin >= 0))[::-1]
    when[found.origin[came]] = found.asked_or_began[came]
    over = back >= 0
    days = np.where(over, when[rows], found.span) - found.ended[rows]
    _, share = censored.survival(days, over)
    to = services[int(np.bincount(back[over]).argmax())]
    return float(1 - share[-1]), float(days[over].mean()), to


def _level(starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Moments and how many are there from each on."""
    moments = np.concatenate([starts, ends])
    steps = np.concatenate([np.ones(len(starts), int), -np.ones(len(ends), int)])
    order = np.argsort(moments, kind="stable")
    return moments[order], np.cumsum(steps[order])


def _capacity(found: Episodes, mine: np.ndarray, known: int | None) -> Capacity | None:
    """Over the second half of the log: before, those already there when it began are not seen."""
    if known is not None:
        return Capacity(known, known)
    begun = mine & (found.began >= 0)
    if not begun.any():
        return None
    ends = np.where(found.ended >= 0, found.ended, found.span)
    there, served = _level(found.began[begun], ends[begun])
    waiting = mine & (found.asked >= 0) & (found.asked_until > found.asked)
    queued_at, queued = _level(found.asked[waiting], found.asked_until[waiting])
    moments = np.unique(np.concatenate([there, queued_at, [found.span / 2, found.span]]))
    moments = moments[(moments >= found.span / 2) & (moments <= found.span)]
    lengths = np.diff(moments)
    at = _at(there, served, moments[:-1])
    busy = _at(queued_at, queued, moments[:-1]) > 0
    most = int(at.max(initial=0))
    if lengths[busy].sum() < 0.05 * found.span / 2:
        return Capacity(most, None)
    order = np.argsort(at[busy], kind="stable")
    below = np.cumsum(lengths[busy][order])
    return Capacity(most, int(at[busy][order][np.searchsorted(below, below[-1] / 2)]))


def _at(moments: np.ndarray, level: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    if not len(moments):
        return np.zeros(len(wanted), int)
    place = np.searchsorted(moments, wanted, side="right") - 1
    return np.where(place >= 0, level[np.maximum(place, 0)], 0)


def _observed(found: Episodes, mine: np.ndarray, since: float, servers: int | None) -> Observed:
    span = found.span - since
    waits = mine & (found.asked >= 0) & (found.began >= since)
    days = (found.began - found.asked)[waits]
    asked = mine & (found.asked >= 0)
    queue = np.clip(found.asked_until[asked], since, None) - np.clip(found.asked[asked], since, None)
    begun = mine & (found.began >= 0)
    ends = np.where(found.ended >= 0, found.ended, found.span)
    busy = np.clip(ends[begun], since, None) - np.clip(found.began[begun], since, None)
    gone, served = int((mine & (found.left >= since)).sum()), int((mine & (found.began >= since)).sum())
    known = bool(asked.any())
    return Observed(
        since,
        float(days.mean()) if len(days) else None,
        float(np.quantile(days, 0.9)) if len(days) else None,
        float(queue.sum() / span) if known else None,
        float(busy.sum() / span / servers) if servers and begun.any() else None,
        gone / (gone + served) if known and gone + served else None,
    )


def _notes(found: Episodes, mine: np.ndarray, tells_asked: bool) -> tuple[str, ...]:
    notes = []
    if not tells_asked:
        notes.append("no_requests")
    if (mine & (found.began >= 0) & (found.asked < 0)).any():
        notes.append("begun_without_request")
    begun = int((mine & (found.began >= 0)).sum())
    going_on = int((mine & (found.began >= 0) & (found.ended < 0)).sum())
    if begun and going_on > begun / 2:
        notes.append("mostly_going_on")
    return tuple(notes)
