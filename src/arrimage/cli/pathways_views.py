"""The page's views of the same log: everybody, by cohort, by entry door, by year of entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .pathways_document import described

if TYPE_CHECKING:
    from arrimage.science.trajectories.comparison import ArcDifference
    from arrimage.science.trajectories.quiet import Cell
    from arrimage.science.trajectories.state import State

    from .pathways_reading import Read

YEARS = "Année d’entrée"


@dataclass(frozen=True)
class View:
    """kind: what parts the groups («Année d’entrée»); empty for everybody. document: of `described`."""

    kind: str
    label: str
    document: dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """Two groups of a kind, side by side."""

    kind: str
    labels: tuple[str, str]
    rows: "list[ArcDifference]"


@dataclass(frozen=True)
class _Group:
    kind: str
    label: str
    state: "State"


def views_of(read: "Read", suppress: int) -> tuple[list[View], list[Pair]]:
    """Everybody first. Raises Unreadable."""
    groups = [_Group("", "Tout le monde", read.state), *_groups(read, suppress)]
    hidden = _unsaid(groups, suppress)
    views = [
        View(group.kind, group.label, described(group.state, top=20, suppress=suppress, unsaid=cells))
        for group, cells in zip(groups, hidden, strict=True)
    ]
    return views, [_pair(groups[one], groups[other], views[one], views[other]) for one, other in _two(groups)]


def _groups(read: "Read", suppress: int) -> list[_Group]:
    from arrimage.analytics.events import parting

    if read.runs is None:
        return []
    names, found = read.state.activities, []
    kinds: list[tuple[str, Any, Any]] = [
        ("Porte d’entrée", parting.doors, lambda code: names[code]),
        (YEARS, parting.years, str),
    ]
    if read.cohorts is not None:
        cohorts = read.cohorts
        kinds.insert(0, (read.cohort, parting.cohorts, lambda code: cohorts[code] or "non précisé"))
    for kind, of, label in kinds:
        groups = parting.parted(read.runs, of, names, read.providers, read.state.rules)
        mine = [_Group(kind, label(code), state) for code, state in groups.items()]
        if kind == YEARS:
            mine.sort(key=lambda group: group.label)
        out = quiet(read.state.persons, [group.state.persons for group in mine], suppress)
        kept = [group for place, group in enumerate(mine) if place not in out]
        if len(kept) > 1:
            found += kept
    return found


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


def _unsaid(groups: Sequence[_Group], suppress: int) -> "list[set[Cell]]":
    """What each view must not say, since the others are on the same page."""
    from arrimage.science.trajectories.panel import panel
    from arrimage.science.trajectories.quiet import moves_of, unsaid
    from arrimage.science.trajectories.travellers import travellers

    if not suppress:
        return [set() for _ in groups]
    tables = [moves_of(panel(group.state, top=1), travellers(group.state)) for group in groups]
    kinds = dict.fromkeys(group.kind for group in groups if group.kind)
    parts = [[place for place, group in enumerate(groups) if group.kind == kind] for kind in kinds]
    return unsaid(tables, suppress, parts=parts)


def _two(groups: Sequence[_Group]) -> list[tuple[int, int]]:
    """Each year beside the one before; each other group beside the largest of its kind."""
    pairs: list[tuple[int, int]] = []
    for kind in dict.fromkeys(group.kind for group in groups if group.kind):
        mine = [place for place, group in enumerate(groups) if group.kind == kind]
        if kind == YEARS:
            pairs += reversed(list(pairwise(mine)))
        else:
            pairs += [(mine[0], place) for place in mine[1:]]
    return pairs


def _pair(one: _Group, other: _Group, first: View, second: View) -> Pair:
    from arrimage.science.trajectories.comparison import compared

    said = [{(arc["from"], arc["to"]) for arc in view.document["arcs"]} for view in (first, second)]
    rows = [
        row
        for row in compared(one.state, other.state).arcs
        if row.difference is not None and (row.source, row.target) in said[0] & said[1]
    ]
    return Pair(one.kind, (one.label, other.label), rows)
