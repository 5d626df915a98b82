"""The texts of known instruments an organisation brought, and what allows each."""

from django.db.models import QuerySet

from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.document.known import Known, known_instrument
from arrimage.apps.questionnaires.models import Instrument, Permission


def permissions_kept_by(user) -> QuerySet[Permission]:
    """Without their files, which are read one at a time."""
    return (
        Permission.objects.filter(policies.permissions_kept_by(user))
        .select_related("instrument")
        .defer("proof")
        .order_by("known", "id")
    )


def known_behind(instrument: Instrument) -> Known | None:
    """The known instrument this questionnaire is the text of, if it is."""
    slug = Permission.objects.filter(instrument=instrument).values_list("known", flat=True).first()
    return known_instrument(slug) if slug else None
