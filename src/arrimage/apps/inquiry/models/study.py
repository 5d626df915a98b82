"""A study: two sides that answer for the same territory, the same person, the same team."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .dataset import Nature


class Study(Entity):
    """What is compared, and by which rules. The answers stay where they were collected."""

    class By(models.TextChoices):
        """How it is known who is paired with whom."""

        TERRITORY = "territory", pgettext_lazy("pairing", "The territory or pair written with each answer")
        COVERAGE = "coverage", pgettext_lazy("pairing", "The region each organisation answers for, that day")
        TABLE = "table", pgettext_lazy("pairing", "A table of pairs")

    class Rule(models.TextChoices):
        """What several respondents of one side score together."""

        MEAN = "mean", pgettext_lazy("rule of several respondents", "Their mean")
        MAXIMUM = "maximum", pgettext_lazy("rule of several respondents", "The highest of them")
        APART = "apart", pgettext_lazy("rule of several respondents", "Each listed apart")

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    purpose = models.TextField(_("what it seeks to know"), blank=True, max_length=2_000)
    purpose_en = models.TextField(_("the same in English"), blank=True, max_length=2_000)
    nature = models.CharField(max_length=20, choices=Nature.choices, default=Nature.COLLECTED)
    on = models.DateField(_("date of the study"))
    pairing = models.CharField(max_length=20, choices=By.choices, default=By.TERRITORY)
    rule = models.CharField(max_length=20, choices=Rule.choices, default=Rule.MEAN)
    sides = models.JSONField(default=list)  # two of {"key", "label": {"fr", "en"}, "one": …}
    ethics = models.CharField(_("ethics approval"), max_length=300, blank=True)
    satisfied_item = models.CharField(max_length=60, blank=True)
    consent_item = models.CharField(max_length=60, blank=True)  # a yes to it lets one's words be quoted
    scale_yes_from = models.FloatField(null=True)  # on a scale, what counts as a yes
    covariates = models.JSONField(default=list)
    places = models.JSONField(default=dict)  # respondent → pair, where a table says so
    started_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation title title_en purpose purpose_en nature on pairing rule sides ethics satisfied_item"
        " consent_item scale_yes_from covariates",
        pseudonymised="started_by",
        scrubbed="places",
    )

    class Meta:
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("study", args=[self.uid])

    def named(self, language: str) -> str:
        return (self.title_en if language == "en" else "") or self.title

    @property
    def keys(self) -> tuple[str, str]:
        return self.sides[0]["key"], self.sides[1]["key"]


class StudySource(models.Model):
    """One sheet of answers the study reads. `side`: all of it speaks for this side."""

    class Moment(models.TextChoices):
        ONLY = "", pgettext_lazy("moment of a study", "The study itself")
        BEFORE = "before", pgettext_lazy("moment of a study", "Before")
        AFTER = "after", pgettext_lazy("moment of a study", "After")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="sources")
    origin = models.CharField(max_length=20)
    uid = models.UUIDField()
    side = models.CharField(max_length=60, blank=True)
    moment = models.CharField(max_length=10, choices=Moment.choices, blank=True, default=Moment.ONLY)

    privacy = Privacy(kept="id study origin uid side moment")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["study", "origin", "uid", "side"], name="a_study_reads_a_sheet_once_for_a_side"
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.uid}"
