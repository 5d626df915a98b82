import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .entity import Privacy


class Mail(models.Model):
    """A mail to one address and what became of it. Its text is encrypted, and erased once it has left."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    NEXT = {
        State.WAITING: {State.SENDING},
        State.SENDING: {State.SENT, State.WAITING, State.FAILED},
        State.SENT: set(),
        State.FAILED: set(),
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(max_length=100)
    to = models.EmailField(max_length=254)
    sealed = models.TextField(blank=True)  # subject, text, reply address, attachments; empty once sent
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()  # when to try (again), or when a silent attempt is taken over
    queued_at = models.DateTimeField(null=True)  # since when the queue holds this attempt
    fault = models.CharField(max_length=100, blank=True)  # the kind of the last error, never its text
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid template state attempts next_at queued_at fault created_at sent_at",
        scrubbed="sealed",
        pseudonymised="to",
    )

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["state", "next_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["sent", "failed"]) | models.Q(sealed=""),
                name="no_mail_keeps_its_text_once_over",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.uid}"
