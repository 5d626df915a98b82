"""Who may do what around logic models and joint displays.

| what | who |
|---|---|
| models, findings, joint displays, publishing | a leader of studies, acting for the organisation |
| read a published joint display | everyone |
| read, answer, take back a quote until then | whoever said it: by account, or by a link of their own |
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.inquiry.policies.studies import LEADERS, leader_for

__all__ = ["LEADERS", "leader_for"]

NOBODY = Q(pk__in=[])


def led_by(user, path: str = "organisation") -> Q:
    mine = leader_for(user)
    return NOBODY if mine is None else Q(**{path: mine})


def said_by(user) -> Q:
    return Q(user=user.pk) if user.is_authenticated else NOBODY


def check_leads(user, organisation_id: int) -> None:
    """Raises PermissionDenied unless the user leads studies for this organisation. None: the installation."""
    if user is not None and leader_for(user) != organisation_id:
        raise PermissionDenied
