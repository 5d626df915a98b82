"""Who may read, speak, moderate, write the synthesis and answer.

| what | who |
|---|---|
| read a consultation once opened | everybody where it is public; else those invited (an organisation's |
| | members, a person, whoever opened the address passed on) and its team |
| read a draft | those who lead it, its team; for a network, those who speak at its table |
| prepare, open, close, change the rules, name a team | those who lead it |
| speak for oneself or without a name | whoever reads it, as the rules allow |
| speak in the name of an organisation | its keepers, where they read it and the rules allow |
| correct, withdraw, reply | whoever gave it: the account, the keepers of the organisation, the code |
| write out a voice, mask, type in a workbook, hold meetings | those who lead it, its moderators |
| place passages, write, share, publish | those who lead it, its synthesists |
| read the draft synthesis once shared | the team, and whoever contributed |
| answer a conclusion | those who lead the organisation it is asked of |
| contest a figure | a keeper, for their organisation |

Those who lead a consultation: for an organisation, these roles; for a network, whoever both sides mandated.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.clock import today
from arrimage.apps.network.queries.joint_seat import networks_spoken_in_by
from arrimage.apps.network.queries.together import mandated_networks

from .models import Consultation, Contribution, Invitee, TeamMember
from .vocabulary import Audience, Duty

NOBODY = Q(pk__in=[])
LEADERS = frozenset(
    {
        Role.MANAGER,
        Role.CLINICAL_COORDINATOR,
        Role.COALITION_COORDINATOR,
        Role.NETWORK_COORDINATOR,
        Role.FACILITATOR,
    }
)
Key = tuple[str, int]  # a consultation's uid, and the number of the address that opened it


def kept_by(user) -> int | None:
    """The organisation this user acts for as one of its keepers, or None."""
    held = user.acting if user.is_authenticated else None
    return held.organisation_id if held and held.role in KEEPERS else None


def leads_for(user) -> int | None:
    """The organisation for which this user may lead a consultation or answer a conclusion, or None."""
    held = user.acting if user.is_authenticated else None
    return held.organisation_id if held and held.role in LEADERS else None


def led_by(user) -> Q:
    mine = leads_for(user)
    if mine is None:
        return NOBODY
    own = Q(organisation=mine)
    if user.acting.role != Role.NETWORK_COORDINATOR:
        return own
    return own | Q(network__in=mandated_networks(user).values("pk"))


def worked_on_by(user, *duties: Duty) -> Q:
    """Those this user leads, or was named for: one of these duties, or any."""
    if not user.is_authenticated:
        return NOBODY
    named = TeamMember.objects.filter(user=user.pk, duty__in=duties or list(Duty))
    return led_by(user) | Q(pk__in=named.values("consultation"))


def visible_to(user, keys: Iterable[Key] = ()) -> Q:
    """`keys`: the addresses passed on that this visitor opened."""
    opened = ~Q(state=Consultation.State.DRAFT)
    found = Q(audience=Audience.PUBLIC)
    found |= reduce(or_, (Q(uid=uid, key_number=number) for uid, number in keys), NOBODY)
    if not user.is_authenticated:
        return opened & found
    invited = Q(user=user.pk)
    if user.acting:
        invited |= Q(organisation=user.acting.organisation_id)
    found |= Q(pk__in=Invitee.objects.filter(invited).values("consultation"))
    spoken = networks_spoken_in_by(user, today())
    return opened & found | worked_on_by(user) | Q(network__in=spoken.order_by().values("pk"))


def given_by(user) -> Q:
    """Contributions this user gave: themselves, or for the organisation they keep."""
    if not user.is_authenticated:
        return NOBODY
    mine = kept_by(user)
    own = Q(author=user.pk)
    return own if mine is None else own | Q(organisation=mine)


def conclusions_answered_by(user) -> Q:
    mine = leads_for(user)
    return NOBODY if mine is None else Q(asked_of=mine, published_at__isnull=False)


# --- Checks, for actions (`by=None`: the installation itself)


def check(user, consultation: Consultation, rule) -> None:
    """Raises PermissionDenied unless `rule` (led_by, moderated_by, …) lets this user act on it."""
    if user is not None and not Consultation.objects.filter(rule(user), pk=consultation.pk).exists():
        raise PermissionDenied


def moderated_by(user) -> Q:
    return worked_on_by(user, Duty.MODERATOR)


def synthesised_by(user) -> Q:
    return worked_on_by(user, Duty.SYNTHESIST)


def check_gave(user, contribution: Contribution) -> None:
    """Raises PermissionDenied unless this user gave it. Whoever holds a code was found through it."""
    if user is not None and not Contribution.objects.filter(given_by(user), pk=contribution.pk).exists():
        raise PermissionDenied
