"""Our vocabularies as HSDS taxonomies. Identifiers are the same in every installation, so that two
Arrimages understand each other's codes; anybody else reads the terms' names."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from arrimage.apps.network import vocabulary as words

NAMESPACE = uuid5(NAMESPACE_URL, "https://arrimage.invalid/hsds")
LANGUAGE = "fr"  # what the data say is in French, whatever the reader's interface


class Taxonomy(NamedTuple):
    name: Any
    description: Any
    terms: dict[str, Any]  # code → label


def _of(choices) -> dict[str, Any]:
    return {str(code): label for code, label in choices.choices}


TAXONOMIES: dict[str, Taxonomy] = {
    "category": Taxonomy(
        _("Service category"),
        _("The range of services of an integrated mental-health network, in three families."),
        _of(words.Family) | _of(words.Category),
    ),
    "need": Taxonomy(
        _("Need answered"), _("What a person may look for, in the words they would use."), _of(words.Need)
    ),
    "line": Taxonomy(_("Line of service"), _("First, second or third line."), _of(words.Line)),
    "level": Taxonomy(_("Level"), _("How wide an area the service is organised for."), _of(words.Level)),
    "severity": Taxonomy(
        _("Severity accepted"), _("Disorders the service says it is for."), _of(words.Severity)
    ),
    "asker": Taxonomy(_("Who may ask"), _("Who may ask for the service."), _of(words.Asker)),
    "mode": Taxonomy(_("On site or remote"), _("Where the service happens."), _of(words.Mode)),
    "cost": Taxonomy(_("Cost"), _("What the service costs the person."), _of(words.Cost)),
    "capacity": Taxonomy(
        _("Capacity"), _("How much the service can take on; the value is the number."), _of(words.Unit)
    ),
    "counts_toward": Taxonomy(
        _("Counts toward"),
        _("Norms the service itself says it is counted in."),
        _of(words.CountsToward),
    ),
    "kind": Taxonomy(
        _("Kind of organisation"), _("What kind of organisation it is."), _of(words.OrganisationKind)
    ),
    "sector": Taxonomy(_("Sector"), _("The sector the organisation works in."), _of(words.Sector)),
    "regime": Taxonomy(
        _("Legal regime"),
        _("The law on personal information the organisation is under."),
        _of(words.LegalRegime),
    ),
    "text": Taxonomy(
        _("Parts of the description"),
        _("What the description is made of; the value is the place of the part in it."),
        {
            "own_words": _("In its own words"),
            "description": _("In a few words"),
            "own_values": _("What it holds to"),
            "none": _("No word of its own yet"),
        },
    ),
    "statement": Taxonomy(
        _("Said by the organisation itself"),
        _("What the organisation says of itself, yes or no."),
        {
            "declines_categories": _("Would rather not be put in categories"),
            "accepts_concurrent": _("Welcomes persons who also have an addiction"),
            "refuses_concurrent": _("Not for persons who also have an addiction"),
            "address_hidden": _("The address is confidential: reach the organisation"),
        },
    ),
    "date": Taxonomy(
        _("Date"),
        _("The value is the day."),
        {
            "opened_on": _("Opened on"),
            "closed_on": _("Closed on"),
            "confirmed_on": _("Confirmed as true on"),
        },
    ),
    "place": Taxonomy(
        _("Place"),
        _("What is known of an address that is not whole; the value is the text."),
        {
            "address": _("Address"),
            "municipality": _("Municipality"),
            "postal_code": _("Postal code"),
        },
    ),
    # Their terms are the territories and the federations of the directory itself.
    "territory": Taxonomy(
        _("Territory"),
        _("Québec’s regions, territories and local networks, by official code; the value is the period."),
        {},
    ),
    "affiliation": Taxonomy(
        _("Affiliation"),
        _("The coalitions and federations an organisation belongs to; the value is the period."),
        {},
    ),
}
# Written by organisations about themselves: left out for those who would rather not be put in categories.
DECLINABLE = frozenset({"category", "line", "level"})


def id_of(taxonomy: str, code: str = "") -> str:
    return str(uuid5(NAMESPACE, f"{taxonomy}:{code}" if code else taxonomy))


class Term(NamedTuple):
    taxonomy: str
    code: str
    label: str


@cache
def known_terms() -> dict[str, tuple[str, str]]:
    """Identifier → (taxonomy, code), for the vocabularies that never change."""
    return {
        id_of(taxonomy, code): (taxonomy, code)
        for taxonomy, described in TAXONOMIES.items()
        for code in described.terms
    }


@cache
def taxonomy_object(taxonomy: str) -> dict[str, str]:
    with override(LANGUAGE):
        return {
            "id": id_of(taxonomy),
            "name": str(TAXONOMIES[taxonomy].name),
            "description": str(TAXONOMIES[taxonomy].description),
            "version": "1",
        }


def taxonomy_objects() -> list[dict[str, str]]:
    return [taxonomy_object(taxonomy) for taxonomy in TAXONOMIES]


def term_object(taxonomy: str, code: str, label: str = "") -> dict[str, Any]:
    """A term whole; `label` for those whose terms are the directory's own (territories, federations)."""
    return _dynamic_term(taxonomy, code, label) if label else _static_term(taxonomy, code)


@cache
def _static_term(taxonomy: str, code: str) -> dict[str, Any]:
    with override(LANGUAGE):
        made = _dynamic_term(taxonomy, code, str(TAXONOMIES[taxonomy].terms[code]))
    if taxonomy == "category" and (family := words.FAMILY_OF.get(code)):
        made["parent_id"] = id_of("category", family)
    return made


def _dynamic_term(taxonomy: str, code: str, label: str) -> dict[str, Any]:
    detail = taxonomy_object(taxonomy)
    return {
        "id": id_of(taxonomy, code),
        "code": f"{taxonomy}:{code}",
        "name": label,
        "description": f"{detail['name']}\u00a0: {label}",
        "taxonomy": detail["name"],
        "taxonomy_detail": detail,
        "language": LANGUAGE,
    }


def term_objects(dynamic: Iterable[Term]) -> Iterator[dict[str, Any]]:
    """Every term: the unchanging ones, then those of the directory."""
    for taxonomy, described in TAXONOMIES.items():
        for code in described.terms:
            yield term_object(taxonomy, code)
    for term in dynamic:
        yield term_object(*term)


def child_id(parent: UUID, *parts: object) -> str:
    """The identifier of something we keep inside its parent: the same at every export."""
    return str(uuid5(parent, "/".join(str(part) for part in parts)))


def french():
    """Everything said in HSDS is said in French; use around a whole export or answer."""
    return override(LANGUAGE)
