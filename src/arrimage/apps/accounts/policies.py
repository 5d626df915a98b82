"""Who may invite whom, and who must prove themselves twice."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from .models import User
from .roles import GRANTABLE, STAFF


def grantable_by(user: User) -> frozenset[str]:
    """The roles this user may give, or end, in the organisation they act for."""
    return GRANTABLE.get(user.acting.role, frozenset()) if user.acting else frozenset()


def hosted_by(user: User) -> Q:
    """What belongs to the organisation this user acts for as a host (memberships or invitations)."""
    return Q(organisation=user.acting.organisation_id) if grantable_by(user) else Q(pk__in=())


def endable_by(user: User) -> Q:
    """The memberships this user may end: of their organisation, within their reach, not their own.

    Not their own, so that an organisation does not find itself without a host by one wrong click.
    """
    return hosted_by(user) & Q(role__in=grantable_by(user)) & ~Q(user=user.pk)


def check_can_grant(user: User | None, organisation, role: str) -> None:
    """Raises PermissionDenied unless this user may give this role there. None is whoever runs the place."""
    if user is None:
        return
    if role not in grantable_by(user) or user.acting.organisation_id != organisation.pk:
        raise PermissionDenied(
            _("You cannot give this role here. Ask those who run the installation to give it.")
        )


def must_hold_second_factor(user) -> bool:
    """Staff, under any membership they hold now, whichever they act under."""
    return user.is_authenticated and any(held.role in STAFF for held in user.memberships_now)
