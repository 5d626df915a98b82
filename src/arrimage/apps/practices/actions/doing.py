"""Saying who practises what: in one's own words first, with what was adapted, and why it stopped."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.practices import policies
from arrimage.apps.practices.models import Doing, DoingNote, OwnPractice, Practice
from arrimage.apps.practices.models.doing import FIRST_YEAR

from .steps import named, signature

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

Kind = DoingNote.Kind


def lock(doing: Doing) -> Doing:
    found = Doing.objects.select_for_update(of=("self",)).select_related("organisation")
    return found.get(pk=doing.pk)


def _note(doing: Doing, kind: str, words: str, *, by: User | None, at: datetime) -> None:
    DoingNote.objects.create(
        doing=doing, kind=kind, words=words, by=by, by_label=signature(by) or str(doing.organisation), at=at
    )


def _check_year(year: int | None, field: str, at: datetime) -> None:
    if year is not None and not FIRST_YEAR <= year <= localdate(at).year:
        raise ValidationError(
            {field: _("Write a year between %(first)s and this one.") % {"first": FIRST_YEAR}}
        )


@transaction.atomic
def say_doing(
    organisation,
    *,
    how: str,
    by: User | None,
    at: datetime,
    practice: Practice | None = None,
    own: OwnPractice | None = None,
    offer=None,
    since_year: int | None = None,
) -> Doing:
    """Say that one does a practice of the catalogue, or one's own, everywhere or in one service.

    Said already, it is given back as it is. Raises PermissionDenied, ValidationError.
    """
    policies.check_keeps(by, organisation.pk)
    if (practice is None) == (own is None):
        raise ValidationError({"practice": _("Choose one practice.")})
    if own is not None and own.organisation_id != organisation.pk:
        raise ValidationError({"practice": _("This practice is told by another organisation.")})
    if offer is not None and offer.organisation_id != organisation.pk:
        raise ValidationError({"offer": _("This service is another organisation’s.")})
    if not how.strip():
        raise ValidationError({"how": _("Say how you do it here: it comes before any measure.")})
    _check_year(since_year, "since_year", at)
    doing, is_new = Doing.objects.get_or_create(
        organisation=organisation,
        practice=practice,
        own=own,
        offer=offer,
        defaults={"how": how.strip(), "since_year": since_year, "said_at": at},
    )
    if is_new:
        _note(doing, Kind.TOLD, doing.how, by=by, at=at)
        record("doing.said", by=by, at=at, subjects=[named(doing, str(doing))])
    return doing


@transaction.atomic
def tell_otherwise(
    doing: Doing, *, how: str, since_year: int | None, since: int, by: User | None, at: datetime
) -> Doing:
    """Word it otherwise; what was said before stays in its history. Raises StaleVersion."""
    policies.check_keeps(by, doing.organisation_id)
    doing = lock(doing)
    if not how.strip():
        raise ValidationError({"how": _("Say how you do it here: it comes before any measure.")})
    _check_year(since_year, "since_year", at)
    if since_year and doing.until_year and since_year > doing.until_year:
        raise ValidationError({"since_year": _("It would begin after it stopped.")})
    if (how.strip(), since_year) == (doing.how, doing.since_year):
        return doing
    is_reworded = how.strip() != doing.how
    doing.how, doing.since_year = how.strip(), since_year
    doing.save_if_unchanged(since=since)
    if is_reworded:
        _note(doing, Kind.RETOLD, doing.how, by=by, at=at)
    record("doing.said_otherwise", by=by, at=at, subjects=[named(doing, str(doing))])
    return doing


@transaction.atomic
def note_adaptation(doing: Doing, *, words: str, by: User | None, at: datetime) -> DoingNote:
    """What was changed of the practice here, and why. Kept for good: adapting is part of doing."""
    policies.check_keeps(by, doing.organisation_id)
    if not words.strip():
        raise ValidationError({"words": _("Say what changed, and why.")})
    doing = lock(doing)
    same = doing.notes.filter(kind=Kind.ADAPTED, words=words.strip()).first()
    if same:
        return same
    _note(doing, Kind.ADAPTED, words.strip(), by=by, at=at)
    record("doing.adapted", by=by, at=at, subjects=[named(doing, str(doing))])
    return doing.notes.filter(kind=Kind.ADAPTED).last()


@transaction.atomic
def stop_doing(doing: Doing, *, why: str, until_year: int, by: User | None, at: datetime) -> Doing:
    """It is no longer done, and why: as worth knowing as what begins."""
    policies.check_keeps(by, doing.organisation_id)
    doing = lock(doing)
    if not why.strip():
        raise ValidationError({"why_stopped": _("Say why: others will learn from it.")})
    _check_year(until_year, "until_year", at)
    if doing.since_year and until_year < doing.since_year:
        raise ValidationError({"until_year": _("It would stop before it began.")})
    if (doing.until_year, doing.why_stopped) != (until_year, why.strip()):
        doing.until_year, doing.why_stopped = until_year, why.strip()
        doing.save()
        _note(doing, Kind.STOPPED, doing.why_stopped, by=by, at=at)
        record("doing.stopped", by=by, at=at, subjects=[named(doing, str(doing))])
    return doing


@transaction.atomic
def resume_doing(doing: Doing, *, by: User | None, at: datetime, words: str = "") -> Doing:
    """Taken up again, or stopped by mistake: the history keeps both."""
    policies.check_keeps(by, doing.organisation_id)
    doing = lock(doing)
    if doing.is_stopped:
        doing.until_year, doing.why_stopped = None, ""
        doing.save()
        _note(doing, Kind.RESUMED, words.strip() or _("Taken up again."), by=by, at=at)
        record("doing.resumed", by=by, at=at, subjects=[named(doing, str(doing))])
    return doing
