"""Who is behind each code of many lists, compiled. Import lazily."""

import numpy as np

from .compiled import compiled


@compiled
def behind(codes, begins, people, size):
    """By code below `size`: persons with it, persons with it twice or more, how many times in all.

    List i is codes[begins[i]:begins[i + 1]], shared by people[i] persons.
    """
    has, again, times = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    last, second = np.full(size, -1), np.full(size, -1)
    for row in range(people.size):
        persons = people[row]
        for place in range(begins[row], begins[row + 1]):
            code = codes[place]
            times[code] += persons
            if last[code] != row:
                last[code] = row
                has[code] += persons
            elif second[code] != row:
                second[code] = row
                again[code] += persons
    return has, again, times
