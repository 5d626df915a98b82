"""Looks at a team: what was seen, by how many, and how far two observers agree."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from arrimage.apps.improvement import policies
from arrimage.apps.improvement.instruments import SIGNS
from arrimage.apps.improvement.models import Assessment, Committee, Holder, Observation
from arrimage.science.qualitative.alpha import Agreement, Level, alpha
from arrimage.science.qualitative.codings import codings

from .tandem import TWO

SCALE = {Observation.Seen.NO: 0, Observation.Seen.PARTLY: 1, Observation.Seen.YES: 2}


def assessments_visible_to(user, *, on: date) -> QuerySet[Assessment]:
    """Under way, by who runs the committee; once shared, by all who sit."""
    run = Committee.objects.filter(policies.committees_run_by(user, on))
    seen = Committee.objects.filter(policies.committees_visible_to(user, on))
    asked = Committee.objects.filter(
        Exists(
            Holder.objects.filter(
                policies.held_today(on), user=user.pk, place__committee=OuterRef("pk"), place__kind__in=TWO
            )
        )
    )
    mine = Q(committee__in=run) | Q(committee__in=seen, state=Assessment.State.SHARED)
    mine |= Q(committee__in=asked, opening__isnull=False)
    return Assessment.objects.filter(mine).select_related("committee__organisation", "opening")


@dataclass(frozen=True)
class Seen:
    """How often one sign was seen. `never`: it could not be seen, which is no no."""

    sentence: str
    yes: int
    partly: int
    no: int
    never: int


def what_was_seen(assessment: Assessment) -> list[Seen]:
    observed = list(assessment.observations.all())
    found = []
    for sign in SIGNS:
        count = Counter(one.seen.get(sign.id) for one in observed)
        found.append(Seen(str(sign.sentence), count["yes"], count["partly"], count["no"], count["na"]))
    return found if observed else []


def agreement_of(assessment: Assessment) -> Agreement | None:
    """Between the observers of the same meetings, sign by sign; None until two looked at the same one."""
    rows = [
        (f"{one.meeting}|{one.on}|{sign}", one.observer, SCALE.get(value))
        for one in assessment.observations.all()
        for sign, value in one.seen.items()
    ]
    found = alpha(codings(rows), level=Level.ORDINAL, replicates=500)
    return found if found.shared_units else None
