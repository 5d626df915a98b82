"""Quoting somebody's contribution elsewhere: asked, and only if they say yes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .discussion import Post


class Reuse(Entity):
    """A request to quote. Without an answer by its day, it is a no; a yes may be taken back."""

    class Where(models.TextChoices):
        DOSSIER = "dossier", pgettext_lazy("reuse", "a dossier or a capsule")
        REPORT = "report", pgettext_lazy("reuse", "a report")
        TRAINING = "training", pgettext_lazy("reuse", "a training session, a webinar")
        CONSULTATION = "consultation", pgettext_lazy("reuse", "a consultation")
        OTHER = "other", pgettext_lazy("reuse", "something else")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("reuse", "asked")
        GRANTED = "granted", pgettext_lazy("reuse", "granted")
        REFUSED = "refused", pgettext_lazy("reuse", "refused")
        UNANSWERED = "unanswered", pgettext_lazy("reuse", "not answered: it is a no")
        TAKEN_BACK = "taken_back", pgettext_lazy("reuse", "taken back")

    NEXT = {
        State.ASKED: {State.GRANTED, State.REFUSED, State.UNANSWERED, State.TAKEN_BACK},
        State.GRANTED: {State.TAKEN_BACK},
        State.REFUSED: set(),
        State.UNANSWERED: set(),
        State.TAKEN_BACK: set(),
    }

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reuses")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asker_named = models.CharField(max_length=200)  # as the author reads it
    where = models.CharField(_("where it would be quoted"), max_length=12, choices=Where.choices)
    words = EncryptedTextField(_("what for, who will read it"))
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    named = models.CharField(_("signed"), max_length=60, blank=True)  # "": without any name
    text = EncryptedTextField(blank=True)  # the very words granted; others are another request
    answer = EncryptedTextField(_("what is answered"), blank=True)
    answered_at = models.DateTimeField(null=True)

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " post where asked_at answer_by state answered_at",
        scrubbed="words text answer",
        pseudonymised="asked_by asker_named named",
    )

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "asked_by"], condition=Q(state="asked"), name="one_asks_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state="granted") | Q(named=""), name="only_a_yes_is_signed"),
        ]

    def __str__(self) -> str:
        return self.get_where_display()

    def get_absolute_url(self) -> str:
        return reverse("reuse", args=[self.uid])

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_granted(self) -> bool:
        return self.state == self.State.GRANTED
