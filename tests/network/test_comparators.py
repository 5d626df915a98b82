"""A territory beside Belgium, Canada and Québec: the source's figures, one denominator, no ranking."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.network.actions import comparators as actions
from arrimage.apps.network.models import Mandate, Network, Population, TerritoryFigure
from arrimage.apps.network.queries import comparators as queries
from arrimage.apps.network.vocabulary import Category, TerritoryKind, Unit
from arrimage.apps.network.vocabulary_comparators import Indicator
from tests.accounts.factories import acting_user
from tests.network.factories import OfferFactory, SiteFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory():
    made = TerritoryFactory(code="9801", kind=TerritoryKind.LOCAL)
    for sex in "FM":
        ages = dict.fromkeys(Population.BANDS, 1000)
        Population.objects.create(territory=made, year=today().year, sex=sex, source="essai", **ages)
    return made  # 20,000 persons


@pytest.fixture
def coordinator(territory, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    user = acting_user(Role.NETWORK_COORDINATOR)
    network = Network.objects.create(name="R", territory=territory)
    at = now()
    Mandate.objects.create(
        network=network,
        user=user,
        since=date(2020, 1, 1),
        proposed_at=at,
        public_yes_at=at,
        community_yes_at=at,
    )
    return user


SAID = {"count": Decimal(3), "source": "Plan régional", "definition": "Qui exercent."}


def here(territory, indicator) -> list[queries.ComparedFigure]:
    found = {each.indicator: each for each in queries.comparisons(territory, today())}
    return [figure for figure in found[indicator].figures if figure.is_here]


def test_the_figures_of_the_source_are_carried_as_written_and_brought_to_one_denominator():
    carried = {(figure.indicator, where): figure for where, figure in queries.published_figures()}
    assert len(carried) == 15
    rates = {key: float(figure.value) for key, figure in carried.items() if not figure.is_count}
    assert rates == {
        ("beds", "belgium"): 144,
        ("beds", "canada"): 40,
        ("beds", "quebec"): 40,
        ("psychiatrists", "belgium"): 16.9,
        ("psychiatrists", "canada"): 12.7,
        ("psychiatrists", "quebec"): 13.3,
        ("family_doctors", "belgium"): 130,
        ("family_doctors", "canada"): 112,
        ("family_doctors", "quebec"): 117,
        ("psychologists", "belgium"): 140,
        ("psychologists", "canada"): 49,
        ("psychologists", "quebec"): 91,
    }
    assert carried["family_doctors", "belgium"].as_written == "1,3/1 000 (~15 000)"
    assert all(figure.source for figure in carried.values())


def test_belgium_s_slip_is_kept_and_flagged():
    (belgium,) = [
        figure
        for where, figure in queries.published_figures()
        if where == "belgium" and figure.indicator == Indicator.RESIDENTS
    ]
    assert belgium.value == 11_000_100
    assert "coquille" in belgium.flag


def test_every_indicator_says_what_does_not_compare():
    assert set(queries.differences()) == set(Indicator.values)


def test_what_we_hold_of_the_territory_is_counted_and_the_rest_is_not_known(territory):
    site = SiteFactory(territory=territory)
    for capacity, more in (
        (8, {}),
        (5, {"closed_on": today()}),
        (7, {"capacity_unit": Unit.WORKERS}),
        (9, {"category": Category.DAY_HOSPITAL}),
    ):
        said = {"category": Category.INPATIENT, "capacity_unit": Unit.PLACES} | more
        OfferFactory(organisation=site.organisation, capacity=capacity, sites=[site], **said)
    assert [figure.value for figure in here(territory, Indicator.RESIDENTS)] == [20_000]
    assert [figure.value for figure in here(territory, Indicator.BEDS)] == [40]  # 8 for 20,000
    assert [figure.value for figure in here(territory, Indicator.PSYCHIATRISTS)] == [None]


def test_no_declared_place_is_not_no_bed(territory):
    assert [figure.value for figure in here(territory, Indicator.BEDS)] == [None]


def test_a_mandated_coordinator_notes_a_figure_with_its_source(territory, coordinator):
    actions.note_figure(territory, Indicator.PSYCHIATRISTS, 2024, **SAID, by=coordinator, at=now())
    (figure,) = here(territory, Indicator.PSYCHIATRISTS)
    assert (figure.value, figure.year, figure.source) == (15, 2024, "Plan régional")
    more = SAID | {"count": Decimal(4)}
    actions.note_figure(territory, Indicator.PSYCHIATRISTS, 2024, **more, by=coordinator, at=now())
    assert TerritoryFigure.objects.get().count == 4
    actions.remove_figure(TerritoryFigure.objects.get(), by=coordinator, at=now())
    assert not TerritoryFigure.objects.exists()


def test_nobody_else_notes_one_and_none_comes_without_a_source(territory, coordinator):
    stranger = acting_user(Role.NETWORK_COORDINATOR)
    with pytest.raises(PermissionDenied):
        actions.note_figure(territory, Indicator.BEDS, 2024, **SAID, by=stranger, at=now())
    with pytest.raises(ValidationError, match="source"):
        actions.note_figure(
            territory, Indicator.BEDS, 2024, **(SAID | {"source": " "}), by=coordinator, at=now()
        )
    with pytest.raises(ValidationError, match="année"):
        actions.note_figure(territory, Indicator.BEDS, today().year + 1, **SAID, by=coordinator, at=now())


def test_the_page_shows_each_place_and_leaves_as_csv(client, territory, django_assert_max_num_queries):
    address = reverse("comparators", args=[territory.code])
    with django_assert_max_num_queries(6):
        page = client.get(address).content.decode()
    for said in ("Belgique", "11\u00a0000\u00a0100", "à vérifier", "1,3/1 000", "inconnu ici", "20\u00a0000"):
        assert said in page, said
    export = b"".join(client.get(address + "?export=csv").streaming_content).decode()
    assert "16.9" in export
    assert client.get(address + "?export=xlsx")["Content-Type"].endswith("sheet")
    assert client.get(reverse("comparators", args=["nulle-part"])).status_code == 404


def test_a_figure_is_noted_and_removed_on_the_page(client, territory, coordinator):
    client.force_login(coordinator)
    note = reverse("comparator_note")
    sent = {"territory": territory.code, "indicator": "beds", "year": 2023, **SAID}
    assert client.post(note, sent | {"year": 1800}).status_code == 422
    assert client.post(note, sent).status_code == 302
    assert "Plan régional" in client.get(reverse("comparators", args=[territory.code])).content.decode()
    figure = TerritoryFigure.objects.get()
    stranger = acting_user(Role.NETWORK_COORDINATOR)
    client.force_login(stranger)
    assert client.post(note, {"do": "remove", "which": figure.uid}).status_code == 404
    assert "mandat" in client.get(note).content.decode()
    client.force_login(coordinator)
    client.post(note, {"do": "remove", "which": figure.uid})
    assert not TerritoryFigure.objects.exists()
