"""The measures of networks, slow and obvious: sets, loops and definitions read aloud.

A network is (n, ties, directed): organisations 0 … n−1, a set of pairs. `weights` maps ties to Fractions.
"""

from fractions import Fraction
from itertools import combinations, permutations


def arcs(ties, directed):
    return set(ties) if directed else {*ties, *((target, source) for source, target in ties)}


def pairs(ties):
    return {frozenset(tie) for tie in ties}


def partners(n, ties):
    return [{other for other in range(n) if frozenset((one, other)) in pairs(ties)} for one in range(n)]


def density(n, ties, directed):
    cells = [(a, b) for a in range(n) for b in range(n) if a != b]
    return len(arcs(ties, directed)) / len(cells) if cells else None


def reciprocity(ties, directed):
    all_arcs = arcs(ties, directed)
    return sum((b, a) in all_arcs for a, b in all_arcs) / len(all_arcs) if all_arcs else None


def components(n, ties):
    near, left, found = partners(n, ties), set(range(n)), []
    while left:
        piece = {min(left)}
        while more := {other for one in piece for other in near[one]} - piece:
            piece |= more
        found.append(tuple(sorted(piece)))
        left -= piece
    return tuple(sorted(found, key=lambda piece: (-len(piece), piece)))


def distances(n, lengths):
    """Floyd and Warshall, over {arc: length}; None out of reach."""
    far = [[0 if a == b else lengths.get((a, b)) for b in range(n)] for a in range(n)]
    for by in range(n):
        for a in range(n):
            for b in range(n):
                if far[a][by] is not None and far[by][b] is not None:
                    through = far[a][by] + far[by][b]
                    if far[a][b] is None or through < far[a][b]:
                        far[a][b] = through
    return far


def steps(n, ties, directed):
    return distances(n, dict.fromkeys(arcs(ties, directed), 1))


def diameter(n, ties, directed):
    return max(d for row in steps(n, ties, directed) for d in row if d is not None) if ties else None


def transitivity(n, ties):
    near = partners(n, ties)
    triples = [(a, b) for middle in range(n) for a, b in combinations(sorted(near[middle]), 2)]
    return sum(b in near[a] for a, b in triples) / len(triples) if triples else None


def centralisation(values, star):
    """`star`: the values of the most centralised network of as many organisations."""
    most = sum(max(star) - value for value in star)
    return sum(max(values) - value for value in values) / most if most else None


def betweenness(n, lengths, directed):
    """Every simple shortest path written out, over {arc: length}, both arcs when there is no direction."""
    far = distances(n, lengths)
    score = [Fraction(0)] * n
    for a, b in permutations(range(n), 2):
        if far[a][b] is None:
            continue
        shortest, unfinished = [], [(a,)]
        while unfinished:
            path = unfinished.pop()
            if path[-1] == b:
                shortest.append(path)
                continue
            for (one, other), length in lengths.items():
                if (
                    one == path[-1]
                    and far[other][b] is not None
                    and far[path[-1]][b] == length + far[other][b]
                ):
                    unfinished.append((*path, other))
        for middle in range(n):
            if middle not in (a, b):
                score[middle] += Fraction(sum(middle in path for path in shortest), len(shortest))
    return [float(value if directed else value / 2) for value in score]


def unweighted_betweenness(n, ties, directed):
    return betweenness(n, dict.fromkeys(arcs(ties, directed), 1), directed)


def weighted_betweenness(n, weights, directed):
    lengths = {}
    for (a, b), weight in weights.items():
        lengths[a, b] = 1 / Fraction(weight)
        if not directed:
            lengths[b, a] = 1 / Fraction(weight)
    return betweenness(n, lengths, directed)


def closeness(n, ties):
    return [sum(1 / d for d in row if d) for row in steps(n, ties, False)]


def eigenvector(n, ties, rounds=20_000):
    """Power iteration from equal values; the identity is added so that it settles."""
    near, score = partners(n, ties), [1.0] * n
    for _ in range(rounds):
        score = [score[one] + sum(score[other] for other in near[one]) for one in range(n)]
        score = [value / max(score) for value in score]
    return score


def constraint(n, ties):
    near = partners(n, ties)

    def share(a, b):
        return Fraction(b in near[a], len(near[a]))

    return [
        float(
            sum(
                (share(a, b) + sum(share(a, c) * share(c, b) for c in near[a] if c != b)) ** 2
                for b in near[a]
            )
        )
        if near[a]
        else None
        for a in range(n)
    ]


def effective_size(n, ties):
    """Burt's own formula: Σ over partners j of 1 − Σ over the other partners q of p_iq m_jq."""
    near = partners(n, ties)
    return [
        sum(1 - sum(Fraction(q in near[j], len(near[i])) for q in near[i] - {j}) for j in near[i])
        for i in range(n)
    ]


def coreness(n, ties):
    near, core = partners(n, ties), [0] * n
    for k in range(1, n):
        left = set(range(n))
        while weak := {one for one in left if len(near[one] & left) < k}:
            left -= weak
        for one in left:
            core[one] = k
    return core


def bridges(n, ties):
    before = len(components(n, ties))
    return sorted(
        tuple(sorted(pair))
        for pair in pairs(ties)
        if len(components(n, [tuple(other) for other in pairs(ties) if other != pair])) > before
    )


def without(n, ties, gone):
    """Pieces of those who stay."""
    left = [tie for tie in ties if not gone & set(tie)]
    return [piece for piece in components(n, left) if not gone & set(piece)]


def articulation_points(n, ties):
    before = components(n, ties)
    return [one for one in range(n) if len(without(n, ties, {one})) > len(before) - ((one,) in before)]


def reachable(pieces):
    return {pair for piece in pieces for pair in combinations(piece, 2)}


def pairs_cut(n, ties, gone):
    before = {pair for pair in reachable(components(n, ties)) if not gone & set(pair)}
    return len(before - reachable(without(n, ties, gone)))


def efficiency(far, stay):
    cells = [(a, b) for a in stay for b in stay if a != b]
    return sum(1 / far[a][b] for a, b in cells if far[a][b]) / len(cells) if cells else None


def maximal(groups):
    groups = set(groups)
    return sorted((g for g in groups if not any(g < h for h in groups)), key=lambda g: (-len(g), sorted(g)))


def subsets(n):
    return [frozenset(group) for size in range(1, n + 1) for group in combinations(range(n), size)]


def clans(n, ties):
    far = steps(n, ties, False)

    def within_two(far, group):
        return all(far[a][b] is not None and far[a][b] <= 2 for a in group for b in group)

    def inside(group):
        return steps(n, [tie for tie in ties if set(tie) <= group], False)

    cliques = maximal(group for group in subsets(n) if within_two(far, group))
    return [tuple(sorted(group)) for group in cliques if len(group) >= 3 and within_two(inside(group), group)]


def plexes(n, ties, k, smallest):
    near = partners(n, ties)
    whole = maximal(g for g in subsets(n) if all(len(near[one] & g) >= len(g) - k for one in g))
    return [tuple(sorted(group)) for group in whole if len(group) >= smallest]


def misfits(n, ties, core):
    """Pairs of the core without a tie, and ties between two of the periphery."""
    tied = pairs(ties)
    return sum(
        frozenset(pair) not in tied if set(pair) <= core else frozenset(pair) in tied and not core & set(pair)
        for pair in combinations(range(n), 2)
    )


def fewest_misfits(n, ties):
    return min(misfits(n, ties, core) for core in [frozenset(), *subsets(n)])


def modularity(n, ties, groups):
    near = partners(n, ties)
    twice = sum(map(len, near))
    return sum(
        (int(b in near[a]) - len(near[a]) * len(near[b]) / twice) / twice
        for group in groups
        for a in group
        for b in group
    )


def partitions(members):
    if not members:
        yield []
        return
    first, *rest = members
    for groups in partitions(rest):
        yield [[first], *groups]
        for place, group in enumerate(groups):
            yield [*groups[:place], [first, *group], *groups[place + 1 :]]


def best_modularity(n, ties):
    return max(modularity(n, ties, groups) for groups in partitions(list(range(n))))


def brokerage(n, ties, directed, groups):
    told = arcs(ties, directed)
    found = [
        dict.fromkeys(("coordinator", "itinerant", "gatekeeper", "representative", "liaison"), 0)
        for _ in range(n)
    ]
    for a, b, c in permutations(range(n), 3):
        if (a, b) in told and (b, c) in told and (a, c) not in told:
            x, y, z = groups[a], groups[b], groups[c]
            if None in (x, y, z):
                continue
            pattern = (x == y, y == z, x == z)
            role = {
                (True, True, True): "coordinator",
                (False, False, True): "itinerant",
                (False, True, False): "gatekeeper",
                (True, False, False): "representative",
                (False, False, False): "liaison",
            }[pattern]
            found[b][role] += 1
    return found


def extent(n, ties, groups):
    near, shares = partners(n, ties), []
    for one in range(n):
        all_others = {groups[other] for other in range(n) if other != one and groups[other] is not None}
        reached = {groups[other] for other in near[one] if groups[other] is not None}
        shares.append(len(reached) / len(all_others) if all_others else None)
    return shares


def pearson(xs, ys):
    if not xs:
        return None
    mean_x, mean_y = Fraction(sum(xs)) / len(xs), Fraction(sum(ys)) / len(ys)
    both = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spread = sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)
    return float(both) / float(spread) ** 0.5 if spread else None


def cells(n, directed):
    return list(permutations(range(n), 2)) if directed else list(combinations(range(n), 2))


def value(weights, a, b, directed):
    return weights.get((a, b), 0) if directed else weights.get((min(a, b), max(a, b)), 0)


def correlation(n, first, second, directed, order=None):
    """Of two {tie: weight}, the second's organisations exchanged."""
    order = order or range(n)
    return pearson(
        [value(first, a, b, directed) for a, b in cells(n, directed)],
        [value(second, order[a], order[b], directed) for a, b in cells(n, directed)],
    )


def exact_p(n, first, second, directed):
    observed = correlation(n, first, second, directed)
    drawn = [correlation(n, first, second, directed, order) for order in permutations(range(n))]
    return {
        "p_value": sum(abs(r) >= abs(observed) - 1e-9 for r in drawn) / len(drawn),
        "p_greater": sum(r >= observed - 1e-9 for r in drawn) / len(drawn),
        "p_smaller": sum(r <= observed + 1e-9 for r in drawn) / len(drawn),
    }


def least_squares(rows, ys):
    """Coefficients, t of each, R²: normal equations in Fractions. rows hold the 1 of the intercept."""
    width = len(rows[0])
    square = [[sum(Fraction(row[i]) * row[j] for row in rows) for j in range(width)] for i in range(width)]
    right = [sum(Fraction(row[i]) * y for row, y in zip(rows, ys, strict=True)) for i in range(width)]
    inverse = inverted(square)
    beta = [sum(inverse[i][j] * right[j] for j in range(width)) for i in range(width)]
    left = [y - sum(b * x for b, x in zip(beta, row, strict=True)) for row, y in zip(rows, ys, strict=True)]
    error = sum(e * e for e in left) / (len(ys) - width)
    t = [float(beta[i]) / float(error * inverse[i][i]) ** 0.5 if error else None for i in range(width)]
    mean = Fraction(sum(ys)) / len(ys)
    return [float(b) for b in beta], t, float(1 - sum(e * e for e in left) / sum((y - mean) ** 2 for y in ys))


def inverted(square):
    """Gauss and Jordan. Raises ZeroDivisionError for a singular matrix."""
    n = len(square)
    rows = [[*row, *(Fraction(i == j) for j in range(n))] for i, row in enumerate(square)]
    for i in range(n):
        pivot = next((r for r in range(i, n) if rows[r][i]), i)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(n):
            if r != i:
                rows[r] = [x - rows[r][i] * y for x, y in zip(rows[r], rows[i], strict=True)]
    return [row[n:] for row in rows]


def mrqap(n, outcome, predictors, directed):
    """Double semi-partialling over all orders: what the others leave of a predictor is exchanged."""
    where = cells(n, directed)
    ys = [outcome[a][b] for a, b in where]
    columns = [[matrix[a][b] for a, b in where] for matrix in predictors]
    rows = [[1, *values] for values in zip(*columns, strict=True)]
    beta, t, r_squared = least_squares(rows, ys)
    p_values = []
    for k in range(len(predictors)):
        others = [[1, *(x for j, x in enumerate(row[1:]) if j != k)] for row in rows]
        other_beta = exact_coefficients(others, columns[k])
        rest = {}
        for cell, row, x in zip(where, others, columns[k], strict=True):
            rest[cell] = x - sum(b * value for b, value in zip(other_beta, row, strict=True))
        if not directed:
            rest |= {(b, a): x for (a, b), x in rest.items()}
        far = total = 0
        for order in permutations(range(n)):
            moved = [[*row, rest[order[a], order[b]]] for row, (a, b) in zip(others, where, strict=True)]
            try:
                moved_t = least_squares(moved, ys)[1][-1]
            except ZeroDivisionError:
                moved_t = 0.0
            far += moved_t is None or abs(moved_t) >= abs(t[k + 1]) - 1e-9
            total += 1
        p_values.append(far / total)
    return beta, t, r_squared, p_values


def exact_coefficients(rows, ys):
    width = len(rows[0])
    square = [[sum(Fraction(row[i]) * row[j] for row in rows) for j in range(width)] for i in range(width)]
    right = [sum(Fraction(row[i]) * y for row, y in zip(rows, ys, strict=True)) for i in range(width)]
    inverse = inverted(square)
    return [sum(inverse[i][j] * right[j] for j in range(width)) for i in range(width)]


def reach(n, ties, groups):
    """(reached, missing) of each: read off the list of the others."""
    found = []
    for one, near in enumerate(partners(n, ties)):
        reached = set().union(*(groups[other] for other in near)) if near else set()
        others = set().union(*(groups[other] for other in range(n) if other != one)) if n > 1 else set()
        found.append((reached, others - reached))
    return found
