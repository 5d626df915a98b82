"""Reading who practises what, where; and where nobody told us of it, which is all that an absence says."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from arrimage.apps.kernel.search import binary
from arrimage.apps.network.queries.whereabouts import codes_of
from arrimage.apps.practices import policies
from arrimage.apps.practices.finding import with_code
from arrimage.apps.practices.models import Doing, Edition, OwnVersion, Practice

PUBLISHED = Edition.State.PUBLISHED


def doings() -> QuerySet[Doing]:
    """What is said, of practices that may be read: those of a withdrawn page are not shown."""
    return (
        Doing.objects.filter(own__withdrawn_at=None)
        .exclude(own__isnull=False, own__pk__in=_never_published())
        .exclude(organisation__closed_on__isnull=False, until_year=None)
        .select_related("organisation", "offer", "practice", "own")
        .order_by(binary("organisation__sort_name"), "pk")
    )


def _never_published():
    told = OwnVersion.objects.filter(state=OwnVersion.State.PUBLISHED).values("practice")
    return Doing.objects.filter(own__isnull=False).exclude(own__in=told).values("own")


def doings_visible_to(user) -> QuerySet[Doing]:
    """What everybody reads; and one's own organisation's, closed or not yet published."""
    seen = doings().values("pk")
    mine = policies.kept_by(user)
    found = Doing.objects.filter(pk__in=seen)
    if mine is not None:
        found = found | Doing.objects.filter(organisation=mine)
    return found.select_related("organisation", "offer", "practice", "own")


def doings_kept_by(user) -> QuerySet[Doing]:
    return Doing.objects.filter(policies.doings_kept_by(user)).select_related(
        "organisation", "offer", "practice", "own"
    )


@dataclass
class Row:
    """A line of the table, with the names a reader knows."""

    doing: Doing
    name: str
    url: str
    places: list[str]  # codes of the territories where it is


@dataclass(frozen=True)
class Chosen:
    practice: str = ""  # a slug
    territory: str = ""  # a code; all it is made of counts
    need: str = ""
    state: str = ""  # now, stopped; both when empty


def rows(chosen: Chosen, *, language: str, day: date) -> list[Row]:
    """Who does what, where, as chosen. Five queries, whatever the number."""
    found = doings()
    if chosen.practice:
        found = found.filter(practice__slug=chosen.practice)
    if chosen.need:
        facts = Edition.objects.filter(with_code(f"need:{chosen.need}"), state=PUBLISHED, language="fr")
        told = OwnVersion.objects.filter(
            with_code(f"need:{chosen.need}"), state=OwnVersion.State.PUBLISHED
        ).values("practice")
        found = found.filter(practice__in=facts.values("practice")) | found.filter(own__in=told)
    if chosen.state == "now":
        found = found.filter(until_year=None)
    elif chosen.state == "stopped":
        found = found.filter(until_year__isnull=False)
    found = list(found)
    names = names_of(found, language)
    places = codes_of({one.organisation_id for one in found}, day=day)
    made = [
        Row(one, *names[one.practice_id, one.own_id], sorted(places.get(one.organisation_id, ())))
        for one in found
    ]
    if chosen.territory:
        made = [row for row in made if _is_in(row.places, chosen.territory)]
    return made


def _is_in(places: Sequence[str], code: str) -> bool:
    """Whether some place is part of this territory, or the territory part of a place answered for."""
    return any(place.startswith(code) or code.startswith(place) for place in places)


def widest(places: Sequence[str]) -> list[str]:
    """These places without those that are part of another of them."""
    return [one for one in places if not any(one != other and one.startswith(other) for other in places)]


def names_of(found: Sequence[Doing], language: str) -> dict[tuple[int | None, int | None], tuple[str, str]]:
    """(name, address) by (practice, own practice). Two queries."""
    from .catalogue import read_in

    names: dict[tuple[int | None, int | None], tuple[str, str]] = {}
    editions = read_in(language).filter(practice__in={one.practice_id for one in found if one.practice_id})
    for edition in editions.select_related("practice"):
        names[edition.practice_id, None] = (edition.name, edition.practice.get_absolute_url())
    versions = OwnVersion.objects.filter(practice__in={one.own_id for one in found if one.own_id})
    for version in versions.select_related("practice").order_by("number"):  # the last one said is kept
        names[None, version.practice_id] = (version.title, version.practice.get_absolute_url())
    for one in found:
        names.setdefault((one.practice_id, one.own_id), (str(one.practice or ""), ""))
    return names


def regions_told(found: Sequence[Row]) -> dict[str, int]:
    """How many organisations, by region, tell of doing it now. A region nobody told of is absent."""
    by_region: dict[str, set[int]] = defaultdict(set)
    for row in found:
        if not row.doing.is_stopped:
            for code in row.places:
                by_region[code[:2]].add(row.doing.organisation_id)
    return {code: len(organisations) for code, organisations in by_region.items()}


@dataclass
class Here:
    """A part of a territory: who told of it there, and who told of having stopped."""

    code: str
    name: str
    now: list[Row] = field(default_factory=list)
    stopped: list[Row] = field(default_factory=list)


def by_part(found: Sequence[Row], parts: Sequence) -> list[Here]:
    """Each part of a territory in order, those nobody told of included."""
    places = [Here(part.code, part.name) for part in parts]
    for here in places:
        for row in found:
            if _is_in(row.places, here.code):
                (here.stopped if row.doing.is_stopped else here.now).append(row)
    return places


@dataclass(frozen=True)
class Unheard:
    """A practice nobody told of in a place; `elsewhere` is how many organisations told of it at all."""

    edition: Edition
    elsewhere: int


def unheard(territory: str, *, language: str, day: date) -> list[Unheard]:
    """Practices of the catalogue nobody told of doing in a territory, in the order of their names."""
    from .catalogue import read_in

    everywhere = [
        row for row in rows(Chosen(state="now"), language=language, day=day) if row.doing.practice_id
    ]
    here = {row.doing.practice_id for row in everywhere if _is_in(row.places, territory)}
    counted = Counter(row.doing.practice_id for row in everywhere)
    editions = (
        read_in(language).exclude(practice__in=here).select_related("practice").order_by("practice__slug")
    )
    return [Unheard(one, counted[one.practice_id]) for one in editions]


def choices(language: str) -> list[tuple[str, str]]:
    """(slug, name) of every practice of the catalogue, by name. One query."""
    from arrimage.apps.kernel.search import sort_key

    from .catalogue import read_in

    found = read_in(language).values_list("practice__slug", "name")
    return sorted(found, key=lambda one: sort_key(one[1]))


def practice_of(slug: str) -> Practice | None:
    return Practice.objects.filter(slug=slug).first()
