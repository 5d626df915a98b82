"""The simulation the slow way: people are objects, queues are lists, all is looked at after each event.

It draws the same numbers as `science.simulation.draws`, written again with Python's whole numbers, so that
the two must agree person by person.
"""

import heapq
import math
from collections import defaultdict
from itertools import count

MASK = (1 << 64) - 1
STEP, RENEWAL = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03


def mix(x):
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 & MASK
    x ^= x >> 27
    x = x * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


def uniform(key, j):
    return (mix((key + j * STEP) & MASK) >> 11) * 2.0**-53


def exponential(key, j):
    return -math.log(1.0 - uniform(key, j))


def normal(key, j):
    return math.sqrt(2 * exponential(key, j)) * math.cos(2 * math.pi * uniform(key, j + 1))


def gamma(key, shape):
    j, boost = 8, 1.0
    if shape < 1:
        boost, j, shape = (1 - uniform(key, j)) ** (1 / shape), j + 1, shape + 1
    d = shape - 1 / 3
    c = 1 / math.sqrt(9 * d)
    while True:
        x, u = normal(key, j), 1 - uniform(key, j + 2)
        j += 3
        v = (1 + c * x) ** 3
        if v > 0 and math.log(u) < x * x / 2 + d - d * v + d * math.log(v):
            return d * v * boost


def duration(key, service):
    mean, spread = service.mean_days, service.variation
    if service.distribution == "empirical":
        return service.values[int(uniform(key, 8) * len(service.values))]
    if service.distribution == "exponential":
        return mean * exponential(key, 8)
    if service.distribution == "constant" or spread == 0:
        return mean
    if service.distribution == "gamma":
        return mean * spread**2 * gamma(key, 1 / spread**2)
    sigma = math.log1p(spread**2)
    return math.exp(math.log(mean) - sigma / 2 + math.sqrt(sigma) * normal(key, 8))


class Person:
    def __init__(self, key, arrival):
        self.key, self.arrival = key, arrival
        self.at = self.joined = None


class Twin:
    """Lives one replication; then `waits` (service → list), `left`, `away`, `queue_area`, `busy_area`."""

    def __init__(self, scenario, keys):
        self.scenario = scenario
        self.services = {service.name: service for service in scenario.services}
        self.servers = {
            name: service.capacity(scenario.days)[0][1] for name, service in self.services.items()
        }
        self.waiting = {name: [] for name in self.services}
        self.blocked = {name: [] for name in self.services}
        self.busy = dict.fromkeys(self.services, 0)
        self.waits, self.left, self.away = defaultdict(list), defaultdict(int), defaultdict(int)
        self.queue_area, self.busy_area = defaultdict(float), defaultdict(float)
        self.now, self.order, self.events = 0.0, count(), []
        for name, service in self.services.items():
            for day, servers in service.capacity(scenario.days)[1:]:
                self.at(day, -1, self.change, name, servers)
        for arrival, key in zip(scenario.arrivals, keys, strict=True):
            if arrival.per_day > 0:
                self.next_arrival(arrival, int(key), 1)
        while self.events and self.events[0][0] < scenario.days:
            self.now, _, _, what, told = heapq.heappop(self.events)
            self.pass_time(self.now)
            what(*told)
            self.settle()
        self.pass_time(scenario.days)

    since = 0.0

    def pass_time(self, until):
        """Areas by integration, moment after moment."""
        span = max(0.0, until - max(self.since, self.scenario.warmup))
        self.since = until
        for name in self.services:
            self.queue_area[name] += span * len(self.waiting[name])
            self.busy_area[name] += span * self.busy[name]

    def at(self, time, rank, what, *told):
        heapq.heappush(self.events, (time, rank, next(self.order), what, told))

    def next_arrival(self, arrival, key, number):
        heights = arrival.seasons or (1.0,)
        rate = arrival.per_day * max(heights) * len(heights) / sum(heights)
        self.at(self.now + exponential(key, number) / rate, 0, self.arrive, arrival, key, number)

    def arrive(self, arrival, key, number):
        person = Person(mix((mix((key + RENEWAL) & MASK) + number * STEP) & MASK), arrival)
        self.next_arrival(arrival, key, number + 1)
        if arrival.seasons:
            part = int(self.now % 365 / 365 * len(arrival.seasons))
            if uniform(person.key, 5) >= arrival.seasons[part] / max(arrival.seasons):
                return
        self.join(person, arrival.service)

    def change(self, name, servers):
        self.servers[name] = servers

    def full(self, name):
        room = self.services[name].room
        house = self.busy[name] >= self.servers[name] or self.waiting[name]
        return room is not None and house and len(self.waiting[name]) >= room

    def join(self, person, name):
        person.at, person.joined = name, self.now
        person.key = mix((person.key + RENEWAL) & MASK)
        if self.full(name):
            self.away[name] += self.now >= self.scenario.warmup
            return
        self.waiting[name].append(person)
        if self.busy[name] < self.servers[name] and len(self.waiting[name]) == 1:
            self.start(person)
        elif name in self.scenario.patience:
            until = self.now + self.scenario.patience[name].mean_days * exponential(person.key, 2)
            self.at(until, 0, self.give_up, person, person.key)

    def start(self, person):
        name = person.at
        self.waiting[name].remove(person)
        self.busy[name] += 1
        if self.now >= self.scenario.warmup:
            self.waits[name].append(self.now - person.joined)
        self.at(self.now + duration(person.key, self.services[name]), 0, self.end, person)

    def give_up(self, person, key):
        if person.key != key or person not in self.waiting[person.at]:
            return
        self.waiting[person.at].remove(person)
        self.left[person.at] += self.now >= self.scenario.warmup
        if (to := self.scenario.patience[person.at].to) is not None:
            self.join(person, to)

    def end(self, person):
        u, below = uniform(person.key, 1), 0.0
        goes = None
        for (one, other), share in self.scenario.routing.items():
            if one == person.at and share > 0 and goes is None:
                below += share
                if u < below or below >= 1 - 1e-9:
                    goes = other
        room = self.services[goes].room if goes else None
        if goes and room is not None and self.busy[goes] >= self.servers[goes] and self.full(goes):
            self.blocked[goes].append(person)
            return
        self.busy[person.at] -= 1
        back = self.scenario.returns.get(person.at)
        if goes:
            self.join(person, goes)
        elif back and uniform(person.key, 3) < back.share:
            later = self.now + back.mean_days * exponential(person.key, 4)
            self.at(later, 0, self.join, person, back.to)

    def settle(self):
        """Until nothing more can move."""
        moved = True
        while moved:
            moved = False
            for name in self.services:
                if self.waiting[name] and self.busy[name] < self.servers[name]:
                    self.start(min(self.waiting[name], key=lambda person: person.arrival.priority))
                    moved = True
                elif self.blocked[name] and not self.full(name):
                    person = self.blocked[name].pop(0)
                    self.busy[person.at] -= 1
                    self.join(person, name)
                    moved = True
