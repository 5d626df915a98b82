"""The directory's own word index: the same rows, so the same answers, on both databases.

All of it is derived and rebuilt at will (`arrimage directory reindex`). A word keeps the ids of all its
documents in one packed value, so that a search reads a few rows, not thousands. Keys carry no database
constraint, so that rebuilding never waits for somebody saving a page, nor they for it.
"""

from django.db import models

from arrimage.apps.kernel.models import Privacy

# Codes that are indexed as words are, beside those of the vocabulary (`need:housing`, `of:pharmacy`…).
EVERYWHERE = "territory:*"  # serves all of Québec
REACHES_OUT = "is:reaching"  # not tied to the distance of a place: phone, outreach, no point to measure from
DIRECT = "is:direct"  # the person may ask: no referral
# It speaks in its own words and declares no need by a code: what it answers is read there, when asked.
NEEDS_IN_WORDS = "is:in_words"


class Field(models.IntegerChoices):
    """Where a word stands in a document, the most telling place first."""

    NAME = 1
    LABEL = 2  # a code: need, category, kind, territory…
    OWN = 3  # in their own words
    DESCRIPTION = 4
    ORGANISATION = 5  # the name of the organisation that offers it
    PLACE = 6


def link(to: str, **options) -> models.ForeignKey:
    return models.ForeignKey(to, on_delete=models.CASCADE, db_constraint=False, related_name="+", **options)


class SearchState(models.Model):
    """One row: which `STEMS_VERSION` the index was made with. Locking it lets one writer in at a time."""

    stems_version = models.PositiveSmallIntegerField()

    privacy = Privacy(kept="id stems_version")

    def __str__(self) -> str:
        return str(self.stems_version)


class SearchDocument(models.Model):
    """One findable thing: an organisation, a site or an offer."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation"
        SITE = "site"
        OFFER = "offer"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    uid = models.UUIDField(unique=True)  # of the thing itself; the row stays the same as the thing changes
    organisation = link("network.Organisation")
    site = link("network.Site", null=True)
    offer = link("network.Offer", null=True)
    sort_name = models.CharField(max_length=200)
    territory = link("network.Territory", null=True)  # the finest, to show
    municipality = models.CharField(max_length=120, blank=True)
    hours = models.JSONField(default=list)  # stretches of the usual week, in minutes from Monday 00:00
    closed_on = models.DateField(null=True, db_index=True)  # its own or its organisation's, the first
    terms = models.JSONField(default=dict)  # field → words, as written: what the words' postings say of it

    privacy = Privacy(
        kept="id kind uid organisation site offer sort_name territory municipality hours closed_on terms"
    )

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class SearchWord(models.Model):
    """A word of the directory as written, folded and stemmed; or a code (`need:housing`), its key empty."""

    written = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=40)
    stem = models.CharField(max_length=40, db_index=True)
    postings = models.BinaryField()  # `postings.pack`: field → documents, each under its most telling field

    privacy = Privacy(kept="written key stem postings")

    def __str__(self) -> str:
        return self.written


class SearchPoint(models.Model):
    """A site as a point, for «near …». A confidential address has none."""

    organisation = link("network.Organisation")
    latitude = models.FloatField()
    longitude = models.FloatField()
    documents = models.BinaryField()  # `postings.pack_ids`: what is found there
    municipality = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True, db_index=True)  # the municipality, folded
    postal_code = models.CharField(max_length=7, blank=True, db_index=True)  # without its space
    territory_code = models.CharField(max_length=12, blank=True)

    privacy = Privacy(
        kept="id organisation documents municipality place territory_code",
        scrubbed="latitude longitude postal_code",
    )

    class Meta:
        indexes = [models.Index(fields=["latitude", "longitude"])]

    def __str__(self) -> str:
        return self.municipality
