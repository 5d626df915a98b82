"""A territory's own figures, beside those of other places that ship with the software."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.vocabulary_comparators import Indicator


class TerritoryFigure(Entity):
    """A figure of a territory for a year, with its source and its definition, noted by its coordinator."""

    territory = models.ForeignKey("network.Territory", on_delete=models.CASCADE, related_name="figures")
    indicator = models.CharField(max_length=24, choices=Indicator.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    count = models.DecimalField(_("how many"), max_digits=12, decimal_places=2)
    source = models.CharField(_("source"), max_length=300)
    definition = models.CharField(_("what was counted"), max_length=400)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " territory indicator year count source definition noted_at",
        pseudonymised="noted_by",
    )

    class Meta:
        ordering = ("-year", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "indicator", "year"], name="one_figure_per_indicator_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory} · {self.indicator} · {self.year}"
