"""What is said: discussions, debates and their positions, and each contribution with what became of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.communities.vocabulary import Reason
from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .community import Community, Member


class Discussion(Entity):
    """Something talked about, in one community; a debate has positions. A draft is its facilitators' own."""

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", pgettext_lazy("community", "Discussion")
        DEBATE = "debate", pgettext_lazy("community", "Debate")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("discussion", "being prepared")
        OPEN = "open", pgettext_lazy("discussion", "open")
        CLOSED = "closed", pgettext_lazy("discussion", "closed")

    NEXT = {
        State.DRAFT: {State.OPEN},
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.OPEN},
    }

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="discussions")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DISCUSSION)
    title = EncryptedTextField(_("title"))
    context = EncryptedTextField(_("why this question, now"), blank=True)
    theme_uid = models.UUIDField(null=True, db_index=True)  # of `learning`, which knows nothing of us
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_why = EncryptedTextField(_("why it is closed"), blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " community kind theme_uid state begun_at last_at",
        scrubbed="title context closed_why",
        pseudonymised="begun_by",
    )

    class Meta:
        verbose_name = _("discussion")
        ordering = ("-last_at", "-id")
        indexes = [models.Index(fields=["community", "-last_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("discussion", args=[self.uid])

    @property
    def is_debate(self) -> bool:
        return self.kind == self.Kind.DEBATE

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Position(models.Model):
    """One way of answering a debate's question, in the words of those who hold it."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="positions")
    number = models.PositiveSmallIntegerField()
    label = EncryptedTextField(_("the position"))
    words = EncryptedTextField(_("what it rests on"), blank=True)

    privacy = Privacy(kept="id discussion number", scrubbed="label words")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number"], name="one_position_of_each_number")
        ]

    def __str__(self) -> str:
        return self.label


class Post(Entity):
    """One contribution. Removed, it leaves its place; its author keeps the text a while, to appeal.

    In a debate, `takes_stand` says where its author stands from then on (`position`, or nowhere yet), and
    `follows` is where they stood before: a mind that changes is shown with both, and why.
    """

    class State(models.TextChoices):
        SHOWN = "shown", pgettext_lazy("contribution", "shown")
        REMOVED = "removed", pgettext_lazy("contribution", "removed")

    class By(models.TextChoices):
        AUTHOR = "author", _("by its author")
        FACILITATOR = "facilitator", _("by a facilitator")

    NEXT = {
        State.SHOWN: {State.REMOVED},
        State.REMOVED: {State.SHOWN},  # by an appeal, or by the author who changes their mind
    }

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="posts")
    text = EncryptedTextField(_("what you would like to say"), blank=True)
    tokens = models.TextField(blank=True)  # of its stems, keyed: found by words, read by nobody
    answers = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    passage = EncryptedTextField(blank=True)  # of the one it answers, shown as long as that one is
    takes_stand = models.BooleanField(default=False)
    position = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+")
    follows = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.SHOWN)
    removed_by = models.CharField(max_length=11, choices=By.choices, blank=True)
    removed_at = models.DateTimeField(null=True)
    remover = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=9, choices=Reason.choices, blank=True)
    explanation = EncryptedTextField(_("what is told to its author"), blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " discussion number answers takes_stand position follows given_at corrected_at state"
        " removed_by removed_at reason",
        scrubbed="text tokens passage explanation",
        pseudonymised="author remover",
    )

    class Meta:
        verbose_name = _("contribution")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number"], name="one_post_of_each_number"),
            models.CheckConstraint(
                condition=Q(state="shown", removed_by="", removed_at=None, reason="", remover=None)
                | Q(state="removed", removed_by="author", removed_at__isnull=False, reason="")
                | Q(state="removed", removed_by="facilitator", removed_at__isnull=False) & ~Q(reason=""),
                name="what_is_removed_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state="shown") | Q(tokens=""), name="what_is_removed_is_found_by_no_search"
            ),
            models.CheckConstraint(
                condition=Q(takes_stand=True) | Q(position=None, follows=None),
                name="only_a_stand_has_a_position",
            ),
        ]
        indexes = [models.Index(fields=["author", "-given_at"])]

    def __str__(self) -> str:
        return str(self.number)

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.uid])

    @property
    def is_shown(self) -> bool:
        return self.state == self.State.SHOWN
