from django.db import models

from arrimage.apps.kernel.models import Privacy


class Checkpoint(models.Model):
    """What stands for a removed beginning of the journal: the chain goes on from its hash."""

    number = models.PositiveBigIntegerField(primary_key=True)  # of the last seal removed
    hash = models.CharField(max_length=64)  # of that seal
    count = models.PositiveBigIntegerField()  # entries removed this time
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)  # signature of the checkpoint before it
    key = models.CharField(max_length=16)
    signature = models.CharField(max_length=64)  # over every other column

    privacy = Privacy(kept="number hash count first_at last_at at previous key signature", pseudonymised="by")

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} · {self.at:%Y-%m-%d}"
