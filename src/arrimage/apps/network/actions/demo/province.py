"""A load as large as the province: invented organisations made of the demonstration's own words.

It is for measuring, not for showing: names are numbered and marked, and points are scattered, not true.
"""

import random
import re
from datetime import date
from itertools import chain

from django.db import transaction

from arrimage.apps.kernel.search import sort_key
from arrimage.apps.network.actions.search_index import Progress, reindex
from arrimage.apps.network.models import (
    Coverage,
    Offer,
    OfferNeed,
    OpeningHours,
    Organisation,
    Site,
    Territory,
)
from arrimage.apps.network.vocabulary import Need, TerritoryKind

from .content import DOMAIN, MARK, SOURCE, TEAM, Calendar, hours, read, scatter, uid_of
from .territory import Loaded, load_territory

ORGANISATIONS, SITES, OFFERS = 1_200, 1_600, 5_000
BATCH = 500
SOUTH, NORTH, WEST, EAST = 45.1, 48.9, -78.0, -65.0  # where local networks are scattered, in degrees
SENTENCE = re.compile(r"[^.!?]+[.!?]+")


@transaction.atomic
def load_province(*, on: date, seed: int = 1, progress: Progress | None = None) -> Loaded:
    """Add the load to the demonstration territory. Made once per seed: a second run changes nothing."""
    loaded = load_territory(on=on)
    if Organisation.objects.filter(uid=uid_of("load", f"{seed}/organisation/0")).exists():
        return loaded
    maker = _Maker(seed, Calendar(on))
    organisations = [maker.organisation(number) for number in range(ORGANISATIONS)]
    sites = [maker.site(number, organisations[number % ORGANISATIONS]) for number in range(SITES)]
    offers = [maker.offer(number, organisations[number % ORGANISATIONS]) for number in range(OFFERS)]
    for model, rows in ((Organisation, organisations), (Site, sites), (Offer, offers)):
        model.objects.bulk_create(rows, batch_size=BATCH)
        loaded.created[model._meta.model_name] += len(rows)
    home = {site.organisation_id: site for site in reversed(sites)}
    Coverage.objects.bulk_create(
        (Coverage(organisation=each, territory=home[each.pk].territory) for each in organisations),
        batch_size=BATCH,
    )
    place = Offer.sites.through
    place.objects.bulk_create(
        (place(offer=offer, site=home[offer.organisation_id]) for offer in offers), batch_size=BATCH
    )
    for model, part in ((OfferNeed, maker.needs), (OpeningHours, maker.opening)):
        model.objects.bulk_create(chain.from_iterable(map(part, offers)), batch_size=BATCH)
    reindex(progress=progress)
    return loaded


class _Maker:
    """Draws each thing from the written content, always the same for the same seed and day."""

    def __init__(self, seed: int, calendar: Calendar) -> None:
        self.seed, self.calendar, self.dice = seed, calendar, random.Random(seed)  # noqa: S311
        self.written = [row for row in read()["organisation"] if "own_words" in row]
        self.said = [offer for row in self.written for offer in row["offer"]]
        self.sentences = [
            sentence.strip() for row in self.written for sentence in SENTENCE.findall(row["own_words"])
        ]
        self.streets = [
            site["address"].partition(", ")[2]
            for row in self.written
            for site in row["site"]
            if ", " in site.get("address", "")
        ]
        current = Territory.objects.filter(kind=TerritoryKind.LOCAL, is_pseudo=False, until=None)
        self.lands = list(current.exclude(source=SOURCE).order_by("code"))

    def organisation(self, number: int) -> Organisation:
        like = self.dice.choice(self.written)
        name = f"{like['name']} {number + 1:04} {MARK}"
        return Organisation(
            uid=self._uid("organisation", number),
            kind=like["kind"],
            name=name,
            sort_name=sort_key(name),
            sector=like["sector"],
            description=like["description"],
            own_words=self._text(6),
            own_values=self._text(3),
            declines_categories=self.dice.random() < 0.1,
            email=f"bonjour@charge-{number}.{DOMAIN}",
            confirmed_at=self.calendar.moment(self.dice.randrange(400)),
            confirmed_by=TEAM,
        )

    def site(self, number: int, organisation: Organisation) -> Site:
        land = self.dice.choice(self.lands)
        centre = scatter(
            (SOUTH + NORTH) / 2, (WEST + EAST) / 2, uid_of("land", land.code), (NORTH - SOUTH) / 2
        )
        uid = self._uid("site", number)
        latitude, longitude = scatter(*centre, uid, 0.1)
        return Site(
            uid=uid,
            organisation=organisation,
            name=f"Local {number + 1:04}",
            sort_name=sort_key(f"Local {number + 1:04}"),
            address=f"{self.dice.randrange(1, 900)}, {self.dice.choice(self.streets)}",
            municipality=land.short_name,
            municipality_key=sort_key(land.short_name, 120),
            territory=land,
            latitude=latitude,
            longitude=longitude,
        )

    def offer(self, number: int, organisation: Organisation) -> Offer:
        like = self.dice.choice(self.said)
        wait = self.dice.choice((None, self.dice.randrange(200)))
        return Offer(
            uid=self._uid("offer", number),
            organisation=organisation,
            name=f"{like['name']} {number + 1:04}",
            sort_name=sort_key(f"{like['name']} {number + 1:04}"),
            description=f"{like.get('description', '')} {self._text(2)}",
            category="" if organisation.declines_categories else like.get("category", ""),
            askers=like.get("askers", ["person"]),
            languages=like.get("languages", ["fr"]),
            how_to_ask=like.get("how_to_ask", ""),
            cost=like.get("cost", "free"),
            mode=like.get("mode", ""),
            wait_days=wait,
            wait_noted_on=None if wait is None else self.calendar.day(self.dice.randrange(200)),
            confirmed_at=organisation.confirmed_at,
            confirmed_by=organisation.confirmed_by,
        )

    def needs(self, offer: Offer) -> list[OfferNeed]:
        return [OfferNeed(offer=offer, need=need) for need in self.dice.sample(Need.values, 3)]

    def opening(self, offer: Offer) -> list[OpeningHours]:
        like = self.dice.choice(self.said)
        return [
            OpeningHours(offer=offer, weekday=day, opens_at=opens, closes_at=closes)
            for day, opens, closes in hours(like.get("hours", ""))
        ]

    def _text(self, sentences: int) -> str:
        return " ".join(self.dice.sample(self.sentences, sentences))

    def _uid(self, kind: str, number: int):
        return uid_of("load", f"{self.seed}/{kind}/{number}")
