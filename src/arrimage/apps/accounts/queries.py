"""Reading users and memberships."""

from datetime import date

from django.db.models import Q, QuerySet

from arrimage.apps.kernel.clock import today

from .models import Membership, User


def memberships_of(user: User, *, on: date | None = None) -> QuerySet[Membership]:
    """The memberships a user holds on a day (today by default), most recent first."""
    day = on or today()
    return (
        Membership.objects.filter(Q(until=None) | Q(until__gt=day), user=user, since__lte=day)
        .select_related("organisation")
        .order_by("-since", "id")
    )


def acting_membership(user: User, chosen: int | None) -> Membership | None:
    """The membership chosen in the session if the user still holds it, else the most recent one."""
    held = list(memberships_of(user))
    return next((membership for membership in held if membership.pk == chosen), held[0] if held else None)
