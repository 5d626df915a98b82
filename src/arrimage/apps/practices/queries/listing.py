"""The one list: practices of the catalogue and those told in their own words, the same size, drawn by lot.

Nobody comes first for being large, studied or funded. The order is drawn anew each day, the same for all;
when somebody searches, what says the words in its name comes first.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from arrimage.apps.practices.finding import asked as asking
from arrimage.apps.practices.finding import drawn, with_code
from arrimage.apps.practices.models import Edition, OwnVersion
from arrimage.apps.practices.vocabulary import SHELVES_OF

from . import catalogue, own, tags

CATALOGUE, OWN = "catalogue", "own"


@dataclass(frozen=True)
class Asked:
    text: str = ""
    needs: tuple[str, ...] = ()  # any of them
    family: str = ""
    what: str = ""  # catalogue, own; everything when empty
    tag: str = ""  # the uid of a word of somebody's own


@dataclass(frozen=True)
class Line:
    """A thing of the list: exactly one of the two is set."""

    edition: Edition | None = None
    version: OwnVersion | None = None

    @property
    def title(self) -> str:
        return self.edition.name if self.edition else self.version.title

    @property
    def text(self) -> str:
        if self.edition:
            return self.edition.aim
        version = self.version
        return version.story or version.values or version.us

    @property
    def url(self) -> str:
        thing = self.edition or self.version
        return thing.practice.get_absolute_url()


def found(asked: Asked, *, language: str, day: date, start: int, size: int) -> tuple[list[Line], int]:
    """One page of the list, and how many there are in all. At most five queries, whatever the number."""
    places: list[tuple[bool, bytes, str, int]] = []
    for kind, pk, uid, named in [*_editions(asked, language), *_versions(asked)]:
        places.append((not named, drawn(uid, day), kind, pk))
    places.sort()
    page = places[start : start + size]
    editions = Edition.objects.select_related("practice").in_bulk(
        [pk for *_x, kind, pk in page if kind == CATALOGUE]
    )
    versions = {
        one.pk: one
        for one in own.published_versions().filter(pk__in=[pk for *_x, kind, pk in page if kind == OWN])
    }
    lines = [
        Line(edition=editions[pk]) if kind == CATALOGUE else Line(version=versions[pk])
        for *_x, kind, pk in page
    ]
    return lines, len(places)


def _editions(asked: Asked, language: str):
    if asked.what == OWN or asked.tag:
        return
    editions = catalogue.read_in(language).filter(asking(asked.text))
    facts = Edition.objects.filter(state=Edition.State.PUBLISHED, language="fr")
    if asked.needs:
        facts = facts.filter(_any(with_code(f"need:{need}") for need in asked.needs))
    if asked.family:
        shelves = SHELVES_OF.get(asked.family, ())
        facts = facts.filter(_any(with_code(f"shelf:{shelf}") for shelf in shelves))
    if asked.needs or asked.family:
        editions = editions.filter(practice__in=facts.values("practice"))
    names = set(_in_name(editions, asked))
    for pk, uid in editions.values_list("pk", "practice__uid"):
        yield CATALOGUE, pk, uid, pk in names


def _versions(asked: Asked):
    # A family is the shelf of a review: what refuses shelves is found by everything else.
    if asked.what == CATALOGUE or asked.family:
        return
    versions = OwnVersion.objects.filter(own.PUBLISHED).filter(asking(asked.text))
    if asked.needs:
        versions = versions.filter(_any(own.answers(need) for need in asked.needs))
    if asked.tag:
        versions = versions.filter(tags__in=tags.with_kin(asked.tag)).distinct()
    names = set(_in_name(versions, asked))
    for pk, uid in versions.values_list("pk", "practice__uid"):
        yield OWN, pk, uid, pk in names


def _in_name(things, asked: Asked):
    return things.filter(asking(asked.text, "name_words")).values_list("pk", flat=True) if asked.text else ()


def _any(conditions) -> Q:
    met = Q(pk__in=[])
    for one in conditions:
        met |= one
    return met
