"""Logs of a small network lived one person at a time, its parameters known: the slow, obvious way."""

import heapq
import random
from datetime import datetime, timedelta

START = datetime(2022, 1, 1)
# id: (servers, how long in days, patience in mean days or None, where those who give up go)
SERVICES = {
    "guichet": (4, lambda chance: chance.expovariate(1 / 1.5), None, None),
    "siv": (14, lambda chance: chance.gammavariate(2.0, 30.0), 40.0, "guichet"),
}
ROUTING = {("guichet", "siv"): 0.15, ("siv", "guichet"): 0.1}
PER_DAY = {"urgent": 0.5, "courant": 1.5}
PRIORITY = {"urgent": 0, "courant": 1}


def log(days: int, seed: int) -> list[tuple[str, str, str]]:
    """(person, activity, moment) of every event up to that day, in order of time."""
    chance = random.Random(seed)
    events, future, number = [], [], 0
    waiting = {name: [] for name in SERVICES}
    busy = dict.fromkeys(SERVICES, 0)
    gone = set()

    def plan(day, what, *told):
        nonlocal number
        number += 1
        heapq.heappush(future, (day, number, what, told))

    def note(day, person, activity):
        # A microsecond apart, so that no two events of a person are at the same moment.
        moment = START + timedelta(days=day, microseconds=len(events))
        events.append((person, activity, moment.isoformat(timespec="microseconds")))

    def join(day, person, group, service, asked_as=None):
        nonlocal number
        number += 1
        note(day, person, asked_as or f"{service}:demande")
        key = (PRIORITY[group], number, person, group)
        heapq.heappush(waiting[service], key)
        patience = SERVICES[service][2]
        if patience:
            plan(day + chance.expovariate(1 / patience), "gives up", service, key)
        call(day, service)

    def call(day, service):
        servers, lasts, _, _ = SERVICES[service]
        while busy[service] < servers and waiting[service]:
            key = heapq.heappop(waiting[service])
            if key in gone:
                continue
            gone.add(key)
            busy[service] += 1
            note(day, key[2], f"{service}:début")
            plan(day + lasts(chance), "ends", service, key)

    for group, rate in PER_DAY.items():
        day, k = 0.0, 0
        while (day := day + chance.expovariate(rate)) < days:
            plan(day, "comes", f"{group}{k}", group)
            k += 1
    while future:
        day, _, what, told = heapq.heappop(future)
        if day >= days:
            break
        if what == "comes":
            person, group = told
            join(day, person, group, "guichet", "guichet:demande" if group == "courant" else "urgence")
        elif what == "gives up":
            service, key = told
            if key not in gone:
                gone.add(key)
                note(day, key[2], f"{service}:abandon")
                if SERVICES[service][3]:
                    join(day, key[2], key[3], SERVICES[service][3])
        else:
            service, key = told
            busy[service] -= 1
            note(day, key[2], f"{service}:fin")
            drawn = chance.random()
            for (one, other), share in ROUTING.items():
                if one == service:
                    if drawn < share:
                        join(day, key[2], key[3], other)
                        break
                    drawn -= share
            call(day, service)
    return events


STAGES = """
[[service]]
id = "guichet"
asked = { "guichet:demande" = "courant", "urgence" = "urgent" }
began = "guichet:début"
ended = "guichet:fin"
step = 1

[[service]]
id = "siv"
asked = "siv:demande"
began = "siv:début"
ended = "siv:fin"
left = "siv:abandon"
cost_per_day = 30

[priority]
urgent = 0
courant = 1
"""


def written(path, events) -> None:
    path.write_text(
        "case,activity,timestamp\n" + "".join(f"{who},{what},{when}\n" for who, what, when in events)
    )
