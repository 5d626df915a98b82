"""Reading how a network is governed: form, committees, seats, vacancies, and what committees decided."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q, QuerySet

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import today
from arrimage.apps.meetings.queries import hosted, loops, meetings
from arrimage.apps.network.models import (
    Committee,
    CommitteeSeat,
    Governance,
    Network,
    Organisation,
    SeatHolder,
)
from arrimage.apps.network.models.joint_seat import BOTH_YESES
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import governance as policies

HOST = "committee"  # the kind of meetings' series committees hold
PERSONAL = (Role.RESOURCE_PATIENT, Role.PEER_HELPER, Role.FAMILY_PEER_HELPER, Role.PATIENT_COACH)


def form_of(network: Network, *, on: date | None = None) -> Governance | None:
    """The form in force that day."""
    agreed = network.governances.filter(BOTH_YESES, holding_on(on or today()), ended_at=None)
    return agreed.select_related("organisation").order_by("-since", "-id").first()


@dataclass
class Place:
    """A seat as this reader may see it."""

    seat: CommitteeSeat
    holder: SeatHolder | None
    called: str  # empty: the person is there and is not named to this reader

    @property
    def is_vacant(self) -> bool:
        return self.holder is None and self.seat.organisation is None

    @property
    def label(self) -> str:
        if self.seat.organisation:
            return self.seat.organisation.short_name or self.seat.organisation.name
        return self.called or str(self.seat.get_kind_display())


@dataclass
class Seated:
    """A committee and its places."""

    committee: Committee
    places: list[Place] = field(default_factory=list)

    @property
    def persons(self) -> list[Place]:
        return [place for place in self.places if place.seat.is_persons]

    @property
    def together(self) -> int:
        """How many persons and relatives sit."""
        return sum(not place.is_vacant for place in self.persons)

    @property
    def is_alone(self) -> bool:
        return self.together == 1

    @property
    def vacancies(self) -> list[Place]:
        return [place for place in self.places if place.is_vacant]

    @property
    def unprepared(self) -> list[Place]:
        """Persons' places whose role, support or compensation is not written."""
        return [
            place
            for place in self.persons
            if not (place.seat.role and place.seat.support and place.seat.compensation)
        ]


def committees(network: Network, *, user, on: date | None = None) -> list[Seated]:
    """Those open that day, by level, with their places as this user may see them. Four queries."""
    day = on or today()
    belongs = Network.objects.filter(policies.belongs(user, day), pk=network.pk).exists()
    holders = SeatHolder.objects.filter(holding_on(day))
    seats = (
        CommitteeSeat.objects.filter(holding_on(day))
        .select_related("organisation")
        .prefetch_related(Prefetch("holders", holders, to_attr="present"))
        .order_by("id")
    )
    found = (
        network.committees.filter(holding_on(day))
        .select_related("network")
        .prefetch_related(Prefetch("seats", seats, to_attr="open_seats"))
    )
    levels = list(Committee.Level.values)
    return [
        Seated(one, [_place(seat, user, belongs=belongs) for seat in _in_order(one.open_seats)])
        for one in sorted(found, key=lambda one: (levels.index(one.level), one.pk))
    ]


def _in_order(seats: list[CommitteeSeat]) -> list[CommitteeSeat]:
    """Persons first, then organisations by name, then places nobody has."""
    return sorted(
        seats,
        key=lambda seat: (
            not seat.is_persons,
            seat.organisation is None,
            seat.organisation.sort_name if seat.organisation else "",
        ),
    )


def _place(seat: CommitteeSeat, user, *, belongs: bool) -> Place:
    holder = seat.present[0] if seat.present else None
    called = ""
    if holder:
        shown = {SeatHolder.Shown.EVERYONE} | ({SeatHolder.Shown.NETWORK} if belongs else set())
        mine = user.is_authenticated and holder.user_id == user.pk
        called = holder.called if mine or holder.shown_to in shown else ""
    return Place(seat, holder, called)


def committees_of(network: Network) -> QuerySet[Committee]:
    return network.committees.select_related("network")


def seats_led_by(user, network: Network, *, on: date | None = None) -> QuerySet[CommitteeSeat]:
    """Persons' seats of this network, for those who may welcome somebody in them."""
    day = on or today()
    led = Network.objects.filter(policies.leads(user, day))
    return (
        CommitteeSeat.objects.filter(
            holding_on(day), committee__network=network, kind__in=CommitteeSeat.PERSONS
        )
        .filter(committee__network__in=led.values("pk"))
        .select_related("committee", "committee__network")
    )


def holders_of(user, network: Network) -> QuerySet[SeatHolder]:
    """One's own places."""
    return _holders(network).filter(policies.holds_a_seat(user))


def holders_without_account(user, network: Network) -> QuerySet[SeatHolder]:
    """Places of persons without an account, for those who lead: they write with them."""
    led = Network.objects.filter(policies.leads(user))
    return _holders(network).filter(user=None, seat__committee__network__in=led.values("pk"))


def _holders(network: Network) -> QuerySet[SeatHolder]:
    present = SeatHolder.objects.filter(holding_on(today()), seat__committee__network=network)
    return present.select_related("seat", "seat__committee", "seat__committee__network", "user")


def persons_of(user) -> QuerySet:
    """Whom somebody who leads may name as having an account: persons of their own organisation."""
    day, held = today(), user.acting
    return (
        get_user_model()
        .objects.filter(
            Q(memberships__until=None) | Q(memberships__until__gt=day),
            is_active=True,
            memberships__since__lte=day,
            memberships__organisation=held.organisation_id if held else None,
            memberships__role__in=PERSONAL,
        )
        .distinct()
        .order_by("name", "pk")
    )


def organisations_seatable(network: Network, *, on: date | None = None) -> QuerySet[Organisation]:
    from .assessments import organisations_to_ask

    return organisations_to_ask(network, on=on)


# --- What committees do, as far as one may see their meetings


def places_at(series) -> dict[int, str]:
    """What to call the place of each person who sits, or sat, on the committee these meetings are of."""
    held = SeatHolder.objects.filter(seat__committee__uid=series.about_uid, user__isnull=False)
    return {one.user_id: str(one.seat.get_kind_display()) for one in held.select_related("seat")}


def called_at(series, reader) -> dict[int, str]:
    """The names persons who sit today let this reader see."""
    network = Network.objects.filter(policies.belongs(reader), committees__uid=series.about_uid)
    shown = {SeatHolder.Shown.EVERYONE} | ({SeatHolder.Shown.NETWORK} if network.exists() else set())
    held = SeatHolder.objects.filter(
        holding_on(today()), seat__committee__uid=series.about_uid, user__isnull=False, shown_to__in=shown
    )
    return dict(held.exclude(called="").values_list("user_id", "called"))


@dataclass(frozen=True)
class Work:
    """A committee's meetings, decisions and promises, as this reader may see them."""

    series: Any
    may_see: bool
    coming: list
    past: list
    decisions: list
    follow_ups: list
    late: int


def work_of(committee: Committee, *, user, at: datetime) -> Work:
    """Its next meetings, its last decisions, and what is still to be done."""
    series = meetings.series_about(HOST, committee.uid).order_by("id").first()
    if series is None:
        return Work(None, False, [], [], [], [], 0)
    may_see = meetings.series_visible_to(user).filter(pk=series.pk).exists()
    decisions = hosted.decisions_visible_to(user, series)
    follow_ups = list(loops.listed_follow_ups(user).filter(series=series)) if may_see else []
    day = at.date()
    return Work(
        series=series,
        may_see=may_see,
        coming=list(meetings.coming(user, at=at).filter(series=series)[:2]),
        past=list(meetings.past(user, at=at).filter(series=series)[:4]),
        decisions=list(decisions[:6]),
        follow_ups=follow_ups,
        late=sum(one.due_on is not None and one.due_on < day for one in follow_ups),
    )
