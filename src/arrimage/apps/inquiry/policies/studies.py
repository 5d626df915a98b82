"""Who leads studies, who reads a report before the public, who replies.

| what | who |
|---|---|
| bring a file, lead a study, read its results, publish | a leader, acting for the organisation that leads |
| read a report during its reading | whoever acts for an organisation asked to read |
| reply to it | one who speaks for that organisation |
| read what is published | everyone |
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import Role

NOBODY = Q(pk__in=[])
LEADERS = frozenset(
    {
        Role.MANAGER,
        Role.CLINICAL_COORDINATOR,
        Role.CLINICAL_SUPERVISOR,
        Role.COALITION_COORDINATOR,
        Role.NETWORK_COORDINATOR,
        Role.FACILITATOR,
        Role.EVALUATOR,
    }
)
SPEAKERS = frozenset({Role.MANAGER, Role.COALITION_COORDINATOR})


def leader_for(user) -> int | None:
    """The id of the organisation this user leads studies for, or None."""
    held = user.acting if user.is_authenticated else None
    return held.organisation_id if held and held.role in LEADERS else None


def led_by(user) -> Q:
    """Files, studies, reports and themes of the organisation this user leads studies for."""
    mine = leader_for(user)
    return NOBODY if mine is None else Q(organisation=mine)


def read_by(user) -> Q:
    """Readings asked of the organisation this user acts for, whichever the role."""
    held = user.acting if user.is_authenticated else None
    return NOBODY if held is None else Q(organisation=held.organisation_id)


def speaks(user) -> bool:
    held = user.acting if user.is_authenticated else None
    return held is not None and held.role in SPEAKERS


def check_leads(user, organisation_id: int | None) -> None:
    """Raises PermissionDenied unless the user leads studies for this organisation."""
    if organisation_id is None or leader_for(user) != organisation_id:
        raise PermissionDenied


def check_speaks_for(user, organisation_id: int) -> None:
    """Raises PermissionDenied unless the user speaks for this organisation."""
    held = user.acting if user.is_authenticated else None
    if held is None or held.organisation_id != organisation_id or held.role not in SPEAKERS:
        raise PermissionDenied
