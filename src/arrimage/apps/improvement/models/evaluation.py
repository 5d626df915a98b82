"""What those of a cycle think of it, midway and at the end; and what they let other teams read."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .committee import Committee, Holder
from .cycle import Cycle


class Evaluation(Entity):
    """The twelve sentences, answered by each without a name. Their questionnaire is of the common engine."""

    class Moment(models.TextChoices):
        MIDWAY = "midway", _("Midway")
        FINAL = "final", _("At the end")

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="evaluations")
    moment = models.CharField(_("when"), max_length=6, choices=Moment.choices)
    opening = models.OneToOneField("questionnaires.Opening", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # Who was given a way to answer, so that each answers once; never which answers are theirs.
    given_to = models.ManyToManyField(Holder, related_name="+")

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " cycle moment opening opened_at closed_at", pseudonymised="given_to"
    )

    class Meta:
        verbose_name = pgettext_lazy("improvement", "evaluation")
        ordering = ("opened_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "moment"], name="a_cycle_is_evaluated_once_each_time")
        ]

    def __str__(self) -> str:
        return f"{self.cycle} · {self.get_moment_display()}"


class Shared(Entity):
    """An objective, a tool or a result the committee lets the other teams read. It can be taken back."""

    class Kind(models.TextChoices):
        OBJECTIVE = "objective", pgettext_lazy("shared", "An objective")
        TOOL = "tool", pgettext_lazy("shared", "A tool made together")
        RESULT = "result", pgettext_lazy("shared", "What came of it")

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="shared")
    cycle = models.ForeignKey(Cycle, null=True, on_delete=models.SET_NULL, related_name="shared")
    kind = models.CharField(_("what it is"), max_length=9, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    words = models.TextField(_("for another team that would try it"), max_length=6000)
    stems = models.TextField(blank=True)
    agreed_by = models.JSONField(default=list)  # how each who agreed is named, on that day
    shared_at = models.DateTimeField(null=True)
    shared_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " committee cycle kind title words stems shared_at",
        scrubbed="agreed_by",
        pseudonymised="shared_by",
    )

    class Meta:
        verbose_name = _("shared with other teams")
        ordering = ("-shared_at", "-id")
        indexes = [models.Index(fields=["shared_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_at=None) | ~Q(shared_by=""), name="what_is_shared_says_by_whom"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("shared", args=[self.uid])
