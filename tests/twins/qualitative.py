"""Agreement between coders, slow and obvious: pairs counted one by one."""

from itertools import permutations


def distance(level, one, other, counts):
    if level == "nominal":
        return float(one != other)
    if level == "interval":
        return float(one - other) ** 2
    if level == "ordinal":
        low, high = min(one, other), max(one, other)
        between = sum(count for value, count in counts.items() if low <= value <= high)
        return (between - (counts[one] + counts[other]) / 2) ** 2 if one != other else 0.0
    if one == other:
        return 0.0
    jaccard = 1 - len(one & other) / len(one | other)
    if level == "jaccard":
        return jaccard
    held = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - (1 - jaccard) * held


def alpha(units, level):
    """`units`: lists of values. None when there is no alpha."""
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]
    if not every or all(value == every[0] for value in every):
        return None
    counts = {value: every.count(value) for value in every}
    observed = 0.0
    for unit in units:
        for one, other in permutations(unit, 2):
            observed += distance(level, one, other, counts) / (len(unit) - 1)
    observed /= len(every)
    expected = sum(distance(level, one, other, counts) for one, other in permutations(every, 2))
    expected /= len(every) * (len(every) - 1)
    return 1 - observed / expected


def cohen(pairs):
    size = len(pairs)
    values = {value for pair in pairs for value in pair}
    observed = sum(one == other for one, other in pairs) / size
    expected = (
        sum(
            sum(one == value for one, _ in pairs) * sum(other == value for _, other in pairs)
            for value in values
        )
        / size**2
    )
    return None if expected == 1 else (observed - expected) / (1 - expected)


def fleiss(units):
    coders, size = len(units[0]), len(units)
    values = {value for unit in units for value in unit}
    observed = (
        sum(
            sum(one == other for one, other in permutations(unit, 2)) / (coders * (coders - 1))
            for unit in units
        )
        / size
    )
    shares = [sum(unit.count(value) for unit in units) / (coders * size) for value in values]
    expected = sum(share**2 for share in shares)
    return None if len(values) == 1 else (observed - expected) / (1 - expected)


def overlapping(passages):
    """{(one code, other code): how many pairs of passages overlap}."""
    found = {}
    for place, (source, start, end, code) in enumerate(passages):
        for other_source, other_start, other_end, other_code in passages[:place]:
            if source == other_source and code != other_code and start < other_end and other_start < end:
                pair = tuple(sorted((code, other_code)))
                found[pair] = found.get(pair, 0) + 1
    return found


def codes_on(units, coded, coders):
    return [
        {
            coder: {
                code
                for start, end, code, by in coded
                if by == coder and start < unit_end and unit_start < end
            }
            for coder in coders
        }
        for unit_start, unit_end in units
    ]
