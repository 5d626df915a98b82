"""Which words of the index answer the words a person typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from arrimage.apps.kernel.search import Word, words
from arrimage.apps.network.models import SearchTerm, SearchWord
from arrimage.apps.network.thesaurus import thesaurus

from .reasons import How

MOST_WORDS = 12
TYPED_ENOUGH = 3  # letters before a last word may be taken for a beginning
LONG_ENOUGH = 5  # letters before a slip is forgiven


@dataclass
class Sought:
    """One word asked for, and the words of the index that answer it: id → how."""

    word: Word
    by: dict[int, How] = field(default_factory=dict)


def tokens_of(text: str) -> list[Word]:
    """The words to look for: without stop words, unless there is nothing else («Chez nous»)."""
    once: dict[str, Word] = {}
    for word in words(text) or words(text, stops=True):
        once.setdefault(word.stem, word)
    return list(once.values())[:MOST_WORDS]


def is_close(typed: str, known: str) -> bool:
    """Whether one letter added, dropped, changed or swapped with its neighbour parts the two.

    >>> is_close("depresion", "depression"), is_close("detrsese", "detresse"), is_close("abri", "arbre")
    (True, True, False)
    """
    start = 0
    while start < min(len(typed), len(known)) and typed[start] == known[start]:
        start += 1
    a, b = typed[start:], known[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


class Vocabulary:
    """What the index knows of the words and codes of a question. One query, two when a word is unknown.

    `sought`: the words typed and what answers them; `id_of`: of the codes asked for; `need_words`: words
    that stand for the need asked for; `written`: each word met, as documents write it.
    """

    def __init__(self, text: str, codes: Iterable[str] = (), need: str = "") -> None:
        self.sought = [Sought(word) for word in tokens_of(text)]
        self.id_of: dict[str, int] = {}
        self.need_words: set[int] = set()
        self.written: dict[int, str] = {}
        need_stems = thesaurus().of_code.get(f"need:{need}", frozenset())
        if self.sought or codes or need:
            self._look_up({*codes, *need_stems}, need_stems)
        if unknown := [sought for sought in self.sought if not sought.by]:
            self._guess(unknown)

    def _look_up(self, stems: set[str], need_stems: frozenset[str]) -> None:
        related = [(sought, thesaurus().related(sought.word.stem)) for sought in self.sought]
        for sought, others in related:
            stems |= {sought.word.stem} | others.stems | others.codes
        for pk, written, key, stem in _held(Q(stem__in=stems)):
            self.written[pk] = written
            if not key:
                self.id_of[stem] = pk
            elif stem in need_stems:
                self.need_words.add(pk)
            for sought, others in related:
                if key and stem == sought.word.stem:
                    sought.by[pk] = How.SAME if key == sought.word.key else How.STEM
                elif stem in others.codes:
                    sought.by[pk] = How.CODE
                elif stem in others.stems:
                    sought.by[pk] = How.RELATED

    def _guess(self, unknown: Sequence[Sought]) -> None:
        """Beginnings for the last word, which may still be being typed; else slips of one letter."""
        initials = Q()
        for initial in {sought.word.key[0] for sought in unknown}:
            initials |= Q(key__startswith=initial)
        for pk, written, key, _stem in _held(initials):
            self.written[pk] = written
            for sought in unknown:
                typed = sought.word.key
                if sought is self.sought[-1] and len(typed) >= TYPED_ENOUGH and key.startswith(typed):
                    sought.by[pk] = How.BEGINS
                elif len(typed) >= LONG_ENOUGH and key[0] == typed[0] and is_close(typed, key):
                    sought.by[pk] = How.CLOSE


def _held(condition: Q) -> Iterable[tuple[int, str, str, str]]:
    """Words that some document holds: id, written, key, stem."""
    held = Exists(SearchTerm.objects.filter(word=OuterRef("pk")))
    return SearchWord.objects.filter(condition).filter(held).values_list("pk", "written", "key", "stem")
