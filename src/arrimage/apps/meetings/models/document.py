"""Files put beside a meeting. They live in the database: one backup, one rule for who may read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy

from .meeting import Meeting


class Document(Entity):
    """What a file is and who may open it; its bytes are apart, so that no list reads them."""

    class Readers(models.TextChoices):
        INVITED = "invited", pgettext_lazy("document", "all those invited")
        RUNNING = "running", pgettext_lazy("document", "those who run the meeting")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=100)
    title = models.CharField(_("what it is"), max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    readers = models.CharField(
        _("who may open it"), max_length=7, choices=Readers.choices, default=Readers.INVITED
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " meeting media_type size readers added_at",
        scrubbed="name title",
        pseudonymised="by by_label",
    )

    class Meta:
        verbose_name = pgettext_lazy("meetings", "document")
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.title


class DocumentContent(models.Model):
    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, related_name="content", primary_key=True
    )
    data = models.BinaryField()

    privacy = Privacy(kept="document", scrubbed="data")

    def __str__(self) -> str:
        return str(self.document)
