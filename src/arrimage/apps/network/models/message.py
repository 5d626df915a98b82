"""What organisations write to one another. A message is sent as it is written: there is no draft to leak."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Privacy


class Message(models.Model):
    """A letter, an invitation to a meeting or a question, from an organisation to others. Never edited."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("Letter")
        INVITATION = "invitation", _("Invitation to a meeting")
        CONSULTATION = "consultation", _("Consultation")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, related_name="messages_sent"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    subject = models.CharField(_("subject"), max_length=160)
    body = models.TextField(_("text"), max_length=5000)
    starts_at = models.DateTimeField(_("when"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until when"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=300, blank=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    # Chosen when a consultation starts, said in it, and never changed after.
    answers_are_shared = models.BooleanField(_("those consulted see what the others answered"), default=False)
    sent_at = models.DateTimeField()

    privacy = Privacy(
        kept="id uid kind organisation starts_at ends_at answer_by answers_are_shared sent_at",
        scrubbed="subject body place",
        pseudonymised="by by_label",
    )

    class Meta:
        verbose_name = _("message")
        ordering = ("-sent_at", "-id")
        indexes = [models.Index(fields=["organisation", "-sent_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="a_meeting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(answers_are_shared=False) | Q(kind="consultation"),
                name="only_a_consultation_shares_its_answers",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("message", args=[self.uid])


class Recipient(models.Model):
    """An organisation a message went to, and its answer in its own words. No answer is not a no."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes, we will be there")
        NO = "no", _("We cannot")
        OTHER = "other", _("Perhaps, or otherwise")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="recipients")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="messages_received"
    )
    mailed_at = models.DateTimeField(null=True)  # empty: neither an address nor a member to write to
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answer = models.CharField(_("your answer"), max_length=6, choices=Answer.choices, blank=True)
    words = models.TextField(_("in your own words"), max_length=5000, blank=True)

    privacy = Privacy(
        kept="id uid message organisation mailed_at seen_at answered_at answer",
        scrubbed="words",
        pseudonymised="answered_by",
    )

    class Meta:
        ordering = ("organisation__sort_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "organisation"], name="an_organisation_receives_a_message_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(answer="", words=""),
                name="an_answer_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.message}"
