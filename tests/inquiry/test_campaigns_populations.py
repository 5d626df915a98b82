"""Whom a campaign may ask, how a sample is drawn, and who reads a network's campaign."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.accounts.models import Membership
from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry import populations
from arrimage.apps.inquiry.actions import campaigns
from arrimage.apps.inquiry.population_kinds import read_addresses
from arrimage.apps.inquiry.populations import Asker, Candidate
from arrimage.apps.inquiry.queries import campaigns as queries
from arrimage.apps.inquiry.queries.campaign_sheets import sheet_of
from arrimage.apps.inquiry.sampling import draw, shares
from arrimage.apps.network.models import Mandate, Network, Seat
from arrimage.apps.network.vocabulary import OrganisationKind, Side, TerritoryKind
from tests.accounts.factories import MembershipFactory, acting_user
from tests.network.factories import CoverageFactory, OrganisationFactory, TerritoryFactory
from tests.questionnaires.factories import PublishedVersionFactory

from . import campaign_world as world

LONG_AGO = world.DAY.replace(year=2020)


def asker(user, unit: str = "organisation", network=None) -> Asker:
    return Asker(user, user.acting.organisation, network, unit, world.DAY)


# --- Samples


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(0, 200))
def test_shares_add_up_and_take_from_each_what_it_has(sizes, count):
    taken = shares(sizes, count)
    assert sum(taken) == min(count, sum(sizes))
    assert all(0 <= got <= size for got, size in zip(taken, sizes, strict=True))
    if count >= sum(size > 0 for size in sizes):
        assert all(got for got, size in zip(taken, sizes, strict=True) if size)


@given(st.integers(1, 30), st.integers(0, 10_000))
def test_the_same_seed_draws_the_same_sample(count, seed):
    people = [Candidate(subject=str(number), stratum=str(number % 3)) for number in range(30)]
    assert draw(people, count, seed=seed) == draw(people, count, seed=seed)
    assert len({one.subject for one in draw(people, count, seed=seed)}) == count


def test_over_many_draws_each_has_the_same_chance():
    people = [Candidate(subject=str(number)) for number in range(10)]
    drawn = Counter(one.subject for seed in range(2_000) for one in draw(people, 3, seed=seed))
    assert all(520 < drawn[str(number)] < 680 for number in range(10))  # 600 expected, four deviations


# --- Lists


def test_a_list_is_read_as_people_paste_it():
    found = read_addresses(
        "\ufeffCourriel;Nom;Groupe\nana@essai.invalid;Ana;Jour\n\nNoé <noe@essai.invalid>;Noé;Nuit\n"
    )
    assert [(one.email, one.label, one.stratum) for one in found] == [
        ("ana@essai.invalid", "Ana", "Jour"),
        ("noe@essai.invalid", "Noé", "Nuit"),
    ]
    assert len(read_addresses("a@essai.invalid\nA@essai.invalid\nb@essai.invalid")) == 2


@pytest.mark.parametrize("text", ["", "nom,groupe", "ana@\nnoe", "pas une adresse"])
def test_a_list_without_an_address_says_which_line(text):
    with pytest.raises(ValidationError):
        read_addresses(text)


# --- The directory, teams, tables


@pytest.mark.django_db
def test_organisations_of_a_kind_in_a_territory_are_written_to_at_their_own_address():
    by = world.leader()
    territory = TerritoryFactory(code="981", kind=TerritoryKind.TERRITORY)
    inside = OrganisationFactory(kind=OrganisationKind.COMMUNITY, email="ici@essai.invalid")
    silent = OrganisationFactory(kind=OrganisationKind.COMMUNITY, email="")
    for organisation in (inside, silent):
        CoverageFactory(organisation=organisation, territory=territory)
    other_kind = OrganisationFactory(kind=OrganisationKind.SCHOOL)
    CoverageFactory(organisation=other_kind, territory=territory)
    OrganisationFactory(kind=OrganisationKind.COMMUNITY, email="ailleurs@essai.invalid")
    parameters = {"kinds": [OrganisationKind.COMMUNITY], "place": "981"}
    found = populations.candidates("organisations", asker(by), parameters)
    assert {(one.subject, one.email, one.territory) for one in found} == {
        (f"organisation:{inside.pk}", "ici@essai.invalid", "981"),
        (f"organisation:{silent.pk}", "", "981"),
    }


@pytest.mark.django_db
def test_a_team_is_asked_by_role_each_person_once():
    by = world.leader()
    organisation = by.acting.organisation
    worker = MembershipFactory(organisation=organisation, role=Role.WORKER).user
    Membership.objects.create(user=worker, organisation=organisation, role=Role.PEER_HELPER, since=world.DAY)
    MembershipFactory(role=Role.WORKER)  # of another organisation
    found = populations.candidates("members", asker(by, "person"), {"roles": [Role.WORKER, Role.PEER_HELPER]})
    assert [one.user_id for one in found] == [worker.pk]
    assert len(populations.candidates("members", asker(by, "person"), {"roles": []})) == 2


def joint_network(*members) -> Network:
    """A table where the first sits for the public side, the second for the community."""
    network = Network.objects.create(
        name="Une table", territory=TerritoryFactory(code="982", kind=TerritoryKind.TERRITORY)
    )
    for member, side in zip(members, (Side.PUBLIC, Side.COMMUNITY), strict=False):
        Seat.objects.create(
            network=network,
            organisation=member.acting.organisation,
            side=side,
            since=LONG_AGO,
        )
    return network


def mandated(network: Network):
    user = acting_user(role=Role.NETWORK_COORDINATOR)
    at = world.on(-30)
    Mandate.objects.create(
        network=network, user=user, since=LONG_AGO, proposed_at=at,
        public_yes_at=at, community_yes_at=at,
    )  # fmt: skip
    return user


@pytest.mark.django_db
def test_the_members_of_a_network_are_asked_without_their_names_being_shown():
    public, community = acting_user(), acting_user()
    network = joint_network(public, community)
    by = mandated(network)
    found = populations.candidates("members", asker(by, "person", network), {"roles": []})
    assert {one.user_id for one in found} == {public.pk, community.pk}
    assert not any(public.name in one.label or community.name in one.label for one in found)


@pytest.mark.django_db
def test_a_joint_campaign_is_read_by_both_sides_and_led_by_the_mandated_coordinator_alone():
    public, community = acting_user(), acting_user(role=Role.COALITION_COORDINATOR)
    network = joint_network(public, community)
    by = mandated(network)
    version = PublishedVersionFactory(instrument__organisation=by.acting.organisation)
    wave = world.launched(by, network=network, version=version, mode="named", told=[public])
    world.answer(world.invitation(wave, 0))
    for reader in (public, community, by):
        assert len(sheet_of(wave, reader).respondents) == 1
    for reader in (public, community):
        assert not queries.campaigns_led_by(reader).exists()
        with pytest.raises(PermissionDenied):
            campaigns.close_wave(wave, by=reader, at=world.on(2))
    for stranger in (acting_user(), acting_user(role=Role.NETWORK_COORDINATOR)):
        with pytest.raises(PermissionDenied):
            sheet_of(wave, stranger)


@pytest.mark.django_db
def test_a_worker_of_the_table_and_a_coordinator_without_mandate_do_not_ask_in_its_name():
    public, community = acting_user(), acting_user()
    network = joint_network(public, community)
    for by in (public, acting_user(role=Role.NETWORK_COORDINATOR)):
        version = PublishedVersionFactory(instrument__organisation=by.acting.organisation)
        with pytest.raises(PermissionDenied):
            world.prepared(by, network=network, version=version)


@pytest.mark.django_db
def test_a_centres_manager_reads_nothing_of_a_coalitions_campaign():
    coalition = acting_user(
        role=Role.COALITION_COORDINATOR, organisation=OrganisationFactory(kind=OrganisationKind.COALITION)
    )
    centre = acting_user(organisation=OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE))
    wave = world.launched(coalition, mode="named")
    assert not queries.campaigns_read_by(centre).exists()
    with pytest.raises(PermissionDenied):
        sheet_of(wave, centre)


# --- The rate


@pytest.mark.django_db
def test_the_rate_of_small_groups_is_not_told_in_an_anonymous_campaign_even_by_subtraction():
    wave = world.launched(mode="anonymous", count=21, groups=3)
    for number in [*range(0, 21, 3), *range(1, 19, 3)]:  # seven, six, and none of the third
        world.answer(world.invitation(wave, number))
    campaigns_counted = wave.invitations.filter(status="answered").count()
    found = queries.standing(wave)
    told = [group.answered for group in found.groups]
    hidden = [group for group in found.groups if group.answered is None]
    assert campaigns_counted >= 10
    assert found.is_hidden == bool(hidden or found.all.answered is None)
    for group, count in zip(found.groups, told, strict=True):
        assert count is None or count == 0 or count >= 5, group
        assert count is None or group.asked - count == 0 or group.asked - count >= 5, group
    assert found.all.answered is None or len(hidden) != 1


@pytest.mark.django_db
def test_the_rate_says_how_far_the_target_is():
    wave = world.launched(mode="named", count=10, target=60)
    for number in range(4):
        world.answer(world.invitation(wave, number))
    found = queries.standing(wave)
    assert (found.all.asked, found.all.answered, found.missing) == (10, 4, 2)
