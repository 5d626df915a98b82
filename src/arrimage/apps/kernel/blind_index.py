"""Finding somebody again without storing what they are called.

A blind index is a keyed hash of a normalised value: equal values meet, and whoever holds only the database
learns nothing but that they are equal. Its key is its own, and changing it means computing every index again.

    person.name_index = blind_index(phonetic_name(person.name), "person.name")
"""

import hashlib
import hmac
import re
from datetime import date

from django.conf import settings

from .search import fold


def blind_index(value: str, purpose: str) -> str:
    """32 hexadecimal characters (128 bits of HMAC-SHA256); an empty value stays empty.

    The purpose parts indexes from each other: the same name as a person and as a relative does not meet.
    """
    if not value:
        return ""
    message = f"{purpose}\x00{value}".encode()
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]


def folded_name(name: str) -> str:
    """Letters only, without case, accents, hyphens or spaces: «Anne-Marie» → «annemarie»."""
    return re.sub(r"[^a-z]", "", _saints(fold(name)))


def birth_year(born_on: date | None) -> str:
    """The year as text; empty when unknown."""
    return f"{born_on:%Y}" if born_on else ""


def phonetic_name(name: str) -> str:
    """How a French name sounds, roughly: names said alike get one key, whatever the spelling.

    Written for Québec's names (Thibault, Thibeault, Tibo; Lefebvre, Lefèvre; St-Pierre, Saint-Pierre), and
    for names typed without their accents. It errs on the side of meeting: two names with one key are
    candidates, never a match. In a key, C is «ch», W «ou», 0 «eu»; 1, 2, 3 are the nasals of vin, vent, vont.

    >>> phonetic_name("Thibeault"), phonetic_name("Tibo")
    ('TIBO', 'TIBO')
    """
    letters = re.sub(r"[^a-z]", "", _saints(fold(name.replace("ç", "ss").replace("Ç", "ss"))))
    key = letters
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return (key or letters).upper()  # a lone H says nothing, and is somebody's initial


def _saints(name: str) -> str:
    return re.sub(r"\bst(e?)\b", r"saint\1", name)


# In order: each works on what those before it left. A capital or a digit is a sound already settled.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        # Spellings of one name
        (r"^mc", "mac"),
        (r"franco(?=i)", "franso"),  # François typed without its cedilla
        (r"fe(?:bv|bu)(?=r)", "fev"),
        # One letter for another
        (r"y", "i"),
        (r"w", "v"),
        (r"ph", "f"),
        # Mute inside: Desjardins, Lévesque, Dufresne; Gaultier; Pelletier
        (r"es(?=[bcdfgjlmnqrv])", "e"),
        (r"aul(?=[dtx])", "au"),
        (r"ch(?=[lnrt])", "k"),
        (r"sch|sh|ch", "C"),
        (r"h", ""),
        # The end: a heard é stays (Gauthier, Ouellet, Tremblay), mute consonants fall
        (r"(?<=.)(?:ers?|ez|ests?|ets?|ais?|aits?|ei)$", "E"),
        (r"(?<=.)es$", "e"),
        (r"(?<=.)[dstxz]+$|(?<=m)ps?$|(?<=n)[cg]s?$", ""),
        (r"lle(?=[^aeiouEt]|ti)", "ll"),
        # Consonants
        (r"gu(?=[eEi])", "G"),
        (r"ge(?=[aou])|g(?=[eEi])", "j"),
        (r"gn", "ni"),
        (r"s?c(?=[eEi])", "s"),
        (r"qu?|c", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"ti(?=on)", "si"),
        # Vowels
        (r"eau|au", "o"),
        (r"ou?in(?![aeimnou])", "w1"),
        (r"(?:ai|ei|i|u)[mn](?![aeEimnou])", "1"),
        (r"(?:ea|a|e)[mn](?![aeEimnou])", "2"),
        (r"o[mn](?![aeEimnou])", "3"),
        (r"oeu|eu", "0"),
        (r"oi", "wa"),
        (r"ou", "w"),
        (r"ai|ei", "e"),
        (r"(?<=.)e$", ""),
        (r"(.)\1+", r"\1"),
    )
]
