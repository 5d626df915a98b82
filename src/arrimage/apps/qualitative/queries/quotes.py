"""Codes and quotes, for the rooms above: pseudonyms alone, and only words whose person lets them be quoted.

Consent is read at each reading: what somebody takes back is no longer there, wherever it was kept by its uid.
A quote here is a coding that counts (read together, or settled after a blind round).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import Code, Coding, Corpus, Transcript


@dataclass(frozen=True)
class CodeSeen:
    """A code with its path from the root, in how many cases it was met and in how many passages."""

    uid: UUID
    name: str
    path: tuple[str, ...]
    definition: str
    cases: int
    passages: int


@dataclass(frozen=True)
class Quote:
    """Words somebody lets be quoted. `uid` finds it again, for as long as they do."""

    uid: UUID
    text: str
    case_uid: UUID
    case: str
    code_uid: UUID
    code: str
    corpus_uid: UUID
    is_contrary: bool


def corpora_for(user, *, on: date) -> QuerySet[Corpus]:
    """Those whose codes and quotes this user may put in what they write: those of their team."""
    return Corpus.objects.filter(policies.of_team(user, on)).select_related("organisation")


def paths_of(codes: Iterable[Code]) -> dict[int, tuple[str, ...]]:
    """The names from the root down to each code."""
    by_id = {code.pk: code for code in codes}
    found: dict[int, tuple[str, ...]] = {}

    def path(code: Code) -> tuple[str, ...]:
        if code.pk not in found:
            above = by_id.get(code.parent_id)
            found[code.pk] = (*(path(above) if above else ()), code.name)
        return found[code.pk]

    for code in by_id.values():
        path(code)
    return found


def codes_seen(user, corpus_uid: UUID, *, on: date) -> list[CodeSeen]:
    """The codes of a project of one's team, in the order of the codebook; none for anybody else."""
    corpus = corpora_for(user, on=on).filter(uid=corpus_uid).first()
    if corpus is None:
        return []
    visible = Coding.objects.filter(
        policies.counted(), policies.codings_visible_to(user, on), transcript__corpus=corpus
    )
    counts = {
        row["code"]: row
        for row in visible.order_by()
        .values("code")
        .annotate(cases=Count("transcript__case", distinct=True), passages=Count("pk"))
    }
    codes = list(corpus.codes.filter(retired_at=None))
    paths = paths_of(codes)
    nothing = {"cases": 0, "passages": 0}
    return sorted(
        (
            CodeSeen(
                code.uid,
                code.name,
                paths[code.pk],
                code.definition,
                counts.get(code.pk, nothing)["cases"],
                counts.get(code.pk, nothing)["passages"],
            )
            for code in codes
        ),
        key=lambda one: _order(codes, one.uid),
    )


def _order(codes: list[Code], uid: UUID) -> tuple[int, ...]:
    by_id = {code.pk: code for code in codes}
    code = next(one for one in codes if one.uid == uid)
    order = []
    while code is not None:
        order.append((code.place, code.pk))
        code = by_id.get(code.parent_id)
    return tuple(number for pair in reversed(order) for number in pair)


def _quotable() -> QuerySet[Coding]:
    return (
        Coding.objects.filter(
            policies.counted(), policies.quotable(), transcript__state=Transcript.State.FROZEN
        )
        .select_related("transcript__case", "transcript__corpus", "code")
        .order_by("transcript__case__pseudonym", "transcript", "start", "pk")
    )


def quotes_for(
    user, corpus_uid: UUID, *, on: date, code_uid: UUID | None = None, case_uid: UUID | None = None
) -> list[Quote]:
    """Quotes one may choose among: of one's team, of people who agreed."""
    where = Q(transcript__corpus__uid=corpus_uid)
    if code_uid is not None:
        where &= Q(code__uid=code_uid)
    if case_uid is not None:
        where &= Q(transcript__case__uid=case_uid)
    return _quotes(_quotable().filter(policies.codings_visible_to(user, on), where))


def quote_for(user, uid: UUID, *, on: date) -> Quote | None:
    """One of them, for who is of the team."""
    return next(iter(_quotes(_quotable().filter(policies.codings_visible_to(user, on), uid=uid))), None)


def quotes_by_uid(uids: Iterable[UUID]) -> dict[UUID, Quote]:
    """Quotes already chosen, for whoever reads what they were put in: the room above says who that is.

    One that is missing was withdrawn, or its coding was taken away.
    """
    return {one.uid: one for one in _quotes(_quotable().filter(uid__in=list(uids)))}


def _quotes(codings: QuerySet[Coding]) -> list[Quote]:
    return [
        Quote(
            one.uid,
            one.transcript.text[one.start : one.end],
            one.transcript.case.uid,
            one.transcript.case.pseudonym,
            one.code.uid,
            one.code.name,
            one.transcript.corpus.uid,
            one.is_contrary,
        )
        for one in codings
    ]
