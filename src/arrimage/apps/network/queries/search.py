"""Finding things in the directory with everyday words; the same answers on SQLite and PostgreSQL.

The database gives the rows of the index that a question touches, names in code-point order; scores are
whole numbers added up here. `tests/twins/search.py` says the same thing slowly.

Every word must match, by itself, by its stem, or by an equivalent of the thesaurus. A word nothing is known
of is taken for the beginning of one (the last, being typed) or for a slip of one letter. When no document
matches every word, those matching some are given, and it is said.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.search import STEMS_VERSION, binary
from arrimage.apps.network.models import (
    OpeningHours,
    Organisation,
    SearchDocument,
    SearchPoint,
    SearchState,
    SearchTerm,
    Territory,
)
from arrimage.apps.network.models.search import Field
from arrimage.apps.network.thesaurus import thesaurus
from arrimage.apps.network.vocabulary import Need

from .hours import Opening, opening
from .matching import Vocabulary
from .places import Place, around, distance, locate
from .reasons import How, Reason

RADIUS = 30  # km
PAGE = 20
WEIGHT = {
    Field.NAME: 8,
    Field.LABEL: 6,
    Field.OWN: 4,
    Field.DESCRIPTION: 3,
    Field.ORGANISATION: 2,
    Field.PLACE: 2,
}
TIMES = {How.SAME: 4, How.STEM: 3, How.CODE: 3, How.BEGINS: 2, How.RELATED: 1, How.CLOSE: 1}
EVERYWHERE = "territory:*"


class SearchError(Exception):
    """Something asked for does not exist; the message is a sentence to show."""


@dataclass(frozen=True)
class Asked:
    """A question; empty means any. `near` has a point: a place that is a territory goes in `territory`."""

    text: str = ""
    territory: str = ""  # code
    near: Place | None = None
    radius: int = RADIUS  # km
    need: str = ""
    what: str = ""  # SearchDocument.Kind
    kind: str = ""  # OrganisationKind
    category: str = ""
    line: int | None = None
    direct: bool = False  # the person may ask, without a referral
    open_now: bool = False


@dataclass
class Hit:
    """One answer, ready to be shown."""

    document: SearchDocument
    reasons: list[Reason]
    distance: float | None = None  # km, to the nearest of its sites
    municipality: str = ""
    opening: Opening | None = None

    @property
    def subject(self):
        """The organisation, site or offer itself."""
        return self.document.offer or self.document.site or self.document.organisation

    @property
    def uid(self) -> UUID:
        return self.document.uid

    @property
    def kind(self) -> str:
        return self.document.kind

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def organisation(self) -> Organisation:
        return self.document.organisation

    @property
    def territory(self) -> Territory | None:
        return self.document.territory

    @property
    def own_words(self) -> str:
        return getattr(self.subject, "own_words", "")

    @property
    def text(self) -> str:
        """What it says of itself, its own words first."""
        return self.own_words or getattr(self.subject, "description", "")

    @property
    def why(self) -> str:
        return " ; ".join(dict.fromkeys(str(reason) for reason in self.reasons))


@dataclass
class Results:
    """A page of answers. `matched_some`: none matches every word, these match a part of them."""

    asked: Asked
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    matched_some: bool = False
    unknown: list[str] = field(default_factory=list)  # words nothing answers, as typed
    is_pressing: bool = False  # the words suggest that help is needed now

    @property
    def summary(self) -> str:
        """One honest sentence."""
        if not self.total:
            return _("Nothing found.")
        if self.matched_some:
            return ngettext(
                "Nothing holds all these words; %(count)d result holds some of them.",
                "Nothing holds all these words; %(count)d results hold some of them.",
                self.total,
            ) % {"count": self.total}
        return ngettext("%(count)d result.", "%(count)d results.", self.total) % {"count": self.total}


def search_directory(
    text: str,
    *,
    territory: str | None = None,
    near: str | None = None,
    need: str | None = None,
    page: int = 1,
    size: int = PAGE,
    at: datetime | None = None,
    **more,
) -> Results:
    """Search from plain strings. Raises SearchError for a territory, a place or a need that is not known."""
    if territory and not Territory.objects.filter(code=territory).exists():
        raise SearchError(
            _("There is no territory with the code “%(code)s”. Codes look like 06, 065 or 0653.")
            % {"code": territory}
        )
    if need and need not in Need.values:
        raise SearchError(
            _("There is no need with the code “%(code)s”. Known codes: %(codes)s.")
            % {"code": need, "codes": ", ".join(Need.values)}
        )
    place = None
    if near:
        located = locate(near)
        place = located.place
        if place is None:
            raise SearchError(no_such_place(near, located.choices))
        if place.territory:
            if territory:
                raise SearchError(_("Give either a territory’s code or a place, not both."))
            territory, place = place.territory.code, None
    asked = Asked(text=text, territory=territory or "", near=place, need=need or "", **more)
    return find(asked, page=page, size=size, at=at)


def no_such_place(typed: str, choices: Iterable[str]) -> str:
    names = ", ".join(choices)
    if names:
        return _("“%(place)s” may be several places: %(names)s. Write the whole name.") % {
            "place": typed,
            "names": names,
        }
    return _(
        "No place is known by the name “%(place)s”. Try a municipality, or the first three characters of a "
        "postal code."
    ) % {"place": typed}


def is_stale() -> bool:
    """Whether the index was made with another version of the stems, or never."""
    return not SearchState.objects.filter(stems_version=STEMS_VERSION).exists()


def find(asked: Asked, *, page: int = 1, size: int = PAGE, at: datetime | None = None) -> Results:
    """One page of what answers a question. At most six queries."""
    at = at or now()
    search = _Search(asked, at)
    ordered = search.ordered()
    shown = ordered[(page - 1) * size : page * size]
    return Results(
        asked=asked,
        hits=search.hits(shown),
        total=len(ordered),
        matched_some=search.matched_some,
        unknown=[sought.word.written for sought in search.sought if not sought.by],
        is_pressing=asked.need in (Need.NOW, Need.SUICIDE)
        or any(thesaurus().is_pressing(sought.word.stem) for sought in search.sought),
    )


class _Search:
    """One question being answered."""

    def __init__(self, asked: Asked, at: datetime) -> None:
        self.asked, self.local = asked, timezone.localtime(at)
        self.here = [f"territory:{asked.territory}", EVERYWHERE] if asked.territory else []
        self.around = [f"territory:{code}" for code in asked.near.codes] + [EVERYWHERE] if asked.near else []
        need = [f"need:{asked.need}"] if asked.need else []
        self.vocabulary = Vocabulary(asked.text, [*self.here, *self.around, *need], asked.need)
        self.sought = self.vocabulary.sought
        self.nearest = self._nearest() if asked.near else {}
        self.rows: list[tuple] = []  # document, word, field, needs in words
        self.matched_some = False

    def ordered(self) -> list[int]:
        """The documents that answer, the best first; equals by name, then id."""
        if self.asked == Asked() or (self.asked.text and not self.sought):
            return []
        documents = self._documents().order_by(binary("sort_name"), "uid")
        if not self.sought and not self.asked.need:
            listed = documents.values_list("pk", "serves")
            return self._nearest_first([pk for pk, serves in listed if serves or pk in self.nearest], {})
        answering = {pk for sought in self.sought for pk in sought.by} | self.vocabulary.need_words
        answering.add(self._id(f"need:{self.asked.need}"))
        rows = documents.filter(terms__word__in=answering).values_list(
            "pk", "serves", "terms__word_id", "terms__field", "needs_in_words"
        )
        self.rows = [(pk, *row) for pk, serves, *row in rows if serves or pk in self.nearest]
        by_name = list(dict.fromkeys(row[0] for row in self.rows))
        scores = self._scores()
        return self._nearest_first([pk for pk in by_name if pk in scores], scores)

    def _id(self, code: str) -> int:
        return self.vocabulary.id_of.get(code, 0)

    def _bearing(self, codes: Iterable[str]) -> Exists:
        ids = [self._id(code) for code in codes]
        return Exists(SearchTerm.objects.filter(document=OuterRef("pk"), word__in=ids))

    def _documents(self) -> QuerySet[SearchDocument]:
        """What may answer, words apart. Closed things never may."""
        asked, local = self.asked, self.local
        found = SearchDocument.objects.filter(Q(closed_on=None) | Q(closed_on__gt=local.date()))
        if self.here:
            found = found.filter(self._bearing(self.here))
        if asked.near:
            # Beside what is near: what serves the place and is not tied to a distance (phone, outreach,
            # or an address kept confidential, which no distance may give away).
            serving = Case(When(self._bearing(self.around), then="reaches_out"), default=False)
            box = SearchPoint.objects.filter(self._box(), document=OuterRef("pk"))
            found = found.annotate(serves=serving).filter(Q(Exists(box)) | Q(serves=True))
        else:
            found = found.annotate(serves=Value(True))
        for name, value in {
            "kind": asked.what,
            "organisation__kind": asked.kind,
            "offer__category": asked.category,
            "offer__line": asked.line,
            "is_direct": asked.direct,
        }.items():
            if value:
                found = found.filter(**{name: value})
        if asked.open_now:
            minute = local.time().replace(second=0, microsecond=0)
            until = Q(closes_at__gt=minute) | Q(closes_at=time(0))  # 00:00 is the end of the day
            hours = OpeningHours.objects.filter(until, weekday=local.weekday(), opens_at__lte=minute)
            found = found.filter(Exists(hours.filter(offer=OuterRef("offer"))))
        return found

    def _box(self) -> Q:
        return around(self.asked.near.latitude, self.asked.near.longitude, self.asked.radius)

    def _nearest(self) -> dict[int, tuple[int, str]]:
        """Documents within the radius: hundreds of metres to their nearest site, and its municipality."""
        near, radius = self.asked.near, self.asked.radius
        points = SearchPoint.objects.filter(self._box())
        nearest: dict[int, tuple[int, str]] = {}
        for pk, *there, name in points.values_list("document_id", "latitude", "longitude", "municipality"):
            away = distance(near.latitude, near.longitude, *there)
            if away <= radius:
                nearest[pk] = min(nearest.get(pk, (10**6, "")), (round(away * 10), name))
        return nearest

    def _answers_need(self, word: int, where: int, in_words: bool) -> bool:
        """Declared; or, of those who declare no need, said in their name or their own words."""
        if word == self._id(f"need:{self.asked.need}"):
            return True
        return word in self.vocabulary.need_words and in_words and where in (Field.NAME, Field.OWN)

    def _scores(self) -> dict[int, int]:
        """Document → score, for those matching every word asked for, else some."""
        matches: dict[int, list[tuple[dict, int]]] = {}
        best: list[dict[int, int]] = []
        for sought in self.sought:
            points: dict[int, int] = {}
            best.append(points)
            for word, how in sought.by.items():
                matches.setdefault(word, []).append((points, TIMES[how]))
        needed = set()
        for pk, word, where, in_words in self.rows:
            weight = WEIGHT[where]
            for points, times in matches.get(word, ()):
                if weight * times > points.get(pk, 0):
                    points[pk] = weight * times
            if self.asked.need and self._answers_need(word, where, in_words):
                needed.add(pk)
        if self.asked.need:
            best = [{pk: won for pk, won in points.items() if pk in needed} for points in best]
        if not best:
            return dict.fromkeys(needed, 0)
        every = set.intersection(*map(set, best))
        self.matched_some = not every and any(best)
        # A rare word tells more than one found everywhere: «deuil» more than «aide».
        most = max(map(len, best))
        worth = [(most // len(points)).bit_length() if points else 0 for points in best]
        return {
            pk: sum(points.get(pk, 0) * times for points, times in zip(best, worth, strict=True))
            for pk in (every or set().union(*best))
        }

    def _nearest_first(self, by_name: list[int], scores: dict[int, int]) -> list[int]:
        """Nearest first when a place is given (those without a distance last), then the best."""
        far = (10**6, "")
        return sorted(
            by_name,
            key=lambda pk: (self.nearest.get(pk, far)[0] if self.asked.near else 0, -scores.get(pk, 0)),
        )

    def hits(self, ids: list[int]) -> list[Hit]:
        """The documents, in this order, with why each is there. At most two queries."""
        found = (
            SearchDocument.objects.filter(pk__in=ids)
            .select_related("organisation", "site", "offer", "territory")
            .prefetch_related("offer__opening_hours")
        )
        documents = {document.pk: document for document in found}
        reasons = self._reasons(set(ids))
        hits = []
        for pk in ids:
            document = documents.get(pk)
            if document is None:  # indexed again in between
                continue
            away, municipality = self.nearest.get(pk, (None, document.municipality))
            hits.append(
                Hit(
                    document,
                    reasons.get(pk, []),
                    distance=None if away is None else away / 10,
                    municipality=municipality,
                    opening=opening(document.offer.opening_hours.all(), self.local)
                    if document.offer
                    else None,
                )
            )
        return hits

    def _reasons(self, shown: set[int]) -> dict[int, list[Reason]]:
        """For each document shown, its most telling match of each word asked for."""
        best: dict[tuple[int, int], tuple] = {}
        for pk, word, where, in_words in self.rows:
            if pk not in shown:
                continue
            written = self.vocabulary.written[word]
            for number, sought in enumerate(self.sought):
                if how := sought.by.get(word):
                    found = (-WEIGHT[where] * TIMES[how], how, written, where, sought.word.written)
                    best[pk, number] = min(best.get((pk, number), found), found)
            if self.asked.need and self._answers_need(word, where, in_words):
                how = How.CODE if where == Field.LABEL else How.RELATED
                found = (how, where, written, where, "")
                best[pk, -1] = min(best.get((pk, -1), found), found)
        reasons: dict[int, list[Reason]] = {}
        for (pk, number), found in sorted(best.items()):
            how = found[1] if number >= 0 else found[0]
            reasons.setdefault(pk, []).append(Reason(Field(found[3]), How(how), found[2], found[4]))
        return reasons
