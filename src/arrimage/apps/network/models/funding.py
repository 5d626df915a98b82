"""What organisations receive, published by whoever received it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.vocabulary import FundingKind


class FundingLine(Entity):
    """An amount an organisation received for a financial year. Seen by its own alone until it publishes."""

    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="funding_lines"
    )
    kind = models.CharField(_("kind of funding"), max_length=12, choices=FundingKind.choices)
    year = models.PositiveSmallIntegerField(_("financial year, from 1 April"))  # the year it begins in
    amount = models.PositiveIntegerField(_("amount, in dollars"))
    funder = models.CharField(_("who gave it"), max_length=200)
    funder_organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    agreement = models.ForeignKey(
        "network.Agreement", null=True, blank=True, on_delete=models.SET_NULL, related_name="funding_lines"
    )
    words = models.CharField(_("in your own words"), max_length=600, blank=True)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.CharField(max_length=200, blank=True, editable=False)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation kind year amount funder funder_organisation agreement words published_at",
        pseudonymised="published_by",
    )

    class Meta:
        verbose_name = _("funding line")
        ordering = ("-year", "kind", "id")
        indexes = [models.Index(fields=["organisation", "-year"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=1970, year__lte=2100), name="a_financial_year_is_plausible"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.financial_year}"

    @property
    def financial_year(self) -> str:
        """«2026–2027»."""
        return f"{self.year}–{self.year + 1}"
