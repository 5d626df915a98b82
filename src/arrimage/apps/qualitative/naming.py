"""What could name somebody in a text: found by rules and lists, judged by a person, replaced alike."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from arrimage.apps.kernel import identifiers
from arrimage.apps.kernel.search import fold


class Why(StrEnum):
    """Why these words were noticed."""

    REPLACED = "replaced"  # already replaced in another text of the project
    PERSON = "person"  # somebody of the sampling frame or of the team
    ORGANISATION = "organisation"  # in the directory
    PLACE = "place"  # likewise
    NUMBER = "number"  # telephone, file, health insurance, address of mail
    CAPITAL = "capital"  # a capital in the middle of a sentence


@dataclass(frozen=True)
class Suspect:
    """Words as they are written, how many times, why, where first, and what could stand for them."""

    words: str
    times: int
    why: Why
    around: tuple[str, str]
    proposed: str


_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# After these, a capital says nothing.
_BEGINS = re.compile(r"(?:^|[.!?…:«»\"“”\-–—\[(\n])[\s\u00a0]*$")
_NO_NAME = frozenset("i internet noël covid québec canada français anglais dieu".split())
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\wà-öø-ÿ’'-]+(?:[ \u00a0][A-ZÀ-ÖØ-Þ][\wà-öø-ÿ’'-]+)*")


def suspects(
    text: str,
    *,
    replaced: Mapping[str, str] = {},
    people: Iterable[str] = (),
    directory: Mapping[str, str] = {},
) -> list[Suspect]:
    """In the order of the text, each once, the longest words first where they overlap.

    `replaced`: what other texts replaced, and by what; `directory`: names → «organisation» or «place».
    """
    hits: list[tuple[int, int, Why, str]] = []
    index = _Words(text)
    hits += [(*at, Why.REPLACED, by) for words, by in replaced.items() for at in index.find(words)]
    for name in people:
        for part in {name, *[word for word in re.split(r"[\s,]+", name) if len(word) > 2]}:
            hits += [(*at, Why.PERSON, "") for at in index.find(part)]
    for name, kind in directory.items():
        why = Why.PLACE if kind == "place" else Why.ORGANISATION
        hits += [(*at, why, "") for at in index.find(name, capital=True)]
    for found in identifiers.find(text):
        why = Why.PERSON if found.kind == "name" else Why.NUMBER
        hits += [(one.start(), one.end(), why, "") for one in re.finditer(re.escape(found.text), text)]
    for one in _NAME.finditer(text):
        if _BEGINS.search(text, max(0, one.start() - 4), one.start()) or _is_speaker(text, one.start()):
            continue
        if fold(one[0]) not in _NO_NAME and not one[0].isupper():
            hits.append((one.start(), one.end(), Why.CAPITAL, ""))
    return _gathered(text, hits)


def _is_speaker(text: str, place: int) -> bool:
    line = text.rfind("\n", 0, place) + 1
    return place == line


class _Words:
    """The words of a text, folded, to find names whatever their accents and capitals."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [(one.start(), one.end(), fold(one[0])) for one in _WORD.finditer(text)]
        self.first: dict[str, list[int]] = {}
        for number, (_start, _end, word) in enumerate(self.words):
            self.first.setdefault(word, []).append(number)

    def find(self, name: str, *, capital: bool = False) -> list[tuple[int, int]]:
        wanted = [fold(one[0]) for one in _WORD.finditer(name)]
        if not wanted:
            return []
        found = []
        for number in self.first.get(wanted[0], ()):
            words = self.words[number : number + len(wanted)]
            if [word for _start, _end, word in words] == wanted:
                start, end = words[0][0], words[-1][1]
                if not capital or self.text[start].isupper():
                    found.append((start, end))
        return found


def _gathered(text: str, hits: list[tuple[int, int, Why, str]]) -> list[Suspect]:
    """Where two overlap, the surer reason, then the longer words."""
    ranks = {why: rank for rank, why in enumerate(Why)}
    taken = bytearray(len(text))
    kept = []
    for hit in sorted(hits, key=lambda hit: (ranks[hit[2]], hit[0] - hit[1], hit[0])):
        if not any(taken[hit[0] : hit[1]]):
            taken[hit[0] : hit[1]] = b"\1" * (hit[1] - hit[0])
            kept.append(hit)
    found: dict[str, Suspect] = {}
    for start, end, why, by in sorted(kept):
        words = text[start:end]
        if words in found:
            found[words] = dataclasses.replace(found[words], times=found[words].times + 1)
        else:
            around = (text[max(0, start - 40) : start].split("\n")[-1], text[end : end + 40].split("\n")[0])
            found[words] = Suspect(words, 1, why, around, by)
    return list(found.values())


def replace(text: str, by: Mapping[str, str]) -> str:
    """Each of these words, whole, replaced; the longest first. What is written otherwise is not touched.

    >>> replace("Roy et Royale, puis Roy.", {"Roy": "[A]"})
    '[A] et Royale, puis [A].'
    """
    if not by:
        return text
    longest = sorted((words for words in by if words), key=len, reverse=True)
    anyone = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
    return anyone.sub(lambda found: by[found[0]], text)


@dataclass(frozen=True)
class Moved:
    """A text after a mask, and where each place of the old one went."""

    text: str
    start: int
    end: int
    length: int  # of what stands there now

    def place(self, position: int, *, is_end: bool = False) -> int:
        """Before the mask: the same; after it: moved by as much; inside: the nearer edge of the mask."""
        if position <= self.start:
            return position
        if position >= self.end:
            return position - (self.end - self.start) + self.length
        return self.start + self.length if is_end else self.start


def masked(text: str, start: int, end: int, by: str) -> Moved:
    """
    >>> found = masked("Chez Mado hier", 5, 9, "[M.]")
    >>> found.text, found.place(10)
    ('Chez [M.] hier', 10)
    """
    return Moved(text[:start] + by + text[end:], start, end, len(by))


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where these words stand, whole.

    >>> places("Roy et Royale", "Roy")
    [(0, 3)]
    """
    if not words.strip():
        return []
    found = re.finditer(r"(?<!\w)" + re.escape(words) + r"(?!\w)", text)
    return [(one.start(), one.end()) for one in found]
