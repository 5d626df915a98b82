"""The rule of coverage: before a synthesis is published, every contribution is somewhere in it.

A contribution is *covered* when a passage of its present wording is quoted in an idea, joined to one, or kept
as singular; or when its author withdrew it (the trace stays). Every idea of a consultation is in its
synthesis, joined ones with their own title, so that a passage that is placed is one that is published.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from arrimage.apps.deliberation.models import Consultation, Contribution, Extract

WITHDRAWN = Contribution.State.WITHDRAWN


def placed() -> Exists:
    """Whether a passage of the present wording is placed."""
    return Exists(
        Extract.objects.filter(wording__contribution=OuterRef("pk"), wording__number=OuterRef("wording"))
    )


def uncovered(consultation: Consultation) -> QuerySet[Contribution]:
    """Voices the synthesis would lose if it were published now, in the order they came."""
    return (
        Contribution.objects.filter(~placed(), consultation=consultation)
        .exclude(state=WITHDRAWN)
        .order_by("number")
    )


@dataclass(frozen=True)
class Progress:
    """How many of the contributions still there are placed."""

    placed: int
    all: int

    @property
    def left(self) -> int:
        return self.all - self.placed

    @property
    def is_whole(self) -> bool:
        return self.placed == self.all


def progress(consultation: Consultation) -> Progress:
    """One query."""
    rows = dict(
        Contribution.objects.filter(consultation=consultation)
        .exclude(state=WITHDRAWN)
        .annotate(is_placed=placed())
        .order_by()
        .values_list("is_placed")
        .annotate(count=Count("pk"))
    )
    there = rows.get(True, 0)
    return Progress(there, there + rows.get(False, 0))


def left_over(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """The text cut where passages begin and end: (start, end, is placed), in order, nothing lost.

    >>> left_over("abcdef", [(1, 3), (2, 4)])
    [(0, 1, False), (1, 4, True), (4, 6, False)]
    """
    cuts, at = [], 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        if start > at:
            cuts.append((at, start, False))
        if cuts and cuts[-1][2] and cuts[-1][1] == start:
            start = cuts.pop()[0]
        cuts.append((start, end, True))
        at = end
    if at < len(text):
        cuts.append((at, len(text), False))
    return cuts
