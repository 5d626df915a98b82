"""Saying what one proposes; writing a grid, bringing its items, putting it in use."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.recognition import policies
from arrimage.apps.recognition.figures import FIGURES
from arrimage.apps.recognition.grid_files import read_items
from arrimage.apps.recognition.models import Body, Grid, Item

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User

SAID = ("name", "practice", "words", "source", "every_months", "answer_days")
REFUSALS = 12  # shown at once


@transaction.atomic
def say_what_we_propose(
    organisation, *, words: str, coaches: bool, recognises: bool, by: User | None, at: datetime
) -> Body:
    """Teams may then ask; nothing is done to any that did not. Raises PermissionDenied, ValidationError."""
    policies.check_edits_for(by, organisation.pk)
    if (coaches or recognises) and not words.strip():
        raise ValidationError({"words": _("Say what you propose: teams choose from it.")})
    body, _new = Body.objects.update_or_create(
        organisation=organisation,
        defaults={"words": words.strip(), "coaches": coaches, "recognises": recognises},
    )
    record("recognition.body_said", by=by, at=at, subjects=[organisation])
    return body


@transaction.atomic
def write_grid(body: Body, *, by: User | None, at: datetime, **said) -> Grid:
    """Begin a grid, as a draft. `said` is among `SAID`. Raises PermissionDenied."""
    policies.check_body(by, body)
    grid = Grid.objects.create(body=body, **{name: said[name] for name in SAID if name in said})
    record("recognition.grid_written", by=by, at=at, subjects=[grid])
    return grid


@transaction.atomic
def bring_items(grid: Grid, data: bytes, *, by: User | None, at: datetime) -> int:
    """The items of a file take the place of those of the draft: all of them, or none.

    Raises PermissionDenied, ValidationError that names each cell refused.
    """
    grid = _lock(grid, by)
    if grid.state != Grid.State.DRAFT:
        raise ValidationError(
            _("A grid in use does not change: teams prepare their dossier from it. Write another one.")
        )
    items, refused = read_items(data, FIGURES)
    if refused:
        shown = [str(one) for one in refused[:REFUSALS]]
        if len(refused) > REFUSALS:
            shown.append(_("and %(count)d other cells") % {"count": len(refused) - REFUSALS})
        raise ValidationError({"file": shown})
    grid.items.all().delete()
    Item.objects.bulk_create(
        Item(
            grid=grid,
            position=position,
            kind=one.kind,
            code=one.code,
            title=one.title,
            text=one.text,
            author=one.author,
            reason=one.reason,
            levels=one.levels,
            figure=one.figure,
        )
        for position, one in enumerate(items)
    )
    record("recognition.items_brought", by=by, at=at, subjects=[grid], details={"items": len(items)})
    return len(items)


@transaction.atomic
def put_in_use(grid: Grid, *, by: User | None, at: datetime) -> Grid:
    """From now on teams may ask to be looked at by it, and it does not change."""
    grid = _lock(grid, by)
    if grid.state == Grid.State.PUBLISHED:
        return grid
    if not grid.items.filter(kind=Item.Kind.CRITERION).exists():
        raise ValidationError(_("Bring at least one criterion first."))
    grid.state, grid.published_at = Grid.State.PUBLISHED, grid.published_at or at
    grid.save()
    record("recognition.grid_used", by=by, at=at, subjects=[grid])
    return grid


@transaction.atomic
def retire(grid: Grid, *, by: User | None, at: datetime) -> Grid:
    """Nobody new asks for it; dossiers already begun go on. Putting it in use again undoes it."""
    grid = _lock(grid, by)
    if grid.state == Grid.State.PUBLISHED:
        grid.state = Grid.State.RETIRED
        grid.save()
        record("recognition.grid_retired", by=by, at=at, subjects=[grid])
    return grid


def _lock(grid: Grid, by: User | None) -> Grid:
    grid = Grid.objects.select_for_update(of=("self",)).select_related("body").get(pk=grid.pk)
    policies.check_body(by, grid.body)
    return grid
