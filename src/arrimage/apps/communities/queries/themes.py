"""What is said of a theme, for its page in `learning`."""

from uuid import UUID

from django.urls import reverse

from arrimage.apps.learning.conversations import Conversation, Conversations

from .saying import on_theme

FEW = 6


def conversations_on(theme_uid: UUID, user) -> Conversations:
    """Those this user may read, that moved last first. One query."""
    found = [
        Conversation(
            one.title,
            one.get_absolute_url(),
            f"{one.get_kind_display()} · {one.community}",
        )
        for one in on_theme(user, theme_uid)[:FEW]
    ]
    begin = reverse("theme_discussions", args=[theme_uid]) if user.is_authenticated else ""
    return Conversations(found, begin)
