"""Belonging to a coalition or a federation: two to begin, one to end; none at all is a choice too."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import affiliations as actions
from arrimage.apps.network.models import Affiliation, AffiliationProposal, TerritoryParent
from arrimage.apps.network.queries import affiliations as queries
from arrimage.apps.network.vocabulary import OrganisationKind, TerritoryKind
from tests.accounts.factories import acting_user
from tests.network.factories import (
    AffiliationFactory,
    CoverageFactory,
    OrganisationFactory,
    SiteFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def coalition():
    return OrganisationFactory(kind=OrganisationKind.COALITION, name="Regroupement")


@pytest.fixture
def host(coalition):
    return acting_user(Role.COALITION_COORDINATOR, organisation=coalition)


@pytest.fixture
def guest():
    return acting_user(Role.WORKER, organisation=OrganisationFactory(name="La Lanterne"))


def propose(guest, host, by):
    return actions.propose_affiliation(guest.acting.organisation, host.acting.organisation, by=by, at=now())


# --- Beginning


@pytest.mark.parametrize("host_proposes", [True, False])
def test_it_begins_when_the_other_side_says_yes(guest, host, host_proposes):
    one, other = (host, guest) if host_proposes else (guest, host)
    proposal = propose(guest, host, one)
    assert not Affiliation.objects.exists()
    actions.answer_proposal(proposal, "accepted", by=other, at=now())
    assert Affiliation.objects.get().since == today()
    actions.answer_proposal(proposal, "declined", by=other, at=now())  # pressing again is harmless
    assert Affiliation.objects.filter(until=None).count() == 1
    actions_noted = set(Entry.objects.values_list("action", flat=True))
    assert actions_noted == {"affiliation.proposed", "affiliation.accepted"}


def test_nobody_accepts_their_own_proposal(guest, host):
    proposal = propose(guest, host, host)
    for user in (
        host,
        acting_user(Role.MANAGER),
        acting_user(Role.AUDITOR, organisation=guest.acting.organisation),
    ):
        with pytest.raises(PermissionDenied):
            actions.answer_proposal(proposal, "accepted", by=user, at=now())
    assert not Affiliation.objects.exists()


def test_two_proposals_that_cross_are_an_agreement(guest, host):
    propose(guest, host, guest)
    assert propose(guest, host, host).answer == "accepted"
    assert Affiliation.objects.count() == 1


def test_proposing_twice_is_proposing_once(guest, host):
    assert propose(guest, host, guest) == propose(guest, host, guest)


def test_a_stranger_proposes_nothing(guest, host):
    with pytest.raises(PermissionDenied):
        propose(guest, host, acting_user(Role.MANAGER))


def test_only_those_with_members_are_joined(guest):
    friend = acting_user(Role.MANAGER)
    with pytest.raises(ValidationError):
        propose(guest, friend, guest)
    with pytest.raises(ValidationError):
        propose(guest, guest, guest)


def test_what_holds_is_not_proposed_again(guest, host):
    actions.answer_proposal(propose(guest, host, guest), "accepted", by=host, at=now())
    with pytest.raises(ValidationError):
        propose(guest, host, guest)


def test_a_proposal_declined_or_withdrawn_leaves_nothing(guest, host):
    actions.answer_proposal(propose(guest, host, guest), "declined", by=host, at=now())
    proposal = propose(guest, host, guest)
    with pytest.raises(PermissionDenied):
        actions.answer_proposal(proposal, "withdrawn", by=host, at=now())
    actions.answer_proposal(proposal, "withdrawn", by=guest, at=now())
    assert not Affiliation.objects.exists()
    assert not AffiliationProposal.objects.filter(answer="").exists()


# --- Ending


@pytest.mark.parametrize("ends", ["organisation", "federation"])
def test_either_side_ends_it(ends):
    held = AffiliationFactory(since=date(2020, 1, 1))
    user = acting_user(Role.MANAGER, organisation=getattr(held, ends))
    actions.end_affiliation(held, by=user, at=now())
    actions.end_affiliation(held, by=user, at=now())
    held.refresh_from_db()
    assert held.until == today()
    assert Entry.objects.filter(action="affiliation.ended").count() == 1


def test_one_begun_today_leaves_its_journal_alone():
    held = AffiliationFactory(since=today())
    user = acting_user(Role.MANAGER, organisation=held.organisation)
    actions.end_affiliation(held, by=user, at=now())
    assert not Affiliation.objects.exists()


def test_nobody_else_ends_it(client):
    held = AffiliationFactory()
    stranger = acting_user(Role.MANAGER)
    with pytest.raises(PermissionDenied):
        actions.end_affiliation(held, by=stranger, at=now())
    client.force_login(stranger)
    assert client.post(reverse("affiliation_end", args=[held.pk])).status_code == 404
    assert Affiliation.objects.filter(until=None).exists()


# --- Reading


def test_members_are_known_on_any_day(coalition):
    long = AffiliationFactory(federation=coalition, since=date(2010, 1, 1)).organisation
    gone = AffiliationFactory(
        federation=coalition, since=date(2010, 1, 1), until=date(2015, 1, 1)
    ).organisation
    new = AffiliationFactory(federation=coalition, since=date(2024, 1, 1)).organisation

    def on(day):
        return {held.organisation for held in queries.members_of(coalition, day)}

    assert on(date(2009, 12, 31)) == set()
    assert on(date(2014, 12, 31)) == {long, gone}
    assert on(date(2015, 1, 1)) == {long}
    assert on(date(2024, 1, 1)) == {long, new}


def test_the_region_s_others_are_those_who_belong_to_none(coalition):
    region = TerritoryFactory(code="98", kind=TerritoryKind.REGION)
    middle = TerritoryFactory(code="981", kind=TerritoryKind.TERRITORY)
    local = TerritoryFactory(code="9811")
    TerritoryParent.objects.create(territory=middle, parent=region)
    TerritoryParent.objects.create(territory=local, parent=middle)
    CoverageFactory(organisation=coalition, territory=region)
    alone = SiteFactory(territory=local).organisation
    member = AffiliationFactory(federation=coalition).organisation
    SiteFactory(organisation=member, territory=local)
    elsewhere = AffiliationFactory(
        federation__kind=OrganisationKind.FEDERATION, federation__name="Provinciale"
    ).organisation
    SiteFactory(organisation=elsewhere, territory=local)
    SiteFactory(territory=local, organisation__kind=OrganisationKind.HOSPITAL)
    SiteFactory(territory=TerritoryFactory(code="9711"))
    SiteFactory(territory=local, organisation__closed_on=date(2020, 1, 1))
    assert list(queries.in_region_and_in_none(coalition, today())) == [alone]


def test_the_page_shows_members_on_a_day_and_the_others(client, coalition, django_assert_max_num_queries):
    for number in range(20):
        AffiliationFactory(federation=coalition, organisation__name=f"Membre {number:02}")
    address = reverse("federation_members", args=[coalition.uid])
    with django_assert_max_num_queries(5):
        page = client.get(address).content.decode()
    assert "Membre 19" in page
    csv = b"".join(client.get(address + "?export=csv").streaming_content).decode("utf-8-sig")
    assert csv.count("Membre") == 21  # 20 members, and «Membre depuis»
    assert client.get(address + "?on=1999-99-99").status_code == 200
    assert "Membre 19" in client.get(address + "?on=1999-01-01").content.decode()  # since ever


def test_who_has_no_members_has_no_such_page(client):
    assert client.get(reverse("federation_members", args=[OrganisationFactory().uid])).status_code == 404


def test_it_is_done_from_the_pages(client, guest, host):
    """The whole path: the organisation asks, the coalition accepts, the organisation leaves."""
    coalition, organisation = host.acting.organisation, guest.acting.organisation
    client.force_login(guest)
    page = client.get(coalition.get_absolute_url()).content.decode()
    assert reverse("affiliation_propose", args=[coalition.uid]) in page
    client.post(reverse("affiliation_propose", args=[coalition.uid]), {"do": "join"})
    proposal = AffiliationProposal.objects.get()
    answer = reverse("affiliation_answer", args=[proposal.uid])
    client.force_login(acting_user(Role.MANAGER))
    assert client.post(answer, {"do": "accept"}).status_code == 404
    client.force_login(host)
    assert answer in client.get(coalition.get_absolute_url()).content.decode()
    assert client.post(answer, {"do": "?"}).status_code == 400
    client.post(answer, {"do": "accept"})
    held = Affiliation.objects.get()
    Affiliation.objects.update(since=today() - timedelta(days=9))
    client.force_login(guest)
    end = reverse("affiliation_end", args=[held.pk])
    assert end in client.get(organisation.get_absolute_url()).content.decode()
    client.get(end)
    assert Affiliation.objects.filter(until=None).exists()  # only asked so far
    client.post(end)
    assert not Affiliation.objects.filter(until=None).exists()


def test_a_proposal_is_seen_by_its_two_sides_alone(client, guest, host):
    propose(guest, host, guest)
    client.force_login(acting_user(Role.MANAGER))
    for organisation in (guest.acting.organisation, host.acting.organisation):
        assert "demande à devenir membre" not in client.get(organisation.get_absolute_url()).content.decode()
