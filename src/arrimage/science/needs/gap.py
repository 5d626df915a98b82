"""One territory, one year: needs, norms, supply and what separates them, with the intervals of the inputs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import norms as norm_rules
from . import uncertainty
from .chain import Chain, Sensitivity, uncertain
from .norms import Norm, NotCounted, Supply
from .population import Group, adults, total
from .prevalence import Rate, Straddling, cut_by_adulthood, exposed
from .profiles import Amount, Factor, Profile
from .uncertainty import Interval

NORM = 4  # the stream of norms, after those of `chain`


@dataclass(frozen=True)
class Inputs:
    """Everything a gap stands on. Norms and supply may be of other territories too: they are sorted out."""

    rates: Sequence[Rate] = ()
    norms: Sequence[Norm] = ()
    supply: Sequence[Supply] | None = None  # None: nobody told what is offered, which is not zero
    factors: Sequence[Factor] = ()
    profiles: Sequence[Profile] = ()
    # By figure («siv/places»), what organisations hold against it, in their words: told, never computed.
    contests: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One service. `required` and `gap` are None until a named body has adopted a norm (`norm`)."""

    service: str
    unit: str
    required: float | None
    available: float | None
    gap: float | None
    norm: Norm | None
    references: tuple[Norm, ...]
    contested_by: tuple[str, ...]
    refused_by: tuple[str, ...]
    counted: tuple[Supply, ...]
    required_interval: Interval | None = None
    gap_interval: Interval | None = None

    @property
    def of_line(self) -> str:
        """The line of services (1, 2, 3, or in other words) its norms say it is of, "" when none does."""
        told = [norm.line for norm in (*filter(None, [self.norm]), *self.references) if norm.line]
        return told[0] if told else ""


@dataclass(frozen=True)
class Territory:
    """`intervals`: by (measure, figure), such as ("needs", "mood") or ("amount", "siv:places")."""

    population: float
    adults: float | None
    needs: dict[str, float]
    demand: dict[str, float] | None
    profiles: tuple[Amount, ...]
    intervals: dict[tuple[str, str], Interval]
    services: dict[str, Line]
    not_counted: tuple[NotCounted, ...]
    uncovered: dict[str, float]
    straddling: tuple[Straddling, ...]
    sensitivity: tuple[Sensitivity, ...]

    def intervals_of(self, measure: str) -> dict[str, Interval]:
        return {figure: wide for (one, figure), wide in self.intervals.items() if one == measure}


@dataclass(frozen=True)
class Together:
    """The gaps of one line of services in one unit, added up: only where somebody adopted a norm."""

    required: float
    available: float
    gap: float
    gap_interval: Interval | None


def by_line(services: Mapping[str, Line]) -> dict[str, dict[str, Together]]:
    """Line of services → unit → its gaps together. Intervals add up as independent ones do: the distance to
    each limit is the root of the sum of the squares."""
    kept: dict[tuple[str, str], list[Line]] = {}
    for one in services.values():
        if one.of_line and one.gap is not None:
            kept.setdefault((one.of_line, one.unit), []).append(one)
    found: dict[str, dict[str, Together]] = {}
    for (line, unit), mine in kept.items():
        required = sum(one.required or 0.0 for one in mine)
        available = sum(one.available or 0.0 for one in mine)
        wide = [(one.gap or 0.0, one.gap_interval) for one in mine if one.gap_interval]
        below = math.hypot(*(gap - bounds.low for gap, bounds in wide if bounds))
        above = math.hypot(*(bounds.high - gap for gap, bounds in wide if bounds))
        gap = required - available
        bounds = Interval(gap - below, gap + above) if wide else None
        found.setdefault(line, {})[unit] = Together(required, available, gap, bounds)
    return found


def of_territory(code: str, people: Sequence[Group], inputs: Inputs, *, seed: int = 1) -> Territory:
    """Everything about a territory, from its people (one year) and the inputs.

    gap = required − available; required = value × persons ÷ per of the norm in force. Raises ValueError when
    two adopted norms of one service and unit remain.
    """
    everyone, grown = total(people), adults(people)
    found = exposed(people, inputs.rates)
    chain = Chain(code, found, tuple(inputs.rates), tuple(inputs.factors), tuple(inputs.profiles))
    figures = chain.figures()
    intervals, sensitivity = uncertain(chain, seed=seed)
    services, left = _services(code, everyone, grown, inputs, seed)
    return Territory(
        population=everyone,
        adults=grown,
        needs=figures.needs,
        demand=figures.demand,
        profiles=figures.amounts,
        intervals=intervals,
        services=services,
        not_counted=left,
        uncovered=found.uncovered,
        straddling=found.straddling + cut_by_adulthood(people),
        sensitivity=sensitivity,
    )


def _services(
    code: str, everyone: float, grown: float | None, inputs: Inputs, seed: int
) -> tuple[dict[str, Line], tuple[NotCounted, ...]]:
    """By service (`service:unit` where its norms are in several units), and what does not count."""
    speaking = norm_rules.of_territory(inputs.norms, code)
    offered = None if inputs.supply is None else [one for one in inputs.supply if one.territory == code]
    units: dict[str, dict[str, None]] = {}
    for norm in speaking:
        units.setdefault(norm.service, {})[norm.unit] = None
    for one in offered or ():
        for service in one.counts_towards:
            if service not in {norm.service for norm in speaking}:
                units.setdefault(service, {})[one.unit] = None
    lines: dict[str, Line] = {}
    left: dict[NotCounted, None] = {}
    for service, its_units in units.items():
        yes, no = norm_rules.counted(offered or (), service, its_units)
        left.update(dict.fromkeys(no))
        for unit in its_units:
            mine = tuple(one for one in yes if one.unit == unit)
            references = tuple(norm for norm in speaking if (norm.service, norm.unit) == (service, unit))
            name = service if len(its_units) == 1 else f"{service}:{unit}"
            available = None if offered is None else float(sum(one.value for one in mine))
            told = tuple(inputs.contests.get(f"{service}/{unit}", ()))
            lines[name] = _line(service, unit, references, mine, available, everyone, grown, told, seed)
    for one in offered or ():
        if one.service not in units and not one.counts_towards:
            left[NotCounted(one, "choice")] = None
    return lines, tuple(left)


def _line(
    service: str,
    unit: str,
    references: tuple[Norm, ...],
    mine: tuple[Supply, ...],
    available: float | None,
    everyone: float,
    grown: float | None,
    told: tuple[str, ...],
    seed: int,
) -> Line:
    norm = norm_rules.in_force(references)
    required = norm_rules.required(norm, everyone, grown) if norm else None
    gap = None if required is None or available is None else required - available
    wide = gap_wide = None
    if norm and required is not None and uncertainty.known([norm]) and norm.value:
        wide = uncertainty.interval(
            uncertainty.drawn([norm], seed=seed, stream=(NORM,))[:, 0] * (required / norm.value)
        )
        gap_wide = None if available is None else Interval(wide.low - available, wide.high - available)
    contests = dict.fromkeys([one.contested_by for one in references if one.contested_by] + list(told))
    refusals = dict.fromkeys(one.refused_by for one in references if one.refused_by)
    return Line(
        service,
        unit,
        required,
        available,
        gap,
        norm,
        references,
        tuple(contests),
        tuple(refusals),
        mine,
        wide,
        gap_wide,
    )
