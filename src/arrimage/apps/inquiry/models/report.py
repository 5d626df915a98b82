"""A report: blocks one writes, figures that stay alive until an edition freezes them."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.inquiry.report_blocks import BLOCKS
from arrimage.apps.kernel.models import Entity, Privacy

from .study import Study


def digest_of(content: dict) -> str:
    """SHA-256 over the canonical text of a content: keys in order, no space, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Report(Entity):
    class State(models.TextChoices):
        WRITING = "writing", pgettext_lazy("report", "Being written")
        READING = "reading", pgettext_lazy("report", "Read by those asked")
        PUBLISHED = "published", pgettext_lazy("report", "Published")

    # From reading one may go back to writing: what was read is then thrown away, and read anew.
    NEXT = {
        State.WRITING: {State.READING},
        State.READING: {State.WRITING, State.PUBLISHED},
        State.PUBLISHED: {State.WRITING},
    }

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="reports")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    summary = models.TextField(_("in a few lines"), blank=True, max_length=2_000)
    summary_en = models.TextField(_("the same in English"), blank=True, max_length=2_000)
    licence = models.CharField(_("licence"), max_length=200, default="CC BY 4.0")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITING)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " study organisation title title_en summary summary_en licence state"
    )

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("report_write", args=[self.uid])

    def get_public_url(self) -> str:
        return reverse("report", args=[self.uid])


class Block(Entity):
    """One piece of a report. `content`: titles and words by language, and what a figure is to show."""

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("block of a report", "Text")
        FIGURE = "figure", pgettext_lazy("block of a report", "Figure")
        TABLE = "table", pgettext_lazy("block of a report", "Table")
        QUOTES = "quotes", pgettext_lazy("block of a report", "Words of those who answered")
        METHOD = "method", pgettext_lazy("block of a report", "Method box")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="blocks")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    content = models.JSONField(default=dict)
    removed_at = models.DateTimeField(null=True)  # until the next edition, it can come back

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " report place kind content removed_at")

    class Meta:
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.content.get("title", {}).get("fr") or self.kind_said

    @property
    def kind_said(self) -> str:
        above = BLOCKS.get(self.kind)
        return str(above.label if above else self.get_kind_display())


class Edition(Entity):
    """What was read, then published: whole, in both languages, and never changed after."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    read_digest = models.CharField(max_length=64)  # of what those asked were shown
    digest = models.CharField(max_length=64, blank=True)  # of what was published, replies with it
    reading_from = models.DateTimeField()
    reading_until = models.DateField(_("last day of the reading"))
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " report number content read_digest digest reading_from reading_until published_at",
        pseudonymised="published_by",
    )

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_edition_of_each_number"),
            models.UniqueConstraint(
                fields=["report"], condition=Q(published_at=None), name="one_edition_is_read_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, digest="") | (Q(published_at__isnull=False) & ~Q(digest="")),
                name="a_published_edition_carries_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("report_edition", args=[self.report.uid, self.number])


class Reader(Entity):
    """An organisation that reads the report before the public does, and what it replies."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="readers")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    reply = models.TextField(_("reply"), blank=True, max_length=6_000)
    reply_en = models.TextField(_("the same in English"), blank=True, max_length=6_000)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)  # it has read this text, and said all it wished to

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " edition organisation asked_at opened_at reply reply_en replied_at done_at",
        pseudonymised="replied_by",
    )

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["edition", "organisation"], name="an_organisation_reads_once"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="a_reply_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("report_read", args=[self.uid])


class EditionFile(models.Model):
    """A published edition in another form, made once: an edition does not change."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="files")
    form = models.CharField(max_length=20)
    data = models.BinaryField()

    privacy = Privacy(kept="id edition form data")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "form"], name="one_file_of_each_form")]

    def __str__(self) -> str:
        return self.form
