"""A meeting where tables answer: regional, then national; each table has a code, and no account."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .consultation import Consultation, Question


class Gathering(Entity):
    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("gathering", "to come")
        LIVE = "live", pgettext_lazy("gathering", "under way")
        OVER = "over", pgettext_lazy("gathering", "over")

    NEXT = {State.PLANNED: {State.LIVE}, State.LIVE: {State.OVER}, State.OVER: {State.LIVE}}

    class Reach(models.TextChoices):
        LOCAL = "local", pgettext_lazy("gathering", "in one organisation")
        REGIONAL = "regional", pgettext_lazy("gathering", "regional")
        NATIONAL = "national", pgettext_lazy("gathering", "national")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="gatherings")
    title = models.CharField(_("title"), max_length=160)
    reach = models.CharField(_("reach"), max_length=8, choices=Reach.choices, default=Reach.REGIONAL)
    place = models.CharField(pgettext_lazy("gathering", "place"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    state = models.CharField(max_length=7, choices=State.choices, default=State.PLANNED)
    # What all tables talk about now, and until when.
    question = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="+")
    rings_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " consultation title reach place starts_at state question rings_at closed_at"
    )

    class Meta:
        verbose_name = pgettext_lazy("consultation", "meeting")
        ordering = ("starts_at", "id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gathering", args=[self.uid])


class Table(Entity):
    """Some people around one laptop. Whoever types holds the table's code."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    code = EncryptedTextField()  # to print its card again
    code_digest = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " gathering number name seen_at", scrubbed="code code_digest"
    )

    class Meta:
        verbose_name = pgettext_lazy("consultation", "table")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["gathering", "number"], name="one_table_of_each_number")
        ]

    def __str__(self) -> str:
        label = _("Table %(number)d") % {"number": self.number}
        return f"{label} · {self.name}" if self.name else str(label)


class TableNote(models.Model):
    """What a table is writing on one question: kept as it goes, given once it is handed in."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="notes")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    shared = EncryptedTextField(blank=True)
    apart = EncryptedTextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)

    privacy = Privacy(kept="id table question version saved_at handed_in_at", scrubbed="shared apart")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "question"], name="one_note_a_table_and_question"),
            models.CheckConstraint(
                condition=Q(handed_in_at=None) | Q(saved_at__isnull=False),
                name="a_note_handed_in_was_written",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} · {self.question}"
