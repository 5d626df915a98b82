"""A synthesis as one document that can be sealed, checked by anybody, and still lose withdrawn words.

The document never holds what somebody said: it holds the digest of each passage, made with a salt. Words and
salts are kept apart. Withdrawing them leaves a digest that says nothing, and the seal of the whole holds.

    digest of a passage   SHA-256 of its salt, then its text
    digest of a synthesis SHA-256 of its document, written in one way only (`canonical`)
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

FORMAT = "arrimage-synthesis/1"


@dataclass(frozen=True)
class Words:
    """A passage to keep beside the document. `text` is JSON: who is named, and what is said."""

    contribution: int  # its row
    digest: str
    salt: str
    text: str


def canonical(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def digest_of_passage(salt: str, text: str) -> str:
    return hashlib.sha256((salt + text).encode()).hexdigest()


def seal(contribution: int, *, name: str, words: str) -> Words:
    text = json.dumps({"name": name, "words": words}, ensure_ascii=False)
    salt = secrets.token_hex(16)
    return Words(contribution, digest_of_passage(salt, text), salt, text)


def ideas_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for part in document["parts"]:
        found += part["ideas"] + part["minorities"]
        for divergence in part["divergences"]:
            found += divergence["ideas"]
    return found


def places_in(document: dict[str, Any]) -> dict[int, list[str]]:
    """By contribution's number, where the document itself puts it: ideas’ ids, or «singular»."""
    places: dict[int, list[str]] = {}
    for idea in ideas_in(document):
        for quote in idea["quotes"] + idea["also"]:
            places.setdefault(quote["contribution"], []).append(idea["uid"])
    for quote in document["singular"]:
        places.setdefault(quote["contribution"], []).append("singular")
    return places


def lost_in(document: dict[str, Any]) -> list[int]:
    """Numbers of the contributions the document says were given, and puts nowhere: it must be none."""
    places = places_in(document)
    return [
        one["number"]
        for one in document["contributions"]
        if one["state"] != "withdrawn" and not places.get(one["number"])
    ]


def digests_in(document: dict[str, Any]) -> set[str]:
    """Every passage the document leans on."""
    quotes = [quote for idea in ideas_in(document) for quote in idea["quotes"] + idea["also"]]
    quotes += document["singular"] + document["contributions"] + document["replies"]
    return {quote["passage"] for quote in quotes if quote["passage"]}


def faults(document: str, digest: str, passages: list[tuple[str, str, str]]) -> list[str]:
    """What does not hold, as codes: `document`, `passage:<digest>`, `unknown:<digest>`. None: all holds.

    `passages`: (digest, salt, text); an empty text is a withdrawn one.
    """
    found = [] if digest_of(document) == digest else ["document"]
    for sealed, salt, text in passages:
        if text and digest_of_passage(salt, text) != sealed:
            found.append(f"passage:{sealed}")
    known = {sealed for sealed, _salt, _text in passages}
    found += [f"unknown:{missing}" for missing in sorted(digests_in(json.loads(document)) - known)]
    return found
