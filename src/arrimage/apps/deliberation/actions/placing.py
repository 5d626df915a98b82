"""The workbench of synthesists: passages placed in ideas, ideas joined and taken apart. Nothing is moved for
good: what is joined keeps its own passages, and what is placed may be taken out again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import (
    Consultation,
    Contribution,
    Divergence,
    Extract,
    Idea,
    Looking,
    Question,
    Wording,
)
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.queries import ideas as workbench
from arrimage.apps.deliberation.texts import plain
from arrimage.apps.deliberation.vocabulary import How
from arrimage.apps.kernel.models import StaleVersion

from .steps import record, signature

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def _begin(consultation: Consultation, by: User | None) -> Consultation:
    """The right to work on it, and its lock: nothing is placed or taken out while it is being sealed."""
    policies.check(by, consultation, policies.synthesised_by)
    return queries.lock(consultation)


def _same(consultation: Consultation, *things) -> None:
    if any(thing is not None and thing.consultation_id != consultation.pk for thing in things):
        raise PermissionDenied


# --- Passages


@transaction.atomic
def place(
    contribution: Contribution,
    *,
    idea: Idea | None,
    how: str,
    by: User | None,
    at: datetime,
    start: int = 0,
    end: int | None = None,
) -> Extract:
    """Put a passage (the whole, unless `start` and `end` say which) in an idea, or keep it as singular.

    Offsets count characters of the present wording, which never changes. Placing twice changes nothing.
    """
    consultation = _begin(contribution.consultation, by)
    contribution = Contribution.objects.get(pk=contribution.pk)
    if contribution.state != Contribution.State.GIVEN:
        raise ValidationError(_("These words were withdrawn by their author, or are not written out yet."))
    if (how == How.SINGULAR) != (idea is None):
        raise ValidationError(_("Choose the idea this passage belongs to."))
    _same(consultation, idea)
    wording = Wording.objects.get(contribution=contribution, number=contribution.wording)
    start, end = _tight(wording.text, start, len(wording.text) if end is None or idea is None else end)
    if idea is None:
        start = 0
    extract, is_new = Extract.objects.get_or_create(
        wording=wording,
        idea=idea,
        **({"how": how} if idea is None else {"start": start, "end": end}),
        defaults={
            "start": start,
            "end": end,
            "how": how,
            "placed_at": at,
            "placed_by": signature(by),
        },
    )
    if not is_new and extract.how != how:
        extract.how = how
        extract.save(update_fields=["how"])
    Looking.objects.filter(contribution=contribution).delete()
    record("placed", consultation, contribution, by=by, at=at)
    return extract


def _tight(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage without the blanks around it. Raises ValidationError when nothing is left."""
    start, end = max(0, start), min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        raise ValidationError(_("Select the words this is about."))
    return start, end


@transaction.atomic
def take_out(extract: Extract, *, by: User | None, at: datetime) -> None:
    """Take a passage out of the synthesis being written: its contribution may be to place again."""
    consultation = _begin(extract.wording.contribution.consultation, by)
    contribution = extract.wording.contribution
    extract.delete()
    record("taken_out", consultation, contribution, by=by, at=at)


@transaction.atomic
def look_at(contribution: Contribution, *, by: User, at: datetime) -> Looking:
    """Say that one has it before one’s eyes, so that another synthesist is given another one."""
    policies.check(by, contribution.consultation, policies.synthesised_by)
    found, _new = Looking.objects.update_or_create(
        contribution=contribution, defaults={"user": by, "since": at}
    )
    return found


# --- Ideas


@transaction.atomic
def write_idea(
    consultation: Consultation,
    *,
    title: str,
    by: User | None,
    at: datetime,
    question: Question | None = None,
    text: str = "",
    is_minority: bool = False,
    divergence: Divergence | None = None,
) -> Idea:
    consultation = _begin(consultation, by)
    _same(consultation, question, divergence)
    if divergence is not None:
        question = divergence.question
    idea = Idea.objects.create(
        consultation=consultation,
        question=question,
        title=_titled(title),
        text=plain(text)[:6_000],
        is_minority=is_minority,
        divergence=divergence,
    )
    record("idea_written", consultation, idea, by=by, at=at)
    return idea


def _titled(title: str) -> str:
    title = " ".join(title.split())[:300]
    if not title:
        raise ValidationError({"title": _("Write the idea in one sentence.")})
    return title


@transaction.atomic
def change_idea(
    idea: Idea,
    *,
    since: int,
    title: str,
    text: str,
    by: User | None,
    at: datetime,
    question: Question | None = None,
    is_minority: bool = False,
    divergence: Divergence | None = None,
) -> Idea:
    """Raises ValidationError when another synthesist has changed it since version `since`."""
    consultation = _begin(idea.consultation, by)
    _same(consultation, question, divergence)
    idea = Idea.objects.get(pk=idea.pk)
    idea.title, idea.text, idea.is_minority = _titled(title), plain(text)[:6_000], is_minority
    idea.divergence = divergence
    idea.question = divergence.question if divergence else question
    try:
        idea.save_if_unchanged(since=since)
    except StaleVersion:
        raise ValidationError(
            _(
                "Another synthesist has changed this idea meanwhile: what you wrote is still here. Open it in"
                " another tab, and bring the two together."
            )
        ) from None
    record("idea_changed", consultation, idea, by=by, at=at)
    return idea


@transaction.atomic
def join(idea: Idea, into: Idea, *, by: User | None, at: datetime) -> Idea:
    """Say that two ideas are one. Each keeps its passages and its title: `take_apart` undoes it entirely."""
    consultation = _begin(idea.consultation, by)
    _same(consultation, idea, into)
    ends = workbench.roots(consultation.ideas.all())
    root = ends[into.pk]
    if root == idea.pk or ends[idea.pk] == root:
        raise ValidationError(_("These two are joined already."))
    idea = Idea.objects.get(pk=ends[idea.pk])
    idea.joined_to_id, idea.joined_at, idea.joined_by = root, at, signature(by)
    idea.version += 1
    idea.save()
    record("ideas_joined", consultation, idea, by=by, at=at)
    return idea


@transaction.atomic
def take_apart(idea: Idea, *, by: User | None, at: datetime) -> Idea:
    """Undo a joining: the idea stands again with exactly what was its own."""
    consultation = _begin(idea.consultation, by)
    idea = Idea.objects.get(pk=idea.pk)
    if idea.joined_to_id is not None:
        idea.joined_to, idea.joined_at, idea.joined_by = None, None, ""
        idea.version += 1
        idea.save()
        record("ideas_parted", consultation, idea, by=by, at=at)
    return idea


@transaction.atomic
def split(idea: Idea, extracts: Iterable[Extract], *, title: str, by: User | None, at: datetime) -> Idea:
    """Some of its passages say something else: they go to a new idea, which says where it comes from."""
    consultation = _begin(idea.consultation, by)
    chosen = list(extracts)
    if not chosen or any(one.idea_id != idea.pk for one in chosen):
        raise ValidationError(_("Choose the passages that say something else."))
    new = Idea.objects.create(
        consultation=consultation,
        question=idea.question,
        title=_titled(title),
        divergence=idea.divergence,
        split_from=idea,
    )
    Extract.objects.filter(pk__in=[one.pk for one in chosen]).update(idea=new)
    record("idea_split", consultation, idea, new, by=by, at=at)
    return new


@transaction.atomic
def remove_idea(idea: Idea, *, by: User | None, at: datetime) -> None:
    """Only an idea that holds nothing: no passage, no joined idea, no reply."""
    consultation = _begin(idea.consultation, by)
    if idea.extracts.exists() or idea.joined.exists() or idea.replies.exists():
        raise ValidationError(
            _("It holds somebody’s words: place them elsewhere first, or join it to another.")
        )
    record("idea_removed", consultation, idea, by=by, at=at)
    idea.delete()


@transaction.atomic
def write_divergence(
    consultation: Consultation,
    *,
    title: str,
    by: User | None,
    at: datetime,
    question: Question | None = None,
    ideas: Iterable[Idea] = (),
) -> Divergence:
    """A point on which people do not agree, and the ideas that face each other there."""
    consultation = _begin(consultation, by)
    ideas = list(ideas)
    _same(consultation, question, *ideas)
    if not title.strip():
        raise ValidationError({"title": _("Say what people do not agree on.")})
    divergence = Divergence.objects.create(
        consultation=consultation, question=question, title=" ".join(title.split())[:300]
    )
    for idea in ideas:
        idea.divergence, idea.question = divergence, question
        idea.version += 1
        idea.save()
    record("divergence_written", consultation, divergence, by=by, at=at)
    return divergence


@transaction.atomic
def remove_divergence(divergence: Divergence, *, by: User | None, at: datetime) -> None:
    """Its ideas stay, each on its own."""
    consultation = _begin(divergence.consultation, by)
    record("divergence_removed", consultation, divergence, by=by, at=at)
    divergence.delete()
