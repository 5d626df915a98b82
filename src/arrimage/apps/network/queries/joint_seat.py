"""Reading a network's table: who sits at it, on which side, who coordinates, what waits for a yes."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.search import binary
from arrimage.apps.network.models import Coverage, Mandate, Network, Organisation, Seat, Site
from arrimage.apps.network.models.joint_seat import BOTH_YESES, JointDecision
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import together as policies
from arrimage.apps.network.vocabulary import Side


def networks() -> QuerySet[Network]:
    return Network.objects.select_related("territory").order_by("name", "id")


def networks_spoken_in_by(user, on: date) -> QuerySet[Network]:
    """Networks at whose table this user speaks for a side."""
    seats = Seat.objects.filter(policies.spoken_for_by(user, on))
    return networks().filter(pk__in=seats.values("network"))


@dataclass
class Table:
    """What everyone may know of a network's table, and what waits, for those who sit at it."""

    network: Network
    public: list[Seat]
    community: list[Seat]
    mandates: list[Mandate]
    side: str = ""  # the reader's own, when they speak at this table
    waiting: list[JointDecision] = field(default_factory=list)

    @property
    def sides(self) -> list[tuple[str, list[Seat]]]:
        return [(Side.PUBLIC.label, self.public), (Side.COMMUNITY.label, self.community)]


def table(network: Network, *, user, on: date) -> Table:
    """At most five queries."""
    seats = list(
        network.seats.filter(holding_on(on))
        .select_related("organisation")
        .order_by(binary("organisation__sort_name"), "id")
    )
    found = Table(
        network=network,
        public=[seat for seat in seats if seat.side == Side.PUBLIC],
        community=[seat for seat in seats if seat.side == Side.COMMUNITY],
        mandates=list(network.mandates.filter(Mandate.in_force(on)).select_related("user").order_by("since")),
    )
    try:
        found.side = policies.side_of(user, network, on) if user.is_authenticated else ""
    except PermissionDenied:
        return found
    if found.side:
        found.waiting = [
            *network.mandates.filter(~BOTH_YESES, ended_at=None).select_related("user"),
            *network.seat_proposals.filter(~BOTH_YESES, ended_at=None).select_related("organisation"),
            *network.governances.filter(~BOTH_YESES, ended_at=None).select_related("organisation"),
            *network.committee_proposals.filter(~BOTH_YESES, ended_at=None).select_related(
                "organisation", "committee"
            ),
        ]
    return found


def decision_of(network: Network, uid) -> JointDecision | None:
    """The decision of that id both sides are asked for at this table."""
    asked = (
        network.mandates,
        network.seat_proposals,
        network.governances,
        network.committee_proposals.select_related("organisation", "committee"),
    )
    return next((found for kind in asked if (found := kind.filter(uid=uid).first())), None)


def candidates(network: Network, on: date):
    """Who may be proposed: network coordinators of the seated organisations, not yet mandated here."""
    seated = network.seats.filter(holding_on(on)).values("organisation")
    taken = network.mandates.filter(ended_at=None).values("user")
    return (
        get_user_model()
        .objects.filter(
            Q(memberships__until=None) | Q(memberships__until__gt=on),
            is_active=True,
            memberships__role=Role.NETWORK_COORDINATOR,
            memberships__organisation__in=seated,
            memberships__since__lte=on,
        )
        .exclude(pk__in=taken)
        .distinct()
        .order_by("name", "pk")
    )


def seatable(network: Network, on: date) -> QuerySet[Organisation]:
    """Organisations of the network's territory that do not sit at its table."""
    within = policies.territories_within([network.territory_id], on)
    sited = Site.objects.filter(closed_on=None, territory__in=within).values("organisation")
    answering = Coverage.objects.filter(holding_on(on), territory__in=within).values("organisation")
    seated = network.seats.filter(holding_on(on)).values("organisation")
    return (
        Organisation.objects.filter(Q(pk__in=sited) | Q(pk__in=answering), closed_on=None)
        .exclude(pk__in=seated)
        .order_by(binary("sort_name"), "id")
    )
