"""The slow, obvious versions: whole trajectories in lists, one figure at a time."""

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import fmean, median

DAY = 86_400_000_000


def trajectories(rows):
    """rows: (person, activity, at in microseconds, provider or None), in order of arrival."""
    people = defaultdict(list)
    for person, activity, at, provider in sorted(rows, key=lambda row: row[2]):  # a stable sort
        people[person].append((activity, at, provider))
    return people


def variants(rows):
    return Counter(tuple(event[0] for event in events) for events in trajectories(rows).values())


def whole_days(start, end):
    return (end - start + DAY // 2) // DAY


def waits(rows, elapsed=whole_days):
    """(source, target) → every wait, in days."""
    found = defaultdict(list)
    for events in trajectories(rows).values():
        for (source, start, _), (target, end, _) in pairwise(events):
            found[source, target].append(elapsed(start, end))
    return found


def percentile(values, share):
    values = sorted(values)
    place = (len(values) - 1) * share
    low = int(place + 1e-9)
    high = min(low + 1, len(values) - 1)
    return values[low] + max(place - low, 0) * (values[high] - values[low])


def arcs(rows, elapsed=whole_days):
    return {
        arc: (len(days), median(days), percentile(days, 0.9)) for arc, days in waits(rows, elapsed).items()
    }


def bounces(rows):
    found = Counter()
    for events in trajectories(rows).values():
        names = [event[0] for event in events]
        for one, two, three in zip(names, names[1:], names[2:], strict=False):
            if one == three and one != two:
                found[one, two] += 1
    return found


def behind(rows):
    """Persons with each activity, each move, each bounce; and activity → (persons, of whom twice or more,
    times beyond the first)."""
    has, moves, back, again = Counter(), Counter(), Counter(), {}
    for events in trajectories(rows).values():
        names = [event[0] for event in events]
        has.update(set(names))
        moves.update(set(pairwise(names)))
        back.update({(a, b) for a, b, c in zip(names, names[1:], names[2:], strict=False) if a == c != b})
        for name, times in Counter(names).items():
            if times > 1:
                persons, more = again.get(name, (0, 0))
                again[name] = persons + 1, more + times - 1
    return has, moves, back, {name: (has[name], *told) for name, told in again.items()}


def near_an_end(rows, days):
    """Persons whose first event is so near the first of all, whose last is so near the last of all."""
    stories = trajectories(rows).values()
    first = min(events[0][1] // DAY for events in stories)
    last = max(events[-1][1] // DAY for events in stories)
    early = sum(events[0][1] // DAY - first <= days for events in stories)
    return early, sum(last - events[-1][1] // DAY <= days for events in stories)


def durations(rows):
    return [events[-1][1] - events[0][1] for events in trajectories(rows).values()]


def continuity(rows):
    """index → (mean, persons), over those with two visits or more to known providers."""
    kept = defaultdict(list)
    for events in trajectories(rows).values():
        seen = [provider for _, _, provider in events if provider is not None]
        n = len(seen)
        if n < 2:
            continue
        visits = Counter(seen).values()
        kept["bice_boxerman"].append((sum(v * v for v in visits) - n) / (n * (n - 1)))
        kept["usual_provider"].append(max(visits) / n)
        kept["sequential"].append(sum(a == b for a, b in pairwise(seen)) / (n - 1))
        kept["herfindahl"].append(sum((v / n) ** 2 for v in visits))
    return {name: (fmean(values), len(values)) for name, values in kept.items()}


def episodes(rows, gap):
    """service → (durations of its episodes, times away between two of one person), in days."""
    found = defaultdict(lambda: ([], []))
    for events in trajectories(rows).values():
        for service in {event[0] for event in events}:
            times = [at for name, at, _ in events if name == service]
            stays = [[times[0]]]
            for before, at in pairwise(times):
                if at - before < gap * DAY:
                    stays[-1].append(at)
                else:
                    stays.append([at])
            lasted, away = found[service]
            lasted += [whole_days(stay[0], stay[-1]) for stay in stays]
            away += [whole_days(one[-1], next_one[0]) for one, next_one in pairwise(stays)]
    return found


def followed(rows, source, target, end):
    """Kaplan–Meier by hand: day → share of sources whose next target came by then; and how many came."""
    waiting = []  # (days, came)
    for events in trajectories(rows).values():
        for place, (activity, at, _) in enumerate(events):
            if activity == source:
                later = [moment for name, moment, _ in events[place + 1 :] if name == target]
                waiting.append((whole_days(at, later[0]), True) if later else (end // DAY - at // DAY, False))
    share, left, shares = 1.0, len(waiting), {}
    for day in sorted({days for days, _ in waiting}):
        came = sum(1 for days, happened in waiting if days == day and happened)
        share *= 1 - came / left
        shares[day] = 1 - share
        left -= sum(1 for days, _ in waiting if days == day)
    return shares, waiting
