"""Grouping by hand what people wrote: themes are named, words are put in them and taken out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.inquiry.models import Grouped, Theme
from arrimage.apps.inquiry.policies import studies as policies

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

MOST_THEMES = 60


@transaction.atomic
def name_theme(
    organisation_id: int,
    origin: str,
    uid: UUID,
    item: str,
    name: str,
    *,
    by: User,
    at: datetime,
    name_en: str = "",
) -> Theme:
    """Raises PermissionDenied, ValidationError."""
    policies.check_leads(by, organisation_id)
    name = name.strip()[:120]
    if not name:
        raise ValidationError(_("Give the theme a name."))
    themes = Theme.objects.filter(organisation=organisation_id, origin=origin, sheet=uid, item=item)
    if themes.count() >= MOST_THEMES:
        raise ValidationError(
            _("There are already %(most)d themes: bring some together.") % {"most": MOST_THEMES}
        )
    theme, new = themes.get_or_create(
        name=name,
        defaults={
            "organisation_id": organisation_id,
            "origin": origin,
            "sheet": uid,
            "item": item,
            "name_en": name_en.strip()[:120],
        },
    )
    if new:
        record("theme.named", by=by, at=at, subjects=[theme])
    return theme


@transaction.atomic
def rename_theme(theme: Theme, name: str, *, by: User, at: datetime) -> Theme:
    policies.check_leads(by, theme.organisation_id)
    name = name.strip()[:120]
    same = Theme.objects.filter(
        organisation=theme.organisation_id, origin=theme.origin, sheet=theme.sheet, item=theme.item, name=name
    )
    if not name or same.exclude(pk=theme.pk).exists():
        raise ValidationError(_("Give the theme a name no other has."))
    theme.name = name
    theme.save()
    record("theme.renamed", by=by, at=at, subjects=[theme])
    return theme


@transaction.atomic
def remove_theme(theme: Theme, *, by: User, at: datetime) -> None:
    """The words stay; only their group goes."""
    policies.check_leads(by, theme.organisation_id)
    record("theme.removed", by=by, at=at, subjects=[theme])
    theme.delete()


@transaction.atomic
def put_words(theme: Theme, words: str, *, by: User, at: datetime, within: bool) -> None:
    """Put words in a theme, or take them out. Doing it twice changes nothing."""
    policies.check_leads(by, theme.organisation_id)
    if within:
        Grouped.objects.get_or_create(theme=theme, words=words)
    else:
        Grouped.objects.filter(theme=theme, words=words).delete()
