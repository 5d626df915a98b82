"""Norms and supply: references that require nothing until adopted, and what counts toward them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .population import ALL

ADULTS = "adults"
DENOMINATORS = (ALL, ADULTS)


@dataclass(frozen=True)
class Norm:
    """`value` units of a service per `per` persons (everybody, or adults of 18 and over).

    `adopted_by` names the body that made it the territory's own, "" when nobody has: the norm is then only a
    reference. `territory` "" speaks of all. `refused_by`: who says that everybody's norms of this service do
    not hold there; the territory's own may. `line`: the line of services it is of, if told. `why`, `note`,
    `contested_by` are told beside, never computed.
    """

    service: str
    unit: str
    value: float
    per: float
    denominator: str
    source: str
    year: int | None
    adopted_by: str = ""
    territory: str = ""
    low: float | None = None
    high: float | None = None
    contested_by: str = ""
    why: str = ""
    note: str = ""
    refused_by: str = ""
    line: str = ""


@dataclass(frozen=True)
class Supply:
    """What is offered; toward which norms (`counts_towards`) its own people (`declared_by`) say it counts."""

    territory: str
    service: str
    unit: str
    value: float
    declared_by: str
    counts_towards: tuple[str, ...]


@dataclass(frozen=True)
class NotCounted:
    """Shown beside, never as a gap. `reason`: `choice`, `undeclared` (nobody said so) or `unit`."""

    supply: Supply
    reason: str


def required(norm: Norm, everyone: float, grown: float | None) -> float | None:
    """value × persons ÷ per; None when the adults are not known.

    >>> required(Norm("siv", "places", 250, 100_000, "all", "source", 2011), 40_000, None)
    100.0
    """
    persons = grown if norm.denominator == ADULTS else everyone
    return None if persons is None else norm.value * persons / norm.per


def of_territory(norms: Iterable[Norm], code: str) -> tuple[Norm, ...]:
    """The norms that speak of a territory: its own, and those of everybody."""
    return tuple(norm for norm in norms if norm.territory in ("", code))


def in_force(norms: Sequence[Norm]) -> Norm | None:
    """Of one service and unit, the norm somebody adopted: the territory's own first, then the newest.

    Where somebody refused it, only the territory's own can hold. Raises ValueError when two remain: nobody
    can say which one holds.

    >>> norm = Norm("siv", "places", 250, 100_000, "all", "plan", 2005, "ministry")
    >>> refusal = Norm("siv", "places", 250, 100_000, "all", "plan", 2005, territory="1", refused_by="RLS")
    >>> in_force([norm]) == norm, in_force([norm, refusal])
    (True, None)
    """
    adopted = [norm for norm in norms if norm.adopted_by]
    if any(norm.refused_by for norm in norms):
        adopted = [norm for norm in adopted if norm.territory]
    own = [norm for norm in adopted if norm.territory] or adopted
    newest = max((norm.year or 0 for norm in own), default=0)
    left = [norm for norm in own if (norm.year or 0) == newest]
    if len(left) > 1:
        raise ValueError("two adopted norms")
    return left[0] if left else None


def counted(
    supply: Iterable[Supply], service: str, units: Iterable[str]
) -> tuple[tuple[Supply, ...], tuple[NotCounted, ...]]:
    """Of the lines that are of this service or say they count toward it: those that count, those that do not.

    A line counts when its own people said so, in one of the `units` the norm is written in.
    """
    yes: list[Supply] = []
    no: list[NotCounted] = []
    for line in supply:
        if service in line.counts_towards:
            if not line.declared_by:
                no.append(NotCounted(line, "undeclared"))
            elif line.unit not in units:
                no.append(NotCounted(line, "unit"))
            else:
                yes.append(line)
        elif line.service == service and not line.counts_towards:
            no.append(NotCounted(line, "choice"))
    return tuple(yes), tuple(no)
