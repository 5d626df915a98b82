"""A network is administered by both sides together: no coordinator without a yes from each."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.vocabulary import Side

from .period import Period


class Network(Entity):
    """Autonomous organisations of a territory, jointly governed."""

    name = models.CharField(_("name"), max_length=160)
    territory = models.ForeignKey("network.Territory", on_delete=models.PROTECT, related_name="networks")

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " name territory")

    class Meta:
        verbose_name = _("network")

    def __str__(self) -> str:
        return self.name


class Seat(Period):
    """An organisation's place at the joint seat, on one side of the table."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="seats")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="seats")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)

    privacy = Privacy(kept="id network organisation side since until")

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=models.Q(until=None),
                name="one_open_seat_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_side_display()}"


class Mandate(Period):
    """A coordinator's mandate: it holds only once each side has said yes, and ends when either ends it."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="mandates")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    proposed_by = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    public_yes_at = models.DateTimeField(_("yes of the public side"), null=True)
    public_yes_by = models.CharField(max_length=200, blank=True)
    community_yes_at = models.DateTimeField(_("yes of the community side"), null=True)
    community_yes_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept="id network since until proposed_at public_yes_at community_yes_at",
        pseudonymised="user proposed_by public_yes_by community_yes_by",
    )

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "user"], condition=models.Q(until=None), name="one_open_mandate_per_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.network}"
