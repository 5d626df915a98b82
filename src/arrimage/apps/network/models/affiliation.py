import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Privacy

from .period import Period


class Affiliation(Period):
    """An organisation belongs to a coalition or a federation for a period. Many belong to none."""

    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="affiliations"
    )
    federation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="members")

    privacy = Privacy(kept="id organisation federation since until")

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("federation")),
                name="nobody_is_affiliated_to_itself",
            ),
            models.UniqueConstraint(
                fields=["organisation", "federation"],
                condition=models.Q(until=None),
                name="one_open_affiliation_per_federation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.federation}"


class AffiliationProposal(models.Model):
    """One side has said yes to an affiliation; nothing holds until the other does."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    federation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    is_invitation = models.BooleanField()  # the federation invites; otherwise the organisation asks to join
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept="id uid organisation federation is_invitation proposed_at answer answered_at",
        pseudonymised="proposed_by answered_by",
    )

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "federation"],
                condition=models.Q(answer=""),
                name="one_open_proposal_per_federation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.federation}"

    @property
    def waits_for(self):
        """The organisation whose yes is awaited."""
        return self.organisation if self.is_invitation else self.federation

    @property
    def proposed_in_name_of(self):
        return self.federation if self.is_invitation else self.organisation
