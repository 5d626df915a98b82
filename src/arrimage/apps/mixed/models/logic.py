"""A logic model: what is put in, what is done, what should come of it, and what was found of each."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy


class LogicModel(Entity):
    """How a programme is thought to change things, drawn so that it can be contradicted."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(_("what you want to understand"), max_length=2000)
    source = models.CharField(_("where it comes from"), max_length=300, blank=True)
    is_example = models.BooleanField(_("an example, to learn from"), default=False)
    begun_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " organisation title purpose source is_example", pseudonymised="begun_by"
    )

    class Meta:
        verbose_name = _("logic model")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("logic_model", args=[self.uid])


class Box(Entity):
    """One thing the model says. `finding`: what was found of it; nothing was looked for yet when empty."""

    class Kind(models.TextChoices):
        INPUT = "input", pgettext_lazy("logic model", "What is put in")
        ACTIVITY = "activity", pgettext_lazy("logic model", "What is done")
        OUTPUT = "output", pgettext_lazy("logic model", "What it produces")
        SHORT = "short", pgettext_lazy("logic model", "Short-term outcome")
        MIDDLE = "middle", pgettext_lazy("logic model", "Middle-term outcome")
        LONG = "long", pgettext_lazy("logic model", "Long-term outcome")
        ASSUMPTION = "assumption", pgettext_lazy("logic model", "What is taken for granted")
        CONTEXT = "context", pgettext_lazy("logic model", "Context")
        LIMIT = "limit", pgettext_lazy("logic model", "Stated limit")

    COLUMNS = (Kind.INPUT, Kind.ACTIVITY, Kind.OUTPUT, Kind.SHORT, Kind.MIDDLE, Kind.LONG)
    AROUND = (Kind.ASSUMPTION, Kind.CONTEXT, Kind.LIMIT)  # no arrow comes from or goes to them

    class Finding(models.TextChoices):
        SUPPORTED = "supported", pgettext_lazy("finding", "Supported")
        NUANCED = "nuanced", pgettext_lazy("finding", "Nuanced")
        CONTRADICTED = "contradicted", pgettext_lazy("finding", "Contradicted")
        NOT_ENOUGH = "not_enough", pgettext_lazy("finding", "Not enough data")

    model = models.ForeignKey(LogicModel, on_delete=models.CASCADE, related_name="boxes")
    kind = models.CharField(pgettext_lazy("logic model", "what it is"), max_length=10, choices=Kind.choices)
    words = models.CharField(_("in a few words"), max_length=200)
    details = models.TextField(_("more about it"), max_length=2000, blank=True)
    place = models.PositiveIntegerField(default=0)
    finding = models.CharField(_("what was found"), max_length=12, choices=Finding.choices, blank=True)
    finding_words = models.TextField(_("in words"), max_length=2000, blank=True)
    found_on = models.DateField(null=True)
    found_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " model kind words details place finding finding_words found_on",
        pseudonymised="found_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("logic model", "box")
        ordering = ("place", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(finding="", found_on=None) | ~Q(finding="") & Q(found_on__isnull=False),
                name="a_finding_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(finding="") | ~Q(finding_words=""), name="a_finding_is_said_in_words"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("model_box", args=[self.uid])


class Arrow(models.Model):
    """One thing is thought to lead to another."""

    source = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="leads_to")
    target = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="comes_from")

    privacy = Privacy(kept="id source target")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="two_boxes_have_one_arrow"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="an_arrow_goes_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class Evidence(Entity):
    """What a finding rests on. `kind` and `ref` lead to it where it lives; `label` is what was read there."""

    class Says(models.TextChoices):
        SUPPORTS = "supports", pgettext_lazy("evidence", "goes that way")
        NUANCES = "nuances", pgettext_lazy("evidence", "goes that way, in part")
        CONTRADICTS = "contradicts", pgettext_lazy("evidence", "goes the other way")
        SILENT = "silent", pgettext_lazy("evidence", "says nothing of it")

    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=12)  # of `pieces.KINDS`
    ref = models.CharField(max_length=200, blank=True)
    label = models.CharField(_("what it is"), max_length=400)
    source = models.CharField(_("where it comes from"), max_length=300)
    says = models.CharField(_("what it says of it"), max_length=11, choices=Says.choices)
    words = models.CharField(_("in your words"), max_length=600, blank=True)
    added_at = models.DateTimeField()

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " box kind ref label source says words added_at")

    class Meta:
        verbose_name = _("piece of evidence")
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.label
