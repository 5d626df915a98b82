"""Finding things in the directory with everyday words; the same answers on SQLite and PostgreSQL.

The database gives the few words of the index that a question touches, each with its documents; sets are
crossed and scores, whole numbers, added up here. `tests/twins/search.py` says the same thing slowly.

Every word must match, by itself, by its stem, or by an equivalent of the thesaurus. A word nothing is known
of is taken for the beginning of one (the last, being typed) or for a slip of a letter or two. When no
document matches every word, those matching some are given, and it is said.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.search import STEMS_VERSION, binary
from arrimage.apps.network.models import (
    OpeningHours,
    SearchDocument,
    SearchPoint,
    SearchState,
)
from arrimage.apps.network.models.search import DIRECT, EVERYWHERE, NEEDS_IN_WORDS, REACHES_OUT, Field
from arrimage.apps.network.postings import unpack_ids
from arrimage.apps.network.thesaurus import thesaurus
from arrimage.apps.network.vocabulary import Need

from .answers import Asked, Hit, Results
from .hours import opening
from .matching import Sought, Vocabulary
from .places import around, distance_from, locate, territory_of
from .reasons import How, Reason

PAGE = 20
# What a card shows of the things found: reading the rest of them would cost more than finding them.
SHOWN = """
kind uid sort_name municipality hours terms territory__code territory__name
organisation__uid organisation__name organisation__kind organisation__phone organisation__own_words
organisation__description organisation__confirmed_at
site__uid site__name site__phone site__address site__is_address_hidden
offer__uid offer__name offer__phone offer__own_words offer__description offer__line offer__askers
offer__wait_days offer__wait_noted_on offer__confirmed_at
""".split()
WEIGHT = {
    Field.NAME: 8,
    Field.LABEL: 6,
    Field.OWN: 4,
    Field.DESCRIPTION: 3,
    Field.ORGANISATION: 2,
    Field.PLACE: 2,
}
TIMES = {How.SAME: 4, How.STEM: 3, How.CODE: 3, How.BEGINS: 2, How.CLOSE: 2, How.RELATED: 1}
OWN_FIELDS = (Field.NAME, Field.OWN)
FAR = 10**6  # hundreds of metres: further than any
BANDS = (20, 50, 100, 200, 400)  # hundreds of metres: on foot, a bus, a drive…
FEW = 2000  # ids given to the database one by one; above, it orders everything by name


class SearchError(Exception):
    """Something asked for does not exist; the message is a sentence to show."""


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
    if territory and not territory_of(territory):
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
    shown, total = search.page((page - 1) * size, page * size)
    return Results(
        asked=asked,
        hits=search.hits(shown),
        total=total,
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
        chosen = {
            "what": asked.what,
            "of": asked.kind,
            "category": asked.category,
            "line": asked.line,
            "need": asked.need,
        }
        self.chosen = [f"{name}:{value}" for name, value in chosen.items() if value]
        self.chosen += [DIRECT] if asked.direct else []
        self.vocabulary = Vocabulary(
            asked.text, [*self.here, *self.around, *self.chosen, REACHES_OUT, NEEDS_IN_WORDS], asked.need
        )
        self.sought = self.vocabulary.sought
        self.nearest = self._nearest() if asked.near else {}
        self.matched_some = False

    def page(self, start: int, end: int) -> tuple[list[int], int]:
        """The documents from `start` to `end`, the best first, equals by name then id; and the total."""
        if self.asked == Asked() or (self.asked.text and not self.sought):
            return [], 0
        scores = self._scores()
        tied: dict[tuple | int, list[int]] = defaultdict(list)
        for pk, score in scores.items():
            tied[self._near_key(pk, score) if self.asked.near else -score].append(pk)
        before, groups = 0, []
        for key in sorted(tied):
            if before + len(tied[key]) > start and before < end:
                groups.append((before, tied[key]))
            before += len(tied[key])
        ordered = []
        rank = self._rank_by_name([pk for _before, group in groups if len(group) > 1 for pk in group])
        for _before, group in groups:
            ordered += sorted(group, key=lambda pk: rank.get(pk, 0))
        first = groups[0][0] if groups else 0
        return ordered[start - first : end - first], len(scores)

    def _near_key(self, pk: int, score: int) -> tuple[int, int, int]:
        """The nearest band first, those without a distance last. Inside a band the best come first: a few
        streets more matter less than what is asked."""
        away = self.nearest[pk][0] if pk in self.nearest else FAR
        return bisect_left(BANDS, away), -score, away

    def _rank_by_name(self, ids: list[int]) -> dict[int, int]:
        if not ids:
            return {}
        documents = SearchDocument.objects.order_by(binary("sort_name"), "uid")
        if len(ids) <= FEW:
            documents = documents.filter(pk__in=ids)
        return {pk: rank for rank, pk in enumerate(documents.values_list("pk", flat=True))}

    def _allowed(self) -> set[int] | None:
        """What may answer, words apart; None for everything. Closed things are taken away later."""
        asked, documents = self.asked, self.vocabulary.documents
        sets = []
        if self.here:
            sets.append(documents(*self.here))
        if asked.near:
            # Beside what is near: what serves the place and is not tied to a distance (phone, outreach,
            # or an address kept confidential, which no distance may give away).
            sets.append(self.nearest.keys() | (documents(*self.around) & documents(REACHES_OUT)))
        for code in self.chosen:
            sets.append(self._answering_need() if code.startswith("need:") else documents(code))
        if asked.open_now:
            minute = self.local.time().replace(second=0, microsecond=0)
            until = Q(closes_at__gt=minute) | Q(closes_at=time(0))  # 00:00 is the end of the day
            hours = OpeningHours.objects.filter(until, weekday=self.local.weekday(), opens_at__lte=minute)
            found = SearchDocument.objects.filter(offer__in=hours.values("offer"))
            sets.append(set(found.values_list("pk", flat=True)))
        return set.intersection(*sets) if sets else None

    def _answering_need(self) -> set[int]:
        """Those that declare it; and, of those that declare none, those that say it in their own words."""
        saying: set[int] = set()
        for written in self.vocabulary.need_words:
            for where in OWN_FIELDS:
                saying.update(self.vocabulary.postings[written].get(where, ()))
        documents = self.vocabulary.documents
        return documents(f"need:{self.asked.need}") | (saying & documents(NEEDS_IN_WORDS))

    def _nearest(self) -> dict[int, tuple[int, str]]:
        """Documents within the radius: hundreds of metres to their nearest site, and its municipality."""
        near, radius = self.asked.near, self.asked.radius
        points = SearchPoint.objects.filter(around(near.latitude, near.longitude, radius))
        to = distance_from(near.latitude, near.longitude)
        nearest: dict[int, tuple[int, str]] = {}
        for latitude, longitude, municipality, ids in points.values_list(
            "latitude", "longitude", "municipality", "documents"
        ):
            away = to(latitude, longitude)
            if away <= radius:
                found = (round(away * 10), municipality)
                for pk in unpack_ids(ids):
                    if pk not in nearest or found < nearest[pk]:
                        nearest[pk] = found
        return nearest

    def _points(self, sought: Sought) -> dict[int, int]:
        """Document → points of its most telling match of one word."""
        levels: dict[int, list] = {}
        for written, how in sought.by.items():
            for where, ids in self.vocabulary.postings[written].items():
                levels.setdefault(WEIGHT[where] * TIMES[how], []).append(ids)
        points: dict[int, int] = {}
        for level in sorted(levels):
            for ids in levels[level]:
                points.update(dict.fromkeys(ids, level))
        return points

    def _scores(self) -> dict[int, int]:
        """Document → score, for those matching every word asked for, else some."""
        allowed = self._allowed()
        closed = SearchDocument.objects.filter(closed_on__lte=self.local.date())
        gone = set(closed.values_list("pk", flat=True))
        if not self.sought:
            return dict.fromkeys((allowed or set()) - gone, 0)
        points = [self._points(sought) for sought in self.sought]
        matching = [(found.keys() if allowed is None else found.keys() & allowed) - gone for found in points]
        every = set.intersection(*matching)
        some = every or set().union(*matching)
        self.matched_some = bool(some and not every)
        # A rare word tells more than one found everywhere: «deuil» more than «aide».
        most = max(map(len, matching))
        worth = [(most // len(found)).bit_length() if found else 0 for found in matching]
        scores = dict.fromkeys(some, 0)
        for found, of_word, times in zip(matching, points, worth, strict=True):
            for pk in found & some:
                scores[pk] += of_word[pk] * times
        return scores

    def hits(self, ids: list[int]) -> list[Hit]:
        """The documents, in this order, with why each is there. One query."""
        found = SearchDocument.objects.select_related("organisation", "site", "offer", "territory")
        documents = found.only(*SHOWN).in_bulk(ids)
        return [self._hit(documents[pk]) for pk in ids if pk in documents]

    def _hit(self, document: SearchDocument) -> Hit:
        away, municipality = self.nearest.get(document.pk, (None, document.municipality))
        return Hit(
            document,
            self._reasons(document),
            distance=None if away is None else away / 10,
            municipality=municipality,
            opening=opening(document.hours, self.local),
        )

    def _reasons(self, document: SearchDocument) -> list[Reason]:
        """The document's most telling match of the need chosen and of each word asked for."""
        reasons = []
        terms = [(int(where), written) for where, there in document.terms.items() for written in there]
        if self.asked.need:
            code = f"need:{self.asked.need}"
            said = [term for term in terms if term[0] in OWN_FIELDS and term[1] in self.vocabulary.need_words]
            if code in document.terms.get(str(Field.LABEL), ()):
                reasons.append(Reason(Field.LABEL, How.CODE, code))
            elif said:
                where, written = min(said)
                reasons.append(Reason(Field(where), How.RELATED, written))
        for sought in self.sought:
            found = [
                (-WEIGHT[where] * TIMES[sought.by[written]], sought.by[written], written, where)
                for where, written in terms
                if written in sought.by
            ]
            if found:
                _points, how, written, where = min(found)
                reasons.append(Reason(Field(where), how, written, sought.word.written))
        return reasons
