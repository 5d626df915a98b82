"""Who may put a questionnaire to a population, and read what came back.

| what | who |
|---|---|
| prepare, launch, remind, close an organisation's campaign | an author acting for it |
| the same for a network's | its coordinator, mandated by both sides |
| read where it stands, and its results | those who lead it; for a network's, whoever speaks at its table, |
| | for either side; nobody else, whatever their role |
| answer, refuse, pass it on | whoever holds the link |
| read one's own answers | whoever holds the personal code |
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.inquiry.models import Campaign
from arrimage.apps.kernel.clock import today
from arrimage.apps.network.queries.joint_seat import networks_spoken_in_by
from arrimage.apps.network.queries.together import mandated_networks
from arrimage.apps.questionnaires.policies import AUTHORS, NOBODY, author_for

__all__ = [
    "AUTHORS",
    "campaigns_led_by",
    "campaigns_read_by",
    "check_leads",
    "invitations_led_by",
    "waves_led_by",
]


def campaigns_led_by(user, prefix: str = "") -> Q:
    mine = author_for(user)
    if mine is None:
        return NOBODY
    mandated = mandated_networks(user).values("pk")
    return Q(**{f"{prefix}organisation": mine}) | Q(**{f"{prefix}network__in": mandated})


def campaigns_read_by(user, prefix: str = "") -> Q:
    """Those one leads; a network's too, once launched, for both sides of its table."""
    if not user.is_authenticated:
        return NOBODY
    spoken_in = networks_spoken_in_by(user, today()).order_by().values("pk")
    joint = Q(**{f"{prefix}network__in": spoken_in, f"{prefix}launched_at__isnull": False})
    return campaigns_led_by(user, prefix) | joint


def waves_led_by(user) -> Q:
    return campaigns_led_by(user, "campaign__")


def invitations_led_by(user) -> Q:
    return campaigns_led_by(user, "wave__campaign__")


def check_leads(user, campaign: Campaign) -> None:
    """Raises PermissionDenied unless this user leads the campaign."""
    if not Campaign.objects.filter(campaigns_led_by(user), pk=campaign.pk).exists():
        raise PermissionDenied


def check_asks_for(user, *, organisation_id: int | None, network_id: int | None) -> None:
    """Raises PermissionDenied unless this user may ask for that organisation, or that network."""
    if network_id is not None:
        if not mandated_networks(user).filter(pk=network_id).exists():
            raise PermissionDenied
    elif organisation_id is None or author_for(user) != organisation_id:
        raise PermissionDenied
