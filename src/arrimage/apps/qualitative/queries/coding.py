"""Reading the codebook and codings: one predicate for the page, the counts and the exports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import (
    Code,
    Coding,
    Corpus,
    Member,
    Memo,
    Reading,
    Round,
    Transcript,
)


@dataclass(frozen=True)
class Line:
    """A code in the tree, and in how many passages and cases this reader sees it."""

    code: Code
    depth: int
    passages: int = 0
    cases: int = 0


def tree(codes: Iterable[Code]) -> list[tuple[Code, int]]:
    """The codes in the order one reads them, each with its depth."""
    under: dict[int | None, list[Code]] = {}
    codes = list(codes)
    known = {code.pk for code in codes}
    for code in sorted(codes, key=lambda one: (one.place, one.pk)):
        under.setdefault(code.parent_id if code.parent_id in known else None, []).append(code)
    found: list[tuple[Code, int]] = []
    left = [(code, 0) for code in reversed(under.get(None, []))]
    while left:
        code, depth = left.pop()
        found.append((code, depth))
        left += [(child, depth + 1) for child in reversed(under.get(code.pk, []))]
    return found


def codes_visible_to(user, *, on: date) -> QuerySet[Code]:
    return Code.objects.filter(policies.of_team(user, on, "corpus")).select_related("corpus__organisation")


def codes_in_use(corpus: Corpus) -> QuerySet[Code]:
    return corpus.codes.filter(retired_at=None)


def codebook(user, corpus: Corpus, *, on: date) -> list[Line]:
    seen = codings_visible_to(user, on=on).filter(policies.counted(), transcript__corpus=corpus)
    counts = {
        row["code"]: (row["passages"], row["cases"])
        for row in seen.order_by()
        .values("code")
        .annotate(passages=Count("pk"), cases=Count("transcript__case", distinct=True))
    }
    return [Line(code, depth, *counts.get(code.pk, (0, 0))) for code, depth in tree(codes_in_use(corpus))]


def is_resting(corpus: Corpus) -> bool:
    """A blind round is open: the codebook says nothing new until it closes."""
    return corpus.rounds.filter(kind=Round.Kind.BLIND, state=Round.State.OPEN).exists()


def codings_visible_to(user, *, on: date) -> QuerySet[Coding]:
    return Coding.objects.filter(policies.codings_visible_to(user, on))


def codings_on(user, transcript: Transcript, *, on: date) -> QuerySet[Coding]:
    return (
        codings_visible_to(user, on=on)
        .filter(transcript=transcript)
        .select_related("code", "coder", "round")
        .order_by("start", "end", "code__place", "uid")
    )


def own_codings(user, *, on: date) -> QuerySet[Coding]:
    """Those this user may change: their own, while the round is being read."""
    return (
        codings_visible_to(user, on=on)
        .filter(coder__user=user.pk, round__state=Round.State.OPEN, is_settled=False)
        .select_related("transcript__corpus", "round", "code", "coder")
    )


def memos_visible_to(user, *, on: date) -> QuerySet[Memo]:
    return Memo.objects.filter(policies.memos_visible_to(user, on)).select_related("by", "code", "case")


def round_of(member: Member, transcript: Transcript) -> Round | None:
    """Where this member's codings of this text go: their blind round, or what is read together.

    Nowhere, while a text is others' to read blind, and until what they differ on is settled.
    """
    blind = Reading.objects.filter(transcript=transcript).exclude(round__state=Round.State.SETTLED)
    found = list(blind.select_related("round"))
    if found:
        own = (one for one in found if one.member_id == member.pk and one.round.state == Round.State.OPEN)
        return next((one.round for one in own), None)
    return transcript.corpus.rounds.filter(kind=Round.Kind.OPEN, state=Round.State.OPEN).first()


def reading_of(member: Member, transcript: Transcript) -> Reading | None:
    return (
        Reading.objects.filter(policies.OPEN_BLIND, transcript=transcript, member=member)
        .select_related("round")
        .first()
    )


def news_on(user, transcript: Transcript, *, since: datetime, on: date) -> int:
    """How many codings others have put since, that this reader may see."""
    seen = codings_visible_to(user, on=on).filter(transcript=transcript, at__gt=since)
    return seen.exclude(coder__user=user.pk).count()
