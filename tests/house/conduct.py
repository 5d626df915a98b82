"""Examples of how a network conducts itself, where a given organisation sits."""

from datetime import timedelta

from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions.strategies import load_strategies
from arrimage.apps.network.instruments import instruments
from arrimage.apps.network.models import Assessment, AssessmentReply, Network, Organisation, Strategy


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
