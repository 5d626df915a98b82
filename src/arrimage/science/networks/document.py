"""The panel as one plain document, by identifiers: what the terminal and the page both hand out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from . import brokerage, multiplex, positions
from .network import Network
from .panel import Panel

WEIGHTED = ("weighted_degree", "weighted_betweenness")


def document(network: Network, panel: Panel) -> dict[str, object]:
    """Every measure of `panel`, organisations by their identifiers; ready for JSON.

    >>> from arrimage.science.networks.panel import measure
    >>> path = Network.of([("a", "b"), ("b", "c")])
    >>> document(path, measure(path))["articulation_points"]
    ['b']
    """
    names = network.organisations

    def named(members: Iterable[int]) -> list[str]:
        return [names[member] for member in members]

    rows = (asdict(row) for row in panel.by_organisation)
    return {
        "organisations": panel.organisations,
        "ties": panel.ties,
        "directed": network.directed,
        "density": panel.density,
        "reciprocity": panel.reciprocity,
        "components": panel.components,
        "largest_component": panel.largest_component,
        "diameter": panel.diameter,
        "transitivity": panel.transitivity,
        "centralisation": asdict(panel.centralisation),
        "bridges": [named(pair) for pair in panel.bridges],
        "articulation_points": named(panel.articulation_points),
        "clans": None if panel.clans is None else [named(clan) for clan in panel.clans],
        "communities": [named(group) for group in panel.communities.groups],
        "modularity": panel.communities.modularity,
        "agreement": panel.communities.agreement,
        "seed": panel.communities.seed,
        "core_periphery": asdict(panel.core_periphery)
        | {
            "core": named(panel.core_periphery.core),
            "undecided": named(panel.core_periphery.undecided),
        },
        "resilience": {
            names[departure.organisation]: {
                "components": departure.components,
                "largest_component": departure.largest_component,
                "alone": named(departure.alone),
                "pairs_cut": departure.pairs_cut,
            }
            for departure in panel.departures
        },
        "by_organisation": {
            name: row if network.weights else {key: row[key] for key in row if key not in WEIGHTED}
            for name, row in zip(names, rows, strict=True)
        },
    }


def kinds_document(kinds: Mapping[str, Iterable[tuple[int, int]]]) -> dict[str, object]:
    """Overlap of kinds (name → ties), where there are some.

    >>> kinds_document({"a": [(0, 1)], "b": [(0, 1)]})["multiplexity"]
    [0, 1]
    """
    if not kinds:
        return {}
    ties = {kind: list(pairs) for kind, pairs in kinds.items()}
    return {
        "overlap": [asdict(overlap) for overlap in multiplex.overlaps(ties)],
        "multiplexity": list(multiplex.multiplexity(ties)),
    }


def groups_document(
    network: Network, groups: Mapping[str, Sequence[str | None]]
) -> dict[str, dict[str, object]]:
    """Brokerage and extent by each attribute (sector, line, level) that some organisation has.

    >>> groups_document(Network.of([("a", "b")]), {"sector": [None, None]})
    {}
    """
    known = {attribute: values for attribute, values in groups.items() if any(values)}
    if not known:
        return {}
    return {
        "brokerage": {
            attribute: {
                name: asdict(role)
                for name, role in zip(
                    network.organisations, brokerage.brokerage(network, values), strict=True
                )
            }
            for attribute, values in known.items()
        },
        "extent": {
            attribute: dict(zip(network.organisations, positions.extent(network, values), strict=True))
            for attribute, values in known.items()
        },
    }
