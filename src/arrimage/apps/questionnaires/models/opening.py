"""A questionnaire put to people: from when to when, who reads the answers, who is told of an alert."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy

from .instrument import Version


class Opening(Entity):
    """Whoever has its link may answer. An opening keeps its version, whatever comes after.

    One that has a `host` belongs to a context above, which says who may answer and who reads (see `hosts`).
    """

    # None: a network asks, which `asked_by` names.
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.CASCADE, related_name="+"
    )
    asked_by = models.CharField(max_length=200, blank=True)
    host = models.CharField(max_length=40, blank=True)
    # Its answers keep no moment, raise no alert, and are not changed once sent: nothing may tell whose.
    is_undated = models.BooleanField(default=False)
    questionnaire = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="openings")
    title = models.CharField(_("title"), max_length=200)
    words = models.TextField(_("word to those who answer"), blank=True, max_length=2_000)
    closes_on = models.DateField(_("first day it is closed"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True)
    may_be_changed = models.BooleanField(_("an answer may be changed until the closing"), default=True)
    told = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    opened_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation asked_by host is_undated questionnaire title words closes_on closed_at"
        " may_be_changed",
        pseudonymised="told opened_by",
    )

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | ~models.Q(asked_by=""),
                name="an_opening_says_who_asks",
            ),
            models.CheckConstraint(
                condition=models.Q(is_undated=False) | models.Q(may_be_changed=False),
                name="what_is_undated_is_not_changed_once_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def asker(self) -> str:
        return self.asked_by or str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("opening", args=[self.uid])

    def get_public_url(self) -> str:
        """The address to pass on."""
        return reverse("questionnaire", args=[self.uid])

    def is_open(self, day) -> bool:
        return self.closed_at is None and (self.closes_on is None or day < self.closes_on)
