"""Tying two words together: each organisation says yes for its own; neither word is ever changed or lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.practices import policies
from arrimage.apps.practices.models import Kinship, Tag

from .steps import named, signature

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def say_alike(mine: Tag, other: Tag, *, by: User, at: datetime) -> Kinship:
    """Say, for one’s own word, that it speaks of the same thing as another’s. It holds once both have.

    Raises PermissionDenied for a word that is not one’s own, ValidationError for two of one’s own.
    """
    policies.check_keeps(by, mine.organisation_id)
    if mine.organisation_id == other.organisation_id:
        raise ValidationError(_("These are two words of the same organisation: nothing to tie."))
    # Locked in one order whoever asks: two organisations may say yes at once.
    one, second = list(Tag.objects.select_for_update().filter(pk__in=[mine.pk, other.pk]).order_by("pk"))
    kinship, _new = Kinship.objects.get_or_create(
        one=one, other=second, ended_at=None, defaults={"proposed_by": signature(by)}
    )
    side = "one_yes_at" if one.pk == mine.pk else "other_yes_at"
    if getattr(kinship, side) is None:
        setattr(kinship, side, at)
        kinship.save()
        record(
            "own_word.tied" if kinship.holds else "own_word.proposed", by=by, at=at, subjects=[named(kinship)]
        )
    return kinship


@transaction.atomic
def end_kinship(kinship: Kinship, *, by: User, at: datetime) -> Kinship:
    """Refuse, or no longer hold to it: one side is enough."""
    mine = policies.kept_by(by)
    kinship = (
        Kinship.objects.select_for_update(of=("self",)).select_related("one", "other").get(pk=kinship.pk)
    )
    if mine is None or mine not in (kinship.one.organisation_id, kinship.other.organisation_id):
        raise PermissionDenied
    if kinship.ended_at is None:
        kinship.ended_at = at
        kinship.save()
        record("own_word.untied", by=by, at=at, subjects=[named(kinship)])
    return kinship
