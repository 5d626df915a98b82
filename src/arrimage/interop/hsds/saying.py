"""Our organisations, places and services, said in HSDS 3.0. What is not said here is not exported.

Every function takes objects loaded by `network.queries.exchange`, and returns plain dictionaries whose
empty entries are left out. The address of a confidential place, contacts for partners, drafts and the
names of those who wrote are never among them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from babel import Locale
from django.utils import timezone
from django.utils.translation import gettext as _

from .attributes import Attributes
from .schedules import schedules
from .terms import child_id
from .texts import pack

Thing = dict[str, Any]
LANGUAGES = Locale("fr").languages
SCHEMES = {"m02": "M02"}  # registers of ours → identifier_type

# Our fields → the HSDS field they are said in, for the history.
SAID_IN = {
    "own_words": "description",
    "own_values": "description",
    "short_name": "alternate_name",
    "address": "addresses",
    "municipality": "addresses",
    "postal_code": "addresses",
    "how_to_ask": "application_process",
    "for_whom": "eligibility_description",
    "age_from": "minimum_age",
    "age_to": "maximum_age",
    "opening_hours": "schedules",
    "hours_note": "schedules",
    "sites": "service_at_locations",
    "phone": "phones",
    "closed_on": "status",
    "wait_days": "wait_time",
    "wait_noted_on": "wait_time",
    "parent_id": "parent_organization_id",
}
SAID_AS_IS = {
    "name",
    "description",
    "website",
    "email",
    "languages",
    "latitude",
    "longitude",
    "accessibility",
}
ACTIONS = {
    "created": "create",
    "changed": "update",
    "confirmed": "confirm",
    "closed": "close",
    "imported": "import",
}


def _said(**fields: Any) -> Thing:
    """What is said, without what is empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _phones(uid: UUID, number: str) -> list[Thing]:
    return [{"id": child_id(uid, "phone"), "number": number, "type": "voice"}] if number else []


def _day(moment) -> str:
    return timezone.localdate(moment).isoformat()


def _metadata(uid: UUID, table: str, revisions: Mapping[UUID, Any]) -> list[Thing]:
    """The last change: what kind, which fields, in which organisation's name. Never the person, nor the words
    that were replaced: a text may have been withdrawn for a reason."""
    last = revisions.get(uid)
    if last is None:
        return []
    names = {SAID_IN.get(name, name if name in SAID_AS_IS else "attributes") for name in last.changed}
    return [
        {
            "id": child_id(uid, "metadata", name),
            "resource_type": table,
            "last_action_date": _day(last.at),
            "last_action_type": ACTIONS[last.verb],
            "field_name": name,
            "previous_value": _("not published"),
            "replacement_value": _("current value"),
            "updated_by": last.for_organisation or "Arrimage",
        }
        for name in sorted(names) or ["*"]
    ]


def _contacts(contacts: Iterable[Any]) -> list[Thing]:
    return [
        _said(
            id=str(contact.uid),
            name=contact.name,
            title=contact.title,
            email=contact.email,
            phones=_phones(contact.uid, contact.phone),
        )
        for contact in contacts
    ]


def _kept(thing: Any) -> Thing:
    """What a source said that we have no field for: handed on as it came."""
    return thing.register_data.get("kept") or {}


def _period(held: Any) -> str:
    """ISO 8601: since/until, «..» where it is open."""
    return f"{held.since or '..'}/{held.until or '..'}"


def organisation_in_brief(organisation: Any) -> Thing:
    """Its own fields, without what hangs on it."""
    description, _parts = _texts_of(organisation)
    kept = _kept(organisation)
    regime = "" if organisation.legal_regime == "unknown" else organisation.get_legal_regime_display()
    return _said(
        id=str(organisation.uid),
        name=organisation.name,
        alternate_name=organisation.short_name,
        description=description,
        email=organisation.email,
        website=organisation.website,
        legal_status=str(regime) or kept.get("legal_status"),
        year_incorporated=kept.get("year_incorporated"),
        tax_status=kept.get("tax_status"),
        tax_id=kept.get("tax_id"),
        logo=kept.get("logo"),
        uri=kept.get("uri"),
        parent_organization_id=str(organisation.parent.uid) if organisation.parent else None,
    )


def _texts_of(organisation: Any) -> tuple[str, list[str]]:
    text, parts = pack(
        (name, getattr(organisation, name)) for name in ("own_words", "description", "own_values")
    )
    # HSDS wants a description; the kind says the least that is true.
    return (text, parts) if parts else (str(organisation.get_kind_display()), ["none"])


def organisation(organisation: Any, *, revisions: Mapping[UUID, Any]) -> Thing:
    """Whole: its places, public contacts, codes, affiliations and territories."""
    uid = organisation.uid
    attributes = Attributes(uid, "organization")
    attributes.add("kind", organisation.kind)
    attributes.add("sector", organisation.sector)
    if organisation.legal_regime != "unknown":
        attributes.add("regime", organisation.legal_regime)
    attributes.add_texts(_texts_of(organisation)[1])
    attributes.add("statement", "declines_categories" if organisation.declines_categories else "")
    attributes.add_dates(organisation)
    if organisation.confirmed_at:
        attributes.add("date", "confirmed_on", value=_day(organisation.confirmed_at))
    for held in _covered(organisation):
        code, name = held.territory.code, held.territory.name
        attributes.add("territory", code, value=_period(held), label=name, link="coverage")
    for held in {held.federation_id: held for held in organisation.held_affiliations}.values():
        federation = held.federation
        attributes.add("affiliation", federation.uid, value=_period(held), label=federation.name)
    return organisation_in_brief(organisation) | _said(
        phones=_phones(uid, organisation.phone),
        contacts=_contacts(organisation.public_contacts),
        locations=[location(site, revisions=revisions) for site in organisation.published_sites],
        organization_identifiers=_identifiers(organisation),
        attributes=attributes,
        metadata=_metadata(uid, "organization", revisions),
    )


def _covered(organisation: Any) -> Iterable[Any]:
    return {held.territory_id: held for held in organisation.held_coverages}.values()


def _identifiers(organisation: Any) -> list[Thing]:
    found = list(_kept(organisation).get("identifiers") or [])
    code, register = organisation.register_code, organisation.register
    if register and code and code != str(organisation.uid):
        found.append(_said(identifier_type=SCHEMES.get(register, register), identifier=code))
    return [
        {"id": child_id(organisation.uid, "identifier", each["identifier_type"], each["identifier"]), **each}
        for each in found
    ]


def location_in_brief(site: Any) -> Thing:
    hidden = site.is_address_hidden
    located = not hidden and site.latitude is not None and site.longitude is not None
    kept = {} if hidden else _kept(site)
    missions = "" if hidden or not site.missions else _("Missions: %s") % ", ".join(site.missions)
    official = not hidden and site.register in SCHEMES and site.register_code
    return _said(
        id=str(site.uid),
        location_type=kept.get("location_type") or "physical",
        organization_id=str(site.organisation.uid),
        name=site.name,
        alternate_name=kept.get("alternate_name"),
        description=missions or kept.get("description"),
        transportation=kept.get("transportation"),
        url=kept.get("url"),
        latitude=site.latitude if located else None,
        longitude=site.longitude if located else None,
        external_identifier=site.register_code if official else kept.get("external_identifier"),
        external_identifier_type=SCHEMES[site.register] if official else kept.get("external_identifier_type"),
    )


def location(site: Any, *, revisions: Mapping[UUID, Any]) -> Thing:
    uid, hidden = site.uid, site.is_address_hidden
    attributes = Attributes(uid, "location")
    if site.territory:
        attributes.add("territory", site.territory.code, label=site.territory.name, link="place")
    attributes.add("statement", "address_hidden" if hidden else "")
    attributes.add_dates(site)
    addresses = []
    if not hidden and site.address and site.municipality and site.postal_code:
        addresses = [
            {
                "id": child_id(uid, "address"),
                "address_1": site.address,
                "city": site.municipality,
                "state_province": "QC",
                "postal_code": site.postal_code,
                "country": "CA",
                "address_type": "physical",
            }
        ]
    elif not hidden:  # HSDS has no place for half an address
        for name in ("address", "municipality", "postal_code"):
            attributes.add("place", name if getattr(site, name) else "", value=getattr(site, name))
    accessibility = "" if hidden else site.accessibility
    return location_in_brief(site) | _said(
        addresses=addresses,
        phones=_phones(uid, site.phone),
        accessibility=(
            [{"id": child_id(uid, "accessibility"), "description": accessibility}] if accessibility else []
        ),
        attributes=attributes,
        metadata=_metadata(uid, "location", revisions),
    )


def _costs(offer: Any) -> list[Thing]:
    if offer.cost == "unknown":
        return []
    cost = {"id": child_id(offer.uid, "cost"), "option": str(offer.get_cost_display())}
    return [cost | ({"amount": 0, "currency": "CAD"} if offer.cost == "free" else {})]


def _status(offer: Any, day: date) -> str:
    def is_over(thing: Any) -> bool:
        return thing.closed_on is not None and thing.closed_on <= day

    if is_over(offer.organisation):
        return "defunct"
    not_yet = offer.opened_on is not None and offer.opened_on > day
    return "inactive" if is_over(offer) or not_yet else "active"


def service_in_brief(offer: Any, *, day: date) -> Thing:
    """Its own fields and, in brief, its organisation's."""
    text, _parts = pack((name, getattr(offer, name)) for name in ("own_words", "description"))
    kept = _kept(offer)
    wait = ""
    if offer.wait_days is not None:
        wait = _("%(days)d days, noted on %(date)s") % {"days": offer.wait_days, "date": offer.wait_noted_on}
    return _said(
        id=str(offer.uid),
        organization_id=str(offer.organisation.uid),
        name=offer.name,
        description=text,
        url=offer.website,
        email=offer.email,
        status=_status(offer, day),
        application_process=offer.how_to_ask,
        wait_time=wait,
        licenses=kept.get("licenses"),
        eligibility_description=offer.for_whom,
        minimum_age=offer.age_from,
        maximum_age=offer.age_to,
        assured_date=_day(offer.confirmed_at) if offer.confirmed_at else None,
        last_modified=offer.updated_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        organization=organisation_in_brief(offer.organisation),
    )


def service(offer: Any, *, day: date, revisions: Mapping[UUID, Any], with_places: bool = True) -> Thing:
    """Whole; `with_places=False` inside a service_at_location, which says the place itself."""
    uid = offer.uid
    attributes = Attributes(uid, "service")
    if not offer.organisation.declines_categories:
        for name in ("category", "line", "level"):
            attributes.add(name, getattr(offer, name))
    for need in sorted(need.need for need in offer.needs.all()):
        attributes.add("need", need)
    for taxonomy, codes in (
        ("severity", offer.severities),
        ("asker", offer.askers),
        ("counts_toward", offer.counts_towards),
    ):
        for code in dict.fromkeys(codes):
            attributes.add(taxonomy, code)
    attributes.add("mode", offer.mode)
    attributes.add("cost", "" if offer.cost == "unknown" else offer.cost)
    if offer.capacity is not None:
        attributes.add("capacity", offer.capacity_unit or "places", value=offer.capacity)
    concurrent = {True: "accepts_concurrent", False: "refuses_concurrent", None: ""}
    attributes.add("statement", concurrent[offer.accepts_concurrent])
    attributes.add_texts(pack((name, getattr(offer, name)) for name in ("own_words", "description"))[1])
    attributes.add_dates(offer)
    return service_in_brief(offer, day=day) | _said(
        phones=_phones(uid, offer.phone),
        schedules=schedules(offer),
        service_areas=[
            {
                "id": child_id(uid, "area", held.territory.code),
                "name": held.territory.name,
                "extent": held.territory.code,
                "extent_type": "text",
            }
            for held in _covered(offer.organisation)
        ],
        service_at_locations=[
            service_at_location(offer, site, day=day, revisions=revisions, with_service=False)
            for site in offer.published_sites
            if with_places
        ],
        languages=[
            {"id": child_id(uid, "language", code), "name": LANGUAGES.get(code, code), "code": code}
            for code in dict.fromkeys(offer.languages)
        ],
        cost_options=_costs(offer),
        contacts=_contacts(offer.public_contacts),
        attributes=attributes,
        metadata=_metadata(uid, "service", revisions),
    )


def pair_id(offer_uid: UUID, site_uid: UUID) -> str:
    return child_id(offer_uid, "at", site_uid)


def service_at_location_in_brief(offer: Any, site: Any, *, day: date) -> Thing:
    return {
        "id": pair_id(offer.uid, site.uid),
        "service_id": str(offer.uid),
        "location_id": str(site.uid),
        "location": location_in_brief(site),
        "service": service_in_brief(offer, day=day),
    }


def service_at_location(
    offer: Any, site: Any, *, day: date, revisions: Mapping[UUID, Any], with_service: bool = True
) -> Thing:
    said = {"id": pair_id(offer.uid, site.uid), "location": location(site, revisions=revisions)}
    if with_service:
        said["service"] = service(offer, day=day, revisions=revisions, with_places=False)
    return said


def subjects(offers: Iterable[Any] = (), organisations: Iterable[Any] = ()) -> set[UUID]:
    """The identifiers whose last change is said: to be looked up in one query."""
    uids: set[UUID] = set()
    for offer in offers:
        uids |= {offer.uid, *(site.uid for site in offer.published_sites)}
    for organisation in organisations:
        uids |= {organisation.uid, *(site.uid for site in organisation.published_sites)}
    return uids
