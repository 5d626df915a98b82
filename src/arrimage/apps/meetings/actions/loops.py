"""Loops that cannot go silent: what was decided to do, and what an organisation finds not well."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.models import Answer, Dissatisfaction, FollowUp, Item, Meeting, Series
from arrimage.apps.meetings.queries import meetings as queries

from . import mailing
from .steps import signature, step, unnamed

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


# --- Follow-ups


@transaction.atomic
def decide_follow_up(
    meeting: Meeting,
    *,
    by: User | None,
    at: datetime,
    text: str,
    item: Item | None = None,
    organisation=None,
    user: User | None = None,
    owner: str = "",
    due_on: date | None = None,
) -> FollowUp:
    """Note who does what, for when. It heads the next agendas until it is done or dropped."""
    policies.check_runs(by, meeting.series)
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"text": _("Write what is to be done.")})
    if organisation is None and user is None and not owner.strip():
        raise ValidationError({"owner": _("Say who does it: without a name, nobody does.")})
    if item is not None and item.meeting_id != meeting.pk:
        raise ValidationError(_("This subject belongs to another meeting."))
    follow_up = FollowUp.objects.create(
        series=meeting.series,
        meeting=meeting,
        item=item,
        text=text[:500],
        organisation=organisation,
        user=user,
        owner=" ".join(owner.split())[:200] or (str(user) if user else ""),
        due_on=due_on,
        decided_at=at,
    )
    record("follow_up.decided", by=by, at=at, subjects=[meeting, unnamed(follow_up)])
    return follow_up


@transaction.atomic
def close_follow_up(
    follow_up: FollowUp, *, by: User | None, at: datetime, dropped: bool = False, words: str = ""
) -> FollowUp:
    """It is done; or it is dropped, and why. Raises PermissionDenied, ValidationError."""
    policies.check_closes(by, follow_up)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if dropped and not words.strip():
        raise ValidationError({"words": _("Say why it is dropped: it is part of the trace.")})
    if step(follow_up, FollowUp.State.DROPPED if dropped else FollowUp.State.DONE):
        follow_up.closed_at, follow_up.closed_by = at, signature(by, follow_up.series)
        follow_up.closing_words = words.strip()[:500]
        follow_up.save()
        verb = "dropped" if dropped else "done"
        record(f"follow_up.{verb}", by=by, at=at, subjects=[unnamed(follow_up)])
    return follow_up


@transaction.atomic
def reopen_follow_up(follow_up: FollowUp, *, by: User | None, at: datetime) -> FollowUp:
    """Closed by mistake, or not done after all."""
    policies.check_closes(by, follow_up)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if step(follow_up, FollowUp.State.OPEN):
        follow_up.closed_at, follow_up.closed_by, follow_up.closing_words = None, "", ""
        follow_up.save()
        record("follow_up.reopened", by=by, at=at, subjects=[unnamed(follow_up)])
    return follow_up


# --- Dissatisfactions


@transaction.atomic
def raise_dissatisfaction(
    series: Series,
    *,
    by: User,
    at: datetime,
    to,
    words: str,
    answer_by: date,
    wished: str = "",
    is_shared: bool = False,
    meeting: Meeting | None = None,
    item: Item | None = None,
    tell: bool = True,
) -> Dissatisfaction:
    """Write, in the name of one's organisation, that something is not well; `to` owes a written answer.

    Raises PermissionDenied (not one of these meetings' organisations), ValidationError.
    """
    mine = policies.kept_by(by)
    if mine is None or not _takes_part(by, series):
        raise PermissionDenied
    if to.pk == mine:
        raise ValidationError({"to": _("Choose the organisation you expect an answer from.")})
    if not words.strip():
        raise ValidationError({"words": _("Write what is not well, in your own words.")})
    _check_later(answer_by, at)
    if item is not None:
        meeting = item.meeting
    if meeting is not None and meeting.series_id != series.pk:
        raise PermissionDenied
    written = Dissatisfaction.objects.create(
        series=series,
        meeting=meeting,
        item=item,
        organisation=by.acting.organisation,
        to=to,
        is_shared=is_shared,
        words=words.strip()[:5000],
        wished=wished.strip()[:2000],
        by=by,
        by_label=str(by)[:200],
        written_at=at,
        answer_by=answer_by,
    )
    _record("written", written, by=by, at=at)
    if tell:
        _tell(written.to, written, "written", at=at, reply=written.organisation)
    return written


@transaction.atomic
def answer_dissatisfaction(
    dissatisfaction: Dissatisfaction, *, by: User | None, at: datetime, words: str, tell: bool = True
) -> Answer:
    """Answer in writing, in the name of the organisation it is addressed to.

    `by` is None for whoever holds the link mailed to it.
    """
    policies.check_keeps(by, dissatisfaction.to_id)
    found = _lock(dissatisfaction)
    if not words.strip():
        raise ValidationError({"words": _("Write your answer, in your own words.")})
    if not step(found, Dissatisfaction.State.ANSWERED):
        raise ValidationError(_("An answer has been given already: it waits for their word."))
    found.save()
    by_label = signature(by, found.series) if by else _("by the link sent by mail")
    answer = found.answers.create(words=words.strip()[:5000], by=by, by_label=by_label, answered_at=at)
    _record("answered", found, by=by, at=at)
    if tell:
        _tell(found.organisation, found, "answered", at=at, reply=found.to)
    return answer


@transaction.atomic
def judge_answer(
    dissatisfaction: Dissatisfaction,
    *,
    by: User,
    at: datetime,
    is_enough: bool,
    verdict: str = "",
    answer_by: date | None = None,
    tell: bool = True,
) -> Dissatisfaction:
    """Say whether the answer is enough. If not, it goes on the next agenda, with a new date to answer by."""
    policies.check_keeps(by, dissatisfaction.organisation_id)
    found = _lock(dissatisfaction)
    answer = found.answers.order_by("answered_at", "id").last()
    if answer is None:
        raise ValidationError(_("There is no answer to judge yet."))
    if not is_enough and not verdict.strip():
        raise ValidationError({"verdict": _("Say what is missing: they will answer that.")})
    if not step(found, Dissatisfaction.State.SETTLED if is_enough else Dissatisfaction.State.AGAIN):
        return found
    if not is_enough:
        if answer_by is None:
            raise ValidationError({"answer_by": _("Say by when you wish a new answer.")})
        _check_later(answer_by, at)
        found.again_at, found.answer_by, found.reminded_at, found.closed_at = at, answer_by, None, None
    else:
        found.closed_at = at
    found.save()
    answer.is_enough, answer.verdict, answer.judged_at = is_enough, verdict.strip()[:2000], at
    answer.save()
    _record("settled" if is_enough else "unsettled", found, by=by, at=at)
    if tell:
        _tell(found.to, found, "settled" if is_enough else "again", at=at, reply=found.organisation)
    return found


@transaction.atomic
def withdraw_dissatisfaction(dissatisfaction: Dissatisfaction, *, by: User, at: datetime) -> Dissatisfaction:
    """Take it back: both sides keep the trace, nobody owes an answer any more."""
    policies.check_keeps(by, dissatisfaction.organisation_id)
    found = _lock(dissatisfaction)
    if step(found, Dissatisfaction.State.WITHDRAWN):
        found.closed_at = at
        found.save()
        _record("withdrawn", found, by=by, at=at)
    return found


def _takes_part(by: User, series: Series) -> bool:
    """Whether the organisation acted for is of these meetings; coming for oneself does not make it so."""
    if Series.objects.filter(policies.series_held_for(by, series.kind), pk=series.pk).exists():
        return True
    return queries.organisations_in(series).filter(pk=policies.kept_by(by)).exists()


def _lock(dissatisfaction: Dissatisfaction) -> Dissatisfaction:
    return (
        Dissatisfaction.objects.select_for_update(of=("self",))
        .select_related("organisation", "to", "series")
        .get(pk=dissatisfaction.pk)
    )


def _check_later(day: date, at: datetime) -> None:
    if day <= localdate(at):
        raise ValidationError(
            {
                "answer_by": _("Leave some time to answer: a day after %(day)s.")
                % {"day": date_format(localdate(at))}
            }
        )


def _tell(organisation, found: Dissatisfaction, what: str, *, at: datetime, reply) -> None:
    """The mail says that there is something to read, not what: the words stay on the page."""
    mailing.write_of_dissatisfaction(organisation, found, what, at=at, reply=reply)


def _record(verb: str, found: Dissatisfaction, *, by: User | None, at: datetime) -> None:
    about = [unnamed(found), found.organisation, found.to]
    record(f"dissatisfaction.{verb}", by=by, at=at, subjects=about)
