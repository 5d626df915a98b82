"""What somebody follows, how far they read, how often they wish to be written to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arrimage.apps.communities.vocabulary import Rhythm
from arrimage.apps.kernel.models import Privacy

from .community import Community
from .discussion import Discussion


class Following(models.Model):
    """A community, a discussion or a theme that somebody wishes to hear of."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    community = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="+")
    discussion = models.ForeignKey(Discussion, null=True, on_delete=models.CASCADE, related_name="+")
    theme_uid = models.UUIDField(null=True)
    since = models.DateTimeField()

    privacy = Privacy(kept="id community discussion theme_uid since", pseudonymised="user")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(community__isnull=False, discussion=None, theme_uid=None)
                | Q(community=None, discussion__isnull=False, theme_uid=None)
                | Q(community=None, discussion=None, theme_uid__isnull=False),
                name="one_follows_one_thing_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["user", "community"],
                condition=Q(community__isnull=False),
                name="a_community_is_followed_once",
            ),
            models.UniqueConstraint(
                fields=["user", "discussion"],
                condition=Q(discussion__isnull=False),
                name="a_discussion_is_followed_once",
            ),
            models.UniqueConstraint(
                fields=["user", "theme_uid"],
                condition=Q(theme_uid__isnull=False),
                name="a_theme_is_followed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ReadMark(models.Model):
    """Up to which contribution somebody read a discussion: for them alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    privacy = Privacy(kept="id discussion number at", pseudonymised="user")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "discussion"], name="one_mark_in_a_discussion")
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Digest(models.Model):
    """How often somebody wishes a mail, and up to when the last one told them what was new."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(_("how often"), max_length=5, choices=Rhythm.choices, default=Rhythm.NEVER)
    told_until = models.DateTimeField()

    privacy = Privacy(kept="id uid rhythm told_until", pseudonymised="user")

    class Meta:
        indexes = [models.Index(fields=["rhythm", "told_until"])]

    def __str__(self) -> str:
        return self.rhythm
