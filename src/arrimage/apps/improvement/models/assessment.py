"""Where a team stands before a cycle: strengths first, and what two pairs of eyes saw of its meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .committee import Committee


class Assessment(Entity):
    """A look at the team: what the tandem says, what was observed, and the balance drawn from both."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("team assessment", "Under way")
        SHARED = "shared", pgettext_lazy("team assessment", "Shared with the committee")

    NEXT = {State.OPEN: {State.SHARED}, State.SHARED: {State.OPEN}}

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="assessments")
    opening = models.OneToOneField(
        "questionnaires.Opening", null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)  # the questionnaire, to the two of the tandem
    begun_on = models.DateField()
    strengths = models.TextField(_("strengths, first"), max_length=4000, blank=True)
    to_improve = models.TextField(_("what could be better"), max_length=4000, blank=True)
    evidence = models.TextField(_("what it rests on"), max_length=4000, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " committee opening asked_at begun_on state",
        scrubbed="strengths to_improve evidence",
    )

    class Meta:
        verbose_name = _("look at a team")
        ordering = ("-begun_on", "-id")

    def __str__(self) -> str:
        return f"{self.committee}, {self.begun_on:%Y-%m-%d}"


class Observation(Entity):
    """What one observer saw of one meeting, sign by sign. Two observers look at the same meeting."""

    class Seen(models.TextChoices):
        YES = "yes", pgettext_lazy("observation", "Seen")
        PARTLY = "partly", pgettext_lazy("observation", "In part")
        NO = "no", pgettext_lazy("observation", "Not seen")
        NOT_THERE = "na", pgettext_lazy("observation", "Could not be seen")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="observations")
    observer = models.CharField(_("observer"), max_length=120)
    meeting = models.CharField(_("which meeting, without anybody’s name"), max_length=160)
    on = models.DateField(_("day"))
    seen = models.JSONField(default=dict)  # sign → Seen
    words = models.TextField(_("in a few words, without anybody’s name"), max_length=2000, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " assessment on seen",
        scrubbed="meeting words",
        pseudonymised="observer",
    )

    class Meta:
        ordering = ("on", "meeting", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "meeting", "on", "observer"], name="an_observer_looks_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.observer}"
