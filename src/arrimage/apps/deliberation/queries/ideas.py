"""Reading the workbench: ideas with what was joined to them, passages, who looks at what."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from arrimage.apps.deliberation.models import (
    Consultation,
    Contribution,
    Divergence,
    Extract,
    Idea,
    Looking,
    Wording,
)

from . import coverage
from .contributions import with_words

LOOKS_FOR = timedelta(minutes=10)  # after which somebody who left a page no longer holds it


def ideas_of(consultation: Consultation) -> QuerySet[Idea]:
    return consultation.ideas.select_related("question", "divergence").order_by("question__position", "id")


def idea_in(consultation: Consultation, uid) -> Idea | None:
    return ideas_of(consultation).filter(uid=uid).first()


def divergences_of(consultation: Consultation) -> QuerySet[Divergence]:
    return consultation.divergences.select_related("question")


def roots(ideas: Iterable[Idea]) -> dict[int, int]:
    """For each idea, the one it ends up in after all joinings; itself when it was joined to none."""
    parents = {idea.pk: idea.joined_to_id for idea in ideas}
    found = {}
    for pk in parents:
        at, seen = pk, {pk}
        while (up := parents.get(at)) is not None and up not in seen:
            at = up
            seen.add(at)
        found[pk] = at
    return found


@dataclass
class Gathered:
    """An idea as it stands: its own passages, and those of the ideas joined to it."""

    idea: Idea
    joined: list[Idea] = field(default_factory=list)
    extracts: list[Extract] = field(default_factory=list)

    @property
    def quotes(self) -> list[Extract]:
        return [one for one in self.extracts if one.how == "cited"]

    @property
    def also(self) -> list[Extract]:
        return [one for one in self.extracts if one.how == "merged"]


def gathered(consultation: Consultation) -> list[Gathered]:
    """Every idea that was joined to none, with all that stands under it. Four queries."""
    ideas = list(ideas_of(consultation))
    ends = roots(ideas)
    by_root = {pk: Gathered(idea) for idea in ideas if ends[pk := idea.pk] == idea.pk}
    for idea in ideas:
        if ends[idea.pk] != idea.pk:
            by_root[ends[idea.pk]].joined.append(idea)
    for extract in extracts_of(consultation).filter(idea__isnull=False):
        by_root[ends[extract.idea_id]].extracts.append(extract)
    return list(by_root.values())


def extracts_of(consultation: Consultation) -> QuerySet[Extract]:
    """All passages placed, those of former wordings too: only the present ones count as coverage."""
    return (
        Extract.objects.filter(wording__contribution__consultation=consultation)
        .select_related("wording__contribution__organisation", "wording__contribution__table__gathering")
        .order_by("wording__contribution__number", "start", "id")
    )


def passage(extract: Extract) -> str:
    return extract.wording.text[extract.start : extract.end]


# --- The contributions to place


@dataclass(frozen=True)
class Asked:
    """What the synthesist asks to see."""

    placed: str = ""  # "" all, "no" not placed yet, "yes"
    question: str = ""  # a question's uid
    side: str = ""
    words: str = ""


def to_place(consultation: Consultation, asked: Asked) -> QuerySet[Contribution]:
    """All that was said, as the filters ask; each with `is_placed`. Words are looked for by `find_words`."""
    found = (
        Contribution.objects.filter(consultation=consultation)
        .exclude(state=Contribution.State.TO_WRITE_OUT)
        .annotate(is_placed=coverage.placed())
        .order_by("number")
    )
    if asked.placed == "no":
        found = found.filter(is_placed=False).exclude(state=Contribution.State.WITHDRAWN)
    elif asked.placed == "yes":
        found = found.filter(is_placed=True)
    if asked.question:
        found = found.filter(question__uid=asked.question)
    if asked.side:
        found = found.filter(side=asked.side)
    if asked.words:
        found = found.filter(pk__in=find_words(consultation, asked.words))
    return found


def find_words(consultation: Consultation, words: str) -> list[int]:
    """Contributions that hold all these words, accents and capitals aside. The texts are encrypted: they are
    read one after the other."""
    sought = _bare(words).split()
    texts = Wording.objects.filter(
        contribution__consultation=consultation, number=F("contribution__wording")
    ).values_list("contribution", "text")
    found = []
    for pk, text in texts:
        folded = _bare(text)
        if all(word in folded for word in sought):
            found.append(pk)
    return found


def _bare(text: str) -> str:
    """Lower case without accents. Quicker than `kernel.search.fold`, which also knows rarer letters."""
    lower = text.lower().replace("œ", "oe").replace("æ", "ae")
    return unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()


def listed_to_place(found: QuerySet[Contribution]) -> QuerySet[Contribution]:
    placed_in = Extract.objects.select_related("idea").order_by("id")
    return with_words(found, Prefetch("extracts", placed_in)).prefetch_related(
        Prefetch("looking", Looking.objects.select_related("user"))
    )


def next_to_place(consultation: Consultation, *, user, at: datetime, after: int = 0) -> Contribution | None:
    """The next contribution that is placed nowhere and that nobody else has before their eyes."""
    held = Looking.objects.filter(contribution=OuterRef("pk"), since__gt=at - LOOKS_FOR).exclude(user=user.pk)
    free = coverage.uncovered(consultation).filter(~Exists(held), state=Contribution.State.GIVEN)
    return free.filter(number__gt=after).first() or free.first()


def looked_at_by_another(contribution: Contribution, *, user, at: datetime) -> Looking | None:
    return (
        Looking.objects.filter(contribution=contribution, since__gt=at - LOOKS_FOR)
        .exclude(user=user.pk)
        .select_related("user")
        .first()
    )


def spans_of(contribution: Contribution) -> list[Extract]:
    """What is placed of its present wording, in order."""
    return list(
        Extract.objects.filter(
            wording__contribution=contribution, wording__number=contribution.wording
        ).select_related("idea", "wording")
    )


def counted_by_question(consultation: Consultation) -> dict[int, tuple[int, int]]:
    """By question: (all that is still there, placed nowhere yet). One query."""
    rows = (
        Contribution.objects.filter(consultation=consultation)
        .exclude(state=Contribution.State.WITHDRAWN)
        .annotate(is_placed=coverage.placed())
        .order_by()
        .values("question")
        .annotate(all=Count("pk"), left=Count("pk", filter=Q(is_placed=False)))
    )
    return {row["question"]: (row["all"], row["left"]) for row in rows}
