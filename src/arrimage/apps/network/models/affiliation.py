from django.db import models

from arrimage.apps.kernel.models import Privacy

from .period import Period


class Affiliation(Period):
    """An organisation belongs to a coalition or a federation for a period. Many belong to none."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="affiliations")
    federation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="members")

    privacy = Privacy(kept="id organisation federation since until")

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("federation")), name="nobody_is_affiliated_to_itself"
            ),
            models.UniqueConstraint(
                fields=["organisation", "federation"],
                condition=models.Q(until=None),
                name="one_open_affiliation_per_federation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.federation}"
