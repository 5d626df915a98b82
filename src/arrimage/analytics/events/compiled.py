"""Sharing events out by person and putting each person's in order, compiled. Import lazily."""

import numpy as np

from arrimage.science.trajectories.compiled import compiled, spread

FEW = 48  # events of a person up to which they are put in order one by one


@compiled
def share_out(
    keys, moment, activity, activity_code, cohort, cohort_code, provider, provider_code, bits, records, begins
):  # fmt: skip
    """Rows into `records`, by bucket of their person, in their order within a bucket; returns the first and
    last moment.

    keys: (n, k) whole numbers that tell persons apart. activity, cohort, provider: (n,) places in …_code,
    whose codes go up to 2²⁴, 2⁸ and 2³². records: (n, k + 2) of keys, moment, the three codes together.
    begins: (2 ** bits + 1,) where each bucket begins.
    """
    size, width = keys.shape
    down = np.uint64(64 - bits)
    bucket = np.empty(size, np.uint16)
    low, high = moment[0], moment[0]
    for row in range(size):
        place = np.uint16(spread(keys[row, 0]) >> down) if bits else np.uint16(0)
        bucket[row] = place
        begins[place + 1] += 1
        low, high = min(low, moment[row]), max(high, moment[row])
    for place in range(1, begins.size):
        begins[place] += begins[place - 1]
    free = begins[:-1].copy()
    for row in range(size):
        place = free[bucket[row]]
        free[bucket[row]] = place + 1
        for key in range(width):
            records[place, key] = keys[row, key]
        records[place, width] = moment[row]
        code = (np.int64(activity_code[activity[row]]) << 8) | np.int64(cohort_code[cohort[row]] + 1)
        records[place, width + 1] = (code << 32) | np.int64(provider_code[provider[row]] + 1)
    return low, high


@compiled
def hash_words(begins, data, keys):
    """Two independent numbers of 64 bits for each string: two persons have the same ones with a chance of one
    in 10²² among a hundred million. Returns how many strings are empty or have a space at an end."""
    one, other = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
    odd = 0
    for row in range(keys.shape[0]):
        begin, end = begins[row], begins[row + 1]
        a, b = np.uint64(end - begin), np.uint64(end - begin) ^ other
        for place in range(begin, end):
            a = (a ^ np.uint64(data[place])) * one
            a ^= a >> np.uint64(29)
            b = (b + np.uint64(data[place])) * other
            b ^= b >> np.uint64(31)
        keys[row, 0], keys[row, 1] = np.int64(spread(a)), np.int64(spread(b))
        odd += end == begin or data[begin] == 32 or data[end - 1] == 32
    return odd


@compiled
def put_in_order(records, ends, activity_place, first, activity, at, provider, cohort):
    """Each bucket's rows person by person, by moment, those of one moment in their order.

    records: buckets one after the other, bucket i until ends[i]. activity_place: code → code in the result.
    """
    moment = records.shape[1] - 2
    longest, begin = 1, 0
    for end in ends:
        longest, begin = max(longest, end - begin), end
    slots = 64
    while slots < 2 * longest:
        slots *= 2
    table, who = np.empty(slots, np.int32), np.empty(longest, np.int32)
    head, places = np.empty(longest, np.int64), np.empty(longest + 1, np.int64)
    codes = np.empty(records.shape[0], np.int64)
    begin = 0
    for end in ends:
        people = _persons(records, begin, end, table, who, head, places)
        for row in range(begin, end):
            first[row] = 0
        for person in range(people):
            first[places[person]] = 1
        for row in range(begin, end):
            place = places[who[row - begin]]
            places[who[row - begin]] = place + 1
            at[place], codes[place] = records[row, moment], records[row, moment + 1]
        start = begin
        for person in range(people):
            _by_moment(at, codes, start, places[person])
            start = places[person]
        begin = end
    for row in range(codes.size):
        activity[row] = activity_place[codes[row] >> 40]
        cohort[row] = (codes[row] >> 32) & 0xFF
        provider[row] = (codes[row] & 0xFFFFFFFF) - 1


@compiled
def _persons(records, begin, end, table, who, head, places):
    """Number the persons of a bucket: who each row is, and where each person begins."""
    keys, people, slots = records.shape[1] - 2, 0, 64
    while slots < 2 * (end - begin):
        slots *= 2
    mask = np.uint64(slots - 1)
    table[:slots] = -1
    for row in range(begin, end):
        slot = spread(records[row, 0]) & mask
        while True:
            person = table[slot]
            if person < 0:
                person = people
                table[slot] = person
                head[person], places[person + 1] = row, 0
                people += 1
                break
            same = True
            for key in range(keys):
                same &= records[head[person], key] == records[row, key]
            if same:
                break
            slot = (slot + np.uint64(1)) & mask
        who[row - begin] = person
        places[person + 1] += 1
    places[0] = begin
    for person in range(people):
        places[person + 1] += places[person]
    return people


@compiled
def _by_moment(at, codes, begin, end):
    if end - begin > FEW:
        order = np.argsort(at[begin:end], kind="mergesort") + begin
        at[begin:end], codes[begin:end] = at[order], codes[order]
        return
    for place in range(begin + 1, end):
        moment, code, back = at[place], codes[place], place
        while back > begin and at[back - 1] > moment:
            at[back], codes[back] = at[back - 1], codes[back - 1]
            back -= 1
        at[back], codes[back] = moment, code
