"""The directory's own word index: the same rows, so the same answers, on both databases."""

from django.db import models

from arrimage.apps.kernel.models import Privacy


class SearchDocument(models.Model):
    """One findable thing: an organisation, a site or an offer."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation"
        SITE = "site"
        OFFER = "offer"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    subject_uid = models.UUIDField(unique=True)
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    territories = models.JSONField(default=list)  # every code it is in or covers, all levels
    sort_name = models.CharField(max_length=200)
    stems_version = models.PositiveSmallIntegerField()

    privacy = Privacy(kept="id kind subject_uid organisation territories sort_name stems_version")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_uid}"


class SearchTerm(models.Model):
    """A stem found in one field of a document; `weight` says how telling that field is."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="terms")
    stem = models.CharField(max_length=40)
    field = models.CharField(max_length=16)
    word = models.CharField(max_length=60)  # as written, to say why it matched
    weight = models.PositiveSmallIntegerField()

    privacy = Privacy(kept="id document stem field word weight")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "stem", "field"], name="a_stem_once_per_field")
        ]
        indexes = [models.Index(fields=["stem", "document", "weight"])]

    def __str__(self) -> str:
        return self.stem
