"""Reading where a network stands with each strategy, since when, and when changes crowd."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from arrimage.apps.kernel.clock import today
from arrimage.apps.network import pace
from arrimage.apps.network.models import Network, Pace, Phase, Strategy, StrategyStep
from arrimage.apps.network.policies import governance as policies

State = StrategyStep.State


def networks_of_member(user) -> QuerySet[Network]:
    return Network.objects.filter(policies.belongs(user)).select_related("territory")


def networks_kept_by(user) -> QuerySet[Network]:
    return Network.objects.filter(policies.keeps(user)).select_related("territory")


def networks_led_by(user) -> QuerySet[Network]:
    return Network.objects.filter(policies.leads(user)).select_related("territory")


def strategies_of(network: Network) -> QuerySet[Strategy]:
    """The inventory, then the network's own."""
    return Strategy.objects.filter(Q(network=None) | Q(network=network)).order_by("position", "id")


@dataclass(frozen=True)
class Span:
    """A state, from a day to another (open when None)."""

    state: str
    since: date
    until: date | None


@dataclass
class Standing:
    """A strategy and what was said of it, oldest first."""

    strategy: Strategy
    steps: list[StrategyStep] = field(default_factory=list)

    @property
    def now(self) -> StrategyStep | None:
        return self.steps[-1] if self.steps else None

    @property
    def state(self) -> str:
        return self.now.state if self.now else State.NOT_STARTED

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def spans(self) -> list[Span]:
        """One after the other, as the days given say; a step of the same day replaces the one before."""
        by_day = {step.since: step for step in self.steps}
        days = sorted(by_day)
        return [
            Span(by_day[day].state, day, after) for day, after in zip(days, [*days[1:], None], strict=True)
        ]

    @property
    def begins(self) -> date | None:
        """The day its present change began, or is planned to: None when nothing moves."""
        if self.state == State.PLANNED and self.now:
            return self.now.expected_on
        if self.state not in {State.UNDER_WAY, State.IN_PLACE}:
            return None
        first = None
        for step in reversed(self.steps):  # the change under way may have been told in several steps
            if step.state not in {State.UNDER_WAY, State.IN_PLACE}:
                break
            first = step.since if step.state == State.UNDER_WAY else first
        return first


def standings(network: Network) -> list[Standing]:
    """Every strategy, in the inventory's order. Two queries."""
    found = {one.pk: Standing(one) for one in strategies_of(network)}
    for step in network.strategy_steps.order_by("since", "said_at", "id"):
        found[step.strategy_id].steps.append(step)
    return list(found.values())


def standing(network: Network, strategy: Strategy) -> Standing:
    steps = network.strategy_steps.filter(strategy=strategy).select_related("organisation")
    return Standing(strategy, list(steps.order_by("since", "said_at", "id")))


def phases(network: Network) -> QuerySet[Phase]:
    return network.phases.order_by("since", "id")


def pace_of(network: Network) -> Pace:
    """The network's own numbers, or what is proposed until it says otherwise (not saved)."""
    return Pace.objects.filter(network=network).first() or Pace(network=network)


@dataclass(frozen=True)
class Overview:
    """What the strategies page shows."""

    standings: list[Standing]
    phases: list[Phase]
    pace: Pace
    crowds: list[pace.Crowd]

    @cached_property
    def moving(self) -> list[Standing]:
        """Those something was said of, but that it has not started."""
        return [one for one in self.standings if one.state != State.NOT_STARTED]

    @property
    def by_state(self) -> list[tuple[str, list[Standing]]]:
        """Those something was said of: what moves first, what was set aside last."""
        order = (State.UNDER_WAY, State.PLANNED, State.IN_PLACE, State.SET_ASIDE)
        groups = [(str(s.label), [one for one in self.moving if one.state == s]) for s in order]
        return [(label, held) for label, held in groups if held]

    @property
    def waiting(self) -> list[Standing]:
        return [one for one in self.standings if one.state == State.NOT_STARTED]

    def counts(self) -> list[tuple[str, int]]:
        """How many in each state: a description, never a rate."""
        return [(str(s.label), sum(one.state == s for one in self.standings)) for s in State]


def families(standings: list[Standing]) -> list[tuple[str, list[Standing]]]:
    """By family, in the inventory's order."""
    groups: dict[str, list[Standing]] = {}
    for one in standings:
        groups.setdefault(one.strategy.get_family_display(), []).append(one)
    return list(groups.items())


def overview(network: Network, *, on: date | None = None) -> Overview:
    """Four queries."""
    day = on or today()
    known, set_to = standings(network), pace_of(network)
    beginnings = [pace.Beginning(one.begins, one.strategy.label) for one in known if one.begins]
    return Overview(
        standings=known,
        phases=list(phases(network)),
        pace=set_to,
        crowds=pace.crowds(beginnings, most=set_to.most, months=set_to.months, on=day),
    )
