"""Reading self-assessments: who answered, and how views part. No mean is made anywhere."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.search import binary
from arrimage.apps.network.instruments import SCALES
from arrimage.apps.network.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentReply,
    Coverage,
    Network,
    Organisation,
    Seat,
    Site,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import governance as policies
from arrimage.apps.network.policies import together

Value = AssessmentAnswer.Value
STEPS = ("1", "2", "3", "4")


def networks_visible_to(user) -> QuerySet[Network]:
    return Network.objects.filter(policies.networks_visible_to(user)).select_related("territory")


def assessments_visible_to(user, network: Network) -> QuerySet[Assessment]:
    return (
        Assessment.objects.filter(policies.assessments_visible_to(user), network=network)
        .select_related("network")
        .annotate(
            asked=Count("replies"), answered=Count("replies", filter=Q(replies__finished_at__isnull=False))
        )
        .order_by("-opened_at", "-id")
    )


def reply_of(user, assessment: Assessment) -> AssessmentReply | None:
    """What this user's organisation was asked, when they may write it."""
    found = assessment.replies.filter(policies.replies_of(user))
    return found.select_related("organisation", "assessment").first()


def replies(assessment: Assessment) -> QuerySet[AssessmentReply]:
    """Who was asked, and whether they have finished: the whole network may know that."""
    return assessment.replies.select_related("organisation").order_by(binary("organisation__sort_name"), "id")


def may_compare(user, assessment: Assessment) -> bool:
    """Whether the others' answers may be read."""
    mine = policies.replies_of(user)
    compares = assessment.replies.filter(mine, compared_at__isnull=False)
    return not assessment.is_open or compares.exists()


@dataclass
class Views:
    """One statement and who answered what."""

    code: str
    label: str
    part: str
    scale: str
    by_value: dict[str, list[tuple[Organisation, str]]] = field(default_factory=dict)
    silent: list[Organisation] = field(default_factory=list)  # finished, and left this one empty

    @property
    def steps(self) -> list[tuple[str, str, list[tuple[Organisation, str]]]]:
        """(code, label, who) for the four steps, in order, empty ones too."""
        return [(code, str(SCALES[self.scale][code]), self.by_value.get(code, [])) for code in STEPS]

    @property
    def apart(self) -> list[tuple[str, list[tuple[Organisation, str]]]]:
        """Those who said why they do not place themselves."""
        said = (Value.UNKNOWN, Value.NOT_APPLICABLE)
        return [(str(code.label), self.by_value[code]) for code in said if code in self.by_value]

    @property
    def taken(self) -> list[int]:
        """The steps at least one organisation chose, in order."""
        return [int(code) for code in STEPS if self.by_value.get(code)]

    @property
    def distance(self) -> int:
        """How far the two most distant answers stand: 0 (same step, or nobody to differ) to 3."""
        return self.taken[-1] - self.taken[0] if self.taken else 0

    @property
    def placed(self) -> int:
        return sum(len(self.by_value.get(code, [])) for code in STEPS)


def comparison(user, assessment: Assessment) -> list[Views]:
    """Statement by statement, who answered what, among the replies this user may read; those furthest
    apart first. Two queries.

    Before an organisation may compare, it reads here its own answers alone.
    """
    seen = (
        assessment.replies.filter(policies.answers_visible_to(user, assessment))
        .filter(finished_at__isnull=False)
        .select_related("organisation")
        .prefetch_related(Prefetch("answers", AssessmentAnswer.objects.order_by("id")))
        .order_by(binary("organisation__sort_name"), "id")
    )
    views = {
        item["code"]: Views(item["code"], item["label"], item["part"], item["scale"])
        for item in assessment.items
    }
    for reply in seen:
        said = {answer.item: answer for answer in reply.answers.all()}
        for code, view in views.items():
            if code in said:
                answer = said[code]
                view.by_value.setdefault(answer.value, []).append((reply.organisation, answer.words))
            else:
                view.silent.append(reply.organisation)
    return sorted(views.values(), key=lambda view: -view.distance)


def words_of(user, assessment: Assessment) -> list[AssessmentReply]:
    """What organisations added in their own words, as far as this user may read."""
    seen = assessment.replies.filter(policies.answers_visible_to(user, assessment))
    return list(
        seen.exclude(words="").filter(finished_at__isnull=False).select_related("organisation").order_by("id")
    )


def answers_of(reply: AssessmentReply) -> dict[str, AssessmentAnswer]:
    return {answer.item: answer for answer in reply.answers.all()}


def organisations_to_ask(network: Network, *, on: date | None = None) -> QuerySet[Organisation]:
    """Those of the network's territory and of its table, those of the table first."""
    day = on or today()
    within = together.territories_within([network.territory_id], day)
    sited = Site.objects.filter(closed_on=None, territory__in=within).values("organisation")
    answering = Coverage.objects.filter(holding_on(day), territory__in=within).values("organisation")
    seated = seated_organisations(network, on=day)
    return Organisation.objects.filter(
        Q(pk__in=sited) | Q(pk__in=answering) | Q(pk__in=seated), closed_on=None
    ).order_by(binary("sort_name"), "id")


def seated_organisations(network: Network, *, on: date | None = None):
    """Ids of those that sit at the table that day."""
    return Seat.objects.filter(holding_on(on or today()), network=network).values_list(
        "organisation", flat=True
    )
