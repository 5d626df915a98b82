"""What an organisation says of what it does, in its own words: text, pictures, sounds, words of its own."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.addresses import WebAddressField
from arrimage.apps.kernel.models import Entity, Privacy
from arrimage.apps.practices.vocabulary import OWN_SECTIONS

from .catalogue import Practice


class Tag(models.Model):
    """A word an organisation calls its practices by. Another's word, even written the same, is another's."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    word = models.CharField(_("word"), max_length=60)
    key = models.CharField(max_length=60, editable=False, db_index=True)  # folded: what is compared

    privacy = Privacy(kept="id uid organisation word key")

    class Meta:
        verbose_name = pgettext_lazy("practices", "word of one’s own")
        ordering = ("key", "id")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_word_per_organisation")
        ]

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return reverse("own_word", args=[self.uid])


class Kinship(models.Model):
    """Two organisations say that their two words speak of one thing. Each keeps its own; either ends it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    one = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="kin_after")
    other = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="kin_before")
    one_yes_at = models.DateTimeField(null=True)
    other_yes_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    privacy = Privacy(kept="id uid one other one_yes_at other_yes_at ended_at", pseudonymised="proposed_by")

    # The condition «both have said yes and neither has ended it».
    HOLDS = Q(one_yes_at__isnull=False, other_yes_at__isnull=False, ended_at=None)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="two_words_are_tied_once"),
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(ended_at=None), name="one_open_kinship_per_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ~ {self.other}"

    @property
    def proposed_from(self) -> str:
        """Who proposed it, as shown; the organisation, where nobody is named."""
        first = self.one if self.one_yes_at else self.other
        return self.proposed_by or str(first.organisation)

    @property
    def holds(self) -> bool:
        return None not in (self.one_yes_at, self.other_yes_at) and self.ended_at is None


class OwnPractice(Entity):
    """A practice as told by whoever does it. Its published version is what everybody reads."""

    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " organisation withdrawn_at")

    class Meta:
        verbose_name = _("practice in its own words")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.organisation} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("own_practice", args=[self.uid])


class OwnVersion(Entity):
    """What is told, signed when published and never changed after. Drafts are the organisation’s alone."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("own version", "being written")
        PUBLISHED = "published", pgettext_lazy("own version", "published")
        REPLACED = "replaced", pgettext_lazy("own version", "replaced by another")

    NEXT = {State.DRAFT: {State.PUBLISHED}, State.PUBLISHED: {State.REPLACED}, State.REPLACED: set()}

    practice = models.ForeignKey(OwnPractice, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("what you call it"), max_length=160)
    story = models.TextField(OWN_SECTIONS["story"], max_length=12000, blank=True)
    values = models.TextField(OWN_SECTIONS["values"], max_length=6000, blank=True)
    community = models.TextField(OWN_SECTIONS["community"], max_length=4000, blank=True)
    us = models.TextField(OWN_SECTIONS["us"], max_length=4000, blank=True)
    person = models.TextField(OWN_SECTIONS["person"], max_length=4000, blank=True)
    questioning = models.TextField(OWN_SECTIONS["questioning"], max_length=4000, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="versions")
    needs = models.JSONField(_("what it answers"), default=list, blank=True)  # codes of network's Need
    links = models.ManyToManyField(Practice, blank=True, related_name="told_by")
    refuses_models = models.BooleanField(_("we would rather not be tied to any model"), default=False)
    refusal = models.TextField(_("why"), max_length=2000, blank=True)
    words = models.TextField(editable=False, default="")
    name_words = models.TextField(editable=False, default="")
    saved_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    signed = models.CharField(_("signed"), max_length=200, blank=True)  # as the organisation wants it signed

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " practice number state title story values community us person questioning tags needs links"
        " refuses_models refusal words name_words saved_at published_at signed",
        pseudonymised="by by_label",
    )

    class Meta:
        ordering = ("practice", "-number")
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="one_own_version_per_number"),
            models.UniqueConstraint(
                fields=["practice"], condition=Q(state="draft"), name="one_own_draft_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["practice"], condition=Q(state="published"), name="one_published_own_version"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | ~Q(state="draft") & Q(published_at__isnull=False),
                name="a_published_own_version_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("own_version", args=[self.practice.uid, self.number])

    @property
    def sections(self) -> list[tuple[str, str, str]]:
        """(code, title, text) of what is said, in reading order."""
        return [(code, title, text) for code, title in OWN_SECTIONS.items() if (text := getattr(self, code))]


class Medium(Entity):
    """A picture or a sound that goes with a practice. Redrawn or rewritten: nothing of the file follows."""

    class Kind(models.TextChoices):
        PICTURE = "picture", pgettext_lazy("medium", "picture")
        SOUND = "sound", pgettext_lazy("medium", "sound")

    class Consent(models.TextChoices):
        NOBODY = "nobody", _("Nobody can be recognised")
        AGREED = "agreed", _("Those who can be recognised have agreed, and know where it will be seen")

    practice = models.ForeignKey(OwnPractice, on_delete=models.CASCADE, related_name="media")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    # What is seen or heard, for whoever does not see or hear it: never empty.
    in_words = models.TextField(_("what is seen or heard, in words"), max_length=12000)
    consent = models.CharField(_("those who are seen or heard"), max_length=7, choices=Consent.choices)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)
    shown_at = models.DateTimeField(null=True)  # since when others may see it: the publication that follows
    removed_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " practice kind consent media_type size width height seconds added_at shown_at removed_at",
        scrubbed="caption in_words",
        pseudonymised="by_label",
    )

    class Meta:
        verbose_name = _("picture or sound")
        ordering = ("added_at", "id")
        constraints = [models.CheckConstraint(condition=~Q(in_words=""), name="a_medium_is_told_in_words")]

    def __str__(self) -> str:
        return self.caption or self.get_kind_display()

    def get_file_url(self) -> str:
        return reverse("own_medium", args=[self.practice.uid, self.uid])


class MediumContent(models.Model):
    """The bytes, apart: no list reads them, and they go as soon as somebody takes back their consent."""

    medium = models.OneToOneField(Medium, on_delete=models.CASCADE, related_name="content", primary_key=True)
    data = models.BinaryField()

    privacy = Privacy(kept="medium", scrubbed="data")

    def __str__(self) -> str:
        return str(self.medium)


class Quotation(models.Model):
    """A plan, an orientation, a report quotes a practice told in its own words: whoever told it may know."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(OwnVersion, on_delete=models.CASCADE, related_name="quotations")
    title = models.CharField(_("in which document"), max_length=200)
    address = WebAddressField(_("its address"), max_length=300, blank=True)
    words = models.TextField(_("the words quoted"), max_length=2000, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_label = models.CharField(max_length=200, blank=True)
    quoted_at = models.DateTimeField()

    privacy = Privacy(
        kept="id uid version title address organisation quoted_at",
        scrubbed="words",
        pseudonymised="by_label",
    )

    class Meta:
        ordering = ("-quoted_at", "-id")

    def __str__(self) -> str:
        return self.title
