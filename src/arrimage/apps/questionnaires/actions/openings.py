"""Putting a questionnaire to people, and closing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.models import Opening, Version
from arrimage.apps.questionnaires.queries import instruments as queries

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def open_questionnaire(
    version: Version,
    *,
    title: str,
    by: User,
    at: datetime,
    words: str = "",
    closes_on: date | None = None,
    may_be_changed: bool = True,
    told: Iterable[User] = (),
) -> Opening:
    """Put a published version to whoever has the link. Raises PermissionDenied, ValidationError."""
    mine = policies.author_for(by)
    policies.check_author(by, mine)
    if version.instrument.organisation_id not in (None, mine):
        policies.check_author(by, None)
    if version.status != Version.Status.PUBLISHED:
        raise ValidationError(_("Publish this version first: only then can it be answered."))
    if closes_on is not None and closes_on <= localdate(at):
        raise ValidationError(_("Choose a closing day after today."))
    told = list(told)
    if any(item.alert for item in version.form.items.values()) and not told:
        raise ValidationError(
            _("An answer to this questionnaire may be an alert: name at least one person to be told.")
        )
    members = queries.people_who_can_be_told(mine, localdate(at))
    if members.filter(pk__in=[user.pk for user in told]).count() != len({user.pk for user in told}):
        raise ValidationError(_("Alerts are told to members of your organisation alone."))
    opening = Opening.objects.create(
        organisation_id=mine,
        questionnaire=version,
        title=title.strip()[:200],
        words=words.strip(),
        closes_on=closes_on,
        may_be_changed=may_be_changed,
        opened_by=str(by)[:200],
    )
    opening.told.set(told)
    record("questionnaire.opened", by=by, at=at, subjects=[opening])
    return opening


@transaction.atomic
def close_opening(opening: Opening, *, by: User, at: datetime) -> Opening:
    """Nobody answers any more; what was begun and not sent stays where it is."""
    opening = _lock(opening, by)
    if opening.closed_at is None:
        opening.closed_at = at
        opening.save()
        record("questionnaire.closed", by=by, at=at, subjects=[opening])
    return opening


@transaction.atomic
def reopen(opening: Opening, *, by: User, at: datetime) -> Opening:
    """Take back a closing; a closing day that has passed goes with it."""
    opening = _lock(opening, by)
    if opening.is_open(localdate(at)):
        return opening
    opening.closed_at = None
    if opening.closes_on is not None and opening.closes_on <= localdate(at):
        opening.closes_on = None
    opening.save()
    record("questionnaire.reopened", by=by, at=at, subjects=[opening])
    return opening


def _lock(opening: Opening, by: User) -> Opening:
    policies.check_author(by, opening.organisation_id)
    return Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
