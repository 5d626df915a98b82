"""The words of sealed texts, found without being readable: each stem is replaced by a keyed token."""

from arrimage.apps.kernel.blind_index import blind_index
from arrimage.apps.kernel.search import words

PURPOSE = "communities.words"


def token(stem: str) -> str:
    return blind_index(stem, PURPOSE)[:16]


def tokens_of(*texts: str) -> str:
    """What a contribution is found by, between spaces."""
    stems = sorted({word.stem for text in texts for word in words(text)})
    return f" {' '.join(token(stem) for stem in stems)} " if stems else ""


def looked_for(q: str) -> list[str]:
    return sorted({token(word.stem) for word in words(q)})
