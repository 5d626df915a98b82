"""Whom a campaign may ask: each population says how to find its people; rooms above register more of them.

    register_population(Population(
        code="theme",
        label=_("Participants of a theme"),
        units=frozenset({"person"}),
        fields=lambda asker: {"theme": forms.ChoiceField(…)},
        find=lambda asker, parameters: [Candidate(subject="user:5", label="…", email="…")],
        told=lambda parameters: "…",
    ))

`fields` gives what is chosen, as form fields, from what the asker may choose; `find` must not trust the
parameters any further: it fetches through what the asker may see. Two candidates of one subject are one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Field
from django.utils.functional import Promise


@dataclass(frozen=True)
class Asker:
    """Who asks: the user, for their organisation or for a network; one answer per what."""

    user: Any
    organisation: Any
    network: Any
    unit: str
    on: date


@dataclass(frozen=True)
class Candidate:
    """Somebody of a population. `subject` is who it is, whatever the address: «organisation:12», «user:5»."""

    subject: str
    label: str = ""
    email: str = ""
    language: str = "fr"
    stratum: str = ""
    organisation_id: int | None = None
    user_id: int | None = None
    side: str = ""
    territory: str = ""


@dataclass(frozen=True)
class Population:
    code: str
    label: str | Promise
    help: str | Promise
    units: frozenset[str]
    fields: Callable[[Asker], Mapping[str, Field]]
    find: Callable[[Asker, Mapping[str, Any]], Iterable[Candidate]]
    told: Callable[[Mapping[str, Any]], str]  # in a sentence, for those who read the results
    networks_only: bool = False


POPULATIONS: dict[str, Population] = {}


def register_population(population: Population) -> None:
    """Register a population; registering it again replaces it."""
    POPULATIONS[population.code] = population


def populations_for(asker: Asker) -> list[Population]:
    return [
        population
        for population in POPULATIONS.values()
        if asker.unit in population.units and (asker.network is not None or not population.networks_only)
    ]


def candidates(code: str, asker: Asker, parameters: Mapping[str, Any]) -> list[Candidate]:
    """Everyone of a population, once each, in a stable order. Raises KeyError for one this asker has not."""
    population = {one.code: one for one in populations_for(asker)}[code]
    found: dict[str, Candidate] = {}
    for candidate in population.find(asker, parameters):
        found.setdefault(candidate.subject, candidate)
    return list(found.values())
