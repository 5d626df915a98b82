"""How fast the simulation is, beside SimPy and Ciw on the same model, one core each, in one run.

    python benchmarks/bench_simulation.py             (two minutes)
    python benchmarks/bench_simulation.py --formulas  (50 replications of a million arrivals, against Erlang C
                                                       and A, and Cobham's priorities; fails when |z| ≥ 3)
    python benchmarks/bench_simulation.py --province  (10 years × 100 replications of a province, two cores)

The models: two priorities, everyone gives up after an exponential time; five servers at a load of 6, then
forty at a load of 44. Processor time for each person who comes, medians of five runs; ours and the peers take
turns. The claims: 40 times SimPy, 150 times Ciw. Compilation (once per machine, kept on disk) happens before.
The waits are printed side by side: a fast answer to another question would be worth nothing.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import ciw
import simpy

from arrimage.science.simulation import erlang, intervals, running
from arrimage.science.simulation.replication import replicate
from arrimage.science.simulation.scenario import Arrival, Patience, Scenario, Service

RUNS = 5
PATIENCE = 2.0


class Model(NamedTuple):
    servers: int
    urgent: float
    later: float

    @property
    def rate(self) -> float:
        return self.urgent + self.later


Work = Callable[[Model, int, int], float]
MODELS = (Model(5, 2.0, 4.0), Model(40, 14.0, 30.0))


def ours(model: Model, people: int, seed: int) -> float:
    scenario = Scenario(
        people / model.rate,
        0.0,
        (Service("a", model.servers, 1.0),),
        (Arrival("a", model.urgent, "urgent", 0), Arrival("a", model.later, "later", 1)),
        patience={"a": Patience(PATIENCE)},
    )
    found = replicate(running._keys(scenario, seed, 1), *running._arrays(scenario))
    return found[1].sum() / found[0].sum()


def with_simpy(model: Model, people: int, seed: int) -> float:
    import random

    chance, waits = random.Random(seed), []
    world = simpy.Environment()
    servers = simpy.PriorityResource(world, model.servers)

    def person(priority):
        came = world.now
        with servers.request(priority=priority) as turn:
            found = yield turn | world.timeout(chance.expovariate(1 / PATIENCE))
            if turn in found:
                waits.append(world.now - came)
                yield world.timeout(chance.expovariate(1.0))

    def door(rate, priority):
        while True:
            yield world.timeout(chance.expovariate(rate))
            world.process(person(priority))

    world.process(door(model.urgent, 0))
    world.process(door(model.later, 1))
    world.run(until=people / model.rate)
    return statistics.fmean(waits)


def with_ciw(model: Model, people: int, seed: int) -> float:
    ciw.seed(seed)
    exponential = ciw.dists.Exponential
    network = ciw.create_network(
        arrival_distributions={"urgent": [exponential(model.urgent)], "later": [exponential(model.later)]},
        service_distributions={name: [exponential(1.0)] for name in ("urgent", "later")},
        reneging_time_distributions={name: [exponential(1 / PATIENCE)] for name in ("urgent", "later")},
        priority_classes={"urgent": 0, "later": 1},
        number_of_servers=[model.servers],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(people / model.rate)
    records = simulation.get_all_records(only=["service"])
    return statistics.fmean(record.waiting_time for record in records)


def each(
    work: Callable[[Model, int, int], float], model: Model, people: int, seed: int
) -> tuple[float, float]:
    """Processor seconds for each person, and the mean wait found."""
    start = time.process_time()
    found = work(model, people, seed)
    return (time.process_time() - start) / people, found


def peers() -> None:
    ours(MODELS[0], 1_000, 1)
    works = {"ours": (ours, 1_000_000), "SimPy": (with_simpy, 20_000), "Ciw": (with_ciw, 20_000)}
    for model in MODELS:
        times: dict[str, list[float]] = {name: [] for name in works}
        waits: dict[str, list[float]] = {name: [] for name in works}
        for run in range(RUNS):
            for name, (work, people) in works.items():
                taken, found = each(work, model, people, run)
                times[name].append(taken)
                waits[name].append(found)
        mine = statistics.median(times["ours"])
        known = erlang.erlang_a(model.rate, 1.0, model.servers, PATIENCE)
        print(f"{model.servers} servers, load {model.rate:g}; share who give up {known.abandoned_share:.4f}")
        for name, (_, people) in works.items():
            taken = statistics.median(times[name])
            wait, spread = statistics.fmean(waits[name]), statistics.stdev(waits[name]) / RUNS**0.5
            print(
                f"  {name:<6}{people:>10,} people {taken * 1e6:>9.3f} µs each {taken / mine:>7.0f} ×"
                f"   wait {wait:.4f} ± {spread:.4f}"
            )


CASES = ((1, 0.8, None), (3, 2.4, None), (30, 28.0, None), (3, 3.5, 2.0), (30, 33.0, 0.5))


REPLICATIONS, ARRIVALS = 50, 1_000_000


def formulas() -> None:
    """|z| of the means against Erlang C and A, and each class's against Cobham, a million arrivals each."""
    print(f"{REPLICATIONS} replications of about {ARRIVALS:,} arrivals")
    worst = max(*erlangs(), *priorities(), key=abs)
    print(f"worst z {worst:+.2f}")
    sys.exit(abs(worst) >= 3)


def z(found: intervals.Estimate, known: float) -> float:
    """How many standard errors part the mean over replications from what is known."""
    error = (found.high - found.low) / 2 / intervals.t_quantile(REPLICATIONS - 1)
    return (found.value - known) / error


def priorities() -> list[float]:
    """Three classes, three servers: W(k) = W₀ ÷ ((1 − σ(k−1)) (1 − σ(k))) (Cobham 1954)."""
    rates = (("urgent", 0.5), ("soon", 0.9), ("later", 1.2))
    total = sum(rate for _, rate in rates)
    scenario = Scenario(
        ARRIVALS / total + 1_000,
        1_000,
        (Service("a", 3, 1.0),),
        tuple(Arrival("a", rate, name, rank) for rank, (name, rate) in enumerate(rates)),
    )
    found = running.simulate(scenario, replications=REPLICATIONS, seed=1).services["a"].by_class
    first, before, told = erlang.erlang_c(total, 1.0, 3).waits_share / 3, 0.0, []
    for name, rate in rates:
        after = before + rate / 3
        known = first / ((1 - before) * (1 - after))
        told.append(z(found[name], known))
        print(f"priorities {name:<7} wait_mean {found[name].value:.6f} known {known:.6f} z {told[-1]:+.2f}")
        before = after
    return told


def erlangs() -> list[float]:
    told = []
    for servers, rate, patience in CASES:
        scenario = Scenario(
            ARRIVALS / rate + 1_000,
            1_000,
            (Service("a", servers, 1.0),),
            (Arrival("a", rate),),
            patience={"a": Patience(patience)} if patience else {},
        )
        found = running.simulate(scenario, replications=REPLICATIONS, seed=1).services["a"]
        if patience:
            known = erlang.erlang_a(rate, 1.0, servers, patience)
        else:
            known = erlang.erlang_c(rate, 1.0, servers)
        measures = ("wait_mean", "queue_mean", "utilisation", *(["abandoned_share"] if patience else []))
        for measure in measures:
            one, truth = getattr(found, measure), getattr(known, measure)
            told.append(z(one, truth))
            print(
                f"c {servers:>2} λ {rate:>4} patience {patience or '—':>4} {measure:<12}"
                f"{one.value:.6f} known {truth:.6f} z {told[-1]:+.2f}"
            )
    return told


def province_scenario() -> Scenario:
    """93 local networks, a door and three services each, a million requests a year."""
    services, arrivals, routing, patience = [], [], {}, {}
    for code in range(93):
        door, first, siv, sim = (f"{name}{code}" for name in ("door", "first", "siv", "sim"))
        per_day = 1_000_000 / 365 / 93
        services += [
            Service(door, 16, 0.5),
            Service(first, 560, 30.0, "gamma", 0.8),
            Service(siv, 700, 240.0, "lognormal", 0.7),
            Service(sim, 300, 500.0, "lognormal", 0.6),
        ]
        arrivals += [Arrival(door, per_day * 0.1, "urgent", 0), Arrival(door, per_day * 0.9, "other", 1)]
        routing |= {
            (door, first): 0.6,
            (first, siv): 0.15,
            (siv, sim): 0.2,
            (siv, first): 0.2,
            (sim, siv): 0.3,
        }
        patience |= {first: Patience(20.0), siv: Patience(90.0, door), sim: Patience(120.0)}
    return Scenario(3_650, 730, tuple(services), tuple(arrivals), routing, patience)


def province() -> None:
    scenario = province_scenario()
    replications = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    ours(MODELS[0], 1_000, 1)  # compiles
    start, worked = time.perf_counter(), time.process_time()
    found = running.simulate(scenario, replications=replications, seed=1, threads=2)
    taken, worked = time.perf_counter() - start, time.process_time() - worked
    people = sum(one.per_day for one in found.services.values()) * scenario.days
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{replications} replications of 10 years, two threads: {taken:.0f} s by the clock,"
        f" {worked:.0f} s of processor, {memory:.2f} GiB at most;"
        f" {people / 1e6:.1f} M persons join a service in each,"
        f" {worked / replications / people * 1e6:.2f} µs each"
    )
    print({name: found.services[f"{name}0"].wait_mean for name in ("first", "siv", "sim")})


if __name__ == "__main__":
    {"--formulas": formulas, "--province": province}.get(sys.argv[1] if len(sys.argv) > 1 else "", peers)()
