"""What is part of what, what came before, who covers it: on any day."""

from datetime import date

import pytest

from arrimage.apps.network.actions.territories import Loaded, load_facts
from arrimage.apps.network.models import Succession, Territory, TerritoryParent
from arrimage.apps.network.queries import territories as queries
from arrimage.apps.network.vocabulary import OrganisationKind

from .factories import CoverageFactory, OrganisationFactory

BEFORE, AFTER = date(2015, 3, 31), date(2015, 4, 1)


def territory(code: str) -> Territory:
    return Territory.objects.get(code=code)


def codes(found) -> list[str]:
    return [each.code for each in found]


def test_the_facts_hold_every_level(territories):
    today = Territory.objects.filter(until=None)

    assert today.filter(kind="region").count() == 18
    assert today.filter(kind="territory").count() == 25
    assert today.filter(kind="local", is_pseudo=False).count() == 93
    assert codes(today.filter(is_pseudo=True)) == ["1001", "1701", "1801"]
    assert codes(Territory.objects.exclude(until=None)) == ["060", "110", "160"]
    assert not Territory.objects.filter(source="").exists()


def test_loading_twice_changes_nothing(territories):
    there = Territory.objects.count() + TerritoryParent.objects.count() + Succession.objects.count()

    assert load_facts(with_population=False) == Loaded(unchanged=there)


def test_loading_again_mends_what_strayed_and_leaves_other_codes_alone(territories):
    Territory.objects.filter(code="06").update(name="Ailleurs")
    TerritoryParent.objects.filter(territory__code="0511", until=None).update(parent=territory("162"))
    invented = Territory.objects.create(
        code="99", kind="region", name="Inventé", short_name="Inventé", source="démo"
    )

    again = load_facts(with_population=False)

    assert (again.created, again.updated, again.removed) == (1, 1, 1)
    assert territory("06").name == "Montréal"
    assert codes(queries.ancestors(territory("0511"))) == ["051", "05"]
    assert Territory.objects.filter(pk=invented.pk).exists()


def test_every_local_network_is_part_of_one_territory_and_one_region_at_any_date(territories):
    for day in (BEFORE, AFTER, date(2026, 1, 1)):
        for local in Territory.objects.filter(kind="local"):
            kinds = [above.kind for above in queries.ancestors(local, on=day)]
            assert kinds == ["territory", "region"], (local.code, day)


@pytest.mark.parametrize(
    ("region", "before", "after"),
    [
        ("06", ["060"], ["061", "062", "063", "064", "065"]),
        ("16", ["160"], ["161", "162", "163"]),
        ("11", ["110"], ["111", "112"]),
        ("05", ["051"], ["051"]),
        ("17", ["170"], ["170"]),
    ],
)
def test_the_2015_reform_split_three_regions(territories, region, before, after):
    assert codes(queries.parts_of(territory(region), on=BEFORE)) == before
    assert codes(queries.parts_of(territory(region), on=AFTER)) == after


def test_estrie_took_two_local_networks_of_monteregie(territories):
    assert codes(queries.ancestors(territory("0511"), on=BEFORE)) == ["160", "16"]
    assert codes(queries.ancestors(territory("0512"), on=AFTER)) == ["051", "05"]
    gained = set(codes(queries.parts_of(territory("051"), on=AFTER)))
    gained -= set(codes(queries.parts_of(territory("051"), on=BEFORE)))
    assert gained == {"0511", "0512"}


def test_what_came_before_and_after_can_be_told(territories):
    assert [(each.successor.code, each.is_partial) for each in queries.successors(territory("160"))] == [
        ("051", True),
        ("161", False),
        ("162", False),
        ("163", False),
    ]
    assert [each.predecessor.code for each in queries.predecessors(territory("064"))] == ["060"]
    assert queries.predecessors(territory("031")) == []


def test_a_territory_that_is_no_more_answers_for_its_last_day(territories):
    assert len(queries.parts_of(territory("060"))) == 12
    assert codes(queries.ancestors(territory("060"))) == ["06"]


def test_pseudo_networks_are_not_parts(territories):
    assert queries.parts_of(territory("180")) == []
    assert queries.within(territory("180")).count() == 2


def test_a_coalition_covers_its_region_before_the_reform_as_after(territories):
    coalition = OrganisationFactory(kind=OrganisationKind.COALITION)
    CoverageFactory(organisation=coalition, territory=territory("16"), since=date(1990, 1, 1))

    assert codes(queries.covers(coalition, on=BEFORE)) == ["16"]
    assert codes(queries.covers(coalition, on=AFTER)) == ["16"]
    assert queries.covers(coalition, on=date(1989, 12, 31)) == []
    # La Pommeraie was its part of the world, then that of Estrie's coalition.
    assert [each.organisation for each in queries.organisations_covering(territory("0511"), on=BEFORE)] == [
        coalition
    ]
    assert queries.organisations_covering(territory("0511"), on=AFTER) == []


def test_a_centre_covers_one_territory_since_the_reform(territories):
    centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE)
    CoverageFactory(organisation=centre, territory=territory("161"), since=None)

    assert queries.covers(centre, on=BEFORE) == []  # the territory was not there yet
    assert codes(queries.covers(centre, on=AFTER)) == ["161"]


def test_a_closed_organisation_covers_nothing_any_more(territories):
    gone = OrganisationFactory(closed_on=date(2020, 1, 1))
    CoverageFactory(organisation=gone, territory=territory("05"))

    assert len(queries.organisations_covering(territory("051"), on=date(2019, 1, 1))) == 1
    assert queries.organisations_covering(territory("051"), on=date(2020, 1, 1)) == []


def test_the_nearest_covers_first(territories):
    coalition = OrganisationFactory(kind=OrganisationKind.COALITION)
    centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE)
    CoverageFactory(organisation=coalition, territory=territory("06"))
    CoverageFactory(organisation=centre, territory=territory("063"))

    assert [each.organisation for each in queries.organisations_covering(territory("0631"))] == [
        centre,
        coalition,
    ]


def test_questions_cost_one_query(territories, django_assert_num_queries):
    montreal, local = territory("06"), territory("0631")
    organisation = OrganisationFactory()
    for question in (
        lambda: queries.parts_of(montreal),
        lambda: queries.ancestors(local),
        lambda: queries.covers(organisation),
        lambda: queries.organisations_covering(local),
        lambda: queries.predecessors(local),
        lambda: queries.successors(montreal),
    ):
        with django_assert_num_queries(1):
            question()


@pytest.mark.shared
def test_the_codes_are_those_of_the_official_register(territories, shared):
    import csv

    with (shared / "geo" / "m02_installations.csv").open(encoding="utf-8-sig") as file:
        places = {(row["RLS_CODE"].strip(), row["RSS_CODE"]) for row in csv.DictReader(file)}

    for local, region in sorted(places):
        if local:
            assert queries.ancestors(territory(local))[-1].code == region
    assert {local for local, _ in places} - {""} == set(
        Territory.objects.filter(kind="local", is_pseudo=False).values_list("code", flat=True)
    )
