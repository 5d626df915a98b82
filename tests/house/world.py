"""A small world in which every role stands in every relation to the same things."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model

from arrimage.apps.accounts.models import Invitation, Membership
from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.access import Audience, Relation
from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.models import Job
from arrimage.apps.network.models import (
    AffiliationProposal,
    Agreement,
    AgreementParty,
    DepartureReading,
    Draft,
    FundingLine,
    Mandate,
    Message,
    Network,
    Organisation,
    RosterEntry,
    Seat,
    TieClaim,
    TieKind,
    TieReport,
    Wave,
)
from arrimage.apps.network.vocabulary import OrganisationKind, Side, TerritoryKind
from arrimage.apps.network.vocabulary_ties import Shown, WaveStatus
from tests.communities import world as communities
from tests.deliberation import world as deliberation
from tests.house.conduct import conduct, governed
from tests.improvement import world as improvement
from tests.inquiry import world as inquiry
from tests.learning import world as learning
from tests.meetings import world as meetings
from tests.mixed import world as mixed
from tests.network.factories import (
    AffiliationFactory,
    ContactFactory,
    CoverageFactory,
    OfferFactory,
    OrganisationFactory,
    SiteFactory,
    TerritoryFactory,
)
from tests.practices import world as practices
from tests.qualitative import world as qualitative
from tests.questionnaires import factories as questionnaires
from tests.recognition import world as recognition

SINCE = date(2020, 1, 1)


@dataclass
class Actor:
    """Somebody, and how they stand: `role` in `organisation`, or neither."""

    label: str
    user: object | None = None
    role: str | None = None
    organisation: Organisation | None = None
    mandated: bool = False


@dataclass
class Things:
    """What belongs to one organisation."""

    organisation: Organisation
    has_account: bool
    offer: object = None
    site: object = None
    contact: object = None
    draft: object = None
    owner: object = None  # the user whose own things these also are
    extra: dict = field(default_factory=dict)  # arguments of more addresses, by name


@dataclass
class World:
    network: Network
    owned: Things  # an organisation with members of every role
    other: Organisation  # another one, on the public side, with members of every role
    alone: Things  # one without any account, in the network's territory
    actors: list[Actor]


def _user(label: str):
    return get_user_model().objects.create_user(f"{label}@essai.invalid", name=label)


def _member(label: str, organisation: Organisation, role: str, **more) -> Actor:
    user = _user(label)
    Membership.objects.create(user=user, organisation=organisation, role=role, since=SINCE)
    return Actor(label, user, role, organisation, **more)


def _things(organisation: Organisation, *, has_account: bool, author) -> Things:
    offer = OfferFactory(organisation=organisation)
    site = SiteFactory(organisation=organisation)
    contact = ContactFactory(organisation=organisation)
    draft = Draft.objects.create(
        organisation=organisation,
        subject="offer",
        subject_uid=uuid4(),
        data={"name": ["Un secret de brouillon"]},
        saved_by=author,
        saved_by_label="autrice",
        saved_at=now(),
    )
    return Things(
        organisation=organisation,
        has_account=has_account,
        offer=offer,
        site=site,
        contact=contact,
        draft=draft,
        owner=author,
        extra=_between_organisations(organisation, author),
    )


def _between_organisations(organisation: Organisation, author) -> dict:
    """What ties the organisation to others nobody here acts for: messages, affiliations, a table."""
    federation = OrganisationFactory(kind=OrganisationKind.COALITION)
    network = Network.objects.create(
        name="Une table", territory=TerritoryFactory(code="995", kind=TerritoryKind.TERRITORY)
    )
    Seat.objects.create(network=network, organisation=organisation, side=Side.COMMUNITY, since=SINCE)
    mandate = Mandate.objects.create(
        network=network, user=_user(f"proposed-{organisation.pk}"), proposed_at=now()
    )
    message = Message.objects.create(
        kind=Message.Kind.INVITATION,
        organisation=organisation,
        subject="Rencontre",
        body="Bonjour",
        starts_at=now() + timedelta(days=9),
        sent_at=now(),
    )
    proposal = AffiliationProposal.objects.create(
        organisation=organisation, federation=federation, is_invitation=True, proposed_at=now()
    )
    membership = Membership.objects.create(
        user=_user(f"former-{organisation.pk}"),
        organisation=organisation,
        role=Role.WORKER,
        since=SINCE,
        until=None if author else date(2021, 1, 1),
    )
    invitation = Invitation.objects.create(
        email=f"invitee-{organisation.pk}@essai.invalid",
        organisation=organisation,
        role=Role.WORKER,
        digest=uuid4().hex,
        sent_at=now(),
        expires_at=now() + timedelta(days=14),
    )
    affiliation = AffiliationFactory(organisation=organisation, federation=OrganisationFactory())
    job = Job.objects.create(name="Un travail", owner=author, created_at=now())
    return {
        **_agreed(organisation),
        "message": {"uid": message.uid},
        "message_calendar": {"uid": message.uid},
        "affiliation_answer": {"uid": proposal.uid},
        "affiliation_end": {"pk": affiliation.pk},
        "affiliation_propose": {"uid": federation.uid},
        "federation_members": {"uid": federation.uid},
        "invite": {"uid": federation.uid},
        "write": {"uid": federation.uid},
        "network": {"uid": network.uid},
        "network_table": {"uid": network.uid},
        **conduct(network, organisation),
        **governed(network, organisation, author),
        "table_answer": {"uid": network.uid, "decision": mandate.uid},
        "end_membership": {"pk": membership.pk},
        "withdraw_invitation": {"uid": invitation.uid},
        "job": {"uid": job.uid},
        **_ties(network, organisation, federation),
        **meetings.examples(organisation),
        **questionnaires.examples(organisation),
        **practices.examples(organisation),
        **inquiry.examples(organisation),
        **learning.examples(organisation),
        **deliberation.examples(organisation),
        **improvement.examples(organisation),
        **qualitative.examples(organisation),
        **mixed.examples(organisation),
        **communities.examples(organisation),
        **recognition.examples(organisation),
    }


def _ties(network: Network, organisation: Organisation, other: Organisation) -> dict:
    """An open wave in which the organisation is asked and another one speaks of it; a published one."""
    at, day = now(), now().date()
    dates = {"opens_on": day - timedelta(days=9), "closes_on": day + timedelta(days=9)}
    wave = Wave.objects.create(network=network, name="Ouverte", status="open", opened_at=at, **dates)
    # An old one: what maps look at is the most recent.
    past = {"opens_on": date(2019, 1, 1), "closes_on": date(2019, 2, 1)}
    published = Wave.objects.create(network=network, name="Publiée", status="published", **past)
    entry = RosterEntry.objects.create(wave=wave, organisation=organisation)
    kind, _new = TieKind.objects.get_or_create(network=None, code="agreement")
    report = TieReport.objects.create(
        wave=wave, reporter=other, about=organisation, saved_at=at, submitted_at=at, own_words="Un secret."
    )
    TieClaim.objects.create(report=report, kind=kind)
    return {
        "network_waves": {"uid": network.uid},
        "wave": {"uid": published.uid},
        "wave_answer": {"uid": wave.uid},
        "wave_finish": {"uid": wave.uid},
        "wave_import": {"uid": wave.uid},
        "wave_card": {"uid": wave.uid, "other": other.uid},
        "wave_relations": {"uid": wave.uid},
        "wave_relation": {"uid": wave.uid, "other": other.uid},
        **led(network, wave, entry),
    }


def led(network: Network, wave: Wave, entry: RosterEntry) -> dict:
    """What the coordinator both sides mandated leads."""
    return {
        "wave_new": {"uid": network.uid},
        "network_study": {"uid": network.uid},
        "network_tie_kinds": {"uid": network.uid},
        "wave_lead": {"uid": wave.uid},
        "wave_leave_out": {"uid": wave.uid, "entry": entry.uid},
    }


def _agreed(organisation: Organisation) -> dict:
    """An agreement everyone may know of, and a funding line of the organisation's own."""
    partner = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE)
    agreement = Agreement.objects.create(
        title="Une entente", purpose="Que personne ne reste seul.", writer=organisation, state="proposed"
    )
    for party in (organisation, partner):
        AgreementParty.objects.create(agreement=agreement, organisation=party, publication="existence")
    line = FundingLine.objects.create(
        organisation=organisation, kind="mission", year=2025, amount=9662, funder="Une ministre"
    )
    network = Network.objects.create(
        name="Un réseau d’ententes",
        territory=TerritoryFactory(code="996", kind=TerritoryKind.TERRITORY),
    )
    return {
        "agreement": {"uid": agreement.uid},
        "agreement_edit": {"uid": agreement.uid},
        "agreement_decide": {"uid": agreement.uid},
        "agreement_note": {"uid": agreement.uid},
        "organisation_agreements": {"uid": organisation.uid},
        "network_agreements": {"uid": network.uid},
        "funding_edit": {"uid": line.uid},
        "funding_publish": {"uid": line.uid},
        "comparators": {"code": network.territory.code},
    }


def _looked_at(organisation: Organisation, network: Network) -> dict:
    """A published wave in which the organisation and a partner say a tie, and a departure shown to it."""
    partner = OrganisationFactory()
    at = now() - timedelta(days=5)
    wave = Wave.objects.create(
        network=network,
        name="Une vague",
        opens_on=SINCE,
        closes_on=SINCE + timedelta(days=30),
        status=WaveStatus.PUBLISHED,
        published_at=at,
    )
    kind = TieKind.objects.create(network=network, code="essai", name="Un essai")
    for one, other in ((organisation, partner), (partner, organisation)):
        RosterEntry.objects.create(wave=wave, organisation=one, finished_at=at, shown=Shown.DETAILS)
        report = TieReport.objects.create(wave=wave, reporter=one, about=other, saved_at=at, submitted_at=at)
        TieClaim.objects.create(report=report, kind=kind)
    reading = DepartureReading.objects.create(
        wave=wave,
        organisation=organisation,
        rule="any",
        pairs_cut=1,
        components=2,
        shared_at=at,
        reply_by=SINCE,
    )
    return {
        "network_map": {"uid": network.uid},
        "network_measures": {"uid": network.uid},
        "network_comparison": {"uid": network.uid},
        "network_departures": {"uid": network.uid},
        "network_neighbourhood": {"uid": network.uid, "organisation": organisation.uid},
        "network_file": {"uid": network.uid, "name": "liens.csv"},
        "departure_answer": {"uid": network.uid, "reading": reading.uid},
        "departures_show": {"uid": network.uid, "wave": wave.uid},
        "departures_publish": {"uid": network.uid, "wave": wave.uid},
    }


def build() -> World:
    territory = TerritoryFactory(code="991", kind=TerritoryKind.TERRITORY)
    own = OrganisationFactory(name="La nôtre", kind=OrganisationKind.COMMUNITY)
    other = OrganisationFactory(name="Le centre", kind=OrganisationKind.INTEGRATED_CENTRE)
    alone = OrganisationFactory(name="Sans compte", kind=OrganisationKind.COMMUNITY)
    for organisation in (own, other, alone):
        CoverageFactory(organisation=organisation, territory=territory)
    network = Network.objects.create(name="Réseau d’essai", territory=territory)
    Seat.objects.create(network=network, organisation=own, side=Side.COMMUNITY, since=SINCE)
    Seat.objects.create(network=network, organisation=other, side=Side.PUBLIC, since=SINCE)

    actors = [Actor("anonymous"), Actor("nobody", _user("nobody"))]
    for role in Role:
        actors.append(_member(f"own-{role}", own, role))
        actors.append(_member(f"other-{role}", other, role))
    mandated = _member("mandated", other, Role.NETWORK_COORDINATOR, mandated=True)
    actors.append(mandated)
    at = now() - timedelta(days=30)
    Mandate.objects.create(
        network=network,
        user=mandated.user,
        since=SINCE,
        proposed_at=at,
        public_yes_at=at,
        community_yes_at=at,
    )
    author = next(actor.user for actor in actors if actor.label == "own-worker")
    things = _things(alone, has_account=False, author=None)
    coordinated = Network.objects.get(uid=things.extra["network"]["uid"])
    Mandate.objects.create(
        network=coordinated,
        user=mandated.user,
        since=SINCE,
        proposed_at=at,
        public_yes_at=at,
        community_yes_at=at,
    )
    things.draft.saved_by = mandated.user  # who keeps it meanwhile is who writes its drafts
    things.draft.save()
    owned = _things(own, has_account=True, author=author)
    owned.extra |= _looked_at(own, Network.objects.get(uid=owned.extra["network"]["uid"]))
    things.extra |= _looked_at(alone, network)
    return World(
        network=network,
        owned=owned,
        other=other,
        alone=things,
        actors=actors,
    )


def may(actor: Actor, audience: Audience, things: Things, *, is_self: bool = False) -> bool:
    """The declared policy, worked out the slow and obvious way."""
    if audience.everyone:
        return True
    if actor.user is None:
        return False
    if audience.signed_in:
        return True
    for door in audience.doors:
        if door.relation == Relation.SELF:
            if is_self:
                return True
            continue
        if actor.role is None or (door.roles and actor.role not in door.roles):
            continue
        if door.relation == Relation.ANY:
            return True
        if door.relation == Relation.OWN and actor.organisation == things.organisation:
            return True
        if door.relation == Relation.NETWORK and actor.mandated and not things.has_account:
            return True
    return False
