"""HSDS tables, whoever wrote them, as what our directory can take in.

Nothing a person looking for help would need is lost: what we have no field for is written under the
description, in words; what only another system needs (identifiers, legal status) is kept as it came and
exported again. A detail that cannot be used is left out and noted; a thing that cannot be used is refused.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID, uuid5

from babel.core import get_global
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from arrimage.apps.network.actions.exchange import AS_CLOSED, Heard, Note, Refusal, Said

from . import terms
from .saying import DAYS, LANGUAGES
from .source import Entity, Tables, Where
from .terms import child_id
from .texts import unpack, without_markup

Row = Mapping[str, Any]
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_POSTAL_CODE = re.compile(r"([A-Z]\d[A-Z]) ?(\d[A-Z]\d)")
_WAIT = re.compile(r"(\d{1,4})\D+(\d{4}-\d\d-\d\d)")
_TIME = re.compile(r"(\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?(?:-0[45]:?00)?")  # wall clock, or Québec's offsets
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


class Unusable(Exception):
    """This thing cannot be taken in; the message says why."""


def hear(tables: Tables, *, source: str) -> Heard:
    """Everything the tables say, in our words. `source` names whose identifiers these are."""
    return _Listener(tables, source).hear()


def _text(row: Row, name: str) -> str:
    value = row.get(name, "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unusable(_("“%(field)s” is not a text.") % {"field": name})
    text = str(value).strip()
    if _UNPRINTABLE.search(text):
        raise Unusable(_("“%(field)s” holds an invisible character.") % {"field": name})
    return text


def _prose(row: Row, name: str) -> str:
    return without_markup(_text(row, name))


def _sentence(*parts: str, between: str = ", ") -> str:
    return between.join(part for part in parts if part)


class _Codes:
    """The attributes of one thing: our own codes, and other people's terms as text."""

    def __init__(self, rows: Iterable[Row], terms_by_id: Mapping[str, Entity]) -> None:
        self.ours: dict[str, list[tuple[str, str]]] = defaultdict(list)  # taxonomy → [(code, value)]
        self.others: list[str] = []
        for row in rows:
            identifier = _text(row, "taxonomy_term_id")
            term = terms_by_id[identifier].row if identifier in terms_by_id else {}
            ours = terms.known_terms().get(identifier) or _dynamic(identifier, _text(term, "code"))
            if ours:
                self.ours[ours[0]].append((ours[1], _text(row, "value")))
            elif name := _text(term, "name"):
                self.others.append(_named(term, name, _text(row, "value")))

    def one(self, taxonomy: str) -> str:
        return self.ours[taxonomy][0][0] if self.ours.get(taxonomy) else ""

    def all(self, taxonomy: str) -> list[str]:
        return list(dict.fromkeys(code for code, _value in self.ours.get(taxonomy, ())))

    def value(self, taxonomy: str, code: str) -> str:
        return next((value for known, value in self.ours.get(taxonomy, ()) if known == code), "")

    def __contains__(self, statement: str) -> bool:
        return statement in self.all("statement")

    @property
    def texts(self) -> list[str]:
        """The parts the description is made of, in order."""
        return [code for code, _place in sorted(self.ours.get("text", ()), key=lambda part: part[1])]

    def periods(self, taxonomy: str) -> list[list[str]]:
        """[code, since, until] for each, dates empty where they are open."""
        found = {}
        for code, value in self.ours.get(taxonomy, ()):
            since, _slash, until = value.partition("/")
            found[code] = [code, *("" if day == ".." else day for day in (since, until))]
        return [found[code] for code in sorted(found)]


def _dynamic(identifier: str, code: str) -> tuple[str, str] | None:
    taxonomy, _colon, bare = code.partition(":")
    known = taxonomy in {"territory", "affiliation"} and identifier == terms.id_of(taxonomy, bare)
    return (taxonomy, bare) if known else None


def _named(term: Row, name: str, value: str) -> str:
    taxonomy = _text(term, "taxonomy")
    named = f"{name} ({taxonomy})" if taxonomy and taxonomy != name else name
    return f"{named}\u00a0: {value}" if value and value != name else named


class _Listener:
    def __init__(self, tables: Tables, source: str) -> None:
        self.tables, self.source = tables, source
        self.heard = Heard()
        self.where = Where("", 0)

    # --- The whole

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

    def _note(self, text: str) -> None:
        self.heard.notes.append(Note(file=self.where.file, row=self.where.line, text=text))

    def _uid(self, table: str, code: str) -> UUID:
        """Theirs where it is a UUID, so that what is ours comes back to us; else one made from it."""
        try:
            return UUID(code)
        except ValueError:
            return uuid5(terms.NAMESPACE, f"{self.source}/{table}/{code}")

    def _ref(self, table: str, code: str) -> str:
        return str(self._uid(table, code)) if code else ""

    # --- Details that may be left out

    def _leave_out(self, name: str, value: object) -> None:
        self._note(
            _("“%(field)s” cannot be used and was left out: %(value)s")
            % {"field": name, "value": str(value)[:80]}
        )

    def _checked(self, row: Row, name: str, check) -> str:
        text = _text(row, name)
        try:
            if text:
                check(text)
        except ValidationError:
            self._leave_out(name, text)
            return ""
        return text

    def _website(self, row: Row, name: str) -> str:
        return self._checked(row, name, URLValidator(schemes=["http", "https"]))

    def _email(self, row: Row) -> str:
        return self._checked(row, "email", EmailValidator())

    def _day(self, text: str, name: str) -> str:
        try:
            return date.fromisoformat(text[:10]).isoformat() if text else ""
        except ValueError:
            self._leave_out(name, text)
            return ""

    def _number(self, value: Any, name: str, *, least: float, most: float) -> float | None:
        if value in (None, ""):
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not least <= number <= most:
            self._leave_out(name, value)
            return None
        return number

    def _count(self, value: Any, name: str) -> int | None:
        number = self._number(value, name, least=0, most=32_767)
        return None if number is None else int(number)

    def _codes(self, identifier: str) -> _Codes:
        rows = self.tables.of("attribute", "link_id", identifier)
        codes = _Codes(rows, self.tables.entities["taxonomy_term"])
        for other in codes.others:
            self._note(_("“%(term)s” is none of our terms: kept as text.") % {"term": other[:120]})
        return codes

    def _phones(self, column: str, identifier: str) -> list[tuple[str, str]]:
        """(number, what it is for) of each number."""
        found = {}
        for row in self.tables.of("phone", column, identifier):
            number = _text(row, "number").strip("\"' ")
            if extension := _text(row, "extension"):
                number = _("%(number)s ext. %(extension)s") % {"number": number, "extension": extension}
            if len(number) > 40:
                self._leave_out("number", number)
            elif number:
                found.setdefault(number, _prose(row, "description"))
        return list(found.items())

    # --- Organisations

    def _organisation(self, row: Row) -> dict[str, Any]:
        identifier = row["id"]
        codes = self._codes(identifier)
        phones = self._phones("organization_id", identifier)
        regime, alternate = codes.one("regime"), _text(row, "alternate_name")
        lines = [
            _line(_("Also known as"), alternate if len(alternate) > 80 else ""),
            *(_line(_("Other phone"), _sentence(number, use)) for number, use in phones[1:]),
            _line(_("Classed elsewhere as"), "; ".join(codes.others)),
        ]
        kept = {name: _text(row, name) for name in ("tax_status", "tax_id", "logo", "uri") if name in row}
        if not regime and "legal_status" in row:
            kept["legal_status"] = _text(row, "legal_status")
        if year := self._count(row.get("year_incorporated"), "year_incorporated"):
            kept["year_incorporated"] = year
        identifiers = [
            {
                name: _text(each, name)
                for name in ("identifier_scheme", "identifier_type", "identifier")
                if name in each
            }
            for each in self.tables.of("organization_identifier", "organization_id", identifier)
            if "identifier" in each and "identifier_type" in each
        ]
        if identifiers:
            kept["identifiers"] = identifiers
        return {
            "name": _required(row, "name"),
            "short_name": alternate if len(alternate) <= 80 else "",
            **_texts(_prose(row, "description"), codes.texts, lines, longest=600),
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
            "parent": self._ref("organization", _text(row, "parent_organization_id")),
            "coverages": codes.periods("territory"),
            "affiliations": codes.periods("affiliation"),
            "kept": kept,
        }

    def _organisation_of(self, row: Row, identifier: str, column: str) -> str:
        """Whose place or contact this is: said outright, else through the services it goes with."""
        said = _text(row, "organization_id")
        if said in self.tables.entities["organization"]:
            return said
        services = [_text(row, "service_id")]
        for each in self.tables.of("service_at_location", column, identifier):
            services.append(_text(each, "service_id"))
        known = self.tables.entities["service"]
        through = [_text(known[code].row, "organization_id") for code in services if code in known]
        return next((code for code in through if code in self.tables.entities["organization"]), said)

    # --- Places

    def _site(self, row: Row) -> dict[str, Any]:
        identifier = row["id"]
        codes = self._codes(identifier)
        phones = self._phones("location_id", identifier)
        organisation = self._organisation_of(row, identifier, "location_id")
        address = self._address(identifier, codes)
        accessibility = [
            _sentence(_prose(each, "description"), _prose(each, "details"), _text(each, "url"), between=" ")
            for each in self.tables.of("accessibility", "location_id", identifier)
        ]
        accessibility += [_line(_("Getting there"), _prose(row, "transportation"))]
        accessibility += [_line(_("Other phone"), _sentence(number, use)) for number, use in phones[1:]]
        accessibility += [_line(_("Classed elsewhere as"), "; ".join(codes.others))]
        latitude = self._number(row.get("latitude"), "latitude", least=-90, most=90)
        longitude = self._number(row.get("longitude"), "longitude", least=-180, most=180)
        located = latitude is not None and longitude is not None
        kept = {
            name: _text(row, name)
            for name in (
                "alternate_name",
                "description",
                "url",
                "external_identifier",
                "external_identifier_type",
            )
            if name in row
        }
        if (place := _text(row, "location_type")) in {"postal", "virtual"}:
            kept["location_type"] = place
        territory = codes.one("territory")
        return {
            "organisation": self._ref("organization", organisation),
            "name": _text(row, "name") or address["address"][:200] or _required(row, "name"),
            **address,
            "territory": territory,
            "latitude": latitude if located else None,
            "longitude": longitude if located else None,
            "accessibility": _sentence(*accessibility, between="\n"),
            "phone": phones[0][0] if phones else "",
            "is_address_hidden": "address_hidden" in codes,
            "opened_on": self._day(codes.value("date", "opened_on"), "opened_on"),
            "closed_on": self._day(codes.value("date", "closed_on"), "closed_on"),
            "kept": kept,
        }

    def _address(self, identifier: str, codes: _Codes) -> dict[str, str]:
        rows = self.tables.of("address", "location_id", identifier)
        if not rows:
            return {name: codes.value("place", name) for name in ("address", "municipality", "postal_code")}
        row = next((row for row in rows if row.get("address_type") == "physical"), rows[0])
        province, country = _text(row, "state_province"), _text(row, "country")
        postal_code = _text(row, "postal_code").upper()
        is_ours = _POSTAL_CODE.fullmatch(postal_code)
        elsewhere = [province, country] if (province, country) != ("QC", "CA") else []
        return {
            "address": _sentence(
                _text(row, "address_1"), _text(row, "address_2"), *elsewhere, "" if is_ours else postal_code
            ),
            "municipality": _text(row, "city"),
            "postal_code": f"{is_ours[1]} {is_ours[2]}" if is_ours else "",
        }

    # --- Services

    def _offer(self, row: Row) -> dict[str, Any]:
        identifier = row["id"]
        organisation = _text(row, "organization_id")
        codes = self._codes(identifier)
        at_places = self.tables.of("service_at_location", "service_id", identifier)
        places = {_text(each, "location_id") for each in at_places} - {""}
        phones = dict(self._phones("service_id", identifier))
        for place in at_places:
            for number, use in self._phones("service_at_location_id", place["id"]):
                phones.setdefault(number, use)
        hours, hours_note = self._hours(identifier, at_places)
        languages, other_languages = self._languages(identifier)
        cost, cost_lines = self._cost(row, identifier, codes)
        wait = _WAIT.fullmatch(_text(row, "wait_time"))
        lines = [
            _line(_("Also known as"), _text(row, "alternate_name")),
            _line(_("To know"), _prose(row, "alert")),
            *cost_lines,
            _line(_("Wait"), "" if wait else _text(row, "wait_time")),
            _line(_("Hours"), hours_note if len(hours_note) > 300 else ""),
            _line(_("Interpreting"), _prose(row, "interpretation_services")),
            _line(_("Languages"), ", ".join(other_languages)),
            *(
                _line(_("To bring"), _prose(each, "document"))
                for each in self._held("required_document", identifier)
            ),
            _line(_("Accreditations"), _prose(row, "accreditations")),
            _line(_("Programme"), self._programme(row)),
            *(_line(_("Area served"), area) for area in self._areas(identifier)),
            *(_line(_("Other phone"), _sentence(number, use)) for number, use in list(phones.items())[1:]),
            _line(_("Classed elsewhere as"), "; ".join(codes.others)),
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
            "name": _required(row, "name"),
            **_texts(_prose(row, "description"), codes.texts, lines, longest=3000),
            "category": codes.one("category"),
            "level": codes.one("level"),
            "line": int(line) if line else None,
            "needs": [[need] for need in sorted(codes.all("need"))],
            "age_from": age_from,
            "age_to": age_to,
            "severities": codes.all("severity"),
            "accepts_concurrent": concurrent,
            "for_whom": _prose(row, "eligibility_description"),
            "capacity": capacity,
            "capacity_unit": unit if capacity is not None else "",
            "counts_towards": codes.all("counts_toward"),
            "askers": codes.all("asker"),
            "how_to_ask": _prose(row, "application_process"),
            "languages": languages,
            "hours_note": hours_note if len(hours_note) <= 300 else "",
            "opening_hours": hours,
            "cost": cost,
            "mode": codes.one("mode"),
            "wait_days": int(wait[1]) if wait and noted else None,
            "wait_noted_on": noted,
            "phone": next(iter(phones), ""),
            "email": self._email(row),
            "website": self._website(row, "url"),
            "opened_on": self._day(codes.value("date", "opened_on"), "opened_on"),
            "closed_on": self._closing(row, organisation, codes),
            "confirmed_on": self._day(_text(row, "assured_date"), "assured_date"),
            "kept": {name: _text(row, name) for name in ("licenses",) if name in row},
        }

    def _held(self, table: str, identifier: str) -> list[Row]:
        return self.tables.of(table, "service_id", identifier)

    def _closing(self, row: Row, organisation: str, codes: _Codes) -> str:
        """The day it closed; `AS_CLOSED` where nobody says which. A service of a closed organisation is over
        with it, and says nothing of its own."""
        if closed := self._day(codes.value("date", "closed_on"), "closed_on"):
            return closed
        status = _text(row, "status")
        if status == "inactive" and codes.value("date", "opened_on"):  # ours, not open yet
            return ""
        if status == "defunct" and self._codes(organisation).value("date", "closed_on"):
            return ""
        return AS_CLOSED if status in {"inactive", "defunct", "temporarily closed"} else ""

    def _programme(self, row: Row) -> str:
        found = self.tables.entities["program"].get(_text(row, "program_id"))
        return _text(found.row, "name") if found else ""

    def _areas(self, identifier: str) -> list[str]:
        """Areas in other people's words; ours come with the organisation, by their codes."""
        uid = self._uid("service", identifier)
        return [
            _sentence(_text(area, "name"), _prose(area, "description"), between="\u00a0: ")
            for area in self._held("service_area", identifier)
            if area["id"] != child_id(uid, "area", _text(area, "extent"))
        ]

    def _cost(self, row: Row, identifier: str, codes: _Codes) -> tuple[str, list[str]]:
        if said := codes.one("cost"):
            return said, []
        options = self._held("cost_option", identifier)
        amounts = [self._number(each.get("amount"), "amount", least=0, most=1e9) for each in options]
        cost = "unknown"
        if amounts and None not in amounts:
            cost = "paid" if any(amounts) else "free"
        texts = [_prose(row, "fees_description"), _prose(row, "fees")]
        for each in options:
            price = _sentence(_text(each, "amount"), _text(each, "currency").upper(), between=" ")
            texts.append(_sentence(_text(each, "option"), price, _text(each, "amount_description")))
        return cost, [_line(_("Cost"), text) for text in dict.fromkeys(texts)]

    def _languages(self, identifier: str) -> tuple[list[str], list[str]]:
        """(codes we know, the others by name)."""
        codes, others = [], []
        for row in self._held("language", identifier):
            code, name = _text(row, "code").lower(), _text(row, "name")
            code = get_global("language_aliases").get(code, code)
            known = code if code in LANGUAGES else _LANGUAGE_NAMES.get(name.lower(), "")
            if known:
                codes.append(known)
            elif name or code:
                others.append(name or code)
        return list(dict.fromkeys(codes)), list(dict.fromkeys(others))

    def _hours(self, identifier: str, at_places: list[Row]) -> tuple[list[list[Any]], str]:
        """([weekday, opens, closes] of each weekly stretch, everything else in words)."""
        rows = self._held("schedule", identifier)
        for place in at_places:
            if rows:
                break
            rows = self.tables.of("schedule", "service_at_location_id", place["id"])
            rows = rows or self.tables.of("schedule", "location_id", _text(place, "location_id"))
        stretches: dict[tuple[int, str], str] = {}
        words = []
        for row in rows:
            if weekly := _weekly(row):
                for weekday, opens, closes in weekly:
                    stretches.setdefault((weekday, opens), closes)
            else:
                words.append(_schedule_in_words(row))
        hours = [[weekday, opens, closes] for (weekday, opens), closes in sorted(stretches.items())]
        return hours, "; ".join(dict.fromkeys(filter(None, words)))

    # --- Contacts

    def _contact(self, row: Row) -> dict[str, Any]:
        identifier = row["id"]
        service = _text(row, "service_id")
        at_place = self.tables.entities["service_at_location"].get(_text(row, "service_at_location_id"))
        if not service and at_place:
            service = _text(at_place.row, "service_id")
        organisation = self._organisation_of(row | {"service_id": service}, identifier, "contact_id")
        if not organisation and (place := self.tables.entities["location"].get(_text(row, "location_id"))):
            organisation = self._organisation_of(place.row, place.row["id"], "location_id")
        phones = self._phones("contact_id", identifier)
        values = {
            "organisation": self._ref("organization", organisation),
            "offer": self._ref("service", service),
            "name": _text(row, "name"),
            "title": _sentence(_text(row, "title"), _text(row, "department")),
            "phone": phones[0][0] if phones else "",
            "email": self._email(row),
            "is_public": True,
        }
        if not (values["name"] or values["title"] or values["phone"] or values["email"]):
            raise Unusable(_("it says neither who to reach nor how."))
        return values


def _required(row: Row, name: str) -> str:
    if text := _text(row, name):
        return text
    raise Unusable(_("“%(field)s” is empty.") % {"field": name})


def _line(label: str, text: str) -> str:
    return f"{label}\u00a0: {text}" if text else ""


def _texts(text: str, names: list[str], lines: list[str], *, longest: int) -> dict[str, str]:
    """Our texts from their description: the parts it was packed from, or the whole where it fits."""
    parts = {} if names == ["none"] else unpack(text, names or ["description"])
    if "" in parts:  # rewritten elsewhere: theirs, whole
        parts = {"description": parts.pop("")}
    parts["description"] = _sentence(parts.get("description", ""), *lines, between="\n")
    if len(parts["description"]) > longest and not parts.get("own_words"):
        parts = {"own_words": parts["description"], "description": ""} | {
            name: text for name, text in parts.items() if name == "own_values"
        }
    names = ["own_words", "description", "own_values"] if longest == 600 else ["own_words", "description"]
    return {name: parts.get(name, "") for name in names}


def _moment(text: str) -> str:
    """HH:MM of a wall-clock time, or "" where it is none (another zone's, or unreadable)."""
    found = _TIME.fullmatch(text)
    if not found:
        return ""
    hour, minute = int(found[1]), int(found[2])
    if (hour, minute) == (24, 0):
        hour = 0
    try:
        return time(hour, minute).strftime("%H:%M")
    except ValueError:
        return ""


_UNWEEKLY = ("valid_to", "until", "count", "byweekno", "bymonthday", "byyearday")


def _weekly(row: Row) -> list[tuple[int, str, str]]:
    """The stretches of a plain weekly rule, those past midnight in two; none where the rule is another."""
    opens, closes = _moment(_text(row, "opens_at")), _moment(_text(row, "closes_at"))
    days = [day.strip().upper() for day in _text(row, "byday").split(",")]
    plain = _text(row, "freq") == "WEEKLY" and _text(row, "interval") in {"", "1", "1.0"}
    if not (plain and opens and closes and set(days) <= set(DAYS)) or any(name in row for name in _UNWEEKLY):
        return []
    if opens == closes != "00:00":
        return []
    stretches = []
    for day in map(DAYS.index, days):
        if closes == "00:00" or opens < closes:
            stretches.append((day, opens, closes))
        else:
            stretches += [(day, opens, "00:00"), ((day + 1) % 7, "00:00", closes)]
    return stretches


def _schedule_in_words(row: Row) -> str:
    if said := _sentence(_prose(row, "description"), _prose(row, "notes"), between=" "):
        return said
    times = _sentence(_text(row, "opens_at"), _text(row, "closes_at"), between="–")
    until = _sentence(_text(row, "valid_from"), _text(row, "valid_to"), between="–")
    return _sentence(_text(row, "freq"), _text(row, "byday"), times, until, between=" ")
