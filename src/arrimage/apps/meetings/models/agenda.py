"""What is on the agenda, what was said of it, who relays it, and what was corrected since."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .meeting import Meeting


class Item(Entity):
    """A subject of a meeting: what is asked of those present, and what came of it, in whose words."""

    class Weight(models.TextChoices):
        INFORMED = "informed", pgettext_lazy("agenda", "informed")
        CONSULTED = "consulted", pgettext_lazy("agenda", "consulted")
        DECIDED = "decided", pgettext_lazy("agenda", "decided together")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("agenda", "proposed")
        ON = "on", pgettext_lazy("agenda", "on the agenda")
        SET_ASIDE = "set_aside", pgettext_lazy("agenda", "set aside")

    NEXT = {
        State.PROPOSED: {State.ON, State.SET_ASIDE},
        State.ON: {State.SET_ASIDE},
        State.SET_ASIDE: {State.ON},
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("subject"), max_length=200)
    details = models.TextField(_("what is good to know before"), max_length=5000, blank=True)
    weight = models.CharField(
        _("what is asked of those present"), max_length=9, choices=Weight.choices, default=Weight.CONSULTED
    )
    takes = models.PositiveSmallIntegerField(_("time, in minutes"), default=10)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ON)
    why_set_aside = models.CharField(_("why it is set aside"), max_length=500, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    brought_by = models.CharField(_("who brings it"), max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # --- the minutes
    said = models.TextField(_("what was said"), max_length=10000, blank=True)
    decision = models.TextField(_("what was decided"), max_length=3000, blank=True)
    in_words_of = models.CharField(_("in whose words"), max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " meeting position weight takes state organisation",
        scrubbed="title details why_set_aside said decision",
        pseudonymised="brought_by proposed_by in_words_of",
    )

    class Meta:
        verbose_name = pgettext_lazy("agenda", "item")
        ordering = ("position", "id")
        indexes = [models.Index(fields=["meeting", "position"])]

    def __str__(self) -> str:
        return self.title


class Relay(models.Model):
    """Who tells it inside their own organisation, and when it was done."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="relays")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("who relays it"), max_length=160)
    relayed_at = models.DateTimeField(null=True)

    privacy = Privacy(kept="id uid item organisation relayed_at", pseudonymised="name")

    class Meta:
        ordering = ("organisation__sort_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation"], name="an_organisation_relays_an_item_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"


class Correction(models.Model):
    """What somebody present would have written otherwise, and what was made of it. Never removed."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("correction", "asked for")
        MADE = "made", pgettext_lazy("correction", "made")
        NOTED = "noted", pgettext_lazy("correction", "noted beside the minutes")

    NEXT = {
        State.ASKED: {State.MADE, State.NOTED},
        State.MADE: set(),
        State.NOTED: set(),
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="corrections")
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    words = models.TextField(_("what should be corrected"), max_length=3000)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=5, choices=State.choices, default=State.ASKED)
    before = models.TextField(blank=True)  # what the minutes said until then
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept="id uid item organisation asked_at state answered_at",
        scrubbed="words before",
        pseudonymised="by by_label answered_by",
    )

    class Meta:
        ordering = ("asked_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_at__isnull=False),
                name="an_answered_correction_has_its_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.by_label}"
