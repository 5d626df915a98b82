"""The search of the directory, slow and obvious: no database, no index, every word against every word."""

import csv
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import atan2, cos, radians, sin, sqrt

from arrimage.apps.kernel.search import sort_key, words
from arrimage.apps.network.thesaurus import TABLE

WEIGHT = {"name": 8, "label": 6, "own": 4, "description": 3, "organisation": 2, "place": 2}
TIMES = {"same": 4, "stem": 3, "code": 3, "begins": 2, "close": 2, "related": 1}


@dataclass
class Item:
    """An open organisation, site or offer. `codes`: needs, category, kind, missions, territories."""

    uid: str
    kind: str
    name: str
    texts: dict[str, list[str]]
    codes: set[str]
    organisation_kind: str
    points: list[tuple[float, float]] = field(default_factory=list)
    category: str = ""
    line: int | None = None
    direct: bool = False
    reaches_out: bool = False
    needs_in_words: bool = False
    hours: list[tuple[int, int, int]] = field(default_factory=list)  # weekday, minutes of the day

    @cached_property
    def entries(self):
        """(where, word) for every word of every text."""
        return [
            (where, word)
            for where, texts in self.texts.items()
            for text in texts
            for word in words(text, stops=where == "name")
        ]


@dataclass
class Question:
    text: str = ""
    territory: str = ""
    near: tuple[float, float] | None = None
    around: tuple[str, ...] = ()
    radius: float = 30
    need: str = ""
    what: str = ""
    kind: str = ""
    category: str = ""
    line: int | None = None
    direct: bool = False
    open_at: tuple[int, int] | None = None  # weekday, minute of the day


@cache
def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            (set(row["codes"].split()), {word.stem for word in words(row["words"])})
            for row in csv.DictReader(file)
        ]


@cache
def related(stem):
    return {other for _codes, stems in rows() if stem in stems for other in stems - {stem}}


@cache
def codes_of(stem):
    return {code for codes, stems in rows() if stem in stems for code in codes}


def stems_of(code):
    return {stem for codes, stems in rows() if code in codes for stem in stems}


@cache
def edits(a, b):
    """Optimal string alignment distance, by the whole table."""
    table = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


def tokens(text):
    found = []
    for word in words(text) or words(text, stops=True):
        if word.stem not in [other.stem for other in found]:
            found.append(word)
    return found[:12]


def how_word(token, word):
    if word.stem == token.stem:
        return "same" if word.key == token.key else "stem"
    return "related" if word.stem in related(token.stem) else None


def how_unknown(token, word, *, is_last):
    if is_last and len(token.key) >= 3 and word.key.startswith(token.key):
        return "begins"
    forgiven = 0 if len(token.key) < 5 else 1 if len(token.key) < 9 else 2
    if word.key[0] == token.key[0] and edits(token.key, word.key) <= forgiven:
        return "close"
    return None


def points_for(token, item, *, known, is_last):
    """The most telling match of one word in one item, 0 without any."""
    best = 0
    for where, word in item.entries:
        how = how_word(token, word) if known else how_unknown(token, word, is_last=is_last)
        if how:
            best = max(best, WEIGHT[where] * TIMES[how])
    if known and codes_of(token.stem) & item.codes:
        best = max(best, WEIGHT["label"] * TIMES["code"])
    return best


def is_known(token, items):
    return any(points_for(token, item, known=True, is_last=False) for item in items)


def kilometres(a, b):
    """Great-circle distance by the vectors' angle."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (a, b))
    x = cos(lat2) * sin(lon2 - lon1)
    y = cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(lon2 - lon1)
    z = sin(lat1) * sin(lat2) + cos(lat1) * cos(lat2) * cos(lon2 - lon1)
    return 6371.0088 * atan2(sqrt(x * x + y * y), z)


def away(item, question):
    """Hundreds of metres to the nearest of its points within the radius, or None."""
    distances = [kilometres(question.near, point) for point in item.points]
    within = [distance for distance in distances if distance <= question.radius]
    return round(min(within) * 10) if within else None


def answers_need(item, need):
    if f"need:{need}" in item.codes:
        return True
    stems = stems_of(f"need:{need}")
    return item.needs_in_words and any(
        word.stem in stems for where, word in item.entries if where in ("name", "own")
    )


def is_open(item, moment):
    day, minute = moment
    return any(weekday == day and opens <= minute < closes for weekday, opens, closes in item.hours)


def may_answer(item, question):
    if question.territory and not item.codes & {f"territory:{question.territory}", "territory:*"}:
        return False
    if question.near and away(item, question) is None:
        codes = {f"territory:{code}" for code in question.around} | {"territory:*"}
        if not (item.reaches_out and item.codes & codes):
            return False
    return (
        (not question.what or item.kind == question.what)
        and (not question.kind or item.organisation_kind == question.kind)
        and (not question.category or item.category == question.category)
        and (not question.line or item.line == question.line)
        and (not question.direct or item.direct)
        and (not question.need or answers_need(item, question.need))
        and (not question.open_at or is_open(item, question.open_at))
    )


def find(items, question):
    """Ids of what answers, in order, and whether some of the words only were matched."""
    sought = tokens(question.text)
    if question == Question() or (question.text and not sought):
        return [], False
    points = {}
    for index, token in enumerate(sought):
        known, is_last = is_known(token, items), index == len(sought) - 1
        for item in items:
            points[index, item.uid] = points_for(token, item, known=known, is_last=is_last)

    pool = [item for item in items if may_answer(item, question)]
    every = [item for item in pool if all(points[index, item.uid] for index in range(len(sought)))]
    some = [item for item in pool if any(points[index, item.uid] for index in range(len(sought)))]
    found = every or some

    matching = [sum(bool(points[index, item.uid]) for item in pool) for index in range(len(sought))]
    most = max(matching, default=0)

    def score(item):
        return sum(
            points[index, item.uid] * (most // matching[index]).bit_length()
            for index in range(len(sought))
            if matching[index]
        )

    def key(item):
        distance = away(item, question) if question.near else 0
        distance = 10**6 if distance is None else distance
        band = sum(distance > limit * 10 for limit in (2, 5, 10, 20, 40))
        return band, -score(item), distance, sort_key(item.name), item.uid

    return [item.uid for item in sorted(found, key=key)], bool(not every and some)
