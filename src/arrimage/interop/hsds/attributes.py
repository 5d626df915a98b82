"""Our codes as HSDS attributes, and back: each a term of one of our taxonomies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from . import terms
from .source import Entity
from .terms import child_id
from .texts import Row, text_of


class Attributes(list):
    """The attributes of one thing, gathered one by one."""

    def __init__(self, uid: UUID, entity: str) -> None:
        self.uid, self.entity = uid, entity

    def add(
        self, taxonomy: str, code: object, *, value: object = "", label: str = "", link: str = ""
    ) -> None:
        """An empty `code` adds nothing. `link` says what the term is about, where the taxonomy does not."""
        if code in (None, ""):
            return
        self.append(
            {
                "id": child_id(self.uid, "attribute", taxonomy, code, link),
                "link_type": link or taxonomy,
                "link_entity": self.entity,
                **({"value": str(value)} if value != "" else {}),
                "taxonomy_term": terms.term_object(taxonomy, str(code), label),
            }
        )

    def add_texts(self, parts: list[str]) -> None:
        if parts != ["description"]:
            for place, part in enumerate(parts, 1):
                self.add("text", part, value=place)

    def add_dates(self, thing: Any) -> None:
        for name in ("opened_on", "closed_on"):
            self.add("date", name if getattr(thing, name) else "", value=getattr(thing, name))


class Codes:
    """The attributes of one thing: our own codes, and other people's terms as text."""

    def __init__(self, rows: Iterable[Row], terms_by_id: Mapping[str, Entity]) -> None:
        self.ours: dict[str, list[tuple[str, str]]] = defaultdict(list)  # taxonomy → [(code, value)]
        self.others: list[str] = []
        for row in rows:
            identifier = text_of(row, "taxonomy_term_id")
            term = terms_by_id[identifier].row if identifier in terms_by_id else {}
            ours = terms.known_terms().get(identifier) or _dynamic(identifier, text_of(term, "code"))
            if ours:
                self.ours[ours[0]].append((ours[1], text_of(row, "value")))
            elif name := text_of(term, "name"):
                self.others.append(_named(term, name, text_of(row, "value")))

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
    taxonomy = text_of(term, "taxonomy")
    named = f"{name} ({taxonomy})" if taxonomy and taxonomy != name else name
    return f"{named}\u00a0: {value}" if value and value != name else named
