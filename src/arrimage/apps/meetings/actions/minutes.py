"""The minutes: sent once written, corrected in sight of all, adopted at a meeting after."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.meetings import policies
from arrimage.apps.meetings.models import Correction, Item, Meeting

from . import mailing
from .meetings import lock, run
from .steps import signature, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def write_minutes(meeting: Meeting, *, by: User | None, at: datetime, tell: bool = True) -> Meeting:
    """Send the minutes to all those invited. From then on they change only by corrections.

    `tell=False` for what took place before the platform came: nobody is written to.
    """
    meeting = run(meeting, by)
    if not meeting.items.filter(state=Item.State.ON).exists():
        raise ValidationError(_("Write at least one subject that was spoken of, then send the minutes."))
    if step(meeting, Meeting.State.WRITTEN):
        meeting.written_at, meeting.written_by = at, signature(by, meeting.series)
        meeting.save()
        record("minutes.sent", by=by, at=at, subjects=[meeting])
        if tell:
            mailing.write_to_invited(meeting, mailing.MINUTES, at=at)
    return meeting


@transaction.atomic
def adopt(meeting: Meeting, *, by: User | None, at: datetime, in_meeting: Meeting | None = None) -> Meeting:
    """The minutes are adopted: at a later meeting of the series, or in writing when there is none.

    Every correction asked for must have been made or noted first.
    """
    meeting = run(meeting, by)
    if in_meeting is not None and (
        in_meeting.series_id != meeting.series_id or in_meeting.starts_at <= meeting.starts_at
    ):
        raise ValidationError(_("Minutes are adopted at a later meeting of the same series."))
    waiting = Correction.objects.filter(item__meeting=meeting, state=Correction.State.ASKED)
    if meeting.state == Meeting.State.WRITTEN and waiting.exists():
        raise ValidationError(_("Corrections are waiting: make them, or note them beside, then adopt."))
    if step(meeting, Meeting.State.ADOPTED):
        meeting.adopted_at, meeting.adopted_by, meeting.adopted_in = (
            at,
            signature(by, meeting.series),
            in_meeting,
        )
        meeting.save()
        record("minutes.adopted", by=by, at=at, subjects=[meeting])
    return meeting


@transaction.atomic
def ask_correction(item: Item, *, by: User, at: datetime, words: str) -> Correction:
    """Say what one would have written otherwise. It stays visible, whatever is made of it."""
    policies.check_sees(by, item.meeting)
    meeting = lock(item.meeting)
    if not meeting.has_minutes:
        raise ValidationError(_("The minutes are still being written: speak to whoever writes them."))
    if not words.strip():
        raise ValidationError({"words": _("Write what should be corrected, in your own words.")})
    correction = Correction.objects.create(
        item=item,
        by=by,
        by_label=signature(by, meeting.series),
        organisation=by.acting.organisation if by.acting else None,
        words=words.strip()[:3000],
        asked_at=at,
    )
    if meeting.state == Meeting.State.ADOPTED:
        # Adopted minutes are no longer touched: what is said of them is kept beside.
        correction.state, correction.answered_at = Correction.State.NOTED, at
        correction.save()
    record("minutes.correction_asked", by=by, at=at, subjects=[meeting])
    return correction


@transaction.atomic
def make_correction(
    correction: Correction, *, by: User | None, at: datetime, said: str, decision: str
) -> Correction:
    """Write the item anew; what it said until then stays with the correction."""
    correction = _asked(correction, by)
    item = correction.item
    if step(correction, Correction.State.MADE):
        parts = [item.said, item.decision]
        correction.before = "\n\n".join(part for part in parts if part)
        item.said, item.decision = said.strip(), decision.strip()
        item.save()
        _answered(correction, by=by, at=at)
        record("minutes.corrected", by=by, at=at, subjects=[item.meeting])
    return correction


@transaction.atomic
def note_correction(correction: Correction, *, by: User | None, at: datetime) -> Correction:
    """Leave the minutes as they are and the other reading beside them: both stay visible."""
    correction = _asked(correction, by)
    if step(correction, Correction.State.NOTED):
        _answered(correction, by=by, at=at)
        record("minutes.correction_noted", by=by, at=at, subjects=[correction.item.meeting])
    return correction


def _asked(correction: Correction, by: User | None) -> Correction:
    meeting = run(correction.item.meeting, by)
    correction = (
        Correction.objects.select_for_update(of=("self",)).select_related("item").get(pk=correction.pk)
    )
    correction.item.meeting = meeting
    return correction


def _answered(correction: Correction, *, by: User | None, at: datetime) -> None:
    correction.answered_at, correction.answered_by = at, signature(by, correction.item.meeting.series)
    correction.save()
