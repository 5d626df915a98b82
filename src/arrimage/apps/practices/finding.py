"""What is searched in practices: stems between spaces, with codes; the same on both databases."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from arrimage.apps.kernel.search import words

LONGEST = 120  # characters of a question that count
BEGINNING = 3  # letters from which a word being typed is taken for the beginning of one


def stored(*texts: str, codes: Iterable[str] = ()) -> str:
    """The words of these texts as a column keeps them: « acce heberg need:housing »."""
    found = {form for text in texts for word in words(text) for form in (word.stem, word.key)}
    return " ".join(["", *sorted(found), *sorted(set(codes)), ""])


def asked(text: str, column: str = "words") -> Q:
    """Every word of the question must be there; the last one may be the beginning of a word."""
    typed = words(text[:LONGEST])
    found = Q()
    for place, word in enumerate(typed, 1):
        one = Q(**{f"{column}__contains": f" {word.stem} "})
        if place == len(typed) and len(word.key) >= BEGINNING:
            one |= Q(**{f"{column}__contains": f" {word.key}"})
        found &= one
    return found


def with_code(code: str, column: str = "words") -> Q:
    return Q(**{f"{column}__contains": f" {code} "})


def saying_any(stems: Iterable[str], column: str = "words") -> Q:
    found = Q(pk__in=[])
    for stem in sorted(stems):
        found |= Q(**{f"{column}__contains": f" {stem} "})
    return found


def drawn(uid: object, day: date) -> bytes:
    """A place drawn by lot: the same for everybody all day, another tomorrow, and nobody's for ever."""
    return hashlib.blake2b(f"{day.isoformat()}/{uid}".encode(), digest_size=8).digest()
