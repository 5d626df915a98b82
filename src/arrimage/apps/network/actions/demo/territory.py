"""Load the invented territory: its places, its people, the organisations and what they say."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import models, transaction

from arrimage.apps.kernel.search import sort_key
from arrimage.apps.network.actions.search_index import reindex
from arrimage.apps.network.actions.territories import load_facts
from arrimage.apps.network.models import (
    Affiliation,
    Contact,
    Coverage,
    Offer,
    OfferNeed,
    OpeningHours,
    Organisation,
    Population,
    Site,
    Territory,
    TerritoryParent,
)
from arrimage.apps.network.vocabulary import COMMUNITY_SIDE, Cost, LegalRegime

from .agreements import add_agreements
from .conduct import add_conduct
from .content import DOMAIN, MARK, SOURCE, TEAM, WRITTEN, Calendar, hours, read, scatter, uid_of
from .departures import add_departures
from .gatherings import add_gatherings
from .governance import add_governance
from .people import LogIn, add_people
from .ties import add_ties

Thing = TypeVar("Thing", bound=models.Model)
REACH = 0.008  # degrees around the centre of a municipality: less than a kilometre


@dataclass
class Loaded:
    """What was added (by kind of thing; empty when all was there), and how to sign in."""

    created: Counter = field(default_factory=Counter)
    log_ins: list[LogIn] = field(default_factory=list)


@transaction.atomic
def load_territory(*, on: date) -> Loaded:
    """Add what is missing of the demonstration, as it would stand on that day. Nothing is overwritten."""
    load_facts()
    content, calendar, loaded = read(), Calendar(on), Loaded()
    territories = _add_territories(content["territory"], loaded.created)
    places = {place["slug"]: place for place in content["place"]}
    organisations: dict[str, Organisation] = {}
    added = {}
    for row in content["federation"] + content["organisation"]:
        slug = row["slug"]
        known = Organisation.objects.filter(uid=uid_of("organisation", slug)).first()
        organisations[slug] = known or _add_organisation(
            row, organisations, territories, places, calendar, loaded.created
        )
        if known is None:
            added[slug] = organisations[slug]
    loaded.log_ins = add_people(content, organisations, added, territories, calendar, loaded.created)
    add_ties(content, organisations, calendar, loaded.created)
    add_departures(content, organisations, calendar, loaded.created)
    add_agreements(content, organisations, territories, calendar, loaded.created)
    add_conduct(content, organisations, calendar, loaded.created)
    add_governance(content, organisations, calendar, loaded.created)
    add_gatherings(content["gathering"], organisations, calendar, loaded.created)
    if added:
        reindex([organisation.pk for organisation in added.values()])
    return loaded


def _add_territories(rows: list[dict], created: Counter) -> dict[str, Territory]:
    for row in rows:
        territory, is_new = Territory.objects.get_or_create(
            code=row["code"],
            defaults={
                "kind": row["kind"],
                "name": row["name"],
                "short_name": row["short_name"],
                "place_kind": row.get("place_kind", ""),
                "source": SOURCE,
            },
        )
        if not is_new:
            continue
        created["territory"] += 1
        if "parent" in row:
            parent = Territory.objects.get(code=row["parent"])
            TerritoryParent.objects.create(territory=territory, parent=parent, source=SOURCE)
        if "population" in row:
            people = list(_population(territory, row["population"]))
            created["population"] += len(Population.objects.bulk_create(people))
    return {territory.code: territory for territory in Territory.objects.filter(source=SOURCE)}


def _population(territory: Territory, known: dict[str, dict[str, list[int]]]):
    """Every year on a straight line between the first and the last one known."""
    first, last = sorted(map(int, known))
    for sex in ("F", "M"):
        bands = list(zip(known[str(first)][sex], known[str(last)][sex], strict=True))
        for year in range(first, last + 1):
            share = (year - first) / (last - first)
            counts = (round(start + share * (end - start)) for start, end in bands)
            yield Population(
                territory=territory,
                year=year,
                sex=sex,
                source=SOURCE,
                **dict(zip(Population.BANDS, counts, strict=True)),
            )


def _add_organisation(
    row: dict,
    organisations: dict[str, Organisation],
    territories: dict[str, Territory],
    places: dict[str, dict],
    calendar: Calendar,
    created: Counter,
) -> Organisation:
    """The organisation with its sites, offers, contacts and ties. Federations are real: no mark."""
    slug, kind, is_real = row["slug"], row["kind"], row["kind"] == "federation"
    confirmed_at = calendar.moment(row.get("confirmed"))
    organisation = Organisation(
        uid=uid_of("organisation", slug),
        name=row["name"] if is_real else f"{row['name']} {MARK}",
        sort_name=sort_key(row["name"]),
        parent=organisations[row["parent"]] if "parent" in row else None,
        legal_regime=row.get("legal_regime")
        or (LegalRegime.LAW_25 if kind in COMMUNITY_SIDE and not is_real else LegalRegime.UNKNOWN),
        email="" if is_real else f"bonjour@{slug}.{DOMAIN}",
        opened_on=row.get("opened"),
        closed_on=calendar.day(row.get("closed")),
        confirmed_at=confirmed_at,
        confirmed_by=TEAM if confirmed_at else "",
        **_said(row, "kind short_name sector description own_words own_values declines_categories phone"),
    )
    _save(organisation, calendar, created)
    for code in row.get("covers", ()):
        Coverage.objects.create(
            organisation=organisation, territory=territories[code], since=row.get("opened")
        )
    for federation in row.get("member_of", ()):
        Affiliation.objects.create(organisation=organisation, federation=organisations[federation])
    sites = {}
    for number, said in enumerate(row.get("site", ()), 1):
        key = said.get("slug", str(number))
        sites[key] = _add_site(organisation, f"{slug}/{key}", said, territories, places, calendar, created)
    for said in row.get("offer", ()):
        offer = _add_offer(organisation, slug, said, calendar, created)
        offer.sites.set(sites[key] for key in said.get("sites", sites))
    for number, said in enumerate(row.get("contact", ()), 1):
        contact = Contact(
            uid=uid_of("contact", f"{slug}/{number}"),
            organisation=organisation,
            **_said(said, "name title phone email is_public"),
        )
        _save(contact, calendar, created)
    return organisation


def _add_site(
    organisation: Organisation,
    slug: str,
    row: dict,
    territories: dict[str, Territory],
    places: dict[str, dict],
    calendar: Calendar,
    created: Counter,
) -> Site:
    place, uid = places[row["place"]], uid_of("site", slug)
    latitude, longitude = scatter(place["latitude"], place["longitude"], uid, REACH)
    site = Site(
        uid=uid,
        organisation=organisation,
        sort_name=sort_key(row["name"]),
        municipality=place["municipality"],
        municipality_key=sort_key(place["municipality"], 120),
        postal_code=place["postal_code"],
        territory=territories[place["territory"]],
        latitude=latitude,
        longitude=longitude,
        closed_on=calendar.day(row.get("closed")),
        **_said(row, "name address accessibility phone is_address_hidden"),
    )
    return _save(site, calendar, created)


def _add_offer(
    organisation: Organisation, slug: str, row: dict, calendar: Calendar, created: Counter
) -> Offer:
    ages, wait = row.get("ages", []), row.get("wait")
    offer = Offer(
        uid=uid_of("offer", f"{slug}/{sort_key(row['name'])}"),
        organisation=organisation,
        sort_name=sort_key(row["name"]),
        age_from=ages[0] if ages else None,
        age_to=ages[1] if len(ages) > 1 else None,
        askers=row.get("askers", ["person"]),
        languages=row.get("languages", ["fr"]),
        cost=row.get("cost", Cost.FREE),
        phone=organisation.phone,
        wait_days=wait[0] if wait else None,
        wait_noted_on=calendar.day(wait[1]) if wait else None,
        opened_on=organisation.opened_on,
        closed_on=calendar.day(row.get("closed")),
        confirmed_at=organisation.confirmed_at,
        confirmed_by=organisation.confirmed_by,
        **_said(
            row,
            "name description category level line severities accepts_concurrent for_whom capacity"
            " capacity_unit counts_towards how_to_ask hours_note mode",
        ),
    )
    _save(offer, calendar, created)
    OfferNeed.objects.bulk_create(OfferNeed(offer=offer, need=need) for need in row.get("needs", ()))
    OpeningHours.objects.bulk_create(
        OpeningHours(offer=offer, weekday=day, opens_at=opens, closes_at=closes)
        for day, opens, closes in hours(row.get("hours", ""))
    )
    return offer


def _said(row: dict, names: str) -> dict:
    """The named fields the row gives; those it leaves out keep the model's default."""
    values = {name: row[name] for name in names.split() if name in row}
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _save(thing: Thing, calendar: Calendar, created: Counter) -> Thing:
    thing.save()
    # `auto_now` knows only the moment of loading; the content says when it was written.
    written = calendar.moment(WRITTEN)
    type(thing).objects.filter(pk=thing.pk).update(created_at=written, updated_at=written)
    created[thing._meta.model_name] += 1
    return thing
