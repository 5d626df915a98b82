"""Who may act for whom when organisations work together.

| what | who |
|---|---|
| write to another organisation, answer it | a keeper acting for one's own |
| propose, accept or end an affiliation | the same: each for their own side of it |
| write to the members, consult them | the same, in a coalition or a federation |
| read a message | the keepers of the organisation that sent it, and of those it went to |
| propose, say yes or end at the joint seat | a manager or coalition coordinator of a seated |
| | organisation, for their side alone |
| act for a network | whoever holds a mandate both sides said yes to, acting as network coordinator |
"""

from datetime import date

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from arrimage.apps.accounts.roles import KEEPERS, Role
from arrimage.apps.kernel.clock import today
from arrimage.apps.network.models import Coverage, Mandate, Network, Recipient, Seat, Site, Territory
from arrimage.apps.network.models.joint_seat import JointDecision
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.vocabulary import OrganisationKind, Side

NOBODY = Q(pk__in=[])
GATHERING = frozenset({OrganisationKind.COALITION, OrganisationKind.FEDERATION})  # those with members
SPEAKERS = frozenset({Role.MANAGER, Role.COALITION_COORDINATOR})  # those who speak at the joint seat


def kept_by(user) -> int | None:
    """The id of the organisation this user acts for as one of its keepers, or None."""
    held = user.acting if user.is_authenticated else None
    return held.organisation_id if held and held.role in KEEPERS else None


def check_keeps(user, *organisations) -> None:
    """Raises PermissionDenied unless the user acts, as a keeper, for one of these organisations."""
    if kept_by(user) not in {organisation.pk for organisation in organisations}:
        raise PermissionDenied


def has_members(organisation) -> bool:
    return organisation.kind in GATHERING


# --- Messages


def messages_visible_to(user) -> Q:
    """Messages the organisation acted for sent or received."""
    mine = kept_by(user)
    if mine is None:
        return NOBODY
    return Q(organisation=mine) | Q(pk__in=Recipient.objects.filter(organisation=mine).values("message"))


def answers_visible_to(user, message) -> Q:
    """Recipients of a message whose answer this user may read: the sender's all, one's own, and the
    others' where the consultation said from the start that it shares them."""
    mine = kept_by(user)
    if mine is None:
        return NOBODY
    if mine == message.organisation_id:
        return Q(message=message)
    own = Q(message=message, organisation=mine)
    if message.answers_are_shared:
        return own | Q(message=message, answered_at__isnull=False)
    return own


# --- Affiliations


def affiliations_endable_by(user) -> Q:
    """Either side may end an affiliation."""
    mine = kept_by(user)
    return NOBODY if mine is None else Q(organisation=mine) | Q(federation=mine)


def proposals_visible_to(user) -> Q:
    mine = kept_by(user)
    return NOBODY if mine is None else Q(organisation=mine) | Q(federation=mine)


# --- The joint seat


def spoken_for_by(user, on: date | None = None) -> Q:
    """Seats this user may speak from."""
    held = user.acting if user.is_authenticated else None
    if held is None or held.role not in SPEAKERS:
        return NOBODY
    return Q(organisation=held.organisation_id) & holding_on(on or today())


def side_of(user, network: Network, on: date) -> str:
    """The side this user speaks for at this table. Raises PermissionDenied when it is neither."""
    seat = Seat.objects.filter(spoken_for_by(user, on), network=network).first()
    if seat is None:
        raise PermissionDenied
    return seat.side


def check_two_people(user, decision: JointDecision, side: str) -> None:
    """Raises ValidationError when this person already said the other side's yes, or would say their own.

    Somebody may hold a role on each side of the table; they still cannot be both of its sides.
    """
    other = decision.community_yes_user_id if side == Side.PUBLIC else decision.public_yes_user_id
    if user.pk == other:
        raise ValidationError(
            _("You already said yes for the other side: somebody else must say it for this one.")
        )
    if user.pk == getattr(decision, "user_id", None):
        raise ValidationError(_("This mandate is yours: a colleague must say yes for your side."))


def is_mandated(user, on: date | None = None) -> Q:
    """Networks for which this user, acting as network coordinator, holds a mandate from both sides."""
    held = user.acting if user.is_authenticated else None
    if held is None or held.role != Role.NETWORK_COORDINATOR:
        return NOBODY
    mandates = Mandate.objects.filter(Mandate.in_force(on or today()), user=user)
    return Q(pk__in=mandates.values("network"))


def editable_by_coordinator(user, on: date | None = None) -> Q:
    """Organisations nobody has an account for, in the territory of a network this user coordinates."""
    day = on or today()
    if not user.is_authenticated or user.acting is None or user.acting.role != Role.NETWORK_COORDINATOR:
        return NOBODY
    within = territories_within(Network.objects.filter(is_mandated(user, day)).values("territory"), day)
    there = Q(pk__in=Site.objects.filter(closed_on=None, territory__in=within).values("organisation"))
    answering = Q(
        pk__in=Coverage.objects.filter(holding_on(day), territory__in=within).values("organisation")
    )
    return (there | answering) & ~has_account(day)


def territories_within(roots, on: date):
    """These territories and all they are made of: a region's territories, a territory's local networks."""
    part = holding_on(on, "parent_links__")
    below = Territory.objects.filter(part, parent_links__parent__in=roots).values("pk")
    lowest = Territory.objects.filter(part, parent_links__parent__in=below).values("pk")
    return Territory.objects.filter(Q(pk__in=roots) | Q(pk__in=below) | Q(pk__in=lowest)).values("pk")


def has_account(on: date) -> Q:
    """Organisations somebody holds a membership in: they keep their page themselves."""
    holders = get_user_model().objects.filter(
        Q(memberships__until=None) | Q(memberships__until__gt=on),
        memberships__organisation=OuterRef("pk"),
        memberships__since__lte=on,
    )
    return Q(Exists(holders))
