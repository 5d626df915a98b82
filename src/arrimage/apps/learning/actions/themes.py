"""Writing the themes of a programme: why each was chosen, from what, and what is done."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Activity, Programme, Theme, ThemeSource

from .programmes import check_days, next_position

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

THEME = ("title", "summary", "why", "question", "starts_on", "ends_on")
ACTIVITY = ("kind", "title", "words", "on")


@transaction.atomic
def add_theme(programme: Programme, *, by: User | None, at: datetime, **said) -> Theme:
    """Add a theme at the end of a programme. `said` is among `THEME`. Raises PermissionDenied."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    policies.check_keeps(by, programme)
    check_days(said.get("starts_on"), said.get("ends_on"))
    theme = Theme.objects.create(
        programme=programme,
        position=next_position(programme.themes),
        **{name: said[name] for name in THEME if name in said},
    )
    record("learning.theme_written", by=by, at=at, subjects=[theme])
    return theme


@transaction.atomic
def change_theme(theme: Theme, *, since: int, by: User | None, at: datetime, **said) -> Theme:
    """Raises PermissionDenied, ValidationError, StaleVersion (somebody else wrote it meanwhile)."""
    theme = _lock(theme, by)
    check_days(said.get("starts_on"), said.get("ends_on"))
    for name in THEME:
        if name in said:
            setattr(theme, name, said[name])
    theme.save_if_unchanged(since=since)
    record("learning.theme_written", by=by, at=at, subjects=[theme])
    return theme


@transaction.atomic
def move_theme(theme: Theme, *, up: bool, by: User | None, at: datetime) -> Theme:
    """Change places with the theme before it (or after). At the edge, nothing moves."""
    theme = _lock(theme, by)
    order = list(theme.programme.themes.select_for_update(of=("self",)))
    here = next(place for place, one in enumerate(order) if one.pk == theme.pk)
    there = here + (-1 if up else 1)
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        for position, one in enumerate(order):
            one.position = position
        Theme.objects.bulk_update(order, ["position"])
        record("learning.theme_written", by=by, at=at, subjects=[theme])
    return theme


@transaction.atomic
def remove_theme(theme: Theme, *, by: User | None, at: datetime) -> None:
    """Raises ValidationError once a team has done something of it: what was done is not unmade."""
    theme = _lock(theme, by)
    if theme.steps.exists():
        raise ValidationError(
            _("Teams have already worked on this theme: it stays. You may give it an end instead.")
        )
    record("learning.theme_removed", by=by, at=at, subjects=[theme])
    theme.delete()


@transaction.atomic
def add_source(
    theme: Theme, *, kind: str, title: str, by: User | None, at: datetime, link: str = ""
) -> ThemeSource:
    """Name where the choice of the theme comes from. The same source twice is one."""
    theme = _lock(theme, by)
    source, is_new = ThemeSource.objects.get_or_create(
        theme=theme, kind=kind, title=title.strip(), defaults={"link": link}
    )
    if is_new:
        record("learning.theme_written", by=by, at=at, subjects=[theme])
    return source


@transaction.atomic
def remove_source(source: ThemeSource, *, by: User | None, at: datetime) -> None:
    theme = _lock(source.theme, by)
    if ThemeSource.objects.filter(pk=source.pk).delete()[0]:
        record("learning.theme_written", by=by, at=at, subjects=[theme])


@transaction.atomic
def add_activity(theme: Theme, *, by: User | None, at: datetime, on: date | None = None, **said) -> Activity:
    """Something to do for a theme; without a day, when a team wishes."""
    theme = _lock(theme, by)
    activity = Activity.objects.create(
        theme=theme,
        position=next_position(theme.activities),
        on=on,
        **{name: said[name] for name in ACTIVITY if name in said},
    )
    record("learning.activity_written", by=by, at=at, subjects=[theme])
    return activity


@transaction.atomic
def change_activity(activity: Activity, *, since: int, by: User | None, at: datetime, **said) -> Activity:
    theme = _lock(activity.theme, by)
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    for name in ACTIVITY:
        if name in said:
            setattr(activity, name, said[name])
    activity.save_if_unchanged(since=since)
    record("learning.activity_written", by=by, at=at, subjects=[theme])
    return activity


@transaction.atomic
def remove_activity(activity: Activity, *, by: User | None, at: datetime) -> None:
    theme = _lock(activity.theme, by)
    if Activity.objects.filter(pk=activity.pk).delete()[0]:
        record("learning.activity_removed", by=by, at=at, subjects=[theme])


def _lock(theme: Theme, by: User | None) -> Theme:
    theme = Theme.objects.select_for_update(of=("self",)).select_related("programme").get(pk=theme.pk)
    policies.check_keeps(by, theme.programme)
    return theme
