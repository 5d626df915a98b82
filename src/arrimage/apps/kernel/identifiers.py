"""What in a text could name somebody: found before it is shared, shown to whoever wrote it, judged by them.

No rule finds every name; these find what betrays most often. Nothing is blocked for good, and nothing is kept
of what was found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.kernel.search import fold

# A Québec health-insurance number: four letters, then eight digits, in groups or not.
HEALTH_NUMBER = re.compile(r"\b[A-Za-z]{4}[ -]?\d{4}[ -]?\d{4}\b")
SOCIAL_NUMBER = re.compile(r"\b\d{3}[ -]\d{3}[ -]\d{3}\b")
PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\d-])")
EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
FILE_NUMBER = re.compile(
    r"\b(?:dossier|file|no|n[o°]|num[ée]ro|usager|chart)\b[ .:#]{0,4}(?:n[o°]\.? ?)?[A-Z]{0,3}-?\d{4,}\b",
    re.I,
)
BIRTH = re.compile(r"\b(?:n[ée]e?|born|ddn|dob)\b[ .:]{0,3}(?:le |on )?\d", re.I)
# Two words with a capital after a word that announces a person.
TITLED = re.compile(
    r"\b(?:M\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?|monsieur|madame)[ \u00a0]([A-ZÀ-Ý][\w’'-]+)", re.UNICODE
)


@dataclass(frozen=True)
class Found:
    """`kind` is one of the names below; `text` is what was written."""

    kind: str
    text: str


PATTERNS = (
    ("health_number", HEALTH_NUMBER),
    ("social_number", SOCIAL_NUMBER),
    ("phone", PHONE),
    ("email", EMAIL),
    ("file_number", FILE_NUMBER),
    ("birth", BIRTH),
    ("name", TITLED),
)
KINDS = {
    "health_number": lazy("a health-insurance number"),
    "social_number": lazy("a social-insurance number"),
    "phone": lazy("a phone number"),
    "email": lazy("an e-mail address"),
    "file_number": lazy("a file number"),
    "birth": lazy("a date of birth"),
    "name": lazy("somebody’s name"),
}
OF_ALL = re.compile(r"(?:1[ .-])?(?:8(?:00|33|44|55|66|77|88)|310)[ .-]")  # lines everyone may call


def find(text: str, *, names: Iterable[str] = ()) -> list[Found]:
    """What could name somebody, in the order of the text, each once. `names`: those known to beware of.

    >>> [one.kind for one in find("Rappeler TREM 1234 5678 au 418 555-0147")]
    ['health_number', 'phone']
    """
    hits = [
        (match.start(), kind, match[0])
        for kind, pattern in PATTERNS
        for match in pattern.finditer(text)
        if not (kind == "phone" and OF_ALL.match(match[0]))
    ]
    for name in names:
        parts = [part for part in re.split(r"[\s,]+", name) if len(part) > 1]
        if len(parts) > 1:  # a first name alone is everybody's
            hits += _named(text, parts)
    found = [Found(kind, said) for _place, kind, said in sorted(hits)]
    return list(dict.fromkeys(found))


def _named(text: str, parts: list[str]) -> list[tuple[int, str, str]]:
    """The whole name, accents and capitals aside, in either order."""
    folded = [(match.start(), match[0], fold(match[0])) for match in re.finditer(r"[\w’'-]+", text)]
    wanted = [fold(part) for part in parts]
    hits = []
    for order in (wanted, wanted[::-1]):
        for here in range(len(folded) - len(order) + 1):
            words = folded[here : here + len(order)]
            if [word for _place, _said, word in words] == order:
                last = words[-1]
                hits.append((words[0][0], "name", text[words[0][0] : last[0] + len(last[1])]))
    return hits
