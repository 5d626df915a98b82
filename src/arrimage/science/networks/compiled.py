"""Loops that Python is too slow for, compiled by numba at first use and kept on disk. Import lazily.

Ties come as rows: those of row i are at start[i] … start[i + 1] of the other arrays.
"""

import numpy as np
from numba import njit

CLOSE = 1e-11  # rounding over thousands of steps stays far below


def compiled(function):
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder where the machine code could be kept
        return njit(nogil=True)(function)


@compiled
def betweenness(start, target, length, rest, back_start, back_source, back_arc, prime):
    """Brandes over float lengths, told apart by `rest`, the exact lengths modulo `prime`.

    start (n + 1,), target, length, rest (m,): arcs by source. back_…: the same arcs by target, `back_arc`
    their place among the first. Returns raw betweenness, shape (n,).
    """
    size = start.size - 1
    total = np.zeros(size)
    distance, remainder, paths = np.empty(size), np.empty(size, np.int64), np.empty(size)
    done, order, through = np.empty(size, np.bool_), np.empty(size, np.int64), np.empty(size)
    key, item = np.empty(target.size + 1), np.empty(target.size + 1, np.int64)  # a binary heap
    for origin in range(size):
        distance[:] = np.inf
        done[:] = False
        through[:] = 0.0
        distance[origin], remainder[origin], paths[origin] = 0.0, 0, 1.0
        key[0], item[0] = 0.0, origin
        waiting, reached = 1, 0
        while waiting:
            here = item[0]
            waiting -= 1
            last_key, last_item, hole = key[waiting], item[waiting], 0
            while 2 * hole + 1 < waiting:
                child = 2 * hole + 1
                if child + 1 < waiting and key[child + 1] < key[child]:
                    child += 1
                if key[child] >= last_key:
                    break
                key[hole], item[hole] = key[child], item[child]
                hole = child
            key[hole], item[hole] = last_key, last_item
            if done[here]:
                continue
            done[here] = True
            order[reached] = here
            reached += 1
            for arc in range(start[here], start[here + 1]):
                there = target[arc]
                if done[there]:
                    continue
                far = distance[here] + length[arc]
                far_rest = (remainder[here] + rest[arc]) % prime
                if far_rest == remainder[there] and abs(far - distance[there]) <= CLOSE * far:
                    paths[there] += paths[here]
                elif far < distance[there]:
                    distance[there], remainder[there], paths[there] = far, far_rest, paths[here]
                    hole = waiting
                    waiting += 1
                    while hole and key[(hole - 1) // 2] > far:
                        key[hole], item[hole] = key[(hole - 1) // 2], item[(hole - 1) // 2]
                        hole = (hole - 1) // 2
                    key[hole], item[hole] = far, there
        for rank in range(reached - 1, 0, -1):
            there = order[rank]
            for place in range(back_start[there], back_start[there + 1]):
                here, arc = back_source[place], back_arc[place]
                if not done[here] or (remainder[here] + rest[arc]) % prime != remainder[there]:
                    continue
                far = distance[here] + length[arc]
                if abs(far - distance[there]) <= CLOSE * far:
                    through[here] += paths[here] / paths[there] * (1.0 + through[there])
            total[there] += through[there]
    return total


@compiled
def cross_products(orders, start, columns, values, other):
    """Σ values × other[order[row], order[column]] for each order.

    orders (p, n); start (n + 1,), columns, values (m,); other (n, n). Returns shape (p,).
    """
    found = np.empty(orders.shape[0])
    for p in range(orders.shape[0]):
        order = orders[p]
        total = 0.0
        for i in range(start.size - 1):
            row = other[order[i]]
            for k in range(start[i], start[i + 1]):
                total += values[k] * row[order[columns[k]]]
        found[p] = total
    return found


@compiled
def shared_ties(orders, start, columns, other):
    """The same where every value is 1 and `other` is 0 or 1 (uint8): how many ties fall on ties."""
    found = np.empty(orders.shape[0], np.int64)
    for p in range(orders.shape[0]):
        order = orders[p]
        total = 0
        for i in range(start.size - 1):
            row = other[order[i]]
            for k in range(start[i], start[i + 1]):
                total += row[order[columns[k]]]
        found[p] = total
    return found
