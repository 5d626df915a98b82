"""A file given as an answer: its bytes, encrypted, beside the answer that says there is one."""

import uuid

from django.db import models

from arrimage.apps.kernel.fields import EncryptedBytesField
from arrimage.apps.kernel.models import Privacy

from .response import Response


class ResponseFile(models.Model):
    """It is read through the queries of the answer it belongs to, and goes when that answer goes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="files")
    item = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    data = EncryptedBytesField()

    privacy = Privacy(kept="id uid response item kind size", scrubbed="data")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "item"], name="one_file_to_each_item")]

    def __str__(self) -> str:
        return f"{self.item}.{self.kind}"
