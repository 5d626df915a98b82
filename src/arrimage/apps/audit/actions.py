"""Writing the journal. Whoever cannot write it does not read or change the thing either."""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Min
from django.http import HttpRequest
from django.utils import timezone

from arrimage.apps.kernel.clock import now
from arrimage.apps.kernel.crypto import keyring

from . import queries, triggers
from .chain import FORM, hash_of, signature_of
from .models import Checkpoint, Entry, Seal, Unsealed

BATCH = 500  # entries sealed in one transaction
LOCK = 0x6A6F7572  # "jour": the advisory lock of whoever touches the chain


class Subject(NamedTuple):
    """What an entry is about. Choose a label that says no more than its reader may know."""

    kind: str
    id: str
    label: str = ""


@transaction.atomic(savepoint=False)
def record(
    action: str,
    *,
    by=None,
    subjects: Iterable[Any] = (),
    purpose: str = "",
    request: HttpRequest | None = None,
    at: datetime | None = None,
    details: dict[str, Any] | None = None,
) -> Entry:
    """Write one entry, in the caller's transaction: what is undone was never done.

    `action` is a code of `sentences.ACTIONS`. `by` is the user (who acts as `by.acting`), or None for the
    installation itself. `subjects` are model instances, `Subject`s or plain strings. `details` are small
    plain values, never free text about a person: the journal is not encrypted.
    """
    acting = getattr(by, "acting", None)
    known = by is not None and by.is_authenticated
    entry = Entry.objects.create(
        at=at or now(),
        action=action,
        actor=str(by.uid) if known else "",
        actor_label=str(by)[:200] if known else "",
        role=acting.role if acting else "",
        organisation=str(acting.organisation.uid) if acting else "",
        organisation_label=str(acting.organisation)[:200] if acting else "",
        subjects=_canonical([s._asdict() for s in dict.fromkeys(_subject(thing) for thing in subjects)]),
        purpose=purpose[:200],
        request=_id_of(request),
        details=_canonical(details or {}),
    )
    Unsealed.objects.create(entry_id=entry.pk, since=now())
    return entry


class Shown(list):
    """The subjects a request has shown so far."""

    def __call__(self, things):
        """Note these as shown, and hand them back: `plans = shown(queries.plans_visible_to(user))`."""
        self.extend(things)
        return things

    def one(self, thing):
        self.append(thing)
        return thing


@contextmanager
def seen(
    action: str, *, by, purpose: str = "", request: HttpRequest | None = None, at: datetime | None = None
) -> Iterator[Shown]:
    """A reading: one entry for the request and purpose, listing all it showed.

    Written on the way out, before the answer leaves; if it cannot be, the reading fails:

        with seen("plan.read", by=request.user, purpose="follow-up", request=request) as shown:
            plans = shown(queries.plans_visible_to(request.user))
            response = render(request, "care/plans.html", {"plans": plans})
        return response

    Nothing shown, nothing written.
    """
    shown = Shown()
    yield shown
    if shown:
        record(action, by=by, subjects=shown, purpose=purpose, request=request, at=at)


class BrokenJournal(Exception):
    """The journal is not whole: nothing is removed from it, so that the trace stays."""


def seal(*, at: datetime) -> int:
    """Seal what waits, by short transactions. Returns how many entries; 0 when another is at it."""
    total = 0
    while sealed := _seal_batch(at):
        total += sealed
        if sealed < BATCH:
            break
    return total


@transaction.atomic
def _seal_batch(at: datetime) -> int:
    if not _hold_chain(wait=False):
        return 0
    waiting = Unsealed.objects.values("entry_id")
    entries = list(Entry.objects.filter(pk__in=waiting).order_by("pk")[:BATCH])
    last = Seal.objects.order_by("-number").first() or Checkpoint.objects.last()
    number, previous = (last.number, last.hash) if last else (0, "")
    seals = []
    for entry in entries:
        number += 1
        link = Seal(number=number, entry_id=entry.pk, sealed_at=at, form=FORM, key=keyring("JOURNAL").current)
        link.hash = previous = hash_of(link, entry, previous)
        seals.append(link)
    Seal.objects.bulk_create(seals)
    Unsealed.objects.filter(entry_id__in=[entry.pk for entry in entries]).delete()
    return len(entries)


@transaction.atomic
def retain(*, before: date, by: str, at: datetime) -> Checkpoint | None:
    """Remove the sealed entries older than a day, up to the first that is not; leave a checkpoint.

    Returns the checkpoint, or None when nothing is that old. Raises BrokenJournal, removing nothing,
    when the chain does not hold: removing would also remove the trace of what was done to it.
    """
    _hold_chain(wait=True)
    found = queries.verify(at=at)
    if found.breaks or found.triggers:
        raise BrokenJournal
    midnight = timezone.make_aware(datetime.combine(before, time.min))
    recent = Entry.objects.filter(at__gte=midnight).values("pk")
    first_kept = Seal.objects.filter(entry_id__in=recent).aggregate(first=Min("number"))["first"]
    old = Seal.objects.filter(number__lt=first_kept) if first_kept else Seal.objects.all()
    last = old.order_by("number").last()
    if last is None:
        return None
    removed = Entry.objects.filter(pk__in=old.values("entry_id"))
    period = removed.aggregate(first=Min("at"), last=Max("at"))
    before_it = Checkpoint.objects.last()
    checkpoint = Checkpoint(
        number=last.number,
        hash=last.hash,
        count=old.count(),
        first_at=period["first"],
        last_at=period["last"],
        by=by[:200],
        at=at,
        previous=before_it.signature if before_it else "",
        key=keyring("JOURNAL").current,
    )
    checkpoint.signature = signature_of(checkpoint)
    with triggers.lifted():
        removed.delete()
        old.delete()
    checkpoint.save(force_insert=True)
    record(
        "journal.retained", at=at, details={"by": by[:200], "count": checkpoint.count, "before": str(before)}
    )
    return checkpoint


def _hold_chain(*, wait: bool) -> bool:
    """Be the only one to touch the chain until this transaction ends.

    SQLite has one writer at a time already: every transaction begins IMMEDIATE.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _subject(thing: Any) -> Subject:
    if isinstance(thing, Subject):
        return Subject(thing.kind, str(thing.id), thing.label[:200])
    if isinstance(thing, str):
        return Subject("", "", thing[:200])
    return Subject(thing._meta.label_lower, str(getattr(thing, "uid", thing.pk)), str(thing)[:200])


def _id_of(request: HttpRequest | None) -> str:
    if request is None:
        return ""
    if not hasattr(request, "journal_id"):
        request.journal_id = str(uuid.uuid4())
    return request.journal_id


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
