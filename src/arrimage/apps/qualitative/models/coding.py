"""The codebook, rounds of reading, and what each coder put on which words."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .corpus import Corpus, Member
from .people import Case
from .text import Transcript


class Code(Entity):
    """One idea one looks for, with how one knows it when one sees it."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="codes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    place = models.PositiveIntegerField(default=0)
    name = models.CharField(pgettext_lazy("of a code", "name"), max_length=120)
    definition = models.TextField(_("what it means"), max_length=2000, blank=True)
    when = models.TextField(_("when to use it"), max_length=1000, blank=True)
    when_not = models.TextField(_("when not to"), max_length=1000, blank=True)
    example = models.TextField(_("an example"), max_length=1000, blank=True)
    contrary = models.TextField(_("what would say the opposite"), max_length=600, blank=True)
    colour = models.CharField(max_length=7, blank=True)  # as another software gave it
    is_codable = models.BooleanField(_("put on words"), default=True)
    retired_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " corpus parent place name definition when when_not contrary colour"
        " is_codable retired_at",
        scrubbed="example",
    )

    class Meta:
        verbose_name = pgettext_lazy("codebook", "code")
        ordering = ("place", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="a_code_is_not_under_itself"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("code_of_corpus", args=[self.uid])


class Round(Entity):
    """A time of reading. Open: each sees the others' work. Blind: nobody does, until it is closed."""

    class Kind(models.TextChoices):
        OPEN = "open", pgettext_lazy("round", "Read together")
        BLIND = "blind", pgettext_lazy("round", "Blind")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("round", "Being read")
        CLOSED = "closed", pgettext_lazy("round", "Closed, to be settled")
        SETTLED = "settled", pgettext_lazy("round", "Settled")

    class Unit(models.TextChoices):
        SENTENCE = "sentence", pgettext_lazy("unit", "sentence")
        TURN = "turn", pgettext_lazy("unit", "turn of speech")
        CHARACTER = "character", pgettext_lazy("unit", "character")

    NEXT = {State.OPEN: {State.CLOSED}, State.CLOSED: {State.SETTLED}, State.SETTLED: set()}

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    name = models.CharField(pgettext_lazy("of a round", "name"), max_length=120)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    unit = models.CharField(
        _("what is compared, said beforehand"), max_length=9, choices=Unit.choices, default=Unit.SENTENCE
    )
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " corpus number name kind unit state opened_at closed_at settled_at"
    )

    class Meta:
        verbose_name = _("round of reading")
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(fields=["corpus", "number"], name="rounds_are_numbered"),
            models.UniqueConstraint(
                fields=["corpus"],
                condition=Q(kind="open", state="open"),
                name="a_corpus_is_read_together_in_one_round",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("coding_round", args=[self.uid])


class Reading(models.Model):
    """A text given to a coder in a blind round, and when they had finished it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="readings")
    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="readings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="readings")
    finished_at = models.DateTimeField(null=True)

    privacy = Privacy(kept="id round transcript member finished_at")

    class Meta:
        ordering = ("transcript", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "transcript", "member"], name="a_text_is_given_once_to_a_coder"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transcript}, {self.member}"


class Coding(models.Model):
    """One coder put one code on the words from `start` up to `end`, in one round."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="codings")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="codings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    passage = models.UUIDField(default=uuid.uuid4)  # codes put on the same words in one gesture share it
    is_contrary = models.BooleanField(_("says the opposite"), default=False)
    is_settled = models.BooleanField(default=False)  # kept by those who settled a blind round
    memo = EncryptedTextField(blank=True)
    at = models.DateTimeField()

    privacy = Privacy(
        kept="id uid transcript code coder round start end passage is_contrary is_settled at", scrubbed="memo"
    )

    class Meta:
        verbose_name = pgettext_lazy("of words", "coding")
        ordering = ("transcript", "start", "end", "id")
        indexes = [
            models.Index(fields=["transcript", "start"]),
            models.Index(fields=["code", "transcript"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="coded_words_are_some"),
            models.UniqueConstraint(
                fields=["transcript", "round", "coder", "code", "start", "end", "is_settled"],
                name="a_coder_puts_a_code_once_on_the_same_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.start}–{self.end})"


class Memo(Entity):
    """What a coder thinks of a text, a code, a case or the whole. In a blind round it is theirs alone."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="memos")
    transcript = models.ForeignKey(Transcript, null=True, on_delete=models.CASCADE, related_name="memos")
    code = models.ForeignKey(Code, null=True, on_delete=models.CASCADE, related_name="memos")
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="memos")
    round = models.ForeignKey(Round, null=True, on_delete=models.SET_NULL, related_name="memos")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memos")
    words = EncryptedTextField(pgettext_lazy("coding", "memo"))
    at = models.DateTimeField()

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " corpus transcript code case round at",
        scrubbed="words",
        pseudonymised="by",
    )

    class Meta:
        verbose_name = pgettext_lazy("coding", "memo")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%Y-%m-%d}"


class Settlement(models.Model):
    """What those who settle a blind round keep of one unit, and why."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="settlements")
    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="settlements")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    codes = models.ManyToManyField(Code, related_name="+")
    why = EncryptedTextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="settlements")
    at = models.DateTimeField()

    privacy = Privacy(kept="id round transcript start end codes by at", scrubbed="why")

    class Meta:
        ordering = ("transcript", "start")
        constraints = [
            models.UniqueConstraint(fields=["round", "transcript", "start"], name="a_unit_is_settled_once")
        ]

    def __str__(self) -> str:
        return f"{self.round}, {self.start}–{self.end}"
