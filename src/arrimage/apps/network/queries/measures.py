"""The measures of a picture, one row per measure or per organisation, ready to be told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from arrimage.apps.network.vocabulary import Level, Line
from arrimage.science.networks import clans as tight
from arrimage.science.networks import multiplex
from arrimage.science.networks.brokerage import Brokerage, brokerage
from arrimage.science.networks.network import Network as Graph
from arrimage.science.networks.panel import Position
from arrimage.science.networks.positions import Reach, reach

from .analysis import Answer, Member, Picture

SHARES = frozenset({"density", "reciprocity", "transitivity", "agreement"})


def whole(picture: Picture) -> dict[str, float | int | None]:
    """Measure → value, in the order they are told; None where the question has no answer."""
    panel = picture.panel
    found: dict[str, float | int | None] = {
        "density": panel.density,
        "reciprocity": panel.reciprocity if picture.directed else None,
        "components": panel.components,
        "largest_component": panel.largest_component,
        "diameter": panel.diameter,
        "transitivity": panel.transitivity,
        "centralisation_degree": panel.centralisation.degree,
        "centralisation_in_degree": panel.centralisation.in_degree,
        "centralisation_out_degree": panel.centralisation.out_degree,
        "centralisation_betweenness": panel.centralisation.betweenness,
        "core": len(panel.core_periphery.core) + panel.core_periphery.places,
        "core_fit": panel.core_periphery.fit,
        "communities": sum(len(group) > 1 for group in panel.communities.groups),
        "modularity": panel.communities.modularity,
        "agreement": panel.communities.agreement,
        "bridges": len(panel.bridges),
        "articulation_points": len(panel.articulation_points),
        "clans": None if panel.clans is None else len(panel.clans),
        "plexes": None if (groups := plexes(picture.network)) is None else len(groups),
    }
    if not picture.directed:
        for key in ("reciprocity", "centralisation_in_degree", "centralisation_out_degree"):
            del found[key]
    return found


@lru_cache(maxsize=64)
def plexes(network: Graph) -> tuple[tuple[int, ...], ...] | None:
    """2-plexes up to 60 organisations; None where they cannot all be listed."""
    if len(network) > tight.MOST_ORGANISATIONS:
        return None
    try:
        return tight.plexes(network)
    except tight.TooMany:
        return None


@dataclass(frozen=True)
class Standing:
    """One organisation: where it stands, what it reaches. `position` is None while nothing is known of it:
    who has not answered, or may have ties the reader does not see, is no isolate."""

    member: Member
    position: Position | None
    partners: int
    sectors: Reach
    lines: Reach
    levels: Reach
    by_sector: Brokerage
    by_line: Brokerage


def standings(picture: Picture) -> list[Standing]:
    sectors, lines, levels = (reach(picture.network, groups) for groups in _values(picture))
    by_sector = brokerage(picture.network, sector_groups(picture))
    by_line = brokerage(picture.network, line_groups(picture))
    return [
        Standing(
            member=member,
            position=None if _is_unknown(picture, member, partners) else picture.panel.by_organisation[place],
            partners=len(partners),
            sectors=sectors[place],
            lines=lines[place],
            levels=levels[place],
            by_sector=by_sector[place],
            by_line=by_line[place],
        )
        for place, (member, partners) in enumerate(
            zip(picture.members, picture.network.neighbours, strict=True)
        )
    ]


def _is_unknown(picture: Picture, member: Member, partners: Collection[int]) -> bool:
    # Without a count of the wave's ties, there may be some the reader does not see.
    return not partners and (not member.has_answered or bool(picture.unseen) or not picture.tally)


def share(found: Reach) -> float | None:
    """Reached ÷ (reached and missing)."""
    possible = len(found.reached) + len(found.missing)
    return len(found.reached) / possible if possible else None


def sector_groups(picture: Picture) -> list[str | None]:
    """None: not stated, or would rather not be put in a category; they then take no part."""
    return [None if member.is_unclassed else member.sector or None for member in picture.members]


def line_groups(picture: Picture) -> list[str | None]:
    """Of one line only: who offers on several is in none of the roles between lines."""
    return [
        str(next(iter(member.lines))) if len(member.lines) == 1 and not member.is_unclassed else None
        for member in picture.members
    ]


def level_groups(picture: Picture) -> list[str | None]:
    return [next(iter(member.levels)) if len(member.levels) == 1 else None for member in picture.members]


def _values(picture: Picture) -> tuple[Sequence[set[str]], ...]:
    shown = picture.members
    return (
        [{one.sector} if one.sector and not one.is_unclassed else set() for one in shown],
        [{str(line) for line in one.lines if line in Line.values} for one in shown],
        [{level for level in one.levels if level in Level.values} for one in shown],
    )


@dataclass(frozen=True)
class Introduction:
    """Somebody near in the territory without a known tie, and the partners both have."""

    member: Member
    through: tuple[Member, ...]


def introductions(picture: Picture, member: Member) -> list[Introduction]:
    """Those who share a territory with this organisation and are not its partners; those whom most partners
    could introduce come first. Who has not been heard is left out: the tie may be there.
    """
    here = picture.place[member.pk]
    partners = picture.network.neighbours[here]
    found = []
    for place, other in enumerate(picture.members):
        near = place != here and place not in partners and other.territories & member.territories
        if not near or other.answer in (Answer.AWAITED, Answer.DECLINED):
            continue
        both = sorted(partners & picture.network.neighbours[place])
        found.append(Introduction(other, tuple(picture.members[one] for one in both)))
    return sorted(found, key=lambda one: (-len(one.through), one.member.name))


def overlaps(picture: Picture) -> list[multiplex.Overlap]:
    """How far kinds of ties go together, those that do most first."""
    return sorted(multiplex.overlaps(picture.by_kind), key=lambda one: (-(one.jaccard or 0), one.kinds))


def multiplexity(picture: Picture) -> tuple[int, ...]:
    return multiplex.multiplexity(picture.by_kind)
