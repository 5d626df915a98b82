"""Finding passages again: by code, case, variable, coder, round; what goes together; what is still new.

Everything starts from `codings_visible_to`: a count never tells what a list would not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import Min, QuerySet

from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import Case, Code, Coding, Corpus, Member, Round, Transcript, Variable
from arrimage.science.qualitative.retrieval import Saturation, Together, saturation, together

from .coding import codes_in_use, codings_visible_to, tree

AROUND = 120  # signs of context


@dataclass(frozen=True)
class Asked:
    """What is looked for. Codes: those under one too, but for `alone`. `values`: variable → value."""

    codes: tuple[Code, ...] = ()
    cases: tuple[Case, ...] = ()
    values: dict[Variable, str] = field(default_factory=dict)
    coder: Member | None = None
    round: Round | None = None
    only_contrary: bool = False
    alone: bool = False  # these codes, and not those under them


def with_those_under(codes: Iterable[Code], every: Iterable[Code]) -> set[int]:
    under: dict[int, list[int]] = {}
    for one in every:
        under.setdefault(one.parent_id, []).append(one.pk)
    found: set[int] = set()
    left = [one.pk for one in codes]
    while left:
        pk = left.pop()
        if pk not in found:
            found.add(pk)
            left += under.get(pk, [])
    return found


def passages(user, corpus: Corpus, asked: Asked, *, on: date) -> QuerySet[Coding]:
    """In the order of the texts. Without a round or a coder named, what the team holds."""
    found = codings_visible_to(user, on=on).filter(transcript__corpus=corpus)
    if asked.round is not None:
        found = found.filter(round=asked.round)
    elif asked.coder is None:
        found = found.filter(policies.counted())
    if asked.coder is not None:
        found = found.filter(coder=asked.coder, is_settled=False)
    if asked.codes:
        under = () if asked.alone else corpus.codes.all()
        found = found.filter(code__in=with_those_under(asked.codes, under))
    if asked.cases:
        found = found.filter(transcript__case__in=asked.cases)
    for variable, value in asked.values.items():
        found = found.filter(
            transcript__case__values__variable=variable, transcript__case__values__value=value
        )
    if asked.only_contrary:
        found = found.filter(is_contrary=True)
    return found.order_by("transcript__case__pseudonym", "transcript", "start", "end", "uid")


@dataclass(frozen=True)
class Found:
    """A passage with its words and a little of what stands around."""

    coding: Coding
    words: str
    before: str
    after: str
    may_be_quoted: bool


def shown(codings: Iterable[Coding]) -> list[Found]:
    """The texts are opened once each, whatever the number of passages."""
    codings = list(codings)
    texts = Transcript.objects.select_related("case").in_bulk({one.transcript_id for one in codings})
    quotable = set(
        Coding.objects.filter(policies.quotable(), pk__in=[one.pk for one in codings]).values_list(
            "pk", flat=True
        )
    )
    found = []
    for one in codings:
        text = texts[one.transcript_id]
        one.transcript = text
        found.append(
            Found(
                one,
                text.text[one.start : one.end],
                text.text[max(0, one.start - AROUND) : one.start],
                text.text[one.end : one.end + AROUND],
                one.pk in quotable,
            )
        )
    return found


# --- Code × case
@dataclass(frozen=True)
class Grid:
    """How many passages of each code in each case; every case is there, whatever a page shows of them."""

    cases: list[Case]
    rows: list[tuple[Code, int, list[int]]]  # code, depth, passages by case


Row = tuple[int, int, int, int, int]  # text, case, code, start, end


def rows_of(user, corpus: Corpus, *, on: date) -> list[Row]:
    """What the team holds, in one reading: the grid, what goes together and the curve are counted from it."""
    seen = passages(user, corpus, Asked(), on=on).order_by()
    return list(seen.values_list("transcript", "transcript__case", "code", "start", "end"))


def grid(corpus: Corpus, rows: Iterable[Row]) -> Grid:
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for (code, case), times in Counter((row[2], row[1]) for row in rows).items():
        counts[code][case] = times
    met = {case for of_code in counts.values() for case in of_code}
    cases = [one for one in corpus.cases.defer("description").order_by("pseudonym") if one.pk in met]
    places = [case.pk for case in cases]
    return Grid(
        cases,
        [
            (code, depth, [counts[code.pk][case] for case in places])
            for code, depth in tree(codes_in_use(corpus))
        ],
    )


# --- What goes together
def pairs(corpus: Corpus, rows: Iterable[Row]) -> list[tuple[Code, Code, Together]]:
    """Codes put on passages that overlap, most often first."""
    codes = corpus.codes.in_bulk()
    found = together({(text, start, end, code) for text, _case, code, start, end in rows})
    return [(codes[one.one], codes[one.other], one) for one in found]


# --- What is still new
@dataclass(frozen=True)
class Curve:
    """Texts in the order they were first coded, and how many codes each brought."""

    texts: list[Transcript]
    found: Saturation


def curve(user, corpus: Corpus, rows: Iterable[Row], *, on: date) -> Curve:
    seen = passages(user, corpus, Asked(), on=on).order_by()
    first = {row["transcript"]: row["at"] for row in seen.values("transcript").annotate(at=Min("at"))}
    codes: dict[int, set[int]] = {}
    for text, _case, code, _start, _end in rows:
        codes.setdefault(text, set()).add(code)
    order = sorted(codes, key=lambda pk: (first[pk], pk))
    texts = Transcript.objects.select_related("case").only("title", "case__pseudonym").in_bulk(order)
    return Curve([texts[pk] for pk in order], _saturation(tuple(frozenset(codes[pk]) for pk in order)))


@lru_cache(maxsize=32)
def _saturation(codes: tuple[frozenset[int], ...]) -> Saturation:
    """The same codes in the same texts, the same curve: going from cases to cases draws nothing again."""
    return saturation(codes)


# --- Cases that go the other way
@dataclass(frozen=True)
class Otherwise:
    """For one code: what says the opposite, and who was read without it."""

    code: Code
    contrary: list[Found]
    cases: list[Case]  # met it
    without: list[Case]  # read and coded, without it

    @property
    def total(self) -> int:
        return len(self.cases) + len(self.without)


def otherwise(user, corpus: Corpus, code: Code, *, on: date) -> Otherwise:
    """Asked for each time: a pattern is worth what was done to find what would break it."""
    wanted = with_those_under([code], corpus.codes.all())
    seen = passages(user, corpus, Asked(), on=on)
    by_case: dict[int, set[int]] = {}
    for case, one in seen.order_by().values_list("transcript__case", "code").distinct():
        by_case.setdefault(case, set()).add(one)
    supporting = seen.filter(code__in=wanted, is_contrary=False).order_by()
    with_it = set(supporting.values_list("transcript__case", flat=True))
    cases = corpus.cases.in_bulk(by_case)
    ordered = sorted(cases.values(), key=lambda one: one.pseudonym)
    against = seen.filter(code__in=wanted, is_contrary=True).select_related("code", "coder", "round")
    return Otherwise(
        code,
        shown(against[:50]),
        [one for one in ordered if one.pk in with_it],
        [one for one in ordered if one.pk not in with_it],
    )
