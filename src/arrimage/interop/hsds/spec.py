"""The tables of HSDS 3.0, once: CSV columns, datapackage, nesting and the API's schema all come from here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

VERSION = "3.0"

# table, file, then its columns in order. `!` required, `=` unique, `:type` where it is not a plain text.
# A column named after a table (`service_id`) refers to it; every `…id` is a UUID.
_TABLES = """
organization organizations.csv
  id!= name! alternate_name description! email:email website:uri tax_status tax_id year_incorporated:number
  legal_status logo uri:uri parent_organization_id
program programs.csv
  id!= organization_id!= name! alternate_name description!
service services.csv
  id!= organization_id! program_id name! alternate_name description url:uri email:email status!:status
  interpretation_services application_process fees_description wait_time fees accreditations
  eligibility_description minimum_age:number maximum_age:number assured_date:date assurer_email:email licenses
  alert last_modified:datetime
attribute attributes.csv
  id!= link_id! taxonomy_term_id! link_type link_entity! value
service_at_location service_at_location.csv
  id!= service_id! location_id! description
location locations.csv
  id!= location_type!:place url:uri organization_id name alternate_name description transportation
  latitude:number longitude:number external_identifier external_identifier_type
phone phones.csv
  id!= location_id service_id organization_id contact_id service_at_location_id number! extension:number type
  description
contact contacts.csv
  id!= organization_id service_id service_at_location_id location_id name title department email:email
address addresses.csv
  id!= location_id attention address_1! address_2 city! region state_province! postal_code! country!
  address_type!:place
schedule schedules.csv
  id!= service_id location_id service_at_location_id valid_from:date valid_to:date dtstart:date
  timezone:number until:date count:number wkst:weekday freq:frequency interval:number byday byweekno
  bymonthday byyearday description opens_at:time closes_at:time schedule_link:uri attending_type notes
funding funding.csv
  id!= organization_id service_id source
service_area service_areas.csv
  id!= service_id name description extent extent_type uri
required_document required_documents.csv
  id!= service_id document uri:uri
language languages.csv
  id!= service_id location_id phone_id name code note
accessibility accessibility.csv
  id!= location_id description details url:uri
taxonomy_term taxonomy_terms.csv
  id!= code= name! description! parent_id taxonomy language taxonomy_id term_uri:uri
metadata metadata.csv
  id!= resource_id! resource_type! last_action_date!:date last_action_type! field_name! previous_value!
  replacement_value! updated_by!
meta_table_description meta_table_descriptions.csv
  id!= name language character_set
cost_option cost_options.csv
  id!= service_id! valid_from:date valid_to:date option currency amount:number amount_description
organization_identifier organization_identifiers.csv
  id!= organization_id! identifier_scheme identifier_type! identifier!
taxonomy taxonomies.csv
  id!= name! description! uri:uri version
"""
_ENUMS = {
    "status": ["active", "inactive", "defunct", "temporarily closed"],
    "place": ["physical", "postal", "virtual"],
    "weekday": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"],
    "frequency": ["WEEKLY", "MONTHLY"],
}
# What may be nested in each, in JSON: a list, unless the table itself is named in the singular.
_CHILDREN = {
    "organization": "contacts phones locations programs organization_identifiers services"
    " attributes metadata",
    "service": "phones schedules service_areas service_at_locations languages organization cost_options"
    " program required_documents contacts attributes metadata",
    "service_at_location": "contacts phones schedules location service attributes metadata",
    "location": "languages addresses contacts accessibility phones schedules attributes metadata",
    "phone": "languages attributes metadata",
    "contact": "phones attributes metadata",
    "attribute": "taxonomy_term metadata",
    "taxonomy_term": "taxonomy_detail metadata",
}


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # as the datapackage says it
    format: str | None
    enum: list[str] | None
    required: bool
    unique: bool

    @property
    def is_text(self) -> bool:
        return self.type != "number"

    def as_field(self) -> dict[str, Any]:
        constraints: dict[str, Any] = {"required": self.required, "unique": self.unique}
        if self.enum:
            constraints["enum"] = self.enum
        described: dict[str, Any] = {"name": self.name, "type": self.type}
        if self.format:
            described["format"] = self.format
        return described | {"constraints": constraints}


@dataclass(frozen=True)
class Table:
    name: str
    file: str
    columns: tuple[Column, ...]

    def as_resource(self, present: set[str]) -> dict[str, Any]:
        """Its entry in a datapackage that holds the tables `present`."""
        keys = [
            {"fields": c.name, "reference": {"resource": c.name.removesuffix("_id"), "fields": "id"}}
            for c in self.columns
            if c.name.removesuffix("_id") in present and c.name.endswith("_id")
        ]
        schema: dict[str, Any] = {"primaryKey": "id", "fields": [c.as_field() for c in self.columns]}
        return {
            "profile": "tabular-data-resource",
            "name": self.name,
            "path": self.file,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": schema | ({"foreignKeys": keys} if keys else {}),
        }


def _column(word: str) -> Column:
    name, _, kind = word.partition(":")
    bare = name.rstrip("!=")
    if bare.endswith("id") and bare != "tax_id":
        kind = "uuid"
    return Column(
        name=bare,
        type=kind if kind in {"number", "date", "datetime", "time"} else "string",
        format=kind if kind in {"uuid", "email", "uri"} else None,
        enum=_ENUMS.get(kind),
        required="!" in name,
        unique="=" in name,
    )


def _tables() -> Iterator[Table]:
    name, file, words = "", "", []
    for line in [*_TABLES.strip().splitlines(), "end end"]:
        if line.startswith(" "):
            words += line.split()
            continue
        if name:
            yield Table(name, file, tuple(_column(word) for word in words))
        (name, file), words = line.split(), []


TABLES: Mapping[str, Table] = {table.name: table for table in _tables()}


@dataclass(frozen=True)
class Child:
    key: str
    table: str
    is_list: bool = field(compare=False)


@cache
def children(table: str) -> tuple[Child, ...]:
    """What may be nested in a thing of this table."""
    return tuple(_child(key) for key in _CHILDREN.get(table, "attributes metadata").split())


def _child(key: str) -> Child:
    if key == "taxonomy_detail":
        return Child(key, "taxonomy", False)
    if key in TABLES and key not in {"accessibility", "metadata"}:
        return Child(key, key, False)
    singular = {"addresses": "address", "accessibility": "accessibility", "metadata": "metadata"}
    return Child(key, singular.get(key, key.removesuffix("s")), True)


def flatten(
    table: str, thing: Mapping[str, Any], *, skip: frozenset[str] = frozenset()
) -> Iterator[tuple[str, dict]]:
    """A nested thing as rows (table, row), itself first; what was nested refers to what held it.

    `skip` names nested keys to leave out (still referred to). Raises TypeError where something that should
    be an object, or a list, is not.
    """
    if not isinstance(thing, Mapping):
        raise TypeError(table)
    nested = {child.key: child for child in children(table)}
    row = {key: value for key, value in thing.items() if key not in nested}
    for key, child in nested.items():
        if not child.is_list and isinstance(thing.get(key), Mapping):
            row.setdefault(f"{child.table}_id", thing[key].get("id"))
    yield table, row
    for key, child in nested.items():
        held = thing.get(key)
        if key in skip or not held:
            continue
        if not isinstance(held, list if child.is_list else Mapping):
            raise TypeError(f"{table}.{key}")
        for inner in held if child.is_list else [held]:
            rows = flatten(child.table, inner, skip=skip)
            name, itself = next(rows)
            yield name, itself | _backward(table, thing, name) if child.is_list else itself
            yield from rows


def _backward(table: str, thing: Mapping[str, Any], child: str) -> dict[str, Any]:
    if child == "attribute":
        return {"link_id": thing.get("id"), "link_entity": table}
    if child == "metadata":
        return {"resource_id": thing.get("id"), "resource_type": table}
    return {f"{table}_id": thing.get("id")}
