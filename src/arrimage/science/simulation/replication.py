"""One replication: the arrays its events need, grown when they ask for more, and what is counted at the end.

Compiled by numba at first use and kept on disk. Import lazily.

Trap: numba's cache looks at the date of this file alone. After a change in loop, draws, heap or leaving,
touch it.
"""

import numpy as np

from .bins import BINS
from .draws import ONE, compiled, exponential
from .heap import longer, sift_up
from .leaving import NOBODY, count_waiting, gone
from .loop import ARRIVES, SWEEP, advance

TOO_MANY = 20_000_000


@compiled
def replicate(
    keys,  # (A,) uint64: one stream for each arrival
    arrivals,  # (A,) int64: which service
    rates,  # (A,) per day, at the height of its season
    levels,  # (A,) int64
    classes,  # (A,) int64
    season_start,  # (A + 1,)
    seasons,  # share of the height, over equal parts of a year
    servers,  # (S,) int64
    change_times,
    change_services,
    change_servers,  # capacity by calendar, in order of time
    kinds,  # (S,) int64: distribution
    first,
    second,  # (S,) its parameters
    value_start,  # (S + 1,)
    values,
    route_start,  # (S + 1,)
    route_to,
    route_below,  # cumulated shares
    patience,  # (S,) mean days, inf without
    gives_up_to,  # (S,) service, or -1
    room,  # (S,) how many may wait, -1 without limit
    return_share,
    return_days,
    return_to,  # (S,)
    shape,  # (S, L, C)
    horizon,
    warmup,
    samples,
):
    """Returns begun, waited, left, came (S, C), turned away (S,), areas of queue, busy and capacity (S,),
    waits (S, BINS), sampled persons waiting (samples, S), and whether too many came."""
    S, L, C = shape
    A = keys.size
    begun, waited = np.zeros((S, C), np.int64), np.zeros((S, C))
    left, came = np.zeros((S, C), np.int64), np.zeros((S, C), np.int64)
    away, bins = np.zeros(S, np.int64), np.zeros((S, BINS), np.int64)
    queue_area, busy_area, capacity_area = np.zeros(S), np.zeros(S), np.zeros(S)
    series = np.zeros((samples, S), np.int64)

    most = servers.copy()
    for k in range(change_times.size):
        most[change_services[k]] = max(most[change_services[k]], change_servers[k])
    margin = 2 * most.sum() + A + 8  # at most these start, or are admitted, in one event
    servers = servers.copy()
    capacity_since = np.full(S, warmup)
    busy, waiting = np.zeros(S, np.int64), np.zeros(S, np.int64)
    # Those who give up and just leave tell nobody: found gone at their turn, or by a sweep.
    quiet, sweep_at = np.zeros(S, np.bool_), np.full(S, SWEEP)
    for s in range(S):
        quiet[s] = patience[s] < np.inf and gives_up_to[s] < 0 and room[s] < 0
    head, tail = np.full((S, L), NOBODY), np.full((S, L), NOBODY)
    blocked_head, blocked_tail = np.full(S, NOBODY), np.full(S, NOBODY)

    # People: free places are chained by `after`.
    people = 1024
    key, source = np.empty(people, np.uint64), np.empty(people, np.int64)
    at, joined, deadline = np.empty(people, np.int64), np.empty(people), np.full(people, -1.0)
    after, before = np.arange(1, people + 1), np.empty(people, np.int64)
    # What an event sets going, last in first out: a person joins a service, a service calls those who wait,
    # a service admits those held back for want of room.
    todo, whom, where = (
        np.empty(3 * margin, np.int64),
        np.empty(3 * margin, np.int64),
        np.empty(3 * margin, np.int64),
    )
    times, codes = np.empty(1024 + margin), np.empty(1024 + margin, np.int64)
    state = np.zeros(4, np.int64)
    counter = np.zeros(A, np.uint64)
    for a in range(A):
        if rates[a] > 0.0:
            counter[a] = ONE
            sift_up(times, codes, state[0], exponential(keys[a], ONE) / rates[a], (a << 2) | ARRIVES)
            state[0] += 1
    overflow = False
    while not advance(
        keys, arrivals, rates, levels, classes, season_start, seasons, servers, change_times,
        change_services, change_servers, kinds, first, second, value_start, values, route_start, route_to,
        route_below, patience, gives_up_to, room, return_share, return_days, return_to, horizon, warmup,
        margin, state, counter, times, codes, key, source, at, joined, deadline, after, before, busy,
        waiting, head, tail, blocked_head, blocked_tail, todo, whom, where, begun, waited, left, came,
        away, queue_area, busy_area, capacity_area, capacity_since, bins, series, quiet, sweep_at,
    ):  # fmt: skip
        if state[0] + margin > times.size:
            times, codes = longer(times), longer(codes)
        if state[1] >= people:
            if people >= TOO_MANY:
                overflow = True
                break
            key, source, at = longer(key), longer(source), longer(at)
            joined, deadline, before, after = longer(joined), longer(deadline), longer(before), longer(after)
            deadline[people:] = -1.0
            after[people:] = np.arange(people + 1, 2 * people + 1)
            people *= 2
    sampled = state[3]
    while sampled < samples:
        count_waiting(series[sampled], horizon, waiting, quiet, head, after, deadline)
        sampled += 1
    for s in range(S):
        capacity_area[s] += servers[s] * max(0.0, horizon - max(capacity_since[s], warmup))
        for level in range(L):
            who = head[s, level]
            while who != NOBODY:
                if quiet[s] and deadline[who] <= horizon:
                    gone(who, s, classes[source[who]], warmup, deadline, joined, left, queue_area)
                else:
                    queue_area[s] += horizon - max(joined[who], warmup)
                who = after[who]
        who = blocked_head[s]
        while who != NOBODY:
            busy_area[at[who]] += horizon - max(joined[who], warmup)
            who = after[who]
    return begun, waited, left, came, away, queue_area, busy_area, capacity_area, bins, series, overflow
