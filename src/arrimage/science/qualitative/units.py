"""What is compared: a text cut into units, and which codes each coder put on each."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

# A sentence ends at . ! ? or …, closing marks included, before a space; a line ends one too.
_END = re.compile(r"[.!?…]+(?:[ \u00a0\u202f]?[»”\"’')\]])*(?=\s|$)|\n+")
# «M. Roy», «p. ex.», «Dr. …», a single initial: no end of sentence.
_SHORT = re.compile(
    r"(?:^|[\s(«])(?:[A-ZÀ-Þ]|M|MM|Mme|Mmes|Mlle|Dr|Dre|Pr|Pre|St|Ste|p|pp|ex|etc|cf|no|vol|art)$"
)
# «Marie :», «INT:», «[00:12] Jo :» at the start of a line: somebody begins to speak.
_SPEAKER = re.compile(
    r"^(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*)?[^\s:][^:\n]{0,39}[ \u00a0\u202f]?:(?=\s)", re.MULTILINE
)


class Unit(StrEnum):
    CHARACTER = "character"
    SENTENCE = "sentence"
    TURN = "turn"  # from one speaker to the next


@dataclass(frozen=True)
class Span:
    """Code points of a text, from `start` up to `end`, which is not in it."""

    start: int
    end: int


@dataclass(frozen=True)
class Coded:
    """One coder put one code on one span."""

    start: int
    end: int
    code: str
    coder: str


def units_of(text: str, unit: Unit) -> list[Span]:
    """The text cut into units, blanks left out, in order. Offsets are code points.

    >>> units_of("Oui. Je viens de M. Roy !", Unit.SENTENCE)
    [Span(start=0, end=4), Span(start=5, end=25)]
    """
    if unit is Unit.CHARACTER:
        return [Span(place, place + 1) for place, sign in enumerate(text) if not sign.isspace()]
    if unit is Unit.TURN:
        starts = [found.start() for found in _SPEAKER.finditer(text)]
        return _trimmed(text, [0, *starts, len(text)])
    ends = [0]
    for found in _END.finditer(text):
        is_short = found.group() == "." and _SHORT.search(
            text, max(ends[-1], found.start() - 8), found.start()
        )
        if not is_short:
            ends.append(found.end())
    return _trimmed(text, [*ends, len(text)])


def _trimmed(text: str, cuts: Sequence[int]) -> list[Span]:
    spans = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append(Span(left, left + len(piece.strip())))
    return spans


def codes_on(
    units: Sequence[Span], coded: Iterable[Coded], coders: Sequence[str]
) -> list[dict[str, frozenset[str]]]:
    """By unit and coder, the codes whose span touches the unit (none: the coder read it and put nothing).

    `units` are in order and do not overlap, as `units_of` gives them.

    >>> codes_on([Span(0, 4), Span(5, 9)], [Coded(2, 6, "hope", "Ana")], ["Ana", "Bo"])[1]
    {'Ana': frozenset({'hope'}), 'Bo': frozenset()}
    """
    starts = [unit.start for unit in units]
    found: list[dict[str, set[str]]] = [{coder: set() for coder in coders} for _ in units]
    for one in coded:
        place = _first_ending_after(units, starts, one.start)
        while place < len(units) and units[place].start < one.end:
            found[place][one.coder].add(one.code)
            place += 1
    return [{coder: frozenset(codes) for coder, codes in unit.items()} for unit in found]


def _first_ending_after(units: Sequence[Span], starts: Sequence[int], position: int) -> int:
    place = max(0, bisect_right(starts, position) - 1)
    return place if place < len(units) and units[place].end > position else place + 1
