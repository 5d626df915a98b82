"""Who may read and write what about ties (docs/decisions/0011-ties.md).

| what | who |
|---|---|
| a report being written | the keepers of the organisation that writes it |
| a submitted report | the same, and the keepers of the organisation it is about |
| a published tie | everyone, once its wave is published: no more of it than both organisations let be shown |
| to invite, open, close, publish a wave; kinds of the network's own | the coordinator both sides mandated |
| how many answered; the wave closed, how many | the same, and the organisations asked |
| ties of each status, where three others finished | |

A coordinator reads no organisation's unpublished report, their own's included: no rule below lets one near a
report. «The keepers» are `reports_for`.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import Role
from arrimage.apps.network.models import Network, RosterEntry
from arrimage.apps.network.vocabulary_ties import WaveStatus

from .together import NOBODY, is_mandated, kept_by


def reports_for(user) -> int | None:
    """The id of the organisation this user reads and writes reports for, or None.

    Acting as a network's coordinator, one does it for none: whoever leads a wave reads no report of it, not
    even those about the organisation that seats them. A colleague answers, or they do in another role.
    """
    held = user.acting if user.is_authenticated else None
    return None if held is None or held.role == Role.NETWORK_COORDINATOR else kept_by(user)


def reports_visible_to(user) -> Q:
    """Reports this user may read as they are: one's own, and those submitted about one's own."""
    mine = reports_for(user)
    if mine is None:
        return NOBODY
    return Q(reporter=mine) | Q(about=mine, submitted_at__isnull=False)


def reports_writable_by(user) -> Q:
    mine = reports_for(user)
    return NOBODY if mine is None else Q(reporter=mine)


def entries_held_by(user) -> Q:
    """Where the organisation acted for is asked, once the wave is open."""
    mine = reports_for(user)
    return NOBODY if mine is None else Q(organisation=mine) & ~Q(wave__status=WaveStatus.DRAFT)


def waves_visible_to(user) -> Q:
    """Published waves; those one is asked in, once open; all of a network one coordinates."""
    published = Q(status=WaveStatus.PUBLISHED)
    asked = RosterEntry.objects.filter(entries_held_by(user)).values("wave")
    return published | Q(pk__in=asked) | waves_coordinated_by(user)


def waves_coordinated_by(user, on: date | None = None) -> Q:
    return Q(network__in=Network.objects.filter(is_mandated(user, on)).values("pk"))


def coordinates(user, network: Network, on: date | None = None) -> bool:
    return Network.objects.filter(is_mandated(user, on), pk=network.pk).exists()


def check_coordinates(user, network: Network, on: date | None = None) -> None:
    """Raises PermissionDenied unless both sides of this network mandated the user."""
    if not coordinates(user, network, on):
        raise PermissionDenied


def check_writes_for(user, organisation_id: int) -> None:
    """Raises PermissionDenied unless the user acts, as a keeper, for this organisation."""
    if reports_for(user) != organisation_id:
        raise PermissionDenied
