"""A questionnaire as a thing that lasts, and its versions, each of which is a document that never changes."""

import hashlib
import json
from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.questionnaires.document.questionnaire import Questionnaire, from_data, to_data


class Instrument(Entity):
    """What an organisation asks again and again, or a known instrument that anybody may use."""

    # None: shipped with the software, for all.
    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    slug = models.SlugField(_("short name"), max_length=60, blank=True)  # of a shipped one, for ever
    title = models.CharField(_("title"), max_length=200)
    source = models.TextField(_("source"), blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " organisation slug title source licence")

    class Meta:
        verbose_name = _("questionnaire")
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=~Q(slug=""), name="a_shipped_instrument_is_there_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("instrument", args=[self.uid])


class Version(Entity):
    """One state of an instrument. While a draft it is written; once published it is what it is for ever."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("version of a questionnaire", "Draft")
        PUBLISHED = "published", pgettext_lazy("version of a questionnaire", "Published")
        RETIRED = "retired", pgettext_lazy("version of a questionnaire", "Retired")

    NEXT = {
        Status.DRAFT: {Status.PUBLISHED},
        Status.PUBLISHED: {Status.RETIRED},
        Status.RETIRED: {Status.PUBLISHED},
    }

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)  # of the content, since it was published
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " instrument number status content digest published_at",
        pseudonymised="published_by",
    )

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="one_version_of_each_number"),
            models.UniqueConstraint(
                fields=["instrument"], condition=Q(status="draft"), name="one_draft_of_each_instrument"
            ),
            models.CheckConstraint(
                condition=(Q(status="draft") & Q(digest="")) | (~Q(status="draft") & ~Q(digest="")),
                name="what_is_published_carries_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.number}"

    @property
    def form(self) -> Questionnaire:
        """The document. A published one never changes: each process reads it once, by its digest."""
        if not hasattr(self, "_form"):
            self._form = from_data(self.content) if self.is_draft else _published(self.pk, self.digest)
        return self._form

    @form.setter
    def form(self, form: Questionnaire) -> None:
        self.content, self._form = to_data(form), form

    @form.deleter
    def form(self) -> None:
        """Read the document again: its content was exchanged."""
        self.__dict__.pop("_form", None)

    def digest_now(self) -> str:
        text = json.dumps(self.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


@lru_cache(maxsize=200)
def _published(pk: int, digest: str) -> Questionnaire:
    # With the digest: whatever else may bear this number in another database is another document.
    return from_data(Version.objects.values_list("content", flat=True).get(pk=pk, digest=digest))
