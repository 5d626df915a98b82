"""Everything a network's page shows, at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import clans as tight
from . import cohesion, positions, resilience, whole
from .communities import Communities, communities
from .lengths import weighted_betweenness
from .network import Network


@dataclass(frozen=True)
class Position:
    """One organisation; the measures are those of `positions`. Weighted ones are None without weights."""

    in_degree: int
    out_degree: int
    degree: int
    betweenness: float
    betweenness_normalised: float | None
    closeness: float
    closeness_normalised: float | None
    eigenvector: float | None
    constraint: float | None
    effective_size: float
    coreness: int
    weighted_degree: float | None
    weighted_betweenness: float | None


@dataclass(frozen=True)
class Panel:
    """`clans` is None where they cannot all be listed. `by_organisation` and `departures` are in the
    network's order; the rest is what the functions of the same name return."""

    organisations: int
    ties: int
    density: float | None
    reciprocity: float | None
    components: int
    largest_component: int
    diameter: int | None
    transitivity: float | None
    centralisation: whole.Centralisation
    bridges: tuple[tuple[int, int], ...]
    articulation_points: tuple[int, ...]
    clans: tuple[tuple[int, ...], ...] | None
    communities: Communities
    core_periphery: cohesion.CorePeriphery
    by_organisation: tuple[Position, ...]
    departures: tuple[resilience.Departure, ...]


def measure(network: Network, *, seed: int = 1) -> Panel:
    """The whole panel. seed: of the communities.

    >>> found = measure(Network.of([("a", "b"), ("b", "c")]))
    >>> found.components, found.by_organisation[1].betweenness
    (1, 1.0)
    """
    degrees = positions.degrees(network)
    between = positions.betweenness(network)
    pieces = whole.components(network)
    try:
        clans = tight.clans(network)
    except tight.TooMany:
        clans = None
    return Panel(
        organisations=len(network),
        ties=len(network.ties),
        density=whole.density(network),
        reciprocity=whole.reciprocity(network),
        components=len(pieces),
        largest_component=len(pieces[0]) if pieces else 0,
        diameter=whole.diameter(network),
        transitivity=whole.transitivity(network),
        centralisation=whole.centralisation(
            network,
            degree=degrees.total,
            in_degree=degrees.incoming,
            out_degree=degrees.outgoing,
            betweenness=between,
        ),
        bridges=cohesion.bridges(network),
        articulation_points=cohesion.articulation_points(network),
        clans=clans,
        communities=communities(network, seed=seed),
        core_periphery=cohesion.core_periphery(network),
        by_organisation=_positions(network, degrees, between),
        departures=resilience.each_removed(network),
    )


def _positions(
    network: Network, degrees: positions.Degrees, between: Sequence[float]
) -> tuple[Position, ...]:
    none = (None,) * len(network)
    most = positions.betweenness_scale(network)
    close = positions.closeness(network)
    others = len(network) - 1
    return tuple(
        Position(*row)
        for row in zip(
            degrees.incoming,
            degrees.outgoing,
            degrees.total,
            between,
            [value / most for value in between] if most else none,
            close,
            [value / others for value in close] if others else none,
            positions.eigenvector(network),
            positions.constraint(network),
            positions.effective_size(network),
            positions.coreness(network),
            positions.weighted_degree(network) if network.weights else none,
            weighted_betweenness(network) if network.weights else none,
            strict=True,
        )
    )
