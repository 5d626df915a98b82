"""A network is administered by both sides together, and neither opens the other's drafts."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, get_resolver, reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import joint_seat as actions
from arrimage.apps.network.models import Draft, Mandate, Organisation, Seat, TerritoryParent
from arrimage.apps.network.policies import together as policies
from arrimage.apps.network.queries import joint_seat as queries
from arrimage.apps.network.queries.together import mandated_networks, territories_of_mandates
from arrimage.apps.network.vocabulary import OrganisationKind, Side, TerritoryKind
from arrimage.cli.generated import named_urls
from arrimage.interop.hsds import export as exports
from tests.accounts.factories import MembershipFactory, acting_user
from tests.network.factories import (
    CoverageFactory,
    OfferFactory,
    OrganisationFactory,
    SiteFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


class Table:
    """A network with one organisation, its manager on each side, and a coordinator to be."""

    def __init__(self) -> None:
        self.territory = TerritoryFactory(code="981", kind=TerritoryKind.TERRITORY)
        self.local = TerritoryFactory(code="9811")
        TerritoryParent.objects.create(territory=self.local, parent=self.territory)
        self.centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE, name="Le centre")
        self.coalition = OrganisationFactory(kind=OrganisationKind.COALITION, name="Le regroupement")
        self.network = actions.found_network(
            "Réseau d’essai", self.territory, public=self.centre, community=self.coalition, at=now()
        )
        Seat.objects.update(since=date(2020, 1, 1))
        self.public = acting_user(Role.MANAGER, organisation=self.centre)
        self.community = acting_user(Role.COALITION_COORDINATOR, organisation=self.coalition)
        self.coordinator = acting_user(Role.NETWORK_COORDINATOR, organisation=self.centre)

    def mandate(self) -> Mandate:
        """In force."""
        mandate = actions.propose_mandate(self.network, self.coordinator, by=self.public, at=now())
        return actions.say_yes(mandate, by=self.community, at=now())

    def seats(self) -> dict[str, str]:
        return {
            seat.organisation.name: seat.side
            for seat in Seat.objects.filter(until=None).select_related("organisation")
        }


@pytest.fixture
def table():
    return Table()


# --- Mandates


@pytest.mark.parametrize("first", ["public", "community"])
def test_a_mandate_holds_once_both_sides_have_said_yes(table, first):
    one, other = (table.public, table.community) if first == "public" else (table.community, table.public)
    mandate = actions.propose_mandate(table.network, table.coordinator, by=one, at=now())
    assert not mandated_networks(table.coordinator).exists()
    mandate = actions.say_yes(mandate, by=other, at=now())
    assert mandate.since == today()
    assert list(mandated_networks(table.coordinator)) == [table.network]
    said = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert said == ["network.founded", "mandate.proposed", "mandate.agreed", "mandate.agreed"]


def test_one_side_cannot_say_both_yeses(table):
    colleague = acting_user(Role.MANAGER, organisation=table.centre)
    mandate = actions.propose_mandate(table.network, table.coordinator, by=table.public, at=now())
    actions.say_yes(mandate, by=colleague, at=now())
    mandate.refresh_from_db()
    assert mandate.community_yes_at is None
    assert not mandated_networks(table.coordinator).exists()


def test_one_person_is_not_both_sides(table):
    """A manager of the centre who also holds a role in a seated organisation of the other side."""
    mandate = actions.propose_mandate(table.network, table.coordinator, by=table.public, at=now())
    hat = MembershipFactory(user=table.public, organisation=table.coalition, role=Role.MANAGER)
    with pytest.raises(ValidationError, match="quelqu’un d’autre"):
        actions.say_yes(mandate, by=table.public.act_as(hat), at=now())
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database holds it too
        Mandate.objects.update(community_yes_user=table.public)


def test_nobody_says_yes_to_their_own_mandate(table):
    hat = MembershipFactory(user=table.coordinator, organisation=table.coalition, role=Role.MANAGER)
    mandate = actions.propose_mandate(table.network, table.coordinator, by=table.public, at=now())
    with pytest.raises(ValidationError, match="collègue"):
        actions.say_yes(mandate, by=table.coordinator.act_as(hat), at=now())


@pytest.mark.parametrize("role", [Role.WORKER, Role.NETWORK_COORDINATOR, Role.AUDITOR])
def test_only_managers_and_coalition_coordinators_speak(table, role):
    user = acting_user(role, organisation=table.coalition)
    with pytest.raises(PermissionDenied):
        actions.propose_mandate(table.network, table.coordinator, by=user, at=now())
    mandate = actions.propose_mandate(table.network, table.coordinator, by=table.public, at=now())
    for act in (actions.say_yes, actions.end):
        with pytest.raises(PermissionDenied):
            act(mandate, by=user, at=now())


def test_only_seated_organisations_speak(table):
    stranger = acting_user(Role.MANAGER)
    mandate = actions.propose_mandate(table.network, table.coordinator, by=table.public, at=now())
    with pytest.raises(PermissionDenied):
        actions.say_yes(mandate, by=stranger, at=now())


def test_a_coordinator_comes_from_the_table(table):
    for user in (acting_user(Role.NETWORK_COORDINATOR), acting_user(Role.MANAGER, organisation=table.centre)):
        with pytest.raises(ValidationError):
            actions.propose_mandate(table.network, user, by=table.public, at=now())


@pytest.mark.parametrize("side", ["public", "community"])
def test_either_side_ends_a_mandate_at_once(table, side):
    mandate = table.mandate()
    actions.end(mandate, by=getattr(table, side), at=now())
    assert not mandated_networks(table.coordinator).exists()
    with pytest.raises(ValidationError):
        actions.say_yes(mandate, by=table.public, at=now())
    assert table.mandate().since == today()  # and it may begin again


def test_a_mandate_is_used_under_its_role_only(table):
    table.mandate()
    hat = MembershipFactory(user=table.coordinator, organisation=table.centre, role=Role.WORKER)
    assert not mandated_networks(table.coordinator.act_as(hat)).exists()


# --- Seats


def test_a_seat_is_taken_and_left_by_both_sides_yes(table):
    house = OrganisationFactory(name="La Maison")
    proposal = actions.propose_seat(table.network, house, Side.COMMUNITY, by=table.community, at=now())
    assert "La Maison" not in table.seats()
    actions.say_yes(proposal, by=table.public, at=now())
    assert table.seats()["La Maison"] == "community"
    seat = Seat.objects.get(organisation=house)
    removal = actions.propose_removal(table.network, seat, by=table.public, at=now())
    assert "La Maison" in table.seats()
    actions.say_yes(removal, by=table.community, at=now())
    assert "La Maison" not in table.seats()


def test_a_side_that_says_no_is_heard(table):
    house = OrganisationFactory()
    proposal = actions.propose_seat(table.network, house, Side.COMMUNITY, by=table.community, at=now())
    with pytest.raises(ValidationError):
        actions.propose_seat(table.network, house, Side.COMMUNITY, by=table.public, at=now())
    actions.end(proposal, by=table.public, at=now())
    with pytest.raises(ValidationError):
        actions.say_yes(proposal, by=table.public, at=now())
    assert len(table.seats()) == 2


@pytest.mark.parametrize(
    ("kind", "side"),
    [
        (OrganisationKind.HOSPITAL, Side.COMMUNITY),
        (OrganisationKind.INTEGRATED_CENTRE, Side.COMMUNITY),
        (OrganisationKind.COMMUNITY, Side.PUBLIC),
    ],
)
def test_nobody_packs_the_other_side(table, kind, side):
    with pytest.raises(ValidationError):
        actions.propose_seat(table.network, OrganisationFactory(kind=kind), side, by=table.public, at=now())


def test_a_side_keeps_its_last_seat(table):
    for seat in Seat.objects.all():
        with pytest.raises(ValidationError):
            actions.propose_removal(table.network, seat, by=table.public, at=now())


def test_what_is_done_is_not_taken_back_by_one(table):
    proposal = actions.propose_seat(
        table.network, OrganisationFactory(), Side.COMMUNITY, by=table.community, at=now()
    )
    done = actions.say_yes(proposal, by=table.public, at=now())
    with pytest.raises(ValidationError):
        actions.end(done, by=table.public, at=now())
    assert len(table.seats()) == 3


# --- What a mandate opens: pages nobody else keeps, nothing more


def test_a_coordinator_keeps_the_pages_nobody_has_an_account_for_in_the_territory(table):
    table.mandate()
    sited = SiteFactory(territory=table.local).organisation
    covering = CoverageFactory(territory=table.territory).organisation
    with_account = SiteFactory(territory=table.local).organisation
    MembershipFactory(organisation=with_account, role=Role.RESOURCE_PATIENT)
    left = SiteFactory(territory=table.local).organisation
    MembershipFactory(organisation=left, until=today())
    SiteFactory(territory=TerritoryFactory(code="9711"))
    SiteFactory(territory=table.local, closed_on=date(2020, 1, 1))
    editable = set(Organisation.objects.filter(policies.editable_by_coordinator(table.coordinator)))
    assert editable == {sited, covering, left}
    assert set(territories_of_mandates(table.coordinator)) == {table.territory, table.local}


@pytest.mark.parametrize("who", ["public", "community", "coordinator"])
def test_without_a_mandate_nothing_opens(table, who):
    SiteFactory(territory=table.local)
    user = getattr(table, who)
    assert not Organisation.objects.filter(policies.editable_by_coordinator(user)).exists()
    assert not territories_of_mandates(user).exists()


# --- Drafts


SECRET = "Cequonecritencore"


def _addresses(*, organisation, offer, draft, territory):
    """Every address of the installation that can be filled in about this organisation."""
    uids = [organisation.uid, offer.uid, draft.subject_uid]
    guesses = [{}]
    for uid in uids:
        guesses += [{"uid": uid}, {"code": territory.code}]
        guesses += [{"uid": organisation.uid, "part": uid}]
        guesses += [
            {"uid": organisation.uid, "kind": kind, "part": uid} for kind in ("organisation", "offer")
        ]
        guesses += [{"organization_id": uid}, {"service_id": uid}, {"id": uid}, {"id_": uid}]
    guesses += [{"uid": organisation.uid, "kind": "offer"}]
    found = set()
    for name, route, _view in named_urls(get_resolver().url_patterns):
        if route.startswith(("compte/", "charte/")):  # oneself, and the style page: no organisation's
            continue
        for arguments in guesses:
            try:
                found.add(reverse(name, kwargs=arguments))
            except NoReverseMatch:
                continue
    return sorted(found)


@pytest.mark.parametrize("side", ["community", "public"])
def test_no_page_no_search_no_export_no_api_shows_one_side_the_drafts_of_the_other(
    client, table, side, tmp_path
):
    """The centre's manager, the mandated coordinator, and a manager of each seat, everywhere they can go."""
    table.mandate()
    house = OrganisationFactory(name="La Maison")
    written = {"community": (table.coalition, house), "public": (table.centre,)}[side]
    others = {"community": (table.public, table.coordinator), "public": (table.community,)}[side]
    if side == "community":
        others = (*others, acting_user(Role.AUDITOR, organisation=table.centre))
    author = acting_user(Role.MANAGER, organisation=written[0])
    addresses = set()
    for organisation in written:
        CoverageFactory(organisation=organisation, territory=table.territory)
        offer = OfferFactory(organisation=organisation)
        MembershipFactory(organisation=organisation)  # somebody keeps it
        drafts = [("organisation", organisation.uid), ("offer", offer.uid), ("offer", uuid4())]
        for kind, uid in drafts:
            draft = Draft.objects.create(
                organisation=organisation,
                subject=kind,
                subject_uid=uid,
                data={"name": [SECRET], "own_words": [SECRET]},
                saved_by=author,
                saved_by_label=SECRET,
                saved_at=now(),
            )
            addresses |= set(
                _addresses(organisation=organisation, offer=offer, draft=draft, territory=table.territory)
            )
    queries_tried = ("", f"?q={SECRET}&search={SECRET}", "?export=csv")
    client.raise_request_exception = False
    shown = []
    for user in others:
        client.force_login(user)
        for address in sorted(addresses):
            for query in queries_tried if address.count("-") < 4 else ("",):  # lists, then one thing's page
                answer = client.get(address + query)
                assert answer.status_code < 500, address + query
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                # The page says again what was searched for: that is no draft.
                if SECRET.encode() in body and SECRET not in query:
                    shown.append(f"{user.acting} {address}{query}")
                if answer.status_code in (302, 403, 404, 405):
                    break
    assert not shown
    exports.export(tmp_path / "hsds", at=now(), progress=lambda *said: None)
    assert not [file for file in tmp_path.rglob("*.*") if SECRET in file.read_text(encoding="utf-8")]
    # The test would see it: the authors do read their own.
    client.force_login(author)
    own = [address for address in addresses if "/organisations/" in address]
    assert any(SECRET.encode() in client.get(address).content for address in own)


# --- Pages


def test_anybody_may_know_who_sits_at_the_table_and_who_coordinates(
    client, table, django_assert_max_num_queries
):
    table.mandate()
    with django_assert_max_num_queries(5):
        page = client.get(reverse("network", args=[table.network.uid])).content.decode()
    assert "Le centre" in page
    assert "Le regroupement" in page
    assert str(table.coordinator) in page
    assert client.get(reverse("networks")).status_code == 200


def test_what_waits_is_seen_at_the_table_alone(client, table):
    actions.propose_mandate(table.network, table.coordinator, by=table.public, at=now())
    page = client.get(reverse("network", args=[table.network.uid])).content.decode()
    assert str(table.coordinator) not in page
    for user, status in (
        (table.community, 200),
        (table.public, 200),
        (table.coordinator, 403),
        (acting_user(Role.MANAGER), 404),
    ):
        client.force_login(user)
        assert client.get(reverse("network_table", args=[table.network.uid])).status_code == status


def test_it_is_done_from_the_pages(client, table):
    address = reverse("network_table", args=[table.network.uid])
    SiteFactory(organisation__name="La Maison", territory=table.local)
    client.force_login(table.community)
    assert client.get(address).status_code == 200
    wrong = {"do": "seat", "seat-organisation": Organisation.objects.get(name="La Maison").pk}
    assert client.post(address, wrong | {"seat-side": "public"}).status_code == 422
    assert client.post(address, wrong | {"seat-side": "community"}).status_code == 302
    assert client.post(address, {"do": "mandate", "mandate-user": table.coordinator.pk}).status_code == 302
    client.force_login(table.public)
    for decision in queries.table(table.network, user=table.public, on=today()).waiting:
        answer = reverse("table_answer", args=[table.network.uid, decision.uid])
        assert answer in client.get(address).content.decode()
        assert client.post(answer, {"do": "?"}).status_code == 400
        assert client.post(answer, {"do": "yes"}).status_code == 302
    assert "La Maison" in table.seats()
    assert mandated_networks(table.coordinator).exists()
    client.force_login(acting_user(Role.MANAGER))
    mandate = Mandate.objects.get()
    end = reverse("table_answer", args=[table.network.uid, mandate.uid])
    assert client.post(end, {"do": "end"}).status_code == 404
    client.force_login(table.community)
    client.post(end, {"do": "end"})
    assert not mandated_networks(table.coordinator).exists()


def test_a_decision_of_another_table_is_not_reached_through_this_one(client, table):
    other = Table.__new__(Table)
    mandate = actions.propose_mandate(table.network, table.coordinator, by=table.public, at=now())
    other.network = actions.found_network(
        "Autre réseau", table.territory, public=table.centre, community=table.coalition, at=now()
    )
    client.force_login(table.community)
    address = reverse("table_answer", args=[other.network.uid, mandate.uid])
    assert client.post(address, {"do": "yes"}).status_code == 404


def test_an_ended_seat_speaks_no_more(table):
    house = OrganisationFactory()
    Seat.objects.create(
        network=table.network,
        organisation=house,
        side=Side.COMMUNITY,
        since=date(2020, 1, 1),
        until=today() - timedelta(days=1),
    )
    manager = acting_user(Role.MANAGER, organisation=house)
    with pytest.raises(PermissionDenied):
        actions.propose_mandate(table.network, table.coordinator, by=manager, at=now())
