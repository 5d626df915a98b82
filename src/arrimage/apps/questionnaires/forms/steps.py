"""What was done to a draft, in words: the button that takes it back says what it takes back."""

from django.utils.translation import gettext_lazy as _

from arrimage.apps.questionnaires.document.conditions import quoted
from arrimage.apps.questionnaires.models import Step

DONE = {
    "form.changed": _("title and introduction changed"),
    "form.replaced": _("everything brought from a workbook"),
    "form.reset": _("everything put back as published"),
    "form.reworded": _("texts changed, side by side"),
    "form.borrowed": _("questions taken from another questionnaire"),
    "item.added": _("question added"),
    "item.changed": _("question changed"),
    "item.moved": _("question moved"),
    "item.copied": _("question copied"),
    "item.removed": _("question removed"),
    "section.added": _("part added"),
    "section.changed": _("part changed"),
    "section.moved": _("part moved"),
    "section.split": _("part begun here"),
    "section.joined": _("two parts joined"),
    "section.removed": _("part removed"),
    "score.added": _("score added"),
    "score.changed": _("score changed"),
    "score.removed": _("score removed"),
}


def told(step: Step | None) -> str:
    """«question removed: “Une rencontre ?”», or nothing."""
    if step is None:
        return ""
    what = str(DONE.get(step.verb, step.verb))
    return f"{what} · {quoted(step.about)}" if step.about else what
