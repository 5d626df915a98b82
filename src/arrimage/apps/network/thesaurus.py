"""Plain-French equivalents: what people type, and the words and codes organisations use for it.

`data/synonyms_fr.csv` is ours. Each row is one idea: codes of the directory (`need:housing`) and words that
may stand for one another. A word may be in several rows; rows sharing a code are not each other's words.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from arrimage.apps.kernel.search import words

from .vocabulary import Need

TABLE = Path(__file__).parent / "data" / "synonyms_fr.csv"
PRESSING = frozenset({f"need:{Need.NOW}", f"need:{Need.SUICIDE}"})


@dataclass(frozen=True)
class Related:
    """What a stem also stands for."""

    stems: frozenset[str] = frozenset()  # others, not itself
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Thesaurus:
    of_stem: dict[str, Related]
    of_code: dict[str, frozenset[str]]  # stems that stand for a code

    def related(self, stem: str) -> Related:
        return self.of_stem.get(stem, Related())

    def is_pressing(self, stem: str) -> bool:
        """Whether somebody who types this may need help right now."""
        return bool(self.related(stem).codes & PRESSING)


@cache
def thesaurus() -> Thesaurus:
    stems_of, codes_of, of_code = defaultdict(set), defaultdict(set), defaultdict(set)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            stems = {word.stem for word in words(row["words"])}
            codes = row["codes"].split()
            for stem in stems:
                stems_of[stem] |= stems - {stem}
                codes_of[stem].update(codes)
            for code in codes:
                of_code[code] |= stems
    return Thesaurus(
        {stem: Related(frozenset(stems_of[stem]), frozenset(codes_of[stem])) for stem in stems_of},
        {code: frozenset(stems) for code, stems in of_code.items()},
    )
