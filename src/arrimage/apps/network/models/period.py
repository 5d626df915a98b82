"""A fact that holds for a time: `until` is the first day it no longer does."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def holding_on(day: date, prefix: str = "") -> Q:
    """The condition «this period holds on that day»; `prefix` reaches through a relation."""
    start = Q(**{f"{prefix}since__isnull": True}) | Q(**{f"{prefix}since__lte": day})
    end = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
    return start & end


class Period(models.Model):
    """Since (unknown when empty: always) and until (open when empty)."""

    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gt=F("since")),
                name="%(class)s_ends_after_it_starts",
            )
        ]
