"""What was seen, the report, the team's answer, the conclusion."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.models import Dossier, Entry, Item
from arrimage.apps.recognition.queries.dossiers import follow_ups_of

from .dossiers import check_looks, lock, next_day, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

State = Dossier.State


@transaction.atomic
def observe(
    dossier: Dossier,
    item: Item,
    *,
    observed: str,
    by: User | None,
    at: datetime,
    level: int | None = None,
    why_level: str = "",
    files_read: int | None = None,
    files_found: int | None = None,
) -> Entry:
    """What the body saw; a level only where the criterion has some, and why this one.

    Raises PermissionDenied, ValidationError.
    """
    dossier = _visiting(dossier, by, at)
    if item.grid_id != dossier.grid_id:
        raise PermissionDenied
    if level is not None:
        if not 0 <= level < len(item.scale):
            raise ValidationError({"level": _("This criterion has no such level.")})
        if not why_level.strip():
            raise ValidationError({"why_level": _("Say why this level, from what was seen.")})
    if item.kind != Item.Kind.FILE:
        files_read = files_found = None
    if (files_read is None) != (files_found is None):
        raise ValidationError(
            {"files_found": _("Give both: how many were read, and in how many it was found.")}
        )
    if files_found is not None and files_found > files_read:
        raise ValidationError({"files_found": _("It cannot be found in more files than were read.")})
    entry = Entry.objects.get_or_create(dossier=dossier, item=item)[0]
    entry.observed, entry.level = observed.strip(), level
    entry.why_level = why_level.strip() if level is not None else ""
    entry.files_read, entry.files_found = files_read, files_found
    entry.save()
    record("recognition.observed", by=by, at=at, subjects=[dossier], details={"item": item.code})
    return entry


@transaction.atomic
def report(dossier: Dossier, *, words: str, by: User | None, at: datetime) -> Dossier:
    """Give the team its report: it then has its days to answer. Every seat has spoken before.

    Raises PermissionDenied, ValidationError.
    """
    dossier = _visiting(dossier, by, at)
    if not words.strip():
        raise ValidationError({"words": _("Write the report.")})
    silent = [str(one.get_kind_display()) for one in dossier.seats.all() if one.spoke_at is None]
    if silent:
        raise ValidationError(
            _("The report waits for those who sit with you: %(who)s.") % {"who": ", ".join(silent)}
        )
    step(dossier, State.REPORTED)
    dossier.report, dossier.reported_at = words.strip(), at
    dossier.answer_by = localdate(at) + timedelta(days=dossier.grid.answer_days)
    dossier.save()
    record("recognition.reported", by=by, at=at, subjects=[dossier])
    return dossier


@transaction.atomic
def answer(dossier: Dossier, *, words: str, by: User | None, at: datetime) -> Dossier:
    """The team answers the report, once and until its last day; it stays beside it for ever."""
    dossier = lock(dossier)
    policies.check_edits_for(by, dossier.organisation_id)
    if dossier.state != State.REPORTED or dossier.answered_at is not None:
        raise ValidationError(_("The report was answered already, or is not there yet."))
    if localdate(at) > dossier.answer_by:
        raise ValidationError(_("The days to answer are over. Write to the body: it may still wait."))
    if not words.strip():
        raise ValidationError({"words": _("Write your answer.")})
    dossier.answer, dossier.answered_at = words.strip(), at
    dossier.save()
    record("recognition.answered", by=by, at=at, subjects=[dossier])
    return dossier


@transaction.atomic
def conclude(dossier: Dossier, *, outcome: str, why: str, by: User | None, at: datetime) -> Dossier:
    """Once the team has answered, or its days are over. It says why, and when to look again.

    Something to follow up is written before, with who looks after it: it comes back on the next agenda.
    """
    dossier = lock(dossier)
    check_looks(dossier, by, at)
    if dossier.state != State.REPORTED:
        raise ValidationError(_("One concludes after the report and its answer."))
    if dossier.answered_at is None and localdate(at) <= dossier.answer_by:
        raise ValidationError(_("The team still has days to answer: wait for its words."))
    if outcome not in Dossier.Outcome.values:
        raise ValidationError({"outcome": _("Say what you conclude.")})
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    if outcome == Dossier.Outcome.WITH_FOLLOW_UP and not follow_ups_of(dossier):
        raise ValidationError({"outcome": _("Write first, beside the visits, what is to follow up.")})
    step(dossier, State.CONCLUDED)
    dossier.outcome, dossier.conclusion, dossier.concluded_at = outcome, why.strip(), at
    dossier.next_on = next_day(dossier, localdate(at))
    dossier.save()
    record("recognition.concluded", by=by, at=at, subjects=[dossier])
    return dossier


@transaction.atomic
def show(dossier: Dossier, is_shown: bool, *, by: User | None, at: datetime) -> Dossier:
    """The team lets it be read that it was recognised, or no longer."""
    dossier = lock(dossier)
    policies.check_edits_for(by, dossier.organisation_id)
    if dossier.state != State.CONCLUDED:
        raise ValidationError(_("Only what is concluded may be shown."))
    if dossier.is_shown != is_shown:
        dossier.is_shown = is_shown
        dossier.save()
        record("recognition.shown" if is_shown else "recognition.hidden", by=by, at=at, subjects=[dossier])
    return dossier


def _visiting(dossier: Dossier, by: User | None, at: datetime) -> Dossier:
    dossier = lock(dossier)
    check_looks(dossier, by, at)
    if dossier.state != State.VISITING:
        raise ValidationError(_("This is written between the day the dossier is ready and the report."))
    return dossier
