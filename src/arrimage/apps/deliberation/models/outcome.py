"""What became of what was said: each conclusion, who owes an answer, the answers, and silence as silence."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.deliberation.vocabulary import Decision, Progress
from arrimage.apps.kernel.models import Entity, Privacy

from .consultation import Consultation
from .synthesis import Idea


class Conclusion(Entity):
    """What the synthesis asks for. Once published its words no longer change: another one is written."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="conclusions")
    text = models.CharField(_("what is asked for"), max_length=600)
    ideas = models.ManyToManyField(Idea, blank=True, related_name="conclusions")
    asked_of = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_by = models.DateField(_("answer expected by"), null=True, blank=True)
    published_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " consultation text ideas asked_of answer_by published_at reminded_at"
    )

    class Meta:
        verbose_name = _("conclusion")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("conclusion", args=[self.uid])


class ConclusionAnswer(models.Model):
    """Kept, changed or refused, with reasons; who looks after it, and for when. The last one counts."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="answers")
    decision = models.CharField(_("what is decided"), max_length=7, choices=Decision.choices)
    reasons = models.TextField(_("reasons"), max_length=4_000)
    owner = models.CharField(_("who looks after it"), max_length=200, blank=True)
    due_on = models.DateField(_("for when"), null=True, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField()

    privacy = Privacy(
        kept="id uid conclusion decision reasons due_on organisation answered_at",
        pseudonymised="owner by by_label",
    )

    class Meta:
        verbose_name = pgettext_lazy("conclusion", "answer")
        ordering = ("answered_at", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="an_answer_gives_its_reasons"),
            models.CheckConstraint(
                condition=Q(decision="refused") | ~Q(owner="") & Q(due_on__isnull=False),
                name="what_is_kept_has_somebody_and_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conclusion} · {self.get_decision_display()}"


class Step(models.Model):
    """What is told since: done, under way, not done."""

    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="steps")
    progress = models.CharField(_("how far it is"), max_length=8, choices=Progress.choices)
    words = models.TextField(_("in a few words"), max_length=2_000)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_label = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()

    privacy = Privacy(kept="id conclusion progress words organisation said_at", pseudonymised="by_label")

    class Meta:
        verbose_name = pgettext_lazy("conclusion", "step")
        ordering = ("said_at", "id")

    def __str__(self) -> str:
        return f"{self.conclusion} · {self.get_progress_display()}"


class Contestation(Entity):
    """An organisation says why it does not recognise itself in an indicator, a norm or a target.

    `kind` and `key` name the figure as whoever shows it does (see `contestable.py`).
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(_("figure"), max_length=120)
    label = models.CharField(_("the figure, as it is shown"), max_length=200)
    words = models.TextField(_("why it is contested, in your own words"), max_length=3_000)
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.SET_NULL, related_name="contestations"
    )
    contested_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " kind key label words organisation consultation contested_at withdrawn_at",
        pseudonymised="by_label",
    )

    class Meta:
        verbose_name = _("contestation")
        ordering = ("-contested_at", "-id")
        indexes = [models.Index(fields=["kind", "key"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "organisation"],
                condition=Q(withdrawn_at=None),
                name="an_organisation_contests_a_figure_once",
            )
        ]

    def __str__(self) -> str:
        return self.label
