"""Published networks give their published figures."""

import csv
from pathlib import Path

import pytest

from arrimage.science.networks import clans, cohesion, comparison, lengths, panel, positions, whole
from arrimage.science.networks.network import Network

# Padgett & Ansell (1993): marriages among 16 Florentine families, and business; the Pucci are alone.
MARRIAGES = """
Acciaiuoli-Medici Albizzi-Ginori Albizzi-Guadagni Albizzi-Medici Barbadori-Castellani Barbadori-Medici
Bischeri-Guadagni Bischeri-Peruzzi Bischeri-Strozzi Castellani-Peruzzi Castellani-Strozzi
Guadagni-Lamberteschi Guadagni-Tornabuoni Medici-Ridolfi Medici-Salviati Medici-Tornabuoni Pazzi-Salviati
Peruzzi-Strozzi Ridolfi-Strozzi Ridolfi-Tornabuoni
"""
BUSINESS = """
Barbadori-Castellani Barbadori-Ginori Barbadori-Medici Barbadori-Peruzzi Bischeri-Guadagni
Bischeri-Lamberteschi Bischeri-Peruzzi Castellani-Lamberteschi Castellani-Peruzzi Ginori-Medici
Guadagni-Lamberteschi Lamberteschi-Peruzzi Medici-Pazzi Medici-Salviati Medici-Tornabuoni
"""
# Krackhardt (1990): the kite.
KITE = """
Andre-Beverly Andre-Carol Andre-Diane Andre-Fernando Beverly-Diane Beverly-Ed Beverly-Garth Carol-Diane
Carol-Fernando Diane-Ed Diane-Fernando Diane-Garth Ed-Garth Fernando-Garth Fernando-Heather Garth-Heather
Heather-Ike Ike-Jane
"""
# Zachary (1977): who met outside the karate club.
KARATE = """
1-2 1-3 1-4 1-5 1-6 1-7 1-8 1-9 1-11 1-12 1-13 1-14 1-18 1-20 1-22 1-32 2-3 2-4 2-8 2-14 2-18 2-20 2-22 2-31
3-4 3-8 3-9 3-10 3-14 3-28 3-29 3-33 4-8 4-13 4-14 5-7 5-11 6-7 6-11 6-17 7-17 9-31 9-33 9-34 10-34 14-34
15-33 15-34 16-33 16-34 19-33 19-34 20-34 21-33 21-34 23-33 23-34 24-26 24-28 24-30 24-33 24-34 25-26 25-28
25-32 26-32 27-30 27-34 28-34 29-32 29-34 30-33 30-34 31-33 31-34 32-33 32-34 33-34
"""


def told(text, organisations=None):
    return Network.of([pair.split("-") for pair in text.split()], organisations, directed=False)


def by_name(network, values):
    return dict(zip(network.organisations, values, strict=True))


FAMILIES = sorted({*told(MARRIAGES).organisations, "Pucci"})


def test_florentine_marriages():
    network = told(MARRIAGES, FAMILIES)
    found = panel.measure(network)
    assert (found.organisations, found.ties, found.components, found.largest_component) == (16, 20, 2, 15)
    assert found.density == pytest.approx(0.1667, abs=5e-5)
    assert found.diameter == 5
    between = by_name(network, positions.betweenness(network))
    assert between["Medici"] == pytest.approx(47.5)
    assert between["Guadagni"] == pytest.approx(23.167, abs=5e-4)
    assert between["Albizzi"] == pytest.approx(19.333, abs=5e-4)
    assert between["Ridolfi"] == pytest.approx(10.333, abs=5e-4)
    assert between["Strozzi"] == pytest.approx(9.333, abs=5e-4)
    assert found.centralisation.degree == pytest.approx(0.2667, abs=5e-5)
    medici = by_name(network, found.by_organisation)["Medici"]
    assert (medici.degree, medici.constraint) == (6, pytest.approx(0.2099, abs=5e-5))
    assert by_name(network, found.by_organisation)["Pucci"].constraint is None
    assert {network.organisations[one] for one in found.articulation_points} == {
        "Albizzi",
        "Guadagni",
        "Medici",
        "Salviati",
    }


def test_florentine_marriages_without_the_isolate():
    # Wasserman & Faust (1994), ch. 5: betweenness centralisation 0.437, and the Medici at 0.522.
    network = told(MARRIAGES)
    found = panel.measure(network)
    assert found.centralisation.betweenness == pytest.approx(0.437, abs=5e-4)
    medici = by_name(network, found.by_organisation)["Medici"]
    assert medici.betweenness_normalised == pytest.approx(0.522, abs=5e-4)


def test_florentine_marriages_and_business_go_together():
    # The example of QAP's manuals: r = 0.372, Jaccard 0.296, p about 0.001.
    marriages, business = told(MARRIAGES, FAMILIES), told(BUSINESS, FAMILIES)
    found = comparison.qap(marriages, business, permutations=10_000, seed=1)
    assert found.correlation == pytest.approx(0.372, abs=5e-4)
    assert found.p_value < 0.005
    changed = comparison.changes(marriages, business)
    assert (len(changed.kept), len(changed.lost), len(changed.new)) == (8, 12, 7)
    assert changed.jaccard == pytest.approx(0.296, abs=5e-4)


def test_the_kite_has_three_first_persons():
    # Krackhardt (1990): Diane has most partners, Fernando and Garth are closest, Heather stands between.
    network = told(KITE)
    found = by_name(network, panel.measure(network).by_organisation)
    assert found["Diane"].degree == 6
    assert found["Heather"].betweenness == pytest.approx(14)
    assert found["Fernando"].betweenness == found["Garth"].betweenness == pytest.approx(8.333, abs=5e-4)
    assert found["Ike"].betweenness == pytest.approx(8)
    assert found["Diane"].betweenness == pytest.approx(3.667, abs=5e-4)
    assert max(found, key=lambda name: found[name].betweenness) == "Heather"
    assert {network.organisations[one] for one in cohesion.articulation_points(network)} == {"Heather", "Ike"}


def test_the_karate_club():
    network = told(KARATE, [str(number) for number in range(1, 35)])
    found = panel.measure(network)
    assert (found.organisations, found.ties, found.diameter) == (34, 78, 5)
    assert found.density == pytest.approx(0.139, abs=5e-4)
    assert found.transitivity == pytest.approx(0.2557, abs=5e-5)
    club = by_name(network, found.by_organisation)
    assert (club["1"].degree, club["33"].degree, club["34"].degree) == (16, 12, 17)
    assert club["1"].betweenness_normalised == pytest.approx(0.4376, abs=5e-5)
    assert club["34"].betweenness_normalised == pytest.approx(0.3041, abs=5e-5)
    assert max(row.coreness for row in club.values()) == 4
    assert [network.organisations[one] for one in found.articulation_points] == ["1"]
    assert [[network.organisations[one] for one in pair] for pair in found.bridges] == [["1", "12"]]
    # Brandes et al. (2008), doi:10.1109/TKDE.2007.190689: the best modularity is 0.4198, with four groups.
    assert found.communities.modularity == pytest.approx(0.4198, abs=5e-5)
    assert len(found.communities.groups) == 4
    assert all(
        panel.measure(network, seed=seed).communities.groups == found.communities.groups for seed in range(5)
    )


def test_the_textbook_clan():
    # Alba (1973); Wasserman & Faust (1994), figure 7.2: two 2-cliques, one of them a 2-clan.
    network = told("1-2 1-3 2-3 2-4 3-5 4-6 5-6")
    assert clans.clans(network) == ((1, 2, 3, 4, 5),)


def read(path: Path, name: str, directed: bool, relation: str | None = None) -> Network:
    with (path / f"{name}_nodes.csv").open(encoding="utf-8") as file:
        nodes = [row["id"] for row in csv.DictReader(file)]
    with (path / f"{name}_edges.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if relation is None or row["relation"] == relation]
    value = {"UserNetR_TCnetworks_TCcnt": "contact", "UserNetR_TCnetworks_TCcoll": "collaborate"}.get(name)
    return Network.of(
        [(row["source"], row["target"], *([row[value]] if value else [])) for row in rows],
        nodes,
        directed=directed,
    )


@pytest.mark.shared
@pytest.mark.parametrize(
    ("relation", "ties", "density"), [("cnt", 175, 0.5833), ("coll", 161, 0.5367), ("diss", 103, 0.3433)]
)
def test_tobacco_control_agencies(shared, relation, ties, density):
    network = read(shared / "networks", f"UserNetR_TCnetworks_TC{relation}", directed=False)
    found = panel.measure(network)
    assert (found.organisations, found.ties) == (25, ties)
    assert found.density == pytest.approx(density, abs=5e-5)
    assert found.clans is not None
    if network.weights:
        assert any(value > 0 for value in lengths.weighted_betweenness(network))


@pytest.mark.shared
def test_tobacco_control_relations_go_together(shared):
    contact, work = (
        read(shared / "networks", f"UserNetR_TCnetworks_TC{name}", directed=False) for name in ("cnt", "coll")
    )
    found = comparison.qap(contact, work, permutations=1000, seed=1)
    assert found.p_value == pytest.approx(1 / 1001)
    assert found.correlation > 0.5


@pytest.mark.shared
def test_the_florentine_file_is_the_network_above(shared):
    network = read(shared / "networks", "networkdata_flo_marriage", directed=False)
    assert len(network.ties) == 20
    assert sorted(positions.betweenness(network)) == pytest.approx(
        sorted(positions.betweenness(told(MARRIAGES, FAMILIES)))
    )


@pytest.mark.shared
def test_managers_asking_advice(shared):
    # Krackhardt (1987): 21 managers, 190 arcs; Wasserman & Faust (1994) give the density 0.452.
    network = read(shared / "networks", "networkdata_ht_advice", directed=True)
    assert (len(network), len(network.ties)) == (21, 190)
    assert whole.density(network) == pytest.approx(0.452, abs=5e-4)


@pytest.mark.shared
def test_southern_women_at_their_events(shared):
    # Davis, Gardner & Gardner (1941): 18 women, 14 events, 89 attendances; event 8 drew 14, event 1 three.
    network = read(shared / "networks", "networkdata_southern_women", directed=False)
    degree = by_name(network, positions.degrees(network).total)
    assert (len(network), len(network.ties)) == (32, 89)
    assert max(degree.values()) == 14
    assert whole.transitivity(network) == 0  # two-mode
