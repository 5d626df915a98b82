"""Quiet moderation: what is reported, what is answered, what is appealed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arrimage.apps.communities.vocabulary import Reason
from arrimage.apps.kernel.fields import EncryptedTextField
from arrimage.apps.kernel.models import Entity, Privacy

from .community import Member
from .discussion import Post


class Report(Entity):
    """Somebody says that a contribution should not stay. Facilitators read why, never who."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("report", "to be looked at")
        REMOVED = "removed", pgettext_lazy("report", "the contribution was removed")
        KEPT = "kept", pgettext_lazy("report", "the contribution stays")

    NEXT = {State.OPEN: {State.REMOVED, State.KEPT}, State.REMOVED: set(), State.KEPT: set()}

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("what is wrong"), max_length=9, choices=Reason.choices)
    words = EncryptedTextField(_("in your words"), blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    answer = EncryptedTextField(_("what is answered"), blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " post reason made_at state closed_at",
        scrubbed="words answer",
        pseudonymised="reporter closed_by",
    )

    class Meta:
        ordering = ("made_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_closed_report_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["post", "reporter"], condition=Q(state="open"), name="a_report_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class Appeal(Entity):
    """The author of what was removed asks that it be looked at again, by somebody else where there is one."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="appeals")
    words = EncryptedTextField(_("why it should come back"))
    made_at = models.DateTimeField()
    restored = models.BooleanField(null=True)
    answer = EncryptedTextField(_("what is answered"), blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")

    privacy = Privacy(
        kept=Entity.ENTITY_FIELDS + " post made_at restored decided_at",
        scrubbed="words answer",
        pseudonymised="decided_by",
    )

    class Meta:
        ordering = ("made_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(restored=None, decided_at=None)
                | Q(restored__isnull=False, decided_at__isnull=False),
                name="a_decided_appeal_has_its_moment",
            ),
            models.UniqueConstraint(fields=["post"], condition=Q(restored=None), name="one_appeal_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
