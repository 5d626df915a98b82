"""Answers collected elsewhere, brought in as a file: one row for each respondent, and what was asked."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.questionnaires.document.questionnaire import Questionnaire, from_data, to_data


class Nature(models.TextChoices):
    """What kind of truth the answers are: said on every page, in every file."""

    COLLECTED = "collected", pgettext_lazy("nature of answers", "Collected")
    RECONSTRUCTION = "reconstruction", pgettext_lazy("nature of answers", "Reconstruction, not real answers")
    EXAMPLE = "example", pgettext_lazy("nature of answers", "Invented example")


class Mode(models.TextChoices):
    """How far it may be known who answered what."""

    NAMED = "named", pgettext_lazy("mode of answers", "Named")
    CONFIDENTIAL = "confidential", pgettext_lazy("mode of answers", "Confidential")
    ANONYMOUS = "anonymous", pgettext_lazy("mode of answers", "Anonymous")


class Dataset(Entity):
    """An imported file. `content` is its codebook, as the document of a questionnaire."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_en = models.CharField(_("source in English"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    nature = models.CharField(max_length=20, choices=Nature.choices, default=Nature.COLLECTED)
    mode = models.CharField(max_length=20, choices=Mode.choices, default=Mode.CONFIDENTIAL)
    threshold = models.PositiveSmallIntegerField(_("smallest group shown outside"), default=5)
    asked = models.JSONField(default=dict)  # by side (or by stratum): how many were asked
    everyone_asked = models.BooleanField(default=False)
    rows_may_be_published = models.BooleanField(default=False)
    content = models.JSONField(default=dict)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " organisation title title_en source source_en licence nature mode threshold asked everyone_asked"
        " rows_may_be_published content imported_at",
        pseudonymised="imported_by",
    )

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rows_may_be_published=False) | models.Q(mode="named"),
                name="only_named_answers_are_published_row_by_row",
            ),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=1), name="a_group_has_at_least_one_person"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("results", args=["fichier", self.uid])

    @property
    def form(self) -> Questionnaire:
        if not hasattr(self, "_form"):
            self._form = from_data(self.content)
        return self._form

    @form.setter
    def form(self, form: Questionnaire) -> None:
        self.content, self._form = to_data(form), form


class DatasetRow(models.Model):
    """What one respondent answered: {item: [state, value]}, encrypted whole, read whole."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    side = models.CharField(max_length=60, blank=True)
    territory = models.CharField(max_length=200, blank=True)
    stratum = models.CharField(max_length=60, blank=True)
    answered_by = models.CharField(max_length=60, blank=True)  # for whom it speaks: a president, an employee
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answers = EncryptedTextField()

    privacy = Privacy(
        kept="id dataset place side territory stratum answered_by",
        pseudonymised="key organisation",
        scrubbed="answers",
    )

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["dataset", "key"], name="a_respondent_is_in_a_file_once")
        ]

    def __str__(self) -> str:
        return self.key
