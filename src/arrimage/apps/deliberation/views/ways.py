"""The ways somebody may sign, as the rules and their account allow."""

from arrimage.apps.deliberation import policies
from arrimage.apps.deliberation.models import Rules
from arrimage.apps.deliberation.vocabulary import Naming, Side
from arrimage.apps.network.vocabulary import COMMUNITY_SIDE, PUBLIC_SIDE


def ways_for(user, rules: Rules) -> list[tuple[str, str]]:
    """What may be chosen, with words that say who will be read as speaking."""
    ways = []
    if rules.allows_anonymous:
        ways.append((Naming.ANONYMOUS.value, str(Naming.ANONYMOUS.label)))
    if user.is_authenticated and rules.allows_named:
        ways.append((Naming.NAMED.value, f"{Naming.NAMED.label} : {user}"))
    if rules.allows_organisation and policies.kept_by(user) is not None:
        ways.append((Naming.ORGANISATION.value, f"{Naming.ORGANISATION.label} : {user.acting.organisation}"))
    return ways[::-1]


def side_for(user) -> str:
    """A first guess for whoever acts for an organisation; never for a person."""
    held = user.acting if user.is_authenticated else None
    if held is None:
        return Side.UNSAID
    kind = held.organisation.kind
    if kind in PUBLIC_SIDE:
        return Side.PUBLIC
    return Side.COMMUNITY if kind in COMMUNITY_SIDE else Side.OTHER
