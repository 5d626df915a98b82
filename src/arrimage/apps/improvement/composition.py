"""How a committee is made up, read beside what makes it work. It warns and opens places; it blocks nothing.

Source: Pomey et al. and the programme «Partenaires de soins» of the Université de Montréal (its capability
M1 here): about eight, a tandem, two or three key workers of whom one psychosocial, two resource patients or
relatives, a collaboration lead, a patient coach. The programme itself had seven persons for four teams.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .models.committee import Place

ABOUT = range(6, 11)  # «about eight»
WORKERS = range(2, 4)


class Remark(StrEnum):
    ALONE = "alone"  # one person with lived experience among professionals
    NOBODY = "nobody"  # none at all
    NO_ADMINISTRATIVE = "no_administrative"
    NO_MEDICAL = "no_medical"
    FEW_WORKERS = "few_workers"
    MANY_WORKERS = "many_workers"
    NO_PSYCHOSOCIAL = "no_psychosocial"
    NO_LEAD = "no_lead"
    NO_COACH = "no_coach"
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True)
class Composition:
    """Who is there, by kind of place, and what is worth a word. `open_places`: kinds to open a place for."""

    held: dict[str, int]
    remarks: tuple[Remark, ...]
    open_places: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(self.held.values())


def composition(held: Iterable[tuple[str, bool]], vacant: Iterable[str] = ()) -> Composition:
    """`held`: (kind, is psychosocial) of each place somebody holds; `vacant`: kinds already open.

    >>> composition([("patient", False)]).remarks[0]
    <Remark.ALONE: 'alone'>
    """
    rows = list(held)
    count = dict.fromkeys(Place.Kind.values, 0)
    for kind, _is_psychosocial in rows:
        count[kind] += 1
    lived = sum(count[kind] for kind in Place.EXPERIENCE)
    remarks = []
    if lived < 2:
        remarks.append(Remark.ALONE if lived else Remark.NOBODY)
    if not count[Place.Kind.ADMINISTRATIVE]:
        remarks.append(Remark.NO_ADMINISTRATIVE)
    if not count[Place.Kind.MEDICAL]:
        remarks.append(Remark.NO_MEDICAL)
    workers = count[Place.Kind.WORKER]
    if workers < WORKERS.start:
        remarks.append(Remark.FEW_WORKERS)
    if workers >= WORKERS.stop:
        remarks.append(Remark.MANY_WORKERS)
    if workers and not any(kind == Place.Kind.WORKER and social for kind, social in rows):
        remarks.append(Remark.NO_PSYCHOSOCIAL)
    if not count[Place.Kind.LEAD]:
        remarks.append(Remark.NO_LEAD)
    if not count[Place.Kind.COACH]:
        remarks.append(Remark.NO_COACH)
    if len(rows) < ABOUT.start:
        remarks.append(Remark.SMALL)
    if len(rows) >= ABOUT.stop:
        remarks.append(Remark.LARGE)
    return Composition(count, tuple(remarks), _to_open(count, lived, list(vacant)))


def _to_open(count: dict[str, int], lived: int, vacant: list[str]) -> tuple[str, ...]:
    """One chair of each kind that lacks, so that whoever is alone is not for long."""
    waiting = sum(kind in Place.EXPERIENCE for kind in vacant)
    wanted: list[str] = [Place.Kind.PATIENT] * max(0, 2 - lived - waiting)
    for kind in (Place.Kind.ADMINISTRATIVE, Place.Kind.MEDICAL, Place.Kind.LEAD, Place.Kind.COACH):
        if not count[kind] and kind not in vacant:
            wanted.append(kind)
    return tuple(str(kind) for kind in wanted)
