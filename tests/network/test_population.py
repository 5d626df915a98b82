"""How many people live where: the levels above are sums of the local networks."""

import csv
import gzip
from collections import Counter

import pytest

from arrimage.apps.network.models import Population, Territory
from arrimage.apps.network.queries import territories as queries


def total(code: str, year: int = 2020) -> int:
    return queries.population(Territory.objects.get(code=code), year).total


def test_sums_are_those_published(populated):
    regions = Territory.objects.filter(kind="region")

    assert sum(total(region.code) for region in regions) == 8_539_073
    assert total("06") == 2_065_657
    assert total("05") == 493_163


def test_a_level_is_the_sum_of_its_parts(populated):
    montreal = Territory.objects.get(code="06")

    assert total("06") == sum(total(part.code) for part in queries.parts_of(montreal))
    assert total("06") == total("060")  # the same places before the split
    assert total("17") == total("170") == total("1701")  # a pseudo code still counts people


def test_a_table_holds_ten_bands_by_sex_and_its_source(populated, django_assert_num_queries):
    place = Territory.objects.get(code="0111")
    with django_assert_num_queries(1):
        table = queries.population(place, 2020)

    assert table.rows[0] == ("0-11", 1018, 1190)
    assert len(table.rows) == 10
    assert "ISQ" in table.source


def test_every_year_is_known_and_no_other(populated):
    place = Territory.objects.get(code="0111")

    assert list(queries.populations(place)) == queries.years_known() == list(range(2020, 2037))
    assert queries.population(place, 2019) is None


def test_the_list_counts_every_level_in_three_queries(populated, django_assert_num_queries):
    with django_assert_num_queries(3):
        listed = queries.listed_territories(year=2020)

    assert len(listed) == 18 + 25 + 93
    assert [line.territory.code for line in listed[:3]] == ["01", "011", "0111"]
    assert sum(line.population for line in listed if line.territory.kind == "region") == 8_539_073
    assert [line.territory.code for line in listed if line.parent and line.parent.code == "16"] == [
        "161",
        "162",
        "163",
    ]
    assert next(line.region.code for line in listed if line.territory.code == "0511") == "05"


def test_the_totals_of_a_level_are_one_query(populated, django_assert_num_queries):
    for kind, count in (("region", 18), ("territory", 25), ("local", 96)):
        with django_assert_num_queries(1):
            totals = queries.totals(kind, 2020)
        assert (len(totals), sum(totals.values())) == (count, 8_539_073)


@pytest.mark.shared
def test_every_published_figure_of_every_level_is_found_again(populated, shared):
    width = {"RLS": 4, "RTS": 3, "RSS": 2}
    published = Counter()
    with gzip.open(shared / "geo" / "qc_population_ageband_2016_2036.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if row["GEO"] in width and int(row["AN"]) >= 2020:
                counts = [int(row[band]) for band in queries.AGE_BANDS]
                published[row["CODE"].zfill(width[row["GEO"]]), int(row["AN"]), row["SEXE"]] = counts

    found = {}
    for place in Territory.objects.filter(until=None):
        for year, table in queries.populations(place).items():
            found[place.code, year, "F"] = list(table.women)
            found[place.code, year, "M"] = list(table.men)

    assert found == dict(published)


def test_the_facts_are_loaded_once_by_migrate(db, capsys):
    from arrimage.apps.network.actions.territories import load_facts_once

    load_facts_once(sender=None, verbosity=0)
    assert Population.objects.count() == 96 * 17 * 2
    Territory.objects.filter(code="06").update(name="Renommé ici")
    load_facts_once(sender=None, verbosity=1)

    assert Territory.objects.get(code="06").name == "Renommé ici"  # a later migrate leaves tables alone
    assert capsys.readouterr().out == ""
