"""A recognition a team asked for: its dossier, those who sit in it, report, answer, conclusion."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .body import Grid, Item


class Dossier(Entity):
    """One recognition of one practice. There is none that its team did not ask for, and it may stop it."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("recognition", "Asked")
        DECLINED = "declined", pgettext_lazy("recognition", "Not possible now")
        FILLING = "filling", pgettext_lazy("recognition", "The team prepares its dossier")
        VISITING = "visiting", pgettext_lazy("recognition", "Visit and reading")
        REPORTED = "reported", pgettext_lazy("recognition", "The team answers")
        CONCLUDED = "concluded", pgettext_lazy("recognition", "Concluded")
        STOPPED = "stopped", pgettext_lazy("recognition", "Stopped by the team")

    NEXT = {
        State.ASKED: {State.FILLING, State.DECLINED, State.STOPPED},
        State.FILLING: {State.VISITING, State.STOPPED},
        State.VISITING: {State.REPORTED, State.STOPPED},
        State.REPORTED: {State.CONCLUDED, State.STOPPED},
        State.CONCLUDED: set(),
        State.DECLINED: set(),
        State.STOPPED: set(),
    }
    ENDED = (State.CONCLUDED, State.DECLINED, State.STOPPED)

    class Outcome(models.TextChoices):
        RECOGNISED = "recognised", pgettext_lazy("recognition", "Recognised")
        WITH_FOLLOW_UP = "follow_up", pgettext_lazy("recognition", "Recognised, with something to follow up")
        NOT_YET = "not_yet", pgettext_lazy("recognition", "Not yet")

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="dossiers")
    team = models.ForeignKey("learning.Team", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    why = models.TextField(_("why you ask for it"), max_length=2000)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    words = models.TextField(_("what is answered to the team"), max_length=2000, blank=True)
    report = EncryptedTextField(_("the report"), max_length=20000, blank=True)
    reported_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)  # the last day the team may answer
    answer = EncryptedTextField(_("what the team answers"), max_length=20000, blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("conclusion"), max_length=10, choices=Outcome.choices, blank=True)
    conclusion = models.TextField(_("why"), max_length=5000, blank=True)
    concluded_at = models.DateTimeField(null=True)
    next_on = models.DateField(null=True)
    is_shown = models.BooleanField(default=False)  # the team lets it be read by others

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " grid team organisation asked_at state reported_at answer_by answered_at outcome"
        " concluded_at next_on is_shown",
        scrubbed="why words report answer conclusion",
        pseudonymised="asked_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("recognition", "recognition")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "grid"],
                condition=~Q(state__in=["concluded", "declined", "stopped"]),
                name="a_practice_is_looked_at_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_recognition_was_asked_for"),
            models.CheckConstraint(
                condition=Q(reported_at=None) | Q(answer_by__isnull=False),
                name="a_report_leaves_days_to_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded") | (~Q(outcome="") & ~Q(conclusion="")),
                name="a_conclusion_says_why",
            ),
            models.CheckConstraint(
                condition=Q(is_shown=False) | Q(state="concluded"),
                name="only_what_is_concluded_is_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.grid}"

    def get_absolute_url(self) -> str:
        return reverse("dossier", args=[self.uid])

    @property
    def is_open(self) -> bool:
        return self.state not in self.ENDED


class Seat(models.Model):
    """A place in one recognition: who looks with the body, and what they say of it in their own words."""

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("seat of a recognition", "A person who has lived it")
        RELATIVE = "relative", pgettext_lazy("seat of a recognition", "A relative or friend")
        COALITION = "coalition", pgettext_lazy("seat of a recognition", "The community coalition")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    called = models.CharField(_("how they are named"), max_length=120, blank=True)
    words = EncryptedTextField(_("what you say of this practice"), max_length=5000, blank=True)
    # When they said that nothing ties them to the team; before, they do not speak.
    is_stranger_at = models.DateTimeField(null=True)
    spoke_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid dossier kind is_stranger_at spoke_at", scrubbed="words", pseudonymised="user called"
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind"], name="a_recognition_has_each_seat_once"),
            models.CheckConstraint(
                condition=Q(spoke_at=None) | ~Q(called=""), name="whoever_spoke_is_named_somehow"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} · {self.get_kind_display()}"


class Entry(models.Model):
    """What a dossier holds of one item: the team's figure and its words, then what was seen and its level."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    figure = models.JSONField(null=True)  # value, unit, day and rows, as the team put it
    comment = EncryptedTextField(_("what the team says of it"), max_length=5000, blank=True)
    observed = EncryptedTextField(_("what was seen"), max_length=5000, blank=True)
    level = models.PositiveSmallIntegerField(null=True)  # a place in the item's levels
    why_level = models.TextField(_("why this level"), max_length=2000, blank=True)
    files_read = models.PositiveSmallIntegerField(_("files read"), null=True, blank=True)
    files_found = models.PositiveSmallIntegerField(_("… in which it was found"), null=True, blank=True)

    privacy = Privacy(
        kept="id uid dossier item figure level files_read files_found", scrubbed="comment observed why_level"
    )

    class Meta:
        ordering = ("item__kind", "item__position", "id")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "item"], name="a_dossier_holds_each_item_once"),
            models.CheckConstraint(condition=Q(level=None) | ~Q(why_level=""), name="a_level_says_why"),
            models.CheckConstraint(
                condition=Q(files_found=None) | Q(files_read__gte=models.F("files_found")),
                name="no_more_files_found_than_read",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} · {self.item}"

    @property
    def level_words(self) -> str:
        levels = self.item.scale
        return levels[self.level] if self.level is not None and self.level < len(levels) else ""
