"""What is measured: organisations, and the ties between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain

import igraph
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Network:
    """Organisations and their ties. `Network.of` builds one from identifiers.

    organisations: their identifiers, n of them, each once; isolates too.
    ties: m pairs of positions in `organisations`, each once, never twice the same organisation; without
        direction, the smaller position first.
    weights: m exact numbers above zero (a frequency, a count), or None.

    Raises ValueError for anything else.

    >>> Network.of([("a", "b"), ("b", "c")], ["a", "b", "c", "d"]).ties
    ((0, 1), (1, 2))
    """

    organisations: tuple[str, ...]
    ties: tuple[tuple[int, int], ...]
    weights: tuple[Fraction, ...] | None = None
    directed: bool = True

    def __post_init__(self) -> None:
        size = len(self.organisations)
        if len(set(self.organisations)) < size:
            raise ValueError("an organisation is there twice")
        if len(set(self.ties)) < len(self.ties):
            raise ValueError("a tie is there twice")
        for source, target in self.ties:
            if not (0 <= source < size and 0 <= target < size):
                raise ValueError("a tie names an unknown organisation")
            if source == target or (source > target and not self.directed):
                raise ValueError(f"not a tie: {(source, target)}")
        if self.weights is not None:
            if len(self.weights) != len(self.ties):
                raise ValueError("one weight per tie")
            if any(weight <= 0 for weight in self.weights):
                raise ValueError("a weight is above zero")

    @classmethod
    def of(
        cls,
        ties: Iterable[Sequence],
        organisations: Iterable[str] | None = None,
        *,
        directed: bool = True,
    ) -> "Network":
        """From (source, target) or (source, target, weight) identifiers; all ties have a weight, or none.

        Without `organisations`, those of the ties in alphabetical order.
        """
        rows = [tuple(tie) for tie in ties]
        names = tuple(
            sorted({name for row in rows for name in row[:2]}) if organisations is None else organisations
        )
        place = {name: position for position, name in enumerate(names)}
        try:
            pairs = [(place[row[0]], place[row[1]]) for row in rows]
        except KeyError as error:
            raise ValueError(f"a tie names an unknown organisation: {error}") from None
        if not directed:
            pairs = [(min(pair), max(pair)) for pair in pairs]
        weights = None
        if rows and all(len(row) == 3 for row in rows):
            weights = tuple(Fraction(str(row[2])) for row in rows)
        return cls(names, tuple(pairs), weights, directed)

    def __len__(self) -> int:
        return len(self.organisations)

    @cached_property
    def graph(self) -> igraph.Graph:
        """As told: with direction when the network has one."""
        return igraph.Graph(len(self), self.ties, directed=self.directed)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The undirected simple graph: each pair of tied organisations once, smaller position first."""
        return tuple(sorted({(min(tie), max(tie)) for tie in self.ties}))

    @cached_property
    def simple(self) -> igraph.Graph:
        return igraph.Graph(len(self), self.pairs)

    @cached_property
    def neighbours(self) -> tuple[frozenset[int], ...]:
        """Who is tied to whom, direction apart."""
        return tuple(frozenset(row) for row in self.simple.get_adjlist())

    def matrix(self, *, valued: bool = True) -> NDArray[np.float64]:
        """Shape (n, n): row says source, column target; the weight, else 1; 0 without a tie.

        >>> Network.of([("a", "b", 3)], directed=False).matrix().tolist()
        [[0.0, 3.0], [3.0, 0.0]]
        """
        cells = np.zeros((len(self), len(self)))
        source, target = self.ends
        value = self.values if valued else 1.0
        cells[source, target] = value
        if not self.directed:
            cells[target, source] = value
        return cells

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Shape (2, m): sources, targets."""
        flat = np.fromiter(chain.from_iterable(self.ties), dtype=np.int64, count=2 * len(self.ties))
        return np.ascontiguousarray(flat.reshape(-1, 2).T)

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """Shape (m,): weights, else 1."""
        if self.weights is None:
            return np.ones(len(self.ties))
        return np.array([float(weight) for weight in self.weights])
