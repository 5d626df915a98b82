"""HSDS tables, whoever wrote them, as what our directory can take in.

Nothing a person looking for help would need is lost: what we have no field for is written under the
description, in words; what only another system needs (identifiers, legal status) is kept as it came and
exported again. A detail that cannot be used is left out and noted; a thing that cannot be used is refused.
"""

import re
from typing import Any

from babel.core import get_global
from django.utils.translation import gettext as _

from arrimage.apps.network.actions.exchange import AS_CLOSED, Heard, Refusal, Said

from .attributes import Codes
from .details import Details
from .saying import LANGUAGES
from .schedules import hours
from .source import Tables, Where
from .terms import child_id
from .texts import Row, Unusable, labelled, our_texts, prose_of, required, sentence, text_of

_POSTAL_CODE = re.compile(r"([A-Z]\d[A-Z]) ?(\d[A-Z]\d)")
_WAIT = re.compile(r"(\d{1,4})\D+(\d{4}-\d\d-\d\d)")
_LANGUAGE_NAMES = {name.lower(): code for code, name in LANGUAGES.items()}


# What each of our fields is heard from: a source without any of these tables says nothing of it.
_HEARD_FROM = {
    name: frozenset(tables.split())
    for names, tables in (
        ("address municipality postal_code", "address attribute"),
        ("opening_hours hours_note", "schedule"),
        ("kind sector legal_regime declines_categories coverages affiliations territory", "attribute"),
        ("is_address_hidden category level line needs severities accepts_concurrent", "attribute"),
        ("capacity capacity_unit counts_towards askers mode opened_on", "attribute"),
        ("accessibility", "accessibility"),
        ("cost", "cost_option attribute"),
        ("languages", "language"),
        ("phone", "phone"),
        ("sites", "service_at_location"),
    )
    for name in names.split()
}


def hear(tables: Tables, *, source: str) -> Heard:
    """Everything the tables say, in our words. `source` names whose identifiers these are."""
    return _Listener(tables, source).hear()


class _Listener(Details):
    def hear(self) -> Heard:
        for kind, table, listen in (
            ("organisation", "organization", self._organisation),
            ("site", "location", self._site),
            ("offer", "service", self._offer),
            ("contact", "contact", self._contact),
        ):
            entities = self.tables.entities[table]
            for code, entity in entities.items():
                self.where = entity.where
                self.heard.present[kind].add(code)
                try:
                    if len(code) > 64:
                        raise Unusable(_("its identifier has more than 64 characters."))
                    values = listen(entity.row)
                except Unusable as reason:
                    self._refuse(kind, code, entity.where, str(reason))
                else:
                    self.heard.said[kind].append(
                        Said(
                            code=code,
                            uid=self._uid(table, code),
                            file=entity.where.file,
                            row=entity.where.line,
                            values={name: said for name, said in values.items() if self._speaks_of(name)},
                        )
                    )
            for repeated, code, where, first in self.tables.repeated:
                if repeated == table:
                    self._refuse(
                        kind, code, where, _("this code already stands at line %(line)d.") % {"line": first}
                    )
            for nameless, where in self.tables.nameless:
                if nameless == table:
                    self._refuse(kind, "", where, _("it has no identifier (column “id”)."))
        return self.heard

    def _speaks_of(self, name: str) -> bool:
        return name not in _HEARD_FROM or bool(_HEARD_FROM[name] & self.tables.seen)

    def _refuse(self, kind: str, code: str, where: Where, reason: str) -> None:
        self.heard.refusals[kind].append(
            Refusal(file=where.file, row=where.line, code=code[:64], reason=reason)
        )

    # --- Organisations

    def _organisation(self, row: Row) -> dict[str, Any]:
        identifier = row["id"]
        codes = self._codes(identifier)
        phones = self._phones("organization_id", identifier)
        regime, alternate = codes.one("regime"), text_of(row, "alternate_name")
        lines = [
            labelled(_("Also known as"), alternate if len(alternate) > 80 else ""),
            *(labelled(_("Other phone"), sentence(number, use)) for number, use in phones[1:]),
            labelled(_("Classed elsewhere as"), "; ".join(codes.others)),
        ]
        kept = {name: text_of(row, name) for name in ("tax_status", "tax_id", "logo", "uri") if name in row}
        if not regime and "legal_status" in row:
            kept["legal_status"] = text_of(row, "legal_status")
        if year := self._count(row.get("year_incorporated"), "year_incorporated"):
            kept["year_incorporated"] = year
        identifiers = [
            {
                name: text_of(each, name)
                for name in ("identifier_scheme", "identifier_type", "identifier")
                if name in each
            }
            for each in self.tables.of("organization_identifier", "organization_id", identifier)
            if "identifier" in each and "identifier_type" in each
        ]
        if identifiers:
            kept["identifiers"] = identifiers
        return {
            "name": required(row, "name"),
            "short_name": alternate if len(alternate) <= 80 else "",
            **our_texts(prose_of(row, "description"), codes.texts, lines, longest=600),
            "kind": codes.one("kind") or None,
            "sector": codes.one("sector"),
            "legal_regime": regime or "unknown",
            "declines_categories": "declines_categories" in codes,
            "website": self._website(row, "website"),
            "email": self._email(row),
            "phone": phones[0][0] if phones else "",
            "opened_on": self._day(codes.value("date", "opened_on"), "opened_on"),
            "closed_on": self._day(codes.value("date", "closed_on"), "closed_on"),
            "confirmed_on": self._day(codes.value("date", "confirmed_on"), "confirmed_on"),
            "parent": self._ref("organization", text_of(row, "parent_organization_id")),
            "coverages": codes.periods("territory"),
            "affiliations": codes.periods("affiliation"),
            "kept": kept,
        }

    def _organisation_of(self, row: Row, identifier: str, column: str) -> str:
        """Whose place or contact this is: said outright, else through the services it goes with."""
        said = text_of(row, "organization_id")
        if said in self.tables.entities["organization"]:
            return said
        services = [text_of(row, "service_id")]
        for each in self.tables.of("service_at_location", column, identifier):
            services.append(text_of(each, "service_id"))
        known = self.tables.entities["service"]
        through = [text_of(known[code].row, "organization_id") for code in services if code in known]
        return next((code for code in through if code in self.tables.entities["organization"]), said)

    # --- Places

    def _site(self, row: Row) -> dict[str, Any]:
        identifier = row["id"]
        codes = self._codes(identifier)
        phones = self._phones("location_id", identifier)
        organisation = self._organisation_of(row, identifier, "location_id")
        address = self._address(identifier, codes)
        accessibility = [
            sentence(
                prose_of(each, "description"), prose_of(each, "details"), text_of(each, "url"), between=" "
            )
            for each in self.tables.of("accessibility", "location_id", identifier)
        ]
        accessibility += [labelled(_("Getting there"), prose_of(row, "transportation"))]
        accessibility += [labelled(_("Other phone"), sentence(number, use)) for number, use in phones[1:]]
        accessibility += [labelled(_("Classed elsewhere as"), "; ".join(codes.others))]
        latitude = self._number(row.get("latitude"), "latitude", least=-90, most=90)
        longitude = self._number(row.get("longitude"), "longitude", least=-180, most=180)
        located = latitude is not None and longitude is not None
        kept = {
            name: text_of(row, name)
            for name in (
                "alternate_name",
                "description",
                "url",
                "external_identifier",
                "external_identifier_type",
            )
            if name in row
        }
        if (place := text_of(row, "location_type")) in {"postal", "virtual"}:
            kept["location_type"] = place
        territory = codes.one("territory")
        return {
            "organisation": self._ref("organization", organisation),
            "name": text_of(row, "name") or address["address"][:200] or required(row, "name"),
            **address,
            "territory": territory,
            "latitude": latitude if located else None,
            "longitude": longitude if located else None,
            "accessibility": sentence(*accessibility, between="\n"),
            "phone": phones[0][0] if phones else "",
            "is_address_hidden": "address_hidden" in codes,
            "opened_on": self._day(codes.value("date", "opened_on"), "opened_on"),
            "closed_on": self._day(codes.value("date", "closed_on"), "closed_on"),
            "kept": kept,
        }

    def _address(self, identifier: str, codes: Codes) -> dict[str, str]:
        rows = self.tables.of("address", "location_id", identifier)
        if not rows:
            return {name: codes.value("place", name) for name in ("address", "municipality", "postal_code")}
        row = next((row for row in rows if row.get("address_type") == "physical"), rows[0])
        province, country = text_of(row, "state_province"), text_of(row, "country")
        postal_code = text_of(row, "postal_code").upper()
        is_ours = _POSTAL_CODE.fullmatch(postal_code)
        elsewhere = [province, country] if (province, country) != ("QC", "CA") else []
        return {
            "address": sentence(
                text_of(row, "address_1"),
                text_of(row, "address_2"),
                *elsewhere,
                "" if is_ours else postal_code,
            ),
            "municipality": text_of(row, "city"),
            "postal_code": f"{is_ours[1]} {is_ours[2]}" if is_ours else "",
        }

    # --- Services

    def _offer(self, row: Row) -> dict[str, Any]:
        identifier = row["id"]
        organisation = text_of(row, "organization_id")
        codes = self._codes(identifier)
        at_places = self.tables.of("service_at_location", "service_id", identifier)
        places = {text_of(each, "location_id") for each in at_places} - {""}
        phones = dict(self._phones("service_id", identifier))
        for place in at_places:
            for number, use in self._phones("service_at_location_id", place["id"]):
                phones.setdefault(number, use)
        opening_hours, hours_note = hours(self._schedules(identifier, at_places))
        languages, other_languages = self._languages(identifier)
        cost, cost_lines = self._cost(row, identifier, codes)
        wait = _WAIT.fullmatch(text_of(row, "wait_time"))
        lines = [
            labelled(_("Also known as"), text_of(row, "alternate_name")),
            labelled(_("To know"), prose_of(row, "alert")),
            *cost_lines,
            labelled(_("Wait"), "" if wait else text_of(row, "wait_time")),
            labelled(_("Hours"), hours_note if len(hours_note) > 300 else ""),
            labelled(_("Interpreting"), prose_of(row, "interpretation_services")),
            labelled(_("Languages"), ", ".join(other_languages)),
            *(
                labelled(_("To bring"), prose_of(each, "document"))
                for each in self._held("required_document", identifier)
            ),
            labelled(_("Accreditations"), prose_of(row, "accreditations")),
            labelled(_("Programme"), self._programme(row)),
            *(labelled(_("Area served"), area) for area in self._areas(identifier)),
            *(labelled(_("Other phone"), sentence(number, use)) for number, use in list(phones.items())[1:]),
            labelled(_("Classed elsewhere as"), "; ".join(codes.others)),
        ]
        age_from = self._count(row.get("minimum_age"), "minimum_age")
        age_to = self._count(row.get("maximum_age"), "maximum_age")
        if age_from is not None and age_to is not None and age_to < age_from:
            self._leave_out("minimum_age, maximum_age", f"{age_from} > {age_to}")
            age_from = age_to = None
        unit = codes.one("capacity")
        capacity = self._count(codes.value("capacity", unit), "capacity") if unit else None
        line = codes.one("line")
        noted = self._day(wait[2], "wait_time") if wait else ""
        concurrent = (
            True if "accepts_concurrent" in codes else False if "refuses_concurrent" in codes else None
        )
        return {
            "organisation": self._ref("organization", organisation),
            "sites": [[uid] for uid in sorted({self._ref("location", place) for place in places})],
            "name": required(row, "name"),
            **our_texts(prose_of(row, "description"), codes.texts, lines, longest=3000),
            "category": codes.one("category"),
            "level": codes.one("level"),
            "line": int(line) if line else None,
            "needs": [[need] for need in sorted(codes.all("need"))],
            "age_from": age_from,
            "age_to": age_to,
            "severities": codes.all("severity"),
            "accepts_concurrent": concurrent,
            "for_whom": prose_of(row, "eligibility_description"),
            "capacity": capacity,
            "capacity_unit": unit if capacity is not None else "",
            "counts_towards": codes.all("counts_toward"),
            "askers": codes.all("asker"),
            "how_to_ask": prose_of(row, "application_process"),
            "languages": languages,
            "hours_note": hours_note if len(hours_note) <= 300 else "",
            "opening_hours": opening_hours,
            "cost": cost,
            "mode": codes.one("mode"),
            "wait_days": int(wait[1]) if wait and noted else None,
            "wait_noted_on": noted,
            "phone": next(iter(phones), ""),
            "email": self._email(row),
            "website": self._website(row, "url"),
            "opened_on": self._day(codes.value("date", "opened_on"), "opened_on"),
            "closed_on": self._closing(row, organisation, codes),
            "confirmed_on": self._day(text_of(row, "assured_date"), "assured_date"),
            "kept": {name: text_of(row, name) for name in ("licenses",) if name in row},
        }

    def _held(self, table: str, identifier: str) -> list[Row]:
        return self.tables.of(table, "service_id", identifier)

    def _closing(self, row: Row, organisation: str, codes: Codes) -> str:
        """The day it closed; `AS_CLOSED` where nobody says which. A service of a closed organisation is over
        with it, and says nothing of its own."""
        if closed := self._day(codes.value("date", "closed_on"), "closed_on"):
            return closed
        status = text_of(row, "status")
        if status == "inactive" and codes.value("date", "opened_on"):  # ours, not open yet
            return ""
        if status == "defunct" and self._codes(organisation).value("date", "closed_on"):
            return ""
        return AS_CLOSED if status in {"inactive", "defunct", "temporarily closed"} else ""

    def _programme(self, row: Row) -> str:
        found = self.tables.entities["program"].get(text_of(row, "program_id"))
        return text_of(found.row, "name") if found else ""

    def _areas(self, identifier: str) -> list[str]:
        """Areas in other people's words; ours come with the organisation, by their codes."""
        uid = self._uid("service", identifier)
        return [
            sentence(text_of(area, "name"), prose_of(area, "description"), between="\u00a0: ")
            for area in self._held("service_area", identifier)
            if area["id"] != child_id(uid, "area", text_of(area, "extent"))
        ]

    def _cost(self, row: Row, identifier: str, codes: Codes) -> tuple[str, list[str]]:
        if said := codes.one("cost"):
            return said, []
        options = self._held("cost_option", identifier)
        amounts = [self._number(each.get("amount"), "amount", least=0, most=1e9) for each in options]
        cost = "unknown"
        if amounts and None not in amounts:
            cost = "paid" if any(amounts) else "free"
        texts = [prose_of(row, "fees_description"), prose_of(row, "fees")]
        for each in options:
            price = sentence(text_of(each, "amount"), text_of(each, "currency").upper(), between=" ")
            texts.append(sentence(text_of(each, "option"), price, text_of(each, "amount_description")))
        return cost, [labelled(_("Cost"), text) for text in dict.fromkeys(texts)]

    def _languages(self, identifier: str) -> tuple[list[str], list[str]]:
        """(codes we know, the others by name)."""
        codes, others = [], []
        for row in self._held("language", identifier):
            code, name = text_of(row, "code").lower(), text_of(row, "name")
            code = get_global("language_aliases").get(code, code)
            known = code if code in LANGUAGES else _LANGUAGE_NAMES.get(name.lower(), "")
            if known:
                codes.append(known)
            elif name or code:
                others.append(name or code)
        return list(dict.fromkeys(codes)), list(dict.fromkeys(others))

    def _schedules(self, identifier: str, at_places: list[Row]) -> list[Row]:
        """Of the service; else of the first of its places that says some."""
        found = self._held("schedule", identifier)
        for place in at_places:
            found = (
                found
                or self.tables.of("schedule", "service_at_location_id", place["id"])
                or self.tables.of("schedule", "location_id", text_of(place, "location_id"))
            )
        return found

    # --- Contacts

    def _contact(self, row: Row) -> dict[str, Any]:
        identifier = row["id"]
        service = text_of(row, "service_id")
        at_place = self.tables.entities["service_at_location"].get(text_of(row, "service_at_location_id"))
        if not service and at_place:
            service = text_of(at_place.row, "service_id")
        organisation = self._organisation_of(row | {"service_id": service}, identifier, "contact_id")
        if not organisation and (place := self.tables.entities["location"].get(text_of(row, "location_id"))):
            organisation = self._organisation_of(place.row, place.row["id"], "location_id")
        phones = self._phones("contact_id", identifier)
        values = {
            "organisation": self._ref("organization", organisation),
            "offer": self._ref("service", service),
            "name": text_of(row, "name"),
            "title": sentence(text_of(row, "title"), text_of(row, "department")),
            "phone": phones[0][0] if phones else "",
            "email": self._email(row),
            "is_public": True,
        }
        if not (values["name"] or values["title"] or values["phone"] or values["email"]):
            raise Unusable(_("it says neither who to reach nor how."))
        return values
