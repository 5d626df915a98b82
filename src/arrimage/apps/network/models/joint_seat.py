"""A network is administered by both sides together: nothing holds without a yes from each."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.vocabulary import Side

from .period import Period, holding_on


class Network(Entity):
    """Autonomous organisations of a territory, jointly governed."""

    name = models.CharField(_("name"), max_length=160)
    territory = models.ForeignKey("network.Territory", on_delete=models.PROTECT, related_name="networks")

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " name territory")

    class Meta:
        verbose_name = _("network")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network", args=[self.uid])


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


BOTH_YESES = Q(public_yes_at__isnull=False, community_yes_at__isnull=False)


class JointDecision(models.Model):
    """What each side says yes to, until one of them ends it. The two yeses come from two people.

    Labels stay true when a user leaves; the users themselves are kept to tell two people apart.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposed_by = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    public_yes_at = models.DateTimeField(_("yes of the public side"), null=True)
    public_yes_by = models.CharField(max_length=200, blank=True)
    public_yes_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    community_yes_at = models.DateTimeField(_("yes of the community side"), null=True)
    community_yes_by = models.CharField(max_length=200, blank=True)
    community_yes_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    DECISION_KEPT = "uid proposed_at public_yes_at community_yes_at ended_at"
    DECISION_PERSONS = (
        "proposed_by public_yes_by public_yes_user community_yes_by community_yes_user ended_by"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(public_yes_user=F("community_yes_user")),
                name="%(class)s_yeses_come_from_two_people",
            )
        ]

    @property
    def has_both_yeses(self) -> bool:
        return self.public_yes_at is not None and self.community_yes_at is not None

    def yes_of(self, side: str):
        """When this side said yes, or None."""
        return getattr(self, f"{side}_yes_at")


class Mandate(JointDecision, Period):
    """A coordinator's mandate: it holds only once each side has said yes, and ends when either ends it."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="mandates")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    privacy = Privacy(
        kept=f"id network since until {JointDecision.DECISION_KEPT}",
        pseudonymised=f"user {JointDecision.DECISION_PERSONS}",
    )

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = [
            *JointDecision.Meta.constraints,
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "user"], condition=Q(ended_at=None), name="one_open_mandate_per_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.network}"

    @property
    def headline(self) -> str:
        return gettext("%(user)s would coordinate the network") % {"user": self.user}

    @staticmethod
    def in_force(day: date, prefix: str = "") -> Q:
        """The condition «both have said yes, neither has ended it, and it is its time»."""
        agreed = Q(
            **{
                f"{prefix}public_yes_at__isnull": False,
                f"{prefix}community_yes_at__isnull": False,
                f"{prefix}ended_at__isnull": True,
            }
        )
        return agreed & holding_on(day, prefix)


class SeatProposal(JointDecision):
    """Somebody to seat at the table, or to leave it: done at the second yes."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="seat_proposals")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    is_removal = models.BooleanField()

    privacy = Privacy(
        kept=f"id network organisation side is_removal {JointDecision.DECISION_KEPT}",
        pseudonymised=JointDecision.DECISION_PERSONS,
    )

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = [
            *JointDecision.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=Q(ended_at=None) & ~BOTH_YESES,
                name="one_open_proposal_per_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.network}"

    @property
    def headline(self) -> str:
        """What would be, for those who say yes or no to it."""
        if self.is_removal:
            return gettext("%(organisation)s would leave the table") % {"organisation": self.organisation}
        said = gettext("%(organisation)s would sit at the table: %(side)s")
        return said % {"organisation": self.organisation, "side": self.get_side_display()}
