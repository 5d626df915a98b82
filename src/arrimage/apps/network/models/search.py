"""The directory's own word index: the same rows, so the same answers, on both databases.

All of it is derived and rebuilt at will (`arrimage directory reindex`). Its keys carry no database
constraint, so that rebuilding never waits for somebody saving a page, nor they for it.
"""

from django.db import models

from arrimage.apps.kernel.models import Privacy


class Field(models.IntegerChoices):
    """Where a word stands in a document, the most telling place first."""

    NAME = 1
    LABEL = 2  # a code the organisation chose: need, category, kind…
    OWN = 3  # in their own words
    DESCRIPTION = 4
    ORGANISATION = 5  # the name of the organisation that offers it
    PLACE = 6


def link(to: str, **options) -> models.ForeignKey:
    return models.ForeignKey(to, on_delete=models.CASCADE, db_constraint=False, **options)


class SearchState(models.Model):
    """One row: which `STEMS_VERSION` the index was made with. Locking it lets one writer in at a time."""

    stems_version = models.PositiveSmallIntegerField()

    privacy = Privacy(kept="id stems_version")

    def __str__(self) -> str:
        return str(self.stems_version)


class SearchDocument(models.Model):
    """One findable thing: an organisation, a site or an offer, with what filters and orders it."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation"
        SITE = "site"
        OFFER = "offer"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    uid = models.UUIDField(unique=True)  # of the thing itself
    organisation = link("network.Organisation", related_name="+")
    site = link("network.Site", null=True, related_name="+")
    offer = link("network.Offer", null=True, related_name="+")
    sort_name = models.CharField(max_length=200)
    territory = link("network.Territory", null=True, related_name="+")  # the finest, to show
    municipality = models.CharField(max_length=120, blank=True)
    # It declares no need by a code: what it answers is read in its name and its own words, when asked.
    needs_in_words = models.BooleanField(default=False)
    is_direct = models.BooleanField(default=False)  # the person may ask: no referral
    reaches_out = models.BooleanField(default=False)  # not tied to the distance of a place
    closed_on = models.DateField(null=True)  # the first day it no longer is: its own or its organisation's

    privacy = Privacy(
        kept="id kind uid organisation site offer sort_name territory municipality needs_in_words is_direct"
        " reaches_out closed_on"
    )

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class SearchWord(models.Model):
    """A word of the directory, as written, folded and stemmed; or a code (`need:housing`), its key empty."""

    written = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=40, db_index=True)
    stem = models.CharField(max_length=40, db_index=True)

    privacy = Privacy(kept="id written key stem")

    def __str__(self) -> str:
        return self.written


class SearchTerm(models.Model):
    """A word in a document, and the most telling place it stands in."""

    word = link(SearchWord, related_name="terms", db_index=False)
    document = link(SearchDocument, related_name="terms")
    field = models.PositiveSmallIntegerField(choices=Field.choices)

    privacy = Privacy(kept="id word document field")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "document"], name="a_word_once_per_document"),
        ]

    def __str__(self) -> str:
        return f"{self.word_id} {self.document_id}"


class SearchPoint(models.Model):
    """Where a document is, for «near …». A confidential address has no point."""

    document = link(SearchDocument, related_name="points")
    latitude = models.FloatField()
    longitude = models.FloatField()
    municipality = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True, db_index=True)  # the municipality, folded
    postal_code = models.CharField(max_length=7, blank=True, db_index=True)  # without its space
    territory_code = models.CharField(max_length=12, blank=True)

    privacy = Privacy(
        kept="id document municipality place territory_code", scrubbed="latitude longitude postal_code"
    )

    class Meta:
        indexes = [models.Index(fields=["latitude", "longitude"])]

    def __str__(self) -> str:
        return self.municipality
