"""Who practises what, where: what organisations say of it, since when, how, and why they stopped."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .catalogue import Practice
from .own import OwnPractice

FIRST_YEAR = 1900


class Doing(Entity):
    """An organisation says that it does a practice: everywhere, or in one of its services."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(
        "network.Offer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    practice = models.ForeignKey(
        Practice, null=True, blank=True, on_delete=models.CASCADE, related_name="doings"
    )
    own = models.ForeignKey(
        OwnPractice, null=True, blank=True, on_delete=models.CASCADE, related_name="doings"
    )
    how = models.TextField(_("how you do it here"), max_length=6000)
    # Years: what an organisation remembers of its own history.
    since_year = models.PositiveSmallIntegerField(_("since which year"), null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(_("until which year"), null=True, blank=True)
    why_stopped = models.TextField(_("why you stopped"), max_length=4000, blank=True)
    said_at = models.DateTimeField()

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation offer practice own how since_year until_year why_stopped said_at"
    )

    class Meta:
        verbose_name = _("practice as it is done here")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(practice__isnull=False, own=None) | Q(practice=None, own__isnull=False),
                name="one_does_one_practice",
            ),
            models.CheckConstraint(
                condition=Q(since_year=None) | Q(until_year=None) | Q(until_year__gte=F("since_year")),
                name="what_is_done_stops_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(until_year=None, why_stopped="")
                | Q(until_year__isnull=False) & ~Q(why_stopped=""),
                name="what_is_stopped_says_why",
            ),
            *(
                models.UniqueConstraint(
                    fields=["organisation", what, *offer],
                    condition=Q(offer__isnull=not offer, **{f"{what}__isnull": False}),
                    name=f"one_{what}_is_said_once_{'per_offer' if offer else 'in_general'}",
                )
                for what in ("practice", "own")
                for offer in ([], ["offer"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.practice or self.own}"

    @property
    def is_stopped(self) -> bool:
        return self.until_year is not None

    def get_absolute_url(self) -> str:
        return reverse("doing", args=[self.uid])


class DoingNote(models.Model):
    """What happened to it, in order: told, told otherwise, adapted, stopped, taken up. Never removed."""

    class Kind(models.TextChoices):
        TOLD = "told", pgettext_lazy("doing", "told")
        RETOLD = "retold", pgettext_lazy("doing", "told otherwise")
        ADAPTED = "adapted", pgettext_lazy("doing", "adapted")
        STOPPED = "stopped", pgettext_lazy("doing", "stopped")
        RESUMED = "resumed", pgettext_lazy("doing", "taken up again")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    doing = models.ForeignKey(Doing, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    words = models.TextField(_("what changed, and why"), max_length=6000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    privacy = Privacy(kept="id uid doing kind words at", pseudonymised="by by_label")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.doing} · {self.get_kind_display()}"
