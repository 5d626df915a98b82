"""The simulation against a slow twin, against formulas, and against itself."""

import doctest
import math
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrimage.science.simulation import erlang, intervals, running, traffic
from arrimage.science.simulation.replication import replicate
from arrimage.science.simulation.scenario import (
    Arrival,
    Impossible,
    Patience,
    Return,
    Scenario,
    Service,
    check,
)
from tests.twins.simulation import Twin


def one_service(servers=3, mean=1.0, per_day=2.0, days=6_000, patience=None, **more):
    return Scenario(
        days,
        500,
        (Service("a", servers, mean, **more),),
        (Arrival("a", per_day),),
        patience={"a": Patience(patience)} if patience else {},
    )


def z(found, expected, replications):
    """How many standard errors separate what was simulated from what is known."""
    error = (found.high - found.low) / 2 / intervals.t_quantile(replications - 1)
    return (found.value - expected) / error


@pytest.mark.parametrize("module", ["bins", "draws", "erlang", "intervals", "traffic", "warming"])
def test_the_examples_of_the_documentation_run(module):
    found = doctest.testmod(import_module(f"arrimage.science.simulation.{module}"))
    assert found.attempted
    assert not found.failed


names = st.sampled_from(["a", "b", "c"])


@st.composite
def scenarios(draw):
    size = draw(st.integers(1, 3))
    here = ["a", "b", "c"][:size]
    choose = st.sampled_from(here)
    # Two ends at one moment have no order of their own: fixed times only where nothing starts together.
    together = draw(st.booleans())
    drawn_out = ["exponential", "gamma", "lognormal"]
    services = []
    for number, name in enumerate(here):
        distribution = draw(st.sampled_from(drawn_out if together else [*drawn_out, "empirical", "constant"]))
        values = tuple(one + 0.01 * number for one in (0.25, 0.7, 1.3))
        services.append(
            Service(
                name,
                draw(st.integers(1, 3)),
                draw(st.sampled_from([0.3, 1.0, 2.5])) + 0.001 * number,
                distribution,
                draw(st.sampled_from([0.4, 1.7])),
                values if distribution == "empirical" else (),
                draw(st.sampled_from([(), (2, 2, 3, 1, 2, 0, 0)])) if together else (),
                draw(st.sampled_from([(), ((9.5, 1), (22.0, 4))])) if together else (),
                draw(st.sampled_from([None, 0, 2])) if together else None,
            )
        )
    arrivals = tuple(
        Arrival(
            draw(choose),
            draw(st.sampled_from([0.0, 0.8, 2.0])),
            draw(st.sampled_from(["", "x"])),
            draw(st.integers(0, 2)),
            draw(st.sampled_from([(), (1.0, 3.0, 0.0, 2.0) * 30])),
        )
        for _ in range(draw(st.integers(1, 3)))
    )
    pairs = [(one, other) for one in here for other in here]
    routing = {pair: draw(st.sampled_from([0.0, 0.1, 0.3])) for pair in pairs}
    give = st.none() | st.builds(Patience, st.sampled_from([0.2, 1.5]), st.none() | choose)
    patience = {name: one for name in here if (one := draw(give)) is not None and one.to != name}
    back = st.none() | st.builds(Return, st.just(0.3), st.just(4.0), choose)
    returns = {name: one for name in here if (one := draw(back)) is not None}
    return Scenario(
        30.0, draw(st.sampled_from([0.0, 7.0])), tuple(services), arrivals, routing, patience, returns
    )


@settings(max_examples=80, deadline=None)
@given(scenarios(), st.integers(0, 10))
def test_every_scenario_gives_what_the_twin_gives(scenario, number):
    try:
        check(scenario)
    except Impossible:
        return
    keys = running._keys(scenario, 5, number)
    begun, waited, left, _, away, queue, busy, capacity, bins, _, _ = replicate(
        keys, *running._arrays(scenario)
    )
    twin = Twin(scenario, keys)
    for s, service in enumerate(scenario.services):
        name = service.name
        assert begun[s].sum() == len(twin.waits[name]) == bins[s].sum()
        assert waited[s].sum() == pytest.approx(math.fsum(twin.waits[name]), abs=1e-9)
        assert (left[s].sum(), away[s]) == (twin.left[name], twin.away[name])
        assert queue[s] == pytest.approx(twin.queue_area[name], abs=1e-9)
        assert busy[s] == pytest.approx(twin.busy_area[name], abs=1e-9)
        span = scenario.days - scenario.warmup
        if scenario.warmup == 0:
            assert capacity[s] == pytest.approx(service.mean_servers(scenario.days) * span)


def test_those_who_leave_quietly_behind_an_endless_priority_are_swept_and_counted():
    scenario = Scenario(
        60,
        20,
        (Service("a", 1, 1.0),),
        (Arrival("a", 9.0, "urgent", 0), Arrival("a", 40.0, "later", 1)),
        patience={"a": Patience(1.5)},
    )
    keys = running._keys(scenario, 1, 1)
    begun, waited, left, _, _, queue, *_, series, _ = replicate(keys, *running._arrays(scenario))
    twin = Twin(scenario, keys)
    assert (begun.sum(), left.sum()) == (len(twin.waits["a"]), twin.left["a"])
    assert waited.sum() == pytest.approx(math.fsum(twin.waits["a"]))
    assert queue[0] == pytest.approx(twin.queue_area["a"])
    assert series[-1, 0] == len(twin.waiting["a"])


def test_ciw_and_simpy_find_the_same_wait():
    """Two priorities, everyone may give up: a small case, against two other simulators."""
    scenario = Scenario(
        3_000,
        0,
        (Service("a", 2, 1.0),),
        (Arrival("a", 0.8, "urgent", 0), Arrival("a", 1.4, "later", 1)),
        patience={"a": Patience(3.0)},
    )
    ours = running.simulate(scenario, replications=40, seed=1).services["a"]
    error = (ours.wait_mean.high - ours.wait_mean.low) / 2 / 2.02
    for peer in (with_ciw, with_simpy):
        waits = [peer(scenario.arrivals, 1_000.0, seed) for seed in range(6)]
        spread = math.hypot(error, np.std(waits, ddof=1) / math.sqrt(len(waits)))
        assert abs(np.mean(waits) - ours.wait_mean.value) < 4 * spread, peer.__name__


def with_ciw(arrivals, days, seed):
    import ciw

    exponential = ciw.dists.Exponential
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions={one.group: [exponential(one.per_day)] for one in arrivals},
        service_distributions={one.group: [exponential(1.0)] for one in arrivals},
        reneging_time_distributions={one.group: [exponential(1 / 3.0)] for one in arrivals},
        priority_classes={one.group: one.priority for one in arrivals},
        number_of_servers=[2],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(days)
    return np.mean([record.waiting_time for record in simulation.get_all_records(only=["service"])])


def with_simpy(arrivals, days, seed):
    import random

    import simpy

    chance, waits, world = random.Random(seed), [], simpy.Environment()
    servers = simpy.PriorityResource(world, 2)

    def person(priority):
        came = world.now
        with servers.request(priority=priority) as turn:
            if turn in (yield turn | world.timeout(chance.expovariate(1 / 3.0))):
                waits.append(world.now - came)
                yield world.timeout(chance.expovariate(1.0))

    def door(one):
        while True:
            yield world.timeout(chance.expovariate(one.per_day))
            world.process(person(one.priority))

    for one in arrivals:
        world.process(door(one))
    world.run(until=days)
    return np.mean(waits)


@pytest.mark.parametrize(("servers", "per_day"), [(1, 0.7), (3, 2.4), (20, 17.0)])
def test_waits_are_those_of_erlang_c(servers, per_day):
    found = running.simulate(one_service(servers, per_day=per_day), replications=50, seed=7).services["a"]
    known = erlang.erlang_c(per_day, 1.0, servers)
    assert abs(z(found.wait_mean, known.wait_mean, 50)) < 3
    assert abs(z(found.queue_mean, known.queue_mean, 50)) < 3
    assert abs(z(found.utilisation, known.utilisation, 50)) < 3
    assert found.wait_p90 == pytest.approx(known.wait_p90, rel=0.05)


@pytest.mark.parametrize(("servers", "per_day", "patience"), [(3, 3.5, 2.0), (10, 8.0, 1.0), (2, 6.0, 0.5)])
def test_waits_and_abandonment_are_those_of_erlang_a(servers, per_day, patience):
    scenario = one_service(servers, per_day=per_day, patience=patience)
    found = running.simulate(scenario, replications=50, seed=3).services["a"]
    known = erlang.erlang_a(per_day, 1.0, servers, patience)
    for measure in running.MEASURES:
        assert abs(z(getattr(found, measure), getattr(known, measure), 50)) < 3, measure


def test_priorities_give_the_known_waits_of_each_class():
    """Non-preemptive, one service rate: W(k) = W0 ÷ ((1 − σ(k−1)) (1 − σ(k))) (Cobham 1954)."""
    scenario = replace(
        one_service(2),
        arrivals=(
            Arrival("a", 0.6, "urgent", 1),
            Arrival("a", 0.5, "soon", 2),
            Arrival("a", 0.6, "later", 3),
        ),
    )
    found = running.simulate(scenario, replications=50, seed=2).services["a"].by_class
    before = 0.0
    first = erlang.erlang_c(1.7, 1.0, 2).waits_share / 2
    for name, rate in (("urgent", 0.6), ("soon", 0.5), ("later", 0.6)):
        after = before + rate / 2
        assert abs(z(found[name], first / ((1 - before) * (1 - after)), 50)) < 3, name
        before = after


@pytest.mark.parametrize(("distribution", "spread"), [("gamma", 0.5), ("lognormal", 1.5), ("constant", 0.0)])
def test_one_server_waits_as_pollaczek_and_khinchine_say(distribution, spread):
    scenario = one_service(1, per_day=0.6, distribution=distribution, variation=spread)
    found = running.simulate(scenario, replications=50, seed=4).services["a"]
    assert abs(z(found.wait_mean, 0.6 / 0.4 * (1 + spread**2) / 2, 50)) < 3


def test_a_network_of_services_is_each_service_alone_as_jackson_says():
    scenario = Scenario(
        8_000,
        500,
        (Service("door", 2, 0.5), Service("siv", 6, 4.0)),
        (Arrival("door", 2.0),),
        {("door", "siv"): 0.5, ("siv", "door"): 0.2},
    )
    expected = traffic.preview(scenario, traffic.flows(scenario))
    found = running.simulate(scenario, replications=50, seed=1).services
    for name, known in expected.items():
        assert abs(z(found[name].wait_mean, known.wait_mean, 50)) < 3


def test_the_same_seed_gives_the_same_whatever_the_threads():
    scenario = one_service(days=900, patience=1.0)
    one, two = (running.simulate(scenario, replications=9, seed=3, threads=n) for n in (1, 4))
    assert one.services == two.services
    assert (one.waiting == two.waiting).all()
    assert one.services != running.simulate(scenario, replications=9, seed=4).services


def test_a_change_elsewhere_does_not_disturb_the_same_people():
    scenario = one_service(days=900)
    grown = replace(
        scenario,
        services=(Service("new", 2, 1.0), *scenario.services),
        arrivals=(Arrival("new", 1), *scenario.arrivals),
    )
    one, two = (running.simulate(s, replications=5, seed=3) for s in (scenario, grown))
    assert one.services["a"] == two.services["a"]
    assert all(found.value == 0 for found in running.compare(one, two)["a"].values())


def test_the_same_people_make_a_difference_sharper():
    before, after = (running.simulate(one_service(n, days=900), replications=20, seed=5) for n in (3, 4))
    paired = running.compare(after, before)["a"]["wait_mean"]
    assert paired.high < 0
    apart = [found.services["a"].wait_mean for found in (before, after)]
    assert paired.high - paired.low < sum(one.high - one.low for one in apart)
    with pytest.raises(ValueError, match="same seed"):
        running.compare(after, running.simulate(one_service(days=900), replications=20, seed=6))


def test_someone_alone_has_no_interval_and_a_service_without_anybody_no_wait():
    scenario = replace(one_service(days=900), services=(Service("a", 3, 1.0), Service("empty", 1, 1.0)))
    found = running.simulate(scenario, replications=1, seed=1).services
    assert found["a"].wait_mean.low is None
    assert found["empty"].wait_mean.value is None
    assert (found["empty"].wait_p90, found["empty"].utilisation.value) == (None, 0)


@given(st.floats(0.1, 40), st.integers(1, 60), st.floats(0.05, 50))
def test_erlang_a_agrees_with_its_own_balance(load, servers, patience):
    """Those who give up: θ × queue = λ × share. Those served keep the servers busy."""
    found = erlang.erlang_a(load, 1.0, servers, patience)
    assert found.queue_mean / patience == pytest.approx(load * found.abandoned_share, rel=1e-6, abs=1e-9)
    assert 0 <= found.utilisation <= 1 + 1e-12


def test_erlang_formulas_hold_for_thousands_of_servers_and_great_overload():
    known = erlang.erlang_c(4_900.0, 1.0, 5_000)
    assert 0 < known.waits_share < 1
    assert erlang.erlang_a(50_000.0, 1.0, 5_000, 10.0).abandoned_share == pytest.approx(0.9, abs=1e-3)
    nearly = erlang.erlang_a(4_900.0, 1.0, 5_000, 1e7)
    assert nearly.wait_mean == pytest.approx(known.wait_mean, rel=1e-3)
    with pytest.raises(ValueError, match="utilisation"):
        erlang.erlang_c(3.0, 1.0, 3)


def test_quantiles_of_t_are_those_of_the_tables():
    for freedom, known in (
        (1, 12.7062),
        (2, 4.3027),
        (5, 2.5706),
        (30, 2.0423),
        (99, 1.9842),
        (1000, 1.9623),
    ):
        assert intervals.t_quantile(freedom) == pytest.approx(known, abs=1e-4)


def test_the_bins_give_quantiles_within_one_percent():
    rng = np.random.default_rng(1)
    from arrimage.science.simulation.bins import BINS, FINE, LEAST, quantile, share_within

    values = rng.exponential(3.0, 50_000)
    exponents = np.floor(np.log2(values)).astype(int)
    places = ((exponents - LEAST) << FINE) + ((values / 2.0**exponents - 1) * (1 << FINE)).astype(int) + 1
    bins = np.bincount(places, minlength=BINS)
    assert quantile(bins, 0.9) == pytest.approx(np.quantile(values, 0.9), rel=0.01)
    for days in (1e-9, 0.4, 2.0, 11.0, 1e9):
        assert share_within(bins, days) == pytest.approx((values <= days).mean(), abs=0.005)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"services": ()}, "no_service"),
        ({"arrivals": ()}, "nobody"),
        ({"arrivals": (Arrival("b", 1.0),)}, "unknown"),
        ({"routing": {("a", "b"): 0.5}}, "unknown"),
        ({"patience": {"a": Patience(1.0, "b")}}, "unknown"),
        ({"routing": {("a", "a"): 1.2}}, "row"),
        ({"warmup": 6_000}, "warmup"),
        ({"services": (Service("a", 1, 1.0), Service("a", 1, 1.0))}, "twice"),
        ({"services": (Service("a", 0, 1.0),)}, "no_servers"),
        ({"services": (Service("a", 3, 1.0, room=0),), "routing": {("a", "a"): 0.5}}, "ring"),
    ],
)
def test_a_scenario_that_contradicts_itself_is_refused(change, code):
    with pytest.raises(Impossible) as refusal:
        check(replace(one_service(), **change))
    assert refusal.value.code == code


def test_overload_is_known_before_running():
    scenario = one_service(per_day=3.0)
    with pytest.raises(Impossible) as refusal:
        traffic.check_can_hold(scenario, traffic.flows(scenario))
    assert refusal.value.about == ("a", pytest.approx(1.0))
    forgiving = one_service(per_day=3.0, patience=1.0)
    assert traffic.check_can_hold(forgiving, traffic.flows(forgiving)) == ()
    looping = replace(one_service(), routing={("a", "a"): 1.0})
    with pytest.raises(Impossible, match="never_leave"):
        traffic.flows(looping)
    # Who gives up at the first service makes the flow to the second uncertain: said, not refused.
    after = Scenario(
        100,
        0,
        (Service("a", 1, 1.0), Service("b", 1, 1.5)),
        (Arrival("a", 3.0),),
        {("a", "b"): 1.0},
        {"a": Patience(1.0)},
    )
    assert traffic.check_can_hold(after, traffic.flows(after)) == ("b",)
