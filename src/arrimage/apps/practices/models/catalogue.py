"""The catalogue: practices others have described, in editions that are written, read over, then published."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.practices.vocabulary import SECTIONS, Level


class Practice(Entity):
    """What stays the same from one edition to the next: an address."""

    slug = models.SlugField(max_length=60, unique=True)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " slug")

    class Meta:
        verbose_name = _("practice")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("practice", args=[self.slug])


class Edition(Entity):
    """What the catalogue says of a practice, in one language. Published, it never changes: another follows.

    The facts (shelves, needs, level, references…) are those of the French edition; a translation carries
    texts alone, and names the edition it translates.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("edition", "being written")
        IN_REVIEW = "in_review", pgettext_lazy("edition", "being read over")
        PUBLISHED = "published", pgettext_lazy("edition", "published")
        REPLACED = "replaced", pgettext_lazy("edition", "replaced by another")

    NEXT = {
        State.DRAFT: {State.IN_REVIEW},
        State.IN_REVIEW: {State.DRAFT, State.PUBLISHED},
        State.PUBLISHED: {State.REPLACED},
        State.REPLACED: set(),
    }
    OPEN = frozenset({State.DRAFT, State.IN_REVIEW})
    LANGUAGES = (("fr", _("French")), ("en", _("English")))

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    translates = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="translations"
    )

    name = models.CharField(_("name"), max_length=160)
    aim = models.TextField(SECTIONS["aim"], max_length=2000)
    for_whom = models.TextField(SECTIONS["for_whom"], max_length=2000, blank=True)
    how = models.TextField(SECTIONS["how"], max_length=5000, blank=True)
    evidence = models.TextField(SECTIONS["evidence"], max_length=5000, blank=True)
    conditions = models.TextField(SECTIONS["conditions"], max_length=4000, blank=True)
    limits = models.TextField(SECTIONS["limits"], max_length=4000, blank=True)
    quebec = models.TextField(SECTIONS["quebec"], max_length=4000, blank=True)
    persons = models.TextField(SECTIONS["persons"], max_length=4000, blank=True)

    level = models.CharField(_("what research says, in a word"), max_length=10, choices=Level.choices)
    shelves = models.JSONField(_("shelves"), default=list, blank=True)  # codes of Shelf
    needs = models.JSONField(_("needs it answers"), default=list, blank=True)  # codes of network's Need
    related = models.JSONField(_("related practices"), default=list, blank=True)  # slugs
    references = models.JSONField(_("references"), default=list, blank=True)  # CSL data

    words = models.TextField(editable=False, default="")  # stems, each between spaces: what is searched
    name_words = models.TextField(editable=False, default="")
    said_of_change = models.CharField(_("what changes"), max_length=300, blank=True)
    # The digest of the file it was loaded from; empty as soon as a person has written it.
    loaded = models.CharField(max_length=64, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " practice language number state translates name aim for_whom how evidence conditions limits quebec"
        " persons level shelves needs related references words name_words said_of_change loaded written_at"
        " published_at",
        pseudonymised="by by_label published_by",
    )

    class Meta:
        verbose_name = _("edition")
        ordering = ("practice", "language", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "language", "number"], name="one_edition_per_number_and_language"
            ),
            models.UniqueConstraint(
                fields=["practice", "language"],
                condition=Q(state="published"),
                name="one_published_edition_per_language",
            ),
            models.UniqueConstraint(
                fields=["practice", "language"],
                condition=Q(state__in=["draft", "in_review"]),
                name="one_edition_written_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review"], published_at=None)
                | Q(state__in=["published", "replaced"], published_at__isnull=False),
                name="a_published_edition_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(language="fr", translates=None) | ~Q(language="fr"),
                name="french_is_written_first",
            ),
        ]
        indexes = [models.Index(fields=["state", "language"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("practice_edition", args=[self.practice.slug, self.language, self.number])

    @property
    def sections(self) -> list[tuple[str, str, str]]:
        """(code, title, text) of what is said, in reading order."""
        return [(code, title, text) for code, title in SECTIONS.items() if (text := getattr(self, code))]


class Reading(models.Model):
    """What somebody said of an edition while it was being read over, and what was done about it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    is_lived = models.BooleanField(_("reads from lived experience"), default=False)
    agrees = models.BooleanField(_("it may be published as it is"))
    words = models.TextField(_("what you say of it"), max_length=4000, blank=True)
    read_at = models.DateTimeField()
    answer = models.TextField(_("what was done about it"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept="id uid edition is_lived agrees read_at answered_at",
        scrubbed="words answer",
        pseudonymised="by by_label answered_by",
    )

    class Meta:
        ordering = ("read_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["edition", "by"], name="one_reading_per_reader"),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(words=""), name="whoever_does_not_agree_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} · {self.by_label}"


class Contestation(Entity):
    """Somebody holds that what the catalogue says is wrong or reductive: shown beside, until withdrawn."""

    class State(models.TextChoices):
        STANDING = "standing", pgettext_lazy("contestation", "not answered yet")
        ANSWERED = "answered", pgettext_lazy("contestation", "answered")
        WITHDRAWN = "withdrawn", pgettext_lazy("contestation", "withdrawn")

    NEXT = {
        State.STANDING: {State.ANSWERED, State.WITHDRAWN},
        State.ANSWERED: {State.STANDING, State.WITHDRAWN},
        State.WITHDRAWN: set(),
    }

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="contestations")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")  # the one that was read
    section = models.CharField(_("what is contested"), max_length=12, choices=[*SECTIONS.items()], blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(_("what is not right, in your own words"), max_length=4000)
    wished = models.TextField(_("what should be read instead"), max_length=2000, blank=True)
    by_label = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()
    # Where it was said, when another room says it (a consultation, a meeting…).
    source = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.STANDING)
    answer = models.TextField(_("your answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " practice edition section organisation words wished said_at source source_url state answer"
        " answered_at withdrawn_at",
        pseudonymised="by_label answered_by",
    )

    class Meta:
        verbose_name = _("contestation")
        ordering = ("said_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(source=""), name="somebody_contests"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
                name="a_withdrawn_contestation_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice} · {self.said_by}"

    @property
    def said_by(self) -> str:
        """Whose word it is, as shown."""
        return str(self.organisation) if self.organisation else self.source

    def get_absolute_url(self) -> str:
        return reverse("contestation", args=[self.uid])
