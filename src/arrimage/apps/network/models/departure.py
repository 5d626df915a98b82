"""What would come apart if an organisation left: read first by the one concerned, which may answer."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Privacy


class DepartureReading(models.Model):
    """One organisation's departure, worked out from the published ties of a wave and kept as it was shown.

    Nobody but the organisation reads it before it is published; published, it carries the organisation's own
    words or says that none have come (docs/decisions/0012-departures.md).
    """

    class Wish(models.TextChoices):
        PUBLISH = "publish", pgettext_lazy("departure", "You may publish it, with our words")
        KEEP = "keep", pgettext_lazy("departure", "Keep it between us: do not publish it")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey("network.Wave", on_delete=models.CASCADE, related_name="departures")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="departures"
    )
    rule = models.CharField(max_length=12)
    # Those left without any partner, as ids of organisations; pairs that no path joins any more.
    alone = models.JSONField(default=list)
    pairs_cut = models.PositiveIntegerField()
    components = models.PositiveIntegerField()

    shared_at = models.DateTimeField()
    reply_by = models.DateField()  # the first day it may be published without an answer
    wish = models.CharField(max_length=8, choices=Wish.choices, blank=True)
    words = models.TextField(_("in your own words"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)

    # `words` are written to be published, in the organisation's name.
    privacy = Privacy(
        kept="id uid wave organisation rule alone pairs_cut components shared_at reply_by wish words"
        " replied_at published_at",
        pseudonymised="replied_by",
    )

    class Meta:
        verbose_name = _("reading of a departure")
        ordering = ("organisation__sort_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "organisation"], name="one_departure_read_per_organisation_and_wave"
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None, wish="") | Q(replied_at__isnull=False) & ~Q(wish=""),
                name="a_departure_answered_says_what_is_wished",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(wish="keep"), name="a_departure_kept_is_not_published"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.wave}"
