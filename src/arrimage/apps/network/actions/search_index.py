"""Keeping the word index in step with the directory: all of it, or one organisation after a change."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from arrimage.apps.kernel.clock import today
from arrimage.apps.kernel.search import STEMS_VERSION, sort_key, words
from arrimage.apps.network.above import Words, words_of
from arrimage.apps.network.models import (
    Coverage,
    Offer,
    Organisation,
    SearchDocument,
    SearchPoint,
    SearchState,
    SearchWord,
    Site,
    Territory,
    TerritoryParent,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.models.search import DIRECT, EVERYWHERE, NEEDS_IN_WORDS, REACHES_OUT, Field
from arrimage.apps.network.postings import pack, pack_ids, unpack
from arrimage.apps.network.queries.hours import stretches
from arrimage.apps.network.vocabulary import Asker, Cost, Level, Mode

Progress = Callable[[int, int], None]  # organisations done, in all
BATCH = 250  # organisations read and written together
AT_A_DISTANCE = frozenset({Mode.REMOTE, Mode.BOTH, Mode.OUTREACH})


@dataclass
class Reindexed:
    """How many things were indexed, and how many words were new."""

    organisations: int = 0
    sites: int = 0
    offers: int = 0
    words: int = 0

    @property
    def documents(self) -> int:
        return self.organisations + self.sites + self.offers

    def count(self, kind: str) -> None:
        setattr(self, f"{kind}s", getattr(self, f"{kind}s") + 1)


@dataclass
class Entry:
    """A document to be, its words (written → key, stem, most telling field) and where it is."""

    document: SearchDocument
    terms: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)  # those with coordinates to be found by

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
                self.sites.append(site)


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


def entries_of(
    organisation: Organisation, lands: Lands, day: date, said: Sequence[Words] = ()
) -> Iterator[Entry]:
    """The documents of an organisation, its open sites and its open offers; `said` by the rooms above."""
    if is_closed(organisation, day):
        return
    sites = [site for site in organisation.sites.all() if not is_closed(site, day)]
    offers = [offer for offer in organisation.offers.all() if not is_closed(offer, day)]
    covered = [coverage.territory_id for coverage in organisation.coverages.all()]
    names = (organisation.name, organisation.short_name)

    entry = _entry(organisation, organisation, sites, covered, lands)
    entry.say(Field.NAME, *names)
    entry.label(f"kind:{organisation.kind}")
    declares = any(offer.needs.all() for offer in offers)
    if organisation.own_words and (organisation.declines_categories or not declares):
        entry.label(NEEDS_IN_WORDS)
    entry.say(Field.OWN, organisation.own_words, organisation.own_values)
    for one in said:
        entry.say(Field.OWN, *one.texts)
        entry.label(*(f"need:{need}" for need in one.needs))
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
        entry.document.hours = stretches(offer.opening_hours.all())
        if offer.own_words and not needs:
            entry.label(NEEDS_IN_WORDS)
        if Asker.PERSON in offer.askers:
            entry.label(DIRECT)
        if offer.mode in AT_A_DISTANCE:
            entry.label(REACHES_OUT)
        if offer.cost != Cost.UNKNOWN:
            entry.label(f"cost:{offer.cost}")
        if offer.line:
            entry.label(f"line:{offer.line}")
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
            sort_name=sort_key(thing.name),
            territory=territory,
            closed_on=_soonest(thing.closed_on, organisation.closed_on),
        )
    )
    entry.stand_at(sites)
    entry.label(*lands.labels(sites, covered))
    entry.say(Field.PLACE, *(lands.by_id[pk].short_name for pk in covered if pk in lands.by_id))
    if territory:
        entry.say(Field.PLACE, territory.short_name)
    entry.label(f"what:{entry.document.kind}", f"of:{organisation.kind}")
    if not entry.sites:
        entry.label(REACHES_OUT)
    return entry


Terms = dict[int, list[str]]  # field → words, as written


def _terms(entry: Entry) -> Terms:
    terms: Terms = {}
    for written, (_key, _stem, where) in sorted(entry.terms.items()):
        terms.setdefault(where, []).append(written)
    return terms


class Postings:
    """Changes to the words' postings, gathered and then written once."""

    def __init__(self) -> None:
        self.added: dict[str, list[tuple[int, int]]] = {}  # word → (field, document)
        self.removed: dict[str, set[int]] = {}  # word → documents
        self.of_word: dict[str, tuple[str, str]] = {}  # word → key, stem

    def add(self, document: int, entry: Entry) -> None:
        for written, (key, stem, where) in entry.terms.items():
            self.added.setdefault(written, []).append((where, document))
            self.of_word[written] = key, stem

    def remove(self, document: int, terms: Terms) -> None:
        for words_there in terms.values():
            for written in words_there:
                self.removed.setdefault(written, set()).add(document)

    def write(self) -> int:
        """Bring the words up to date; words no document holds any more go. Returns how many are new."""
        touched, new = sorted(self.added.keys() | self.removed.keys()), 0
        for start in range(0, len(touched), BATCH):
            some = touched[start : start + BATCH]
            held = SearchWord.objects.in_bulk(some)
            kept, gone = [], []
            for written in some:
                word = held.get(written) or SearchWord(written=written)
                if written in self.of_word:
                    word.key, word.stem = self.of_word[written]
                postings = self._merged(written, word.postings)
                if postings:
                    word.postings = postings
                    kept.append(word)
                else:
                    gone.append(written)
            SearchWord.objects.bulk_create(
                kept,
                update_conflicts=True,
                unique_fields=["written"],
                update_fields=["key", "stem", "postings"],
            )
            SearchWord.objects.filter(pk__in=gone).delete()
            new += sum(word.written not in held for word in kept)
        return new

    def _merged(self, written: str, postings: bytes) -> bytes:
        removed = self.removed.get(written, set())
        by_field: dict[int, set[int]] = {}
        for where, ids in unpack(postings).items():
            by_field[where] = set(ids) - removed
        for where, document in self.added.get(written, ()):
            by_field.setdefault(where, set()).add(document)
        return pack(by_field)


def _organisations(ids: Sequence[int] | None, day: date) -> QuerySet[Organisation]:
    found = Organisation.objects.all() if ids is None else Organisation.objects.filter(pk__in=ids)
    sites = Site.objects.select_related("territory").order_by("id")
    offers = Offer.objects.order_by("id").prefetch_related(Prefetch("sites", sites), "needs", "opening_hours")
    return found.order_by("id").prefetch_related(
        Prefetch("sites", sites),
        Prefetch("coverages", Coverage.objects.filter(holding_on(day)).order_by("id")),
        Prefetch("offers", offers),
    )


def _write(entries: Sequence[Entry], held: dict[UUID, tuple[int, Terms]], postings: Postings) -> None:
    """Documents and points; a document already there keeps its row. `held` loses those met again."""
    for entry in entries:
        entry.document.terms = _terms(entry)
    documents = [entry.document for entry in entries]
    SearchDocument.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["uid"],
        update_fields=[
            field.name for field in SearchDocument._meta.concrete_fields if field.name not in ("id", "uid")
        ],
    )
    points: dict[tuple, tuple[Site, list[int]]] = {}
    for entry in entries:
        document = entry.document
        if document.uid in held:
            pk, terms = held.pop(document.uid)
            postings.remove(pk, terms)
        postings.add(document.pk, entry)
        for site in entry.sites:
            points.setdefault((document.organisation_id, site.pk), (site, []))[1].append(document.pk)
    SearchPoint.objects.bulk_create(
        SearchPoint(
            organisation_id=organisation,
            latitude=site.latitude,
            longitude=site.longitude,
            documents=pack_ids(ids),
            municipality=site.municipality,
            place=sort_key(site.municipality, 120),
            postal_code=site.postal_code.replace(" ", "").upper(),
            territory_code=site.territory.code if site.territory else "",
        )
        for (organisation, _site), (site, ids) in points.items()
    )


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

    held: dict[UUID, tuple[int, Terms]] = {}
    if ids is None:
        for model in (SearchWord, SearchDocument, SearchPoint):
            model.objects.all().delete()
    else:
        SearchPoint.objects.filter(organisation_id__in=ids).delete()
        documents = SearchDocument.objects.filter(organisation_id__in=ids)
        held = {uid: (pk, terms) for uid, pk, terms in documents.values_list("uid", "pk", "terms")}

    day = today()
    lands, postings, outcome, done = Lands(day), Postings(), Reindexed(), 0
    organisations = _organisations(ids, day)
    total = organisations.count() if progress else 0
    for some in batched(organisations.iterator(chunk_size=BATCH), BATCH):
        said = words_of([organisation.pk for organisation in some])
        entries = [
            entry
            for organisation in some
            for entry in entries_of(organisation, lands, day, said.get(organisation.pk, ()))
        ]
        _write(entries, held, postings)
        for entry in entries:
            outcome.count(entry.document.kind)
        done += len(some)
        if progress:
            progress(done, total)
    for pk, terms in held.values():  # closed, or no longer there
        postings.remove(pk, terms)
    SearchDocument.objects.filter(pk__in=[pk for pk, _terms in held.values()]).delete()
    outcome.words = postings.write()
    return outcome


def batched(things: Iterable[Organisation], size: int) -> Iterator[list[Organisation]]:
    things = iter(things)
    while some := list(islice(things, size)):
        yield some


def reindex_organisation(organisation: Organisation) -> None:
    """After any change to an organisation, its sites or its offers; inside the same transaction."""
    reindex([organisation.pk])
