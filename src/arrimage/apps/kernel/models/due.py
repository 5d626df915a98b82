from django.db import models

from .entity import Privacy


class DueRun(models.Model):
    """When a piece of scheduled work last ran, when it is next due, and who holds it meanwhile."""

    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)  # taken by a run that has not finished
    ran_at = models.DateTimeField(null=True)
    succeeded = models.BooleanField(null=True)
    said = models.TextField(blank=True)  # what it did, in a sentence

    privacy = Privacy(kept="id name next_at claimed_at ran_at succeeded", scrubbed="said")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
