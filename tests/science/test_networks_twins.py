"""Every measure of networks answers as its slow twin does, on networks nobody chose."""

import doctest
import importlib
import pkgutil
from fractions import Fraction

import igraph
import networkx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arrimage.science import networks
from arrimage.science.networks import (
    brokerage,
    clans,
    cohesion,
    communities,
    comparison,
    lengths,
    multiplex,
    panel,
    positions,
    regression,
    resilience,
    whole,
)
from arrimage.science.networks.network import Network
from tests.twins import networks as twin

WEIGHTS = [Fraction(weight) for weight in ("1", "2", "3", "4", "5", "6", "0.5", "2.5")]
# 1/997 and the like have no small LCM: these take the compiled way.
MANY_WEIGHTS = [Fraction(weight) for weight in (991, 997, 1009, 1013, 2, 3, 6)] + [Fraction("0.123456789")]


@st.composite
def built(draw, most=7, least=0, weights=None, directed=None):
    size = draw(st.integers(least, most))
    directed = draw(st.booleans()) if directed is None else directed
    cells = [(a, b) for a in range(size) for b in range(size) if (a != b if directed else a < b)]
    ties = draw(st.lists(st.sampled_from(cells), unique=True)) if cells else []
    told = tuple(draw(st.sampled_from(weights)) for _ in ties) if weights and ties else None
    return Network(tuple(f"o{number}" for number in range(size)), tuple(ties), told, directed)


def near(values, expected):
    assert list(values) == [None if value is None else pytest.approx(float(value)) for value in expected]


def test_the_examples_of_the_science_run():
    for module in pkgutil.walk_packages(networks.__path__, networks.__name__ + "."):
        found = doctest.testmod(importlib.import_module(module.name))
        assert not found.failed
        assert found.attempted or module.name.endswith("compiled")


@given(built())
def test_the_whole_network(network):
    n, ties, directed = len(network), network.ties, network.directed
    assert whole.density(network) == pytest.approx(twin.density(n, ties, directed))
    assert whole.reciprocity(network) == pytest.approx(twin.reciprocity(ties, directed))
    assert whole.components(network) == twin.components(n, ties)
    assert whole.diameter(network) == twin.diameter(n, ties, directed)
    assert whole.transitivity(network) == pytest.approx(twin.transitivity(n, ties))


@given(built())
def test_centralisation_is_told_against_a_star(network):
    n = len(network)
    found = panel.measure(network)
    if n < 3:
        assert set(vars(found.centralisation).values()) == {None}
        return
    spokes = [(0, other) for other in range(1, n)]
    back = [(other, 0) for other in range(1, n)] if network.directed else []
    star = panel.measure(Network(network.organisations, (*spokes, *back), None, network.directed))
    for name in ("degree", "in_degree", "out_degree", "betweenness"):
        values = [getattr(row, name) for row in found.by_organisation]
        ideal = [getattr(row, name) for row in star.by_organisation]
        if network.directed and name in ("in_degree", "out_degree"):
            ideal = [n - 1] + [0] * (n - 1)  # a star told one way only
        expected = twin.centralisation(values, ideal)
        assert getattr(found.centralisation, name) == pytest.approx(expected)


@given(built())
def test_each_position(network):
    n, ties, directed = len(network), network.ties, network.directed
    found = positions.degrees(network)
    told = twin.arcs(ties, directed)
    assert list(found.outgoing) == [sum(a == one for a, _ in told) for one in range(n)]
    assert list(found.incoming) == [sum(b == one for _, b in told) for one in range(n)]
    ways = 1 if directed else 2
    assert list(found.total) == [sum(one in tie for tie in told) // ways for one in range(n)]
    near(positions.betweenness(network), twin.unweighted_betweenness(n, ties, directed))
    near(positions.closeness(network), twin.closeness(n, ties))
    near(positions.constraint(network), twin.constraint(n, ties))
    near(positions.effective_size(network), twin.effective_size(n, ties))
    assert list(positions.coreness(network)) == twin.coreness(n, ties)


@given(built())
@settings(max_examples=30)
def test_the_principal_eigenvector(network):
    found = positions.eigenvector(network)
    if not network.ties:
        assert set(found) <= {0.0}
        return
    expected = twin.eigenvector(len(network), network.ties, rounds=3000)
    assert list(found) == pytest.approx(expected, abs=2e-3)


def test_an_eigenvector_that_does_not_settle_is_not_told(monkeypatch):
    def never(*_, **__):
        raise igraph.InternalError("maximum number of iterations reached")

    monkeypatch.setattr(igraph.Graph, "eigenvector_centrality", never)
    found = panel.measure(Network.of([("a", "b")]))
    assert [row.eigenvector for row in found.by_organisation] == [None, None]


@given(built(weights=WEIGHTS))
def test_weighted_paths_are_exact(network):
    if network.weights is None:
        with pytest.raises(ValueError, match="no weights"):
            lengths.weighted_betweenness(network)
        return
    told = dict(zip(network.ties, network.weights, strict=True))
    expected = twin.weighted_betweenness(len(network), told, network.directed)
    near(lengths.weighted_betweenness(network), expected)
    near(lengths._compiled(network, lengths._whole(network.weights)), expected)
    near(
        positions.weighted_degree(network),
        [sum(weight for tie, weight in told.items() if one in tie) for one in range(len(network))],
    )
    found = lengths.integer_lengths(network.weights)
    assert len({length * weight for length, weight in zip(found, network.weights, strict=True)}) == 1


@given(built(weights=MANY_WEIGHTS, least=3))
def test_weights_without_a_common_scale_are_exact_too(network):
    if network.weights:
        told = dict(zip(network.ties, network.weights, strict=True))
        near(
            lengths.weighted_betweenness(network),
            twin.weighted_betweenness(len(network), told, network.directed),
        )


def test_equal_ways_round_stay_equal_where_floats_would_part_them():
    # 1/49 + 1/49 + 1/49 and 3/49: one float sum is not the other.
    ties = [("a", "b", 49), ("b", "c", 49), ("c", "d", 49), ("a", "e", "98"), ("e", "d", "19.6")]
    assert 1 / 49 + 1 / 49 + 1 / 49 != 1 / 98 + 1 / 19.6
    network = Network.of(ties)
    by_name = dict(zip(network.organisations, lengths.weighted_betweenness(network), strict=True))
    assert by_name["e"] == 0.5
    assert lengths._compiled(network, lengths._whole(network.weights)) == tuple(by_name.values())


@given(built())
def test_what_holds_the_network(network):
    n, ties = len(network), network.ties
    assert list(cohesion.bridges(network)) == twin.bridges(n, ties)
    assert list(cohesion.articulation_points(network)) == twin.articulation_points(n, ties)


@given(built(most=8))
@settings(max_examples=60)
def test_clans_and_plexes(network):
    n, ties = len(network), network.ties
    assert list(clans.clans(network)) == twin.clans(n, ties)
    for k, smallest in ((1, 1), (2, 3), (2, 4), (3, 5)):
        assert list(clans.plexes(network, k=k, smallest=smallest)) == twin.plexes(n, ties, k, smallest)


@given(built())
def test_no_division_into_core_and_periphery_fits_better(network):
    n, ties = len(network), network.ties
    found = cohesion.core_periphery(network)
    assert found.misfits == twin.fewest_misfits(n, ties)
    assert not set(found.core) & set(found.undecided)
    assert found.fit is None or 0 <= found.fit <= 1
    for start in range(len(found.undecided) - found.places + 1):
        core = {*found.core, *found.undecided[start : start + found.places]}
        assert twin.misfits(n, ties, core) == found.misfits


NEVER_MET = ((0, 1), (1, 2), (3, 5), (4, 6), (0, 2), (0, 5), (2, 5), (3, 6), (2, 6))  # by Leiden, in 500 runs


@given(built(least=1), st.integers(0, 5))
@example(Network(tuple("abcdefg"), NEVER_MET), 0)
@settings(max_examples=40)
def test_no_division_into_communities_is_better_in_a_small_network(network, seed):
    n, ties = len(network), network.ties
    found = communities.communities(network, seed=seed)
    assert sorted(one for group in found.groups for one in group) == list(range(n))
    if ties:
        assert found.modularity == pytest.approx(twin.modularity(n, ties, found.groups))
        assert found.modularity == pytest.approx(twin.best_modularity(n, ties))
    assert found == communities.communities(network, seed=seed)
    assert found.modularity == communities.communities(network, seed=seed + 1).modularity


@given(built(), st.data())
def test_go_betweens_and_extent(network, data):
    n, ties = len(network), network.ties
    groups = [data.draw(st.sampled_from(["health", "social", "justice", None])) for _ in range(n)]
    found = brokerage.brokerage(network, groups)
    assert [vars(roles) for roles in found] == twin.brokerage(n, ties, network.directed, groups)
    near(positions.extent(network, groups), twin.extent(n, ties, groups))


@given(built(), st.data())
def test_what_breaks_when_organisations_leave(network, data):
    n, ties = len(network), network.ties
    near_to = twin.partners(n, ties)
    for departure in resilience.each_removed(network):
        gone = {departure.organisation}
        pieces = twin.without(n, ties, gone)
        assert departure.components == len(pieces)
        assert departure.largest_component == max(map(len, pieces), default=0)
        assert list(departure.alone) == [one for one in range(n) if near_to[one] == gone]
        assert departure.pairs_cut == twin.pairs_cut(n, ties, gone)
    gone = data.draw(st.sets(st.integers(0, n - 1))) if n else set()
    left = resilience.without(network, gone)
    stay = [one for one in range(n) if one not in gone]
    assert list(left.pieces) == twin.without(n, ties, gone)
    assert list(left.alone) == [one for one in stay if near_to[one] and near_to[one] <= gone]
    assert left.pairs_cut == twin.pairs_cut(n, ties, gone)
    kept = [tie for tie in ties if not gone & set(tie)]
    expected = [twin.efficiency(twin.steps(n, told, False), stay) for told in (ties, kept)]
    near([left.efficiency_before, left.efficiency_after], expected)


@given(built(weights=WEIGHTS, most=5), st.data())
@settings(max_examples=60)
def test_two_networks_compared_over_all_arrangements(network, data):
    other = data.draw(
        built(weights=WEIGHTS, least=len(network), most=len(network), directed=network.directed)
    )
    n, directed = len(network), network.directed
    first, second = (dict(zip(net.ties, net.weights or (), strict=True)) for net in (network, other))
    changed = comparison.changes(network, other)
    assert set(changed.kept) == first.keys() & second.keys()
    assert set(changed.lost) == first.keys() - second.keys()
    assert set(changed.new) == second.keys() - first.keys()
    found = comparison.qap(network, other, permutations=10, seed=1)
    expected = twin.correlation(n, first, second, directed)
    assert found.correlation == (None if expected is None else pytest.approx(expected))
    if n <= 3 or expected is None:
        assert found.p_value is None
    else:
        exact = twin.exact_p(n, first, second, directed)
        assert {name: getattr(found, name) for name in exact} == pytest.approx(exact)


@given(built(most=12, least=9, weights=WEIGHTS, directed=True), st.integers(0, 3))
@settings(max_examples=20)
def test_drawn_arrangements_are_those_of_the_compiled_way(network, seed):
    other = Network(network.organisations, tuple(sorted(network.ties)[1:]), None, directed=True)
    for first, second in ((network, other), (other, other)):
        if not first.ties or not second.ties:
            continue
        quick = comparison.qap(first, second, permutations=200, seed=seed)
        patched = comparison.FEW_CELLS
        comparison.FEW_CELLS = 0
        try:
            assert comparison.qap(first, second, permutations=200, seed=seed) == quick
        finally:
            comparison.FEW_CELLS = patched


@given(st.data())
@settings(max_examples=10)
def test_a_regression_of_networks_over_all_arrangements(data):
    directed = data.draw(st.booleans())
    n = 4 if directed else 5
    cells = twin.cells(n, directed)

    def matrix():
        values = [[0] * n for _ in range(n)]
        for a, b in cells:
            values[a][b] = data.draw(st.integers(0, 3))
            if not directed:
                values[b][a] = values[a][b]
        return values

    y, x, z = matrix(), matrix(), matrix()
    try:
        beta, t, r_squared, p_values = twin.mrqap(n, y, [x, z], directed)
    except ZeroDivisionError:
        return  # the predictors repeat one another
    if None in t:
        return  # a perfect fit has no t
    arrays = [np.array(values, dtype=float) for values in (y, x, z)]
    found = regression.mrqap(
        arrays[0], {"x": arrays[1], "z": arrays[2]}, permutations=10, seed=1, directed=directed
    )
    assert found.exact
    assert [found.intercept, *(effect.coefficient for effect in found.effects)] == pytest.approx(
        beta, abs=1e-9
    )
    assert [effect.t for effect in found.effects] == pytest.approx(t[1:], abs=1e-6)
    assert [effect.p_value for effect in found.effects] == pytest.approx(p_values)
    assert found.r_squared == pytest.approx(r_squared, abs=1e-9)


@given(built(most=30, least=3))
@settings(max_examples=40)
def test_networkx_says_the_same_where_its_definitions_are_ours(network):
    names = range(len(network))
    told = (networkx.DiGraph if network.directed else networkx.Graph)()
    told.add_nodes_from(names)
    told.add_edges_from(network.ties)
    simple = networkx.Graph(told)
    assert whole.density(network) == pytest.approx(networkx.density(told))
    assert len(whole.components(network)) == networkx.number_connected_components(simple)
    assert (whole.transitivity(network) or 0) == pytest.approx(networkx.transitivity(simple))
    near(positions.betweenness(network), networkx.betweenness_centrality(told, normalized=False).values())
    near(positions.closeness(network), networkx.harmonic_centrality(simple).values())
    assert dict(enumerate(positions.coreness(network))) == networkx.core_number(simple)
    constraint = networkx.constraint(simple)
    near(positions.constraint(network), [constraint[one] if simple.degree(one) else None for one in names])
    size = networkx.effective_size(simple)
    near(positions.effective_size(network), [size[one] if simple.degree(one) else 0 for one in names])
    assert set(cohesion.bridges(network)) == {tuple(sorted(tie)) for tie in networkx.bridges(simple)}
    assert set(cohesion.articulation_points(network)) == set(networkx.articulation_points(simple))
    if network.directed and network.ties:
        assert whole.reciprocity(network) == pytest.approx(networkx.overall_reciprocity(told))


def test_kinds_overlap():
    kinds = {"referral": {(0, 1), (1, 2)}, "agreement": {(0, 1)}, "training": {(0, 1), (2, 3)}}
    assert [(found.kinds, found.both, found.either) for found in multiplex.overlaps(kinds)] == [
        (("agreement", "referral"), 1, 2),
        (("agreement", "training"), 1, 2),
        (("referral", "training"), 1, 3),
    ]
    assert multiplex.multiplexity(kinds) == (2, 0, 1)
    assert multiplex.overlaps({"a": [], "b": []})[0].jaccard is None


@pytest.mark.parametrize(
    ("organisations", "ties", "weights", "directed"),
    [
        (("a", "a"), (), None, True),
        (("a", "b"), ((0, 0),), None, True),
        (("a", "b"), ((0, 2),), None, True),
        (("a", "b"), ((0, 1), (0, 1)), None, True),
        (("a", "b"), ((1, 0),), None, False),
        (("a", "b"), ((0, 1),), (Fraction(0),), True),
        (("a", "b"), ((0, 1),), (), True),
    ],
)
def test_what_is_no_network_is_refused(organisations, ties, weights, directed):
    with pytest.raises(ValueError, match=r"."):
        Network(organisations, ties, weights, directed)


def test_impossible_questions_are_refused():
    network = Network.of([("a", "b"), ("b", "c")])
    with pytest.raises(ValueError, match="same organisations"):
        comparison.qap(network, Network.of([("a", "b")]), permutations=10, seed=1)
    with pytest.raises(ValueError, match="permutation"):
        comparison.qap(network, network, permutations=0, seed=1)
    with pytest.raises(ValueError, match="group"):
        brokerage.brokerage(network, ["x"])
    with pytest.raises(ValueError, match="unknown"):
        resilience.without(network, [7])
    with pytest.raises(ValueError, match="2k"):
        clans.plexes(network, k=3, smallest=4)
    with pytest.raises(ValueError, match="predictors"):
        regression.mrqap(
            network.matrix(),
            {"x": network.matrix(), "again": 2 * network.matrix()},
            permutations=10,
            seed=1,
        )


def test_groups_are_listed_up_to_60_organisations_and_where_they_are_not_too_many():
    path = [(f"{number:02}", f"{number + 1:02}") for number in range(60)]
    assert len(clans.clans(Network.of(path[:59]))) == 58
    with pytest.raises(clans.TooMany):
        clans.clans(Network.of(path))
    crown = [(f"u{i}", f"v{j}") for i in range(30) for j in range(30) if i != j]  # some 2³⁰ 2-cliques
    assert panel.measure(Network.of(crown)).clans is None
