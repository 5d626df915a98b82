"""Reading drafts: those one may write in, and what was done to them."""

from django.db.models import QuerySet

from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.models import Instrument, Step, Version


def drafts_editable_by(user) -> QuerySet[Version]:
    """The draft of each questionnaire this user is an author of."""
    kept = Instrument.objects.filter(policies.kept_by(user)).values("pk")
    drafts = Version.objects.filter(instrument__in=kept, status=Version.Status.DRAFT)
    return drafts.select_related("instrument")


def step_to_undo(draft: Version) -> Step | None:
    return draft.steps.filter(is_undone=False).first()


def step_to_redo(draft: Version) -> Step | None:
    return draft.steps.filter(is_undone=True).order_by("id").first()
