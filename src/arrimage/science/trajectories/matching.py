"""Optimal matching, compiled. Import lazily."""

import numpy as np

from .compiled import compiled


@compiled
def match_all(paths, begins, rows, costs):
    """Optimal matching between paths: one to put in or leave out, `costs` to replace; each divided by the sum
    of the lengths. Shape (rows, rows)."""
    size = rows.size
    longest = 0
    for row in rows:
        longest = max(longest, begins[row + 1] - begins[row])
    found = np.zeros((size, size))
    before, here = np.empty(longest + 1), np.empty(longest + 1)
    for one in range(size):
        start, end = begins[rows[one]], begins[rows[one] + 1]
        for other in range(one):
            first, last = begins[rows[other]], begins[rows[other] + 1]
            length = last - first
            for step in range(length + 1):
                before[step] = step
            for place in range(start, end):
                here[0] = place - start + 1
                for step in range(1, length + 1):
                    change = before[step - 1] + costs[paths[place], paths[first + step - 1]]
                    here[step] = min(change, before[step] + 1.0, here[step - 1] + 1.0)
                before, here = here, before
            found[one, other] = found[other, one] = before[length] / max(end - start + length, 1)
    return found
