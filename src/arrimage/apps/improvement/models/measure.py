"""A measure, where one was chosen: who defined it and why, and its points through time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy


class Measure(Entity):
    """No number without who chose it and what for. Followed on a run chart or a control chart."""

    class Chart(models.TextChoices):
        RUN = "run", _("a number each time: run chart")
        P = "p", _("so many out of so many: p chart")
        C = "c", _("a count, each period alike: c chart")
        U = "u", _("a count for so much, periods unequal: u chart")

    SIZED = frozenset({Chart.P, Chart.U})

    name = models.CharField(_("what is counted"), max_length=200)
    why = models.TextField(_("why this one, and what it does not say"), max_length=1000)
    defined_by = models.CharField(_("who chose it"), max_length=200)
    chart = models.CharField(_("how it is followed"), max_length=3, choices=Chart.choices)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    before_until = models.DateField(_("last day before the change"), null=True, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " name why chart unit before_until", pseudonymised="defined_by"
    )

    class Meta:
        verbose_name = pgettext_lazy("improvement", "measure")

    def __str__(self) -> str:
        return self.name


class Point(models.Model):
    """One moment of a measure."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="points")
    on = models.DateField(_("day"))
    count = models.DecimalField(_("value"), max_digits=12, decimal_places=3)
    size = models.DecimalField(
        _("out of, or for how much"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    note = models.CharField(_("what happened then"), max_length=200, blank=True)

    privacy = Privacy(kept="id measure on count size", scrubbed="note")

    class Meta:
        ordering = ("on", "id")
        constraints = [
            models.UniqueConstraint(fields=["measure", "on"], name="one_point_a_day"),
            models.CheckConstraint(condition=Q(count__gte=0), name="a_count_is_not_negative"),
            models.CheckConstraint(condition=Q(size=None) | Q(size__gt=0), name="a_size_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
