"""Reading agreements: one's own, those that are known, those of a network, and the relatives' ones."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.search import binary
from arrimage.apps.meetings.queries import meetings
from arrimage.apps.network.models import (
    Agreement,
    AgreementParty,
    AgreementQuestion,
    Coverage,
    HopedNumber,
    Network,
    Organisation,
    ReferralCount,
    ReferralWay,
    Site,
    Territory,
    TerritoryParent,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.policies import agreements as policies
from arrimage.apps.network.policies.together import kept_by, territories_within
from arrimage.apps.network.vocabulary import OrganisationKind, Publication

State = Agreement.State
REMINDED_APART = timedelta(days=30)
WAITING_SHOWN = 12
DATA = Path(__file__).resolve().parents[1] / "data" / "agreements"


def _with_parties(found: QuerySet[Agreement]) -> QuerySet[Agreement]:
    parties = AgreementParty.objects.select_related("organisation").order_by("id")
    return found.select_related("writer").prefetch_related(Prefetch("parties", queryset=parties))


def agreements_of(user) -> QuerySet[Agreement]:
    """Those the organisation acted for is party to, drafts of its own included. Two queries."""
    return _with_parties(
        Agreement.objects.filter(policies.agreements_of(user)).order_by("-updated_at", "-id")
    )


def agreements_visible_to(user) -> QuerySet[Agreement]:
    """One's own, and those whose existence is known."""
    return _with_parties(Agreement.objects.filter(policies.agreements_visible_to(user)))


def published_agreements_of(organisation: Organisation) -> QuerySet[Agreement]:
    """What everyone may know of an organisation's agreements, those over included, most recent first."""
    held = AgreementParty.objects.filter(organisation=organisation).values("agreement")
    known = Agreement.objects.filter(policies.known_to_exist(), pk__in=held)
    return _with_parties(known.order_by(F("signed_at").desc(nulls_last=True), "-id"))


def agreements_of_network(network: Network, *, user, on: date) -> QuerySet[Agreement]:
    """Agreements with a party that sits at the table or answers there, as far as `user` may know."""
    within = territories_within([network.territory_id], on)
    there = (
        Q(pk__in=network.seats.filter(holding_on(on)).values("organisation"))
        | Q(pk__in=Coverage.objects.filter(holding_on(on), territory__in=within).values("organisation"))
        | Q(pk__in=Site.objects.filter(closed_on=None, territory__in=within).values("organisation"))
    )
    local = AgreementParty.objects.filter(organisation__in=Organisation.objects.filter(there).values("pk"))
    visible = Agreement.objects.filter(policies.agreements_visible_to(user), pk__in=local.values("agreement"))
    return _with_parties(visible.order_by(F("signed_at").desc(nulls_last=True), "-id"))


def publication_of(agreement: Agreement) -> str:
    """What everyone may know: as much as its most discreet party lets be known."""
    levels = [party.publication for party in agreement.parties.all()]
    if agreement.state == State.DRAFT or not levels or Publication.NOTHING in levels:
        return Publication.NOTHING
    return Publication.EXISTENCE if Publication.EXISTENCE in levels else Publication.ALL


def lock(agreement: Agreement) -> Agreement:
    """The row, held until the transaction ends: what happens to one agreement happens one thing at a time."""
    return Agreement.objects.select_for_update().get(pk=agreement.pk)


@dataclass
class AgreementPage:
    """What one reader sees of an agreement."""

    agreement: Agreement
    mine: AgreementParty | None  # the reader's own party
    says_all: bool  # whether the reader reads what it says
    others: list[AgreementParty] = field(default_factory=list)
    ways: list[ReferralWay] = field(default_factory=list)
    obstacles: list = field(default_factory=list)
    counts: list[ReferralCount] = field(default_factory=list)
    questions: list[AgreementQuestion] = field(default_factory=list)
    hope: HopedNumber | None = None  # in force
    proposed_hope: HopedNumber | None = None
    missing_yeses: list[Organisation] = field(default_factory=list)
    said_yes: bool = False  # the reader's own organisation, to the number proposed
    publication: str = Publication.NOTHING

    @property
    def unsigned(self) -> list[AgreementParty]:
        return [party for party in self.agreement.parties.all() if not party.signed_at]


def agreement_page(agreement: Agreement, *, user) -> AgreementPage:
    """At most seven queries for a party; one for others."""
    parties = list(agreement.parties.all())
    me = kept_by(user)
    mine = next((party for party in parties if party.organisation_id == me), None)
    publication = publication_of(agreement)
    page = AgreementPage(
        agreement, mine, says_all=bool(mine) or publication == Publication.ALL, publication=publication
    )
    page.others = [party for party in parties if party != mine]
    if page.says_all:
        page.ways = list(agreement.ways.select_related("origin", "destination"))
    if mine:
        page.obstacles = list(agreement.obstacles.select_related("organisation"))
        page.counts = list(agreement.counts.select_related("organisation", "contested_for"))
        page.questions = list(agreement.questions.select_related("count__organisation", "concluded_for"))
        _add_hopes(page)
    return page


def _add_hopes(page: AgreementPage) -> None:
    for hope in page.agreement.hopes.filter(ended_at=None).prefetch_related("yeses"):
        if hope.agreed_at:
            page.hope = hope
            continue
        page.proposed_hope = hope
        said = {yes.organisation_id for yes in hope.yeses.all()}
        parties = page.agreement.parties.all()
        page.missing_yeses = [each.organisation for each in parties if each.organisation_id not in said]
        page.said_yes = page.mine is not None and page.mine.organisation_id in said


def hope_in_force(agreement: Agreement) -> HopedNumber | None:
    return agreement.hopes.filter(ended_at=None, agreed_at__isnull=False).first()


def meetings_to_talk_at(agreement: Agreement, *, user, at: datetime) -> QuerySet:
    """Coming meetings the reader sees, and another party is invited to."""
    others = [
        each.organisation_id for each in agreement.parties.all() if each.organisation_id != kept_by(user)
    ]
    return meetings.coming(user, at=at).filter(invitations__organisation__in=others).distinct()


def meetings_of_questions(questions: Iterable[AgreementQuestion], *, user) -> dict[UUID, object]:
    """The meetings questions were proposed for, those the reader sees, by their uid."""
    uids = [question.meeting_uid for question in questions if question.meeting_uid]
    return (
        {each.uid: each for each in meetings.meetings_visible_to(user).filter(uid__in=uids)} if uids else {}
    )


def waiting_for(user) -> list[Agreement]:
    """Agreements that wait for a word of one’s own, each with why (`waits_for`). Three queries at most.

    `theirs` and `ours`: to sign, whoever wrote it; `question`: to talk over; `renewal`: its end is near.
    """
    mine = kept_by(user)
    if mine is None:
        return []
    asked = set(
        AgreementQuestion.objects.filter(talked_over_on=None, agreement__parties__organisation=mine)
        .values_list("agreement", flat=True)
        .distinct()
    )
    waiting = []
    for agreement in agreements_of(user).exclude(state__in=(State.DRAFT, State.REFUSED, State.RENEWED)):
        party = next(each for each in agreement.parties.all() if each.organisation_id == mine)
        reasons = []
        if agreement.is_open and party.signed_at is None:
            reasons.append("ours" if agreement.writer_id == mine else "theirs")
        if agreement.pk in asked:
            reasons.append("question")
        if agreement.is_up_for_renewal(today()):
            reasons.append("renewal")
        if reasons:
            agreement.waits_for = reasons
            waiting.append(agreement)
    return waiting[:WAITING_SHOWN]


def up_for_renewal(at: datetime, on: date) -> list[Agreement]:
    """Signed ones whose end is near, that nobody was reminded of these thirty days. Two queries."""
    signed = _with_parties(
        Agreement.objects.filter(state=State.SIGNED, until__gt=on).filter(
            Q(reminded_at=None) | Q(reminded_at__lte=at - REMINDED_APART)
        )
    )
    return [agreement for agreement in signed.order_by("until", "pk") if agreement.is_up_for_renewal(on)]


def run_out(on: date) -> QuerySet[Agreement]:
    """Signed ones whose last day has passed."""
    return Agreement.objects.filter(state=State.SIGNED, until__lte=on).order_by("pk")


def is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def organisations_to_agree_with(
    user, *, named: str = "", agreement: Agreement | None = None
) -> QuerySet[Organisation]:
    """Open organisations of one's own region, the one named (its uid), and the parties there already."""
    day, mine = today(), kept_by(user)
    # Read step by step: as one query, SQLite’s parser finds it too deep.
    own = set(
        Territory.objects.filter(
            Q(coverages__organisation=mine) | Q(sites__organisation=mine, sites__closed_on=None)
        ).values_list("pk", flat=True)
    )
    above = dict(TerritoryParent.objects.filter(holding_on(day)).values_list("territory", "parent"))
    roots = {above.get(above.get(pk, pk), above.get(pk, pk)) for pk in own}
    within = territories_within(roots, day)
    near = Q(pk__in=Coverage.objects.filter(holding_on(day), territory__in=within).values("organisation"))
    near |= Q(pk__in=Site.objects.filter(closed_on=None, territory__in=within).values("organisation"))
    if is_uid(named):
        near |= Q(uid=named)
    if agreement:
        near |= Q(pk__in=agreement.parties.values("organisation"))
    return (
        Organisation.objects.filter(near, closed_on=None).exclude(pk=mine).order_by(binary("sort_name"), "id")
    )


# --- Relatives' associations and integrated centres, for the province


@dataclass(frozen=True)
class PublishedShare:
    """«So many of so many», as a study published it."""

    with_one: int
    asked: int
    year: int
    source: str


@lru_cache(maxsize=1)
def published_share() -> PublishedShare:
    """Centres that had signed an agreement with a relatives' association, as source 002 published it."""
    with (DATA / "relatives_2018.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    return PublishedShare(int(row["with_one"]), int(row["asked"]), int(row["year"]), row["source"])


@dataclass
class CentreLine:
    """An integrated centre, and what is known here of its agreements with relatives' associations."""

    centre: Organisation
    territories: list[str]
    agreements: list[tuple[Organisation, Agreement]]

    @property
    def signed(self) -> list[tuple[Organisation, Agreement]]:
        return [(other, each) for other, each in self.agreements if each.state == State.SIGNED]

    @property
    def under_way(self) -> list[tuple[Organisation, Agreement]]:
        open_ = {State.PROPOSED, State.UNDER_WAY}
        return [(other, each) for other, each in self.agreements if each.state in open_]


@dataclass
class RelativesMatrix:
    lines: list[CentreLine]
    without: list[Organisation]  # relatives' associations no agreement is known of

    @property
    def with_one(self) -> int:
        return sum(1 for line in self.lines if line.signed)


def relatives_matrix(*, user, on: date) -> RelativesMatrix:
    """One line per integrated centre open today. Silence is silence: what is not published is not «none».

    What the reader's own organisation is party to shows too, for that reader. Four queries.
    """
    centres = list(
        Organisation.objects.filter(kind=OrganisationKind.INTEGRATED_CENTRE, closed_on=None).order_by(
            binary("sort_name"), "id"
        )
    )
    places: dict[int, list[str]] = defaultdict(list)
    held = Coverage.objects.filter(holding_on(on), organisation__in=centres).order_by("territory__code")
    for pk, name in held.values_list("organisation", "territory__short_name"):
        places[pk].append(name)
    associations = {
        each.pk: each
        for each in Organisation.objects.filter(
            kind=OrganisationKind.FAMILY_ASSOCIATION, closed_on=None
        ).order_by(binary("sort_name"), "id")
    }
    ties: dict[int, list[tuple[Organisation, Agreement]]] = defaultdict(list)
    tied: set[int] = set()
    # Ended, refused and replaced ones are no agreement today.
    current = (State.PROPOSED, State.UNDER_WAY, State.SIGNED)
    known = agreements_visible_to(user).filter(
        state__in=current,
        pk__in=AgreementParty.objects.filter(organisation__in=associations).values("agreement"),
    )
    for agreement in known.order_by("pk"):
        ids = [party.organisation_id for party in agreement.parties.all()]
        for association in (pk for pk in ids if pk in associations):
            tied.add(association)
            for other in ids:
                if other != association:
                    ties[other].append((associations[association], agreement))
    return RelativesMatrix(
        [CentreLine(each, places[each.pk], ties[each.pk]) for each in centres],
        [each for pk, each in associations.items() if pk not in tied],
    )
