"""From passages to ideas, from ideas to a synthesis that is sealed; and the replies that travel with it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.deliberation.vocabulary import How, ReplyStance
from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .consultation import Consultation, Question
from .contribution import Contribution, Wording


class Divergence(Entity):
    """A point on which people do not agree: the ideas that face each other stand side by side."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="divergences")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("what people do not agree on"), max_length=300)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " consultation question title")

    class Meta:
        verbose_name = _("divergence")
        ordering = ("question__position", "id")

    def __str__(self) -> str:
        return self.title


class Idea(Entity):
    """Something that is said, in the synthesists’ words, with the passages that say it.

    Joining one idea to another only sets `joined_to`: its own passages never move, so that taking it apart
    again gives back exactly what was there.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="ideas")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("the idea, in one sentence"), max_length=300)
    text = models.TextField(_("what is said of it, and why"), max_length=6_000, blank=True)
    is_minority = models.BooleanField(_("a minority position: only its own words are shown"), default=False)
    divergence = models.ForeignKey(
        Divergence, null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas"
    )
    joined_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    joined_at = models.DateTimeField(null=True)
    joined_by = models.CharField(max_length=200, blank=True)
    split_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " consultation question title text is_minority divergence joined_to joined_at split_from",
        pseudonymised="joined_by",
    )

    class Meta:
        verbose_name = _("idea")
        ordering = ("question__position", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(joined_to=F("id")), name="an_idea_is_not_joined_to_itself"),
            models.CheckConstraint(
                condition=Q(joined_to=None, joined_at=None)
                | Q(joined_to__isnull=False, joined_at__isnull=False),
                name="a_joined_idea_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Extract(models.Model):
    """A passage of a frozen wording, by its offsets, and what becomes of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="extracts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    how = models.CharField(max_length=8, choices=How.choices)
    idea = models.ForeignKey(Idea, null=True, on_delete=models.PROTECT, related_name="extracts")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(kept="id uid wording start end how idea placed_at", pseudonymised="placed_by")

    class Meta:
        verbose_name = pgettext_lazy("synthesis", "passage")
        ordering = ("wording__contribution__number", "start", "id")
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="a_passage_holds_something"),
            models.CheckConstraint(
                condition=Q(how="singular", idea=None) | ~Q(how="singular") & Q(idea__isnull=False),
                name="a_passage_is_in_an_idea_or_singular",
            ),
            models.UniqueConstraint(
                fields=["wording", "start", "end", "idea"], name="a_passage_is_once_in_an_idea"
            ),
            models.UniqueConstraint(
                fields=["wording"], condition=Q(how="singular"), name="a_wording_is_singular_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording} · {self.start}–{self.end}"

    @property
    def slice(self) -> str:
        """For the `slice` filter of templates."""
        return f"{self.start}:{self.end}"


class Looking(models.Model):
    """Who has a contribution before their eyes, so that two synthesists do not place the same one."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="looking", primary_key=True
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    privacy = Privacy(kept="contribution since", pseudonymised="user")

    def __str__(self) -> str:
        return str(self.contribution)


class Synthesis(models.Model):
    """What was published, as it was: a document whose digest is shown, and the passages it quotes apart.

    The document holds the salted digest of each passage, so that words may be withdrawn without breaking it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="syntheses")
    number = models.PositiveIntegerField()
    document = models.TextField()  # canonical JSON: its bytes are what is sealed
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept="id uid consultation number document digest published_at", pseudonymised="published_by"
    )

    class Meta:
        verbose_name = _("synthesis")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_synthesis_of_each_number")
        ]

    def __str__(self) -> str:
        return f"{self.consultation} · {self.number}"

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise ValueError("what was published never changes: publish a new version")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("synthesis", args=[self.consultation.uid, self.number])


class Passage(models.Model):
    """Words of a sealed synthesis. Withdrawn, the words and their salt go; the digest stays."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="passages")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, blank=True)
    text = EncryptedTextField(blank=True)

    privacy = Privacy(kept="id synthesis contribution digest", scrubbed="salt text")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["synthesis", "digest"], name="a_passage_is_sealed_once")
        ]

    def __str__(self) -> str:
        return self.digest


class Reply(models.Model):
    """“That is not what I meant”: what a contributor says of where their words went."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="replies")
    idea = models.ForeignKey(Idea, null=True, on_delete=models.PROTECT, related_name="replies")
    # The published version it answers; none while the synthesis is a draft.
    synthesis = models.ForeignKey(Synthesis, null=True, on_delete=models.PROTECT, related_name="replies")
    stance = models.CharField(max_length=9, choices=ReplyStance.choices)
    words = EncryptedTextField(_("in your own words"), blank=True)
    given_on = models.DateField()
    answer = models.TextField(_("what the synthesists did of it"), max_length=2_000, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept="id uid contribution idea synthesis stance given_on answered_at",
        scrubbed="words answer",
        pseudonymised="answered_by",
    )

    class Meta:
        verbose_name = pgettext_lazy("synthesis", "reply")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="an_answered_reply_has_its_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contribution} · {self.get_stance_display()}"
