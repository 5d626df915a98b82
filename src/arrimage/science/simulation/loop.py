"""The events of one replication: people who join, wait, are served, give up, go on, come back.

A heap of events, and what each sets going. Compiled by numba; `replication` gives it its arrays. S services,
A arrivals, L levels of priority (0 first), C classes.
"""

import numpy as np

from .bins import BINS, FINE, LEAST
from .draws import (
    DELAY,
    ONE,
    PATIENCE,
    RETURN,
    ROUTE,
    SEASON,
    STEP,
    compiled,
    duration,
    exponential,
    mix,
    renewed,
    uniform,
)
from .heap import sift_down, sift_up
from .leaving import NOBODY, count_waiting, gone

ARRIVES, ENDS, GIVES_UP, COMES_BACK = range(4)
JOIN, CALL, ADMIT = range(3)
YEAR = 365.0
MANTISSA = 52 - FINE
ZERO_BIN = (1023 + LEAST) << FINE
SWEEP = 64  # persons in a queue before those who left quietly are looked for


@compiled
def advance(
    keys, arrivals, rates, levels, classes, season_start, seasons, servers, change_times, change_services,
    change_servers, kinds, first, second, value_start, values, route_start, route_to, route_below,
    patience, gives_up_to, room, return_share, return_days, return_to, horizon, warmup, margin, state,
    counter, times, codes, key, source, at, joined, deadline, after, before, busy, waiting, head, tail,
    blocked_head, blocked_tail, todo, whom, where, begun, waited, left, came, away, queue_area, busy_area,
    capacity_area, capacity_since, bins, series, quiet, sweep_at,
):  # fmt: skip
    """Event after event until the horizon (True) or until heap or people want more room (False).

    Its arrays never change places: numba then leaves their reference counts alone, five times faster.
    `state`: size of the heap, first free person, next change of capacity, moments sampled.
    """
    size, free, change, sampled = state
    over = False
    changes, samples = change_times.size, series.shape[0]
    sample_step = horizon / max(samples, 1)
    wait = np.empty(1)
    wait_bits = wait.view(np.int64)
    while True:
        now = times[0] if size else np.inf
        is_change = change < changes and change_times[change] <= now
        if is_change:
            now = change_times[change]
        if now >= horizon:
            over = True
            break
        while sampled < samples and (sampled + 1) * sample_step <= now:
            count_waiting(series[sampled], (sampled + 1) * sample_step, waiting, quiet, head, after, deadline)
            sampled += 1
        if size + margin > times.size or free >= key.size:
            break

        pending = 0
        root_free = False  # the root's event is taken; the first push goes there, saving a pop
        if is_change:
            s = change_services[change]
            capacity_area[s] += servers[s] * max(0.0, now - max(capacity_since[s], warmup))
            capacity_since[s] = now
            servers[s] = change_servers[change]
            change += 1
            todo[0], whom[0], where[0] = CALL, NOBODY, s
            pending = 1
        else:
            code = codes[0]
            root_free = True
            kind, who = code & 3, code >> 2
            if kind == ARRIVES:
                a = who
                mine = mix(renewed(keys[a]) + counter[a] * STEP)
                counter[a] += ONE
                ahead = now + exponential(keys[a], counter[a]) / rates[a]
                sift_down(times, codes, size, ahead, code)
                root_free = False
                parts = season_start[a + 1] - season_start[a]
                if parts:
                    part = int((now % YEAR) / YEAR * parts)
                    if uniform(mine, SEASON) >= seasons[season_start[a] + part]:
                        continue
                who = free
                free = after[who]
                key[who], source[who] = mine, a
                todo[0], whom[0], where[0] = JOIN, who, arrivals[a]
                pending = 1
            elif kind == COMES_BACK:
                todo[0], whom[0], where[0] = JOIN, who, at[who]
                pending = 1
            elif kind == GIVES_UP:
                if deadline[who] == now:  # else their turn came before
                    s, level = at[who], levels[source[who]]
                    deadline[who] = -1.0
                    if before[who] == NOBODY:
                        head[s, level] = after[who]
                    else:
                        after[before[who]] = after[who]
                    if after[who] == NOBODY:
                        tail[s, level] = before[who]
                    else:
                        before[after[who]] = before[who]
                    waiting[s] -= 1
                    if now >= warmup:
                        left[s, classes[source[who]]] += 1
                        queue_area[s] += now - max(joined[who], warmup)
                    if room[s] >= 0:
                        todo[0], whom[0], where[0] = ADMIT, NOBODY, s
                        pending = 1
                    if gives_up_to[s] >= 0:
                        todo[pending], whom[pending], where[pending] = JOIN, who, gives_up_to[s]
                        pending += 1
                    else:
                        after[who] = free
                        free = who
            else:
                s = at[who]
                goes = NOBODY
                if route_start[s + 1] > route_start[s]:
                    u = uniform(key[who], ROUTE)
                    for r in range(route_start[s], route_start[s + 1]):
                        if u < route_below[r]:
                            goes = route_to[r]
                            break
                if (
                    goes >= 0
                    and room[goes] >= 0
                    and busy[goes] >= servers[goes]
                    and waiting[goes] >= room[goes]
                ):
                    # Held back: keeps the place here until there is one there.
                    joined[who] = now
                    after[who] = NOBODY
                    if blocked_tail[goes] == NOBODY:
                        blocked_head[goes] = who
                    else:
                        after[blocked_tail[goes]] = who
                    blocked_tail[goes] = who
                else:
                    busy[s] -= 1
                    todo[0], whom[0], where[0] = CALL, NOBODY, s
                    pending = 1
                    if goes >= 0:
                        todo[1], whom[1], where[1] = JOIN, who, goes
                        pending = 2
                    elif return_share[s] > 0.0 and uniform(key[who], RETURN) < return_share[s]:
                        back = now + return_days[s] * exponential(key[who], DELAY)
                        at[who] = return_to[s]
                        sift_down(times, codes, size, back, (who << 2) | COMES_BACK)
                        root_free = False
                    else:
                        after[who] = free
                        free = who

        while pending:
            pending -= 1
            what, who, s = todo[pending], whom[pending], where[pending]
            starts = False
            if what == JOIN:
                counted = now >= warmup
                group = classes[source[who]]
                if counted:
                    came[s, group] += 1
                at[who], joined[who] = s, now
                key[who] = renewed(key[who])
                # With a full house (`waiting`), those who wait were there first.
                if busy[s] < servers[s] and waiting[s] == 0:
                    starts = True
                elif room[s] >= 0 and waiting[s] >= room[s]:
                    if counted:
                        away[s] += 1
                    after[who] = free
                    free = who
                else:
                    level = levels[source[who]]
                    last = tail[s, level]
                    before[who], after[who] = last, NOBODY
                    if last == NOBODY:
                        head[s, level] = who
                    else:
                        after[last] = who
                    tail[s, level] = who
                    waiting[s] += 1
                    if patience[s] < np.inf:
                        until = now + patience[s] * exponential(key[who], PATIENCE)
                        deadline[who] = until
                        if quiet[s]:
                            if waiting[s] > sweep_at[s]:
                                for rank in range(head.shape[1]):
                                    one = head[s, rank]
                                    while one != NOBODY:
                                        following = after[one]
                                        if deadline[one] <= now:
                                            if before[one] == NOBODY:
                                                head[s, rank] = following
                                            else:
                                                after[before[one]] = following
                                            if following == NOBODY:
                                                tail[s, rank] = before[one]
                                            else:
                                                before[following] = before[one]
                                            waiting[s] -= 1
                                            group = classes[source[one]]
                                            gone(one, s, group, warmup, deadline, joined, left, queue_area)
                                            after[one] = free
                                            free = one
                                        one = following
                                sweep_at[s] = max(SWEEP, 2 * waiting[s])
                        elif root_free:
                            sift_down(times, codes, size, until, (who << 2) | GIVES_UP)
                            root_free = False
                        else:
                            sift_up(times, codes, size, until, (who << 2) | GIVES_UP)
                            size += 1
            elif what == CALL:
                if busy[s] < servers[s]:
                    while waiting[s] and not starts:
                        level = 0
                        while head[s, level] == NOBODY:
                            level += 1
                        who = head[s, level]
                        head[s, level] = after[who]
                        if after[who] == NOBODY:
                            tail[s, level] = NOBODY
                        else:
                            before[after[who]] = NOBODY
                        waiting[s] -= 1
                        if quiet[s] and deadline[who] <= now:
                            gone(who, s, classes[source[who]], warmup, deadline, joined, left, queue_area)
                            after[who] = free
                            free = who
                        else:
                            deadline[who] = -1.0
                            starts = True
                    if starts:
                        if busy[s] + 1 < servers[s]:  # capacity grew by several: call again
                            todo[pending], whom[pending], where[pending] = CALL, NOBODY, s
                            pending += 1
                    elif room[s] >= 0 and blocked_head[s] != NOBODY:
                        todo[pending], whom[pending], where[pending] = ADMIT, NOBODY, s
                        pending += 1
                if starts and room[s] >= 0 and blocked_head[s] != NOBODY:
                    todo[pending], whom[pending], where[pending] = ADMIT, NOBODY, s
                    pending += 1
            elif blocked_head[s] != NOBODY and (
                (busy[s] < servers[s] and waiting[s] == 0) or waiting[s] < room[s]
            ):
                who = blocked_head[s]
                blocked_head[s] = after[who]
                if after[who] == NOBODY:
                    blocked_tail[s] = NOBODY
                origin = at[who]
                busy[origin] -= 1
                if now > warmup:
                    busy_area[origin] += now - max(joined[who], warmup)
                todo[pending], whom[pending], where[pending] = CALL, NOBODY, origin
                todo[pending + 1], whom[pending + 1], where[pending + 1] = ADMIT, NOBODY, s
                todo[pending + 2], whom[pending + 2], where[pending + 2] = JOIN, who, s
                pending += 3

            if starts:
                busy[s] += 1
                took = duration(
                    key[who], kinds[s], first[s], second[s], values, value_start[s], value_start[s + 1]
                )
                end = now + took
                if end > warmup:
                    busy_area[s] += min(end, horizon) - max(now, warmup)
                if now >= warmup:
                    group = classes[source[who]]
                    waits = now - joined[who]
                    begun[s, group] += 1
                    waited[s, group] += waits
                    place = 0
                    if waits > 0.0:
                        queue_area[s] += now - max(joined[who], warmup)
                        wait[0] = waits
                        place = min(max((wait_bits[0] >> MANTISSA) - ZERO_BIN, 0) + 1, BINS - 1)
                    bins[s, place] += 1
                if root_free:
                    sift_down(times, codes, size, end, (who << 2) | ENDS)
                    root_free = False
                else:
                    sift_up(times, codes, size, end, (who << 2) | ENDS)
                    size += 1

        if root_free:
            size -= 1
            if size:
                sift_down(times, codes, size, times[size], codes[size])
    state[:] = size, free, change, sampled
    return over
