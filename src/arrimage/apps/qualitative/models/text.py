"""Texts: prepared until nobody can be named in them, then frozen, so that a place in one stays that place."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedBytesField, EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .corpus import Corpus, Member
from .people import Case


class Variable(Entity):
    """Something known of each case: role, region, years of practice."""

    class Type(models.TextChoices):
        TEXT = "Text", pgettext_lazy("type of variable", "text")
        INTEGER = "Integer", pgettext_lazy("type of variable", "whole number")
        FLOAT = "Float", pgettext_lazy("type of variable", "number")
        BOOLEAN = "Boolean", pgettext_lazy("type of variable", "yes or no")
        DATE = "Date", pgettext_lazy("type of variable", "day")
        MOMENT = "DateTime", pgettext_lazy("type of variable", "moment")

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="variables")
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=8, choices=Type.choices, default=Type.TEXT)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " corpus name description type")

    class Meta:
        verbose_name = pgettext_lazy("cases", "variable")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["corpus", "name"], name="a_variable_of_cases_is_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class Value(models.Model):
    """What a variable is for a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="values")
    variable = models.ForeignKey(Variable, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(max_length=200)

    privacy = Privacy(kept="id case variable", scrubbed="value")

    class Meta:
        ordering = ("variable", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "variable"], name="a_case_has_one_value_of_a_variable")
        ]

    def __str__(self) -> str:
        return self.value


class Transcript(Entity):
    """What was said: code points, lines ended by LF. Once frozen, nothing changes it but a mask."""

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("transcript", "Names still to be looked for")
        FROZEN = "frozen", pgettext_lazy("transcript", "Ready to be read")

    class Origin(models.TextChoices):
        INTERVIEW = "interview", _("an interview")
        ANSWERS = "answers", _("open answers of a survey")
        PROJECT = "project", _("a project of another software")

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="transcripts")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transcripts")
    title = models.CharField(_("title"), max_length=160)
    origin = models.CharField(max_length=9, choices=Origin.choices, default=Origin.INTERVIEW)
    text = EncryptedTextField()
    length = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREPARED)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " corpus case origin length state frozen_at",
        scrubbed="text title",
        pseudonymised="frozen_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("interview", "text")
        ordering = ("title", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="frozen") | (Q(frozen_at__isnull=False) & ~Q(frozen_by="")),
                name="a_frozen_text_says_by_whom",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("transcript", args=[self.uid])

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN


class Replacement(Entity):
    """What stands for a name, the same in every text; nothing, for words that name nobody. For who leads."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="replacements")
    original = EncryptedTextField()
    replaced_by = models.CharField(_("replaced by"), max_length=80, blank=True)
    noted_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " corpus replaced_by", scrubbed="original", pseudonymised="noted_by"
    )

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.replaced_by


class Carried(models.Model):
    """The file a project came from: what we do not read in it leaves again as it came."""

    corpus = models.OneToOneField(Corpus, on_delete=models.CASCADE, related_name="carried")
    data = EncryptedBytesField()
    uids = models.JSONField(default=dict)  # of the file → ours, where another project here had them already
    imported = models.JSONField(default=list)  # what of it became ours: absent later, it was taken away

    privacy = Privacy(kept="id corpus uids imported", scrubbed="data")

    def __str__(self) -> str:
        return str(self.corpus)
