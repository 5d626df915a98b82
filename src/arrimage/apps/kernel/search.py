"""French words as people type them, made comparable; and an order of text that both databases share.

The order of the steps matters: lower-case, split elisions, fold accents, drop stop words, *then* stem.
Stemming first would give «accès» and «acces», «décès» and «deces», «procès» and «proces» different stems.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, Func
from django.db.models.expressions import Combinable
from snowballstemmer import stemmer

# Raise it whenever `words` would give another stem or key: the stored index then knows it is stale.
STEMS_VERSION = 1
LONGEST = 40  # a longer word is cut: nobody types it, and a column must hold it

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_UNSEEN = dict.fromkeys("\u00ad\u200b\u2060")  # soft hyphen and zero-width breaks
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘′´`＇", "'") | _UNSEEN)
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)'")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_WORD = re.compile(r"[^\W_]+")
_SHORT_FOR = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}  # St-Jérôme, Ste-Foy

# Folded. The second half is what people wrap a question in: «je cherche un endroit où trouver de l’aide».
_STOP_WORDS = """
a ai as au aux avec c ca car ce ceci cela celle celles celui ces cet cette ceux chez ci comme d dans de
des donc du elle elles en entre es est et etait etc etre eu eux il ils j je l la le les leur leurs lui
m ma mais me meme memes mes moi mon n ne ni nos notre nous on ont ou par pas pour pu qu que quel quelle
quelles quels qui quoi s sa sans se ses si son sont sur t ta te tes toi ton tous tout toute toutes tres
tu un une vers via vos votre vous y

alors aussi avoir besoin cherche chercher cherchons comment dois doit endroit faire fait faut lorsque
peut peux plus pourrais pourrait pouvoir puis puisque quand quelque quelques suis trouve trouver veut
veux voudrais voulez voulons
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_stem = stemmer("french").stemWord


@dataclass(frozen=True, slots=True)
class Word:
    """`written` as typed, lower-case with accents; `key` folded; `stem` of the key."""

    written: str
    key: str
    stem: str


def _lowered(text: str) -> str:
    text = unicodedata.normalize("NFC", text).lower().translate(_APOSTROPHES)
    return _ACRONYM.sub(lambda dotted: dotted[0].replace(".", "") + " ", text)


def fold(text: str) -> str:
    """Lower-case ASCII where it exists: «Œuvre d’été» → «oeuvre d’ete». Folding twice changes nothing."""
    # Lowered twice: a compatibility form may hide a capital («℡» is TEL).
    lower = unicodedata.normalize("NFKD", text.lower()).lower().translate(_LIGATURES)
    bare = unicodedata.normalize("NFKD", lower)
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _key(written: str) -> str:
    key = "".join(_WORD.findall(fold(written)))[:LONGEST]
    return _SHORT_FOR.get(key, key)


@lru_cache(maxsize=65_536)
def _word(written: str) -> Word | None:
    key = _key(written)
    return Word(written, key, _stem(key)) if len(key) > 1 or key.isdigit() else None


def words(text: str, *, stops: bool = False) -> list[Word]:
    """The words of a text, in order, without stop words (with them if `stops`).

    >>> [word.stem for word in words("L’accès à l’hébergement")]
    ['acce', 'heberg']
    """
    found = (_word(written[:LONGEST]) for written in _WORD.findall(_ELISION.sub(" ", _lowered(text))))
    return [word for word in found if word and (stops or word.key not in STOP_WORDS)]


def sort_key(text: str, length: int = 200) -> str:
    """What names are ordered and compared by: folded, articles kept, punctuation as one space.

    >>> sort_key("St-Jérôme — L’Étape")
    'saint jerome l etape'
    """
    return " ".join(key for written in _WORD.findall(_lowered(text)) if (key := _key(written)))[:length]


class BinaryOrder(Func):
    """A text in code-point order, which both databases and Python's `sorted` agree on."""

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template='%(expressions)s COLLATE "BINARY"', **context)

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **context)


def binary(field: str | Combinable) -> BinaryOrder:
    """`queryset.order_by(binary("sort_name"), "id")`: the same order on SQLite and PostgreSQL."""
    return BinaryOrder(F(field) if isinstance(field, str) else field)
