"""Keeping the word index in step with the directory: all of it, or one organisation after a change."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.search import STEMS_VERSION, fold, sort_key, words
from arrimage.apps.network.models import (
    Coverage,
    Offer,
    Organisation,
    SearchDocument,
    SearchPoint,
    SearchState,
    SearchTerm,
    SearchWord,
    Site,
    Territory,
    TerritoryParent,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.models.search import Field
from arrimage.apps.network.vocabulary import Asker, Level, Mode

Progress = Callable[[int, int], None]  # organisations done, in all
BATCH = 250  # organisations read and written together
EVERYWHERE = "territory:*"
AT_A_DISTANCE = frozenset({Mode.REMOTE, Mode.BOTH, Mode.OUTREACH})


@dataclass
class Reindexed:
    """How many things the index now finds (of those asked for), and how many words were new."""

    organisations: int = 0
    sites: int = 0
    offers: int = 0
    words: int = 0

    @property
    def documents(self) -> int:
        return self.organisations + self.sites + self.offers


@dataclass
class Entry:
    """A document to be, its words (written → key, stem, most telling field) and its points."""

    document: SearchDocument
    terms: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    points: list[SearchPoint] = field(default_factory=list)

    def say(self, where: Field, *texts: str) -> None:
        for text in texts:
            # A name may be made of stop words alone («Chez nous»): there they count.
            for word in words(text, stops=where is Field.NAME):
                held = self.terms.get(word.written)
                if held is None or where < held[2]:
                    self.terms[word.written] = (word.key, word.stem, where)

    def label(self, *codes: str) -> None:
        for code in codes:
            self.terms[code] = ("", code, Field.LABEL)

    def stand_at(self, sites: Iterable[Site]) -> None:
        """Points and place names; a confidential address gives neither."""
        for site in sites:
            if site.is_address_hidden:
                continue
            self.say(Field.PLACE, site.municipality)
            self.document.municipality = self.document.municipality or site.municipality
            if site.latitude is not None and site.longitude is not None:
                self.points.append(
                    SearchPoint(
                        latitude=site.latitude,
                        longitude=site.longitude,
                        municipality=site.municipality,
                        place=sort_key(site.municipality, 120),
                        postal_code=site.postal_code.replace(" ", "").upper(),
                        territory_code=site.territory.code if site.territory else "",
                    )
                )


class Lands:
    """Today's territories: what each is part of, and what is part of it."""

    def __init__(self, day: date) -> None:
        self.by_id = {territory.pk: territory for territory in Territory.objects.all()}
        self.parent = dict(
            TerritoryParent.objects.filter(holding_on(day)).values_list("territory_id", "parent_id")
        )
        self.parts: dict[int, list[int]] = {}
        for part, whole in self.parent.items():
            self.parts.setdefault(whole, []).append(part)

    def above(self, pk: int) -> Iterator[int]:
        """Itself and what it is part of."""
        while pk:
            yield pk
            pk = self.parent.get(pk)

    def below(self, pk: int) -> Iterator[int]:
        for part in self.parts.get(pk, ()):
            yield part
            yield from self.below(part)

    def labels(self, sites: Iterable[Site], covered: Iterable[int]) -> set[str]:
        """Codes a thing at these sites, serving these territories, is found under."""
        found = {pk for site in sites if site.territory_id for pk in self.above(site.territory_id)}
        for pk in covered:
            found.update(self.above(pk), self.below(pk))
        return {f"territory:{self.by_id[pk].code}" for pk in found if pk in self.by_id}

    def finest(self, sites: Sequence[Site], covered: Sequence[int]) -> Territory | None:
        """The one to show: where its first site is, else the first it serves."""
        ids = [site.territory_id for site in sites if site.territory_id] or list(covered)
        known = [self.by_id[pk] for pk in ids if pk in self.by_id]
        return min(known, key=lambda territory: territory.code, default=None)


def is_closed(thing: Organisation | Site | Offer, day: date) -> bool:
    return thing.closed_on is not None and thing.closed_on <= day


def _soonest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def entries_of(organisation: Organisation, lands: Lands, day: date) -> Iterator[Entry]:
    """The documents of an organisation, its open sites and its open offers."""
    if is_closed(organisation, day):
        return
    sites = [site for site in organisation.sites.all() if not is_closed(site, day)]
    offers = [offer for offer in organisation.offers.all() if not is_closed(offer, day)]
    covered = [coverage.territory_id for coverage in organisation.coverages.all()]
    names = (organisation.name, organisation.short_name)

    entry = _entry(organisation, organisation, sites, covered, lands)
    entry.say(Field.NAME, *names)
    entry.label(f"kind:{organisation.kind}")
    entry.document.needs_in_words = organisation.declines_categories or not any(
        offer.needs.all() for offer in offers
    )
    entry.say(Field.OWN, organisation.own_words, organisation.own_values)
    entry.say(Field.DESCRIPTION, organisation.description)
    yield entry

    for site in sites:
        entry = _entry(site, organisation, [site], [], lands)
        entry.document.site = site
        entry.say(Field.NAME, site.name)
        entry.label(*(f"mission:{mission}" for mission in site.missions))
        entry.say(Field.DESCRIPTION, *site.missions)
        entry.say(Field.ORGANISATION, *names)
        yield entry

    for offer in offers:
        its_sites = [site for site in offer.sites.all() if not is_closed(site, day)] or sites
        entry = _entry(offer, organisation, its_sites, covered, lands)
        needs = [answered.need for answered in offer.needs.all()]
        entry.document.offer = offer
        entry.document.needs_in_words = not needs
        entry.document.is_direct = Asker.PERSON in offer.askers
        entry.document.reaches_out |= offer.mode in AT_A_DISTANCE
        entry.say(Field.NAME, offer.name)
        entry.label(*(f"need:{need}" for need in needs))
        if offer.category:
            entry.label(f"category:{offer.category}")
        if offer.level == Level.PROVINCIAL:
            entry.label(EVERYWHERE)
        entry.say(Field.OWN, offer.own_words)
        entry.say(Field.DESCRIPTION, offer.description, offer.for_whom)
        entry.say(Field.ORGANISATION, *names)
        yield entry


def _entry(
    thing: Organisation | Site | Offer,
    organisation: Organisation,
    sites: Sequence[Site],
    covered: Sequence[int],
    lands: Lands,
) -> Entry:
    territory = lands.finest(sites, covered)
    entry = Entry(
        SearchDocument(
            kind=thing._meta.model_name,
            uid=thing.uid,
            organisation=organisation,
            sort_name=fold(thing.name)[:200],
            territory=territory,
            closed_on=_soonest(thing.closed_on, organisation.closed_on),
        )
    )
    entry.stand_at(sites)
    entry.label(*lands.labels(sites, covered))
    entry.say(Field.PLACE, *(lands.by_id[pk].short_name for pk in covered if pk in lands.by_id))
    if territory:
        entry.say(Field.PLACE, territory.short_name)
    entry.document.reaches_out = not entry.points
    return entry


class Writer:
    """Writes entries by batches; knows the ids of words it has met."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.outcome = Reindexed()

    def write(self, entries: Sequence[Entry]) -> None:
        SearchDocument.objects.bulk_create([entry.document for entry in entries])
        self._learn({written: term for entry in entries for written, term in entry.terms.items()})
        SearchTerm.objects.bulk_create(
            [
                SearchTerm(word_id=self.ids[written], document_id=entry.document.pk, field=where)
                for entry in entries
                for written, (_key, _stem, where) in entry.terms.items()
            ],
            batch_size=5000,
        )
        for entry in entries:
            for point in entry.points:
                point.document_id = entry.document.pk
            kind = f"{entry.document.kind}s"
            setattr(self.outcome, kind, getattr(self.outcome, kind) + 1)
        SearchPoint.objects.bulk_create([point for entry in entries for point in entry.points])

    def _learn(self, terms: dict[str, tuple[str, str, int]]) -> None:
        unmet = sorted(terms.keys() - self.ids.keys())
        for start in range(0, len(unmet), 500):
            some = unmet[start : start + 500]
            self.ids.update(SearchWord.objects.filter(written__in=some).values_list("written", "id"))
        new = [
            SearchWord(written=written, key=terms[written][0], stem=terms[written][1])
            for written in unmet
            if written not in self.ids
        ]
        SearchWord.objects.bulk_create(new)
        self.ids.update((word.written, word.pk) for word in new)
        self.outcome.words += len(new)


def _organisations(ids: Sequence[int] | None, day: date) -> QuerySet[Organisation]:
    found = Organisation.objects.all() if ids is None else Organisation.objects.filter(pk__in=ids)
    sites = Site.objects.select_related("territory").order_by("id")
    return found.order_by("id").prefetch_related(
        Prefetch("sites", sites),
        Prefetch("coverages", Coverage.objects.filter(holding_on(day)).order_by("id")),
        Prefetch("offers", Offer.objects.order_by("id").prefetch_related(Prefetch("sites", sites), "needs")),
    )


def _clear(ids: Sequence[int] | None) -> None:
    if ids is None:
        # Terms first, by one statement each: no row is loaded only to be deleted.
        for model in (SearchTerm, SearchPoint, SearchDocument, SearchWord):
            model.objects.all()._raw_delete(model.objects.db)
    else:
        SearchDocument.objects.filter(organisation_id__in=ids).delete()


@transaction.atomic
def reindex(organisation_ids: Iterable[int] | None = None, progress: Progress | None = None) -> Reindexed:
    """Index these organisations again, with their sites and offers; all of them, and every word, by default.

    One writer at a time: others wait for the state's row, readers go on with the former index. When the
    stored stems are of another version, everything is indexed again whatever was asked.
    """
    state, _created = SearchState.objects.select_for_update().get_or_create(
        pk=1, defaults={"stems_version": 0}
    )
    ids = None if organisation_ids is None else list(organisation_ids)
    if state.stems_version != STEMS_VERSION:
        ids = None
        state.stems_version = STEMS_VERSION
        state.save()
    _clear(ids)

    day = today()
    lands, writer, waiting, done = Lands(day), Writer(), [], 0
    organisations = _organisations(ids, day)
    total = organisations.count() if progress else 0
    for organisation in organisations.iterator(chunk_size=BATCH):
        waiting.extend(entries_of(organisation, lands, day))
        done += 1
        if len(waiting) >= 4 * BATCH:
            writer.write(waiting)
            waiting = []
            if progress:
                progress(done, total)
    writer.write(waiting)
    if progress:
        progress(done, total)
    return writer.outcome


def reindex_organisation(organisation: Organisation) -> None:
    """After any change to an organisation, its sites or its offers; inside the same transaction."""
    reindex([organisation.pk])


def reindex_closing(day: date) -> Reindexed:
    """The organisations of which something closes that day: their places and counts follow."""
    closing = Q(closed_on=day) | Q(sites__closed_on=day) | Q(offers__closed_on=day)
    return reindex(Organisation.objects.filter(closing).distinct().values_list("pk", flat=True))
