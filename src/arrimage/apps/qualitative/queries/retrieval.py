"""Finding passages again: by code, case, variable, coder, round; what goes against a pattern.

Everything starts from `codings_visible_to`: a count never tells what a list would not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import Case, Code, Coding, Corpus, Member, Round, Transcript, Variable

from .coding import codings_visible_to

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
