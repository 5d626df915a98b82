"""What could make somebody known: what the whole house looks for, and what people write here.

Among people who share an evening's talk, a person is betrayed less by a file number than by «mon client
Réjean», «Mme B.» or a first name and a surname in the middle of a sentence. Whoever wrote is shown what was
found and judges; nothing of it is kept.
"""

import re
from collections.abc import Iterable

from arrimage.apps.kernel.identifiers import KINDS, Found
from arrimage.apps.kernel.identifiers import find as common
from arrimage.apps.kernel.search import fold

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
# A capital after a word that announces a person one follows or lives with.
ANNOUNCED = re.compile(
    r"\b(?:client|patient|usager|usagère|résident|locataire|bénéficiaire|participant|conjoint|voisin|ami|copain"
    r"|père|mère|frère|s[œo]e?ur|fils|fille|oncle|tante|cousin|prénommée?|nommée?|appelle"
    r"|appelée?)e?[ \u00a0]"
    rf"({_CAPITAL}\.?)",
    re.I,
)
INITIALS = re.compile(r"(?<![\w.])[A-Z]\. ?-?[A-Z]\.(?!\w|[A-Z]\.)|\b[A-ZÀ-Ý][a-zà-ÿ]+ [A-Z]\.(?=[ ,;:!?]|$)")
PAIR = re.compile(rf"({_CAPITAL})[ \u00a0]({_CAPITAL})")
# What two capitals in a row often are, besides a person.
_NO_PERSON = frozenset(
    "accueil agence arrimage association auberge avenue boulevard carrefour centre chez chemin cisss ciusss"
    " clinique clsc coalition college comite conseil entraide equipe espace federation fondation groupe halte"
    " hopital institut lac la le les loi maison ministere mont mouvement notre place plan pont quebec"
    " regroupement relais reseau riviere rue saint sainte service siv sim societe table tremplin un une"
    " universite ville".split()
)
_BEGINS = re.compile(r"(?:^|[.!?…:«»\"“”(\n–—-])[ \u00a0]*$")


def find(text: str, *, known: Iterable[str] = ()) -> list[Found]:
    """In the order of the text, each once. `known`: names that may be said here (those of the members).

    >>> [one.text for one in find("Hier, mon client Réjean a revu Lise Beaupré.")]
    ['client Réjean', 'Lise Beaupré']
    """
    said = {fold(name) for name in known}
    hits = [(text.find(one.text), one) for one in common(text)]
    for match in ANNOUNCED.finditer(text):
        # The words before may be in any case; a name begins with a capital.
        if match[1][0].isupper() and fold(match[1].rstrip(".")) not in said:
            hits.append((match.start(), Found("name", match[0])))
    hits += [(match.start(), Found("name", match[0])) for match in INITIALS.finditer(text)]
    place = 0
    while match := PAIR.search(text, place):
        # A word at the beginning of a sentence has its capital for nothing: try from the next one.
        place = match.end() if not _is_start(text, match) else match.start(2)
        if not _is_start(text, match) and _is_person(match, said):
            hits.append((match.start(), Found("name", match[0])))
    hits.sort(key=lambda hit: hit[0])
    kept: list[Found] = []
    for _place, one in hits:
        if not any(one.text in other.text for other in kept):
            kept.append(one)
    return kept


def said(found: Iterable[Found]) -> str:
    """What was found, for whoever wrote it."""
    return "; ".join(f"« {one.text} » ({KINDS[one.kind]})" for one in list(found)[:5])


def _is_start(text: str, match: re.Match) -> bool:
    return bool(_BEGINS.search(text[: match.start()]))


def _is_person(match: re.Match, said: set[str]) -> bool:
    first, second = (fold(part) for part in match.groups())
    if f"{first} {second}" in said:
        return False
    return not {first.split("-")[0], second.split("-")[0]} & _NO_PERSON and not match[0].isupper()
