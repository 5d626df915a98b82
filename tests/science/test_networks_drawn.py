"""Where organisations are drawn, whom each reaches by name, and the panel as a document."""

import json
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrimage.science.networks import communities, document, layout, panel, positions
from arrimage.science.networks.network import Network
from tests.science.test_networks_published import FAMILIES, KARATE, MARRIAGES, told
from tests.science.test_networks_twins import built
from tests.twins import networks as twin


@settings(max_examples=150, deadline=None)
@given(built(most=9))
def test_everyone_has_a_place_of_their_own_on_the_sheet_and_always_the_same(network):
    places = layout.coordinates(network)
    assert len(places) == len(network)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places)
    assert len(set(places)) == len(network)
    assert layout.coordinates(network) == places


def test_nobody_hides_another():
    for network in (told(MARRIAGES, FAMILIES), told(KARATE)):
        groups = communities.communities(network, seed=1).groups
        places = layout.coordinates(network, groups=groups)
        apart = min(
            ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 for (x1, y1), (x2, y2) in combinations(places, 2)
        )
        assert apart > 0.03


def test_partners_stand_nearer_than_strangers():
    network = told(KARATE)
    places = layout.coordinates(network)

    def far(pairs):
        return sum(
            ((places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2) ** 0.5 for a, b in pairs
        ) / len(pairs)

    strangers = [pair for pair in combinations(range(len(network)), 2) if pair not in network.pairs]
    assert far(network.pairs) < 0.7 * far(strangers)


def test_an_isolate_stands_below_the_others():
    network = told(MARRIAGES, FAMILIES)
    places = layout.coordinates(network)
    alone = network.organisations.index("Pucci")
    assert places[alone][1] < min(y for one, (_x, y) in enumerate(places) if one != alone)


def test_the_next_wave_is_drawn_where_the_one_before_was():
    network = told(KARATE)
    before = dict(zip(network.organisations, layout.coordinates(network), strict=True))
    fewer = Network(network.organisations, network.ties[:-3], None, False)
    after = layout.coordinates(fewer, before=before)
    moved = [
        ((x - before[name][0]) ** 2 + (y - before[name][1]) ** 2) ** 0.5
        for name, (x, y) in zip(network.organisations, after, strict=True)
    ]
    assert sum(moved) / len(moved) < 0.06


@settings(max_examples=200, deadline=None)
@given(built(), st.data())
def test_whom_each_reaches_is_what_the_twin_reads_off_the_list(network, data):
    held = st.frozensets(st.sampled_from("xyz"))
    groups = [data.draw(held) for _ in network.organisations]
    found = [(set(one.reached), set(one.missing)) for one in positions.reach(network, groups)]
    assert found == twin.reach(len(network), network.ties, groups)


@settings(max_examples=100, deadline=None)
@given(built(), st.data())
def test_where_each_is_of_one_group_reach_and_extent_agree(network, data):
    groups = [data.draw(st.sampled_from(["x", "y", None])) for _ in network.organisations]
    reach = positions.reach(network, [{group} if group else set() for group in groups])
    for share, one in zip(positions.extent(network, groups), reach, strict=True):
        possible = len(one.reached) + len(one.missing)
        assert share == (len(one.reached) / possible if possible else None)


def test_reach_asks_for_a_collection_each():
    with pytest.raises(ValueError, match="one collection"):
        positions.reach(told(KARATE), [["x"]])


def test_the_document_is_plain_and_names_everyone():
    network = told(MARRIAGES, FAMILIES)
    found = json.loads(json.dumps(document.document(network, panel.measure(network))))
    assert set(found["by_organisation"]) == set(FAMILIES)
    assert "weighted_degree" not in found["by_organisation"]["Medici"]
    assert found["components"] == 2
