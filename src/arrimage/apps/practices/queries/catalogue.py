"""Reading the catalogue: a page, its former editions, what is being written, what waits for a translation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from arrimage.apps.kernel.search import words
from arrimage.apps.network.vocabulary import Need
from arrimage.apps.practices import policies
from arrimage.apps.practices.beside import Beside, beside
from arrimage.apps.practices.models import Contestation, Edition, Practice, Reading
from arrimage.apps.practices.references import sentence
from arrimage.apps.practices.vocabulary import REVIEWS, SECTIONS, TEXTS, Shelf

from . import own

PUBLISHED = Edition.State.PUBLISHED
STANDING = ~Q(state=Contestation.State.WITHDRAWN)


def practices() -> QuerySet[Practice]:
    """Those of which something is published."""
    return Practice.objects.filter(editions__state=PUBLISHED, editions__language="fr")


def read_in(language: str) -> QuerySet[Edition]:
    """What is published, in this language where it exists, in French otherwise."""
    published = Edition.objects.filter(state=PUBLISHED)
    if language == "fr":
        return published.filter(language="fr")
    translated = published.filter(practice=OuterRef("practice"), language=language)
    return published.filter(Q(language=language) | Q(~Exists(translated), language="fr"))


def editions_visible_to(user) -> QuerySet[Edition]:
    return Edition.objects.filter(policies.editions_visible_to(user)).select_related("practice", "translates")


def editions_being_written(user) -> QuerySet[Edition]:
    """What is open, for editors; what may be read over, for readers."""
    return editions_visible_to(user).filter(state__in=Edition.OPEN).order_by("-written_at", "-id")


def editions_read_over_by(user) -> QuerySet[Edition]:
    readings = Prefetch("readings", Reading.objects.order_by("read_at", "id"))
    return (
        Edition.objects.filter(policies.editions_read_over_by(user))
        .select_related("practice", "translates")
        .prefetch_related(readings)
        .order_by("written_at", "id")
    )


def contestations_visible() -> QuerySet[Contestation]:
    """What was contested is public, as the catalogue is."""
    return Contestation.objects.select_related("practice", "organisation", "edition")


def awaiting_an_answer() -> QuerySet[Contestation]:
    return contestations_visible().filter(state=Contestation.State.STANDING)


@dataclass
class Part:
    """A part of the page, and what is said against it."""

    code: str
    title: str
    text: str
    contestations: list[Contestation] = field(default_factory=list)


@dataclass
class Page:
    """All that the page of a practice shows. `facts` is the French edition, which carries them."""

    practice: Practice
    edition: Edition
    facts: Edition
    parts: list[Part]
    contested: list[Contestation]  # as a whole
    readings: list[Reading]
    references: list[str]
    needs: list[tuple[str, str]]  # code, as shown
    shelves: list[tuple[str, list[str]]]
    related: list[Edition]
    alternatives: list["own.Told"]
    told_by: list["own.Told"]
    beside: list[Beside]
    is_late: bool  # the French has moved since it was translated

    @property
    def is_translated(self) -> bool:
        return self.edition.pk != self.facts.pk


ALTERNATIVES = 6


def page_of(practice: Practice, *, language: str, user, day: date) -> Page | None:
    """A practice as published, with what stands beside it. None when nothing is. Nine queries at most."""
    editions = {one.language: one for one in practice.editions.filter(state=PUBLISHED)}
    facts = editions.get("fr")
    if facts is None:
        return None
    edition = editions.get(language, facts)
    contestations = list(practice.contestations.filter(STANDING).select_related("organisation", "edition"))
    parts = [
        Part(code, str(title), text, [one for one in contestations if one.section == code])
        for code, title, text in edition.sections
    ]
    shown = {part.code for part in parts}
    told = own.told_for(facts, day=day)
    return Page(
        practice=practice,
        edition=edition,
        facts=facts,
        parts=parts,
        contested=[one for one in contestations if one.section not in shown],
        readings=[one for one in facts.readings.all() if one.answered_at or one.agrees],
        references=[sentence(item) for item in facts.references],
        needs=[(code, str(label)) for code, label in Need.choices if code in facts.needs],
        shelves=shelves_of(facts),
        related=editions_of(facts.related, language),
        alternatives=[one for one in told if not one.is_linked][:ALTERNATIVES],
        told_by=[one for one in told if one.is_linked],
        beside=beside(practice, user),
        is_late=edition.translates_id not in (None, facts.pk),
    )


def shelves_of(edition: Edition) -> list[tuple[str, list[str]]]:
    """By review, the shelves on which it stands."""
    found = []
    for review, label in REVIEWS.items():
        here = [Shelf(code).label for code in edition.shelves if code.startswith(f"{review}:")]
        if here:
            found.append((str(label), [str(one) for one in here]))
    return found


def editions_of(slugs: Iterable[str], language: str) -> list[Edition]:
    """These practices as published, in the order given. One query."""
    slugs = list(slugs)
    found = {
        one.practice.slug: one
        for one in read_in(language).filter(practice__slug__in=slugs).select_related("practice")
    }
    return [found[slug] for slug in slugs if slug in found]


def levels_of(editions: Iterable[Edition]) -> list[tuple[int, str]]:
    """(edition, how much research says), from the French, which carries the facts. One query."""
    editions = list(editions)
    facts = Edition.objects.filter(
        state=PUBLISHED, language="fr", practice__in={one.practice_id for one in editions}
    )
    levels = {one.practice_id: one.get_level_display() for one in facts}
    return [(one.pk, str(levels[one.practice_id])) for one in editions]


def history_of(practice: Practice, language: str) -> list[Edition]:
    """What was published, the last first."""
    return list(practice.editions.filter(published_at__isnull=False, language=language).order_by("-number"))


# --- What changed


@dataclass(frozen=True)
class Piece:
    """Some words of a text: kept, taken out or put in."""

    kind: str  # same, out, in
    text: str


@dataclass(frozen=True)
class Change:
    title: str
    pieces: list[Piece]


def changes(before: Edition, after: Edition) -> list[Change]:
    """Part by part, what moved between two editions, word by word; what did not move is left out."""
    found = []
    for code in TEXTS:
        old, new = getattr(before, code), getattr(after, code)
        if old != new:
            title = SECTIONS.get(code) or Edition._meta.get_field(code).verbose_name
            found.append(Change(str(title), _pieces(old, new)))
    return found


def _pieces(old: str, new: str) -> list[Piece]:
    before, after = old.split(" "), new.split(" ")
    pieces = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", " ".join(before[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece("out", " ".join(before[i1:i2])))
        if j1 < j2:
            pieces.append(Piece("in", " ".join(after[j1:j2])))
    return pieces


# --- Translations


@dataclass(frozen=True)
class Translation:
    """Where the English of a practice stands. `parts` are those the French has changed since."""

    practice: Practice
    french: Edition
    english: Edition | None
    parts: list[str]
    is_begun: bool

    @property
    def state(self) -> str:
        if self.english is None:
            return "missing"
        return "late" if self.english.translates_id != self.french.pk else "true"


def translations(language: str = "en") -> list[Translation]:
    """Every practice, those to translate or to bring up to date first. Two queries."""
    published = Edition.objects.filter(state=PUBLISHED).select_related("practice", "translates")
    by_language: dict[str, dict[int, Edition]] = {"fr": {}, language: {}}
    for one in published:
        by_language.setdefault(one.language, {})[one.practice_id] = one
    begun = set(
        Edition.objects.filter(language=language, state__in=Edition.OPEN).values_list("practice", flat=True)
    )
    found = []
    for pk, french in by_language["fr"].items():
        english = by_language[language].get(pk)
        late = english is not None and english.translates_id != french.pk
        parts = [one.title for one in changes(english.translates, french)] if late else []
        found.append(Translation(french.practice, french, english, parts, pk in begun))
    order = {"missing": 0, "late": 1, "true": 2}
    return sorted(
        found, key=lambda one: (order[one.state], " ".join(word.key for word in words(one.french.name)))
    )
