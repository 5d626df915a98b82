"""Self-assessments several organisations answer separately, then compare: disagreement is looked for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Entity, Privacy


class Assessment(Entity):
    """One dated look, together, at one set of statements, kept as they stood when it was opened."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("self-assessment", "Open")
        CLOSED = "closed", pgettext_lazy("self-assessment", "Closed")

    NEXT = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}}

    network = models.ForeignKey("network.Network", on_delete=models.CASCADE, related_name="assessments")
    instrument = models.CharField(max_length=40)
    statements = models.JSONField()  # the instrument's parts as they were that day
    why = models.TextField(_("why now"), blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closes_on = models.DateField(_("answers until"))
    closed_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " network instrument statements status opened_at closes_on closed_at",
        scrubbed="why",
        pseudonymised="opened_by",
    )

    class Meta:
        verbose_name = _("self-assessment")
        ordering = ("-opened_at", "-id")

    def __str__(self) -> str:
        return said(self.statements, "name")

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.network.uid, self.uid])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def items(self) -> list[dict]:
        """Every statement in order, each with its part and its scale."""
        return [
            {**item, "part": said(part, "title"), "scale": part["scale"], "label": said(item, "text")}
            for part in self.statements["part"]
            for item in part["item"]
        ]


class AssessmentReply(models.Model):
    """An organisation asked to answer. Nobody else reads its answers before it has finished and they have."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="replies")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.CharField(max_length=200, blank=True)
    finished_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    compared_at = models.DateTimeField(null=True)  # when it first saw the others': its answers no longer move
    words = models.TextField(_("what the answers do not say"), blank=True)

    privacy = Privacy(
        kept="id assessment organisation asked_at saved_at finished_at compared_at",
        scrubbed="words",
        pseudonymised="finished_by finished_user",
    )

    class Meta:
        verbose_name = _("reply to a self-assessment")
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "organisation"], name="one_reply_per_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.assessment}"


class AssessmentAnswer(models.Model):
    """One answer: a step of the scale, «does not apply» or «we don't know». No row is no answer."""

    class Value(models.TextChoices):
        ONE = "1", "1"
        TWO = "2", "2"
        THREE = "3", "3"
        FOUR = "4", "4"
        NOT_APPLICABLE = "na", _("Does not apply to us")
        UNKNOWN = "unknown", _("We don’t know")

    reply = models.ForeignKey(AssessmentReply, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=40)
    value = models.CharField(max_length=8, choices=Value.choices)
    words = models.CharField(_("why, in your words"), max_length=400, blank=True)

    privacy = Privacy(kept="id reply item value", scrubbed="words")

    class Meta:
        verbose_name = _("answer to a statement")
        constraints = [
            models.UniqueConstraint(fields=["reply", "item"], name="one_answer_per_statement"),
            models.CheckConstraint(
                condition=Q(value__in=["1", "2", "3", "4", "na", "unknown"]),
                name="an_answer_is_a_step_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.value}"


def said(row: dict, key: str) -> str:
    """The text of a shipped statement in the reader's language."""
    is_english = (get_language() or "fr").startswith("en")
    return (row.get(f"{key}_en") if is_english else None) or row[key]
