"""People who leave a queue without telling anybody, and how many are really left in it. Import lazily."""

from .draws import compiled

NOBODY = -1


@compiled
def gone(who, s, group, warmup, deadline, joined, left, queue_area):
    """Write down someone who gave up at their deadline without a sound."""
    if deadline[who] >= warmup:
        left[s, group] += 1
        queue_area[s] += deadline[who] - max(joined[who], warmup)


@compiled
def count_waiting(found, moment, waiting, quiet, head, after, deadline):
    """Write into `found` (S,) how many wait in each service, those who left quietly by `moment` excluded."""
    found[:] = waiting
    for s in range(waiting.size):
        if quiet[s]:
            for level in range(head.shape[1]):
                who = head[s, level]
                while who != NOBODY:
                    found[s] -= deadline[who] <= moment
                    who = after[who]
