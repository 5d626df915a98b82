"""Replies of contributors, for those who write the synthesis."""

from django.db.models import QuerySet

from arrimage.apps.deliberation.models import Consultation, Idea, Reply


def replies_in(consultation: Consultation) -> QuerySet[Reply]:
    """Those without an answer first."""
    return (
        Reply.objects.filter(contribution__consultation=consultation)
        .select_related("contribution", "idea", "synthesis")
        .order_by("answered_at", "id")
    )


def replies_about(idea: Idea) -> QuerySet[Reply]:
    return idea.replies.select_related("contribution").order_by("id")
