"""A text as it is read on the page: turns, sentences, and in each the pieces that codings mark."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from arrimage.science.qualitative.units import Span, Unit, units_of

from .models import Coding


@dataclass(frozen=True)
class Piece:
    """Words under the same codings. `marks`: the beginnings of their uids, for the page to light them."""

    text: str
    marks: tuple[str, ...] = ()
    is_contrary: bool = False
    is_speaker: bool = False

    @property
    def depth(self) -> int:
        return min(len(self.marks), 3)


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int
    pieces: tuple[Piece, ...]


@dataclass
class Turn:
    """What one person says until another does, with the codings that begin there."""

    number: int
    start: int
    end: int
    sentences: list[Sentence] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)


def short(uid: UUID) -> str:
    return uid.hex[:8]


def turns_of(text: str, codings: Iterable[Coding], *, only: range | None = None) -> list[Turn]:
    """The turns of a text; with `only`, those that touch these places."""
    marked = sorted(codings, key=lambda one: (one.start, one.end, str(one.uid)))
    turns = [Turn(number, span.start, span.end) for number, span in enumerate(units_of(text, Unit.TURN), 1)]
    wanted = [one for one in turns if only is None or (one.start < only.stop and one.end > only.start)]
    for turn in wanted:
        here = [one for one in marked if one.start < turn.end and one.end > turn.start]
        turn.codings = [one for one in here if one.start >= turn.start]
        # Cut one turn at a time: a sentence never goes over the end of one.
        said = text[turn.start : turn.end]
        speaker = _speaker_of(said)
        for span in units_of(said, Unit.SENTENCE):
            start, end = turn.start + span.start, turn.start + span.end
            turn.sentences.append(
                Sentence(start, end, _pieces(text, Span(start, end), here, turn.start + speaker))
            )
    return wanted


def _speaker_of(said: str) -> int:
    """How many signs «Mado : » takes at the head of a turn."""
    head = said[:60].split("\n")[0]
    colon = head.find(":")
    return colon + 1 if 0 < colon <= 42 and head[colon + 1 : colon + 2].isspace() else 0


def _pieces(text: str, span: Span, codings: list[Coding], speaker: int) -> tuple[Piece, ...]:
    here = [one for one in codings if one.start < span.end and one.end > span.start]
    cuts = {span.start, span.end}
    if span.start < speaker < span.end:
        cuts.add(speaker)
    for one in here:
        cuts |= {max(one.start, span.start), min(one.end, span.end)}
    places = sorted(cuts)
    pieces = []
    for start, end in pairwise(places):
        over = [one for one in here if one.start < end and one.end > start]
        pieces.append(
            Piece(
                text[start:end],
                tuple(short(one.uid) for one in over),
                any(one.is_contrary for one in over),
                end <= speaker,
            )
        )
    return tuple(pieces)


def joined(spans: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Sentences chosen one by one: those that follow each other are one passage.

    >>> joined([(4, 8), (0, 3), (20, 25)], "abc defg                 ")
    [(0, 8), (20, 25)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if found and (start <= found[-1][1] or not text[found[-1][1] : start].strip()):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
