"""From events to episodes: each time somebody asked a service, began it, ended it, or gave up. Compiled.

Import lazily. An episode is a row; where its person came from is another row, or nobody's.
"""

import numpy as np

from .draws import compiled

ASKED, BEGAN, ENDED, LEFT = range(4)  # what an event says of a service
NOTHING = -1
OUTSIDE, SENT, GAVE_UP, CAME_BACK = range(4)  # how somebody came to an episode
UNKNOWN = -1.0
DAY = 86_400_000_000.0


@compiled
def episodes(first, activity, at, service_of, role_of, class_of, tells_asked, services, start, follow):
    """One row for each visit of one person to one service, in the order they open.

    first, activity, at: (n,) events sorted by person then time. service_of, role_of, class_of: by activity,
    −1 where it says nothing. tells_asked: (S,) whether requests are known. start: microseconds of day 0.
    follow: days within which what comes next was sent.

    Returns (m,) arrays: service, class, asked, began, ended, left (days, −1 when unknown), the row somebody
    came from (−1), how; then how many requests were doubled, and how many events had no beginning.
    """
    size = activity.size
    service, group = np.empty(size, np.int64), np.empty(size, np.int64)
    asked, began = np.full(size, UNKNOWN), np.full(size, UNKNOWN)
    ended, left = np.full(size, UNKNOWN), np.full(size, UNKNOWN)
    origin, how = np.full(size, NOTHING, np.int64), np.zeros(size, np.int64)
    under_way = np.full(services, NOTHING, np.int64)
    rows = doubled = orphans = 0
    last, theirs = NOTHING, 0
    for k in range(size):
        if first[k]:
            under_way[:] = NOTHING
            last, theirs = NOTHING, 0
        s = service_of[activity[k]]
        if s < 0:
            continue
        role = role_of[activity[k]]
        now = (at[k] - start) / DAY
        row = under_way[s]
        opens = False
        if role == ASKED:
            if row != NOTHING and began[row] == UNKNOWN:
                doubled += 1
                continue
            opens = True
        elif role == BEGAN:
            opens = row == NOTHING or began[row] != UNKNOWN
        elif role == ENDED:
            if row == NOTHING or began[row] == UNKNOWN:
                orphans += 1
                continue
            ended[row] = now
            under_way[s] = NOTHING
            last = row
            continue
        else:
            if row == NOTHING or began[row] != UNKNOWN:
                orphans += 1
                continue
            left[row] = now
            under_way[s] = NOTHING
            last = row
            continue
        if opens:
            row = rows
            rows += 1
            service[row] = s
            if last == NOTHING:
                how[row] = OUTSIDE
            elif left[last] != UNKNOWN:
                how[row] = GAVE_UP if now - left[last] <= follow else OUTSIDE
            elif ended[last] == UNKNOWN or now - ended[last] <= follow:
                how[row] = SENT
            else:
                how[row] = CAME_BACK
            if how[row] == OUTSIDE:
                theirs = max(class_of[activity[k]], 0)
            else:
                origin[row] = last
            group[row] = theirs
            under_way[s] = row
            last = row
            if role == ASKED or not tells_asked[s]:
                asked[row] = now
        if role == BEGAN:
            began[row] = now
            last = row
    return (
        service[:rows], group[:rows], asked[:rows], began[:rows], ended[:rows], left[:rows],
        origin[:rows], how[:rows], doubled, orphans,
    )  # fmt: skip
