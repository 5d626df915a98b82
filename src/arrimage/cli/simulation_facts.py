"""What a scenario says, in tables: services, arrivals, ways, patience, returns."""

from html import escape
from typing import TYPE_CHECKING

from .page import table
from .simulation_document import days, share

if TYPE_CHECKING:
    from arrimage.science.simulation.scenario import Scenario, Service

LAWS = {
    "exponential": "exponentielle",
    "gamma": "gamma",
    "lognormal": "lognormale",
    "empirical": "observée",
    "constant": "fixe",
}


def facts_of(scenario: "Scenario") -> list[str]:
    services = [[escape(one.name), *_service(one)] for one in scenario.services]
    arrivals = [
        [
            escape(one.service),
            escape(one.group or "—"),
            str(one.priority),
            days(one.per_day) + (" (saisons)" if one.seasons else ""),
        ]
        for one in scenario.arrivals
    ]
    step = {one.name: one.step for one in scenario.services}
    routes = [
        [escape(a), escape(b), _way(step[a], step[b]), share(part)]
        for (a, b), part in scenario.routing.items()
    ]
    gives = [
        [escape(name), escape(one.to or "quitte le réseau"), days(one.mean_days)]
        for name, one in scenario.patience.items()
    ]
    back = [
        [escape(name), escape(one.to), days(one.mean_days), share(one.share)]
        for name, one in scenario.returns.items()
    ]
    every = [
        ("Services", ["Service", "Durées", "Places ou intervenants", "Durée moyenne, jours"], services, 2),
        ("Arrivées", ["Service", "Classe", "Priorité", "Par jour"], arrivals, 2),
        ("Suites", ["De", "Vers", "Étape", "Part"], routes, 1),
        ("Patience", ["Service", "Puis", "Jours en moyenne"], gives, 1),
        ("Retours", ["De", "Vers", "Jours en moyenne", "Part"], back, 2),
    ]
    return [table(*one) for one in every if one[2]]


def _way(here: int | None, there: int | None) -> str:
    if here is None or there is None or here == there:
        return "—"
    return "plus d’intensité" if there > here else "moins d’intensité"


def _service(one: "Service") -> list[str]:
    mean = sum(one.values) / len(one.values) if one.values else one.mean_days
    calendar = " (calendrier)" if one.weekly or one.changes else ""
    room = "" if one.room is None else f", {one.room} en attente au plus"
    return [LAWS[one.distribution], f"{one.servers}{calendar}{room}", days(mean)]
