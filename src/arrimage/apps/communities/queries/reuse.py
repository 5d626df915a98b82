"""Requests to quote: those made of one's words, those one made."""

from django.db.models import QuerySet

from arrimage.apps.communities import policies
from arrimage.apps.communities.models import Reuse


def reuses_seen_by(user) -> QuerySet[Reuse]:
    found = Reuse.objects.filter(policies.reuses_seen_by(user))
    return found.select_related("post__author", "post__discussion__community")


def asked_of(user) -> QuerySet[Reuse]:
    """What waits for this author's answer."""
    if not user.is_authenticated:
        return Reuse.objects.none()
    found = Reuse.objects.filter(post__author__user=user.pk, state=Reuse.State.ASKED)
    return found.select_related("post__discussion").order_by("answer_by", "id")


def made_by(user) -> QuerySet[Reuse]:
    return Reuse.objects.filter(asked_by=user.pk).select_related("post__author")


def of_words_of(user) -> QuerySet[Reuse]:
    return Reuse.objects.filter(post__author__user=user.pk).select_related("post__author")
