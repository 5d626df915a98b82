"""The texts of known instruments an organisation brought, and what allows each."""

from django.db.models import QuerySet

from arrimage.apps.questionnaires import policies
from arrimage.apps.questionnaires.models import Permission


def permissions_kept_by(user) -> QuerySet[Permission]:
    """Without their files, which are read one at a time."""
    return (
        Permission.objects.filter(policies.permissions_kept_by(user))
        .select_related("instrument")
        .defer("proof")
        .order_by("known", "id")
    )
