"""What people wrote, a piece at a time, with a reference that leads to nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from arrimage.apps.inquiry.models import Theme
from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.results.columns import column
from arrimage.apps.inquiry.results.pairs import YES
from arrimage.apps.inquiry.results.protection import Eye
from arrimage.apps.inquiry.sheets import Sheet
from arrimage.apps.kernel.blind_index import blind_index
from arrimage.science.surveys.answers import Apart


@dataclass(frozen=True)
class Words:
    """`who` is empty unless answers are named; `may_be_quoted`: who wrote it agreed."""

    ref: str
    text: str
    side: str
    who: str
    may_be_quoted: bool


def words_of(sheet: Sheet, origin: str, uid: UUID, item: str, eye: Eye, consent: str = "") -> list[Words]:
    """Every piece, in the order of its text where nobody is to be known, else of the sheet.

    The reference is a keyed digest for this question alone: two pieces of one person do not meet.
    """
    if eye.is_too_few(sheet):
        return []
    agreed = column(sheet, consent) if consent and consent in sheet.answers else {}
    people = {one.key: one for one in sheet.respondents}
    found = []
    for key, said in column(sheet, item).items():
        if isinstance(said, Apart):
            continue
        person = people[key]
        for place, text in enumerate(said if isinstance(said, tuple) else (said,)):
            found.append(
                Words(
                    blind_index(f"{origin}|{uid}|{item}|{key}|{place}", "inquiry.words"),
                    str(text),
                    person.side if eye.may_name(sheet) else "",
                    person.label if eye.may_name(sheet) else "",
                    agreed.get(key) in YES,
                )
            )
    return found if eye.may_name(sheet) else sorted(found, key=lambda one: (one.text.casefold(), one.ref))


def themes_of(organisation_id: int, origin: str, uid: UUID, item: str) -> QuerySet[Theme]:
    return (
        Theme.objects.filter(organisation=organisation_id, origin=origin, sheet=uid, item=item)
        .prefetch_related("grouped")
        .order_by("created_at", "id")
    )


def themes_led_by(user) -> QuerySet[Theme]:
    return Theme.objects.filter(policies.led_by(user))


def grouped(themes: QuerySet[Theme], words: list[Words]) -> Iterator[tuple[Theme, list[Words]]]:
    """Each theme with its words, in the order words are told."""
    for theme in themes:
        refs = {one.words for one in theme.grouped.all()}
        yield theme, [one for one in words if one.ref in refs]
