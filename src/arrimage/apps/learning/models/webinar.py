"""A webinar: who registered, what they asked, how long they were there, what it earns."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .library import LANGUAGES, Piece
from .programme import Theme


class Webinar(Entity):
    """Announced by an organisation, held on a meeting. Hours are earned whole, past the minutes required."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="webinars"
    )
    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    words = models.TextField(_("in a few words"), max_length=3000, blank=True)
    speakers = models.TextField(_("who speaks, one to a line"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="fr")
    hours = models.DecimalField(_("hours it counts for"), max_digits=4, decimal_places=2)
    minutes_required = models.PositiveSmallIntegerField(_("minutes of presence required"))
    code_in = models.CharField(max_length=8)  # shown on the screen at the beginning, and at the end
    code_out = models.CharField(max_length=8)
    replay = models.ForeignKey(Piece, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    evaluation = models.ForeignKey(
        "questionnaires.Opening", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation theme meeting title words language hours minutes_required replay evaluation",
        scrubbed="code_in code_out",
        pseudonymised="speakers",
    )

    class Meta:
        verbose_name = _("webinar")
        ordering = ("-meeting__starts_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="a_webinar_counts_for_something"),
            models.CheckConstraint(
                condition=Q(minutes_required__gt=0), name="a_webinar_asks_for_some_presence"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("webinar", args=[self.uid])


class Registration(models.Model):
    """Somebody who means to come. It opens the link to join, and binds to nothing."""

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    registered_at = models.DateTimeField()

    privacy = Privacy(kept="id webinar registered_at", pseudonymised="user")

    class Meta:
        ordering = ("registered_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["webinar", "user"], name="somebody_registers_once_for_a_webinar")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.webinar}"


class WebinarQuestion(models.Model):
    """Asked before or during, signed as one wishes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="questions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signed = models.CharField(_("signed"), max_length=120, blank=True)
    words = models.TextField(_("your question"), max_length=800)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid webinar asked_at answered_at hidden_at", scrubbed="words", pseudonymised="by signed"
    )

    class Meta:
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return self.words[:60]


class Attendance(models.Model):
    """Somebody there from an arrival to a departure: read from a file, or noted by the two codes."""

    class Source(models.TextChoices):
        FILE = "file", pgettext_lazy("attendance", "from a file")
        CODE = "code", pgettext_lazy("attendance", "by the codes")

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="attendances")
    key = models.CharField(max_length=254)  # an address, else a folded name
    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)  # empty: the code of the end was not typed
    source = models.CharField(max_length=4, choices=Source.choices)

    privacy = Privacy(kept="id webinar arrived_at left_at source", pseudonymised="key name email user")

    class Meta:
        ordering = ("name", "arrived_at", "id")
        constraints = [
            # What makes an import idempotent: the same row of a file is the same stay.
            models.UniqueConstraint(fields=["webinar", "key", "arrived_at"], name="an_arrival_is_noted_once"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="one_leaves_a_webinar_after_arriving",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.arrived_at:%H:%M}"


class Certificate(models.Model):
    """What a presence earned, verifiable by its code; withdrawn if given by mistake, never erased."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=14, unique=True)
    webinar = models.ForeignKey(Webinar, on_delete=models.PROTECT, related_name="certificates")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=160)
    minutes = models.PositiveIntegerField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid webinar minutes hours issued_at withdrawn_at", scrubbed="code", pseudonymised="user name"
    )

    class Meta:
        ordering = ("-issued_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["webinar", "user"],
                condition=Q(withdrawn_at=None),
                name="a_presence_earns_one_certificate",
            )
        ]

    def __str__(self) -> str:
        return self.code
