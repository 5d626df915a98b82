"""Noting a territory's own figure, beside those of other places."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.network.models import Territory, TerritoryFigure
from arrimage.apps.network.queries.together import territories_of_mandates
from arrimage.apps.network.vocabulary_comparators import Indicator

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@transaction.atomic
def note_figure(
    territory: Territory,
    indicator: str,
    year: int,
    *,
    count: Decimal,
    source: str,
    definition: str,
    by: User,
    at: datetime,
) -> TerritoryFigure:
    """Note how many there are, for a year; noting the same year again corrects it.

    Raises PermissionDenied (no mandate there), ValidationError (no source, a year to come).
    """
    _check_mandated(by, territory, at)
    if indicator not in Indicator.values:
        raise ValidationError(_("Choose what was counted."))
    if not source.strip() or not definition.strip():
        raise ValidationError(_("A figure comes with its source, and with what was counted."))
    if not 1970 <= year <= localdate(at).year:
        raise ValidationError(_("Give the year it was counted in."))
    figure, _is_new = TerritoryFigure.objects.update_or_create(
        territory=territory,
        indicator=indicator,
        year=year,
        defaults={
            "count": count,
            "source": source.strip(),
            "definition": definition.strip(),
            "noted_at": at,
            "noted_by": str(by)[:200],
        },
    )
    record("figure.noted", by=by, at=at, subjects=[territory], details={"indicator": indicator, "year": year})
    return figure


@transaction.atomic
def remove_figure(figure: TerritoryFigure, *, by: User, at: datetime) -> None:
    _check_mandated(by, figure.territory, at)
    details = {"indicator": figure.indicator, "year": figure.year}
    record("figure.removed", by=by, at=at, subjects=[figure.territory], details=details)
    figure.delete()


def _check_mandated(by: User, territory: Territory, at: datetime) -> None:
    if not territories_of_mandates(by, localdate(at)).filter(pk=territory.pk).exists():
        raise PermissionDenied
