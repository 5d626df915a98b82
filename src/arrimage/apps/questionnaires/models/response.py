"""What somebody answered: kept with the version that asked it, and readable only through its own queries."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Privacy
from arrimage.apps.questionnaires.document.answers import State
from arrimage.apps.questionnaires.document.scoring import Outcome

from .instrument import Version
from .opening import Opening


class Response(models.Model):
    """One person's or organisation's answers. `owner` means something only to whoever asked for them.

    No moment is written by itself, and none at all where `is_undated`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("response", "Not sent yet")
        SENT = "sent", pgettext_lazy("response", "Sent")

    NEXT = {Status.DRAFT: {Status.SENT}, Status.SENT: set()}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    questionnaire = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="responses")
    opening = models.ForeignKey(Opening, null=True, on_delete=models.PROTECT, related_name="responses")
    owner = models.CharField(max_length=80, blank=True)
    is_undated = models.BooleanField(default=False)
    code_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (unique, or none)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    language = models.CharField(_("language"), max_length=5, default="fr")
    started_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid questionnaire opening status is_undated language started_at saved_at sent_at",
        scrubbed="code_digest",
        pseudonymised="owner",
    )

    class Meta:
        ordering = ("-sent_at", "-id")
        indexes = [models.Index(fields=["opening", "owner"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_undated=False) | Q(started_at=None, saved_at=None, sent_at=None),
                name="an_undated_response_has_no_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.opening or self.questionnaire}"

    def get_absolute_url(self) -> str:
        """For those who may read it; whoever answered has a code of their own."""
        return reverse("response", args=[self.uid])

    def get_language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def is_sent(self) -> bool:
        return self.status == self.Status.SENT


class ResponseAnswer(models.Model):
    """The answer to one item, or which silence stands in its place. What was written is encrypted."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=[(state, state) for state in State])
    value = EncryptedTextField(null=True)  # JSON; none unless the state is «value»

    privacy = Privacy(kept="id response item state", scrubbed="value")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="one_answer_to_each_item"),
            models.CheckConstraint(
                condition=Q(state="value", value__isnull=False) | (~Q(state="value") & Q(value__isnull=True)),
                name="only_a_value_has_a_value",
            ),
        ]

    def __str__(self) -> str:
        return self.item


class ResponseScore(models.Model):
    """A score as it was worked out when the answers were sent.

    `disagrees`: it was once found different from what its answers add up to, and worked out again.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="scores")
    score = models.CharField(max_length=60)
    outcome = models.CharField(max_length=20, choices=[(one, one) for one in Outcome])
    value = EncryptedTextField(blank=True)
    disagrees = models.BooleanField(default=False)

    privacy = Privacy(kept="id response score outcome disagrees", scrubbed="value")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "score"], name="one_result_of_each_score")]

    def __str__(self) -> str:
        return self.score


class Alert(models.Model):
    """An answer that those named for that were told of at once, and who took it up."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="alerts")
    item = models.CharField(max_length=60)
    raised_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_up_label = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept="id uid response item raised_at taken_up_at", pseudonymised="taken_up_by taken_up_label"
    )

    class Meta:
        ordering = ("-raised_at", "-id")
        constraints = [models.UniqueConstraint(fields=["response", "item"], name="an_alert_is_raised_once")]

    def __str__(self) -> str:
        return f"{self.response}"
