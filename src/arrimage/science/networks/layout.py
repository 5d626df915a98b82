"""Where to draw each organisation: the same place every time, and nearly so from one wave to the next."""

from collections.abc import Mapping, Sequence
from math import pi

import numpy as np
from numpy.typing import NDArray

from .network import Network

Places = NDArray[np.float64]
ACROSS = 1.7  # the length of a tie between two groups, inside being 1: groups then show
APART = 0.62  # of the mean room there is per organisation: nearer, two marks would hide one another


def coordinates(
    network: Network,
    *,
    groups: Sequence[Sequence[int]] = (),
    before: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[tuple[float, float], ...]:
    """A place per organisation, in the square from 0 to 1, in the network's order. No chance plays a part.

    Those tied stand near one another (Kamada & Kawai 1989, doi:10.1016/0020-0190(89)90102-6), starting from a
    circle, groups side by side; the longest way lies flat. Isolates stand in rows along the bottom: nothing
    is known of where they would be. groups: positions that belong together (communities); before: places of
    an earlier wave, from which the drawing starts and to which it is turned: what moved is what changed.

    >>> coordinates(Network.of([("a", "b"), ("b", "c")], ["a", "b", "c", "d"]))
    ((0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (0.5, 0.0))
    """
    tied = [one for one in range(len(network)) if network.neighbours[one]]
    alone = [one for one in range(len(network)) if not network.neighbours[one]]
    places = np.full((len(network), 2), 0.5)
    if len(tied) > 1:
        places[tied] = _of_tied(network, tied, groups, before or {})
    if alone:
        _in_rows(places, tied, alone)
    return tuple((float(x), float(y)) for x, y in places.round(6) + 0.0)


def _of_tied(
    network: Network,
    tied: list[int],
    groups: Sequence[Sequence[int]],
    before: Mapping[str, tuple[float, float]],
) -> Places:
    graph = network.simple.induced_subgraph(tied)
    group_of = {member: number for number, group in enumerate(groups) for member in group}
    order = sorted(range(len(tied)), key=lambda place: (group_of.get(tied[place], -1), place))
    start = np.empty((len(tied), 2))
    for step, place in enumerate(order):
        turn = 2 * pi * step / len(tied)
        start[place] = -np.cos(turn), np.sin(turn)
    known = [place for place, one in enumerate(tied) if network.organisations[one] in before]
    if len(known) > 2:
        start = _from(before, network, tied, known, start)
    lengths = [
        1.0 if group_of.get(tied[edge.source]) == group_of.get(tied[edge.target]) else ACROSS
        for edge in graph.es
    ]
    found = np.array(
        graph.layout_kamada_kawai(seed=start.tolist(), weights=lengths, maxiter=50 * len(tied)).coords
    )
    found -= found.mean(axis=0)
    found = _turned_to(start, found, known) if len(known) > 2 else _lying_flat(found)
    return _spread(_filling(found))


def _from(before, network: Network, tied: list[int], known: list[int], circle: Places) -> Places:
    """Where each was; who is new stands amid partners that were there, else on the circle.

    At the size the drawing tends to, a step of the network being 1: smaller, everyone would fly apart and
    land elsewhere.
    """
    was = {place: np.array(before[network.organisations[tied[place]]]) - 0.5 for place in known}
    start = circle.copy()
    place_of = {one: place for place, one in enumerate(tied)}
    for place, one in enumerate(tied):
        near = [was[place_of[partner]] for partner in network.neighbours[one] if place_of[partner] in was]
        # A hair's breadth apart each time, or those with the same partners would share a place for ever.
        aside = 0.02 * circle[place]
        start[place] = was[place] if place in was else (np.mean(near, axis=0) if near else 0) + aside
    gaps = np.hypot(*(start[known][:, None, :] - start[known][None, :, :]).transpose(2, 0, 1))
    steps = np.array(
        network.simple.distances([tied[place] for place in known], [tied[place] for place in known])
    )
    reached = np.isfinite(steps) & (steps > 0)
    spread = gaps[reached].sum()
    return start * (steps[reached].sum() / spread) if spread else start


def _lying_flat(places: Places) -> Places:
    """Turned so that the longest way is across; the first organisation stands at the left and the top."""
    ways = np.linalg.svd(places, full_matrices=False)[2]
    turned = places @ ways.T
    for axis, sign in ((0, -1), (1, 1)):
        moved = np.flatnonzero(np.abs(turned[:, axis]) > 1e-9)
        if len(moved) and np.sign(turned[moved[0], axis]) != sign:
            turned[:, axis] *= -1
    return turned


def _turned_to(start: Places, places: Places, known: list[int]) -> Places:
    """Turned, or mirrored, as near as can be to where they were (orthogonal Procrustes)."""
    one, _, other = np.linalg.svd(places[known].T @ (start[known] - start[known].mean(axis=0)))
    return places @ one @ other


def _filling(places: Places) -> Places:
    """Each way stretched to the whole square, except a way along which all stand alike."""
    low, high = places.min(axis=0), places.max(axis=0)
    span = high - low
    flat = span < 1e-3 * span.max()
    return np.where(flat, 0.5, (places - low) / np.where(flat, 1, span))


def _spread(places: Places) -> Places:
    """Those too near pushed apart, a little each time."""
    least = APART / max(len(places), 4) ** 0.5 / 2
    places = places.copy()
    for _ in range(60):
        gaps = places[:, None, :] - places[None, :, :]
        distances = np.hypot(gaps[..., 0], gaps[..., 1])
        np.fill_diagonal(distances, np.inf)
        near = distances < least
        if not near.any():
            break
        # Two in one place: the earlier goes left.
        same = distances < 1e-9
        gaps[..., 0] += np.where(same, np.sign(np.subtract.outer(range(len(places)), range(len(places)))), 0)
        distances = np.where(same, 1, distances)
        push = (
            np.where(near[..., None], gaps / distances[..., None], 0)
            * np.where(near, (least - np.where(same, 0, distances)) / 2, 0)[..., None]
        )
        places = np.clip(places + push.sum(axis=1), 0, 1)
    return places


def _in_rows(places: Places, tied: list[int], alone: list[int]) -> None:
    """Isolates along the bottom, the others above them."""
    across = max(8, round((3 * len(alone)) ** 0.5))
    rows = -(-len(alone) // across)
    room = min(0.5, 0.09 * rows + 0.05)
    if len(tied) > 1:
        flat = np.ptp(places[tied, 1]) < 1e-9
        places[tied, 1] = places[tied, 1] if flat else room + (1 - room) * places[tied, 1]
    for place, one in enumerate(alone):
        row, column = divmod(place, across)
        here = min(across, len(alone) - row * across)
        places[one] = (column + 0.5) / here, (rows - 1 - row) * 0.09
