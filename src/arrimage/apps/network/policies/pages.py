"""Who may see and change what the directory says.

- published pages: everyone
- contacts meant for partners, the history of a page with its names: any user acting for an organisation
- change a page: a keeper acting for that organisation; a network coordinator mandated by both sides, for
  an organisation without an account in the network's territory
- a draft: the keepers of the organisation it is about, and whoever wrote it. Nobody else, coordinators
  and centres included.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.network.models import Organisation

from .together import editable_by_coordinator

NOBODY = Q(pk__in=[])


def editable_by(user) -> Q:
    """Organisations whose page this user may change."""
    if not user.is_authenticated or user.acting is None:
        return NOBODY
    own = Q(pk=user.acting.organisation_id) if user.acting.role in KEEPERS else NOBODY
    if user.acting.role == Role.NETWORK_COORDINATOR:
        return own | editable_by_coordinator(user)
    return own


def drafts_visible_to(user) -> Q:
    """Drafts this user may read: those of the organisation acted for, and those they wrote themselves."""
    if not user.is_authenticated or user.acting is None:
        return NOBODY
    mine = Q(saved_by=user)
    if user.acting.role in KEEPERS:
        return mine | Q(organisation=user.acting.organisation_id)
    return mine


def sees_partners_contacts(user) -> bool:
    return bool(user.is_authenticated and user.acting)


def check_can_edit(user, organisation: Organisation) -> None:
    """Raises PermissionDenied unless the user may change this organisation's page."""
    if not Organisation.objects.filter(editable_by(user), pk=organisation.pk).exists():
        raise PermissionDenied


def may_create(user) -> bool:
    """Who may open a page for an organisation that has none: a network's coordinator."""
    return bool(user.is_authenticated and user.acting and user.acting.role == Role.NETWORK_COORDINATOR)


def check_can_create(user) -> None:
    if not may_create(user):
        raise PermissionDenied
