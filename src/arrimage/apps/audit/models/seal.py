from django.db import models

from arrimage.apps.kernel.models import Privacy


class Seal(models.Model):
    """A link of the chain: the keyed hash of the link before it and of one entry's every column.

    Links are numbered in the order they were made, without a gap; that order, not the entries' ids, is
    the chain's (see docs/decisions/0002-sealed-journal.md).
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    form = models.PositiveSmallIntegerField()  # which columns are in the hash, and how: `chain.FORMS`
    key = models.CharField(max_length=16)  # id of the key it was made with
    hash = models.CharField(max_length=64)

    privacy = Privacy(kept="number entry_id sealed_at form key hash")

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} · {self.hash[:12]}"


class Unsealed(models.Model):
    """An entry waiting for its seal: written with it, in the same transaction, removed when sealed."""

    entry_id = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField()  # by the clock: an entry may tell of something older

    privacy = Privacy(kept="entry_id since")

    def __str__(self) -> str:
        return str(self.entry_id)
