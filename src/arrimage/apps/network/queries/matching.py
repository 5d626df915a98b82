"""Which words of the index answer the words a person typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from arrimage.apps.kernel.search import Word, words
from arrimage.apps.network.models import SearchWord
from arrimage.apps.network.models.search import Field
from arrimage.apps.network.postings import unpack
from arrimage.apps.network.thesaurus import thesaurus

from .reasons import How

MOST_WORDS = 12
TYPED_ENOUGH = 3  # letters before a last word may be taken for a beginning


@dataclass
class Sought:
    """One word asked for, and the words of the index that answer it, and how."""

    word: Word
    by: dict[str, How] = field(default_factory=dict)


def tokens_of(text: str) -> list[Word]:
    """The words to look for: without stop words, unless there is nothing else («Chez nous»)."""
    once: dict[str, Word] = {}
    for word in words(text) or words(text, stops=True):
        once.setdefault(word.stem, word)
    return list(once.values())[:MOST_WORDS]


def differ_at_most(typed: str, known: str, slips: int) -> bool:
    """Whether so many letters added, dropped, changed or swapped with their neighbour lead to the other.

    >>> differ_at_most("depresion", "depression", 1), differ_at_most("detrsese", "detresse", 1)
    (True, True)
    >>> differ_at_most("hebergmnt", "hebergement", 1), differ_at_most("hebergmnt", "hebergement", 2)
    (False, True)
    """
    if abs(len(typed) - len(known)) > slips:
        return False
    same = next((i for i, (a, b) in enumerate(zip(typed, known, strict=False)) if a != b), None)
    if same is None:  # one begins the other
        return True
    if not slips:
        return False
    a, b = typed[same:], known[same:]
    ways = [(a[1:], b[1:]), (a[1:], b), (a, b[1:])]
    if a[:2] == b[1::-1]:
        ways.append((a[2:], b[2:]))
    return any(differ_at_most(one, other, slips - 1) for one, other in ways)


def slips_forgiven(typed: str) -> int:
    """None in a short word, where one letter makes another word; two in a long one."""
    return (len(typed) >= 5) + (len(typed) >= 9)


class Vocabulary:
    """What the index knows of the words and codes of a question. One query, two when a word is unknown.

    `sought`: the words typed and what answers them; `postings`: field → documents, of each word met;
    `need_words`: those that stand for the need asked for.
    """

    def __init__(self, text: str, codes: Iterable[str] = (), need: str = "") -> None:
        self.sought = [Sought(word) for word in tokens_of(text)]
        self.postings: dict[str, dict[int, tuple[int, ...]]] = {}
        self.need_words: set[str] = set()
        need_stems = thesaurus().of_code.get(f"need:{need}", frozenset())
        if self.sought or codes:
            self._look_up({*codes, *need_stems}, need_stems)
        if unknown := [sought for sought in self.sought if not sought.by]:
            self._guess(unknown)

    def documents(self, *codes: str) -> set[int]:
        """Those that bear one of these codes."""
        bearing: set[int] = set()
        for code in codes:
            bearing.update(self.postings.get(code, {}).get(Field.LABEL, ()))
        return bearing

    def _look_up(self, stems: set[str], need_stems: frozenset[str]) -> None:
        related = [(sought, thesaurus().related(sought.word.stem)) for sought in self.sought]
        for sought, others in related:
            stems |= {sought.word.stem} | others.stems | others.codes
        for written, key, stem, postings in _words(Q(stem__in=stems)):
            self.postings[written] = unpack(postings)
            if key and stem in need_stems:
                self.need_words.add(written)
            for sought, others in related:
                if key and stem == sought.word.stem:
                    sought.by[written] = How.SAME if key == sought.word.key else How.STEM
                elif stem in others.codes:
                    sought.by[written] = How.CODE
                elif stem in others.stems:
                    sought.by[written] = How.RELATED

    def _guess(self, unknown: Sequence[Sought]) -> None:
        """Beginnings for the last word, which may still be being typed; else slips of a letter or two."""
        initials = Q()
        for initial in {sought.word.key[0] for sought in unknown}:
            initials |= Q(key__startswith=initial)
        for written, key, _stem, postings in _words(initials):
            for sought in unknown:
                typed = sought.word.key
                begun = sought is self.sought[-1] and len(typed) >= TYPED_ENOUGH and key.startswith(typed)
                if begun:
                    sought.by[written] = How.BEGINS
                elif key[0] == typed[0] and differ_at_most(typed, key, slips_forgiven(typed)):
                    sought.by[written] = How.CLOSE
                if written in sought.by:
                    self.postings[written] = unpack(postings)


def _words(condition: Q) -> Iterable[tuple[str, str, str, bytes]]:
    return SearchWord.objects.filter(condition).values_list("written", "key", "stem", "postings")
