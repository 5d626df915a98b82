"""A wave: the same question to every organisation of a network, between two dates."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.network.vocabulary_ties import Shown, WaveStatus


class Wave(Entity):
    """When the organisations of a network say whom they work with; or a past study, with its `source`."""

    network = models.ForeignKey("network.Network", on_delete=models.CASCADE, related_name="waves")
    name = models.CharField(_("name"), max_length=120)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))  # the first day one no longer answers
    status = models.CharField(max_length=10, choices=WaveStatus.choices, default=WaveStatus.DRAFT)
    source = models.CharField(_("source of the study"), max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        WaveStatus.DRAFT: frozenset({WaveStatus.OPEN}),
        WaveStatus.OPEN: frozenset({WaveStatus.CLOSED}),
        WaveStatus.CLOSED: frozenset({WaveStatus.OPEN, WaveStatus.PUBLISHED}),
        WaveStatus.PUBLISHED: frozenset({WaveStatus.CLOSED}),
    }

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " network name opens_on closes_on status source opened_at closed_at published_at",
        pseudonymised="opened_by",
    )

    class Meta:
        verbose_name = _("wave")
        ordering = ("-opens_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["network", "name"], name="one_wave_per_name_in_a_network"),
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")), name="a_wave_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("wave", args=[self.uid])

    @property
    def is_open(self) -> bool:
        return self.status == WaveStatus.OPEN

    @property
    def is_study(self) -> bool:
        return bool(self.source)

    @property
    def next_steps(self) -> frozenset[str]:
        """Where it may go. A study never opens: its coordinator reads it in full, and nobody writes there."""
        return self.NEXT[self.status] - ({WaveStatus.OPEN} if self.is_study else set())


class RosterEntry(models.Model):
    """An organisation asked in a wave, and how far it is. Who has not finished has denied nothing."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="entries")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="roster_entries"
    )
    invited_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    # What it lets be published of the ties it says itself, unless it decides otherwise for one.
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.NOTHING)

    privacy = Privacy(
        kept="id uid wave organisation invited_at reminded_at started_at finished_at declined_at shown",
        pseudonymised="answered_by",
    )

    class Meta:
        ordering = ("organisation__sort_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "organisation"], name="an_organisation_is_asked_once_in_a_wave"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(declined_at=None),
                name="one_finishes_or_declines_a_wave",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.wave}"
