"""Who goes between whom, by sector or by line: Gould and Fernandez's five roles."""

from collections.abc import Sequence
from dataclasses import dataclass

from .network import Network


@dataclass(frozen=True)
class Brokerage:
    """How many times an organisation b stands between a and c: a → b → c and no tie a → c.

    coordinator: all three in one group. itinerant: a and c in one group, b in another. gatekeeper: b and c in
    one group, a outside. representative: a and b in one group, c outside. liaison: three groups.
    """

    coordinator: int = 0
    itinerant: int = 0
    gatekeeper: int = 0
    representative: int = 0
    liaison: int = 0

    @property
    def total(self) -> int:
        return self.coordinator + self.itinerant + self.gatekeeper + self.representative + self.liaison


def brokerage(network: Network, groups: Sequence[str | None]) -> tuple[Brokerage, ...]:
    """The five roles of each organisation. groups: n values; who has None takes no part.

    A tie without direction counts as two arcs: each go-between then counts both ways, and gatekeeper equals
    representative. Gould & Fernandez (1989), doi:10.2307/270949.

    >>> brokerage(Network.of([("a", "b"), ("b", "c")]), ["health", "health", "social"])[1]
    Brokerage(coordinator=0, itinerant=0, gatekeeper=0, representative=1, liaison=0)
    """
    if len(groups) != len(network):
        raise ValueError("one group per organisation, or None")
    targets: list[set[int]] = [set() for _ in groups]
    sources: list[set[int]] = [set() for _ in groups]
    for one, other in network.ties:
        for source, target in ((one, other),) if network.directed else ((one, other), (other, one)):
            if groups[source] is not None and groups[target] is not None:
                targets[source].add(target)
                sources[target].add(source)
    found = []
    for between, own in enumerate(groups):
        roles = dict.fromkeys(("coordinator", "itinerant", "gatekeeper", "representative", "liaison"), 0)
        for source in sources[between]:
            for target in targets[between] - targets[source] - {source}:
                roles[_role(groups[source], own, groups[target])] += 1
        found.append(Brokerage(**roles))
    return tuple(found)


def _role(source: str | None, between: str | None, target: str | None) -> str:
    if source == target:
        return "coordinator" if source == between else "itinerant"
    if between == target:
        return "gatekeeper"
    return "representative" if source == between else "liaison"
