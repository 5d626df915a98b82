"""What there is to read and watch: pieces, their editions by language, who read them before they came out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.learning.document import Document, digest_of, from_data, to_data
from arrimage.apps.network.vocabulary import Need

from .programme import Theme

LANGUAGES = [("fr", "Français"), ("en", "English")]


class Piece(Entity):
    """A dossier, a capsule or a material, as a thing that lasts; its texts are in its editions."""

    class Kind(models.TextChoices):
        DOSSIER = "dossier", pgettext_lazy("library", "Dossier")
        CAPSULE = "capsule", pgettext_lazy("library", "Capsule")
        MATERIAL = "material", pgettext_lazy("library", "Material to keep")

    class Audience(models.TextChoices):
        TEAMS = "teams", pgettext_lazy("library", "Teams")
        PERSONS = "persons", pgettext_lazy("library", "Persons, for themselves")
        RELATIVES = "relatives", pgettext_lazy("library", "Relatives and friends")
        ALL = "all", pgettext_lazy("library", "Everybody")

    # None: shipped with the software, written by nobody here.
    organisation = models.ForeignKey(
        "network.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    slug = models.SlugField(max_length=60, blank=True)  # of a shipped one, for ever
    after = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="copies")
    kind = models.CharField(_("what it is"), max_length=8, choices=Kind.choices)
    audience = models.CharField(_("for whom"), max_length=9, choices=Audience.choices, default=Audience.TEAMS)
    language = models.CharField(_("first language"), max_length=5, choices=LANGUAGES, default="fr")
    title = models.CharField(_("title"), max_length=200)  # of its latest text in its first language
    themes = models.ManyToManyField(Theme, related_name="pieces", blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " organisation slug after kind audience language title themes"
    )

    class Meta:
        verbose_name = pgettext_lazy("library", "piece")
        ordering = ("title", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=~Q(slug=""), name="a_shipped_piece_is_there_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("piece", args=[self.uid])


class PieceNeed(models.Model):
    """A need the piece speaks to, in the words people look for help with."""

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="needs")
    need = models.CharField(max_length=20, choices=Need.choices)

    privacy = Privacy(kept="id piece need")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["piece", "need"], name="a_piece_names_a_need_once")]

    def __str__(self) -> str:
        return f"{self.piece} · {self.get_need_display()}"


class PiecePractice(models.Model):
    """A practice of the catalogue the piece speaks of, by its address, which never changes."""

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="practices")
    slug = models.SlugField(max_length=80)

    privacy = Privacy(kept="id piece slug")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["piece", "slug"], name="a_piece_names_a_practice_once")
        ]

    def __str__(self) -> str:
        return f"{self.piece} · {self.slug}"


class Edition(Entity):
    """One state of a piece in one language. Once published it is what it is for ever."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("edition", "Draft")
        REVIEW = "review", pgettext_lazy("edition", "Being read")
        PUBLISHED = "published", pgettext_lazy("edition", "Published")
        RETIRED = "retired", pgettext_lazy("edition", "Retired")

    NEXT = {
        Status.DRAFT: {Status.REVIEW},
        Status.REVIEW: {Status.DRAFT, Status.PUBLISHED},
        Status.PUBLISHED: {Status.RETIRED},
        Status.RETIRED: {Status.PUBLISHED},
    }
    OPEN = (Status.DRAFT, Status.REVIEW)

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(max_length=5, choices=LANGUAGES)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)  # of the content, since it was published
    translates = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="translations")
    stems = models.TextField(blank=True)  # what a search looks into, written at publication
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " piece language number status content digest translates stems published_at",
        pseudonymised="written_by published_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("library", "edition")
        ordering = ("language", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=["piece", "language", "number"], name="one_edition_of_each_number_and_language"
            ),
            models.UniqueConstraint(
                fields=["piece", "language"],
                condition=Q(status__in=["draft", "review"]),
                name="one_edition_is_being_written",
            ),
            models.UniqueConstraint(
                fields=["piece", "language"],
                condition=Q(status="published"),
                name="one_edition_is_published",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review"], digest="")
                | Q(status__in=["published", "retired"]) & ~Q(digest="") & Q(published_at__isnull=False),
                name="what_came_out_carries_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.piece} · {self.language} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.uid])

    @property
    def document(self) -> Document:
        """The text. Read once for each edition that was fetched."""
        if not hasattr(self, "_document"):
            self._document = from_data(self.content)
        return self._document

    @document.setter
    def document(self, document: Document) -> None:
        self.content, self._document = to_data(document), document

    def digest_now(self) -> str:
        return digest_of(self.content)


class Reading(models.Model):
    """Somebody asked to read an edition before it comes out, whence they speak, what they say of it."""

    class Voice(models.TextChoices):
        LIVED = "lived", pgettext_lazy("reading", "as a person who has lived it")
        RELATIVE = "relative", pgettext_lazy("reading", "as a relative or friend")
        PRACTICE = "practice", pgettext_lazy("reading", "from practice")
        COMMUNITY = "community", pgettext_lazy("reading", "from a community organisation")
        KNOWLEDGE = "knowledge", pgettext_lazy("reading", "for the knowledge it rests on")

    LIVED_VOICES = (Voice.LIVED, Voice.RELATIVE)

    class Verdict(models.TextChoices):
        AGREES = "agrees", pgettext_lazy("reading", "It may come out as it is")
        CHANGES = "changes", pgettext_lazy("reading", "Something must change first")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    voice = models.CharField(_("how you read it"), max_length=9, choices=Voice.choices)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    verdict = models.CharField(_("what you say of it"), max_length=7, choices=Verdict.choices, blank=True)
    words = models.TextField(_("in your own words"), max_length=5000, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of the text that was read
    answered_at = models.DateTimeField(null=True)
    # How the reader agrees to be named under the published text; empty: not named.
    signed = models.CharField(_("how you are named under the text"), max_length=120, blank=True)

    privacy = Privacy(
        kept="id uid edition voice asked_at verdict digest answered_at",
        scrubbed="words",
        pseudonymised="reader asked_by signed",
    )

    class Meta:
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["edition", "reader"], name="somebody_reads_an_edition_once"),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(answered_at__isnull=False), name="a_reading_said_has_its_moment"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="changes") | ~Q(words=""), name="what_must_change_is_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader} · {self.edition}"

    @property
    def is_lived(self) -> bool:
        return self.voice in self.LIVED_VOICES


class Film(models.Model):
    """The video of a capsule, served by us alone; captions and transcript go with every edition."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    piece = models.OneToOneField(Piece, on_delete=models.CASCADE, related_name="film")
    file = models.FileField(upload_to="learning/films/")
    media_type = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    seconds = models.PositiveIntegerField(_("length, in seconds"), null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    privacy = Privacy(
        kept="id uid piece media_type size seconds added_at", scrubbed="file", pseudonymised="added_by"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="a_film_is_not_empty")]
        ordering = (F("id").asc(),)

    def __str__(self) -> str:
        return f"{self.piece} ({self.media_type})"
