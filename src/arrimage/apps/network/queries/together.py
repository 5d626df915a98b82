"""Reading what ties organisations together: who coordinates where."""

from datetime import date

from django.db.models import QuerySet

from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import Network, Territory
from arrimage.apps.network.policies import together as policies


def mandated_networks(user, on: date | None = None) -> QuerySet[Network]:
    """The networks this user, acting as coordinator, is mandated for by both sides."""
    return Network.objects.filter(policies.is_mandated(user, on)).select_related("territory")


def territories_of_mandates(user, on: date | None = None) -> QuerySet[Territory]:
    """Where this coordinator may open a page for an organisation without an account."""
    day = on or today()
    roots = Network.objects.filter(policies.is_mandated(user, day)).values("territory")
    return Territory.objects.filter(pk__in=policies.territories_within(roots, day))
