"""Where a network stands with what makes its services hold together."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network import pace
from arrimage.apps.network.actions import joint_seat
from arrimage.apps.network.actions import strategies as actions
from arrimage.apps.network.models import Phase, Seat, Strategy, StrategyStep
from arrimage.apps.network.queries import strategies as queries
from arrimage.apps.network.vocabulary import OrganisationKind, TerritoryKind
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory, TerritoryFactory

State = StrategyStep.State


class Table:
    """A network with an organisation on each side; a manager for one, a worker for the other."""

    def __init__(self) -> None:
        self.centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE, name="Le centre")
        self.coalition = OrganisationFactory(kind=OrganisationKind.COALITION, name="Le regroupement")
        territory = TerritoryFactory(code="981", kind=TerritoryKind.TERRITORY)
        self.network = joint_seat.found_network(
            "Réseau d’essai", territory, public=self.centre, community=self.coalition, at=now()
        )
        Seat.objects.update(since=date(2020, 1, 1))
        self.manager = acting_user(Role.MANAGER, organisation=self.centre)
        self.worker = acting_user(Role.WORKER, organisation=self.coalition)
        actions.load_strategies()
        self.strategy = Strategy.objects.get(code="access_point")

    def say(self, state: str, *, days: int = 0, strategy: Strategy | None = None, **said) -> StrategyStep:
        return actions.say_where_it_stands(
            self.network,
            strategy or self.strategy,
            state=state,
            since=today() - timedelta(days=days),
            by=self.worker,
            at=now(),
            **said,
        )


@pytest.fixture
def table(db):
    return Table()


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


# --- The inventory


def test_the_inventory_is_loaded_once_and_mended_by_code(db):
    assert actions.load_strategies() == 36
    assert actions.load_strategies() == 0
    Strategy.objects.filter(code="merger").update(name="Autre chose")
    assert actions.load_strategies() == 1


def test_each_shipped_strategy_has_its_type_its_targets_and_its_source(db):
    actions.load_strategies()
    for one in Strategy.objects.all():
        assert one.kind in Strategy.Kind.values, one.code
        assert one.family in Strategy.Family.values, one.code
        assert one.targets, one.code
        assert set(one.targets) <= set(Strategy.Target.values), one.code
        assert one.source, one.code
    assert set(Strategy.objects.values_list("kind", flat=True)) == set(Strategy.Kind.values)


def test_a_network_adds_a_strategy_of_its_own_which_no_other_sees(table):
    given = {"family": "own", "kind": "normative", "targets": ["workers"], "description": ""}
    own = actions.add_strategy(table.network, name="La table du mardi", by=table.worker, at=now(), **given)
    assert own in queries.strategies_of(table.network)
    other = Table.__new__(Table)
    other.network = joint_seat.found_network(
        "Un autre", table.network.territory, public=table.centre, community=table.coalition, at=now()
    )
    assert own not in queries.strategies_of(other.network)
    with pytest.raises(ValidationError):
        actions.add_strategy(table.network, name="la table du mardi", by=table.worker, at=now(), **given)
    with pytest.raises(ValidationError):
        actions.say_where_it_stands(
            other.network, own, state=State.PLANNED, since=today(), by=table.worker, at=now()
        )


# --- Steps


def test_what_was_said_stays_in_the_history(table):
    table.say(State.UNDER_WAY, days=90, difficulty="On manque de temps.")
    table.say(State.IN_PLACE, days=10, evidence="On s’en sert.")
    found = queries.standing(table.network, table.strategy)
    assert [step.state for step in found.steps] == [State.UNDER_WAY, State.IN_PLACE]
    assert found.now.evidence == "On s’en sert."
    assert [(span.state, span.until) for span in found.spans] == [
        (State.UNDER_WAY, today() - timedelta(days=10)),
        (State.IN_PLACE, None),
    ]
    assert str(table.coalition) in found.now.said_by


def test_saying_the_same_thing_twice_adds_nothing(table):
    assert table.say(State.UNDER_WAY, days=3) == table.say(State.UNDER_WAY, days=3)


def test_a_step_is_neither_of_tomorrow_nor_before_the_last_one(table):
    with pytest.raises(ValidationError):
        table.say(State.IN_PLACE, days=-1)
    table.say(State.UNDER_WAY, days=10)
    with pytest.raises(ValidationError):
        table.say(State.IN_PLACE, days=11)


def test_who_does_not_sit_at_the_table_says_nothing(table):
    stranger = acting_user(Role.MANAGER)
    observer = acting_user(Role.RESOURCE_PATIENT, organisation=table.centre)
    unmandated = acting_user(Role.NETWORK_COORDINATOR, organisation=table.centre)
    for user in (stranger, observer, unmandated):
        with pytest.raises(PermissionDenied):
            actions.say_where_it_stands(
                table.network, table.strategy, state=State.PLANNED, since=today(), by=user, at=now()
            )


def test_what_one_wrote_today_can_be_taken_back_by_ones_own(table):
    table.say(State.UNDER_WAY)
    assert not actions.take_step_back(table.network, table.strategy, by=table.manager, at=now())
    tomorrow = now() + timedelta(days=1)
    assert not actions.take_step_back(table.network, table.strategy, by=table.worker, at=tomorrow)
    assert actions.take_step_back(table.network, table.strategy, by=table.worker, at=now())
    assert queries.standing(table.network, table.strategy).now is None


# --- Pace and phases

DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("months_of_beginnings", "told"),
    [
        ([0, 1, 2], []),  # as many as meant
        ([0, 1, 2, 3], [4]),  # one too many
        ([0, 1, 2, 6], []),  # the fourth begins as the window closes
        ([0, 1, 2, 3, 4], [5]),  # told once, with all
        ([0, 1, 2, 3, 7, 8, 9, 10], [4, 4]),  # two crowds
        ([], []),
    ],
)
def test_too_many_beginnings_at_once_are_told(months_of_beginnings, told):
    beginnings = [pace.Beginning(pace.months_after(DAY, n), f"{n:02}") for n in months_of_beginnings]
    found = pace.crowds(beginnings, most=3, months=6, on=DAY)
    assert [len(crowd.beginnings) for crowd in found] == told


def test_a_crowd_that_is_over_is_history():
    beginnings = [pace.Beginning(DAY, str(n)) for n in range(5)]
    assert pace.crowds(beginnings, most=3, months=6, on=date(2026, 6, 30))
    assert not pace.crowds(beginnings, most=3, months=6, on=date(2026, 7, 1))


@given(
    days=st.lists(st.integers(0, 900), max_size=12),
    most=st.integers(1, 5),
    months=st.integers(1, 12),
)
def test_a_crowd_always_holds_more_than_meant_within_its_months(days, most, months):
    beginnings = [pace.Beginning(DAY + timedelta(days=day), str(n)) for n, day in enumerate(days)]
    for crowd in pace.crowds(beginnings, most=most, months=months, on=DAY):
        assert len(crowd.beginnings) > most
        assert crowd.last < pace.months_after(crowd.since, months)


def test_planned_and_started_changes_count_and_what_is_set_aside_does_not(table):
    some = list(Strategy.objects.order_by("position")[:5])
    table.say(State.UNDER_WAY, strategy=some[0])
    table.say(State.PLANNED, strategy=some[1], expected_on=today() + timedelta(days=40))
    table.say(State.PLANNED, strategy=some[2])  # planned without a day: nothing to place
    table.say(State.UNDER_WAY, strategy=some[3], days=900)
    table.say(State.SET_ASIDE, strategy=some[3], days=10)
    assert queries.overview(table.network).crowds == []
    actions.set_pace(table.network, most=1, months=6, by=table.manager, at=now())
    (crowd,) = queries.overview(table.network).crowds
    assert {one.what for one in crowd.beginnings} == {some[0].name, some[1].name}


def test_only_those_who_speak_set_the_pace_and_the_phases(table):
    with pytest.raises(PermissionDenied):
        actions.set_pace(table.network, most=1, months=6, by=table.worker, at=now())
    with pytest.raises(PermissionDenied):
        actions.add_phase(
            table.network, kind="change", aim="X", since=today(), until=None, by=table.worker, at=now()
        )


def test_two_phases_do_not_hold_at_once(table):
    given = {"by": table.manager, "at": now()}
    phase = actions.add_phase(
        table.network, kind="change", aim="Commencer", since=date(2026, 1, 1), until=None, **given
    )
    with pytest.raises(ValidationError, match="Commencer"):
        actions.add_phase(
            table.network,
            kind="consolidation",
            aim="Tenir",
            since=date(2026, 6, 1),
            until=date(2026, 9, 1),
            **given,
        )
    actions.remove_phase(phase, **given)
    assert not Phase.objects.exists()


# --- Pages


def test_the_page_shows_all_of_it_in_few_queries(client, table, django_assert_max_num_queries):
    table.say(State.UNDER_WAY, days=90, led_by="Le regroupement")
    actions.set_pace(table.network, most=1, months=6, by=table.manager, at=now())
    table.say(State.UNDER_WAY, days=20, strategy=Strategy.objects.get(code="merger"))
    client.force_login(table.worker)
    address = reverse("strategies", args=[table.network.uid])
    with django_assert_max_num_queries(18):
        page = client.get(address).content.decode()
    assert "Guichet d’accès" in page
    assert "2 changements commencent" in page
    assert "Le regroupement" in page
    exported = b"".join(client.get(address + "?export=csv").streaming_content).decode("utf-8-sig")
    assert exported.count("\r\n") == 37
    assert client.get(address + "?export=xlsx").status_code == 200
    only = client.get(address + "?state=under_way").content.decode()
    assert "Grille commune" not in only


def test_it_is_said_from_the_page_and_a_mistake_is_kept_on_it(client, table):
    client.force_login(table.worker)
    address = reverse("strategy", args=[table.network.uid, table.strategy.pk])
    wrong = {"state": "in_place", "since": (today() + timedelta(days=2)).isoformat(), "led_by": "Nous"}
    answer = client.post(address, wrong)
    assert answer.status_code == 422
    assert "Nous" in answer.content.decode()
    right = {"state": "in_place", "since": today().isoformat(), "difficulty": "Les horaires."}
    assert client.post(address, right).status_code == 302
    page = client.get(address).content.decode()
    assert "Les horaires." in page
    assert "Reprendre" in page
    undo = reverse("strategy_undo", args=[table.network.uid, table.strategy.pk])
    assert client.post(undo).status_code == 302
    assert not StrategyStep.objects.exists()


def test_what_is_not_of_the_network_does_not_exist(client, table):
    client.force_login(acting_user(Role.MANAGER))
    for name in ("strategies", "strategy_new", "strategy_pace"):
        assert client.get(reverse(name, args=[table.network.uid])).status_code == 404


def test_pace_phases_and_own_strategies_are_kept_from_the_pages(client, table):
    client.force_login(table.manager)
    address = reverse("strategy_pace", args=[table.network.uid])
    assert client.post(address, {"do": "pace", "pace-most": 0, "pace-months": 6}).status_code == 422
    assert client.post(address, {"do": "pace", "pace-most": 2, "pace-months": 4}).status_code == 302
    phase = {"phase-kind": "change", "phase-aim": "Commencer", "phase-since": "2026-01-01"}
    assert client.post(address, {"do": "phase", **phase}).status_code == 302
    assert client.post(address, {"do": "phase", **phase}).status_code == 422
    kept = Phase.objects.get()
    assert client.post(address, {"do": "remove", "phase": kept.pk}).status_code == 302
    assert client.post(address, {"do": "remove", "phase": "x"}).status_code == 400
    new = reverse("strategy_new", args=[table.network.uid])
    said = {"name": "Le café", "kind": "normative", "targets": ["workers"]}
    assert client.post(new, {"name": ""}).status_code == 422
    assert client.post(new, said).status_code == 302
    assert client.post(new, said).status_code == 422
