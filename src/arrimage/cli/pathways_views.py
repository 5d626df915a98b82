"""The page's views of the same log: everybody, by entry door, by year of entry, by cohort."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .pathways_document import described

if TYPE_CHECKING:
    from arrimage.science.trajectories.state import State

    from .pathways_reading import Read


@dataclass(frozen=True)
class View:
    """kind: what parts the groups («Année d’entrée»); empty for everybody. document: of `described`."""

    kind: str
    label: str
    document: dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """Two groups of a kind, side by side. rows: from, to, both shares, and their difference with its
    interval."""

    kind: str
    labels: tuple[str, str]
    rows: list[tuple[str, str, tuple, tuple]]


def views_of(read: "Read", suppress: int) -> tuple[list[View], list[Pair]]:
    """Everybody first. Raises Unreadable."""
    from arrimage.analytics.events import parting

    names = read.state.activities
    kinds: list[tuple[str, Any, Any]] = [
        ("Porte d’entrée", parting.doors, lambda code: names[code]),
        ("Année d’entrée", parting.years, str),
    ]
    if read.cohorts is not None:
        cohorts = read.cohorts
        kinds.insert(0, (read.cohort, parting.cohorts, lambda code: cohorts[code] or "non précisé"))
    views, pairs = [View("", "Tout le monde", described(read.state, suppress=suppress))], []
    if read.runs is None:
        return views, pairs
    for kind, of, label in kinds:
        groups = parting.parted(read.runs, of, names, read.providers, read.state.rules)
        labelled = [(label(code), state) for code, state in groups.items()]
        if kind == "Année d’entrée":
            labelled.sort(reverse=True)
        kept = quiet(read.state.persons, [state.persons for _, state in labelled], suppress)
        labelled = [one for place, one in enumerate(labelled) if place not in kept]
        if len(labelled) > 1:
            mine = _views(kind, labelled, read.state, suppress)
            views += mine
            pairs.append(_pair(kind, labelled[:2], mine[:2]))
    return views, pairs


def quiet(total: int, counts: list[int], suppress: int) -> set[int]:
    """Places of the groups to leave out: those under `suppress`, and the next ones as long as what is left
    out could be found by subtracting the others from the total.

    >>> sorted(quiet(20, [9, 8, 3], 5))
    [1, 2]
    """
    out = {place for place, count in enumerate(counts) if 0 < count < suppress}
    hidden = total - sum(counts) + sum(counts[place] for place in out)
    for count, place in sorted((count, place) for place, count in enumerate(counts) if count >= suppress):
        if not 0 < hidden < suppress:
            break
        out.add(place)
        hidden += count
    return out


def _views(kind: str, labelled: list[tuple[str, "State"]], whole: "State", suppress: int) -> list[View]:
    from arrimage.science.trajectories.arcs import arcs

    seen = [{(arc.source, arc.target): arc.count for arc in arcs(state)} for _, state in labelled]
    out: list[set[tuple[str, str]]] = [set() for _ in labelled]
    for arc in arcs(whole):
        pair = (arc.source, arc.target)
        for place in quiet(arc.count, [counts.get(pair, 0) for counts in seen], suppress):
            out[place].add(pair)
    views = []
    for (label, state), unsaid in zip(labelled, out, strict=True):
        document = described(state, suppress=suppress)
        said = [arc for arc in document["arcs"] if (arc["from"], arc["to"]) not in unsaid]
        less = len(document["arcs"]) - len(said)
        document |= {"arcs": said, "arcs_suppressed": document["arcs_suppressed"] + less}
        views.append(View(kind, label, document))
    return views


def _pair(kind: str, two: list[tuple[str, "State"]], views: list[View]) -> Pair:
    from arrimage.science.trajectories.comparison import compared

    said = [{(arc["from"], arc["to"]) for arc in view.document["arcs"]} for view in views]
    (one, state), (other, next_state) = two
    rows = [
        (row.source, row.target, row.shares, (row.difference, row.low, row.high))
        for row in compared(state, next_state).arcs
        if row.difference is not None and (row.source, row.target) in said[0] & said[1]
    ]
    return Pair(kind, (one, other), rows[:20])
