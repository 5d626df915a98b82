"""Writing the catalogue: a draft, a reading by somebody who has lived it, a publication by another hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.practices import policies
from arrimage.apps.practices.finding import stored
from arrimage.apps.practices.models import Edition, Practice, Reading
from arrimage.apps.practices.references import check_references
from arrimage.apps.practices.vocabulary import FACTS, SECTIONS, TEXTS

from .steps import named, signature, step

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def lock(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=("self",)).select_related("practice").get(pk=edition.pk)


@transaction.atomic
def begin_practice(name: str, *, by: User | None, at: datetime, level: str, aim: str) -> Edition:
    """A practice the catalogue did not have: its first draft, in French."""
    policies.check_edits(by)
    base = slug = slugify(name)[:50].strip("-") or "pratique"
    number = 1
    while Practice.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    practice = Practice.objects.create(slug=slug)
    return _draft(practice, "fr", None, {"name": name, "aim": aim, "level": level}, by=by, at=at)


@transaction.atomic
def begin_edition(practice: Practice, *, language: str = "fr", by: User | None, at: datetime) -> Edition:
    """Go on from what is published. The draft somebody already began, if there is one, is given back.

    A translation starts from the one before, and from now on translates the French that is published.
    Raises ValidationError when there is no French to translate.
    """
    policies.check_edits(by)
    Practice.objects.select_for_update().get(pk=practice.pk)
    if begun := practice.editions.filter(language=language, state__in=Edition.OPEN).first():
        return begun
    french = practice.editions.filter(language="fr", state=Edition.State.PUBLISHED).first()
    if language != "fr" and french is None:
        raise ValidationError(_("The French comes first: publish it, then translate it."))
    last = practice.editions.filter(language=language, state=Edition.State.PUBLISHED).first()
    source = last or french
    values = {field: getattr(source, field) for field in (*TEXTS, *FACTS)} if source else {}
    if last is None and language != "fr":
        values = values | dict.fromkeys(SECTIONS, "") | {"aim": "…"}
    return _draft(practice, language, french if language != "fr" else None, values, by=by, at=at)


def _draft(
    practice: Practice,
    language: str,
    translates: Edition | None,
    values: dict,
    *,
    by: User | None,
    at: datetime,
) -> Edition:
    edition = Edition(
        practice=practice,
        language=language,
        number=_next_number(practice, language),
        translates=translates,
        by=by,
        by_label=signature(by),
        written_at=at,
        **values,
    )
    edition.save()
    record("practice.drafted", by=by, at=at, subjects=[named(edition)])
    return edition


def _next_number(practice: Practice, language: str) -> int:
    last = practice.editions.filter(language=language).order_by("-number").first()
    return last.number + 1 if last else 1


@transaction.atomic
def save_edition(
    edition: Edition, *, since: int, by: User | None, at: datetime, values: Mapping, said_of_change: str = ""
) -> Edition:
    """Keep what is being written. Raises ValidationError, StaleVersion when somebody else saved meanwhile."""
    policies.check_edits(by)
    edition = lock(edition)
    if edition.state != Edition.State.DRAFT:
        raise ValidationError(
            _("This edition is no longer a draft: take it back to writing before changing it.")
        )
    allowed = TEXTS if edition.language != "fr" else (*TEXTS, *FACTS)
    for field, value in values.items():
        if field in allowed:
            setattr(edition, field, value)
    check_references(edition.references)
    edition.said_of_change = said_of_change[:300]
    edition.by, edition.by_label, edition.written_at, edition.loaded = by, signature(by), at, ""
    edition.save_if_unchanged(since=since)
    record("practice.written", by=by, at=at, subjects=[named(edition)])
    return edition


@transaction.atomic
def discard_edition(edition: Edition, *, by: User | None, at: datetime) -> None:
    """Throw a draft away. The practice goes too when nothing else was ever said of it."""
    policies.check_edits(by)
    edition = lock(edition)
    if edition.state != Edition.State.DRAFT:
        raise ValidationError(_("Only a draft can be thrown away."))
    practice, gone = edition.practice, named(edition)
    edition.delete()
    if not practice.editions.exists():
        practice.delete()
    record("practice.discarded", by=by, at=at, subjects=[gone])


@transaction.atomic
def send_to_readers(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    """The draft is ready to be read over. What was said of a former draft of it is kept."""
    policies.check_edits(by)
    edition = lock(edition)
    missing = [str(SECTIONS[code]) for code in ("aim", "how", "limits") if len(getattr(edition, code)) < 2]
    if missing:
        raise ValidationError(_("Still to be written: %(what)s.") % {"what": ", ".join(missing)})
    if step(edition, Edition.State.IN_REVIEW):
        edition.save()
        record("practice.sent_to_readers", by=by, at=at, subjects=[named(edition)])
    return edition


@transaction.atomic
def take_back(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    """Back to writing: readers wait for the next draft."""
    policies.check_edits(by)
    edition = lock(edition)
    if step(edition, Edition.State.DRAFT):
        edition.save()
        record("practice.taken_back", by=by, at=at, subjects=[named(edition)])
    return edition


@transaction.atomic
def read_over(edition: Edition, *, agrees: bool, words: str = "", by: User, at: datetime) -> Reading:
    """Say a word of an edition before it is published. Saying it again replaces what one said."""
    edition = lock(edition)
    if not Edition.objects.filter(policies.editions_read_over_by(by), pk=edition.pk).exists():
        if edition.state != Edition.State.IN_REVIEW and policies.editions_read_over_by(by) != policies.NOBODY:
            raise ValidationError(_("This edition is not being read over any more."))
        raise PermissionDenied
    if not agrees and not words.strip():
        raise ValidationError({"words": _("Say what should change: it will be answered in writing.")})
    reading, _new = Reading.objects.update_or_create(
        edition=edition,
        by=by,
        defaults={
            "by_label": signature(by),
            "is_lived": policies.reads_from_experience(by),
            "agrees": agrees,
            "words": words.strip(),
            "read_at": at,
            "answer": "",
            "answered_at": None,
            "answered_by": "",
        },
    )
    record("practice.read_over", by=by, at=at, subjects=[named(edition)])
    return reading


@transaction.atomic
def answer_reading(reading: Reading, *, words: str, by: User | None, at: datetime) -> Reading:
    """Say in writing what was done about what a reader said."""
    policies.check_edits(by)
    if not words.strip():
        raise ValidationError({"words": _("Write what was done about it, or why nothing was.")})
    reading = Reading.objects.select_for_update(of=("self",)).select_related("edition").get(pk=reading.pk)
    reading.answer, reading.answered_at, reading.answered_by = words.strip()[:2000], at, signature(by)
    reading.save()
    record("practice.reading_answered", by=by, at=at, subjects=[named(reading.edition)])
    return reading


def what_stands_in_the_way(edition: Edition, user) -> list[str]:
    """Why this user cannot publish this edition now, in sentences; nothing when they can."""
    found = []
    if user is not None and not policies.may_publish(user):
        found.append(
            _("Publishing is for a coordinator both sides have mandated: ask for the yes that is missing.")
        )
    if user is not None and edition.by_id == user.pk:
        found.append(_("You wrote it: somebody else publishes it."))
    readings = list(edition.readings.all())
    if not any(reading.is_lived and reading.by_id != edition.by_id for reading in readings):
        found.append(_("Nobody has read it from lived experience yet."))
    if any(not reading.agrees and reading.answered_at is None for reading in readings):
        found.append(_("A reader asked for a change: answer in writing what was done about it."))
    return found


@transaction.atomic
def publish_edition(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    """It becomes what everybody reads; the one before stays at its address. Raises ValidationError."""
    policies.check_edits(by)
    edition = lock(edition)
    if edition.state == Edition.State.PUBLISHED:
        return edition
    if edition.state == Edition.State.IN_REVIEW and (reasons := what_stands_in_the_way(edition, by)):
        raise ValidationError(reasons)
    step(edition, Edition.State.PUBLISHED)
    _put_out(edition, signed=signature(by), at=at)
    record("practice.published", by=by, at=at, subjects=[named(edition, edition.name)])
    return edition


def _put_out(edition: Edition, *, signed: str, at: datetime) -> None:
    former = edition.practice.editions.filter(language=edition.language, state=Edition.State.PUBLISHED)
    former.update(state=Edition.State.REPLACED)
    edition.state, edition.published_at, edition.published_by = Edition.State.PUBLISHED, at, signed
    index(edition)
    edition.save()


def index(edition: Edition) -> None:
    """What is searched: the texts, and for the French, which carries the facts, their codes."""
    codes = [f"need:{need}" for need in edition.needs] + [f"shelf:{shelf}" for shelf in edition.shelves]
    edition.name_words = stored(edition.name, edition.practice.slug.replace("-", " "))
    edition.words = stored(
        edition.name,
        edition.practice.slug.replace("-", " "),
        *(text for _code, _title, text in edition.sections),
        codes=codes if edition.language == "fr" else (),
    )
