"""What became of it: conclusions written, answered, followed; figures contested."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.contestable import KINDS
from arrimage.apps.deliberation.models import (
    Conclusion,
    ConclusionAnswer,
    Consultation,
    Contestation,
    Idea,
    Step,
)
from arrimage.apps.deliberation.queries import consultations as queries
from arrimage.apps.deliberation.texts import plain
from arrimage.apps.deliberation.vocabulary import Decision

from . import mailing
from .steps import record, signature

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def write_conclusion(
    consultation: Consultation,
    *,
    text: str,
    by: User | None,
    at: datetime,
    ideas: Iterable[Idea] = (),
    asked_of=None,
    answer_by: date | None = None,
) -> Conclusion:
    """What the synthesis asks for, the ideas it rests on, and who should answer."""
    policies.check(by, consultation, policies.synthesised_by)
    consultation = queries.lock(consultation)
    ideas = list(ideas)
    if any(idea.consultation_id != consultation.pk for idea in ideas):
        raise PermissionDenied
    text = " ".join(text.split())[:600]
    if not text:
        raise ValidationError({"text": _("Write what is asked for.")})
    conclusion = Conclusion.objects.create(
        consultation=consultation, text=text, asked_of=asked_of, answer_by=answer_by
    )
    conclusion.ideas.set(ideas)
    record("conclusion_written", consultation, conclusion, by=by, at=at)
    return conclusion


@transaction.atomic
def remove_conclusion(conclusion: Conclusion, *, by: User | None, at: datetime) -> None:
    policies.check(by, conclusion.consultation, policies.synthesised_by)
    if conclusion.published_at is not None:
        raise ValidationError(_("It was published: it stays, and so does the answer it awaits."))
    record("conclusion_removed", conclusion.consultation, conclusion, by=by, at=at)
    conclusion.delete()


@transaction.atomic
def answer_conclusion(
    conclusion: Conclusion,
    *,
    decision: str,
    reasons: str,
    by: User,
    at: datetime,
    owner: str = "",
    due_on: date | None = None,
    told: bool = True,
) -> ConclusionAnswer:
    """Kept, changed or refused, with reasons. A later answer is added to the former one, never over it."""
    _check_answers(by, conclusion)
    reasons, owner = plain(reasons)[:4_000], " ".join(owner.split())[:200]
    if not reasons:
        raise ValidationError({"reasons": _("Give your reasons: whoever spoke deserves them.")})
    if decision != Decision.REFUSED:
        if not owner:
            raise ValidationError({"owner": _("Say who looks after it: without a name, nobody does.")})
        if due_on is None:
            raise ValidationError({"due_on": _("Say for when.")})
    answer = ConclusionAnswer.objects.create(
        conclusion=conclusion,
        decision=decision,
        reasons=reasons,
        owner=owner if decision != Decision.REFUSED else "",
        due_on=due_on if decision != Decision.REFUSED else None,
        organisation=by.acting.organisation,
        by=by,
        by_label=signature(by),
        answered_at=at,
    )
    Conclusion.objects.filter(pk=conclusion.pk).update(reminded_at=None)
    if told:
        mailing.tell_contributors(
            conclusion.consultation, "answered", at=at, path=conclusion.get_absolute_url()
        )
    record("answered", conclusion.consultation, conclusion, by=by, at=at)
    return answer


@transaction.atomic
def tell_step(conclusion: Conclusion, *, progress: str, words: str, by: User, at: datetime) -> Step:
    """How far it is: under way, done, or not done and why. A year later, this is what is read."""
    _check_answers(by, conclusion)
    words = plain(words)[:2_000]
    if not words:
        raise ValidationError({"words": _("Say it in a few words.")})
    step = Step.objects.create(
        conclusion=conclusion,
        progress=progress,
        words=words,
        organisation=by.acting.organisation,
        by_label=signature(by),
        said_at=at,
    )
    record("followed", conclusion.consultation, conclusion, by=by, at=at)
    return step


def _check_answers(by: User, conclusion: Conclusion) -> None:
    mine = Conclusion.objects.filter(policies.conclusions_answered_by(by), pk=conclusion.pk)
    if not mine.exists():
        raise PermissionDenied


# --- Contestations


@transaction.atomic
def contest(
    kind: str,
    key: str,
    *,
    words: str,
    by: User,
    at: datetime,
    label: str = "",
    consultation: Consultation | None = None,
) -> Contestation:
    """Say, in the name of one's organisation, why it does not recognise itself in a figure."""
    if policies.kept_by(by) is None:
        raise PermissionDenied
    contestable = KINDS.get(kind)
    if contestable is None:
        raise ValidationError({"kind": _("Choose what is contested.")})
    named = contestable.label(key) if contestable.label else label
    if not key.strip() or not named:
        raise ValidationError({"key": _("There is no such figure: look at its name where it is shown.")})
    words = plain(words)[:3_000]
    if not words:
        raise ValidationError({"words": _("Say why, in your own words.")})
    found, is_new = Contestation.objects.get_or_create(
        kind=kind,
        key=key.strip()[:120],
        organisation=by.acting.organisation,
        withdrawn_at=None,
        defaults={
            "label": " ".join(named.split())[:200],
            "words": words,
            "consultation": consultation,
            "contested_at": at,
            "by_label": signature(by),
        },
    )
    if not is_new:
        raise ValidationError(_("Your organisation contests this figure already: withdraw that first."))
    record("contested", found, by=by, at=at)
    return found


@transaction.atomic
def stop_contesting(contestation: Contestation, *, by: User, at: datetime) -> Contestation:
    if policies.kept_by(by) != contestation.organisation_id:
        raise PermissionDenied
    if contestation.withdrawn_at is None:
        contestation.withdrawn_at = at
        contestation.save()
        record("uncontested", contestation, by=by, at=at)
    return contestation
