import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from arrimage.apps.kernel.models import Privacy


class Entry(models.Model):
    """One thing done or read. Plain text and ids: it stays readable when what it speaks of is gone.

    Never changed, never deleted: triggers refuse it on both databases.
    """

    at = models.DateTimeField(_("when"), db_index=True)
    action = models.CharField(_("what was done"), max_length=60)
    actor = models.CharField(max_length=36, blank=True)  # uid; empty for the installation itself
    actor_label = models.CharField(_("who"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=30, blank=True)
    organisation = models.CharField(max_length=36, blank=True)  # uid of the one acted for
    organisation_label = models.CharField(_("organisation"), max_length=200, blank=True)
    # Canonical JSON kept as text: a JSON column would rewrite its bytes, and the seal is over bytes.
    subjects = models.TextField(_("about"), default="[]")  # [{"id", "kind", "label"}, …]
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    request = models.CharField(max_length=36, blank=True)  # rows of one request share it
    details = models.TextField(default="{}")

    privacy = Privacy(
        kept="id at action role organisation organisation_label purpose request",
        scrubbed="details",
        pseudonymised="actor actor_label subjects",
    )

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ("-id",)
        indexes = [models.Index(fields=["organisation", "-at"], name="journal_of_an_organisation")]

    def __str__(self) -> str:
        return f"{self.pk} {self.action}"

    @property
    def about(self) -> list[dict[str, str]]:
        """The subjects, read back: dicts of `id`, `kind` and `label`."""
        return json.loads(self.subjects)
