"""Examples of how a network conducts itself, where a given organisation sits."""

from datetime import date, timedelta

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions.strategies import load_strategies
from arrimage.apps.network.instruments import instruments
from arrimage.apps.network.models import (
    Assessment,
    AssessmentReply,
    Committee,
    CommitteeSeat,
    Contribution,
    Network,
    Organisation,
    SeatHolder,
    Strategy,
)

SINCE = date(2020, 1, 1)


def conduct(network: Network, organisation: Organisation) -> dict:
    """How a network conducts itself, where this organisation sits: strategies, self-assessments."""
    load_strategies()
    strategy = Strategy.objects.order_by("position").first()
    assessment = Assessment.objects.create(
        network=network,
        instrument="success",
        statements=instruments()["success"],
        opened_at=now(),
        closes_on=today() + timedelta(days=20),
    )
    AssessmentReply.objects.create(assessment=assessment, organisation=organisation, asked_at=now())
    here = {"uid": network.uid}
    one = here | {"assessment": assessment.uid}
    return {
        "strategies": here,
        "strategy_new": here,
        "strategy_pace": here,
        "strategy": here | {"pk": strategy.pk},
        "strategy_undo": here | {"pk": strategy.pk},
        "assessments": here,
        "assessment_new": here,
        "assessment": one,
        "assessment_answer": one,
        "assessment_do": one,
    }


def governed(network: Network, organisation: Organisation, person) -> dict:
    """A committee where this organisation sits, a place held by `person` (or nobody), something said."""
    committee = Committee.objects.create(
        network=network, name="Comité d’essai", level="tactical", mandate="Essayer.", since=SINCE
    )
    CommitteeSeat.objects.create(
        committee=committee, kind="organisation", organisation=organisation, since=SINCE
    )
    seat = CommitteeSeat.objects.create(committee=committee, kind="lived", role="Dire.", since=SINCE)
    holder = SeatHolder.objects.create(seat=seat, user=person, since=SINCE, consented_at=now())
    other_seat = CommitteeSeat.objects.create(committee=committee, kind="relative", since=SINCE)
    other = SeatHolder.objects.create(seat=other_seat, since=SINCE, consented_at=now())
    contribution = Contribution.objects.create(
        network=network, voice="person", words="Un mot.", said_on=today(), answer_by=today()
    )
    here = {"uid": network.uid}
    said = here | {"contribution": contribution.uid}
    return {
        "governance": here,
        "governance_propose": here,
        "committee": here | {"committee": committee.uid},
        "committee_meet": here | {"committee": committee.uid},
        "seat_person": here | {"pk": seat.pk},
        "place": here | {"holder": holder.uid},
        "place_for": here | {"holder": other.uid},
        "participation": here,
        "contribution_new": here,
        "contribution": said,
        "contribution_judge": said,
    }
