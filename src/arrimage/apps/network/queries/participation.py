"""Reading what was said and what became of it. Unanswered first, always."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from arrimage.apps.meetings.queries import hosted
from arrimage.apps.network.models import Contribution, ContributionAnswer, Network
from arrimage.apps.network.policies import governance as policies

from .governance import HOST

State, Outcome = Contribution.State, ContributionAnswer.Outcome
YEAR = timedelta(days=365)
APART = timedelta(days=7)  # between two reminders of the same thing


def contributions_visible_to(user) -> QuerySet[Contribution]:
    """Those of the networks one takes part in."""
    networks = Network.objects.filter(policies.belongs(user))
    answers = ContributionAnswer.objects.select_related("organisation").order_by("answered_at", "id")
    return (
        Contribution.objects.filter(network__in=networks.values("pk"))
        .select_related("network", "committee", "organisation", "item", "item__meeting")
        .prefetch_related(Prefetch("answers", answers, to_attr="told"))
    )


def said_within_a_year(user, network: Network, *, on: date, year: int | None = None) -> list[Contribution]:
    """A year of contributions (the last twelve months, or a calendar year), and whatever still waits.

    Those an answer is owed to come first, the longest overdue before.
    """
    within = Q(said_on__year=year) if year else Q(said_on__gt=on - YEAR, said_on__lte=on)
    if year is None:
        within |= Q(state__in=Contribution.OWED)  # nothing that waits grows too old to be seen
    rank = Case(
        When(state__in=[State.WAITING, State.AGAIN], then=Value(0)),
        When(state=State.PROMISED, answer_by__lt=on, then=Value(0)),
        When(state=State.PROMISED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = contributions_visible_to(user).filter(within, network=network).annotate(rank=rank)
    owed_first = sorted(found, key=lambda one: (one.rank, _order(one)))
    return owed_first


def _order(one: Contribution) -> tuple:
    return (one.answer_by.toordinal(),) if one.rank < 2 else (-one.said_on.toordinal(), -one.pk)


def years_of(network: Network) -> list[int]:
    return [day.year for day in network.contributions.dates("said_on", "year", order="DESC")]


def judged_by(user) -> QuerySet[Contribution]:
    return contributions_visible_to(user).filter(policies.contributions_judged_by(user))


@dataclass(frozen=True)
class Account:
    """What a year of contributions came to: facts, never a rate."""

    said: int
    waiting: int
    late: int
    promised: int
    changed: int
    refused: int


def account_of(contributions: list[Contribution], *, on: date) -> Account:
    last = [one.told[-1].outcome if one.told else "" for one in contributions]
    waiting = [one for one in contributions if one.state in {State.WAITING, State.AGAIN}]
    return Account(
        said=len(contributions),
        waiting=len(waiting),
        late=sum(one.is_owed and one.answer_by < on for one in contributions),
        promised=sum(one.state == State.PROMISED for one in contributions),
        changed=last.count(Outcome.CHANGED),
        refused=last.count(Outcome.REFUSED),
    )


def items_to_tell_from(user, network: Network) -> QuerySet:
    """Items of this network's committees, at meetings the user may see: a contribution may come of one."""
    return hosted.items_visible_to(user, HOST, network.committees.values("uid"))


def overdue(on: date) -> QuerySet[Contribution]:
    """Answers owed whose day is past, or due within three days."""
    return (
        Contribution.objects.filter(state__in=Contribution.OWED, answer_by__lte=on + timedelta(days=3))
        .select_related("network")
        .order_by("answer_by", "id")
    )
