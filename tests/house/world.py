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
    Draft,
    Mandate,
    Message,
    Network,
    Organisation,
    Seat,
)
from arrimage.apps.network.vocabulary import OrganisationKind, Side, TerritoryKind
from tests.network.factories import (
    AffiliationFactory,
    ContactFactory,
    CoverageFactory,
    OfferFactory,
    OrganisationFactory,
    SiteFactory,
    TerritoryFactory,
)
from tests.questionnaires.factories import OpeningFactory, PublishedVersionFactory, ResponseFactory

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
    asked = _asked(organisation)
    job = Job.objects.create(name="Un travail", owner=author, created_at=now())
    return {
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
        "agreement_answer": {"uid": network.uid, "agreement": mandate.uid},
        "end_membership": {"pk": membership.pk},
        "withdraw_invitation": {"uid": invitation.uid},
        "job": {"uid": job.uid},
        **asked,
    }


def _asked(organisation: Organisation) -> dict:
    """A questionnaire of the organisation, open, with one answer that was sent."""
    version = PublishedVersionFactory(instrument__organisation=organisation)
    opening = OpeningFactory(organisation=organisation, questionnaire=version)
    response = ResponseFactory(opening=opening, questionnaire=version, status="sent", sent_at=now())
    return {
        "questionnaire": {"uid": opening.uid},
        "instrument": {"uid": version.instrument.uid},
        "opening_new": {"uid": version.instrument.uid},
        "opening": {"uid": opening.uid},
        "opening_state": {"uid": opening.uid},
        "response": {"uid": response.uid},
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
    things.draft.saved_by = mandated.user  # who keeps it meanwhile is who writes its drafts
    things.draft.save()
    return World(
        network=network,
        owned=_things(own, has_account=True, author=author),
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
