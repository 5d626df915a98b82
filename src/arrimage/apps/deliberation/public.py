"""What anybody may read of deliberation: consultations open to all, their syntheses, what was decided."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.kernel.public import Kind, Told

from .models import Conclusion, Consultation, Synthesis
from .queries import consultations, outcomes, syntheses

ANYBODY = AnonymousUser()


def _consultations() -> QuerySet[Consultation]:
    found = consultations.consultations_visible_to(ANYBODY)
    return found.annotate(moved_at=Coalesce("closed_at", "opened_at"))


def _syntheses() -> QuerySet[Synthesis]:
    return syntheses.syntheses_visible_to(ANYBODY)


def _conclusions() -> QuerySet[Conclusion]:
    """`answered_at`: when they were last answered; nothing while nobody has."""
    found = outcomes.conclusions_visible_to(ANYBODY).annotate(answered_at=Max("answers__answered_at"))
    return found.annotate(moved_at=Coalesce("answered_at", "published_at"))


def _told_of_consultations(rows: Sequence[Consultation]) -> list[Told]:
    return [Told(one.title, one.summary) for one in rows]


def _told_of_syntheses(rows: Sequence[Synthesis]) -> list[Told]:
    return [Told(f"{_('Synthesis:')} {one.consultation.title}") for one in rows]


def _told_of_conclusions(rows: Sequence[Conclusion]) -> list[Told]:
    return [Told(one.text, list(one.answers.all())[-1].reasons) for one in rows]


KINDS = (
    Kind(
        "consultations",
        lazy("Consultation"),
        found=_consultations,
        changed="moved_at",
        came_out="opened_at",
        tell=_told_of_consultations,
    ),
    Kind(
        "syntheses",
        pgettext_lazy("came out", "Synthesis"),
        found=_syntheses,
        changed="published_at",
        came_out="published_at",
        tell=_told_of_syntheses,
    ),
    Kind(
        "suites",
        pgettext_lazy("came out", "What was decided"),
        found=_conclusions,
        changed="moved_at",
        came_out="answered_at",
        tell=_told_of_conclusions,
    ),
)
