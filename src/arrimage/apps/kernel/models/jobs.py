"""Work that takes more than a second: it can be left and found again."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .entity import Privacy


class Job(models.Model):
    """One piece of background work, with the steps its owner sees."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    NEXT = {
        State.WAITING: {State.RUNNING, State.FAILED},
        State.RUNNING: {State.DONE, State.FAILED, State.WAITING},  # waiting again: its worker was killed
        State.DONE: set(),
        State.FAILED: set(),
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("what is being done"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(_("current step"), max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.TextField(_("what to know of the result"), blank=True)
    result = models.JSONField(default=dict)
    task = models.CharField(max_length=200, editable=False)  # dotted path of the function that does it
    arguments = models.JSONField(default=dict, editable=False)
    queued_as = models.CharField(max_length=64, blank=True, editable=False)  # its row in the queue
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    alive_at = models.DateTimeField(null=True, editable=False)  # last sign of life of its worker
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid name state step done total task queued_as attempt alive_at created_at started_at"
        " finished_at",
        scrubbed="message result arguments",
        pseudonymised="owner",
    )

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["owner", "-created_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def share(self) -> float | None:
        """How much is done, 0 to 1, or None when the length is unknown."""
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}
