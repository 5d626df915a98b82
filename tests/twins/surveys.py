"""The statistics of surveys, slow and obvious: lists, loops and definitions read aloud."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations, product


def paired(rows, sides, items, territories, answers, rule):
    """The JSON of `survey pair`, counted cell by cell.

    rows: [(respondent, side, territory)]; items: {item: sides}; answers: {(respondent, item): answer}.
    """
    common = [item for item in items if len(items[item]) == 2]

    def said(name, item):
        return answers.get((name, item), "")

    def score(name):
        return sum(said(name, item) == "yes" for item in common)

    def people(side, territory=None):
        return [name for name, own, where in rows if own == side and territory in (None, where)]

    def heard(side, territory, item):
        voices = [said(name, item) for name in people(side, territory)]
        for answer in ("yes", "no", "na"):
            if answer in voices:
                return answer
        return ""

    def place(territory, item):
        one, other = (heard(side, territory, item) for side in sides)
        if one == "" or other == "":
            return "incomplete"
        if one == "na" or other == "na":
            return "one_na"
        if one == "yes" and other == "yes":
            return "both_yes"
        if one == "no" and other == "no":
            return "both_no"
        return f"only_{sides[0]}" if one == "yes" else f"only_{sides[1]}"

    def together(side, territory):
        scores = [score(name) for name in people(side, territory)]
        if not scores:
            return None
        return Fraction(max(scores)) if rule == "maximum" else Fraction(sum(scores), len(scores))

    def count(side, item):
        told = [said(name, item) for name in people(side)]
        return {
            key: told.count(code)
            for key, code in (("yes", "yes"), ("no", "no"), ("na", "na"), ("missing", ""))
        }

    document = {"items": {}, "scores": {}, "pair_scores": {}, "max": 2 * len(common)}
    for item, asked in items.items():
        document["items"][item] = {side: count(side, item) for side in asked}
        if item in common:
            kinds = ["both_yes", "both_no", *(f"only_{side}" for side in sides), "one_na", "incomplete"]
            places = [place(territory, item) for territory in territories]
            document["items"][item]["pairs"] = {kind: places.count(kind) for kind in kinds}
    for side in sides:
        document["scores"][side] = {name: score(name) for name in people(side)}
    for territory in territories:
        scores = [together(side, territory) for side in sides]
        document["pair_scores"][territory] = None if None in scores else sum(scores)
    return document


def score_interval(count, base, z, fraction=1.0):
    """Wilson's: the shares that the answers do not reject, found by halving."""
    seen = count / base

    def rejected(share):
        return (seen - share) ** 2 > z**2 * fraction * share * (1 - share) / base

    def border(inside, outside):
        if not rejected(outside):
            return outside
        for _ in range(100):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if rejected(middle) else (middle, outside)
        return inside

    return border(seen, 0.0), border(seen, 1.0)


def quantile(values, share):
    """Linear between the two nearest values."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def mean(values):
    return sum(values) / len(values)


def resampled(values, take):
    """The statistic of each way to draw as many values again, in order."""
    return sorted(take(drawn) for drawn in product(values, repeat=len(values)))


def fisher(pairs):
    """Every way to hand the second answers out again; the tables no likelier than the one seen."""

    def table(seconds):
        return tuple(sorted(Counter(zip([first for first, _ in pairs], seconds, strict=True)).items()))

    ways = Counter(table(seconds) for seconds in permutations([second for _, second in pairs]))
    seen = ways[table([second for _, second in pairs])]
    return Fraction(sum(count for count in ways.values() if count <= seen), sum(ways.values()))


def sign(number):
    return (number > 0) - (number < 0)


def u_statistic(left, right):
    return sum(Fraction(1 + sign(a - b), 2) for a in left for b in right)


def mann_whitney(left, right):
    """All the ways to part the same answers; U as far from its mean."""
    everyone, size = left + right, len(left)
    middle = Fraction(len(left) * len(right), 2)
    seen = abs(u_statistic(left, right) - middle)
    ways = [set(chosen) for chosen in combinations(range(len(everyone)), size)]
    hits = 0
    for chosen in ways:
        one = [everyone[place] for place in chosen]
        other = [value for place, value in enumerate(everyone) if place not in chosen]
        hits += abs(u_statistic(one, other) - middle) >= seen
    return Fraction(hits, len(ways))


def cliff_variance(left, right):
    m, n = len(left), len(right)
    d = [[sign(a - b) for b in right] for a in left]
    delta = sum(map(sum, d)) / (m * n)
    by_left = [sum(row) / n for row in d]
    by_right = [sum(row[j] for row in d) / m for j in range(n)]
    return (
        n**2 * sum((one - delta) ** 2 for one in by_left)
        + m**2 * sum((one - delta) ** 2 for one in by_right)
        - sum((cell - delta) ** 2 for row in d for cell in row)
    ) / (m * n * (m - 1) * (n - 1))


def midranks(values):
    return [
        Fraction(sum(other < value for other in values) + sum(other <= value for other in values) + 1, 2)
        for value in values
    ]


def cross_product(left, right):
    """n² × covariance of the ranks: exact, so that two arrangements can be compared."""
    x, y = midranks(left), midranks(right)
    return len(x) * sum(a * b for a, b in zip(x, y, strict=True)) - sum(x) * sum(y)


def spearman(left, right):
    squares = cross_product(left, left) * cross_product(right, right)
    return float(cross_product(left, right)) / float(squares) ** 0.5 if squares else None


def spearman_p(left, right):
    seen = abs(cross_product(left, right))
    ways = list(permutations(right))
    return Fraction(sum(abs(cross_product(left, way)) >= seen for way in ways), len(ways))


def kendall(left, right):
    pairs = list(combinations(range(len(left)), 2))
    one = [sign(left[a] - left[b]) for a, b in pairs]
    other = [sign(right[a] - right[b]) for a, b in pairs]
    scale = (sum(map(abs, one)) * sum(map(abs, other))) ** 0.5
    return sum(a * b for a, b in zip(one, other, strict=True)) / scale if scale else None


def signed_ranks(changes):
    """All the ways to sign the same sizes."""
    moved = [change for change in changes if change]
    ranks = midranks([abs(change) for change in moved])

    def distance(signs):
        return abs(sum(way * rank for way, rank in zip(signs, ranks, strict=True)))

    seen = distance([sign(change) for change in moved])
    ways = list(product([1, -1], repeat=len(moved)))
    return Fraction(sum(distance(way) >= seen for way in ways), len(ways))


def mcnemar(gained, lost):
    """As many coins as people who moved."""
    ways = list(product([1, -1], repeat=gained + lost))
    return Fraction(sum(abs(sum(way)) >= abs(gained - lost) for way in ways), len(ways))


def holm(p_values, name):
    order = sorted(p_values.values())
    return max(min(1, (len(order) - rank) * p) for rank, p in enumerate(order) if p <= p_values[name])


def false_discovery(p_values, name):
    order = sorted(p_values.values())
    return min(min(1, p * len(order) / (rank + 1)) for rank, p in enumerate(order) if p >= p_values[name])


def variance(values):
    middle = Fraction(sum(values), len(values))
    return sum((value - middle) ** 2 for value in values) / (len(values) - 1)


def alpha(rows):
    """rows: one list of whole answers per person."""
    items = list(zip(*rows, strict=True))
    total = variance([sum(row) for row in rows])
    if not total:
        return None
    return Fraction(len(items), len(items) - 1) * (1 - sum(map(variance, items)) / total)


def correlation(x, y):
    a, b = mean(x), mean(y)
    shared = sum((one - a) * (other - b) for one, other in zip(x, y, strict=True))
    return shared / (sum((one - a) ** 2 for one in x) * sum((other - b) ** 2 for other in y)) ** 0.5


def one_factor(rows, rounds=5000):
    """Loadings by iterated principal axis: the communalities on the diagonal, again and again."""
    items = list(zip(*rows, strict=True))
    size = range(len(items))
    r = [[correlation(items[i], items[j]) for j in size] for i in size]
    shares = [max(abs(r[i][j]) for j in size if j != i) for i in size]
    axis = [1.0 for _ in size]
    for _ in range(rounds):
        for i in size:
            r[i][i] = shares[i]
        for _ in range(3):
            axis = [sum(r[i][j] * axis[j] for j in size) for i in size]
            length = sum(one**2 for one in axis) ** 0.5
            axis = [one / length for one in axis]
        root = sum(axis[i] * r[i][j] * axis[j] for i in size for j in size)
        shares = [root * one**2 for one in axis]
    return [root**0.5 * one for one in axis]


def omega(rows, loadings):
    deviations = [float(variance(item)) ** 0.5 for item in zip(*rows, strict=True)]
    common = sum(one * own for one, own in zip(loadings, deviations, strict=True)) ** 2
    unique = sum((1 - one**2) * own**2 for one, own in zip(loadings, deviations, strict=True))
    return common / (common + unique)


def could_be(shown, cell, most):
    """The largest count of a cell in any table (no cell above `most`) that agrees with all that is shown."""
    height, width = len(shown) - 1, len(shown[0]) - 1
    largest = None
    for flat in product(range(most + 1), repeat=height * width):
        rows = [list(flat[width * row : width * (row + 1)]) for row in range(height)]
        whole = [[*row, sum(row)] for row in rows]
        whole.append([sum(row[column] for row in whole) for column in range(width + 1)])
        agrees = all(
            told is None or told == whole[row][column]
            for row, counts in enumerate(shown)
            for column, told in enumerate(counts)
        )
        if agrees:
            largest = max(whole[cell[0]][cell[1]], -1 if largest is None else largest)
    return largest
