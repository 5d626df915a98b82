"""Codings counted: by code and case, with what else they are put, whether anything is still new.

All of it is what the team holds and this reader may see (`held`).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Min, QuerySet

from arrimage.apps.qualitative.models import Case, Code, Coding, Corpus, Transcript
from arrimage.science.qualitative.retrieval import Saturation, Together, saturation, together

from .coding import codes_in_use, tree
from .retrieval import Asked, passages


def held(user, corpus: Corpus, *, on: date) -> QuerySet[Coding]:
    return passages(user, corpus, Asked(), on=on).order_by()


# --- Code × case
@dataclass(frozen=True)
class Line:
    """How many passages a code has in each case it was met in."""

    code: Code
    depth: int
    by_case: Counter[int]  # by the key of the case

    @property
    def passages(self) -> int:
        return self.by_case.total()


@dataclass(frozen=True)
class Grid:
    cases: list[Case]  # those some passage of which this reader sees
    lines: list[Line]


def grid(user, corpus: Corpus, *, on: date) -> Grid:
    cells: dict[int, Counter[int]] = defaultdict(Counter)
    met = held(user, corpus, on=on).values_list("code", "transcript__case")
    for code, case, times in met.annotate(times=Count("pk")):
        cells[code][case] = times
    # A list of keys, not the question again within the question: PostgreSQL may ask it for each case.
    cases = corpus.cases.filter(pk__in=set().union(*cells.values()))
    return Grid(
        list(cases.only("corpus", "uid", "pseudonym").order_by("pseudonym")),
        [Line(code, depth, cells[code.pk]) for code, depth in tree(codes_in_use(corpus))],
    )


# --- What goes together
def pairs(user, corpus: Corpus, *, on: date) -> list[tuple[Code, Code, Together]]:
    """Codes put on passages that overlap, most often first."""
    codes = corpus.codes.in_bulk()
    rows = held(user, corpus, on=on).values_list("transcript", "start", "end", "code")
    return [(codes[one.one], codes[one.other], one) for one in together(set(rows))]


# --- What is still new
@dataclass(frozen=True)
class Curve:
    """Texts in the order they were first coded, and how many codes each brought."""

    texts: list[Transcript]
    found: Saturation


def curve(user, corpus: Corpus, *, on: date) -> Curve:
    seen = held(user, corpus, on=on)
    first = dict(seen.values_list("transcript").annotate(at=Min("at")))
    codes: dict[int, set[int]] = defaultdict(set)
    for text, code in seen.values_list("transcript", "code").distinct():
        codes[text].add(code)
    order = sorted(codes, key=lambda pk: (first[pk], pk))
    texts = Transcript.objects.select_related("case").only("title", "case__pseudonym").in_bulk(order)
    return Curve([texts[pk] for pk in order], _saturation(tuple(frozenset(codes[pk]) for pk in order)))


@lru_cache(maxsize=32)
def _saturation(codes: tuple[frozenset[int], ...]) -> Saturation:
    """The same codes in the same texts, the same curve: opening it again draws nothing again."""
    return saturation(codes)
