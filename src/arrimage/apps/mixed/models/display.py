"""A joint display: a figure beside a theme beside words, and what they say together."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .logic import Box, LogicModel


class Display(Entity):
    """Being made; read by those whose words it uses; published, and then it does not change."""

    class State(models.TextChoices):
        WRITING = "writing", pgettext_lazy("joint display", "Being made")
        OFFERED = "offered", pgettext_lazy("joint display", "Read by those it quotes")
        PUBLISHED = "published", pgettext_lazy("joint display", "Published")

    NEXT = {
        State.WRITING: {State.OFFERED},
        State.OFFERED: {State.WRITING, State.PUBLISHED},
        State.PUBLISHED: set(),
    }

    model = models.ForeignKey(LogicModel, on_delete=models.CASCADE, related_name="displays")
    organisation = models.ForeignKey("network.Organisation", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    question = models.TextField(_("the question it answers"), max_length=1000)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WRITING)
    offered_at = models.DateTimeField(null=True)
    read_until = models.DateField(_("last day of the reading"), null=True)
    content = models.JSONField(default=dict)  # once published
    digest = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS
        + " model organisation title question state offered_at read_until content digest published_at",
        pseudonymised="published_by",
    )

    class Meta:
        verbose_name = _("joint display")
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False) & ~Q(digest=""),
                name="a_published_display_has_its_digest",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("joint_display", args=[self.uid])

    def get_public_url(self) -> str:
        return reverse("joint_display_published", args=[self.uid])


class Row(Entity):
    """One line: a number, a theme, words of people, and what holding them together says."""

    class Together(models.TextChoices):
        CONFIRMS = "confirms", pgettext_lazy("meta-inference", "They confirm each other")
        EXPANDS = "expands", pgettext_lazy("meta-inference", "One says more than the other")
        CONTRADICTS = "contradicts", pgettext_lazy("meta-inference", "They contradict each other")
        SILENT = "silent", pgettext_lazy("meta-inference", "One of them is silent")

    display = models.ForeignKey(Display, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    box = models.ForeignKey(Box, null=True, blank=True, on_delete=models.SET_NULL, related_name="rows")
    figure = models.CharField(max_length=200, blank=True)  # ref of a number: it stays alive
    seen = models.JSONField(default=dict)  # the number as somebody last looked at it
    seen_at = models.DateTimeField(null=True)
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    theme_ref = models.CharField(max_length=200, blank=True)  # «code:…» where it is a code
    meta = models.CharField(_("what they say together"), max_length=11, choices=Together.choices, blank=True)
    inference = models.TextField(_("in words"), max_length=2000, blank=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " display place box figure seen seen_at theme theme_ref meta inference"
    )

    class Meta:
        verbose_name = _("line of a joint display")
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.theme or self.figure

    def get_absolute_url(self) -> str:
        return reverse("display_row", args=[self.uid])


class Move(models.Model):
    """A number that is no longer what it was when it was looked at, and what that changes."""

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="moves")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    words = models.CharField(pgettext_lazy("a number", "what it changes"), max_length=600)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200, blank=True)

    privacy = Privacy(kept="id row before after words noted_at", pseudonymised="noted_by")

    class Meta:
        ordering = ("-noted_at", "-id")

    def __str__(self) -> str:
        return f"{self.row_id}, {self.noted_at:%Y-%m-%d}"


class Quote(Entity):
    """Words of somebody, as they are used. They read them there, and take them back if they wish."""

    class State(models.TextChoices):
        USED = "used", pgettext_lazy("quote", "Not answered yet")
        KEPT = "kept", pgettext_lazy("quote", "Agrees")
        WITHDRAWN = "withdrawn", pgettext_lazy("quote", "Taken back")

    NEXT = {
        State.USED: {State.KEPT, State.WITHDRAWN},
        State.KEPT: {State.WITHDRAWN},
        State.WITHDRAWN: set(),
    }

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="quotes")
    ref = models.CharField(max_length=200, blank=True)  # «quote:…» where interviews hold it
    text = EncryptedTextField(_("their words"), blank=True)
    by_line = models.CharField(_("how its author is said"), max_length=120)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed = models.CharField(_("where they agreed to be quoted"), max_length=200)
    state = models.CharField(max_length=9, choices=State.choices, default=State.USED)
    answer = EncryptedTextField(_("what they answer"), blank=True)
    answered_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " row ref agreed state answered_at",
        scrubbed="text answer",
        pseudonymised="by_line user",
    )

    class Meta:
        verbose_name = pgettext_lazy("joint display", "quote")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.by_line


class Ask(Entity):
    """What one kind of knowledge asks of the other: a number opens a question, a theme asks for a number."""

    class Of(models.TextChoices):
        WORDS = "words", pgettext_lazy("explanatory sequence", "To ask in interviews")
        NUMBER = "number", pgettext_lazy("explanatory sequence", "To count")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("explanatory sequence", "Open")
        ANSWERED = "answered", pgettext_lazy("explanatory sequence", "Answered")
        DROPPED = "dropped", pgettext_lazy("explanatory sequence", "Left aside")

    NEXT = {
        State.OPEN: {State.ANSWERED, State.DROPPED},
        State.ANSWERED: {State.OPEN},
        State.DROPPED: {State.OPEN},
    }

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="asks")
    of = models.CharField(_("where to look"), max_length=6, choices=Of.choices)
    words = models.CharField(_("the question"), max_length=400)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    came_of = models.CharField(_("what came of it"), max_length=600, blank=True)
    closed_at = models.DateTimeField(null=True)

    privacy = Privacy(kept=Entity.ENTITY_FIELDS + " row of words state came_of closed_at")

    class Meta:
        verbose_name = _("question between figures and words")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_closed_question_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(came_of=""), name="an_answered_question_says_what_came"
            ),
        ]

    def __str__(self) -> str:
        return self.words
